"""Geography: what is land, and a projection that keeps angles."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon

from hexapla.output.geography import EARTH, Frame, projection, terrain

CAUCASUS = Frame(39.2, 41.15, 48.4, 44.35)


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_land"),
    [
        (44.8, 41.7, True),  # Tbilisi
        (43.97, 42.22, True),  # Tskhinvali
        (44.68, 43.02, True),  # Vladikavkaz
        (40.3, 42.2, False),  # the Black Sea
        (48.2, 43.6, False),  # the Caspian Sea
    ],
)
def test_land_is_land(longitude: float, latitude: float, is_land: bool) -> None:
    rings = [Polygon(ring) for ring in terrain(CAUCASUS).land]
    inside = sum(ring.contains(Point(longitude, latitude)) for ring in rings)
    assert (inside % 2 == 1) == is_land


def test_borders_are_on_land_and_coasts_are_not_borders() -> None:
    found = terrain(CAUCASUS)
    # The ridge between Georgia and Russia near the Roki Tunnel is a border, and no coast.
    ridge = Point(44.1, 42.62)
    assert min(LineString(line).distance(ridge) for line in found.borders) < 0.1
    assert min(LineString(line).distance(ridge) for line in found.coasts) > 1
    batumi = Point(41.63, 41.65)
    assert min(LineString(line).distance(batumi) for line in found.coasts) < 0.1


def test_an_island_is_land_too() -> None:
    rings = terrain(Frame(14, 35.7, 14.8, 36.2)).land
    assert MultiPolygon([Polygon(ring) for ring in rings]).contains(Point(14.45, 35.87))  # Malta


@given(st.floats(39.5, 48), st.floats(41.3, 44.2))
def test_the_projection_keeps_angles_and_nearly_lengths(longitude: float, latitude: float) -> None:
    project = projection(CAUCASUS)
    step = 1e-4
    x, y = project(longitude, latitude)
    east = math.dist((x, y), project(longitude + step, latitude)) / math.radians(step)
    north = math.dist((x, y), project(longitude, latitude + step)) / math.radians(step)
    assert east / math.cos(math.radians(latitude)) == pytest.approx(north, rel=1e-4)
    assert north == pytest.approx(1, abs=0.002)


def test_a_distance_on_the_map_is_the_distance_on_the_ground() -> None:
    """Tbilisi to Vladikavkaz is 147 km, by the formula of the great circle."""
    project = projection(CAUCASUS)
    length = EARTH * math.dist(project(44.79, 41.72), project(44.68, 43.02))
    assert length == pytest.approx(145, abs=3)


@pytest.mark.parametrize("frame", [Frame(-1, -1, 1, 1), Frame(10, -35, 30, -20)])
def test_the_equator_and_the_south_have_maps_too(frame: Frame) -> None:
    project = projection(frame)
    west, east = project(frame.west, frame.south), project(frame.east, frame.south)
    assert west[0] == pytest.approx(-east[0])
    assert project(frame.west, frame.north)[1] > west[1]
