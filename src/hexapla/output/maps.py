"""Maps: a locator map laid out as paths, with names that overlap neither each other nor the frame.

All measures are units of the drawing, :data:`WIDTH` of them across; its y axis points down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hexapla.output.fonts import Face
from hexapla.output.geography import EARTH, Frame, Point, projection, terrain
from hexapla.output.lettering import height_of, outline, styled, text_width, wrap_lines

WIDTH = 1000.0

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class _Style:
    """How the names of one kind are set."""

    size: float
    weight: int = 400
    slope: str = "normal"
    dotted: bool = False
    """Whether the name stands beside a dot; else it stands over its place."""
    crossing: float = 0.5
    """What a line behind the name costs, by its length, against moving the name elsewhere."""


_STYLES = {
    "town": _Style(19, dotted=True),
    "region": _Style(21, weight=700, crossing=0.1),  # small areas are crossed by their own lines
    "water": _Style(20, slope="italic"),
    "country": _Style(25),
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
class MapName:
    """A name to be written, in the language of the edition."""

    text: str
    latitude: float
    longitude: float
    style: str


@dataclass(frozen=True)
class Lettered:
    """A name, set."""

    text: str
    style: str
    outline: str
    """Data of an SVG path."""
    box: Box


@dataclass(frozen=True)
class MapPicture:
    """A map, laid out; the template ``shared/map.svg`` draws it."""

    width: float
    height: float
    land: str
    """Data of an SVG path, to be filled by the even-odd rule; so are the others, for lines."""
    coasts: str
    borders: str
    disputed: str
    dots: tuple[Point, ...]
    names: tuple[Lettered, ...]
    scale: Box
    """The bar of the scale."""
    scale_name: Lettered
    kilometres: int
    """That the bar is long."""


class NoRoom(Exception):  # noqa: N818 - the caller turns it into a diagnostic
    """A name that fits nowhere; the argument says which, and what to do."""


@dataclass(frozen=True)
class MapPlan:
    """What a map shows."""

    frame: Frame
    names: Sequence[MapName]
    disputed: Sequence[Sequence[Point]]
    """Lines of latitude and longitude that are drawn dashed."""
    kilometres: Callable[[int], str]
    """Gives the name of a length on the scale, from kilometres."""


def lay_out_map(plan: MapPlan, faces: Sequence[Face], magnify: float = 1.0) -> MapPicture:
    """Lay out a map. Letters are ``magnify`` times their usual size, for small pictures.

    Raises NoRoom for a name that lies outside the frame or for which there is no room.
    """
    frame, names = plan.frame, plan.names
    sheet = _Sheet(frame)
    found = terrain(frame)
    lines = [[(lon, lat) for lat, lon in line] for line in plan.disputed]
    scale, number = sheet.scale()
    label = plan.kilometres(number)
    plain, size = styled(faces), 17 * magnify
    left = scale[0] + max(0, (scale[2] - scale[0] - text_width(label, plain, size)) / 2)
    scale_name = _lettered([label], "scale", plain, size, (left, scale[1] - 8 - size * _ASCENT))
    around = _hull([scale, scale_name.box])
    places = _Places(sheet, [around], [*lines, *found.borders, *found.coasts], faces, magnify)
    return MapPicture(
        width=WIDTH,
        height=round(sheet.height, 1),
        land=sheet.path(found.land, closed=True),
        coasts=sheet.path(found.coasts),
        borders=sheet.path(found.borders),
        disputed=sheet.path(lines),
        dots=tuple(sheet.at(name) for name in names if _STYLES[name.style].dotted),
        names=places.settle(names),
        scale=scale,
        scale_name=scale_name,
        kilometres=number,
    )


class _Sheet:
    """The drawing's plane."""

    def __init__(self, frame: Frame) -> None:
        self._project = projection(frame)
        edge = [
            self._project(frame.west + (frame.east - frame.west) * i / 40, latitude)
            for i in range(41)
            for latitude in (frame.south, frame.north)
        ]
        # As much as the arcs of all four edges enclose: no corner shows more than is asked for.
        corners = [self._project(frame.west, y) for y in (frame.south, frame.north)]
        self._left = max(x for x, _ in corners)
        self._unit = WIDTH / (-2 * self._left)
        self._top = min(y for _, y in edge[1::2])
        self.height = (self._top - max(y for _, y in edge[::2])) * self._unit

    def point(self, longitude: float, latitude: float) -> Point:
        x, y = self._project(longitude, latitude)
        return (x - self._left) * self._unit, (self._top - y) * self._unit

    def at(self, name: MapName) -> Point:
        return self.point(name.longitude, name.latitude)

    def path(self, lines: Sequence[Sequence[Point]], *, closed: bool = False) -> str:
        return "".join(
            "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in self.thinned(line)) + "Z" * closed
            for line in lines
        )

    def thinned(self, line: Sequence[Point]) -> list[Point]:
        """The points of a line that print can tell apart."""
        points = [self.point(*point) for point in line]
        kept = points[:1]
        for point in points[1:-1]:
            if math.dist(point, kept[-1]) >= 1:
                kept.append(point)
        return [*kept, *points[-1:]]

    def scale(self) -> tuple[Box, int]:
        """The bar of a scale, at the bottom left, and how many kilometres it is long."""
        unit = self._unit / EARTH
        lengths = [n * 10**power for power in range(4) for n in (1, 2, 5)]
        number = max((n for n in lengths if n * unit <= WIDTH / 5), default=1)
        return (20, self.height - 22, 20 + number * unit, self.height - 16), number


class _Places:
    """What is taken on a sheet, and the search for room."""

    def __init__(
        self,
        sheet: _Sheet,
        taken: list[Box],
        lines: Sequence[Sequence[Point]],
        faces: Sequence[Face],
        magnify: float,
    ) -> None:
        import shapely  # noqa: PLC0415 - only maps need geography

        self._shapely = shapely
        self.sheet, self.taken, self.faces, self.magnify = sheet, taken, faces, magnify
        drawn = [[sheet.point(*point) for point in line] for line in lines]
        self._lines: Any = shapely.union_all([shapely.LineString(line) for line in drawn])
        shapely.prepare(self._lines)

    def settle(self, names: Sequence[MapName]) -> tuple[Lettered, ...]:
        """Every name in its place, in the order of ``names``."""
        for name in names:
            if _STYLES[name.style].dotted:
                x, y = self.sheet.at(name)
                self.taken.append((x - _DOT, y - _DOT, x + _DOT, y + _DOT))
        order = sorted(names, key=lambda name: list(_STYLES).index(name.style))
        settled = {name: self._settled(name) for name in dict.fromkeys(order)}
        return tuple(settled[name] for name in names)

    def _settled(self, name: MapName) -> Lettered:
        """The free place that is nearest to where the name belongs and crosses fewest lines."""
        style = _STYLES[name.style]
        x, y = self.sheet.at(name)
        if not (0 <= x <= WIDTH and 0 <= y <= self.sheet.height):
            raise NoRoom(f"“{name.text}” lies outside the map; take it out, or show more")
        faces, size = styled(self.faces, style.weight, style.slope), style.size * self.magnify
        found: list[tuple[float, Point, list[str]]] = []
        for lines in self._broken(name.text, faces, size):
            width = max(text_width(line, faces, size) for line in lines)
            height = _height(lines, faces, size)
            for cost, (x, y) in self._candidates(name, width, height):
                reach = _REACH * size
                box = (x - reach, y, x + width + reach, y + height)
                if self._is_free(box):
                    crossed = style.crossing * self._crossed(box)
                    found.append((cost + crossed + 8 * len(lines), (x, y), lines))
        if not found:
            raise NoRoom(
                f"there is no room on the map for “{name.text}”; move it, leave a name out, or "
                "show more of the surroundings"
            )
        _, corner, lines = min(found, key=lambda item: item[:2])
        lettered = _lettered(lines, name.style, faces, size, corner)
        self.taken.append(lettered.box)
        return lettered

    def _broken(self, text: str, faces: Sequence[Face], size: float) -> Iterator[list[str]]:
        """The name in one line, and in two if it has a space."""
        yield [text]
        pieces = [word + " " for word in text.split(" ")]
        if len(pieces) > 1:
            widest = max(text_width(word.strip(), faces, size) for word in pieces)
            width = max(widest, text_width(text, faces, size) / 2) * 1.05
            yield list(wrap_lines(pieces, faces, size, width))

    def _candidates(
        self, name: MapName, width: float, height: float
    ) -> Iterator[tuple[float, Point]]:
        """Costs and upper left corners, the best first."""
        x, y = self.sheet.at(name)
        if not _STYLES[name.style].dotted:
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

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        inside = (
            left >= _CLEAR
            and top >= _CLEAR
            and right <= WIDTH - _CLEAR
            and bottom <= self.sheet.height - _CLEAR
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


def _hull(boxes: Sequence[Box]) -> Box:
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


def _lettered(
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
