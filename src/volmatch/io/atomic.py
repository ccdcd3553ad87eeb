"""Writing that is seen whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TypeAlias

from volmatch.errors import Fault, FileError

__all__ = ["FileWriter", "write_file", "write_folder"]

FileWriter: TypeAlias = Callable[[IO[str]], None]
"""Writes one file of a folder into the text file that it is given."""


def write_file(path: Path, data: bytes) -> None:
    """Write a file: beside it under another name, then, once it is on the disk, under its own.

    A link is followed. Only its owner can read the file (mode 0600).

    Raises
    ------
    FileError
        Where that fails; then the file is as it was, and nothing is left beside it.
    """
    with _as_faults(path):
        target = Path(os.path.realpath(path))
        _check_target(target, stat.S_ISREG, "no plain file")
        with _removed_on_error() as made:
            temporary = _written(target.parent, data, made)
            temporary.replace(target)
        _sync(target.parent)


def write_folder(
    path: Path, files: Mapping[str, FileWriter], main: str, own: Iterable[str], encoding: str
) -> None:
    """Write the files of a folder.

    A new folder appears when all of its files are there. In one that exists, nothing changes before
    all of the new files are on the disk; while they replace the old ones, the main file is away, so
    that nobody reads a mixture.

    Parameters
    ----------
    path
        The folder.
    files
        What to write, by name. Names that end with ``.json`` are in UTF-8 whatever the encoding.
    main
        The name of the file without which nobody reads the folder.
    own
        Patterns of names; what matches one and is not written now is removed.
    encoding
        How the files are encoded.

    Raises
    ------
    FileError
        Where that fails; then no temporary file is left.
    """
    _check_encoding(encoding)
    with _as_faults(path):
        target = Path(os.path.realpath(path))
        _check_target(target, stat.S_ISDIR, "no folder")
        if target.exists():
            _renewed(target, files, main, own, encoding)
        else:
            _made(target, files, encoding)
        _sync(target.parent)


def _made(target: Path, files: Mapping[str, FileWriter], encoding: str) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=".volmatch-", dir=target.parent))
    try:
        for name, write in files.items():
            made = _written(temporary, _bytes(name, write, encoding), [])
            made.replace(temporary / name)
        temporary.replace(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _renewed(
    target: Path, files: Mapping[str, FileWriter], main: str, own: Iterable[str], encoding: str
) -> None:
    with _removed_on_error() as made:
        fresh = {name: _written(target, _bytes(name, write, encoding), made) for name, write in files.items()}
        stale = {file for pattern in own for file in target.glob(pattern)}
        for file in {target / main, *(file for file in stale if file.name not in files)}:
            file.unlink(missing_ok=True)
        for name in sorted(files, key=lambda name: name == main):
            fresh[name].replace(target / name)


def _bytes(name: str, write: FileWriter, encoding: str) -> bytes:
    """Let a file write itself. It stands in memory once, as the objects that it was made of do."""
    data = io.BytesIO()
    text = io.TextIOWrapper(data, "utf-8" if name.endswith(".json") else encoding, newline="")
    try:
        write(text)
        text.flush()
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        problem = f"{encoding.upper()} has no character U+{ord(letter):04X}"
        raise FileError([Fault(name, "", problem, "Write it in UTF-8.")]) from None
    return data.getvalue()


def _written(folder: Path, data: bytes, made: list[Path]) -> Path:
    """Write a temporary file, and wait until it is on the disk."""
    handle, name = tempfile.mkstemp(prefix=".volmatch-", dir=folder)
    made.append(Path(name))
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
    return Path(name)


@contextlib.contextmanager
def _removed_on_error() -> Iterator[list[Path]]:
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _as_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise FileError([Fault(str(path), "", f"cannot be written: {why}")]) from None
    except ValueError:
        raise FileError([Fault(str(path), "", "the name is no file name")]) from None


def _check_target(target: Path, wanted: Callable[[int], bool], what: str) -> None:
    """Refuse to replace what is no file of ours, such as a device."""
    if target.exists() and not wanted(target.stat().st_mode):
        raise FileError([Fault(str(target), "", f"what stands there is {what}")])


def _check_encoding(encoding: str) -> None:
    """Take only encodings in which a line break is the byte that it is in ASCII."""
    try:
        fit = "\r\n".encode(encoding).endswith(b"\r\n")
    except LookupError:
        fit = False
    if not fit:
        problem = f"CSV cannot be written in {encoding!r}"
        raise FileError([Fault("encoding", "", problem, 'Use "utf-8" or "gb18030".')])


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system has a way to do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
