"""The states of a seat: one volunteer on one task, from the plan to the rating.

::

    open ──offer──► offered ──accept──► accepted ──start──► under_way ──done──► done ──rate──► rated
     │                │ │                  │ │
     └──expire──┐     │ └──refuse─► refused◄─┘ └──no_show──► no_show
                └─► expired ◄──expire──┘

The seats of the first line are those of the plan. A seat that is refused, expired or lost to a no-show leaves the plan
and its place in the task is free again; so does one that is ``released``, from any state, because its task can no
longer be served by enough people, or because the order was cancelled.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

__all__ = ["BEGUN", "HELD", "LEADS", "PLANNED", "Seat"]

PLANNED = ("open", "offered", "accepted", "under_way", "done", "rated")
"""The states of seats that are in the plan."""

HELD = PLANNED[1:]
"""Those that a new plan leaves as they are: somebody was told."""

BEGUN = ("under_way", "done", "rated")

LEADS: Mapping[str, Mapping[str, str]] = {
    "offer": {"open": "offered"},
    "accept": {"offered": "accepted"},
    "refuse": {"offered": "refused", "accepted": "refused"},
    "expire": {"open": "expired", "offered": "expired"},
    "start": {"accepted": "under_way"},
    "no_show": {"accepted": "no_show"},
    "done": {"under_way": "done"},
    "rate": {"done": "rated"},
    "release": dict.fromkeys(PLANNED, "released"),
}
"""By event: from which state to which."""


@frozen(kw_only=True)
class Seat:
    """One volunteer on one task.

    Attributes
    ----------
    task, volunteer
        Their ids.
    state
        ``"open"`` (planned, not offered), ``"offered"``, ``"accepted"``, ``"under_way"``, ``"done"``, ``"rated"``;
        or, no longer in the plan, ``"refused"``, ``"expired"``, ``"no_show"`` or ``"released"``.
    since
        The instant of the event that led there, in whole seconds since the start of the problem.
    promised
        Whether it was accepted at any time.
    expires
        Until when the offer stands; ``None`` where there is none.
    reason
        Why it was refused, in a word of the caller's; never a name or an address, please.
    stars
        The rating, 1 to 5, once there is one.
    """

    task: str
    volunteer: str
    state: str
    since: int
    promised: bool = False
    expires: int | None = None
    reason: str = field(default="", repr=False)
    stars: int | None = None
