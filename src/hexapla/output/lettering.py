"""Lettering: text measured, broken into lines and outlined, where no layout engine does it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from hexapla.output.fonts import Face


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
    font = _shaper(face.data)
    positions = _shaped(text, font).glyph_positions or ()
    return float(sum(position.x_advance for position in positions) * size / font.face.upem)


def _shaped(text: str, font: Any) -> Any:  # a uharfbuzz.Buffer; uharfbuzz has no types
    import uharfbuzz as hb  # noqa: PLC0415 - only covers and drawings are lettered

    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return buffer


@lru_cache(maxsize=8)
def _shaper(data: bytes) -> Any:  # a uharfbuzz.Font; uharfbuzz has no types
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


def outline(text: str, face: Face, size: float, x: float, y: float) -> str:
    """``text`` in one line as the data of an SVG path, from ``x`` on the baseline ``y``.

    Drawings are lettered in outlines, so that they look the same in every reading system: a
    picture in an e-book cannot use the fonts of the book. ``size`` and the place are in the
    units of the drawing, whose y axis points down.
    """
    from fontTools.pens.svgPathPen import SVGPathPen  # noqa: PLC0415 - see above
    from fontTools.pens.transformPen import TransformPen  # noqa: PLC0415

    font = _shaper(face.data)
    buffer = _shaped(text, font)
    pen = SVGPathPen(None, ntos=lambda number: f"{number:.1f}".removesuffix(".0"))
    scale = size / font.face.upem
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        left, base = x + position.x_offset * scale, y - position.y_offset * scale
        font.draw_glyph_with_pen(
            info.codepoint, TransformPen(pen, (scale, 0, 0, -scale, left, base))
        )
        x += position.x_advance * scale
    return str(pen.getCommands())


def height_of(text: str, face: Face, size: float) -> tuple[float, float]:
    """How far the ink of ``text`` reaches above and below its baseline, in the unit of ``size``."""
    font = _shaper(face.data)
    buffer = _shaped(text, font)
    above = below = 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True):
        extents = font.get_glyph_extents(info.codepoint)
        top = position.y_offset + extents.y_bearing
        above, below = max(above, top), max(below, -(top + extents.height))
    return above * size / font.face.upem, below * size / font.face.upem


def face_for(text: str, faces: Sequence[Face], weight: int = 400, style: str = "normal") -> Face:
    """The first of ``faces`` that has every character of ``text``; of ``weight`` and ``style``
    if there is one."""
    able = [face for face in faces if {ord(one) for one in text} <= face.characters]
    return max(able or faces, key=lambda face: (face.weight == weight) + 2 * (face.style == style))
