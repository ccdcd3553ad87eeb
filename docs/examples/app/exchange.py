"""What comes in and what is kept: problems and plans as the texts and files that volmatch reads and writes."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from storage import PlanRow, ProblemRow

import volmatch as vm

__all__ = ["MOST_BYTES", "plan_of", "plan_text", "problem_of", "problem_text", "received"]

MOST_BYTES = 64 << 20
"""How much one request may bring, unpacked."""

_WORKBOOK = b"xl/workbook.xml"
"""The name of a part that every workbook has; a workbook is a zip as well."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def received(body: bytes, encoding: str = "utf-8") -> vm.Problem:
    """Read a problem from JSON, packed by gzip or not, an Excel workbook, or a zip of a folder of CSV files.

    Raises
    ------
    volmatch.InputError
        With every fault.
    """
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch) / "problem"
        try:
            if body.startswith(b"PK") and _WORKBOOK not in body:
                where.mkdir()
                _unpack(body, where)
            else:
                where.write_bytes(body)
            return vm.load(where, encoding=encoding, most_bytes=MOST_BYTES)
        except vm.InputError as error:
            # Where the file stood for a moment is nobody's business.
            faults = [
                vm.Fault(fault.path.replace(str(where), "body"), fault.subject, fault.problem, fault.mend)
                for fault in error.faults
            ]
            raise vm.InputError(faults) from None


def problem_text(problem: vm.Problem) -> str:
    """Write a problem as JSON text."""
    return _text(problem)


def problem_of(row: ProblemRow) -> vm.Problem:
    """Read a problem that was kept."""
    return received(row.body.encode())


def plan_text(plan: vm.Plan) -> str:
    """Write a plan as JSON text."""
    return _text(plan)


def plan_of(row: PlanRow, problem: vm.Problem) -> vm.Plan:
    """Read a plan that was kept, on its problem's clock."""
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch) / "plan.json"
        where.write_text(row.body, "utf-8")
        return vm.load_plan(where).on(problem.clock)


def _text(thing: vm.Problem | vm.Plan) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        where = Path(scratch) / "thing.json"
        vm.save(thing, where)
        return where.read_text("utf-8")


def _unpack(body: bytes, where: Path) -> None:
    """Take the files out of a zip, those of its one folder if it has one, by their last names alone."""
    room = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for item in packed.infolist():
                name = PurePosixPath(item.filename).name
                if item.is_dir() or not name.endswith((".csv", ".json")) or name.startswith("."):
                    continue
                target = where / name
                if target.exists():
                    raise _refused(f"the zip holds {name} twice", "Pack one folder of CSV files.")
                with packed.open(item) as file:
                    data = file.read(room + 1)
                room -= len(data)
                if room < 0:
                    raise _refused(f"the zip holds more than {MOST_BYTES:,} bytes, unpacked")
                target.write_bytes(data)
    except _DAMAGED:
        raise _refused("the zip is damaged, locked, or no zip") from None


def _refused(problem: str, mend: str = "") -> vm.FileError:
    return vm.FileError([vm.Fault("body", "", problem, mend)])
