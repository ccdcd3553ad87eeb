"""Online service: the twelfth row of the scenarios."""

from collections import Counter

import pytest

import volmatch as vm


@pytest.fixture(scope="module")
def online(scenario):
    return scenario("scenario_12_online")


def test_all_is_done_from_home(online, told, backwards):
    problem = online.online()
    assert (len(problem.volunteers), len(problem.tasks)) == (42, 320)
    result = vm.solve(problem, time_limit=60)
    assert result.status == "optimal"
    assert result.levels[0].value == (0,) * 8
    values = {level.name: level.value for level in result.unranked}
    assert (values["nearness"], values["trips"]) == (0, 0)
    assert result.plan.trips == ()
    loads = Counter(row.volunteer for row in result.plan.remote)
    assert loads == told.loads(result.plan)
    assert sum(loads.values()) == 320
    assert max(loads.values()) <= 8
    backwards(problem, result.plan)


def test_it_tells_its_story(online, capsys):
    online.main()
    told = capsys.readouterr().out
    assert told.startswith("320 services by ")
    assert told.endswith("8 each at most: 0 m travelled, 0 trips (optimal)\n")
