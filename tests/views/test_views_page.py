"""The page as text: nothing personal, nothing that could do harm, nothing from outside."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest
from views_common import HOSTILE, SECRETS, at, data_of, made, own_part, planned

import volmatch as vm
from volmatch import views
from volmatch.domain.coarse import square
from volmatch.views.areas import areas_of
from volmatch.views.sheet import in_script

PANELS = [
    "timeline",
    "map",
    "by_priority",
    "by_hour",
    "by_area",
    "shortage",
    "load",
    "open_list",
    "trip_list",
]


class Tags(HTMLParser):
    """Gathers the tags of a page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_panel_is_there(problem, plan, lang):
    page = own_part(views.page(problem, plan, lang=lang))
    tags = Tags(page).found
    assert [attrs["id"] for tag, attrs in tags if tag == "section"] == PANELS
    assert {attrs["data-filter"] for tag, attrs in tags if tag == "select"} == {"volunteer", "day", "area"}
    assert ("html", {"lang": "zh-CN" if lang == "zh" else "en"}) in tags
    assert ("时间表" in page) == (lang == "zh")
    assert "Who does what" not in page or lang == "en"


def test_nothing_personal_by_default(problem, plan):
    page = own_part(views.page(problem, plan))
    for secret in SECRETS:
        assert secret not in page


def test_what_is_personal_where_it_is_asked_for(problem, plan):
    page = own_part(views.page(problem, plan, include_personal=True))
    assert "home-of-wang-0" in page
    assert "keep it to those who need it" in page
    assert "王秀英" not in page


def test_the_map_is_the_same_wherever_in_their_squares_people_live():
    seed = random.randrange(2**32)
    print("seed", seed)  # noqa: T201
    chance = random.Random(seed)

    def moved(place):
        middle = square(place.lat, place.lon, "WGS84")
        lat, lon = (chance.uniform(-0.004, 0.004) for _ in range(2))
        return vm.Location(id=place.id, lat=middle[0] + lat, lon=middle[1] + lon, area=place.area)

    problem = made()
    parts = {name: getattr(problem, name) for name in ("volunteers", "tasks", "start", "end", "timezone")}
    plan = planned(problem)
    maps = {
        data_of(views.page(vm.Problem(locations=[moved(p) for p in problem.locations], **parts), plan))[
            "figures"
        ]["map"]["data"].__repr__()
        for _ in range(3)
    }
    assert len(maps) == 1


def test_squares_hold_what_lies_in_them():
    seed = random.randrange(2**32)
    print("seed", seed)  # noqa: T201
    chance = random.Random(seed)
    for _ in range(300):
        lat, lon = chance.uniform(-89, 89), chance.uniform(-180, 180)
        middle = square(lat, lon, "WGS84")
        assert square(*middle, "WGS84") == middle
        assert max(abs(middle[0] - lat), abs(middle[1] - lon)) <= 0.00500001
        x, y = chance.uniform(-9e4, 9e4), chance.uniform(-9e4, 9e4)
        flat = square(x, y, "planar")
        assert square(*flat, "planar") == flat
        assert max(abs(flat[0] - x), abs(flat[1] - y)) <= 500


def test_squares_are_the_same_in_every_datum():
    lat, lon = vm.convert(29.2911, 106.2533, "WGS84", "GCJ02")
    assert square(lat, lon, "GCJ02") == square(29.2911, 106.2533, "WGS84")


def test_an_area_of_one_or_two_places_is_not_named(problem):
    areas = areas_of(problem)
    assert areas["home-of-wang-0"] == "圣泉街道"
    assert areas["flat-of-li-0"] == "圣泉街道/中渡"
    assert areas_of(problem, personal=True)["home-of-wang-0"] == "圣泉街道/花园路五号"


def test_hostile_names_stay_text(hostile):
    problem, plan = hostile
    page = own_part(views.page(problem, plan, include_personal=True))
    tags = Tags(page).found
    assert [tag for tag, _ in tags if tag in ("img", "a", "b")].count("img") == 0
    assert not any("href" in attrs for tag, attrs in tags if tag == "a")
    assert len(re.findall("<script", page)) == len(re.findall("</script>", page)) == 2
    assert "\u2028" not in page
    assert "\u2029" not in page
    assert not any(key.startswith("on") for _, attrs in tags for key in attrs)
    assert HOSTILE[0] not in page


def test_hostile_names_are_no_markup_in_figures(hostile):
    said = str(data_of(views.page(*hostile))["figures"])
    assert "<script" not in said
    assert "<img" not in said
    assert "<a " not in said


@pytest.mark.parametrize("text", [*HOSTILE, "<!--", "]]>", "\\u003c", '"', "\x00", "𝕏"])
def test_json_in_a_script(text):
    written = in_script({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert __import__("json").loads(written) == {"name": text}


def test_nothing_comes_from_outside(problem, plan):
    page = own_part(views.page(problem, plan))
    for tag, attrs in Tags(page).found:
        for key in ("src", "href", "action", "data"):
            assert attrs.get(key, "data:,") == "data:,", (tag, key)
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_the_verdict_is_that_of_the_verifier(problem, plan):
    assert "every rule holds" in views.page(problem, plan)
    (first, *rest) = plan.trips
    late = vm.Trip(
        volunteer=first.volunteer, depart=first.depart + 3000, return_=first.return_, stops=first.stops
    )
    broken = vm.Plan(problem=plan.problem, clock=plan.clock, trips=[late, *rest], remote=plan.remote)
    page = own_part(views.page(problem, broken))
    assert "every rule holds" not in page
    assert "Do not use this plan" in page
    assert "travel (" in page


def test_the_same_twice(problem, plan):
    assert views.page(problem, plan) == views.page(problem, plan)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_at_all(lang):
    nothing = vm.Problem(volunteers=[], tasks=[], locations=[], start=at(0, 0), end=at(1, 0))
    page = views.page(nothing, vm.solve(nothing).plan, lang=lang)
    assert "NaN" not in own_part(page)


def test_every_sentence_is_said_somewhere():
    from pathlib import Path

    from volmatch.views.text import SAY

    folder = Path(views.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "text.py")
    dynamic = ("by_", "reason_", "own_rule", "none_", "word_", "no_", "hours_", "num_")
    unsaid = [key for key in SAY if f'"{key}"' not in code and not key.startswith(dynamic)]
    assert unsaid == []
