"""Events in a file, one a line, each on the disk before it counts.

The first line holds the problem and the plan that it begins with: the user's own data, so the file is only its owner's
to read (mode 0600), and all that is needed to go on is in it. Every line ends with a checksum over itself and the
checksum of the line before. A crash can tear the last line alone: it is dropped when the journal is opened again, and
what it said never counted. Anything else that is wrong is an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from volmatch.errors import Fault, FileError
from volmatch.io.atomic import write_file

if sys.platform != "win32":
    import fcntl

__all__ = ["SCHEMA", "Journal"]

SCHEMA = "volmatch/dispatch/1"
_MARK = ',"sum":"'


class Journal:
    """A file of events. One process at a time may hold it open."""

    def __init__(self, path: Path, size: int, last: str, number: int) -> None:
        self.path, self._size, self._last, self._number = path, size, last, number
        with _as_faults(path):
            self._file: int | None = os.open(path, os.O_WRONLY)
            try:
                _lock(path, self._file)
                if os.fstat(self._file).st_size > size:
                    os.ftruncate(self._file, size)
                    os.fsync(self._file)
            except BaseException:
                self.close()
                raise

    @classmethod
    def made(cls, path: Path, head: Mapping[str, Any]) -> Journal:
        """Make a journal that begins with these plain values. Raises FileError where there is a file already."""
        if path.exists():
            mend = "Go on from it with Dispatch.resume, or give another name."
            raise FileError([Fault(str(path), "", "there is a file already", mend)])
        line, last = _line({"seq": 0, **head}, "")
        write_file(path, line)
        return cls(path, len(line), last, 0)

    @classmethod
    def opened(cls, path: Path) -> tuple[Journal, list[dict[str, Any]], str]:
        """Open a journal to go on from it: what its lines say, and a note where the last was torn."""
        with _as_faults(path):
            data = path.read_bytes()
        rows: list[dict[str, Any]] = []
        size, last = 0, ""
        for line, ended in _lines(data):
            row = _read(line, last)
            if row is None or row.get("seq") != len(rows):
                break
            rows.append(row)
            size, last = size + len(line) + ended, line[-18:-2].decode("ascii")
            if not ended:  # only the line break was torn off
                size = len(data)
        if data[size:].count(b"\n") and any(_whole(line) for line, _ in _lines(data[size:])):
            what = f"line {len(rows) + 1} was changed or is damaged"
            raise FileError(
                [Fault(str(path), "", what, "Take it from a copy; nothing after it can be trusted.")]
            )
        if not rows or rows[0].get("schema") != SCHEMA:
            raise FileError([Fault(str(path), "", f"this is no journal of {SCHEMA}")])
        torn = len(data) - size
        note = (
            f"the last line was torn: {torn} bytes of an event that never counted were dropped"
            if torn
            else ""
        )
        journal = cls(path, size, last, len(rows) - 1)
        if data[size - 1 : size] != b"\n":
            journal._write(b"\n")
        return journal, rows, note

    def append(self, event: Mapping[str, Any]) -> None:
        """Write an event, and wait until it is on the disk. Raises FileError; then the journal is as it was."""
        line, last = _line({"seq": self._number + 1, **event}, self._last)
        self._write(line)
        self._last, self._number = last, self._number + 1

    def _write(self, line: bytes) -> None:
        if self._file is None:
            raise FileError(
                [Fault(str(self.path), "", "the journal is closed", "Open it with Dispatch.resume.")]
            )
        with _as_faults(self.path):
            try:
                os.lseek(self._file, self._size, os.SEEK_SET)
                rest = memoryview(line)
                while rest:
                    rest = rest[os.write(self._file, rest) :]
                os.fsync(self._file)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, self._size)
                raise
        self._size += len(line)

    def close(self) -> None:
        """Let go of the file; more than once does no harm."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _line(said: Mapping[str, Any], before: str) -> tuple[bytes, str]:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))[:-1]
    last = _checksum(text.encode(), before)
    return f'{text}{_MARK}{last}"}}\n'.encode(), last


def _checksum(text: bytes, before: str) -> str:
    return hashlib.sha256(before.encode() + text).hexdigest()[:16]


def _lines(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Give the lines without their breaks, and whether there is one."""
    lines = data.split(b"\n")
    yield from ((line, 1) for line in lines[:-1])
    if lines[-1]:
        yield lines[-1], 0


def _whole(line: bytes) -> bool:
    text, mark, last = line.rpartition(_MARK.encode())
    return bool(mark) and len(last) == 18 and text.startswith(b'{"seq":')


def _read(line: bytes, before: str) -> dict[str, Any] | None:
    text, mark, last = line.rpartition(_MARK.encode())
    if not mark or last != f'{_checksum(text, before)}"}}'.encode():
        return None
    row: dict[str, Any] = json.loads(text + b"}")
    return row


def _lock(path: Path, file: int) -> None:
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FileError([Fault(str(path), "", "another process holds this journal open")]) from None


@contextlib.contextmanager
def _as_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileError([Fault(str(path), "", f"the journal cannot be read or written: {why}")]) from None
