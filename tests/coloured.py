"""Tiny PDFs whose pages are of one colour each, made by hand with pikepdf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

RED, GREEN, BLUE = "#ff0000", "#00ff00", "#0000ff"
YELLOW, VIOLET, ORANGE = "#ffff00", "#aa00ff", "#ff8800"


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def coloured_pdf(
    path: Path,
    colours: Sequence[str],
    *,
    front: int = 0,
    anchors: Mapping[str, int] | None = None,
    size: tuple[float, float] = (100, 150),
    extra: Mapping[int, bytes] | None = None,
) -> Path:
    """A PDF with a page for each colour, the first ``front`` of them numbered i, ii …

    ``anchors`` are named destinations with their pages, counted from 0; ``size`` is that of the
    pages in points; ``extra`` has more content for some.
    """
    pdf = pikepdf.new()
    for number, colour in enumerate(colours):
        parts = [value / 255 for value in rgb(colour)]
        paint = "{} {} {} rg 0 0 {} {} re f\n".format(*parts, *size).encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, *size]),
            Contents=pdf.make_stream(paint + (extra or {}).get(number, b"")),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    labels = [0, Dictionary(S=Name.r)] if front else []
    pdf.Root.PageLabels = Dictionary(Nums=Array([*labels, front, Dictionary(S=Name.D)]))
    names = Array()
    for name, page_number in sorted((anchors or {}).items()):
        names.extend([String(name), Array([pdf.pages[page_number].obj, Name.Fit])])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path, deterministic_id=True)
    return path
