"""Laying a PDF out section by section: numbers, passes, labels, and what may be fetched."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.diagnostics import Refusal
from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pdf import PageMap, PdfBook, load_weasyprint, pango_version, write_pdf
from hexapla.output.pdf.layout import MAX_PASSES, roman
from judges import pdf_fonts, pdf_text, qpdf_check
from pdf_reading import PdfFacts, read_pdf

REGULAR = default_faces()[:1]
STYLE = (
    font_face_rules(REGULAR, "asset:")
    + f"html {{ font: 12pt {font_family(REGULAR)} }} h1 {{ font-size: 14pt }}"
    + "@page { size: 100mm 100mm; margin: 20mm; @bottom-center { content: counter(page) } }"
    + ".footnote { float: footnote }"
)
FILES = {face.name: ("font/ttf", face.data) for face in REGULAR}

Render = Callable[[str, int, PageMap], str]


def page(name: str, first: int, body: str) -> str:
    return (
        f"<html lang=en><title>A book</title><style>@page :first "
        f"{{ counter-reset: page {first} }}</style><h1 id='{name}'>{name}</h1>{body}"
    )


def book(
    render: Render,
    *,
    front: tuple[str, ...] = ("contents",),
    body: tuple[str, ...] = ("one", "two"),
    style: str = STYLE,
) -> PdfBook:
    return PdfBook(front, body, render, style, FILES)


def written(made: PdfBook, folder: Path) -> PdfFacts:
    path = folder / "made.pdf"
    path.write_bytes(write_pdf(made).data)
    assert qpdf_check(path) == []
    return read_pdf(path)


def long(pages: int) -> str:
    return "".join(f"<p style='break-after: page'>page {number}</p>" for number in range(pages))


# ---- page numbers ---------------------------------------------------------------------------


def test_front_matter_is_roman_and_the_body_begins_at_1(tmp_path: Path) -> None:
    def render(name: str, first: int, _: PageMap) -> str:
        return page(name, first, {"one": long(3)}.get(name, ""))

    facts = written(book(render, front=("cover", "contents")), tmp_path)
    assert [one.label for one in facts.pages] == ["i", "ii", "1", "2", "3", "4"]


def test_contents_have_the_numbers_of_the_pages(tmp_path: Path) -> None:
    def render(name: str, first: int, pages: PageMap) -> str:
        listed = f"<p>one: {pages.get('one')}, two: {pages.get('two')}</p>"
        return page(name, first, {"one": long(11), "contents": listed}.get(name, ""))

    facts = written(book(render), tmp_path)
    assert "one: 1, two: 12" in facts.pages[0].text
    assert facts.pages[12].label == "12"
    assert "two" in facts.pages[12].text


def test_a_number_in_the_text_is_true_even_if_it_moves_what_it_names(tmp_path: Path) -> None:
    """The longer number pushes the page that it names one further, and is laid out again."""

    def render(name: str, first: int, pages: PageMap) -> str:
        known = pages.get("target", "")
        see = f"<p>see page {known}</p>" + long(10 if known else 9)
        return page(name, first, {"one": see, "two": "<p id='target'>here</p>"}.get(name, ""))

    facts = written(book(render), tmp_path)
    (here,) = (one for one in facts.pages if "here" in one.text)
    assert here.label == "11"
    assert "see page 11" in facts.pages[1].text


def test_only_what_changed_is_laid_out_again() -> None:
    def render(name: str, first: int, pages: PageMap) -> str:
        return page(name, first, f"<p>see {pages.get('three', '')}</p>" if name == "one" else "")

    told: list[str] = []
    write_pdf(book(render, body=("one", "two", "three")), told.append)
    assert told == ["one", "two", "three", "one", "contents", ""]


def test_numbers_that_never_settle_are_refused() -> None:
    def render(name: str, first: int, pages: PageMap) -> str:
        odd = pages.get("two", "2") == "2"
        return page(name, first, long(2 if odd and name == "one" else 1))

    told: list[str] = []
    with pytest.raises(Refusal, match="do not settle"):
        write_pdf(book(render), told.append)
    assert len(told) <= MAX_PASSES * 2


def test_anchors_of_the_front_have_roman_numbers() -> None:
    made = write_pdf(book(lambda name, first, _: page(name, first, "")))
    assert made.page_map == {"one": "1", "two": "2", "contents": "i"}
    assert made.pages == 3


@given(st.integers(1, 3999))
def test_roman_numerals_read_back(number: int) -> None:
    values = dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))
    digits = [values[sign] for sign in roman(number)]
    back = sum(
        -one if one < max(digits[place:]) else one for place, one in enumerate(digits, start=0)
    )
    assert back == number
    assert not re.search(r"i{4}|x{4}|c{4}|m{4}|vv|ll|dd", roman(number))


# ---- what is kept ---------------------------------------------------------------------------


def test_footnotes_stand_once_each_though_sections_are_laid_out_again(tmp_path: Path) -> None:
    def render(name: str, first: int, pages: PageMap) -> str:
        notes = "".join(
            f"<p>{name} text {number}.<span class=footnote>{name} note {number}.</span></p>"
            for number in range(40)
        )
        return page(name, first, f"<p>see {pages.get('two', '')}</p>{notes}")

    facts = written(book(render, front=()), tmp_path)
    for name in ("one", "two"):
        for number in range(40):
            where = _pages_with(facts, rf"{name} note {number}\.")
            called = _pages_with(facts, rf"{name} text {number}\.")
            assert len(where) == 1, (name, number, where)
            assert len(called) == 1, (name, number, called)
            assert where[0] - called[0] in (0, 1)


def _pages_with(facts: PdfFacts, pattern: str) -> list[int]:
    return [place for place, one in enumerate(facts.pages) for _ in re.findall(pattern, one.text)]


def test_links_between_sections_and_bookmarks_are_kept(tmp_path: Path) -> None:
    def render(name: str, first: int, _: PageMap) -> str:
        return page(name, first, "<p><a href='#two'>to two</a> <a href='#contents'>back</a></p>")

    facts = written(book(render), tmp_path)
    assert {link.target for link in facts.links} == {"two", "contents"}
    assert {"one", "two", "contents"} <= facts.destinations.keys()
    assert [mark.title for mark in facts.bookmarks] == ["contents", "one", "two"]
    assert [mark.page for mark in facts.bookmarks] == [0, 1, 2]
    assert (facts.marked, facts.structure, facts.language) == (True, True, "en")


def test_a_list_begins_at_its_start(tmp_path: Path) -> None:
    items = "<ol start='4'><li>four</li><li>five</li></ol>"
    facts = written(book(lambda name, first, _: page(name, first, items)), tmp_path)
    assert re.findall(r"\d\.", facts.pages[0].text) == ["4.", "5."]


def test_fonts_are_embedded_as_subsets(tmp_path: Path) -> None:
    written(book(lambda name, first, _: page(name, first, "<p>აბგ где <b>bold</b></p>")), tmp_path)
    fonts = pdf_fonts(tmp_path / "made.pdf")
    assert fonts
    assert all(embedded and subset for _, embedded, subset in fonts)
    assert "აბგ где" in pdf_text(tmp_path / "made.pdf")[0]


def test_the_same_book_gives_the_same_bytes() -> None:
    made = book(lambda name, first, _: page(name, first, long(2)))
    assert write_pdf(made).data == write_pdf(made).data


# ---- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "<img src='https://example.org/a.png'>",
        "<img src='file:///etc/hostname'>",
        "<img src='asset:nothing.png'>",
        "<img src='/etc/hostname'>",
        "<link rel='stylesheet' href='https://example.org/a.css'>",
        "<link rel='attachment' href='file:///etc/hostname'>",
        "<a rel='attachment' href='file:///etc/hostname'>a</a>",
        "<p style='background: url(https://example.org/a.png)'>a</p>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
        "<image href='https://example.org/a.png' width='9' height='9'/></svg>",
        "<object data='https://example.org/a.svg'>a</object>",
        "<embed src='https://example.org/a.svg'>",
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>@font-face { font-family: x; src: url(https://example.org/a.ttf) }</style>",
    ],
)
def test_nothing_is_fetched(body: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_pdf(book(lambda name, first, _: page(name, first, body)))
    assert [item.code for item in refused.value.diagnostics] == ["O004"]
    assert re.search(r"asked for (https://example\.org|file:|asset:|/etc)", str(refused.value))


SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def with_file(name: str, media_type: str, data: bytes, body: str) -> PdfBook:
    made = book(lambda name, first, _: page(name, first, body), front=(), body=("one",))
    return replace(made, files={**FILES, name: (media_type, data)})


@pytest.mark.parametrize("error", [MemoryError(), RecursionError("too deep"), ValueError("no")])
@pytest.mark.parametrize("body", ["<img src='asset:a.svg' alt=a>", SQUARE.decode()])
def test_a_picture_that_cannot_be_drawn_is_not_left_out(
    body: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from weasyprint.svg import SVG  # noqa: PLC0415 - heavy

    def draw(*_: object) -> None:
        raise error

    made = with_file("a.svg", "image/svg+xml", SQUARE, body)
    assert write_pdf(made).pages == 1
    monkeypatch.setattr(SVG, "draw", draw)
    with pytest.raises(Refusal) as refused:
        write_pdf(made)
    (told,) = refused.value.diagnostics
    assert told.code == ("M011" if isinstance(error, ValueError) else "O011")
    assert "a.svg" in told.message or "asset:" not in body
    assert ("limits" in told.message) == isinstance(error, MemoryError)


@pytest.mark.parametrize(
    ("name", "media_type", "body", "code"),
    [
        ("a.png", "image/png", "<img src='asset:a.png' alt=a>", "M011"),
        ("a.svg", "image/svg+xml", "<p style='background: url(asset:a.svg)'>a</p>", "M011"),
        (
            *("a.ttf", "font/ttf"),
            "<style>@font-face { font-family: x; src: url(asset:a.ttf) }</style>",
            "O002",
        ),
    ],
)
def test_what_cannot_be_read_is_not_left_out(
    name: str, media_type: str, body: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        write_pdf(with_file(name, media_type, b"broken", body))
    assert {item.code for item in refused.value.diagnostics} == {code}


def test_a_missing_pango_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Finder:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                print("advice of its own")
                raise OSError("cannot load library 'libpango-1.0-0'\nand more")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    with pytest.raises(Refusal) as refused:
        pango_version()
    (told,) = refused.value.diagnostics
    assert told.code == "O003"
    assert "libpango-1.0-0" in told.message
    assert "and more" not in told.message
    assert capsys.readouterr().out == ""


def test_pangos_version_is_three_numbers() -> None:
    assert re.fullmatch(r"1\.\d+\.\d+", pango_version())


# ---- footnotes ------------------------------------------------------------------------------

SMALL = (
    font_face_rules(REGULAR, "asset:")
    + f"@page {{ size: 105mm 148mm; margin: 15mm }} body {{ font: 10pt/1.5 {font_family(REGULAR)};"
    + " orphans: 2; widows: 2 } h2 { break-after: avoid; margin: 7mm 0 2mm; font-size: 12pt }"
    + " p { margin: 0 0 2.4mm } .footnote { float: footnote; font-size: 8pt }"
)
TIGHT = [
    (lines, words, before) for lines in range(6, 12) for words in (8, 14) for before in (4, 24)
]
"""Ends of a page at which WeasyPrint 70 loses a note now and then."""


def crowded(lines: int, words: int, before: int) -> str:
    """Notes around a heading that the end of a page may or may not push on."""

    def note(number: int) -> str:
        words = f"Note number {number} with a few more words."
        return f"<span class='footnote' id='note{number}'>{words}</span>"

    filled = "".join(f"<p>line {number}</p>" for number in range(lines))
    return (
        f"<html lang=en><title>x</title>{filled}"
        f"<p>{'word ' * before}{note(1)}{' word' * 6}{note(2)}"
        f"<h2>Heading</h2><p>{'word ' * words}{note(3)}{' word' * 40}{note(4)}<p>end"
    )


def lost(html: str, folder: Path) -> bool:
    """Whether WeasyPrint by itself loses a note; ``folder`` holds the fonts."""
    weasyprint = load_weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - not without Pango

    fonts = FontConfiguration()
    style = SMALL.replace("asset:", f"{folder.as_uri()}/")
    sheet = weasyprint.CSS(string=style, font_config=fonts)
    pages = weasyprint.HTML(string=html).render(stylesheets=[sheet], font_config=fonts).pages
    shown = {anchor for page in pages for anchor in page.anchors}
    return not {f"note{number}" for number in range(1, 5)} <= shown


def test_weasyprint_loses_notes_so_a_remedy_is_needed(tmp_path: Path) -> None:
    """When this fails, WeasyPrint has mended it: take ``note_pages.py`` away."""
    for face in REGULAR:
        (tmp_path / face.name).write_bytes(face.data)
    assert any(lost(crowded(*case), tmp_path) for case in TIGHT)


@pytest.mark.parametrize("case", TIGHT, ids=str)
def test_no_note_is_lost_or_doubled(case: tuple[int, int, int], tmp_path: Path) -> None:
    made = book(lambda *_: crowded(*case), front=(), body=("one",), style=SMALL)
    text = "\n".join(page.text for page in written(made, tmp_path).pages)
    for number in range(1, 5):
        assert text.count(f"Note number {number}") == 1


def test_a_note_that_is_lost_for_good_is_an_error() -> None:
    style = SMALL + ".footnote { display: none }"
    made = book(lambda *_: crowded(3, 3, 3), front=(), body=("one",), style=style)
    with pytest.raises(Refusal) as caught:
        write_pdf(made)
    assert [item.code for item in caught.value.diagnostics] == ["O008"]


def test_pages_are_listed_once_for_all_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """pydyf lists them for each tag, which takes long in a long book; nothing else changes."""
    times: list[int] = []
    listed = pydyf.PDF.page_references.fget

    def counted(pdf: pydyf.PDF) -> tuple[bytes, ...]:
        times.append(len(pdf.pages["Kids"]))
        return tuple(listed(pdf))

    monkeypatch.setattr(pydyf.PDF, "page_references", property(counted))
    many = "".join(f"<p id='p{number}'>Text <b>{number}</b></p>" for number in range(40))
    made = write_pdf(book(lambda name, first, _: page(name, first, many)))
    assert made.pages > 3
    assert len(times) < 10
    load_weasyprint().HTML(string=page("one", 1, many)).write_pdf(pdf_tags=True)
    assert len(times) > 40, "as it is without us"
