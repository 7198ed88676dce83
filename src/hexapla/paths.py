"""Paths that a stranger may have made: files inside a folder, and no more than a limit of them."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from pathlib import Path, PurePosixPath

from hexapla.diagnostics import Diagnostic, Place, Refusal


def inside(folder: Path, source: str, place: Place) -> Path:
    """The path of ``source``, a relative path with forward slashes, in ``folder``.

    Raises Refusal (P008) if it is absolute, an address, climbs with ``..``, has a hidden part or
    leads out by a symbolic link. Whether there is such a file is for the caller to see, and that
    ``folder`` is where it seems to be is for :func:`refuse_link_out`.
    """
    parts = PurePosixPath(source).parts
    outside = not source or parts[:1] == ("/",) or ".." in parts or bool(set("\\:\0") & set(source))
    if any(part.startswith(".") and part not in ("..", ".") for part in parts):
        problem = f"“{source}” is hidden: a name begins with a dot; give it another"
        raise Refusal(Diagnostic("P008", problem, place))
    root = folder.resolve()
    path = None if outside else _resolved(root / source)
    if path is None or not path.is_relative_to(root):
        problem = (
            f"“{source}” is not a file inside {folder.name}/; copy the file into "
            f"{folder.name}/ and name it by its path from there, such as media/map.png"
        )
        raise Refusal(Diagnostic("P008", problem, place))
    return path


def is_file(path: Path) -> bool:
    """Whether there is such a file; not for a name that no file can have, being too long.

    Raises OSError for a folder that cannot be looked into.
    """
    try:
        return path.is_file()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return False


def is_text(name: str) -> bool:
    """Whether a name is text in one line: no controls, no line breaks, and all of it UTF-8."""
    return not any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in name)


def refuse_link_out(root: Path, name: str) -> None:
    """Raise Refusal P008 if ``name``, below the project's folder ``root``, leads out of it."""
    path = _resolved(root / name)
    if path is None or not path.is_relative_to(root.resolve()):
        problem = "this is a symbolic link that leads out of the project; put the files there"
        raise Refusal(Diagnostic("P008", problem, Place(name)))


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a file, ``limit`` at the most.

    Raises OSError if it cannot be read, ValueError if it is no file but a device or a pipe, of
    which there is no end, or longer.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise ValueError("it is no file")
        if found.st_size > limit:
            raise ValueError("it is too long")
        data = file.read(found.st_size + 1)  # room for the limit would be taken at once
    if len(data) > found.st_size:
        raise ValueError("it grows while it is read")
    return data


def _resolved(path: Path) -> Path | None:
    """``path`` with symbolic links followed; None if they go in circles or a name is too long."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return None
