"""``volmatch explain``: what a coordinator reads of a task that is not served."""

from __future__ import annotations

import volmatch as vm


def planned(folder):
    problem = vm.load(folder / "problem.json")
    vm.save(vm.solve(problem, time_limit=10).plan, folder / "plan.json")


def test_one_task(folder, volmatch):
    planned(folder)
    ran = volmatch("explain problem.json plan.json t3 --time-limit 60")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("The task t3 is not served: none of 2 volunteers may")
    assert "near_residence" in ran.out
    assert "106." not in ran.out


def test_all_tasks_in_chinese(folder, volmatch):
    planned(folder)
    ran = volmatch("explain problem.json plan.json --lang zh --time-limit 60")
    assert ran.status == 0
    assert "3 项任务中有" in ran.out


def test_a_task_that_is_not_there(folder, volmatch):
    planned(folder)
    ran = volmatch("explain problem.json plan.json t33")
    assert ran.status == 2
    assert "Did you mean 't3'" in ran.err
    assert volmatch("explain problem.json plan.json t3 --lang fr").status == 2
