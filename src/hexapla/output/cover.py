"""Cover: a title broken into lines, and the cover's SVG drawn as a PNG."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.output.fonts import Face

WIDTH, HEIGHT = 1600, 2560
"""Pixels of a cover: the size that e-book shops ask for, 1 : 1.6."""


def cover_png(svg: str, faces: Sequence[Face]) -> bytes:
    """``svg`` drawn as a PNG of :data:`WIDTH` × :data:`HEIGHT` with no fonts but ``faces``.

    The same input gives the same bytes on every machine. Raises Refusal: O006 if it is not an
    SVG that can be drawn, O004 if it refers to a file; pictures within it are ``data:`` URLs.
    """
    import resvg_py  # noqa: PLC0415 - only an EPUB needs a cover

    _check(svg)
    with tempfile.TemporaryDirectory(prefix="hexapla-") as folder:
        files = [Path(folder) / f"{number:03}-{face.name}" for number, face in enumerate(faces)]
        for file, face in zip(files, faces, strict=True):
            file.write_bytes(face.data)
        try:
            return bytes(
                resvg_py.svg_to_bytes(
                    svg_string=svg,
                    width=WIDTH,
                    height=HEIGHT,
                    skip_system_fonts=True,
                    font_files=[str(file) for file in files],
                    font_family=faces[0].family,
                    # resvg leaves out text whose family it does not find, these included.
                    serif_family=faces[0].family,
                    sans_serif_family=faces[0].family,
                    monospace_family=faces[0].family,
                )
            )
        except ValueError as error:
            raise Refusal(_mistake(str(error))) from None


def wrap_lines(pieces: Sequence[str], face: Face, size: float, width: float) -> tuple[str, ...]:
    """A text in as few lines as ``width`` allows, of lengths as even as can be.

    ``pieces`` are the text cut wherever its language lets a line break (see
    :meth:`hexapla.language.Language.line_pieces`). ``size`` (of the font) and ``width`` are in
    the same unit, whichever. A single piece that is wider than ``width`` stands in a line of its
    own, too wide: see :func:`text_width`.
    """
    pieces = [piece for piece in pieces if _line([piece])]
    # best[i]: how to set pieces[i:], as (lines, unevenness, where the first line ends).
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] * (len(pieces) + 1)
    for first in reversed(range(len(pieces))):
        choices = []
        for after in range(first + 1, len(pieces) + 1):
            taken = text_width(_line(pieces[first:after]), face, size)
            if taken > width and after > first + 1:
                break
            lines, uneven, _ = best[after]
            choices.append((lines + 1, uneven + (width - taken) ** 2, after))
        best[first] = min(choices)
    return _lines(pieces, [after for _, _, after in best])


def text_width(text: str, face: Face, size: float) -> float:
    """How wide ``text`` is in one line of ``face`` at ``size``, in the unit of ``size``."""
    import uharfbuzz as hb  # noqa: PLC0415 - only an EPUB needs a cover

    font = _shaper(face.data)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    advance = sum(position.x_advance for position in buffer.glyph_positions or ())
    return float(advance * size / font.face.upem)


@lru_cache(maxsize=8)
def _shaper(data: bytes) -> Any:  # a uharfbuzz.Font; uharfbuzz has no types
    import uharfbuzz as hb  # noqa: PLC0415 - only an EPUB needs a cover

    return hb.Font(hb.Face(data))


def _lines(pieces: Sequence[str], ends: Sequence[int]) -> tuple[str, ...]:
    """``pieces`` joined into lines; ``ends[i]`` says where a line that begins with piece i ends."""
    lines, first = [], 0
    while first < len(pieces):
        lines.append(_line(pieces[first : ends[first]]))
        first = ends[first]
    return tuple(lines)


def _line(pieces: Sequence[str]) -> str:
    """One line: a break takes the place of the white space before it (not of no-break spaces)."""
    return "".join(pieces).strip(" \n")


def _check(svg: str) -> None:
    from hexapla.output.svg import outside_references  # noqa: PLC0415 - see svg's own imports

    try:
        outside = outside_references(svg.encode())
    except ValueError as error:
        raise Refusal(_mistake(str(error))) from None
    if outside:
        problem = f"the cover's template names the file “{outside[0]}”; give it as a data: URL"
        raise Refusal(Diagnostic("O004", problem))


def _mistake(detail: str) -> Diagnostic:
    return Diagnostic("O006", f"the cover's template does not give a drawing: {detail}")
