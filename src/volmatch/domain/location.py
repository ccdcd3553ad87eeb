"""Places: homes, gates, hospitals, flats."""

from __future__ import annotations

from attrs import field, frozen

from volmatch.domain.clock import Interval
from volmatch.domain.kinds import NAME, Real, Seconds, Text, of
from volmatch.domain.shapes import Intervals, tupled

__all__ = ["Location", "within"]


@frozen(kw_only=True)
class Location:
    """A place.

    Attributes
    ----------
    id
        Unique among locations.
    lat, lon
        Degrees, in the datum of the problem; or
    x, y
        metres, in a planar problem. None of the four where a travel matrix is given and no radius applies.
    area
        A path in a tree of areas, such as ``"江津区/圣泉街道/中渡社区"``; ``""`` = unknown.
    setup_seconds
        Queue or sign-in, paid on each arrival however many tasks are then done here in a row; not at one's
        own home. Written ``setup=timedelta(...)``; default 0.
    access
        A tag: only volunteers who hold it may enter. ``None`` = open to all.
    open
        Intervals in which services and pickups here must lie. Empty = always.
    """

    id: str = field(metadata=of(NAME))
    lat: float | None = field(default=None, metadata=of(Real(least=None)))
    lon: float | None = field(default=None, metadata=of(Real(least=None)))
    x: float | None = field(default=None, metadata=of(Real(least=None)))
    y: float | None = field(default=None, metadata=of(Real(least=None)))
    area: str = field(default="", metadata=of(Text()))
    setup_seconds: int = field(default=0, alias="setup", metadata=of(Seconds(), "setup_seconds"))
    access: str | None = field(default=None, metadata=of(NAME))
    open: tuple[Interval, ...] = field(default=(), converter=tupled, metadata=of(Intervals()))

    def __repr__(self) -> str:
        """Name the id alone: nothing else of a person or a place leaves by accident."""
        return f"Location(id={self.id!r})"


def within(area: str, prefixes: tuple[str, ...]) -> bool:
    """Check that an area lies in one of some prefixes, comparing whole parts of the path.

    Examples
    --------
    >>> within("江津区/圣泉街道", ("江津区",)), within("江津区二/圣泉", ("江津区",))
    (True, False)
    """
    parts = area.split("/")
    return any(parts[: len(whole)] == whole for whole in (prefix.split("/") for prefix in prefixes))
