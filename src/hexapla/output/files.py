"""Files that are written whole or not at all: the only module that writes any."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.locks import (
    is_at,
    lock,
    make_folders,
    new_name,
    open_folder,
    refusal_of,
    remove_empty,
    remove_leftovers,
)


def write_atomically(path: Path, data: bytes) -> None:
    """Make ``data`` the content of ``path``: after a kill at any moment it is the old or the new.

    Written aside in the same folder, synced, renamed; the folder is made if there is none. A new
    file gets the permissions that the umask gives; a replaced one keeps its own. What killed runs
    left in the folder is removed. Raises Refusal (O005), leaving ``path`` as it was.
    """
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """:func:`write_atomically` for several files: none takes its place before all are on disk.

    They take their places in their order. Raises Refusal (O005), leaving all as they were, for
    whatever a full disk, permissions or a folder in the way can do; only a kill between two
    renames can leave some new and some old.
    """
    path = Path()
    made: list[Path] = []
    try:
        with ExitStack() as stack:
            ready: list[tuple[Path, Path]] = []
            for path, data in files.items():
                _refuse_others(path)
                made = make_folders(path.parent) + made
                remove_leftovers(path.parent)
                descriptor, aside = stack.enter_context(_aside(path))
                _write_all(descriptor, data)
                _keep_permissions(descriptor, path)
                os.fsync(descriptor)
                ready.append((aside, path))
            for aside, path in ready:
                aside.replace(path)
        for folder in dict.fromkeys([*(path.parent for path in files), *_above(made)]):
            _sync_folder(folder)
    except OSError as error:
        remove_empty(made)
        raise refusal_of(error, path) from error


def write_changed(files: Mapping[Path, bytes]) -> frozenset[Path]:
    """:func:`write_together` for those that do not hold their bytes already; returns which.

    For files that people watch, such as catalogs: an unchanged one keeps its time.
    """
    for folder in dict.fromkeys(path.parent for path in files):
        remove_leftovers(folder)
    changed = {path: data for path, data in files.items() if not _holds(path, data)}
    write_together(changed)
    return frozenset(changed)


def write_folder(folder: Path, files: Mapping[str, bytes], folders: Iterable[str] = ()) -> None:
    """Make a new folder with ``files``, by their paths in it, and empty ``folders``, at once.

    After a kill at any moment it is there with everything in it, or not at all. One that is there
    is filled, as :func:`write_together` does: somebody may be standing in it. Raises Refusal
    (O005) if it cannot be made.
    """
    made: list[Path] = []
    if folder.is_dir():
        write_together({folder / name: data for name, data in files.items()})
        for name in folders:
            make_folders(folder / name)
        return
    try:
        made = make_folders(folder.parent)
        remove_leftovers(folder.parent)
        with _folder_aside(folder) as aside:
            for name in folders:
                (aside / name).mkdir(parents=True)
            for name, data in files.items():
                write_atomically(aside / name, data)
            aside.replace(folder)
        _sync_folder(folder.parent)
    except Refusal as refusal:  # it tells of a name aside, which nobody knows
        remove_empty(made)
        (found,) = refusal.diagnostics
        raise Refusal(Diagnostic(found.code, found.message, Place(str(folder)))) from refusal
    except OSError as error:
        remove_empty(made)
        raise refusal_of(error, folder, "the folder cannot be made") from error


def write_private(path: Path, data: bytes) -> None:
    """Make ``path``, for its owner alone, whole and on disk; what is there already stays.

    Raises Refusal (O005) if it cannot be made.
    """
    try:
        make_folders(path.parent.parent)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        remove_leftovers(path.parent)
        with _aside(path, 0o600) as (descriptor, aside):
            _write_all(descriptor, data)
            os.fsync(descriptor)
            with suppress(FileExistsError):  # another run was quicker
                os.link(aside, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise refusal_of(error, path) from error


def write_scratch(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put ``files`` into a folder of temporary files, by their paths in it.

    Raises Refusal (O005) if they cannot be written, ValueError for a path that leads out of it.
    """
    root = folder.resolve()
    path = root
    try:
        for name, data in files.items():
            path = (root / name).resolve()
            if not path.is_relative_to(root):
                raise ValueError(f"{name} leads out of its folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise refusal_of(error, path) from error


def remove(path: Path) -> None:
    """Remove a file, if there is one. Raises Refusal (O005) if that cannot be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise refusal_of(error, path, "the file cannot be removed") from error


@contextmanager
def _aside(path: Path, mode: int = 0o666) -> Iterator[tuple[int, Path]]:
    """A new, locked, hidden file beside ``path``: its descriptor and its path; gone afterwards."""
    while True:
        aside = new_name(path)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            with suppress(OSError):
                lock(descriptor, wait=True)
            # Another run may have taken it for a leftover before it was locked: then try again.
            if is_at(descriptor, aside):
                yield descriptor, aside
                return
        finally:
            aside.unlink(missing_ok=True)
            os.close(descriptor)


@contextmanager
def _folder_aside(folder: Path) -> Iterator[Path]:
    """A new, locked, hidden folder beside ``folder``; gone afterwards unless it was renamed."""
    while True:
        aside = new_name(folder)
        aside.mkdir()
        descriptor = open_folder(aside)
        try:
            with suppress(OSError):
                lock(descriptor, wait=True)
            if is_at(descriptor, aside):
                yield aside
                return
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            os.close(descriptor)


def _refuse_others(path: Path) -> None:
    """Raise OSError if something other than a file is there: a folder, a device, a pipe.

    Renaming would put a file in the place of ``/dev/null``.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "there is a device or a pipe of that name; choose another")


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.read_bytes() == data
    return False


def _above(made: Iterable[Path]) -> list[Path]:
    """The folders in which new ones were made: their entries have to last, too."""
    return [folder.parent for folder in made]


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
