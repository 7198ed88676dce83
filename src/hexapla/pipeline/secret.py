"""The secret of one user, under which alone a build believes what an earlier one remembered."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from hexapla.diagnostics import Refusal

LENGTH = 32
"""Bytes: as many as those of the SHA-256 that it is used with (RFC 2104, section 3)."""


def user_secret() -> bytes:
    """The secret, made at the first call; empty if there is no place for it that is the user's own.

    It never stands in a project, so that nobody who sends one can sign what its builds recall.
    """
    from hexapla.output.files import write_private  # noqa: PLC0415 - not before it is needed

    with suppress(OSError, RuntimeError, Refusal):
        path = _caches() / "hexapla" / "key"
        if not path.exists():
            write_private(path, secrets.token_bytes(LENGTH))
        return _read(path)
    return b""


def _caches() -> Path:
    """The folder for caches of the user (XDG Base Directory Specification; Library on macOS).

    As that says, a relative path counts as none. Raises RuntimeError if there is no home.
    """
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if named.is_absolute():
        return named
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _read(path: Path) -> bytes:
    """The secret; empty if others may know it. Raises OSError if there is none."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        data = os.read(descriptor, LENGTH + 1) if own and not found.st_mode & 0o077 else b""
    finally:
        os.close(descriptor)
    return data if len(data) == LENGTH else b""
