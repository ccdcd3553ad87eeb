"""``volmatch candidates`` and ``volmatch standby``: what a coordinator reads."""

import pytest
from cli_common import put


@pytest.fixture
def planned(folder, small, volmatch):
    """The small problem with two more people and its best plan; one of them does not always turn up."""
    small["volunteers"][0]["reliability"] = 0.8
    for name, home in (("v03", "h2"), ("v04", "h1")):
        small["volunteers"].append({**small["volunteers"][0], "id": name, "home": home, "reliability": 1.0})
    put(small)
    assert volmatch("solve problem.json -o plan.json --quiet").status == 0
    return folder


def test_who_could_take_it(planned, volmatch):
    ran = volmatch("candidates problem.json plan.json t1")
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == "2 people could take t1 now:"
    assert lines[1].startswith("  1. v01: away 08:4")
    assert "instead of v03" in lines[1]
    ran = volmatch("candidates problem.json plan.json t1 -k 1 --lang zh")
    assert ran.out.splitlines()[0] == "现在有 1 人可以接 t1："


def test_nobody_could(planned, volmatch):
    ran = volmatch("candidates problem.json plan.json t3")
    assert ran.status == 1
    assert ran.out.startswith("Nobody can take t3 now.")
    assert volmatch("candidates problem.json plan.json t1 --at 2020-03-02T11:00").status == 1


def test_who_should_stand_by(planned, volmatch):
    ran = volmatch("standby problem.json plan.json")
    assert (ran.status, ran.out.splitlines()[0]) == (
        0,
        "Every task reaches 95 % as it is: nobody needs to stand by.",
    )
    assert "无需替补" in volmatch("standby problem.json plan.json --lang zh").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("candidates problem.json plan.json t9", "there is no such task"),
        ("candidates problem.json plan.json t1 --at noon", "--at: an instant is expected"),
        ("candidates problem.json plan.json t1 -k 0", "1 or more"),
        ("candidates problem.json plan.json t1 --lang fr", "one of en, zh"),
        ("standby problem.json plan.json --target 1", "below 1"),
    ],
)
def test_bad_words(planned, volmatch, words, said):
    ran = volmatch(words)
    assert ran.status == 2
    assert said in " ".join(ran.err.split())
