"""Folders that one run has to itself, and what killed runs left in them."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal

LEFTOVERS = ".hexapla-*.part"
"""How files and folders that a run is making are called; a killed run leaves them behind."""

ADVICE = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your disk quota is used up; free some space and try again",
    errno.EFBIG: "the file would be larger than this system allows (see “ulimit -f”)",
    errno.EROFS: "the folder is on a read-only disk; choose another with --output",
    errno.EACCES: "you may not write here; change the folder's permissions or choose another",
    errno.EPERM: "you may not write here; change the folder's permissions or choose another",
    errno.EISDIR: "a folder stands in its place; move that folder away",
    errno.ENOTDIR: "a file stands where its folder should be; move that file away",
    errno.EEXIST: "a file stands where its folder should be; move that file away",
}
"""What to do about errors of the system (errno(3))."""


def refusal_of(error: OSError, path: Path, what: str = "the file cannot be written") -> Refusal:
    """The Refusal (O005) for what the system said of ``path``."""
    advice = ADVICE.get(error.errno or 0, error.strerror or str(error))
    return Refusal(Diagnostic("O005", f"{what}: {advice}", Place(str(path))))


def new_name(beside: Path) -> Path:
    """A hidden name beside a file or folder, that is taken for a leftover unless it is locked."""
    return beside.with_name(LEFTOVERS.replace("*", secrets.token_hex(8)))


def lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file or folder until it is closed; False if another run has it.

    Raises OSError if the file system knows no locks.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def open_folder(folder: Path) -> int:
    """A descriptor of a folder, no link to one. Raises OSError if there is none."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(folder, flags)


def is_at(descriptor: int, path: Path) -> bool:
    """Whether an open file or folder is still what ``path`` leads to."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    return False


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs of this user left in ``folder``. What runs at work have is locked."""
    for leftover in folder.glob(LEFTOVERS):
        with suppress(OSError):
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            descriptor = os.open(leftover, flags)
            try:
                found = os.fstat(descriptor)
                if found.st_uid != os.geteuid() or not lock(descriptor, wait=False):
                    continue
                if stat.S_ISDIR(found.st_mode):
                    shutil.rmtree(leftover, ignore_errors=True)
                else:
                    leftover.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


@contextmanager
def held(folder: Path, waiting: Callable[[Path], None] = lambda _: None) -> Iterator[None]:
    """Have ``folder`` to oneself, among runs that ask for it so; it is made if there is none.

    If another run has it, ``waiting`` is told, and this one waits. A folder that was made and is
    still empty afterwards is taken away again. Raises Refusal (O005) if it cannot be made. On file
    systems that know no locks runs do not wait for each other.
    """
    descriptor, told = -1, False
    try:
        made = make_folders(folder)
        real = folder.resolve()
        while descriptor < 0 or not is_at(descriptor, real):
            if descriptor >= 0:  # who had it took it away
                os.close(descriptor)
                made = make_folders(folder) + made
            descriptor = open_folder(real)
            with suppress(OSError):
                if not lock(descriptor, wait=False):
                    if not told:
                        waiting(folder)
                    told = True
                    lock(descriptor, wait=True)
    except OSError as error:
        _close(descriptor)
        raise refusal_of(error, folder, "the folder cannot be made") from error
    except BaseException:
        _close(descriptor)
        raise
    try:
        yield
    finally:
        remove_empty(made)
        os.close(descriptor)


def _close(descriptor: int) -> None:
    if descriptor >= 0:
        os.close(descriptor)


def make_folders(folder: Path) -> list[Path]:
    """Make ``folder`` and those above it as far as there are none; those made, innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def remove_empty(folders: list[Path]) -> None:
    """Remove those of ``folders`` that hold nothing, each before those above it."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of one's own for temporary files, gone afterwards.

    Everything that asks :mod:`tempfile` for a place, here or in processes that are started
    meanwhile, gets one in it, so that nothing is left behind elsewhere: what a killed run leaves
    is removed by the next. Raises Refusal (O005) if there is no place for it, or not enough.
    """
    try:
        home = _temporary()
        remove_leftovers(home)
        folder, descriptor = _new_scratch(home)
    except OSError as error:
        raise refusal_of(error, Path(error.filename or "."), _NO_SCRATCH) from error
    before = tempfile.tempdir, os.environ.get("TMPDIR")
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    try:
        yield folder
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise refusal_of(error, folder, _NO_SCRATCH) from error
        raise
    finally:
        tempfile.tempdir = before[0]
        if before[1] is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before[1]
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def enter_scratch_folder() -> None:
    """Let a process that was started within :func:`scratch_folder` take its places there.

    By itself :mod:`tempfile` tries out the folder that TMPDIR names, and takes another one if no
    file can be written there: then a full disk would not be noticed, and things be left behind.
    """
    tempfile.tempdir = os.environ.get("TMPDIR")


_NO_SCRATCH = "no temporary files can be written (TMPDIR names another folder for them)"

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
"""What the system says of a disk that takes no more: libraries that write temporary files do not
see to it."""


def _temporary() -> Path:
    """The folder for temporary files, as :mod:`tempfile` finds it.

    It tries by writing a file with a name of its own, which would stay after a kill.
    """
    if tempfile.tempdir:
        return Path(tempfile.tempdir)
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    for folder in map(Path, filter(None, (*named, "/tmp", "/var/tmp", "/usr/tmp"))):
        if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return folder.absolute()
    raise OSError(errno.ENOENT, "there is no folder for them", os.environ.get("TMPDIR", "/tmp"))


def _new_scratch(home: Path) -> tuple[Path, int]:
    """A new, locked folder in ``home``, and its descriptor."""
    while True:
        folder = new_name(home / "scratch")
        folder.mkdir(mode=0o700)
        descriptor = open_folder(folder)
        with suppress(OSError):
            lock(descriptor, wait=True)
        # Another run may have taken it for a leftover before it was locked: then try again.
        if is_at(descriptor, folder):
            return folder, descriptor
        os.close(descriptor)
