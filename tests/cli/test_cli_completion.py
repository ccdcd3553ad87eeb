"""The shell completes commands and options."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def completed(words):
    told = {
        **os.environ,
        "_VOLMATCH_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    code = "import sys; sys.argv = ['volmatch']; from volmatch.cli import main; sys.exit(main([]))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=told, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [("volmatch so", ["solve"]), ("volmatch ver", ["verify"]), ("volmatch solve --time", ["--time-limit"])],
)
def test_words_are_completed(words, expected):
    assert completed(words) == expected
