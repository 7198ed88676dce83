"""One function for each thing that is looked at in a finished PDF."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from hexapla.diagnostics import Diagnostic
from hexapla.output.preflight.flow import (
    LEADERS,
    Call,
    Note,
    ascii_number,
)
from hexapla.output.preflight.line_lengths import short_lines
from hexapla.output.preflight.reading import Element, Finished, Link
from hexapla.output.preflight.setting import headings, measure, rows, single_lines
from hexapla.output.preflight.subject import MM, Subject, short

LEAST_RESOLUTION = 200
"""Pixels an inch."""

FAR = 4
"""Pages between a note and its call at most, beyond which they are not taken for each other's."""

# ---- footnotes --------------------------------------------------------------------------------


def footnotes(subject: Subject) -> Iterator[Diagnostic]:
    """Each call has one note, on its page or the next; each note has a call."""
    called = [call for call in subject.flow.calls if not call.is_link]
    answered: set[tuple[int, str]] = set()
    left: list[Note] = []
    for note in subject.flow.notes:
        if not note.number:
            continue  # what goes on from the page before
        near = [call for call in called if _is_called(note, call)]
        if near:
            called.remove(max(near, key=lambda call: call.page))
            answered.add((note.page, note.number))
        else:
            left.append(note)
    for note in left:
        name = f"footnote {note.number} {short(note.text)}"
        far = [call for call in called if call.number == note.number]
        call = min(far, key=lambda call: abs(call.page - note.page), default=None)
        if call is not None and abs(call.page - note.page) <= FAR:
            called.remove(call)
            where = subject.pdf.pages[call.page]
            yield subject.error("F005", note.page, f"{name} is called on {where}")
        elif {(note.page, note.number), (note.page - 1, note.number)} & answered:
            yield subject.error("F004", note.page, f"{name} stands twice")
        else:
            yield subject.error("F004", note.page, f"nothing calls {name}")
    for call in called:
        problem = f"footnote {call.number}, called after {short(call.text)}, is on no page"
        yield subject.error("F003", call.page, problem)


def _is_called(note: Note, call: Call) -> bool:
    return note.number == call.number and note.page - call.page in (0, 1)


# ---- glyphs and fonts -------------------------------------------------------------------------


def glyphs(subject: Subject) -> Iterator[Diagnostic]:
    """Every character that should be seen has a glyph that can be."""
    for font in subject.pdf.fonts:
        for page, text in font.missing:
            names = ", ".join(f"U+{ord(one):04X}" for one in text)
            yield subject.error(
                "F006", page, f"{font.name} shows nothing for “{text}” ({names}); use another font"
            )


def fonts(subject: Subject) -> Iterator[Diagnostic]:
    """Every font is in the file."""
    for font in subject.pdf.fonts:
        if not font.is_embedded:
            yield subject.error("F015", font.pages[0], f"the font {font.name} is not embedded")


# ---- pictures ---------------------------------------------------------------------------------


def pictures(subject: Subject) -> Iterator[Diagnostic]:
    """Pictures of pixels are fine enough for print."""
    for image in subject.pdf.images:
        if image.resolution < LEAST_RESOLUTION - 0.5 and min(image.size) > 1:
            width, height = (length / MM for length in image.size)
            problem = (
                f"a picture of {image.pixels[0]} × {image.pixels[1]} pixels is printed "
                f"{width:.0f} × {height:.0f} mm large, {image.resolution:.0f} pixels an inch; "
                f"{LEAST_RESOLUTION} are needed"
            )
            yield subject.warn("F012", image.page, problem)


# ---- links ------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"(https?://[^\s/]+|mailto:[^\s@]+@)\S*")


def links(subject: Subject) -> Iterator[Diagnostic]:
    """Links lead to a page of the document, or to an address."""
    for link in dict.fromkeys(subject.pdf.links):
        if link.is_internal and link.destination is None:
            problem = f"a link leads to {short(link.target)}, which is nowhere in the document"
            yield subject.error("F013", link.page, problem)
        elif not link.is_internal and not _ADDRESS.fullmatch(link.target):
            problem = f"a link leads to {short(link.target)}, which is no address"
            yield subject.error("F013", link.page, problem)


_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_RANGE = re.compile(r"\s*[–—-]\s*")


@dataclass(frozen=True)
class _Named:
    """A link whose text names a page."""

    link: Link
    number: str
    """As it is printed."""
    text: str


def numbers(subject: Subject) -> Iterator[Diagnostic]:
    """The numbers in contents and index are those of the pages that their links lead to.

    What counts as such are numbers behind leaders, and those on pages on which most links end
    with a number.
    """
    raised = {call.piece for call in subject.flow.calls}
    elements = [
        element
        for element in _outer_links(subject.pdf)
        if raised.isdisjoint(element.pieces())  # a second call of a note
    ]
    named = [item for item in map(_named, elements) if item is not None]
    by_page: dict[int, list[_Named]] = defaultdict(list)
    for item in named:
        by_page[item.link.page].append(item)
    for page, items in by_page.items():
        numbered = [item for item in items if item.number]
        is_list = len(numbered) >= 3 and len(numbered) * 2 > len(items)
        for item in numbered:
            if not is_list and not LEADERS.search(item.text):
                continue
            if item.link.destination is None:
                continue
            label = subject.pdf.pages[item.link.destination].label
            if _first_number(item.number) != label.lower():
                problem = f"{short(item.text)} names page {item.number}; it is {label}"
                yield subject.error("F014", page, problem)


def _outer_links(pdf: Finished) -> Iterator[Element]:
    """The elements of links, without those within others."""

    def below(element: Element) -> Iterator[Element]:
        if any(link.is_internal for link in element.links):
            yield element
            return
        for child in element.children:
            if isinstance(child, Element):
                yield from below(child)

    for root in pdf.roots:
        yield from below(root)


def _named(element: Element) -> _Named | None:
    pieces = [piece for piece in element.pieces() if piece.text.strip()]
    link = next(link for link in element.links if link.is_internal)
    if not pieces:
        return None
    text = " ".join("".join(piece.text for piece in pieces).split())
    whole = "".join(text.split())
    if _first_number(whole):
        return _Named(link, whole, text)
    last = pieces[-1].text.strip()
    return _Named(link, last if _first_number(last) else "", text)


def _first_number(text: str) -> str:
    """The first page of ``12``, ``12–14``, ``٣``, ``xiv``, as labels have it; empty for others."""
    first, *rest = _RANGE.split(_UNSEEN.sub("", text).strip())
    if any(not ascii_number(one) for one in rest):
        return ""
    return ascii_number(first) or (first.lower() if _ROMAN.fullmatch(first) else "")


_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2069\u061c]")


# ---- pages ------------------------------------------------------------------------------------


def boxes(subject: Subject) -> Iterator[Diagnostic]:
    """Pages are of one size, the one that was asked for; their boxes lie within each other."""
    sizes = {page.number: _size(page.trim) for page in subject.pdf.pages}
    wanted = subject.size or next(iter(sizes.values()), (0.0, 0.0))
    for page in subject.pdf.pages:
        width, height = sizes[page.number]
        if abs(width - wanted[0]) > 0.5 or abs(height - wanted[1]) > 0.5:
            problem = (
                f"it is {width / MM:.1f} × {height / MM:.1f} mm large and should be "
                f"{wanted[0] / MM:.1f} × {wanted[1] / MM:.1f} mm"
            )
            yield subject.error("F016", page.number, problem)
        if page.turned:
            yield subject.error("F016", page.number, "it is turned")
        order = [name for name in ("MediaBox", "BleedBox", "TrimBox") if name in page.boxes]
        for outer, inner in pairwise(order):
            a, b = page.boxes[outer], page.boxes[inner]
            if b[0] < a[0] - 0.1 or b[1] < a[1] - 0.1 or b[2] > a[2] + 0.1 or b[3] > a[3] + 0.1:
                yield subject.error("F016", page.number, f"its {inner} is larger than its {outer}")


def _size(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def labels(subject: Subject) -> Iterator[Diagnostic]:
    """A page's printed number is the one by which viewers call it."""
    for page in subject.pdf.pages:
        printed = [
            number
            for piece in page.furniture
            if (number := _first_number(piece.text)) and _is_number(piece.text)
        ]
        if len(printed) == 1 and printed[0] != page.label.lower():
            problem = f"the number {printed[0]} is printed on it"
            yield subject.error("F017", page.number, problem)


def _is_number(text: str) -> bool:
    """Whether a running text is nothing but a page's number."""
    text = text.strip()
    return all(unicodedata.category(one) == "Nd" for one in text) or bool(
        _ROMAN.fullmatch(text) and text.islower()
    )


CHECKS: tuple[Callable[[Subject], Iterator[Diagnostic]], ...] = (
    *(footnotes, glyphs, measure, short_lines, single_lines, headings, rows),
    *(pictures, links, numbers, fonts, boxes, labels),
)
"""All of them. A new one is a function here, a code in ``diagnostics.py``, two tests."""
