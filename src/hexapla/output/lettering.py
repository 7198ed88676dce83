"""Lettering: text measured, broken into lines and outlined, where no layout engine does it.

``faces`` are tried in their order for each character; see :func:`styled` for a style of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hexapla.output.fonts import Face
from hexapla.scripts import visual_runs


@dataclass(frozen=True)
class _Run:
    """A piece of a line in one face and one direction, shaped."""

    glyphs: Any
    """A uharfbuzz.Buffer; uharfbuzz has no types."""
    font: Any
    """A uharfbuzz.Font."""
    scale: float
    """From units of the font to those of the drawing."""

    def placed(self) -> Iterator[tuple[int, Any]]:
        """Each glyph's number with its position, from left to right."""
        positions = self.glyphs.glyph_positions or ()
        for info, position in zip(self.glyphs.glyph_infos, positions, strict=True):
            yield info.codepoint, position


def wrap_lines(
    pieces: Sequence[str], faces: Sequence[Face], size: float, width: float
) -> tuple[str, ...]:
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
            taken = text_width(_line(pieces[first:after]), faces, size)
            if taken > width and after > first + 1:
                break
            lines, uneven, _ = best[after]
            choices.append((lines + 1, uneven + (width - taken) ** 2, after))
        best[first] = min(choices)
    return _lines(pieces, [after for _, _, after in best])


def text_width(text: str, faces: Sequence[Face], size: float) -> float:
    """How wide ``text`` is in one line at ``size``, in the unit of ``size``."""
    return float(
        sum(p.x_advance * run.scale for run in _runs(text, faces, size) for _, p in run.placed())
    )


def outline(text: str, faces: Sequence[Face], size: float, x: float, y: float) -> str:
    """``text`` in one line as the data of an SVG path, from ``x`` on the baseline ``y``.

    Drawings are lettered in outlines, so that they look the same in every reading system: a
    picture in an e-book cannot use the fonts of the book. ``size`` and the place are in the
    units of the drawing, whose y axis points down.
    """
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415 - only drawings need it
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415

    pen = SVGPathPen(None, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    for run in _runs(text, faces, size):
        for glyph, position in run.placed():
            left, base = x + position.x_offset * run.scale, y - position.y_offset * run.scale
            place = (run.scale, 0, 0, -run.scale, left, base)
            run.font.draw_glyph_with_pen(glyph, TransformPen(pen, place))
            x += position.x_advance * run.scale
    return str(pen.getCommands())


def height_of(text: str, faces: Sequence[Face], size: float) -> tuple[float, float]:
    """How far the ink of ``text`` reaches above and below its baseline, in the unit of ``size``."""
    above = below = 0.0
    for run in _runs(text, faces, size):
        for glyph, position in run.placed():
            extents = run.font.get_glyph_extents(glyph)
            top = position.y_offset + extents.y_bearing
            above = max(above, top * run.scale)
            below = max(below, -(top + extents.height) * run.scale)
    return above, below


def styled(faces: Sequence[Face], weight: int = 400, style: str = "normal") -> tuple[Face, ...]:
    """``faces`` with those of ``weight`` and ``style`` first, then those of one of the two."""

    def rank(face: Face) -> int:
        return -(face.weight == weight) - 2 * (face.style == style)

    return tuple(sorted(faces, key=rank))


def _runs(text: str, faces: Sequence[Face], size: float) -> list[_Run]:
    """``text`` shaped, its runs from left to right."""
    found: list[_Run] = []
    for piece, direction in visual_runs(text):
        parts = _by_face(piece, faces)
        for part, face in parts if direction == "ltr" else reversed(parts):
            font = _shaper(face.data)
            found.append(_Run(_shaped(part, direction, font), font, size / font.face.upem))
    return found


def _by_face(text: str, faces: Sequence[Face]) -> list[tuple[str, Face]]:
    """``text`` in pieces, each with the first face that has its characters.

    What no face has goes with what stands before it; builds refuse it elsewhere (O001).
    """
    found: list[tuple[str, Face]] = []
    for character in text:
        last = found[-1][1] if found else faces[0]
        able = (face for face in (last, *faces) if ord(character) in face.characters)
        face = next(able, last)
        if found and face is last:
            found[-1] = (found[-1][0] + character, face)
        else:
            found.append((character, face))
    return found


def _shaped(text: str, direction: str, font: Any) -> Any:
    import uharfbuzz as hb  # noqa: PLC0415 - only covers and drawings are lettered

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    hb.shape(font, buffer)
    return buffer


@lru_cache(maxsize=8)
def _shaper(data: bytes) -> Any:  # a uharfbuzz.Font
    import uharfbuzz as hb  # noqa: PLC0415 - only covers and drawings are lettered

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
