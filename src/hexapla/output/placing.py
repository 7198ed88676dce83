"""Placing: names on a sheet, each near to where it belongs, none over another or the frame.

All measures are units of the drawing, :data:`WIDTH` of them across; its y axis points down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hexapla.output.fonts import Face
from hexapla.output.lettering import height_of, outline, styled, text_width, wrap_lines

WIDTH = 1000.0

Point = tuple[float, float]
"""x and y."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Style:
    """How the names of one kind are set."""

    size: float
    weight: int = 400
    slope: str = "normal"
    dotted: bool = False
    """Whether the name stands beside a dot; else it stands over its place."""
    crossing: float = 0.5
    """What a line behind the name costs, by its length, against moving the name elsewhere."""


STYLES = {
    "town": Style(19, dotted=True),
    "region": Style(21, weight=700, crossing=0.1),  # small areas are crossed by their own lines
    "water": Style(20, slope="italic"),
    "country": Style(25),
}
"""By ``drawings.LABEL_STYLES``; placed in this order, the most bound to their place first."""

_ASCENT, _DESCENT, _LEADING = 0.8, 0.25, 1.15
"""Of a line of names, in sizes of the font; more where its letters take more."""
_REACH = 0.1
"""How far ink can stand out at either end of a name, in sizes of the font."""
_CLEAR = 4.0
"""Least distance between two names, and to the frame."""
_DOT = 5.0
"""Radius of a dot."""


@dataclass(frozen=True)
class Lettered:
    """A name, set."""

    text: str
    style: str
    outline: str
    """Data of an SVG path."""
    box: Box


class NoRoom(Exception):  # noqa: N818 - the caller turns it into a diagnostic
    """A name that fits nowhere; the argument says which, and what to do."""


class Places:
    """What is taken on a sheet, and the search for room."""

    def __init__(
        self,
        height: float,
        taken: Sequence[Box],
        lines: Sequence[Sequence[Point]],
        faces: Sequence[Face],
        magnify: float,
    ) -> None:
        import shapely  # noqa: PLC0415 - only maps need geography

        self._shapely = shapely
        self.height, self.taken, self.faces, self.magnify = height, [*taken], faces, magnify
        try:
            self._lines: Any = shapely.union_all([shapely.LineString(line) for line in lines])
        except shapely.errors.GEOSException as error:
            if "bad_alloc" not in str(error):
                raise
            raise MemoryError from error  # as others tell that there is no more
        shapely.prepare(self._lines)

    def settle(self, names: Sequence[tuple[str, str, Point]]) -> tuple[Lettered, ...]:
        """Every name in its place, in the order of ``names``: text, style and where it belongs.

        Raises NoRoom for a name that lies outside the sheet or for which there is no room.
        """
        for _, style, (x, y) in names:
            if STYLES[style].dotted:
                self.taken.append((x - _DOT, y - _DOT, x + _DOT, y + _DOT))
        order = sorted(names, key=lambda name: list(STYLES).index(name[1]))
        settled = {name: self._settled(*name) for name in dict.fromkeys(order)}
        return tuple(settled[name] for name in names)

    def _settled(self, text: str, style_name: str, at: Point) -> Lettered:
        """The free place that is nearest to where the name belongs and crosses fewest lines."""
        style = STYLES[style_name]
        if not (0 <= at[0] <= WIDTH and 0 <= at[1] <= self.height):
            raise NoRoom(f"“{text}” lies outside the map; take it out, or show more")
        faces, size = styled(self.faces, style.weight, style.slope), style.size * self.magnify
        found: list[tuple[float, Point, list[str]]] = []
        for lines in self._broken(text, faces, size):
            width = max(text_width(line, faces, size) for line in lines)
            height = _height(lines, faces, size)
            for cost, (x, y) in _candidates(at, width, height, dotted=style.dotted):
                reach = _REACH * size
                box = (x - reach, y, x + width + reach, y + height)
                if self._is_free(box):
                    crossed = style.crossing * self._crossed(box)
                    found.append((cost + crossed + 8 * len(lines), (x, y), lines))
        if not found:
            raise NoRoom(
                f"there is no room on the map for “{text}”; move it, leave a name out, or "
                "show more of the surroundings"
            )
        _, corner, lines = min(found, key=lambda item: item[:2])
        name = lettered(lines, style_name, faces, size, corner)
        self.taken.append(name.box)
        return name

    def _broken(self, text: str, faces: Sequence[Face], size: float) -> Iterator[list[str]]:
        """The name in one line, and in two if it has a space."""
        yield [text]
        pieces = [word + " " for word in text.split(" ")]
        if len(pieces) > 1:
            widest = max(text_width(word.strip(), faces, size) for word in pieces)
            width = max(widest, text_width(text, faces, size) / 2) * 1.05
            yield list(wrap_lines(pieces, faces, size, width))

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        inside = (
            left >= _CLEAR
            and top >= _CLEAR
            and right <= WIDTH - _CLEAR
            and bottom <= self.height - _CLEAR
        )
        return inside and not any(overlap(box, other, _CLEAR) for other in self.taken)

    def _crossed(self, box: Box) -> float:
        """The length of the lines that run behind a name, and a little for there being any."""
        shape = self._shapely.box(*box)
        if not self._lines.intersects(shape):
            return 0.0
        return float(self._lines.intersection(shape).length) + 20


def overlap(one: Box, other: Box, clear: float = 0) -> bool:
    """Whether two boxes are nearer to one another than ``clear``."""
    return (
        one[0] < other[2] + clear
        and other[0] < one[2] + clear
        and one[1] < other[3] + clear
        and other[1] < one[3] + clear
    )


def _candidates(
    at: Point, width: float, height: float, *, dotted: bool
) -> Iterator[tuple[float, Point]]:
    """Costs and upper left corners, the best first."""
    x, y = at
    if not dotted:
        yield 0, (x - width / 2, y - height / 2)
        for radius in range(8, 170, 8):
            for step in range(16):
                angle = math.tau * step / 16
                dx, dy = radius * math.cos(angle), radius * math.sin(angle)
                yield radius, (x - width / 2 + dx, y - height / 2 + dy)
        return
    for extra in (0, 4, 8, 14):
        gap = _DOT + 4 + extra
        slant = gap * 0.7
        for rank, corner in enumerate(
            (
                (x + gap, y - height / 2),
                (x - gap - width, y - height / 2),
                (x + slant, y - slant - height),
                (x + slant, y + slant),
                (x - slant - width, y - slant - height),
                (x - slant - width, y + slant),
                (x - width / 2, y - gap - height),
                (x - width / 2, y + gap),
            )
        ):
            yield 3 * rank + 6 * extra, corner


def hull(boxes: Sequence[Box]) -> Box:
    """The box around ``boxes``."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _height(lines: Sequence[str], faces: Sequence[Face], size: float) -> float:
    first, last = _first_and_last(lines, faces, size)
    return first + last + _LEADING * size * (len(lines) - 1)


def _first_and_last(lines: Sequence[str], faces: Sequence[Face], size: float) -> Point:
    """The ascent of the first line and the descent of the last."""
    return (
        max(_ASCENT * size, height_of(lines[0], faces, size)[0]),
        max(_DESCENT * size, height_of(lines[-1], faces, size)[1]),
    )


def lettered(
    lines: Sequence[str], style: str, faces: Sequence[Face], size: float, corner: Point
) -> Lettered:
    """Lines, each in the middle, whose box has its upper left corner at ``corner``."""
    left, top = corner
    widths = [text_width(line, faces, size) for line in lines]
    width = max(widths)
    base = top + _first_and_last(lines, faces, size)[0]
    paths = [
        outline(line, faces, size, left + (width - own) / 2, base + _LEADING * size * number)
        for number, (line, own) in enumerate(zip(lines, widths, strict=True))
    ]
    # Some letters, Arabic ones above all, reach a little beyond their own width.
    reach = _REACH * size
    box = (left - reach, top, left + width + reach, top + _height(lines, faces, size))
    return Lettered(" ".join(lines), style, "".join(paths), box)
