"""Sentences in two languages, and amounts in words."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import datetime

import pytest

import volmatch
from volmatch.saying import Phrases, day_name, hours, kilometres, language, listed, when

TABLES = [
    table
    for module in pkgutil.walk_packages(volmatch.__path__, "volmatch.")
    if module.name.endswith(".text")
    for table in vars(importlib.import_module(module.name)).values()
    if isinstance(table, Phrases)
]


def test_things_are_counted_in_english_only():
    say = Phrases(left=("{n:trip is|trips are} left to {who}", "{who} 还能出门 {n} 次"))
    assert say("en", "left", n=1, who="v1") == "1 trip is left to v1"
    assert say("en", "left", n=1200, who="v1") == "1,200 trips are left to v1"
    assert say("zh", "left", n=1200, who="v1") == "v1 还能出门 1,200 次"


def test_two_languages_name_the_same_things():
    with pytest.raises(ValueError, match="left: the two languages"):
        Phrases(left=("{n} left", "还剩"))


@pytest.mark.parametrize("table", TABLES)
def test_every_sentence_is_in_both_languages(table):
    for key in table:
        english, chinese = table._sentences[key]
        assert english.strip(), key
        assert chinese.strip(), key


def test_other_languages_and_keys_are_refused():
    say = Phrases(yes=("yes", "是"))
    with pytest.raises(ValueError, match="lang must be one of en, zh"):
        language("de")
    with pytest.raises(KeyError):
        say("en", "no")
    assert "yes" in say
    assert list(say) == ["yes"]


def test_amounts_in_chinese():
    clock = volmatch.Clock.at(datetime(2020, 3, 2), "Asia/Shanghai")
    assert kilometres(1200, "zh") == "1.2 公里"
    assert hours(1500, "zh") == "25 分钟"
    assert listed("abc", lang="zh") == "a、b、c"
    assert day_name(clock, 0, "zh") == "2020年3月2日 周一"
    assert when(clock, 3600, "zh") == "2020年3月2日 周一 01:00"
