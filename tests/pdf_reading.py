"""A PDF as pikepdf (structure) and PDFium (text and where it stands) see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

MM = 72 / 25.4
HEAD = 20 * MM
"""Points from the upper edge within which the running heads stand."""
FOOT = 20 * MM
"""Points from the lower edge within which the page's number stands."""


@dataclass(frozen=True)
class Page:
    """One page: its label, and its text from the upper margin, the body and the lower margin."""

    label: str
    text: str
    head: str
    body: str
    foot: str


@dataclass(frozen=True)
class Bookmark:
    """An entry of the outline."""

    level: int
    title: str
    page: int
    """Counted from 0."""


@dataclass(frozen=True)
class PdfLink:
    """A link, joined from its rectangles on one page."""

    page: int
    target: str
    """The name of a destination, or an address."""
    is_internal: bool
    text: str
    """What stands under its rectangles."""
    height: float
    """Of its tallest rectangle, points."""


@dataclass(frozen=True)
class PdfFacts:
    """What the tests ask of one PDF."""

    language: str
    marked: bool
    structure: bool
    show_title: bool
    info: dict[str, str]
    destinations: dict[str, int]
    """The page, counted from 0, of each named destination."""
    bookmarks: tuple[Bookmark, ...]
    links: tuple[PdfLink, ...]
    alternatives: tuple[str, ...]
    """The text alternatives of figures; an empty one for a figure without."""
    pages: tuple[Page, ...]

    def section(self, number: int) -> range:
        """The pages of the section that the bookmark of level 1 at ``number`` opens."""
        tops = [mark.page for mark in self.bookmarks if mark.level == 1]
        return range(tops[number], [*tops, len(self.pages)][number + 1])


@lru_cache(maxsize=32)
def read_pdf(path: Path) -> PdfFacts:
    document = pypdfium2.PdfDocument(path)
    try:
        with pikepdf.open(path) as pdf:
            return _facts(pdf, document)
    finally:
        document.close()


def _facts(pdf: pikepdf.Pdf, document: pypdfium2.PdfDocument) -> PdfFacts:
    root = pdf.Root
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    names = pikepdf.NameTree(root.Names.Dests) if "/Names" in root else {}
    with pdf.open_outline() as outline:
        bookmarks = tuple(_bookmarks(outline.root, 1, numbers))
    return PdfFacts(
        language=str(root.get("/Lang", "")),
        marked="/MarkInfo" in root and bool(root.MarkInfo.get("/Marked", False)),
        structure="/StructTreeRoot" in root and "/K" in root.StructTreeRoot,
        show_title="/ViewerPreferences" in root
        and bool(root.ViewerPreferences.get("/DisplayDocTitle", False)),
        info={str(key)[1:]: str(value) for key, value in pdf.docinfo.items()},
        destinations={str(name): numbers[_page_of(item).objgen] for name, item in names.items()},
        bookmarks=bookmarks,
        links=tuple(link for number in numbers.values() for link in _links(pdf, document, number)),
        alternatives=tuple(
            str(item.get("/Alt", ""))
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ),
        pages=tuple(_page(document, number) for number in range(len(document))),
    )


def _page_of(destination: Any) -> Any:
    return (destination.D if isinstance(destination, pikepdf.Dictionary) else destination)[0]


def _bookmarks(items: Any, level: int, numbers: dict[Any, int]) -> Iterator[Bookmark]:
    for item in items:
        yield Bookmark(level, str(item.title), numbers[_page_of(item.destination).objgen])
        yield from _bookmarks(item.children, level + 1, numbers)


def _links(pdf: pikepdf.Pdf, document: Any, number: int) -> Iterator[PdfLink]:
    textpage = document[number].get_textpage()
    areas: dict[tuple[str, bool], list[list[float]]] = {}
    for note in pdf.pages[number].get("/Annots", []):
        if note.get("/Subtype") == "/Link":
            internal = "/Dest" in note
            target = str(note.Dest if internal else note.A.URI)
            areas.setdefault((target, internal), []).append([float(edge) for edge in note.Rect])
    for (target, internal), boxes in areas.items():
        largest = max(boxes, key=lambda box: abs((box[2] - box[0]) * (box[3] - box[1])))
        left, right = sorted((largest[0], largest[2]))
        bottom, top = sorted((largest[1], largest[3]))
        text = textpage.get_text_bounded(left, bottom, right, top)
        yield PdfLink(number, target, internal, _plain(text), top - bottom)


def _page(document: Any, number: int) -> Page:
    page = document[number]
    text = page.get_textpage()
    height = page.get_height()
    return Page(
        label=document.get_page_label(number),
        text=_plain(text.get_text_bounded()),
        head=_plain(text.get_text_bounded(bottom=height - HEAD)),
        body=_plain(text.get_text_bounded(bottom=FOOT, top=height - HEAD)),
        foot=_plain(text.get_text_bounded(top=FOOT)),
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
