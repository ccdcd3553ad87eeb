"""How fast and how good volmatch is, against the goals that it has set itself.

    python -m benchmarks list
    python -m benchmarks run compile --size M --seeds 5
    python -m benchmarks run peers --size M-both --solver volmatch vroom --seeds 5
    python -m benchmarks run published --size toptw --seeds 1 --jobs 2
    python -m benchmarks report

A benchmark is one file in ``cases/``, which registers itself. Every run is a process of its own and one
row of JSON in ``results/``; the report makes the tables of ``docs/benchmarks.md`` from these rows, and the
plots of ``docs/plots``. The other solvers of ``peers`` come with the extra ``bench`` (``make setup-bench``).
Nothing of this is part of the installed library.
"""
