"""The tables as compiled code sees them: structures that point to arrays which nobody there owns.

A tuple of arrays would have every array's references counted at every call, which made the search three times
slower. So the arrays are wrapped without an owner, and the caller in Python keeps them alive.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, config, types
from numba.core import cgutils
from numba.experimental import structref
from numba.extending import intrinsic

from volmatch.engines.search.compiled import compiled
from volmatch.engines.search.tables import Journal, State, World

__all__ = ["journal_view", "state_view", "world_view"]


class TablesType(types.StructRef):
    """The type of all three structures."""

    def preprocess_fields(self, fields: Any) -> Any:
        """Take the types of the fields as they are."""
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class WorldView(structref.StructRefProxy):
    """`World`, without owners."""


class StateView(structref.StructRefProxy):
    """`State`, without owners."""


class JournalView(structref.StructRefProxy):
    """`Journal`, without owners."""


@structref.register
class WorldType(TablesType):
    """The type of `WorldView`."""


@structref.register
class StateType(TablesType):
    """The type of `StateView`."""


@structref.register
class JournalType(TablesType):
    """The type of `JournalView`."""


structref.define_proxy(WorldView, WorldType, list(World._fields))
structref.define_proxy(StateView, StateType, list(State._fields))
structref.define_proxy(JournalView, JournalType, list(Journal._fields))


@intrinsic
def _pointer(context: Any, address: Any) -> Any:
    """Turn an address into a pointer."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), generate


@compiled
def _ints1(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1],), np.int64)


@compiled
def _ints2(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1], at[row, 2]), np.int64)


@compiled
def _ints3(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1], at[row, 2], at[row, 3]), np.int64)


@compiled
def _floats1(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1],), np.float64)


@compiled
def _floats2(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1], at[row, 2]), np.float64)


@compiled
def _bits1(at, row):
    return carray(_pointer(at[row, 0]), (at[row, 1],), np.uint64)


@compiled
def _world(at):
    return WorldView(
        _ints2(at, 0), _ints2(at, 1), _ints2(at, 2), _ints2(at, 3), _ints2(at, 4), _ints1(at, 5),
        _ints1(at, 6), _ints2(at, 7), _ints2(at, 8), _ints1(at, 9),
        _floats2(at, 10), _ints1(at, 11), _floats1(at, 12), _ints3(at, 13), _ints3(at, 14),
    )  # fmt: skip


@compiled
def _state(at):
    return StateView(
        _ints3(at, 0),
        _ints2(at, 1),
        _ints2(at, 2),
        _ints1(at, 3),
        _ints1(at, 4),
        _bits1(at, 5),
        _ints2(at, 6),
    )


@compiled
def _journal(at):
    return JournalView(
        _ints1(at, 0), _ints1(at, 1), _ints3(at, 2), _ints2(at, 3), _ints1(at, 4), _ints2(at, 5),
        _ints1(at, 6), _ints1(at, 7), _ints1(at, 8),
    )  # fmt: skip


def _addresses(tables: Any) -> Any:
    """Give address and shape of each table, shape (tables, 4)."""
    rows = np.zeros((len(tables), 4), dtype=np.int64)
    for row, table in enumerate(tables):
        if not table.flags.c_contiguous:
            raise ValueError("a table of the search is not contiguous")
        rows[row, 0] = table.ctypes.data
        rows[row, 1 : 1 + table.ndim] = table.shape
    return rows


def world_view(world: World) -> Any:
    """Give the view of a world; the world must outlive it."""
    return world if config.DISABLE_JIT else _world(_addresses(world))


def state_view(state: State) -> Any:
    """Give the view of a state; the state must outlive it."""
    return state if config.DISABLE_JIT else _state(_addresses(state))


def journal_view(journal: Journal) -> Any:
    """Give the view of a journal; the journal must outlive it."""
    return journal if config.DISABLE_JIT else _journal(_addresses(journal))
