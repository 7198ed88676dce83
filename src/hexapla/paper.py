"""Sizes of pages, as CSS lengths."""

from __future__ import annotations

import re

PAGE_SIZES = {"A4": "210mm 297mm", "A5": "148mm 210mm", "Letter": "8.5in 11in"}
"""Names for ``page-size``, as CSS lengths: width, height."""

_LENGTH = r"\d+(\.\d+)?(mm|cm|in|pt)"
_UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
"""Millimetres."""


def page_size(name: str) -> str:
    """Width and height as CSS lengths, of a name or of two lengths from 50 mm to 2000 mm.

    Raises ValueError, which says what is allowed, for anything else.
    """
    if name in PAGE_SIZES:
        return PAGE_SIZES[name]
    lengths = name.split() if re.fullmatch(rf"{_LENGTH} {_LENGTH}", name) else []
    if not lengths or not all(50 <= _millimetres(length) <= 2000 for length in lengths):
        names = ", ".join(PAGE_SIZES)
        raise ValueError(
            f"must be one of {names}, or width and height, each from 50mm to 2000mm: “170mm 240mm”"
        )
    return name


def page_width(size: str) -> float:
    """The width in millimetres of a page size, which is two CSS lengths."""
    return page_lengths(size)[0]


def page_lengths(size: str) -> tuple[float, float]:
    """Width and height in millimetres of a page size, which is two CSS lengths."""
    width, height = size.split()
    return _millimetres(width), _millimetres(height)


def _millimetres(length: str) -> float:
    """A CSS length such as ``8.5in``."""
    return float(length[:-2]) * _UNITS[length[-2:]]
