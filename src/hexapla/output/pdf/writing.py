"""Writing: a book's pages as one PDF file, with what viewers and printers want to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.output.hyphenation import hyphenating
from hexapla.output.pdf.attachments import attach
from hexapla.output.pdf.book import Pdf, PdfBook
from hexapla.output.pdf.describing import describe
from hexapla.output.pdf.engine import load_weasyprint, nothing_left_out, rare_collection
from hexapla.output.pdf.hyphen_ladders import no_ladders
from hexapla.output.pdf.layout import Laid, Layout, roman
from hexapla.output.pdf.line_ends import hanging_spaces
from hexapla.output.pdf.note_pages import notes_with_calls
from hexapla.output.pdf.running import passages_on_pages
from hexapla.output.pdf.tags import structured
from hexapla.output.pdf.text_layer import logical_text


def write_pdf(book: PdfBook, progress: Callable[[str], None] = lambda _: None) -> Pdf:
    """Lay out and write ``book``.

    ``progress`` is told the name of each section before its layout, and an empty one before all of
    them are written.

    Raises Refusal O003 if WeasyPrint finds no Pango, O004 if anything but ``files`` was asked for,
    O011, M011 or O002 for a picture or a font that WeasyPrint leaves out.

    Each section is a document of its own. WeasyPrint's ``target-counter()`` makes it lay out
    again from the middle, which loses and doubles footnotes; numbers that are literal text do
    not. The contents come last, from pages that are known by then.
    """
    return _made(book, progress, _written)


def lay_out_pdf(book: PdfBook, progress: Callable[[str], None] = lambda _: None) -> Pdf:
    """What :func:`write_pdf` gives, but for ``data``: when only the pages are asked for.

    Raises Refusal as it does.
    """
    return _made(book, progress, lambda layout: _laid_out(layout)[0])


def _made(book: PdfBook, progress: Callable[[str], None], make: Callable[[Layout], Pdf]) -> Pdf:
    load_weasyprint()
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - heavy

    refused: list[str] = []
    try:
        with (
            rare_collection(),
            nothing_left_out(),
            hyphenating(book.hyphenation),
            hanging_spaces(),
            no_ladders(),
            notes_with_calls(),
        ):
            pdf = make(Layout(book, progress, refused))
            _refuse(refused)
    except FatalURLFetchingError:
        _refuse(refused)
        raise
    return pdf


def _laid_out(layout: Layout) -> tuple[Pdf, list[Laid], int]:
    """Lay out body, then front matter; all sections, and how many pages are in front."""
    with passages_on_pages():
        body, page_map = layout.body()
        front, front_map = layout.front(page_map)
        pages = sum(len(laid.pages) for laid in (*front, *body))
        front_pages = sum(len(laid.pages) for laid in front)
        end = layout.end(pages, pages - front_pages)
    everything = [*front, *body, *end]
    starts = (*layout.starts(front, roman), *layout.starts(body, str))
    count = sum(len(laid.pages) for laid in everything)
    return Pdf(b"", count, {**page_map, **front_map}, page_map, starts), everything, front_pages


def _written(layout: Layout) -> Pdf:
    """Lay out everything and write it as one."""
    pdf, sections, front_pages = _laid_out(layout)
    layout.progress("")
    pages = [page for laid in sections for page in laid.pages]
    whole = sections[0].document.copy(pages)
    with logical_text(), structured():
        data = whole.write_pdf(
            pdf_tags=True, finisher=lambda _, pdf: _finish(pdf, layout.book, front_pages, whole)
        )
    return replace(pdf, data=data)


def _refuse(refused: list[str]) -> None:
    """Fail if the layout asked for anything that it was not given.

    WeasyPrint swallows a refusal within an inline SVG, so they are recorded and looked at here.
    """
    if refused:
        asked = ", ".join(dict.fromkeys(refused))
        problem = f"the layout asked for {asked}; a book may only use files of book/"
        raise Refusal(Diagnostic("O004", problem))


def _finish(pdf: Any, book: PdfBook, front_pages: int, document: Any) -> None:
    """Tell viewers the printed numbers: i, ii … in front, then 1, 2 … (ISO 32000-1, 12.4.2).

    And on which side the next page is where they show two (12.2, ViewerPreferences), that two are
    to be shown (7.7.2, PageLayout), and to printers where to cut.
    """
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    if book.right_to_left:
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    elif book.facing:
        pdf.catalog["PageLayout"] = "/TwoPageRight"
    front = [0, pydyf.Dictionary({"S": "/r"})] if front_pages else []
    labels = pydyf.Array([*front, front_pages, pydyf.Dictionary({"S": "/D"})])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": labels})
    describe(pdf, document.metadata, book.identifier)
    attach(pdf, book.attachments)
    if book.crop_marks:
        for page in [item for item in pdf.objects if _is_page(item)]:
            _mark(pdf, page)


def _is_page(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/Page"


# ---- crop marks -------------------------------------------------------------------------------

MARK = 14.173
"""Points from the bleed to the edge of the sheet, 5 mm: so long are the marks."""


def _mark(pdf: Any, page: Any) -> None:
    """Put crop marks around a page, outside what may be printed on (its bleed).

    WeasyPrint's own (CSS ``marks``) stand within the bleed, where a picture would cover them.
    """
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    bleed, trim = list(page["BleedBox"]), list(page["TrimBox"])
    sheet = [bleed[0] - MARK, bleed[1] - MARK, bleed[2] + MARK, bleed[3] + MARK]
    marks = pydyf.Stream()
    marks.begin_marked_content("Artifact")
    marks.push_state()
    marks.set_line_width(0.25)
    for x in (trim[0], trim[2]):
        for start, end in ((sheet[1], bleed[1]), (bleed[3], sheet[3])):
            marks.move_to(x, start)
            marks.line_to(x, end)
    for y in (trim[1], trim[3]):
        for start, end in ((sheet[0], bleed[0]), (bleed[2], sheet[2])):
            marks.move_to(start, y)
            marks.line_to(end, y)
    marks.stroke()
    marks.pop_state()
    marks.end_marked_content()
    pdf.add_object(marks)
    page["MediaBox"] = pydyf.Array(sheet)
    page["Contents"] = pydyf.Array([page["Contents"], marks.reference])
