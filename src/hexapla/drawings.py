"""Drawings: pictures that are drawn for each edition from the registers, as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.text import Text

LABEL_STYLES = ("country", "region", "water", "town")
"""How a label of a map can be set; a town has a dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A name that is written on a map and stands in no register."""

    text: Text
    latitude: float
    """Degrees north of the middle of the label, or of a town's dot, WGS 84."""
    longitude: float
    """Degrees east."""
    style: str
    """One of :data:`LABEL_STYLES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A locator map."""

    west: float
    """Degrees east, WGS 84; so are the other edges of what is shown."""
    south: float
    east: float
    north: float
    places: tuple[str, ...]
    """Ids of entries of the places register that are shown as points."""
    areas: tuple[str, ...]
    """Ids of entries of the places register whose names are written over their middle."""
    disputed: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Lines that are drawn dashed, each the latitude and longitude of its points."""
    labels: tuple[MapLabel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar chart of the numbers that claims give in answer to one question."""

    question: str
    """Id of an entry of the questions register."""


Drawing = Map | Chart
