"""The loop of order, dispatch, accept and rate (点单–派单–接单–评单), event by event, kept in a journal.

* `seats`: the states of a seat, and which event leads from which to which.
* `book`: what is true after some events; the same events always give the same book.
* `journal`: the events in a file, one a line, each on the disk before it counts.
* `leaving`: a plan without some people, still legal.
* `planning`: what may be planned anew at an instant, and the new plan.
* `carrying`: what today leaves for tomorrow.
* `recording`: what all events have in common; `desk`: `Dispatch`, with one method for each.
"""

from __future__ import annotations

from volmatch.dispatching.desk import Dispatch
from volmatch.dispatching.seats import Seat

__all__ = ["Dispatch", "Seat"]
