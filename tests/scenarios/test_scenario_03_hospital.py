"""Medicine from the hospital: the third row of the scenarios."""

import pytest


@pytest.fixture(scope="module")
def hospital(scenario):
    return scenario("scenario_03_hospital")


@pytest.mark.parametrize(
    ("until", "people", "ends"), [("12:30", 1, ["12:15", "12:20"]), ("12:00", 2, ["12:00", "12:00"])]
)
def test_one_queues_where_there_is_time(hospital, told, solved, until, people, ends):
    problem = hospital.hospital(until)
    result = solved(problem)
    coverage, exposed, nearness, trips = (level.value for level in result.levels)
    assert coverage == (0,) * 8
    assert exposed == people == len(told.exposed(problem, result.plan, "hospital"))
    assert (nearness, trips) == (2 * hospital.WAY_METRES * people, people)
    assert hospital.ends(result.plan) == ends


def test_the_queue_is_paid_once_by_each_who_goes(hospital, told, solved):
    plan = solved(hospital.hospital("12:30")).plan
    (trip,) = plan.trips
    times = [(stop.kind, told.clock(plan, stop.start), told.clock(plan, stop.end)) for stop in trip.stops]
    assert times == [
        ("pickup", "11:00", "11:15"),
        ("pickup", "11:15", "11:30"),
        ("service", "12:10", "12:15"),
        ("service", "12:15", "12:20"),
    ]


def test_it_tells_its_story(hospital, capsys):
    hospital.main()
    told = capsys.readouterr().out
    assert "Medicine by 12:30: 1 in the queue, delivered at 12:15 and 12:20 (optimal)" in told
    assert "Medicine by 12:00: 2 in the queue, delivered at 12:00 and 12:00 (optimal)" in told
