"""In the search, people who serve only together come to a visit whole, or not at all."""

import pytest

from rules.build import job, person, place, problem
from volmatch.compile import compile_problem
from volmatch.domain.task import Member
from volmatch.engines.search import columns as at
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.layout import world_of
from volmatch.solver import solve
from volmatch.verifier import verify

NAMES = "abcde"
NEAR = {"a": 400, "b": 400, "c": 0, "d": 100, "e": 200}


def made(people, together, *, team=(), names=NAMES, **more):
    """Give people who live 0 to 400 m from home, further from work, and one task; e is young."""
    homes = [place(f"home {name}", -NEAR[name]) for name in names]
    crew = [person(name, f"home {name}", age=30 if name == "e" else 65) for name in names]
    rules = {"companions": {"together": [tuple(pair) for pair in together]}, **more}
    return problem(
        *crew, *homes, job(people=people, team=team), rules=rules, objectives=["coverage", "nearness"]
    )


def come(of):
    result = solve(of, method="search", time_limit=60, iteration_limit=100)
    assert verify(of, result.plan) == []
    return "".join(sorted(trip.volunteer for trip in result.plan.trips))


@pytest.mark.parametrize(
    ("people", "together", "more", "wanted"),
    [
        (2, ["ab"], {}, "cd"),  # the nearest
        (2, ["ab"], {"names": "abc"}, "ab"),  # c alone is too few
        (1, ["ab"], {"names": "ab"}, ""),
        (1, ["ab"], {"names": "abc"}, "c"),
        (3, ["ab"], {"names": "abc"}, "abc"),
        (2, ["ab", "bc"], {"names": "abc"}, ""),  # three of them, and room for two
        (3, ["ab", "cb"], {"names": "abc"}, "abc"),
        (4, ["ab", "bc"], {}, "abcd"),
        ({"min": 1, "target": 2}, ["ab"], {"names": "abc"}, "ab"),
        ({"min": 3, "target": 4}, ["ab", "cd"], {"names": "abcde"}, "abcd"),
        ({"min": 1, "target": 3}, ["ab", "cd"], {"names": "abcd"}, "cd"),
        (2, ["ae"], {"team": [Member(max_age=59)]}, "ae"),
        (2, ["cd"], {"team": [Member(max_age=59)], "names": "cde"}, ""),
        (3, ["cd"], {"team": [Member(max_age=59)], "names": "acde"}, "cde"),
    ],
)
def test_a_party_comes_whole_or_not_at_all(people, together, more, wanted):
    assert come(made(people, together, **more)) == wanted


def test_who_finds_no_room_for_the_whole_party_is_sent_home():
    # Each of the two could come alone, but only two in all may carry a mask.
    of = made({"min": 1, "target": 3}, ["ab"], supplies={"masks": {"per_task": 1, "total": 2}}, names="abc")
    assert come(of) in ("ab", "c")
    of = made(3, ["ab"], supplies={"masks": {"per_task": 1, "total": 2}}, names="abc")
    assert come(of) == ""


def test_who_pairs_nobody_has_no_tables_of_parties():
    program = compile_problem(made(2, [])).program
    world = world_of(program)
    assert (world.ties[at.JOINED], len(world.parties)) == (0, 0)
    assert len(Annealer(program, 0).state.units) == 0
