"""Pages as printers and viewers get them: sides, blanks, marks, running heads, last pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations_with_replacement, pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pdf import PageMap, PdfBook, write_pdf
from hexapla.output.pdf.layout import AskedPages
from hexapla.output.pdf.remedies import least_height
from hexapla.output.pdf.running import span_of
from judges import qpdf_check
from pdf_reading import PdfFacts, read_pdf

REGULAR = default_faces()[:1]
FILES = {face.name: ("font/ttf", face.data) for face in REGULAR}
MM = 72 / 25.4
STYLE = (
    font_face_rules(REGULAR, "asset:")
    + f"html {{ font: 12pt/1.5 {font_family(REGULAR)} }} body {{ margin: 0 }} p {{ margin: 0 }}"
    + "@page { size: 100mm 100mm; margin: 20mm; @top-center { content: string(passages) } }"
    + "@page :left { @bottom-left { content: 'left' } }"
    + "@page :right { @bottom-left { content: 'right' } }"
    + "@page empty:left { @bottom-left { content: none } }"
    + "@page empty:right { @bottom-left { content: none } } .empty { page: empty }"
    + ".p { string-set: passages attr(id) }"
)


def section(name: str, first: int, body: str, direction: str = "ltr") -> str:
    kind = "empty" if name == "blank" else ""
    return (
        f"<html lang=en dir={direction}><title>A book</title><style>@page :first "
        f"{{ counter-reset: page {first} }}</style><body class='{kind}'>"
        + ("" if kind else f"<div id='{name}'></div>{body or name}")
    )


def book(bodies: dict[str, str], front: tuple[str, ...] = (), direction: str = "ltr") -> PdfBook:
    body = tuple(name for name in bodies if name not in front)

    def render(name: str, first: int, _: PageMap) -> str:
        return section(name, first, bodies.get(name, ""), direction)

    return PdfBook(front, body, render, STYLE, FILES, right_to_left=direction == "rtl")


def lines(number: int, start: int = 1) -> str:
    return "".join(f"<p class=p id='L{n}'>line {n}</p>" for n in range(start, start + number))


def written(made: PdfBook, folder: Path) -> PdfFacts:
    path = folder / "made.pdf"
    path.write_bytes(write_pdf(made).data)
    assert qpdf_check(path) == []
    read_pdf.cache_clear()
    return read_pdf(path)


def sides(facts: PdfFacts) -> list[str]:
    found = [re.findall("left|right", one.text) for one in facts.pages]
    return [one[0] if one else "" for one in found]


# ---- facing pages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("direction", "odd", "even"), [("ltr", "right", "left"), ("rtl", "left", "right")]
)
def test_odd_numbers_are_rectos_and_a_blank_page_fills_the_front(
    direction: str, odd: str, even: str, tmp_path: Path
) -> None:
    bodies = {"cover": "", "one": lines(15), "two": "", "three": ""}
    made = replace(book(bodies, ("cover",), direction), facing=True)
    facts = written(made, tmp_path)
    assert [one.label for one in facts.pages] == ["i", "ii", "1", "2", "3", "4"]
    assert sides(facts) == [odd, "", odd, even, odd, even]


def test_a_front_of_even_pages_needs_no_blank(tmp_path: Path) -> None:
    made = replace(book({"cover": "", "imprint": "", "one": ""}, ("cover", "imprint")), facing=True)
    assert [one.label for one in written(made, tmp_path).pages] == ["i", "ii", "1"]


def test_single_pages_have_no_blanks(tmp_path: Path) -> None:
    facts = written(book({"cover": "", "one": ""}, ("cover",)), tmp_path)
    assert [one.label for one in facts.pages] == ["i", "1"]


@pytest.mark.parametrize(("multiple", "pages"), [(1, 4), (4, 4), (3, 6), (8, 8)])
def test_the_number_of_pages_is_a_multiple(multiple: int, pages: int, tmp_path: Path) -> None:
    made = book({"cover": "", "one": "", "two": "", "three": ""}, ("cover",))
    facts = written(replace(made, multiple=multiple), tmp_path)
    assert len(facts.pages) == pages
    assert [one.label for one in facts.pages[1:]] == [str(n) for n in range(1, pages)]


def test_viewers_show_facing_pages_side_by_side(tmp_path: Path) -> None:
    written(replace(book({"one": ""}), facing=True), tmp_path)
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        assert pdf.Root.PageLayout == "/TwoPageRight"


# ---- bleed and crop marks -----------------------------------------------------------------------


def test_marks_stand_outside_the_bleed_where_to_cut(tmp_path: Path) -> None:
    made = book({"one": "<p>text</p>"})
    style = STYLE + "@page { bleed: 3mm; background: #ff0000 }"
    written(replace(made, stylesheet=style, crop_marks=True), tmp_path)
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        page = pdf.pages[0]
        trim, bleed, media = (
            [float(one) for one in page[name]] for name in ("/TrimBox", "/BleedBox", "/MediaBox")
        )
    assert trim == pytest.approx([0, 0, 100 * MM, 100 * MM], abs=0.1)
    assert bleed == pytest.approx([-3 * MM, -3 * MM, 103 * MM, 103 * MM], abs=0.1)
    assert media == pytest.approx([-8 * MM, -8 * MM, 108 * MM, 108 * MM], abs=0.1)
    scale = 10  # pixels a millimetre; the sheet begins 8 mm before the page
    drawn = pypdfium2.PdfDocument(tmp_path / "made.pdf")[0].render(scale=scale * 25.4 / 72)
    image = drawn.to_pil().convert("RGB")

    def at(x: float, y: float) -> tuple[int, int, int]:
        colour = image.getpixel((round((x + 8) * scale), round((y + 8) * scale)))
        assert isinstance(colour, tuple)
        return colour

    red = (255, 0, 0)
    for x in (0, 100):
        for y in (-5.5, 105.5):
            assert max(at(x, y)) < 180, "a mark above or below each edge of the page"
            assert max(at(y, x)) < 180, "and beside it"
        assert at(x, -1.5) == at(-1.5, x) == red, "none within the bleed"
    assert at(50, -2.8) == at(50, 102.8) == at(-2.8, 50) == red, "the ground goes on into the bleed"
    assert at(50, -5.5) == (255, 255, 255)


def test_marks_are_no_content(tmp_path: Path) -> None:
    made = replace(book({"one": ""}), stylesheet=STYLE + "@page { bleed: 3mm }", crop_marks=True)
    written(made, tmp_path)
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        *_, marks = pdf.pages[0].Contents
        assert marks.read_bytes().startswith(b"/Artifact\nBMC")
        assert marks.read_bytes().rstrip().endswith(b"EMC")


# ---- running heads ------------------------------------------------------------------------------


def heads(facts: PdfFacts) -> list[str]:
    return ["".join(re.findall(r"L\d+(?:–L\d+)?", one.head)) for one in facts.pages]


def test_a_head_names_the_first_and_the_last_passage_of_its_page(tmp_path: Path) -> None:
    facts = written(book({"one": lines(12) + "<p class=p id=L13>" + "word " * 200}), tmp_path)
    numbers = [[int(n) for n in re.findall(r"line (\d+)", one.text)] for one in facts.pages]
    assert heads(facts)[0] == f"L1–L{numbers[0][-1]}"
    assert heads(facts)[1] == f"L{numbers[1][0]}–L13"
    assert heads(facts)[2] == "L13", "it goes on from the page before"


def test_a_page_without_passages_has_an_empty_head(tmp_path: Path) -> None:
    facts = written(book({"one": lines(2), "two": "<p>nothing to cite</p>"}), tmp_path)
    assert heads(facts) == ["L1–L2", ""]


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_range_is_one_name_or_two(first: str, last: str) -> None:
    shown = span_of(first, last)
    assert shown.startswith(first)
    assert shown.endswith(last)
    assert (shown == first) == (first == last) or first == last


def test_names_of_several_words_have_spaces_around_the_dash() -> None:
    assert span_of("T2.1", "T4") == "T2.1–T4"
    assert span_of("Black Sea", "Gori") == "Black Sea – Gori"


# ---- last pages ---------------------------------------------------------------------------------


def text_lines(facts: PdfFacts) -> list[int]:
    return [len(re.findall(r"line \d+", one.text)) for one in facts.pages]


@pytest.mark.parametrize("short", [1, 2, 3])
def test_a_last_page_has_four_lines_or_none(short: int, tmp_path: Path) -> None:
    """Pages of thirty lines, of which each can take in one more, or leave one to the next."""
    style = (
        STYLE + "html { font-size: 4.2pt; --fit: 1 } p { margin-bottom: calc(1pt * var(--fit)) }"
    )
    full = text_lines(written(replace(book({"one": lines(99)}), stylesheet=style), tmp_path))[0]
    assert full >= 20
    many = 4 * full + short
    found = text_lines(written(replace(book({"one": lines(many)}), stylesheet=style), tmp_path))
    assert sum(found) == many
    assert found[-1] >= 4


def test_a_section_that_ends_well_is_laid_out_once() -> None:
    told: list[str] = []
    write_pdf(book({"one": lines(60)}), told.append)
    assert told == ["one", ""]


# ---- what is remembered -------------------------------------------------------------------------


def naming(two: int) -> PdfBook:
    """A first section that names the page of the second, ``two`` pages long."""

    def render(name: str, first: int, pages: PageMap) -> str:
        body = f"<p>see {pages.get('two', '00')}</p>" if name == "one" else lines(two)
        return section(name, first, body)

    return PdfBook((), ("one", "two"), render, STYLE, FILES)


def test_with_its_own_page_map_a_book_is_laid_out_once() -> None:
    told: list[str] = []
    first = write_pdf(naming(30), told.append)
    assert told == ["one", "two", "one", ""]
    told.clear()
    again = write_pdf(replace(naming(30), remembered=first.body_map), told.append)
    assert told == ["one", "two", ""]
    assert again.data == first.data


@pytest.mark.parametrize("wrong", [{"two": "7"}, {"one": "1", "two": "2", "three": "3"}, {"x": ""}])
def test_a_wrong_page_map_changes_nothing(wrong: dict[str, str]) -> None:
    assert write_pdf(replace(naming(30), remembered=wrong)).data == write_pdf(naming(30)).data


# ---- columns ------------------------------------------------------------------------------------

COLUMNS = ".columns { columns: 2; column-fill: auto } .columns.balanced { column-fill: balance }"


def columns_of(path: Path, page: int) -> list[int]:
    """How many lines stand in the left and in the right column of a page."""
    text = pypdfium2.PdfDocument(path)[page].get_textpage()
    lefts = [text.get_rect(at)[0] for at in range(text.count_rects())]
    return [sum(left < 50 * MM for left in lefts), sum(left >= 50 * MM for left in lefts)]


@pytest.mark.parametrize("number", [6, 40])
def test_columns_are_filled_and_balanced_on_their_last_page(number: int, tmp_path: Path) -> None:
    entries = "".join(f"<p>entry {n}</p>" for n in range(number))
    made = book({"one": f"<p>before</p><div class='columns'>{entries}</div>"})
    style = STYLE.replace("content: string(passages)", "content: none")
    style = style.replace("'left'", "none").replace("'right'", "none")
    facts = written(replace(made, stylesheet=style + COLUMNS), tmp_path)
    text = " ".join(page.text for page in facts.pages)
    assert re.findall(r"entry (\d+)", text) == [str(n) for n in range(number)]
    left, right = columns_of(tmp_path / "made.pdf", len(facts.pages) - 1)
    assert 0 <= left - right <= 2
    if number > 10:
        assert len(facts.pages) == 3
        left, right = columns_of(tmp_path / "made.pdf", 1)
        assert left == right > 7


GROUPS = """
p { margin: 0 } .group { break-inside: avoid; margin-bottom: 2mm } .columns { line-height: 4mm }
"""


@pytest.mark.parametrize("lines", [(1, 4, 2, 3, 1), (5, 1, 1), (2, 2, 2, 2), (1,), (3, 6, 6, 3, 4)])
def test_groups_of_any_height_stay_in_two_columns(lines: tuple[int, ...], tmp_path: Path) -> None:
    groups = "".join(f"<div class='group'>{'<p>line</p>' * count}</div>" for count in lines)
    made = book({"one": f"<div class='columns'>{groups}</div>"})
    style = STYLE.replace("content: string(passages)", "content: none")
    style = style.replace("'left'", "none").replace("'right'", "none")
    facts = written(replace(made, stylesheet=style + COLUMNS + GROUPS), tmp_path)
    text = pypdfium2.PdfDocument(tmp_path / "made.pdf")[len(facts.pages) - 1].get_textpage()
    assert len({round(text.get_rect(at)[0]) for at in range(text.count_rects())}) <= 2


@given(st.lists(st.integers(1, 30), min_size=1, max_size=7), st.integers(1, 4))
def test_columns_have_the_least_height_that_holds_all(pieces: list[int], count: int) -> None:
    """Against all ways to part the pieces."""
    ends = combinations_with_replacement(range(len(pieces) + 1), count - 1)
    parted = ([0, *some, len(pieces)] for some in ends)
    least = min(max(sum(pieces[a:b]) for a, b in pairwise(places)) for places in parted)
    assert least_height(pieces, count) == least


# ---- what is rendered once ----------------------------------------------------------------------


def test_a_section_is_rendered_again_only_if_pages_that_it_names_are_others() -> None:
    made = naming(3)
    rendered: list[str] = []

    def render(name: str, first: int, pages: PageMap) -> str:
        rendered.append(name)
        return made.render(name, first, pages)

    write_pdf(replace(made, render=render))
    assert Counter(rendered) == {"one": 2, "two": 1}


@given(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123")), st.data())
def test_asked_pages_tell_whether_other_pages_matter(pages: dict[str, str], data: Any) -> None:
    asked = AskedPages(pages)
    anchors = data.draw(st.lists(st.sampled_from("abcd")))
    whole = data.draw(st.booleans())
    said = [asked.get(anchor) for anchor in anchors] + ([dict(asked)] if whole else [])
    others = data.draw(st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123")))
    would = [others.get(anchor) for anchor in anchors] + ([others] if whole else [])
    assert asked.would_say(others) == (said == would)
