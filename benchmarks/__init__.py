"""How fast and how good volmatch is, against the goals that it has set itself.

    python -m benchmarks list
    python -m benchmarks run compile --size M --seeds 5
    python -m benchmarks report

A benchmark is one file in ``cases/``, which registers itself. Every run is a process of its own and one
row of JSON in ``results/``; the report makes the tables of ``docs/benchmarks.md`` from these rows.
Nothing of this is part of the installed library.
"""
