"""(f) The same problem, seed and number of iterations give the same plan: on any number of workers, in any order, under any hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oracle.checks import count
from oracle.printed import line
from oracle.problems import small

BATCH = 10


@pytest.mark.parametrize("start", range(0, count(60, 1_000), BATCH))
def test_workers_and_order_change_nothing(start):
    for seed in range(700_000 + start, 700_000 + start + BATCH):
        case = small(seed)
        plain = line(case)
        assert line(case, workers=2) == plain, seed
        assert line(case, workers=4) == plain, seed
        assert line(case, shuffle=1) == plain, seed


def test_the_hash_seed_changes_nothing():
    seeds = [str(seed) for seed in range(800_000, 800_000 + count(20, 200))]
    answers = set()
    for hash_seed in ("0", "1", "4711"):
        command = [sys.executable, str(Path(__file__).with_name("printed.py")), *seeds]
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert len(done.stdout.splitlines()) == len(seeds)
        answers.add(done.stdout)
    assert len(answers) == 1
