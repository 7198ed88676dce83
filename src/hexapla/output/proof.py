"""Proofs: pages of finished PDFs drawn beside one another on sheets, for people to look at.

PDFium draws the pages, as it does in many viewers. Lengths are pixels of the sheet, from its
upper left corner, unless something else is said.
"""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.fonts import Face
from hexapla.output.lettering import outline, styled, text_width

if TYPE_CHECKING:
    from PIL import Image

MARGIN = 32
"""Around a sheet, and between its columns."""
SMALL_GAP = 14
"""Between the two pages of a pair."""
GROUND, PAPER, NOWHERE = "#d9d8d4", "#ffffff", "#cbcac5"
"""The colours of a sheet, of a page, and of a place where there is no page."""
EDGE, INK, CHANGE = "#a9a8a3", "#2b2b2b", "#c4162a"
"""The colours of a page's edge, of lettering, and of what marks a change."""
FRAME, BAR = 3, 4
"""How wide the frame around a page that changed is, and the bar beside the lines that did."""
BAR_LEFT = 10
"""From the left edge of a bar to its page."""
LARGEST_TEXT, SMALLEST_TEXT = 30.0, 11.0
UNSEEN = 6
"""By how much red, green or blue, of 255, may be off without being noticed."""


# ---- finished PDFs --------------------------------------------------------------------------


@dataclass(frozen=True)
class Printed:
    """A finished PDF, as far as pages are chosen from it."""

    path: Path
    labels: tuple[str, ...]
    """What is printed as the number of each page: ``ii``, ``12``."""
    anchors: Mapping[str, int]
    """The page, counted from 0, of each named destination: locators, chapters, entries."""
    proportion: float
    """How high its highest page is, in widths of the page."""


def read_printed(path: Path, place: Place) -> Printed:
    """Read a PDF, which messages call ``place``.

    Raises Refusal: F001 if it is not there, F002 if it cannot be read or has no pages.
    """
    import pypdfium2  # noqa: PLC0415 - heavy

    if not path.is_file():
        variant = " --variant print" if path.name.endswith(".print.pdf") else ""
        problem = f"this has not been built; build it with “hexapla build{variant}”"
        raise Refusal(Diagnostic("F001", problem, place))
    try:
        document = pypdfium2.PdfDocument(path)
        try:
            sizes = [document.get_page_size(number) for number in range(len(document))]
            labels = [
                document.get_page_label(number) or str(number + 1) for number in range(len(sizes))
            ]
            proportion = max(height / width for width, height in sizes)
            return Printed(path, tuple(labels), dict(_anchors(document)), proportion)
        finally:
            document.close()
    except (pypdfium2.PdfiumError, OSError, ValueError, ZeroDivisionError) as error:
        problem = f"the PDF cannot be read ({error}); build it again"
        raise Refusal(Diagnostic("F002", problem, place)) from None


def _anchors(document: Any) -> Iterator[tuple[str, int]]:
    """Each named destination with its page."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - heavy

    for number in range(pdfium.FPDF_CountNamedDests(document.raw)):
        size = ctypes.c_long(0)
        pdfium.FPDF_GetNamedDest(document.raw, number, None, size)
        if size.value > 0:
            name = ctypes.create_string_buffer(size.value)
            found = pdfium.FPDF_GetNamedDest(document.raw, number, name, size)
            page = pdfium.FPDFDest_GetDestPageIndex(document.raw, found) if found else -1
            if page >= 0:
                yield name.raw.decode("utf-16-le", "replace").removesuffix("\0"), page


# ---- pages ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Picture:
    """A page that was drawn."""

    width: int
    height: int
    pixels: bytes = field(repr=False)
    """Red, green and blue of each pixel, line by line."""


def draw_page(path: Path, number: int, width: int) -> Picture:
    """Page ``number``, counted from 0, of a PDF that :func:`read_printed` could read.

    Drawn as a viewer shows it, on white, ``width`` pixels wide.
    """
    import pypdfium2  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        # PDFium rounds up: a little less, or a page may come out a pixel too wide.
        scale = (width - 1 / 1024) / page.get_width()
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()
    return Picture(image.width, image.height, image.tobytes())


def changed_lines(before: Picture, after: Picture) -> tuple[tuple[int, int], ...]:
    """Where two pictures of a page differ: the first line of pixels of each run, and that after it.

    Lines of ``after``, counted from 0. Pages of different size differ from top to bottom.
    """
    if (before.width, before.height) != (after.width, after.height):
        return ((0, after.height),)
    stride = after.width * 3
    runs: list[tuple[int, int]] = []
    for line in range(after.height):
        part = slice(line * stride, (line + 1) * stride)
        if before.pixels[part] != after.pixels[part]:
            joined = bool(runs) and runs[-1][1] == line
            runs[-1:] = [(runs[-1][0], line + 1)] if joined else [*runs[-1:], (line, line + 1)]
    return tuple(runs)


# ---- sheets ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One page on a sheet, or the place of one that there is not."""

    caption: str
    picture: Picture | None = None
    changed: tuple[tuple[int, int], ...] = ()
    """Lines of the picture that differ from the page before it (:func:`changed_lines`)."""
    is_marked: bool = False
    """Whether the frame and the caption say that something changed."""


@dataclass(frozen=True)
class Row:
    """One place of a book in all columns."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """What is drawn as one picture."""

    heads: tuple[str, ...]
    """What stands above the columns."""
    rows: tuple[Row, ...]
    width: int
    """Of a page."""
    pages: int = 1
    """How many cells of a row stand under one head: 2 for before and after."""


def sheet_png(sheet: Sheet, faces: Sequence[Face]) -> bytes:
    """``sheet`` as a PNG, lettered in ``faces``. The same input gives the same bytes.

    It has 256 colours, a third of the size, unless one of them would be seen to be another than
    it was (:data:`UNSEEN`).
    """
    from PIL import Image  # noqa: PLC0415 - heavy

    plan = _Plan(sheet, faces)
    image = Image.new("RGB", plan.size, GROUND)
    for top, row in zip(plan.tops, sheet.rows, strict=True):
        for left, cell in zip(plan.lefts, row.cells, strict=True):
            _paste(image, cell, (left, top), (sheet.width, plan.height_of(row)))
    lettering = Image.open(io.BytesIO(_drawn(plan.lettering()))).convert("RGBA")
    image.paste(lettering, mask=lettering)
    file = io.BytesIO()
    _in_few_colours(image).save(file, "PNG", optimize=True)
    return file.getvalue()


def _in_few_colours(image: Image.Image) -> Image.Image:
    from PIL import Image, ImageChops  # noqa: PLC0415 - heavy

    few = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    off = ImageChops.difference(few.convert("RGB"), image)
    return image if off.point(lambda value: max(value - UNSEEN, 0)).getbbox() else few


def rows_that_fit(width: int, proportion: float, height: int) -> int:
    """How many rows of pages a sheet of ``height`` has room for; at least one.

    The pages are ``width`` wide, and ``proportion`` times as high.
    """
    row = math.ceil(width * proportion) + 2 * _leading(width) + MARGIN
    return max(1, (height - MARGIN - _leading(width) * 3 // 2) // row)


def _leading(width: int) -> int:
    """From one line of lettering to the next, beside pages ``width`` wide."""
    return math.ceil(_text_size(width) * 1.7)


def _text_size(width: int) -> float:
    return min(max(width / 20, SMALLEST_TEXT), LARGEST_TEXT)


class _Plan:
    """Where everything stands on a sheet."""

    def __init__(self, sheet: Sheet, faces: Sequence[Face]) -> None:
        self.sheet, self.faces = sheet, faces
        self.leading, self.text = _leading(sheet.width), _text_size(sheet.width)
        self.lefts = [
            MARGIN
            + group * (sheet.pages * (sheet.width + SMALL_GAP) - SMALL_GAP + MARGIN)
            + place * (sheet.width + SMALL_GAP)
            for group in range(len(sheet.heads))
            for place in range(sheet.pages)
        ]
        self.tops: list[int] = []
        """The upper edges of each row's pages."""
        bottom = MARGIN + self.leading * 3 // 2
        for row in sheet.rows:
            self.tops.append(bottom + self.leading)
            bottom += 2 * self.leading + self.height_of(row) + MARGIN
        self.size = (max(self.lefts, default=0) + sheet.width + MARGIN, bottom)

    def height_of(self, row: Row) -> int:
        """How high the highest page of a row is."""
        return max((cell.picture.height for cell in row.cells if cell.picture), default=1)

    def lettering(self) -> str:
        """All lettering of the sheet as SVG."""
        bold = styled(self.faces, 700)
        paths = [
            self._path(head, (left, MARGIN + self.text), bold)
            for head, left in zip(self.sheet.heads, self.lefts[:: self.sheet.pages], strict=True)
        ]
        for top, row in zip(self.tops, self.sheet.rows, strict=True):
            width = self.size[0] - 2 * MARGIN
            above = top - self.leading + self.text
            below = top + self.height_of(row) + self.text * 1.3
            paths.append(self._path(row.name, (MARGIN, above), bold, width))
            for left, cell in zip(self.lefts, row.cells, strict=True):
                colour, faces = (CHANGE, bold) if cell.is_marked else (INK, self.faces)
                paths.append(self._path(cell.caption, (left, below), faces, colour=colour))
        width, height = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
            + "".join(paths)
            + "</svg>"
        )

    def _path(
        self,
        text: str,
        place: tuple[float, float],
        faces: Sequence[Face],
        room: float = 0,
        colour: str = INK,
    ) -> str:
        """A line of text, made smaller if it is wider than ``room`` (than a page if that is 0)."""
        room = room or self.sheet.width
        size = min(self.text, self.text * room / max(text_width(text, faces, self.text), 1))
        return f'<path fill="{colour}" d="{outline(text, faces, size, *place)}"/>'


def _drawn(svg: str) -> bytes:
    import resvg_py  # noqa: PLC0415 - heavy

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))


def _paste(image: Image.Image, cell: Cell, corner: tuple[int, int], size: tuple[int, int]) -> None:
    """Put a page, with its edge and its marks, onto a sheet.

    ``corner`` is its upper left one; ``size`` is that of a place where there is no page.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy

    draw, picture = ImageDraw.Draw(image), cell.picture
    width, height = (picture.width, picture.height) if picture else size
    left, top = corner
    edge, colour = (FRAME, CHANGE) if cell.is_marked else (1, EDGE)
    outer = (left - edge, top - edge, left + width + edge - 1, top + height + edge - 1)
    draw.rectangle(outer, NOWHERE, colour, edge)
    if picture:
        image.paste(Image.frombytes("RGB", (width, height), picture.pixels), corner)
    for first, after in cell.changed:
        bar = left - BAR_LEFT
        draw.rectangle((bar, top + first, bar + BAR - 1, top + after - 1), CHANGE)
