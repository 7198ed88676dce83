"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal

_LEFTOVERS = ".hexapla-*.part"
"""How files that are being written are called; a killed run leaves one behind."""

_ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and build again",
    errno.EDQUOT: "your disk quota is used up; free some space and build again",
    errno.EFBIG: "the file would be larger than this system allows (see “ulimit -f”)",
    errno.EROFS: "the folder is on a read-only disk; choose another with --output",
    errno.EACCES: "you may not write here; change the folder's permissions or choose another",
    errno.EPERM: "you may not write here; change the folder's permissions or choose another",
    errno.EISDIR: "a folder stands in its place; move that folder away",
    errno.ENOTDIR: "a file stands where its folder should be; move that file away",
    errno.EEXIST: "a file stands where its folder should be; move that file away",
}


def write_atomically(path: Path, data: bytes) -> None:
    """Make ``data`` the content of ``path``: after a kill at any moment it is the old or the new.

    Written aside in the same folder, synced, renamed; the folder is made if there is none. A new
    file gets the permissions that the umask gives; a replaced one keeps its own. What killed runs
    left in the folder is removed. Raises Refusal (O005), leaving ``path`` as it was.
    """
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """:func:`write_atomically` for several files: none takes its place before all are on disk.

    Raises Refusal (O005), leaving all as they were, for whatever a full disk, permissions or a
    folder in the way can do; only a kill between two renames can leave some new and some old.
    """
    path = Path()
    try:
        with ExitStack() as stack:
            ready: list[tuple[Path, Path]] = []
            for path, data in files.items():
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                path.parent.mkdir(parents=True, exist_ok=True)
                _remove_leftovers(path.parent)
                descriptor, aside = stack.enter_context(_aside(path))
                _write_all(descriptor, data)
                _keep_permissions(descriptor, path)
                os.fsync(descriptor)
                ready.append((aside, path))
            for aside, path in ready:
                aside.replace(path)
        for folder in dict.fromkeys(path.parent for path in files):
            _sync_folder(folder)
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, error.strerror or str(error))
        problem = f"the file cannot be written: {advice}"
        raise Refusal(Diagnostic("O005", problem, Place(str(path)))) from error


def write_if_changed(path: Path, data: bytes) -> bool:
    """:func:`write_atomically` unless ``path`` holds ``data`` already; returns whether it wrote.

    For files that people watch, such as catalogs: an unchanged one keeps its time.
    """
    with suppress(OSError):
        if path.read_bytes() == data:
            return False
    write_atomically(path, data)
    return True


@contextmanager
def _aside(path: Path) -> Iterator[tuple[int, Path]]:
    """A new, locked, hidden file beside ``path``: its descriptor and its path; gone afterwards."""
    while True:
        aside = path.with_name(_LEFTOVERS.replace("*", secrets.token_hex(8)))
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            _lock(descriptor, fcntl.LOCK_EX)
            # Another run may have taken it for a leftover before it was locked: then try again.
            if os.fstat(descriptor).st_nlink:
                yield descriptor, aside
                return
        finally:
            aside.unlink(missing_ok=True)
            os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _keep_permissions(descriptor: int, path: Path) -> None:
    """Give the new file the permissions of a regular file that it replaces."""
    with suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            os.fchmod(descriptor, stat.S_IMODE(mode))


def _sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(folder: Path) -> None:
    """Remove the files of runs that were killed. Those of runs at work are locked and stay."""
    for leftover in folder.glob(_LEFTOVERS):
        with suppress(OSError):
            descriptor = os.open(leftover, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                if _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB):
                    leftover.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    """Lock a file; False if another run holds it or the file system knows no locks."""
    try:
        fcntl.flock(descriptor, how)
    except OSError:
        return False
    return True
