"""The command line of the benchmarks: list, run, report."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TextIO, cast

from attrs import asdict

from benchmarks.data import DEFAULT, ROOT
from benchmarks.registry import SMOKE, Benchmark, Row, Run, registered
from benchmarks.report import RESULTS, drawings, report
from benchmarks.rows import append, figures_of, now
from benchmarks.single import MISSING
from benchmarks.tables import number

__all__ = ["main"]

PAGE = ROOT / "docs" / "benchmarks.md"
MANY = 20
"""So many sizes are not listed one by one."""

PLOTS = ROOT / "docs" / "plots"


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say, and give the exit status."""
    asked = _parser().parse_args(words)
    return int(asked.work(asked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure volmatch.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="name every benchmark").set_defaults(work=_list)
    run = commands.add_parser("run", help="run one, and keep a row for each run")
    run.add_argument("name", choices=[*registered()], metavar="NAME")
    run.add_argument("--size", nargs="+", metavar="SIZE", help="sizes or groups; default all but smoke")
    run.add_argument("--seeds", type=int, default=5, metavar="N", help="runs of each size; default 5")
    run.add_argument("--time-limit", type=float, metavar="SECONDS", help="default the benchmark's")
    run.add_argument("--solver", nargs="+", metavar="WHO", help="where several are compared; default all")
    run.add_argument("--jobs", type=int, default=1, metavar="N", help="runs side by side; default 1")
    run.add_argument("--out", type=Path, metavar="FILE", help="default benchmarks/results/NAME.jsonl")
    run.add_argument("--data", type=Path, default=DEFAULT, metavar="DIR", help=f"default {DEFAULT}")
    run.set_defaults(work=_run)
    page = commands.add_parser("report", help="write docs/benchmarks.md from the rows that are kept")
    page.add_argument("--check", action="store_true", help="write nothing; say whether it is up to date")
    page.set_defaults(work=_report)
    return parser


def _list(asked: argparse.Namespace) -> int:
    for each in registered().values():
        _say(f"{each.name:<10} {' '.join(_names(each))}\n           {each.description}")
    return 0


def _names(benchmark: Benchmark) -> list[str]:
    """Name the sizes and the groups; of many sizes the groups, and one that shows what they are like."""
    sizes = benchmark.every_size if len(benchmark.sizes) < MANY else (SMOKE, benchmark.sizes[0], "…")
    return [*sizes, *benchmark.groups]


def _run(asked: argparse.Namespace) -> int:
    """Run each size with each solver and each seed, and keep the rows as they come."""
    benchmark = registered()[asked.name]
    named = asked.size or list(benchmark.sizes)
    unknown = [name for name in named if not benchmark.sizes_of(name)]
    if unknown:
        _say(f"{asked.name} has no size {unknown[0]}; it has {', '.join(_names(benchmark))}", sys.stderr)
        return 2
    runs = list(_runs(benchmark, dict.fromkeys(chain(*map(benchmark.sizes_of, named))), asked))
    if not runs:
        _say(f"{asked.name}: nobody of {', '.join(asked.solver)} is asked at these sizes", sys.stderr)
        return 2
    said, started, status = _command(asked), now(), 0
    with ThreadPoolExecutor(asked.jobs) as pool:
        for run, row in zip(runs, pool.map(partial(_single, asked.name, set()), runs), strict=True):
            if isinstance(row, int):
                status = max(status, row)
                continue
            who = f" {run.solver}" if run.solver else ""
            _say(f"{asked.name} {run.size}{who}, seed {run.seed}: {_summary(row)}")
            # Figures of the smallest size mean nothing, and are kept on request only.
            if run.size != SMOKE or asked.out:
                kept = {"batch": started, "command": said.replace("SIZE", run.size), **row}
                append(asked.out or RESULTS / f"{asked.name}.jsonl", [kept])
    return status


def _runs(benchmark: Benchmark, sizes: Iterable[str], asked: argparse.Namespace) -> Iterator[Run]:
    for size in sizes:
        limit = benchmark.limit(size) if asked.time_limit is None else asked.time_limit
        for solver in benchmark.solvers(size) or ("",):
            if asked.solver and solver not in asked.solver:
                continue
            for seed in range(1 if solver in benchmark.seedless else asked.seeds):
                yield Run(size=size, seed=seed, solver=solver, time_limit=limit, data=asked.data)


def _command(asked: argparse.Namespace) -> str:
    """Write down what was asked, for one size, which stands as SIZE."""
    said = f"python -m benchmarks run {asked.name} --size SIZE --seeds {asked.seeds}"
    if asked.time_limit is not None:
        said += f" --time-limit {asked.time_limit:g}"
    return said + (f" --jobs {asked.jobs}" if asked.jobs > 1 else "")


def _single(name: str, missing: set[str], run: Run) -> Row | int:
    """Run in a process of its own; give the row, or the exit status where it failed.

    Whatever is missing is said once, and its other runs are left out.
    """
    if (what := run.solver or run.size) in missing:
        return 2
    asked = {"benchmark": name, **asdict(run), "data": str(run.data)}
    words = [sys.executable, "-m", "benchmarks.single", json.dumps(asked)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if done.returncode == MISSING:
        missing.add(what)
        return 2
    return 1 if done.returncode != 0 else cast(Row, json.loads(done.stdout.splitlines()[-1]))


def _summary(row: Row) -> str:
    return ", ".join(f"{name} {number(value)}" for name, value in figures_of(row).items())


def _report(asked: argparse.Namespace) -> int:
    """Write the page and its plots, or say whether they are what the rows say."""
    made = {PAGE: report(), **{PLOTS / name: text for name, text in drawings().items()}}
    old = {path for path in PLOTS.glob("*.svg") if path not in made}
    if asked.check:
        late = [path for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]
        for path in (*late, *old):
            _say(f"{path.relative_to(ROOT).as_posix()} is out of date")
        if not late and not old:
            _say("docs/benchmarks.md is up to date")
        return int(bool(late or old))
    PLOTS.mkdir(exist_ok=True)
    for path in old:
        path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    _say(f"wrote docs/benchmarks.md and {len(made) - 1} plots")
    return 0


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
