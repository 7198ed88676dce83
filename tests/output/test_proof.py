"""Sheets of pages, judged by their pixels: what was red stands where it should, and so on."""

from __future__ import annotations

import io
import math
import random
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from coloured import BLUE, GREEN, ORANGE, RED, VIOLET, YELLOW, coloured_pdf, rgb
from hexapla.diagnostics import Place, Refusal
from hexapla.output.fonts import default_faces
from hexapla.output.proof import (
    CHANGE,
    GROUND,
    MARGIN,
    UNSEEN,
    Cell,
    Picture,
    Row,
    Sheet,
    changed_lines,
    draw_page,
    read_printed,
    rows_that_fit,
    sheet_png,
)

PLACE = Place("build/book.en.pdf")
FACES = default_faces()
WIDTH = 120


def plain(colour: str, width: int = WIDTH, height: int = 180) -> Picture:
    return Picture(width, height, bytes(rgb(colour)) * (width * height))


def seen(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def area(image: Image.Image, colour: str) -> tuple[int, int, int, int] | None:
    """The box around all pixels that are of a colour, but for what nobody sees."""
    off = ImageChops.difference(image, Image.new("RGB", image.size, colour))
    channels = [channel.point(lambda value: 255 * (value <= UNSEEN)) for channel in off.split()]
    alike = ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2])
    return alike.getbbox()


def drawn(*rows: Row, heads: tuple[str, ...] = ("en", "ka"), pages: int = 1) -> Image.Image:
    return seen(sheet_png(Sheet(heads, rows, WIDTH, pages), FACES))


# ---- reading --------------------------------------------------------------------------------


def test_a_pdf_tells_its_numbers_and_anchors(tmp_path: Path) -> None:
    anchors = {"T2.1": 3, "entry-бибилов": 1, "x" * 300: 2}
    path = coloured_pdf(tmp_path / "a.pdf", [RED] * 5, front=2, anchors=anchors, size=(100, 170))
    found = read_printed(path, PLACE)
    assert found.labels == ("i", "ii", "1", "2", "3")
    assert found.anchors == anchors
    assert found.proportion == pytest.approx(1.7)


def test_an_anchor_whose_page_is_gone_is_none(tmp_path: Path) -> None:
    path = coloured_pdf(tmp_path / "a.pdf", [RED, GREEN], anchors={"here": 0, "gone": 1})
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[1]
        pdf.save(path)
    assert read_printed(path, PLACE).anchors == {"here": 0}


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(Refusal) as told:
        read_printed(path, PLACE)
    assert [item.code for item in told.value.diagnostics] == ["F002"]


def test_a_pdf_without_pages_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pikepdf.new().save(path)
    with pytest.raises(Refusal, match="F002"):
        read_printed(path, PLACE)


def test_a_pdf_that_is_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^build/book.en.pdf: error F001: .*hexapla build"):
        read_printed(tmp_path / "a.pdf", PLACE)


# ---- pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [100, 101, 300, 333, 1200])
@pytest.mark.parametrize("size", [(100, 150), (595.276, 841.89), (419.53, 595.28), (200, 77.7)])
def test_a_page_is_as_wide_as_it_was_asked_for(
    width: int, size: tuple[float, float], tmp_path: Path
) -> None:
    path = coloured_pdf(tmp_path / "a.pdf", [RED, BLUE], size=size)
    picture = draw_page(path, 1, width)
    assert picture.width == width
    assert abs(picture.height - width * size[1] / size[0]) <= 1
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    assert image.getpixel((width // 2, picture.height // 2)) == rgb(BLUE)


LINE = st.binary(min_size=6, max_size=6)


@given(st.lists(st.tuples(LINE, LINE), min_size=1, max_size=12), st.data())
def test_the_lines_that_differ_are_found(
    pairs: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    pairs = [(a, a if data.draw(st.booleans()) else b) for a, b in pairs]
    before, after = (
        Picture(2, len(pairs), b"".join(pair[side] for pair in pairs)) for side in (0, 1)
    )
    runs = changed_lines(before, after)
    told = {line for first, end in runs for line in range(first, end)}
    assert told == {number for number, (a, b) in enumerate(pairs) if a != b}
    assert all(end < first for (_, end), (first, _) in pairwise(runs))


def test_pages_of_different_size_differ_altogether() -> None:
    assert changed_lines(plain(RED, height=100), plain(RED, height=90)) == ((0, 90),)


# ---- sheets ---------------------------------------------------------------------------------


def test_each_page_stands_in_its_row_and_column_whole() -> None:
    colours = [[RED, GREEN, BLUE], [YELLOW, VIOLET, ORANGE]]
    rows = [Row("T1", tuple(Cell("en", plain(colour)) for colour in row)) for row in colours]
    image = drawn(*rows, heads=("en", "ka", "ru"))
    areas = [[area(image, colour) for colour in row] for row in colours]
    for row in areas:
        for box in row:
            assert box is not None
            assert (box[2] - box[0], box[3] - box[1]) == (WIDTH, 180)
        lefts = [box[0] for box in row if box]
        assert lefts == sorted(set(lefts))
    above, below = ([box for box in row if box] for row in areas)
    assert {box[1] for box in above} != {box[1] for box in below}
    assert max(box[3] for box in above) < min(box[1] for box in below)
    assert [box[0] for box in above] == [box[0] for box in below]


def test_pages_of_one_row_begin_at_one_height_and_may_differ_in_theirs() -> None:
    cells = (Cell("en", plain(RED, height=100)), Cell("ka", plain(BLUE, height=200)))
    image = drawn(Row("T1", cells), Row("T2", (Cell("en", plain(GREEN)), Cell("ka"))))
    red, blue, green = (area(image, colour) for colour in (RED, BLUE, GREEN))
    assert red
    assert blue
    assert green
    assert red[1] == blue[1]
    assert (red[3] - red[1], blue[3] - blue[1]) == (100, 200)
    assert green[1] > blue[3]


def test_a_place_without_a_page_is_empty_and_has_a_caption() -> None:
    with_caption = drawn(Row("T1", (Cell("en", plain(RED)), Cell("ka · no such page"))))
    without = drawn(Row("T1", (Cell("en", plain(RED)), Cell(""))))
    difference = ImageChops.difference(with_caption, without).getbbox()
    red = area(with_caption, RED)
    assert difference
    assert red
    assert difference[1] >= red[3]  # below the pages
    assert difference[0] > red[2]  # in the second column
    beside = with_caption.getpixel((difference[0] + WIDTH // 2, red[1] + 90))
    assert beside not in (rgb(RED), (255, 255, 255), rgb(GROUND))


@pytest.mark.parametrize("name", ["ქართული", "русский", "العربية", "עברית", "हिन्दी", "ไทย"])
def test_captions_have_the_letters_of_their_language(name: str) -> None:
    """They are not all the same empty box."""
    cells = (Cell("en", plain(RED)), Cell("ka", plain(RED)))
    as_it_is = drawn(Row("T1", cells), heads=("", name))
    other = drawn(Row("T1", cells), heads=("", name[::-1]))
    assert ImageChops.difference(as_it_is, other).getbbox()
    missing = drawn(Row("T1", cells), heads=("", "\U000f0000" * len(name)))
    assert ImageChops.difference(as_it_is, missing).getbbox()


def test_a_page_that_changed_is_framed_and_its_lines_are_marked() -> None:
    cells = (
        *(Cell("en", plain(RED)), Cell("en", plain(GREEN))),
        *(Cell("ka", plain(BLUE)), Cell("ka", plain(YELLOW), ((20, 50),), is_marked=True)),
    )
    image = drawn(Row("T1", cells), pages=2)
    mark, page = area(image, CHANGE), area(image, YELLOW)
    assert mark
    assert page
    frame = image.crop((page[0] - 3, page[1] - 3, page[2] + 3, page[3] + 3))
    assert area(frame, CHANGE) == (0, 0, *frame.size)
    assert mark[0] > (area(image, BLUE) or mark)[2]  # nothing is marked elsewhere
    beside = area(image.crop((0, page[1], page[0] - 4, page[3])), CHANGE)
    assert beside
    assert beside[1::2] == (20, 50)


def test_the_same_pages_give_the_same_bytes() -> None:
    sheet = Sheet(("ka ქართული",), (Row("T1", (Cell("ka · 5", plain(RED)),)),), WIDTH)
    assert sheet_png(sheet, FACES) == sheet_png(sheet, FACES)


@pytest.mark.parametrize("colours", [200, 10_000])
def test_colours_are_those_of_the_pages_however_many_there_are(colours: int) -> None:
    generator = random.Random(1)
    some = [generator.randbytes(3) for _ in range(colours)]
    picture = Picture(90, 90, b"".join(generator.choice(some) for _ in range(90 * 90)))
    image = seen(sheet_png(Sheet(("",), (Row("", (Cell("", picture),)),), 90), FACES))
    wanted = Image.frombytes("RGB", (90, 90), picture.pixels)
    least = min(
        max(most for _, most in channels)
        for top in range(image.height - 90)
        if (channels := _off(image.crop((MARGIN, top, MARGIN + 90, top + 90)), wanted))
    )
    assert least <= UNSEEN


def _off(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """The least and the most by which each channel of two images differs."""
    return [channel.getextrema() for channel in ImageChops.difference(one, other).split()]  # type: ignore[misc]


@pytest.mark.parametrize("width", [100, 400])
@pytest.mark.parametrize("proportion", [0.3, 1.414, 2.9])
@pytest.mark.parametrize("height", [500, 1500])
def test_as_many_rows_as_fit(width: int, proportion: float, height: int) -> None:
    count = rows_that_fit(width, proportion, height)
    lines = math.ceil(width * proportion)
    row = Row("", (Cell("", Picture(1, lines, bytes(3 * lines))),))
    sheets = [Sheet(("",), (row,) * rows, width) for rows in (count, count + 1)]
    fits, too_many = (seen(sheet_png(sheet, FACES)).height for sheet in sheets)
    assert fits <= height or count == 1
    assert too_many > height
