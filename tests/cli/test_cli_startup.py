"""What the command says of itself, and that it says so at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from volmatch import __version__

COMMANDS = (
    "solve",
    "verify",
    "compare",
    "price",
    "candidates",
    "standby",
    "explain",
    "shortage",
    "replan",
    "show",
    "generate",
    "convert",
    "sheets",
    "calendar",
    "schema",
    "demo",
)


def test_no_words(volmatch):
    ran = volmatch("")
    assert ran.status == 0
    assert "volmatch demo" in ran.out
    assert all(f"volmatch {command} " in ran.out for command in ("solve", "verify", "price", "convert"))
    assert len(ran.out.splitlines()) < 20


def test_version(volmatch):
    assert volmatch("--version") == (0, f"volmatch {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(volmatch, monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "80")
    ran = volmatch(f"{command} --help")
    assert ran.status == 0
    assert f"volmatch {command} " in ran.out.split("Example")[1]
    assert max(map(len, ran.out.splitlines())) <= 80


def test_help(volmatch, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    ran = volmatch("--help")
    assert ran.status == 0
    assert all(f"  {command} " in ran.out for command in COMMANDS)
    assert "130 interrupted" in ran.out
    assert "..." not in ran.out.split("Commands:")[1]  # a summary fits into its line


@pytest.mark.parametrize("words", [["--help"], ["--version"], [], ["solve", "--help"], ["solve"]])
def test_nothing_heavy_is_loaded_to_say_it(words):
    code = (
        "import sys\n"
        "from volmatch.cli import main\n"
        f"main({words!r})\n"
        "heavy = {'ortools', 'numba', 'scipy', 'pandas', 'numpy', 'rich.live'} & set(sys.modules)\n"
        "sys.exit(str(sorted(heavy)) if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr


def test_verifying_needs_no_solver(folder, volmatch):
    volmatch("solve problem.json -o plan.json", "greedy")
    code = (
        "import sys\n"
        "for name in ('ortools', 'numba', 'scipy'): sys.modules[name] = None\n"
        "from volmatch.cli import main\n"
        "sys.exit(main(['verify', 'problem.json', 'plan.json']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Every rule holds." in done.stdout
    code = code.replace("'verify', 'problem.json'", "'compare', 'problem.json', 'plan.json'")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "A and B are the same." in done.stdout


def test_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "volmatch", "--version"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"volmatch {__version__}\n")
