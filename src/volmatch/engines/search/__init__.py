"""The search: ruin and recreate, compiled.

Design
------
The search holds a *state*: for each duty a row of nodes, home first and last and between trips. An iteration removes
strings of neighbouring stops (`loop.ruin`), puts what was removed and what was absent near by back where it costs
least, in one of several orders and overlooking a duty now and then (`loop.recreate`), and keeps the outcome or takes it
back (`loop.accepted`). This is slack induction by string removals (Christiaens & Vanden Berghe 2020,
doi:10.1287/trsc.2019.0914), with trips, teams and strict priorities added.

*Rows* (`rows`): every node knows how early and how late it can be, so that a place for a visit is tested in O(1)
(`places.look`): in a trip on the way ahead of a node, or as a trip of its own after a home. Where time away is capped,
pieces of a trip also know their least time; loads are known as the most on board before and after. The row of a changed
duty is timed afresh whole (`settle`), without measuring ways again, which is cheap for rows of some twenty stops.

*Memory* (`moves.serve`): what a duty offers a visit is remembered until the duty changes. Every content of a row has
a version number of its own, which taking back restores; so most of what is asked is known.

*Teams* (`teams`): a visit of several people stands in the rows of all of them, with one fixed start. It is removed
whole, and comes back whole: a few common starts are tried, and the cheapest different people who can come are taken.
People who serve only together (`parties`) come all or not at all; who fills the seats best is then a small knapsack.

*Ties* (`ties`, `tied`): what links visits, people and days is in tables of its own, which plain programs never read.
A visit on whose start others rely is given a fixed start when it is put in, like a team, and goes with what waits for
it (`loop.cascade`). A pickup and its delivery go in together (`pickups`). What a pair costs because of what others do
(labels, groups of people, days worked, time given) is asked anew each time (`extras`), on top of what is remembered.

*Value*: coverage as eight whole numbers compared in order, then one whole number in which the levels below are
folded so that their order is kept. Annealing looks at the first that differs, each with a temperature of its own.

*Undo* (`journal`): before a duty or a visit is changed for the first time in an iteration, its row is copied. The best
is kept as lists of visits, of which only those are copied that have changed since.

*Two cores* (`halves`): on large programs two chains work on the two halves of one plan, cut anew each round; on small
ones each has a plan of its own.

All of it works on a few integer tables with named columns (`columns`, `tables`), with no objects and no memory taken
while it runs (`pointers`). The lock of Python is released. There is one door from Python (`work`), so that all is
optimised once. Travel is computed from coordinates, never from a table of all pairs, unless the problem brings one.
"""
