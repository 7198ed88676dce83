"""Maps: a locator map laid out as paths; ``placing`` finds room for its names.

All measures are units of the drawing, :data:`WIDTH` of them across; its y axis points down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hexapla.output.fonts import Face
from hexapla.output.geography import EARTH, Frame, Point, projection, terrain
from hexapla.output.lettering import styled, text_width
from hexapla.output.placing import (
    STYLES,
    WIDTH,
    Box,
    Lettered,
    Places,
    hull,
    lettered,
    overlap,
)


@dataclass(frozen=True)
class MapName:
    """A name to be written, in the language of the edition."""

    text: str
    latitude: float
    longitude: float
    style: str


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
    dots = tuple(sheet.at(name) for name in names if STYLES[name.style].dotted)
    scale, scale_name, number = _scale(sheet, plan, dots, styled(faces), magnify)
    drawn = [*lines, *found.borders, *found.coasts]
    places = Places(
        sheet.height,
        [hull([scale, scale_name.box])],
        [[sheet.point(*point) for point in line] for line in drawn],
        faces,
        magnify,
    )
    return MapPicture(
        width=WIDTH,
        height=round(sheet.height, 1),
        land=sheet.path(found.land, closed=True),
        coasts=sheet.path(found.coasts),
        borders=sheet.path(found.borders),
        disputed=sheet.path(lines),
        dots=dots,
        names=places.settle([(name.text, name.style, sheet.at(name)) for name in names]),
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

    def units(self, kilometres: float) -> float:
        return kilometres * self._unit / EARTH

    def scale_length(self) -> int:
        """How many kilometres the bar of the scale is long: a round number."""
        lengths = [n * 10**power for power in range(4) for n in (1, 2, 5)]
        return max((n for n in lengths if self.units(n) <= WIDTH / 5), default=1)


def _scale(
    sheet: _Sheet, plan: MapPlan, dots: Sequence[Point], faces: Sequence[Face], magnify: float
) -> tuple[Box, Lettered, int]:
    """The bar of a scale, its name, and its length in kilometres.

    It stands in the first corner that has no dot: at the bottom left, if that is free.
    """
    number = sheet.scale_length()
    label = plan.kilometres(number)
    size, length = 17 * magnify, sheet.units(number)
    width = text_width(label, faces, size)
    found: list[tuple[Box, Lettered]] = []
    for low in (sheet.height - 16, 36 + size):
        for start in (20, WIDTH - 20 - max(length, width)):
            bar = (start, low - 6, start + length, low)
            corner = (start + max(0, (length - width) / 2), low - 14 - 0.8 * size)
            found.append((bar, lettered([label], "scale", faces, size, corner)))
    free = (
        (bar, name)
        for bar, name in found
        if not any(overlap((*dot, *dot), hull([bar, name.box]), 10) for dot in dots)
    )
    return (*next(free, found[0]), number)
