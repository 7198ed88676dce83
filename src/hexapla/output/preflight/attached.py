"""The files that travel in a finished PDF."""

from __future__ import annotations

import io
import re
import zlib

LIMIT = 500_000_000
"""Bytes of all files together, unpacked."""

COUNT_LIMIT = 10_000
"""Files."""

_STRANGE = (AttributeError, IndexError, KeyError, TypeError, RuntimeError, RecursionError)
"""What pikepdf raises where something else stands than the specification of PDF says."""


def read_attachments(data: bytes) -> dict[str, bytes]:
    """The files that travel in the PDF ``data``, by name.

    Raises ValueError, saying what is wrong: if it is no PDF, a file is packed in a way that this
    tool does not use, or they are more than the limits allow.
    """
    import pikepdf  # noqa: PLC0415 - heavy

    found: dict[str, bytes] = {}
    room = LIMIT
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.attachments) > COUNT_LIMIT:
                raise ValueError(f"more than {COUNT_LIMIT} files are attached to it")
            for name, specification in pdf.attachments.items():
                found[name] = _unpacked(specification.get_file().obj, room)
                room -= len(found[name])
    except (pikepdf.PdfError, pikepdf.PasswordError, *_STRANGE) as error:
        said = re.sub(r"^stream <[^>]*>:? ?", "", str(error))  # where QPDF had it from
        raise ValueError(f"it is no PDF that can be read ({said})") from None
    return found


def _unpacked(stream: object, room: int) -> bytes:
    """The bytes of an attached file, ``room`` at the most. Raises ValueError for more."""
    import pikepdf  # noqa: PLC0415 - heavy

    if not isinstance(stream, pikepdf.Stream):
        raise ValueError("an attached file is not there")
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None or not raw:
        unpacked, rest = raw[: room + 1], b""
    elif filters in ("/FlateDecode", ["/FlateDecode"]) and "/DecodeParms" not in stream:
        packed = zlib.decompressobj()
        try:
            unpacked = packed.decompress(raw, room + 1)
        except zlib.error as error:
            raise ValueError(f"an attached file is damaged ({error})") from None
        rest = b"" if packed.eof else b"cut short"
    else:
        raise ValueError("an attached file is packed in a way that is not known here")
    if len(unpacked) > room:
        raise ValueError(f"the files attached to it have more than {LIMIT // 1_000_000} MB")
    if rest:
        raise ValueError("an attached file is cut short")
    return bytes(unpacked)
