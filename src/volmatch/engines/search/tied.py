"""What ties a visit or a pair to others, read only where a program ties anything at all."""

from __future__ import annotations

from volmatch.engines.search.columns import FETCH, FETCHED_FOR, TIED, TWIN
from volmatch.engines.search.compiled import inlined


@inlined
def tie(world, visit, column):
    """Give a column of ``tied``; 0 where nothing is."""
    return world.tied[visit, column] if world.ties[TIED] == 1 else 0


@inlined
def bond(world, pair, column):
    """Give a column of ``bonds``; 0 where nothing is tied."""
    return world.bonds[pair, column] if world.ties[TIED] == 1 else 0


@inlined
def fetched_before(world, visit):
    """Give the visit that comes before in the same trip, or −1."""
    return tie(world, visit, FETCH) - 1


@inlined
def fetching_for(world, visit):
    """Give the visit for which something is fetched, or −1."""
    return tie(world, visit, FETCHED_FOR) - 1


@inlined
def twin_of(world, pair):
    """Give the pair of what is fetched, or −1."""
    return bond(world, pair, TWIN) - 1
