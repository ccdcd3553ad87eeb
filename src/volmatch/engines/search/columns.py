"""Names of the columns of the tables, so that ``duties[d, END]`` reads as it should."""

from __future__ import annotations

# Columns of ``duties``.
HOME, MODE, START, BEFORE, END, MOST_TASKS, MOST_SECONDS, MOST_METRES = range(8)
FOLLOWING, PRECEDING, OWNER, TIMED, ALIKE, WORKDAY, DAY, REST, NUM_DUTY = range(8, 17)
"""``TIMED``: 1 where the time away is capped or paid for, by trip or in all. ``ALIKE``: one number for all that are."""

# Columns of ``visits``.
PLACE, SETUP, SERVICE, LEAST, TARGET, FIRST_WINDOW, END_WINDOW = range(7)
FIRST_PAIR, END_PAIR, HELD, PRIORITY, WEIGHT, NUM_VISIT = range(7, 13)
"""``HELD``: 1 where the visit may not be removed."""

# Columns of ``tied``, by visit.
OFFROUTE, FETCH, FETCHED_FOR, RELIED, FIRST_NEED, END_NEED, FIRST_NEXT, END_NEXT = range(8)
LABELS, BARS, FIRST_CROWD, END_CROWD, FIRST_QUORUM, END_QUORUM = range(8, 14)
WISHED, UNWISHED, LATE_PRICE, NUM_TIED = range(14, 18)
"""
``FETCH``: 1 + the visit that comes before in the same trip; 0 = none. ``FETCHED_FOR``: the same from there.
``RELIED``: 1 where others rely on the start, so that it is fixed while the visit is served. ``FIRST_NEED`` …
``END_NEXT``: rows of ``needs`` for what must be over before, and for what waits. ``LABELS``: a bit a label; ``BARS``:
those that its trip must not have. ``WISHED``, ``UNWISHED``: first and last start that cost nothing; ``LATE_PRICE``: a
second beyond.
"""

# Columns of ``pairs``: the duty, what the pair costs by itself, the last start that the pair allows.
DUTY, OWN, LIMIT = range(3)

# Columns of ``bonds``, by pair: the first and last start that were promised, 1 where the stop is frozen, 1 + the pair
# of what is fetched, the first start that the pair allows.
FLOOR, CEILING, STAYS, TWIN, SINCE, NUM_BOND = range(6)

# Columns of ``memory``, per pair: the version of the duty that was looked at, what its best place costs,
# and the place (2 × position, + 1 where it is a trip of its own; see `pickups` for two).
SEEN, COST, WHERE, NUM_MEMORY = range(4)

# Columns of a node of ``rows``: a stop, or the home before, between and after trips.
VISIT, AT, SET, WORK, LOW, HIGH, SEVERAL = range(7)
READY, LATEST, AHEAD_METRES, AHEAD_SECONDS = 7, 8, 9, 10
TRIP_TASKS, TRIP_METRES, TRIP_SECONDS = 11, 12, 13
DONE_TIME, DONE_EARLY, DONE_LATE, TODO_TIME, TODO_EARLY, TODO_LATE, PAIR, NUM_NODE = range(14, 22)
"""
``VISIT``: the visit, or `AT_HOME` for home. ``PAIR``: its row in ``pairs``. ``AT``: its place. ``SET``: seconds of
setup when coming from another place. ``WORK``: seconds of service. ``LOW``, ``HIGH``: first and last allowed start;
``SEVERAL``: 1 where there are gaps between. ``READY``: earliest end of the service (of home: earliest return).
``LATEST``: latest start with which all that follows can still be (of home: latest return). ``AHEAD_…``: the way to
the next node. ``TRIP_…``: sums of the trip of the way ahead. ``DONE_…``: least time from home through this node, and
the departures between which it is possible; ``TODO_…``: the same from this node to home.
"""

# Columns of ``sums``, per duty.
NODES, STOPS, SUM_METRES, SUM_SECONDS, SUM_TRIPS, SUM_AWAY, NUM_SEVERAL = range(7)
SUM_TASKS, SUM_ERRANDS, SUM_LABELS, SUM_LATE, NUM_SUM = range(7, 12)
"""``SUM_LABELS``: the labels of all stops. ``SUM_LATE``: what unwished starts cost, of visits of one person."""

# Columns of ``crews``: people now, fixed start (`NO_START` = none), then their duties.
PEOPLE, FIXED, CREW = 0, 1, 2

# Columns of ``counters``.
KIND, CAP = 0, 1

# Entries of ``prices``.
PER_METRE, PER_SECOND, PER_TRIP, GEOMETRY, TURNED = range(5)
"""``TURNED``: 1 where the way back may differ from the way there."""

# Entries of ``ties``: 1 where a mechanism is in use; the instant of the freeze.
TIED, PAIRED, MIXED, WISHES, CROWDED, BALANCED, LABELLED, LINKED, JOINED, FREEZE, NUM_TIES = range(11)
"""
``TIED``: any of them is in use. ``PAIRED``: what a pair costs, and whether it may be, depends on other duties.
``MIXED``: some stops are no tasks or no part of a trip. ``JOINED``: some people serve only together.
"""

# Columns of ``needs``: the other visit, and the least seconds between.
OTHER, GAP = 0, 1

# Columns of ``exclusions``: two sets of labels, and the scope.
ONE, ANOTHER, SCOPE = range(3)

# Columns of ``crowds``: the cap, and what each person costs.
MOST_PEOPLE, PRICE = 0, 1

# Columns of ``quorums``: how many, of which group.
COUNT, GROUP = 0, 1

# Columns of ``parties``, by volunteer: the least number of those who serve all that they serve, and how many they are.
PARTY, SIZE = 0, 1

# Columns of ``units``: who can come together now, by their party; how many, what they cost, how many are of a group.
UNIT, HEADS, UNIT_COST, OF_GROUP, NUM_UNIT = range(5)

# Rows of ``spread``, by a number of people: what these cost at least in parties, and the last unit among them.
PARTY_COST, LAST_UNIT = 0, 1

# Columns of ``balances``, by volunteer: seconds given before and offered (0: nothing is paid), and the price.
BASE, OFFERED, TIME_PRICE = range(3)

PLANE, SPHERE, TABLE = range(3)

# Entries of ``counts`` of the journal.
NUM_DUTIES, NUM_VISITS, ITERATION, BROKEN, VERSION, NUM_DIRTY_DUTIES, NUM_DIRTY_VISITS, NUM_COUNTS = range(8)

AT_HOME, GONE = -1, -2
NO_START = -(1 << 60)
NEVER = 1 << 60
HUGE = 1 << 61
NUM_LEVELS = 9
"""Eight numbers of coverage, then the cost of all levels below."""
