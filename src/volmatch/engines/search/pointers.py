"""The tables as compiled code sees them: one pointer to a list of addresses and shapes.

A tuple of arrays would be passed to every function as hundreds of numbers, which made compilation three times slower.
So compiled code is given the address of a small buffer, with one row of four numbers for each table (where its data
are, and its shape), and ``world.duties`` reads that row. The caller in Python keeps buffer and tables alive.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.pythonapi import NativeValue
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

__all__ = ["Tables", "view"]

WIDTH = 4
"""Numbers per table: an address, and up to three lengths."""


class Tables:
    """What Python hands to compiled code for a tuple of tables."""

    def __init__(self, tables: Any) -> None:
        """Write down where the tables are."""
        self.tables = tables
        self._rows = np.zeros((len(tables), WIDTH), dtype=np.int64)
        for row, table in zip(self._rows, tables, strict=True):
            if not table.flags.c_contiguous:
                raise ValueError("a table of the search is not contiguous")
            row[0] = table.ctypes.data
            row[1 : 1 + table.ndim] = table.shape
        self.address = self._rows.ctypes.data


class TablesType(types.Type):
    """The type of a pointer to tables: names, element types and numbers of axes."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        """Name the type after the tuple."""
        self.fields = fields
        super().__init__(name=f"Tables({name})")


@typeof_impl.register(Tables)
def _type_of(value: Any, context: Any) -> Any:
    del context
    tables = value.tables
    fields = [
        (name, types.Array(from_dtype(table.dtype), table.ndim, "C"))
        for name, table in zip(tables._fields, tables, strict=True)
    ]
    return TablesType(type(tables).__name__, tuple(fields))


@register_model(TablesType)
class TablesModel(models.PrimitiveModel):
    """A pointer."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, cgutils.voidptr_t)


@unbox(TablesType)
def _unbox(kind: Any, value: Any, context: Any) -> Any:
    del kind
    number = context.pyapi.object_getattr_string(value, "address")
    address = context.pyapi.long_as_longlong(number)
    context.pyapi.decref(number)
    return NativeValue(context.builder.inttoptr(address, cgutils.voidptr_t))


@infer_getattr
class TablesAttribute(AttributeTemplate):
    """``tables.name`` is an array."""

    key = TablesType

    def generic_resolve(self, kind: Any, name: str) -> Any:
        """Give the type of a table."""
        return dict(kind.fields).get(name)


@lower_getattr_generic(TablesType)
def _get(context: Any, builder: Any, kind: Any, pointer: Any, name: str) -> Any:
    """Make an array, without owner, of the row of a table; nothing writes to the rows, so reading can be moved."""
    names = [each for each, _ in kind.fields]
    array_type = dict(kind.fields)[name]
    rows = builder.bitcast(pointer, ir.IntType(64).as_pointer())
    numbers = []
    for column in range(1 + array_type.ndim):
        place = ir.Constant(ir.IntType(64), WIDTH * names.index(name) + column)
        number = builder.load(builder.gep(rows, [place]))
        number.set_metadata("invariant.load", builder.module.add_metadata([]))
        numbers.append(number)
    array = context.make_array(array_type)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    itemsize = ir.Constant(ir.IntType(64), size)
    shape, strides = numbers[1:], [itemsize]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(numbers[0], context.get_data_type(array_type.dtype).as_pointer())
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()


def view(tables: Any) -> Any:
    """Give what compiled code takes for a tuple of tables: the tuple itself where nothing is compiled."""
    return tables if config.DISABLE_JIT else Tables(tables)
