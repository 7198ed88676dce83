"""What finished outputs tell of themselves: their manifests, their sources, where two differ."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from itertools import zip_longest

from hexapla.output.epub import MANIFEST
from hexapla.output.manifest import LIMIT, NAME

_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, RuntimeError, ValueError),
)
"""What zipfile raises of an archive that is damaged, encrypted or packed in an unknown way."""


def manifest_in(data: bytes) -> bytes:
    """The manifest in a PDF or an EPUB. Raises ValueError, saying why there is none."""
    if is_epub(data):
        return _in_archive(data)
    found = _attached(data)
    if NAME not in found:
        raise ValueError("there is no manifest in it")
    return found[NAME]


def sources_in(data: bytes) -> dict[str, bytes]:
    """The sources that travel in a PDF, by path. Raises ValueError if it cannot be read."""
    if is_epub(data):
        raise ValueError("sources travel in PDFs alone")
    return {name: file for name, file in _attached(data).items() if name != NAME}


def is_epub(data: bytes) -> bool:
    """Whether ``data`` is an archive, as EPUBs are."""
    return data[:4] == b"PK\x03\x04"


def difference(one: bytes, other: bytes) -> str:
    """Where two outputs differ, for people: the files of an EPUB, or the first byte.

    Empty if they are the same.
    """
    if one == other:
        return ""
    if is_epub(one) and is_epub(other):
        try:
            differing = _differing_files(one, other)
        except _UNREADABLE as error:
            return f"it is damaged ({error})"
        if differing:
            shown = ", ".join(differing[:5])
            return shown + (f" and {len(differing) - 5} more" if len(differing) > 5 else "")
    first = next(n for n, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    if first >= min(len(one), len(other)):
        return f"it has {len(one)} bytes and should have {len(other)}"
    return f"byte {first + 1} of {len(one)} is the first that differs"


def _differing_files(one: bytes, other: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(one)) as left, zipfile.ZipFile(io.BytesIO(other)) as right:
        names = dict.fromkeys([*left.namelist(), *right.namelist()])
        sizes = {info.filename: info.file_size for info in right.infolist()}
        return [
            name
            for name in names
            if name not in sizes
            or name not in left.namelist()
            or left.getinfo(name).file_size != sizes[name]
            or left.read(name) != right.read(name)
        ]


def _in_archive(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            size = book.getinfo(MANIFEST).file_size
            manifest = book.read(MANIFEST) if size <= LIMIT else b""
    except KeyError:
        raise ValueError("there is no manifest in it") from None
    except _UNREADABLE as error:
        raise ValueError(f"it is no EPUB that can be read ({error})") from None
    if size > LIMIT:
        raise ValueError("its manifest is too long")
    return manifest


def _attached(data: bytes) -> dict[str, bytes]:
    from hexapla.output.preflight.attached import read_attachments  # noqa: PLC0415 - heavy

    return read_attachments(data)
