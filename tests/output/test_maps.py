"""Maps: names that overlap nothing, in every language, judged by the pixels as well."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import pytest
import resvg_py
import shapely

from hexapla.output.fonts import default_faces
from hexapla.output.geography import EARTH, Frame
from hexapla.output.maps import MapName, MapPicture, MapPlan, lay_out_map
from hexapla.output.placing import WIDTH, NoRoom, Places, overlap
from pictures import ink

FRAME = Frame(39.2, 41.15, 48.4, 44.35)
NAMES = {
    "en": ("Tskhinvali", "Roki Tunnel", "Vladikavkaz", "South Ossetia", "Black Sea", "Georgia"),
    "ka": ("ცხინვალი", "როკის გვირაბი", "ვლადიკავკაზი", "სამხრეთ ოსეთი", "შავი ზღვა", "საქართველო"),
    "ru": ("Цхинвали", "Рокский тоннель", "Владикавказ", "Южная Осетия", "Чёрное море", "Грузия"),
    "ar": ("تسخينفالي", "نفق روكي", "فلاديقوقاز", "أوسيتيا الجنوبية", "البحر الأسود", "جورجيا"),
}
PLACES = (
    (42.225, 43.97, "town"),
    (42.617, 44.1, "town"),
    (43.02, 44.68, "town"),
    (42.35, 44.0, "region"),
    (42.2, 40.3, "water"),
    (41.85, 43.0, "country"),
)


def lay_out(names: list[MapName], magnify: float = 1.0) -> MapPicture:
    line = [(42.7, 43.8), (42.2, 43.6), (42.0, 44.5)]
    plan = MapPlan(FRAME, names, [line], lambda number: f"{number} km")
    return lay_out_map(plan, default_faces(), magnify)


def names_of(language: str) -> list[MapName]:
    return [MapName(text, *place) for text, place in zip(NAMES[language], PLACES, strict=True)]


@pytest.mark.parametrize("language", NAMES)
def test_no_name_overlaps_another_or_leaves_the_frame(language: str) -> None:
    picture = lay_out(names_of(language))
    boxes = [name.box for name in (*picture.names, picture.scale_name)]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= picture.height


@pytest.mark.parametrize("language", NAMES)
def test_the_ink_of_a_name_is_in_its_box(language: str) -> None:
    """So that boxes which do not overlap mean names that do not."""
    picture = lay_out(names_of(language))
    for name in (*picture.names, picture.scale_name):
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {picture.height}">'
            f'<path d="{name.outline}"/></svg>'
        )
        left, top, right, bottom = ink(bytes(resvg_py.svg_to_bytes(svg_string=svg)))
        scale = WIDTH / 1000
        assert left >= name.box[0] * scale - 2
        assert top >= name.box[1] * scale - 2
        assert right <= name.box[2] * scale + 2
        assert bottom <= name.box[3] * scale + 2


def test_a_town_stands_beside_its_dot_and_a_region_over_its_place() -> None:
    picture = lay_out(names_of("en"))
    for dot, name in zip(picture.dots, picture.names, strict=False):
        assert not overlap((*dot, *dot), name.box)
        assert overlap((*dot, *dot), name.box, clear=40)
    assert len(picture.dots) == 3


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two points of latitude and longitude (haversine formula)."""
    (a, b), (c, d) = ([math.radians(degrees) for degrees in point] for point in (one, other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))


def test_the_scale_is_as_long_as_it_says() -> None:
    picture = lay_out(names_of("en"))
    left, _, right, _ = picture.scale
    tskhinvali, _, vladikavkaz = picture.dots
    ground = great_circle(PLACES[0][:2], PLACES[2][:2])
    assert ground == pytest.approx(106, abs=1)
    drawn = math.dist(tskhinvali, vladikavkaz)
    assert drawn / ground == pytest.approx((right - left) / picture.kilometres, rel=0.005)
    assert picture.scale_name.text == f"{picture.kilometres} km"


def test_the_scale_keeps_clear_of_towns() -> None:
    usual = lay_out([]).scale
    town = MapName("A", 41.25, 39.6, "town")
    other = lay_out([town])
    (dot,) = other.dots
    assert overlap((*dot, *dot), usual, clear=40)
    assert not overlap((*dot, *dot), other.scale, clear=40)


def test_names_without_room_are_refused() -> None:
    crowd = [MapName(f"A long name {n}", 42.2, 43.97, "town") for n in range(40)]
    with pytest.raises(NoRoom, match="no room on the map for “A long name"):
        lay_out(crowd)
    with pytest.raises(NoRoom, match="“Elsewhere” lies outside"):
        lay_out([MapName("Elsewhere", 10, 10, "town")])


@pytest.mark.parametrize(
    "frame",
    [
        Frame(-150, -40, -140, -35),  # nothing but sea
        Frame(-45, -85, 45, -30),
        Frame(90, -30, 180, 50),
        Frame(10, 50, 10.2, 50.1),
    ],
)
def test_any_frame_has_a_map_with_its_scale_inside(frame: Frame) -> None:
    plan = MapPlan(frame, [], [], lambda number: f"{number} km")
    picture = lay_out_map(plan, default_faces())
    for left, top, right, bottom in (picture.scale, picture.scale_name.box):
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= picture.height


def test_letters_can_be_larger_and_still_overlap_nothing() -> None:
    large, usual = lay_out(names_of("en"), 1.35), lay_out(names_of("en"))
    heights = [picture.scale_name.box[3] - picture.scale_name.box[1] for picture in (large, usual)]
    assert heights[0] == pytest.approx(1.35 * heights[1])
    boxes = [name.box for name in (*large.names, large.scale_name)]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def test_the_same_names_give_the_same_map() -> None:
    assert lay_out(names_of("ka")) == lay_out(names_of("ka"))
    moved = [replace(name, longitude=name.longitude + 0.2) for name in names_of("ka")]
    assert lay_out(moved) != lay_out(names_of("ka"))


def test_lines_that_fill_the_memory_are_told_as_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise shapely.errors.GEOSException("std::bad_alloc")

    monkeypatch.setattr(shapely, "union_all", full)
    with pytest.raises(MemoryError):
        Places(600, [], [[(0, 0), (1, 1)]], default_faces(), 1)
