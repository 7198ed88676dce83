"""Where pages begin in the text, as WeasyPrint lays it out; PDFium judges."""

from __future__ import annotations

from pathlib import Path

from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pagination import AHEAD, PICTURE, PageStart, letters
from hexapla.output.pdf import Pdf, PdfBook, lay_out_pdf, write_pdf
from pdf_reading import read_pdf

REGULAR = default_faces()[:1]
STYLE = (
    font_face_rules(REGULAR, "asset:")
    + f"html {{ font: 12pt {font_family(REGULAR)}; hyphens: auto }} p {{ margin: 0 }}"
    + "@page { size: 100mm 90mm; margin: 21mm 20mm; @top-center { content: 'top' } }"
    + ".footnote { float: footnote } .b::before { content: 'new ' }"
)
PIXEL = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>"
WORDS = " ".join(f"sentence{number} about the representation of pages;" for number in range(40))


def book(body: str, *anchors: str) -> PdfBook:
    files = {face.name: ("font/ttf", face.data) for face in REGULAR}
    files["p.svg"] = ("image/svg+xml", PIXEL)

    def render(name: str, first: int, _: object) -> str:
        style = f"<style>@page :first {{ counter-reset: page {first} }}</style>"
        whole = body if name == "one" else f"<p id='{name}'>{name}</p>"
        return f"<html lang=en><title>A book</title>{style}{whole}"

    return PdfBook(("contents",), ("one", "two"), render, STYLE, files, anchors=frozenset(anchors))


def starts(made: Pdf) -> list[PageStart]:
    return [start for start in made.starts if start.section == "one"]


def test_the_pages_follow_one_another_and_are_those_of_the_file(tmp_path: Path) -> None:
    made = write_pdf(book(f"<p id='a'>{WORDS}</p><p id='b'>{WORDS}</p>", "a", "b"))
    (tmp_path / "made.pdf").write_bytes(made.data)
    pages = read_pdf(tmp_path / "made.pdf").pages
    assert [start.page for start in made.starts] == [page.label for page in pages]
    assert len(starts(made)) > 3
    whole = {"a": letters(WORDS), "b": letters(WORDS)}
    for start in starts(made)[1:]:
        text = whole[start.anchor]
        assert text.startswith(start.before)
        rest = text.removeprefix(start.before) + (whole["b"] if start.anchor == "a" else "")
        assert rest.startswith(start.after)
        assert len(start.after) <= AHEAD
        body = letters(next(page.body for page in pages if page.label == start.page))
        assert body.startswith(start.after[:20])


def test_laid_out_alone_it_is_the_same() -> None:
    made = book(f"<p id='a'>{WORDS}</p>", "a")
    one, other = write_pdf(made), lay_out_pdf(made)
    assert one.data
    assert not other.data
    assert (one.starts, one.body_map, one.pages) == (other.starts, other.body_map, other.pages)


def test_a_page_that_begins_with_an_anchor_says_so() -> None:
    body = "<p id='a'>One.</p><p id='b' style='break-before: page'>Two.</p>"
    assert starts(lay_out_pdf(book(body, "a", "b")))[1] == PageStart("2", "one", "b", "", "two")
    assert starts(lay_out_pdf(book(body, "a")))[1] == PageStart("2", "one", "a", "one", "two")
    assert starts(lay_out_pdf(book(body)))[1] == PageStart("2", "one", "", "one", "two")


def test_what_a_style_adds_is_no_text_but_calls_of_notes_are() -> None:
    note = "<span class='footnote'>A note.</span>"
    body = f"<ol start=7><li class='b'>One{note}</li></ol><p style='break-before: page'>Two</p>"
    assert starts(lay_out_pdf(book(body)))[1].before == "one1"


def test_the_heads_of_a_table_come_once() -> None:
    rows = "".join(f"<tr><td>row {number}</td></tr>" for number in range(30))
    body = f"<table><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>"
    found = starts(lay_out_pdf(book(body)))
    assert found[0].after.startswith("headrow0row1")
    assert len(found) > 2
    for start in found[1:]:
        assert start.before.count("head") == 1
        assert start.after.startswith("row")


def test_a_picture_is_part_of_the_text() -> None:
    body = "<p>One</p><p style='break-before: page'><img src='asset:p.svg' alt=''>Two</p>"
    assert starts(lay_out_pdf(book(body)))[1].after == PICTURE + "two"
