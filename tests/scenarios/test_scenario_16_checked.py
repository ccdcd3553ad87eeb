"""Checked to work with children: the sixteenth row of the scenarios."""

import pytest


@pytest.fixture(scope="module")
def checked(scenario):
    return scenario("scenario_16_checked")


@pytest.mark.parametrize(
    ("until", "days"), [("2020-03-08", ()), ("2020-03-10", (9, 10)), ("2020-03-11", (9, 10, 11))]
)
def test_the_last_day_of_the_check_counts(checked, told, solved, until, days):
    result = solved(checked.checked(until))
    assert told.served(result.plan) == {f"{checked.READING}@2020-03-{day:02}" for day in days}
    assert {row.reason for row in result.plan.unserved} == ({"qualified"} if len(days) < 3 else set())
    assert result.levels[0].value == (0, 0, 3 - len(days), 0, 0, 0, 0, 0)


def test_it_tells_its_story(checked, capsys):
    checked.main()
    told = capsys.readouterr().out
    assert "reading@2020-03-10 (optimal)" in told
    assert "waiting: 亲子共读 reading@2020-03-11 (qualified)" in told
