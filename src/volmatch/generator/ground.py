"""Where homes and tasks lie: on an empty plane, or among named places of Chongqing.

Positions are drawn in metres on a plane. In Chongqing the plane touches the Earth at `ORIGIN`, and
they are turned into degrees (WGS-84) at the end; over those 50 km that stretches a kilometre by a
few metres.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from scipy.spatial import cKDTree

from volmatch.domain.geography import EARTH_RADIUS_METRES
from volmatch.domain.location import Location
from volmatch.generator.draws import Draws, Numbers

__all__ = ["GEOGRAPHIES", "PLACES", "Ground", "Spots", "ground"]

GEOGRAPHIES = ("planar", "chongqing")

# Positions from the public GeoNames extract (CC BY 4.0); which district each lies in is ours.
PLACES = (
    ("江北区/寸滩街道", 29.60248, 106.57055),
    ("南岸区/南坪街道", 29.54111, 106.58778),
    ("九龙坡区/杨家坪街道", 29.50512, 106.50135),
    ("大渡口区/新山村街道", 29.48600, 106.47861),
    ("渝北区/人和街道", 29.62451, 106.52557),
    ("渝北区/回兴街道", 29.68403, 106.61486),
    ("沙坪坝区/歌乐山镇", 29.57791, 106.41258),
    ("南岸区/鸡冠石镇", 29.59470, 106.60469),
    ("江北区/鱼嘴镇", 29.62046, 106.76199),
    ("江北区/复盛镇", 29.64729, 106.79187),
    ("北碚区/蔡家岗镇", 29.74248, 106.47508),
    ("北碚区/北温泉街道", 29.83366, 106.41935),
)
"""Area and WGS-84 position of the places about which homes and tasks lie in Chongqing."""

ORIGIN = (29.6, 106.57)
_METRES_A_DEGREE = math.radians(EARTH_RADIUS_METRES)
_SHRINK = math.cos(math.radians(ORIGIN[0]))


@frozen
class Spots:
    """Points on the ground.

    Attributes
    ----------
    metres
        Shape (points, 2), on the plane.
    areas
        The area of each, ``""`` where there are none.
    """

    metres: Numbers
    areas: Sequence[str]


@frozen(kw_only=True)
class Ground:
    """A stretch of land with centres.

    Attributes
    ----------
    centres
        Shape (centres, 2), in metres.
    areas
        The name of each centre, or none at all.
    side
        Of the square over which points lie evenly, in metres. On the plane it is one square, and
        nothing lies outside it; in Chongqing one about each centre.
    spread
        Standard deviation of the others about their centre, in metres.
    """

    geography: str
    centres: Numbers
    areas: tuple[str, ...]
    side: float
    spread: float
    _tree: Any = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Prepare to find the nearest centre."""
        object.__setattr__(self, "_tree", cKDTree(self.centres))

    def nearest(self, metres: Numbers) -> list[int]:
        """Give the number of the centre nearest to each point. O(points log centres)."""
        rows: list[int] = self._tree.query(metres)[1].tolist()
        return rows

    def scatter(self, draws: Draws, num: int, share: float = 0.6) -> Spots:
        """Draw points: a ``share`` normal about a centre, the rest even. O(num log centres)."""
        centre = self.centres[draws.wholes(0, len(self.centres), num)]
        about = centre + self.spread * draws.normals(num, 2)
        planar = self.geography == "planar"
        corner = 0.0 if planar else centre - self.side / 2
        even = corner + self.side * draws.units(num, 2)
        metres = np.where(draws.chances(share, num)[:, None], about, even)
        return self.spots(np.clip(metres, 0, self.side) if planar else metres)

    def spots(self, metres: Numbers) -> Spots:
        """Name the area of points, that of the nearest centre, and round them to millimetres."""
        metres = np.round(metres, 3)
        if not self.areas:
            return Spots(metres, [""] * len(metres))
        return Spots(metres, [self.areas[row] for row in self.nearest(metres)])

    def locations(self, prefix: str, spots: Spots, **fields: Any) -> list[Location]:
        """Make a location of each point: ``prefix`` and its number are its id. O(points)."""
        first, second = ("x", "y") if self.geography == "planar" else ("lat", "lon")
        rows = spots.metres if self.geography == "planar" else _degrees(spots.metres)
        return [
            Location(id=f"{prefix}{row}", area=area, **{first: one, second: two}, **fields)
            for row, ((one, two), area) in enumerate(zip(rows.tolist(), spots.areas, strict=True))
        ]


def ground(
    geography: str,
    draws: Draws,
    people: int,
    *,
    density: float,
    centres: int,
    spread: float,
    areas: Sequence[str] = (),
) -> Ground:
    """Lay out the land for so many people.

    Parameters
    ----------
    geography
        One of `GEOGRAPHIES`.
    density
        People per square kilometre of the square.
    centres
        How many there are; in Chongqing at most all of `PLACES`, which are drawn wider instead.
    spread
        Metres about a centre, standard deviation.
    areas
        Names of centres on the plane, used in turn; none = areas are not known.
    """
    square = 1e6 * people / density
    if geography == "planar":
        side = math.sqrt(square)
        middle = side * draws.units(centres, 2)
        named = tuple(areas[row % len(areas)] for row in range(centres)) if areas else ()
        return Ground(geography=geography, centres=middle, areas=named, side=side, spread=spread)
    known = min(centres, len(PLACES))
    return Ground(
        geography=geography,
        centres=np.array([_metres(lat, lon) for _, lat, lon in PLACES[:known]]),
        areas=tuple(area for area, _, _ in PLACES[:known]),
        side=math.sqrt(square / known),
        spread=spread * math.sqrt(centres / known),
    )


def _metres(lat: float, lon: float) -> tuple[float, float]:
    east = (lon - ORIGIN[1]) * _METRES_A_DEGREE * _SHRINK
    return east, (lat - ORIGIN[0]) * _METRES_A_DEGREE


def _degrees(metres: Numbers) -> Numbers:
    lat = ORIGIN[0] + metres[:, 1] / _METRES_A_DEGREE
    lon = ORIGIN[1] + metres[:, 0] / (_METRES_A_DEGREE * _SHRINK)
    return np.asarray(np.round(np.stack([lat, lon], axis=1), 6))
