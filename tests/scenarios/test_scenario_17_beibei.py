"""The whole of Beibei, on a small part of the ground: the seventeenth row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def beibei(scenario):
    return scenario("scenario_17_beibei")


@pytest.mark.parametrize(
    ("scale", "people", "shifts", "open_shifts"),
    # What stays open is that of a model of its own, with a variable for each person and shift.
    [(0.01, 12, 63, 7), (0.02, 24, 126, 11)],
)
def test_every_shift_that_can_be_filled_is(beibei, told, backwards, scale, people, shifts, open_shifts):
    problem = beibei.beibei(scale)
    assert (len(problem.volunteers), len(problem.tasks)) == (people, shifts)
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    assert result.levels[0].value == (0, 0, open_shifts, 0, 0, 0, 0, 0)
    assert len(told.served(result.plan)) == shifts - open_shifts
    assert max(told.loads(result.plan).values()) == 5
    backwards(problem, result.plan)


def test_the_people_and_gates_are_as_told(beibei):
    problem = beibei.beibei()
    assert (len(problem.volunteers), len(problem.tasks)) == (1_216, 5_880)
    assert len({task.location for task in problem.tasks}) == 280
    spots = [(location.x, location.y) for location in problem.locations]
    assert max(map(max, spots)) <= 4_000
    offers = {
        (volunteer.id, day, hour)
        for volunteer in problem.volunteers
        for span in volunteer.available
        for day in range(7)
        for hour in (6, 14, 22)
        if span.holds(vm.Interval((24 * day + hour) * 3600, (24 * day + hour + 8) * 3600))
    }
    assert len({(name, day) for name, day, _ in offers}) / (7 * 1_216) == pytest.approx(0.85, abs=0.02)
    for hour in (6, 14, 22):
        kind = {name for name, _, when in offers if when == hour}
        assert len(kind) / 1_216 == pytest.approx(0.6, abs=0.03)


def test_the_seed_decides(beibei):
    assert beibei.beibei(0.01) == beibei.beibei(0.01)
    assert beibei.beibei(0.01) != beibei.beibei(0.01, seed=1)


def test_it_tells_its_story(beibei, capsys):
    beibei.main(["0.01"])
    told = capsys.readouterr().out
    assert "12 sentinels, 63 shifts of a week" in told
    assert "open: 7, and 7 at least (optimal)" in told
