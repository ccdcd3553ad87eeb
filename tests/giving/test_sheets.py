"""Printed sheets: one for each volunteer or place, with everything that is needed there, and nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import attrs
import pytest
from giving_common import PRIVATE, plan, problem

import volmatch as vm


class Cells(HTMLParser):
    """The texts of a page, cell by cell, and whether every tag that opens closes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data)


def read(page: str) -> list[str]:
    cells = Cells()
    cells.feed(page)
    assert cells.open == []
    return cells.texts


def test_a_volunteer_has_trips_in_the_order_of_the_day() -> None:
    page = vm.sheets(problem(), plan())
    texts = read(page)
    assert page.count("<section>") == 2
    assert texts.count("Volunteer v01") == 1
    assert "Volunteer v<02>" in texts
    assert any(text.startswith("Leave home at 09:00, back at 15:00") for text in texts)
    first = texts[texts.index("Volunteer v01") :]
    order = [first.index(text) for text in ("gate", "fetch for 送药-2", "送药-2", "call, from home")]
    assert order == sorted(order)
    assert "bring 2 bags" in texts
    assert "with v<02>" in texts
    assert "Tue 3 Mar 2020" in texts


def test_a_place_has_its_visitors() -> None:
    texts = read(vm.sheets(problem(), plan(), by="place", lang="zh"))
    assert [text for text in texts if text.startswith("地点 ")] == ["地点 flat-7", "地点 shop", "地点 门岗"]
    gate = texts[texts.index("地点 门岗") :]
    assert gate.index("2020年3月2日 周一") < gate.index("v01") < gate.index("2020年3月3日 周二")
    assert "居家完成" in texts


@pytest.mark.parametrize("by", ["volunteer", "place"])
def test_nothing_personal_is_told_unless_it_is_asked_for(by: str) -> None:
    told = vm.sheets(problem(), plan(), by=by, include_personal=True)
    shy = vm.sheets(problem(), plan(), by=by)
    for word in PRIVATE:
        assert word in told
        assert word not in shy


def test_the_page_needs_nothing_else_and_prints_on_a4() -> None:
    page = vm.sheets(problem(), plan())
    assert not re.search(r"<(script|img|link|iframe)|https?:|url\(", page)
    assert "size: A4" in page
    assert "break-after: page" in page
    assert '<meta charset="utf-8">' in page


def test_nothing_is_obeyed_by_a_browser() -> None:
    of = problem(name="<script>x</script>")
    page = vm.sheets(of, plan(of))
    assert "<script>" not in page
    assert "v&lt;02&gt;" in page


def test_a_plan_without_anything_says_so() -> None:
    empty = attrs.evolve(plan(), trips=(), remote=())
    assert "Nobody goes anywhere." in read(vm.sheets(problem(), empty))


def test_a_plan_that_breaks_rules_is_not_given_out() -> None:
    of = problem(rules={"trip_cap": {"per_day": 0}})
    with pytest.raises(vm.PlanError, match="breaks rules"):
        vm.sheets(of, plan())
    assert "gate" in read(vm.sheets(of, plan(), allow_broken=True))


def test_other_words_are_refused() -> None:
    with pytest.raises(vm.InputError, match='one of "volunteer" and "place"'):
        vm.sheets(problem(), plan(), by="day")
    with pytest.raises(ValueError, match="lang"):
        vm.sheets(problem(), plan(), lang="fr")
