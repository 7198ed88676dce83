"""What leads through a finished e-book: contents, landmarks, and pages against those of the PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hexapla.diagnostics import Diagnostic, note
from hexapla.output.epub_preflight.reading import TYPE, XHTML, Document, Ebook, Listed

WANTED = ("toc", "bodymatter")
"""The landmarks without which a reading system does not know where to begin (EPUB 3.3, 5.4.2.4)."""

SHOWN = 5
"""Names that a message lists at most."""


@dataclass(frozen=True)
class Companion:
    """The PDF of the same edition, as far as an e-book names its pages."""

    labels: tuple[str, ...]
    """The printed number of each page: ``ii``, ``12``."""
    anchors: Mapping[str, int]
    """The page, counted from 0, of each named destination."""
    identifier: str
    """What it calls itself (XMP, ``dc:identifier``); empty if it does not."""


# ---- contents and landmarks -------------------------------------------------------------------


def contents(book: Ebook) -> Iterator[Diagnostic]:
    """Every document is in the contents, in reading order; the NCX has the same lines."""
    toc = book.listed("toc")
    if not toc:
        yield book.error("E002", book.nav, book.nav.root, "there is no list of contents (“toc”)")
        return
    order = {document.name: number for number, document in enumerate(book.spine)}
    inside = [(line, _place(book, order, line)) for line in toc if line.file in order]
    for (before, first), (line, second) in pairwise(inside):
        if second < first:
            problem = f"the contents have “{line.label}” behind “{before.label}”, the book before"
            yield book.error("E002", book.nav, line.element, problem)
    landmarks = book.listed("landmarks") or ()
    covers = {line.file for line in landmarks if line.kind in ("cover", "titlepage")}
    for document in book.spine:
        if document.name not in {line.file for line in toc} | covers | {book.nav.name}:
            yield book.error("E002", document, None, "the contents do not name this document")
    if book.ncx is not None:
        yield from _alike(book, toc, book.listed_in_ncx("navPoint"), "contents")


def landmarks(book: Ebook) -> Iterator[Diagnostic]:
    """There are those that reading systems use, each of a kind, none twice."""
    found = book.listed("landmarks")
    if not found:
        problem = "there is no list of landmarks; reading systems begin at the first one"
        yield book.error("E002", book.nav, book.nav.root, problem)
        return
    kinds = [line.kind for line in found]
    for kind in WANTED:
        if kind not in kinds:
            problem = f"the landmarks lack “{kind}”"
            yield book.error("E002", book.nav, book.nav.root, problem)
    for number, line in enumerate(found):
        if not line.kind:
            problem = f"the landmark “{line.label}” has no epub:type"
            yield book.error("E002", book.nav, line.element, problem)
        if (line.kind, line.file, line.id) in [(o.kind, o.file, o.id) for o in found[:number]]:
            problem = f"the landmark “{line.label}” is there twice"
            yield book.error("E002", book.nav, line.element, problem)


def _alike(
    book: Ebook, nav: Sequence[Listed], ncx: Sequence[Listed], what: str, code: str = "E002"
) -> Iterator[Diagnostic]:
    """The NCX has the lines of the nav."""
    assert book.ncx is not None
    one, other = ([(line.label, line.file, line.id) for line in lines] for lines in (nav, ncx))
    if one == other:
        return
    number = next(
        (number for number, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    label = (one[number : number + 1] or other[number : number + 1])[0][0]
    problem = f"the {what} of the NCX are not those of the nav, from “{label}” on"
    yield book.error(code, book.ncx, ncx[number].element if number < len(ncx) else None, problem)


def _place(book: Ebook, order: Mapping[str, int], line: Listed) -> tuple[int, int]:
    """Where a line leads: the document's number, and the element's in it."""
    return order[line.file], book.by_name[line.file].ids.get(line.id, 0)


# ---- pages ------------------------------------------------------------------------------------


def pages(book: Ebook, pdf: Companion | None) -> Iterator[Diagnostic]:
    """Each marker is in the list of pages and the other way round; all are the PDF's own."""
    listed = book.listed("page-list")
    marked = [(document, mark) for document in book.spine for mark in _marks(document)]
    if listed is None and not marked:
        yield note("E018", "it has no page numbers to compare with those of the PDF", book.place)
        return
    listed = listed or ()
    names = {(document.name, mark.get("id")) for document, mark in marked}
    for line in listed:
        if (line.file, line.id) not in names:
            problem = f"page {line.label} leads to no marker of a page"
            yield book.error("E003", book.nav, line.element, problem)
    targets = [(line.file, line.id) for line in listed]
    for document, mark in marked:
        if (document.name, mark.get("id")) not in targets:
            problem = f"the list of pages lacks the marker of page {_label(mark)}"
            yield book.error("E003", document, mark, problem)
        if any(element.tag == f"{XHTML}a" for element in mark.iterancestors()):
            problem = f"the marker of page {_label(mark)} is in a link, as a part of its name"
            yield book.error("E003", document, mark, problem)
    labels = {(document.name, mark.get("id")): _label(mark) for document, mark in marked}
    for line in listed:
        called = labels.get((line.file, line.id), line.label)
        if called != line.label:
            problem = f"page {line.label} leads to the marker of page {called}"
            yield book.error("E003", book.nav, line.element, problem)
    order = [target for target in labels if target in targets]
    if order != [target for target in targets if target in labels]:
        problem = "the list of pages is not in the order of the book"
        yield book.error("E003", book.nav, book.nav.root, problem)
    if book.ncx is not None:
        yield from _alike(book, listed, book.listed_in_ncx("pageTarget"), "pages", "E003")
    if pdf is None:
        problem = "its pages were not compared: the PDF of this edition is not beside it"
        yield note("E018", problem, book.place)
    else:
        yield from _against(book, [ascii_label(line.label) for line in listed], pdf)


def _against(book: Ebook, listed: Sequence[str], pdf: Companion) -> Iterator[Diagnostic]:
    """Every numbered page of the PDF's body is listed once, in its order, and no other page."""
    body = [label for label in pdf.labels if label.isdigit()]
    for problem, found in (
        ("pages of the PDF are not in the list of pages", [x for x in body if x not in listed]),
        ("pages are listed that the PDF has not", [x for x in listed if x not in pdf.labels]),
        ("pages are listed twice", [x for n, x in enumerate(listed) if x in listed[:n]]),
    ):
        if found:
            more = "" if len(found) <= SHOWN else f" and {len(found) - SHOWN} more"
            names = f"{', '.join(found[:SHOWN])}{more}"
            told = f"{problem}: {names}; build both formats again"
            yield book.error("E003", book.nav, book.nav.root, told)
    known = [label for label in listed if label in pdf.labels]
    if [pdf.labels.index(label) for label in known] != sorted(map(pdf.labels.index, known)):
        problem = "the list of pages is not in the order of the PDF"
        yield book.error("E003", book.nav, book.nav.root, problem)
    source = book.properties("pageBreakSource")
    if source != [pdf.identifier]:
        named = f"is {pdf.identifier}" if pdf.identifier else "says none"
        problem = f"the pages are said to be those of {', '.join(source) or 'nothing'}; the PDF’s"
        yield book.error("E003", book.package, None, f"{problem} own identifier {named}")


def passages(book: Ebook, pdf: Companion | None) -> Iterator[Diagnostic]:
    """What has one anchor in both formats is on the page of the PDF that the e-book says."""
    if pdf is None or book.listed("page-list") is None:
        return
    page = ""
    for document in book.spine:
        begun: list[Any] = []
        for item in _in_the_text(document.root):
            if item is None:  # what has begun stands where its first text does
                for element in begun if page else ():
                    printed = pdf.labels[pdf.anchors[element.get("id")]]
                    if printed != page:
                        problem = f"{element.get('id')} is on page {printed} of the PDF, and here"
                        problem += f" on page {page}; build both again"
                        yield book.error("E004", document, element, problem)
                begun.clear()
            elif _is_mark(item):
                page = ascii_label(_label(item))
            elif item.get("id") in pdf.anchors:
                begun.append(item)


def _in_the_text(element: Any) -> Iterator[Any]:
    """Elements in reading order, and None where there is text or a picture.

    Without notes and lists, which stand elsewhere in print.
    """
    if isinstance(element.tag, str) and element.tag not in _ELSEWHERE:
        yield element
        if (element.text or "").strip() or element.tag == f"{XHTML}img":
            yield None
        for child in element:
            yield from _in_the_text(child)
            if (child.tail or "").strip():
                yield None


_ELSEWHERE = {f"{XHTML}{name}" for name in ("aside", "nav", "details", "head")}


def _marks(document: Document) -> Iterator[Any]:
    return (item for item in document.elements if _is_mark(item))


def _is_mark(element: Any) -> bool:
    types = (element.get(TYPE) or "").split()
    return element.get("role") == "doc-pagebreak" or "pagebreak" in types


def _label(mark: Any) -> str:
    """A page's number as a reader meets it."""
    return str(mark.get("aria-label") or mark.get("title") or "".join(mark.itertext()).strip())


def ascii_label(label: str) -> str:
    """A page's number with ASCII digits, whatever digits the language has: ``١٢`` is ``12``."""
    return "".join(
        str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one for one in label
    )
