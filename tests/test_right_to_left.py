"""From right to left: where things stand on the pages of a dossier in Arabic, and in its EPUB."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest

import epub_reading
from built import DOSSIERS, Build, Edition
from epub_reading import NS, read_epub
from judges import pdf_text

CASE = DOSSIERS / "arabic"


class Box(NamedTuple):
    """Where a word stands on its page, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@pytest.fixture
def arabic(built: Callable[[Path], Build]) -> Edition:
    return built(CASE).edition("ar")


def boxes(edition: Edition, *words: str) -> list[Box]:
    """The first place of each of ``words`` on the first page that has all of them."""
    document = pypdfium2.PdfDocument(edition.pdf)
    try:
        for page in document:
            text = page.get_textpage()
            found = [text.search(word).get_next() for word in words]
            if all(found):
                return [_box(text, *place) for place in found if place]
    finally:
        document.close()
    raise AssertionError(f"no page has all of {words}")


def _box(text: pypdfium2.PdfTextPage, start: int, count: int) -> Box:
    edges = [text.get_charbox(number) for number in range(start, start + count)]
    left, bottom, right, top = zip(*edges, strict=True)
    return Box(min(left), min(bottom), max(right), max(top))


def test_viewers_are_told_on_which_side_the_next_page_is(built: Callable[[Path], Build]) -> None:
    for tag, said in (("ar", "/R2L"), ("en", None)):
        with pikepdf.open(built(CASE).edition(tag).pdf) as pdf:
            assert pdf.Root.ViewerPreferences.get("/Direction") == said
            assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_what_begins_stands_on_the_right(arabic: Edition) -> None:
    """Of each pair the first is read first, on the same line."""
    pairs = [
        ("ما يرد في الفصل", "٢"),  # contents: the title, then its page
        ("اليوم", "كم"),  # the first column of a table, then the last
        ("١٨٩٢", "الجسر"),  # a date, then its event
        ("4C", "البند"),  # a locator in the margin (so PDFium writes C4), then its passage
        ("BBC", "شخص"),  # a Latin name within a sentence
    ]
    for one, other in pairs:
        first, second = boxes(arabic, one, other)
        assert first.left > second.right, (one, other)


def test_a_head_has_the_chapter_on_the_right_and_its_passages_on_the_left(arabic: Edition) -> None:
    document = pypdfium2.PdfDocument(arabic.pdf)
    heads = 0
    for page in document:
        text, edge = page.get_textpage(), page.get_height() - 20 * 72 / 25.4
        every = [
            (text.get_text_range(at, 1), _box(text, at, 1)) for at in range(text.count_chars())
        ]
        head = [(sign, box) for sign, box in every if box.bottom > edge and not sign.isspace()]
        latin = [box.right for sign, box in head if sign.isascii()]
        arabic_signs = [box.left for sign, box in head if not sign.isascii() and sign.isalpha()]
        if latin and arabic_signs:
            heads += 1
            assert max(latin) < page.get_width() / 2 < min(arabic_signs)
    document.close()
    assert heads


def test_what_follows_a_name_in_the_index_is_set_in(arabic: Edition) -> None:
    _, name, rest = boxes(arabic, "الفهرس", "مجلس", "عليهما")
    assert rest.top < name.bottom
    assert 8 < name.right - rest.right < 14, "4 mm are 11.3 points"


def test_letters_that_share_a_glyph_are_read_in_order(arabic: Edition) -> None:
    """The ligature of lam and alef; before, they came out as alef and lam."""
    text = "\n".join(pdf_text(arabic.pdf))
    for words in ("للمنشور الأول حاشية", "بالحروف اللاتينية", "الاثنين", "الثلاثاء"):
        assert words in text


def test_digits_are_those_of_the_region(arabic: Edition) -> None:
    """Of Egypt in this dossier: lists, notes, pages; posts and locators as in every edition."""
    text = "\n".join(pdf_text(arabic.pdf))
    assert [one for one in (".٩", ".١٠", ".٢", "٪", ".1") if one not in text] == []
    assert not re.search("20[0-9][0-9]|1892", text)
    epub = read_epub(arabic.epub)
    assert epub_reading.calls(epub, "EPUB/prose.xhtml")[1].number == "٢"
    css = epub.files["EPUB/style.css"].decode()
    assert "ol { list-style-type: arabic-indic; }" in css


def test_numbers_and_locators_in_a_line_do_not_run_on(arabic: Edition) -> None:
    """Each is isolated from what stands before it (HTML gives ``dir`` that effect)."""
    epub = read_epub(arabic.epub)
    found = [
        link
        for name in epub.spine
        for link in epub.document(name).iterfind(".//h:a", NS)
        if link.get("role") == "doc-noteref"
        or (link.text and link.get("href").endswith(f"#{link.text}"))
    ]
    assert len(found) > 10
    assert {link.get("dir") for link in found} == {"ltr"}
    times = [time for name in epub.spine for time in epub.document(name).iterfind(".//h:time", NS)]
    assert {time.get("dir") for time in times} == {"rtl"}
