"""The search: ruin and recreate, compiled.

Design
------
The search holds a *state*: for each duty a row of stops, cut into trips. An iteration removes strings of
neighbouring stops (`ruin`), puts what was removed and what was absent near by back where it costs least, in
one of several orders and overlooking a place now and then (`recreate`), and keeps the outcome or takes it back
(`anneal`). This is slack induction by string removals (Christiaens & Vanden Berghe 2020, doi:10.1287/trsc.2019.0914),
with trips, teams and strict priorities added.

*Stops* know, per position, the earliest start forward and the latest start backward, so that a place for a visit
is tested in O(1); the row of a changed duty is recomputed whole, which is cheap for rows of some twenty stops. Where a
trip is capped in time, or hours are counted, a place that looks best is timed in full before it is taken.

*Trips*: a position may begin a new trip; between trips the volunteer passes home. A place for a visit is either
inside a trip, at either end of one, or a trip of its own.

*Teams*: a visit of several people stands in the rows of all of them, with one fixed start. It is removed whole, and
comes back whole: a few common starts are tried, and the cheapest different people who can come are taken.

*Value*: coverage as up to eight whole numbers compared in order, then one whole number in which the levels below are
folded so that their order is kept. Annealing looks at the first that differs, each with a temperature of its own.

*Undo*: before a duty or a visit is changed for the first time in an iteration, its row is copied to a journal.

All of it works on a few integer tables with named columns (`tables`), with no objects and no memory taken while it
runs. One thread; the lock of Python is released. Travel is computed from coordinates, never from a table of all pairs,
unless the problem brings one.
"""
