"""Closed compound: the thirteenth row of the scenarios."""

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def compound(scenario):
    return scenario("scenario_13_closed_compound")


@pytest.fixture(scope="module")
def march(compound):
    return compound.closed_compound(compound.OUTSIDERS, compound.RESIDENTS)


def test_outsiders_come_as_far_as_the_gate(compound, told, solved):
    result = solved(compound.closed_compound(compound.OUTSIDERS, {}))
    assert told.served(result.plan) == {compound.TO_GATE}
    (row,) = result.plan.unserved
    assert (row.task, row.reason) == (compound.TO_FLAT, "qualified")
    # The flat is closed to both of them, by its tag.
    assert dict(row.blocked_by) == {"qualified": 2}


def test_a_neighbour_takes_it_on(compound, march, told, solved):
    result = solved(march)
    assert set(told.services(result.plan)) == {
        ("outsider-1", compound.TO_GATE),
        ("resident-1", compound.TO_FLAT),
    }
    assert [level.value for level in result.levels[:2]] == [(0,) * 8, 2]
    starts = {
        stop.task: (stop.start, stop.end)
        for trip in result.plan.trips
        for stop in trip.stops
        if stop.kind == "service"
    }
    assert starts[compound.TO_FLAT][0] >= starts[compound.TO_GATE][1]


def test_what_keeps_the_outsiders_away(compound, solved):
    problem = compound.closed_compound(compound.OUTSIDERS, {})
    said = vm.explain(problem, solved(problem).plan, compound.TO_FLAT, time_limit=300)
    (row,) = said.blocked
    assert (said.reason, row.rule, row.kind, row.what, row.count) == (
        "qualified",
        "qualified",
        "access",
        "compound",
        2,
    )
    assert "2 lack the access tag compound" in said.text()
    assert {repair.change.kind for repair in said.repairs} == {"more_access", "recruits"}


@pytest.mark.parametrize("known", [True, False])
def test_next_month_the_same_two_come_though_others_live_nearer(compound, told, solved, known):
    two = {"outsider-1", "resident-1"}
    problem = compound.closed_compound(
        {**compound.OUTSIDERS, **compound.NEW_OUTSIDERS},
        {**compound.RESIDENTS, **compound.NEW_RESIDENTS},
        two if known else (),
        compound.APRIL,
    )
    result = solved(problem)
    assert result.levels[1].value == (0 if known else 2)
    assert (set(told.loads(result.plan)) == two) is known


def test_it_tells_its_story(compound, capsys):
    compound.main()
    told = capsys.readouterr().out
    assert "waiting: 送到家 to the flat (qualified)" in told
    assert "2 lack the access tag compound" in told
    both = "送到大门 to the gate by outsider-1, 送到家 to the flat by resident-1 (optimal)"
    assert f"March: {both}" in told
    assert f"April: {both}" in told
