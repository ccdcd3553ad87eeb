"""Names of the columns of the tables, so that ``duties[d, END]`` reads as it should."""

from __future__ import annotations

# Columns of ``duties``.
HOME, MODE, START, BEFORE, END, MOST_TASKS, MOST_SECONDS, MOST_METRES = range(8)
FOLLOWING, PRECEDING, OWNER, TIMED, ALIKE, NUM_DUTY = 8, 9, 10, 11, 12, 13
"""``TIMED``: 1 where the time away is capped, by trip or by a counter. ``ALIKE``: the same for duties that are."""

# Columns of ``visits``.
PLACE, SETUP, SERVICE, LEAST, TARGET, FIRST_WINDOW, END_WINDOW = range(7)
FIRST_PAIR, END_PAIR, HELD, PRIORITY, WEIGHT, NUM_VISIT = 7, 8, 9, 10, 11, 12
"""``HELD``: 1 where the visit may not be removed."""

# Columns of ``pairs``: the duty, what the pair costs by itself, the last start that the pair allows.
DUTY, OWN, LIMIT = range(3)

# Columns of ``memory``, per pair: the version of the duty that was looked at, what its best place costs,
# and the place: 2 × position, + 1 where it is a trip of its own.
SEEN, COST, WHERE = range(3)

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
NODES, STOPS, SUM_METRES, SUM_SECONDS, SUM_TRIPS, SUM_AWAY, NUM_SEVERAL, NUM_SUM = range(8)

# Columns of ``crews``: people now, fixed start (`NO_START` = none), then their duties.
PEOPLE, FIXED, CREW = 0, 1, 2

# Columns of ``counters``.
KIND, CAP = 0, 1

# Entries of ``prices``.
PER_METRE, PER_SECOND, PER_TRIP, GEOMETRY, TURNED = range(5)
"""``TURNED``: 1 where the way back may differ from the way there."""

PLANE, SPHERE, TABLE = range(3)

# Entries of ``counts`` of the journal.
NUM_DUTIES, NUM_VISITS, ITERATION, BROKEN, VERSION, NUM_DIRTY_DUTIES, NUM_DIRTY_VISITS, NUM_COUNTS = range(8)

AT_HOME, GONE = -1, -2
NO_START = -(1 << 60)
NEVER = 1 << 60
HUGE = 1 << 61
NUM_LEVELS = 9
"""Eight numbers of coverage, then the cost of all levels below."""
