"""The command line of the benchmarks: list, run, report."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from benchmarks.data import DEFAULT, ROOT
from benchmarks.registry import SMOKE, Benchmark, registered
from benchmarks.report import RESULTS, report
from benchmarks.rows import Row, append, figures_of, now
from benchmarks.single import MISSING
from benchmarks.tables import number

__all__ = ["main"]

PAGE = ROOT / "docs" / "benchmarks.md"


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
    run.add_argument("--size", nargs="+", metavar="SIZE", help="default all but smoke")
    run.add_argument("--seeds", type=int, default=5, metavar="N", help="runs of each size; default 5")
    run.add_argument("--time-limit", type=float, metavar="SECONDS", help="default the benchmark's")
    run.add_argument("--out", type=Path, metavar="FILE", help="default benchmarks/results/NAME.jsonl")
    run.add_argument("--data", type=Path, default=DEFAULT, metavar="DIR", help=f"default {DEFAULT}")
    run.set_defaults(work=_run)
    page = commands.add_parser("report", help="write docs/benchmarks.md from the rows that are kept")
    page.add_argument("--check", action="store_true", help="write nothing; say whether it is up to date")
    page.set_defaults(work=_report)
    return parser


def _list(asked: argparse.Namespace) -> int:
    for each in registered().values():
        _say(f"{each.name:<10} {' '.join(each.every_size)}\n           {each.description}")
    return 0


def _run(asked: argparse.Namespace) -> int:
    """Run each size with each seed, and keep the rows as they come."""
    benchmark = registered()[asked.name]
    sizes = asked.size or list(benchmark.sizes)
    unknown = [size for size in sizes if size not in benchmark.every_size]
    if unknown:
        _say(f"{asked.name} has no size {unknown[0]}; it has {', '.join(benchmark.every_size)}", sys.stderr)
        return 2
    started = now()
    for size in sizes:
        limit = benchmark.limit(size) if asked.time_limit is None else asked.time_limit
        said = f"python -m benchmarks run {asked.name} --size {size} --seeds {asked.seeds}"
        if asked.time_limit is not None:
            said += f" --time-limit {limit:g}"
        for row in _rows(benchmark, size, asked.seeds, limit, asked.data):
            if isinstance(row, int):
                return row
            _say(f"{asked.name} {size}, seed {row['seed']}: {_summary(row)}")
            # Figures of the smallest size mean nothing, and are kept on request only.
            if size != SMOKE or asked.out:
                kept = {"batch": started, "command": said, **row}
                append(asked.out or RESULTS / f"{asked.name}.jsonl", [kept])
    return 0


def _rows(benchmark: Benchmark, size: str, seeds: int, limit: float, data: Path) -> Iterator[Row | int]:
    """Run in processes of their own; give the rows, or the exit status where one failed."""
    for seed in range(seeds):
        asked = {
            "benchmark": benchmark.name,
            "size": size,
            "seed": seed,
            "time_limit": limit,
            "data": str(data),
        }
        words = [sys.executable, "-m", "benchmarks.single", json.dumps(asked)]
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
        if done.returncode != 0:
            yield 2 if done.returncode == MISSING else 1
            return
        yield json.loads(done.stdout.splitlines()[-1])


def _summary(row: Row) -> str:
    return ", ".join(f"{name} {number(value)}" for name, value in figures_of(row).items())


def _report(asked: argparse.Namespace) -> int:
    page = report()
    known = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    if asked.check:
        _say("docs/benchmarks.md is up to date" if page == known else "docs/benchmarks.md is out of date")
        return int(page != known)
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    _say("wrote docs/benchmarks.md")
    return 0


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
