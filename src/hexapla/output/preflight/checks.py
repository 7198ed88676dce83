"""One function for each thing that is looked at in a finished PDF."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from hexapla.diagnostics import Diagnostic, Place, warning
from hexapla.output.preflight.flow import (
    LEADERS,
    Block,
    Call,
    Flow,
    Fragment,
    Note,
    ascii_number,
    from_right,
    goes_on,
)
from hexapla.output.preflight.reading import Element, Finished, Link, Piece

LEAST_RESOLUTION = 200
"""Pixels an inch."""

FAR = 4
"""Pages between a note and its call at most, beyond which they are not taken for each other's."""

MM = 72 / 25.4


@dataclass(frozen=True)
class Subject:
    """What is judged."""

    pdf: Finished
    place: Place
    size: tuple[float, float] | None = None
    """How wide and high pages should be when cut, in points; None if nothing says."""

    @cached_property
    def flow(self) -> Flow:
        """Its blocks and notes."""
        return Flow(self.pdf)

    @cached_property
    def area(self) -> tuple[float, float]:
        """The edges between which text stands, by all lines of the document."""
        return _type_area(self.pdf, self.flow)

    def error(self, code: str, page: int, message: str) -> Diagnostic:
        """A diagnostic that begins with the page."""
        return Diagnostic(code, f"{self.pdf.pages[page]}: {message}", self.place)

    def warn(self, code: str, page: int, message: str) -> Diagnostic:
        """The same, of severity warning."""
        return warning(code, f"{self.pdf.pages[page]}: {message}", self.place)


def _short(text: str) -> str:
    """The first words of a text."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 50 else f"“{text[:49].rstrip()}…”"


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
        name = f"footnote {note.number} {_short(note.text)}"
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
        problem = f"footnote {call.number}, called after {_short(call.text)}, is on no page"
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


# ---- lines ------------------------------------------------------------------------------------


def _type_area(pdf: Finished, flow: Flow) -> tuple[float, float]:
    """The edges between which text stands.

    Lines begin at one edge again and again. Where they end at most is told by those that are
    full; margins are taken to be equal if that leaves more room.
    """
    lines = [line for block in flow.blocks for page in block.pages for line in block.rows(page)]
    outer = pdf.pages[0].trim
    if not lines:
        return outer[0], outer[2]
    left = -_outermost([-line.left for line in lines])
    right = _outermost([line.right for line in lines])
    if from_right(block.text for block in flow.blocks):
        return min(left, outer[0] + outer[2] - right), right
    return left, max(right, outer[0] + outer[2] - left)


def _outermost(edges: Sequence[float]) -> float:
    """The largest of ``edges`` near which there are enough others, one in a hundred."""
    near, enough = 6.0, max(3, len(edges) // 100)
    ordered = sorted(edges)
    best, start = ordered[-1] if len(ordered) < enough else ordered[0], 0
    for end, edge in enumerate(ordered):
        while edge - ordered[start] > near:
            start += 1
        if end - start + 1 >= enough:
            best = edge
    return best


def measure(subject: Subject) -> Iterator[Diagnostic]:
    """No line is wider than the type area, and none runs into what stands beside it."""
    left, right = subject.area
    for page in subject.pdf.pages:
        blocks = subject.flow.by_page[page.number]
        pieces = [
            (piece, block)
            for block in blocks
            for piece in block.pieces
            if piece.page == page.number
        ]
        wide = [
            piece for piece, _ in pieces if piece.right > right + 1.5 or piece.left < left - 1.5
        ]
        if len(wide) * 3 > len(pieces):  # a cover, with margins of its own
            edge = page.trim
            wide = [piece for piece in wide if piece.right > edge[2] or piece.left < edge[0]]
        beyond = {piece: max(piece.right - right, left - piece.left) for piece in wide}
        homes: dict[Element, list[Piece]] = defaultdict(list)
        for piece, block in pieces:
            if piece in beyond:
                homes[_table(block) or block.element].append(piece)
        for together in homes.values():  # a table, or a paragraph
            worst = max(together, key=lambda piece: beyond[piece])
            problem = f"{_short(worst.text)} goes {beyond[worst] / MM:.1f} mm too far"
            yield subject.warn("F007", page.number, problem)
        for piece, other in _overlapping(pieces):
            problem = f"{_short(piece.text)} runs into {_short(other.text)}"
            yield subject.warn("F007", page.number, problem)


def _table(block: Block) -> Element | None:
    """The table that a block stands in."""
    element = block.row
    while element is not None and element.kind != "Table":
        element = element.parent
    return element


def _overlapping(pieces: Sequence[tuple[Piece, Block]]) -> Iterator[tuple[Piece, Piece]]:
    """Pieces of two blocks of which one is printed over the other, on one line."""
    ordered = sorted(pieces, key=lambda one: (-one[0].baseline, one[0].left))
    for at, (piece, block) in enumerate(ordered):
        for other, beside in ordered[at + 1 :]:
            if piece.baseline - other.baseline > 0.3 * piece.size:
                break
            if (
                beside is not block
                and min(piece.right, other.right) - max(piece.left, other.left) > 1.5
            ):
                yield piece, other


# ---- breaks -----------------------------------------------------------------------------------


def _fragment(subject: Subject, block: Block, page: int) -> Fragment:
    left, right = _edges(subject, block)
    return Fragment(block, block.lines(page), block.opens(page), left, right)


def _edges(subject: Subject, block: Block) -> tuple[float, float]:
    """Where the lines of a block begin and end at most: those of a cell at the next column."""
    left, right = subject.area
    if block.row is None:
        return left, right
    near = range(min(block.pages, default=0) - 1, max(block.pages, default=0) + 2)
    columns: dict[int, list[Piece]] = defaultdict(list)
    for page in near:
        for other in subject.flow.by_page.get(page, ()):
            if other.row is not None:
                columns[_column(other)] += other.pieces
    following = columns.get(_column(block) + 1)
    if following and block.is_from_right:
        left = max(piece.right for piece in following) + block.size  # some space between them
    elif following:
        right = min(piece.left for piece in following) - block.size
    return left, right


def _column(block: Block) -> int:
    """The number of the cell, in its row, that a block stands in."""
    cell: Element | None = block.element
    while cell is not None and cell.parent is not block.row:
        cell = cell.parent
    cells = [kid for kid in block.row.children if isinstance(kid, Element)] if block.row else []
    return cells.index(cell) if cell in cells else -1


def single_lines(subject: Subject) -> Iterator[Diagnostic]:
    """A paragraph that goes on over the page has two lines at least on each."""
    continued = False
    for page in subject.pdf.pages[:-1]:
        last = subject.flow.before_break(page.number)
        first = subject.flow.after_break(page.number + 1)
        begins_here, continued = not continued or not _is_alone(subject, page.number), False
        if last is None or first is None or not (_is_text(last) and _is_text(first)):
            continue
        before = _fragment(subject, last, page.number)
        after = _fragment(subject, first, page.number + 1)
        if not goes_on(before, after):
            continue
        continued = True
        if len(before.lines) == 1 and begins_here:
            problem = f"its last line begins a paragraph: {_short(before.lines[0].text)}"
            yield subject.warn("F009", page.number, problem)
        goes_further = last is first and len(last.pages) > 2
        if len(after.lines) == 1 and not goes_further:
            problem = f"its first line ends a paragraph: {_short(after.lines[0].text)}"
            yield subject.warn("F008", page.number + 1, problem)


def _is_alone(subject: Subject, page: int) -> bool:
    """Whether nothing but one block stands on a page."""
    return subject.flow.before_break(page) is subject.flow.after_break(page)


def _is_text(block: Block) -> bool:
    return bool(block.pieces) and not block.is_heading and block.row is None


def headings(subject: Subject) -> Iterator[Diagnostic]:
    """A heading, or a term, has a line of what it stands over on its page."""
    for page in subject.pdf.pages[:-1]:
        blocks = subject.flow.by_page[page.number]
        following = subject.flow.after_break(page.number + 1)
        at = len(blocks)
        while at and blocks[at - 1].is_heading:
            at -= 1
        stranded = blocks[at:]
        if stranded and following is not None and not _ends(stranded[-1], following):
            problem = f"the heading {_short(stranded[0].text)} stands at its end"
            yield subject.warn("F010", page.number, problem)
        elif blocks and following is not None and _is_term(blocks[-1], following):
            problem = f"the term {_short(blocks[-1].text)} stands at its end"
            yield subject.warn("F010", page.number, problem)


def _ends(heading: Block, following: Block) -> bool:
    """Whether ``following`` is a heading that is not below ``heading``."""
    return following.is_heading and following.kind <= heading.kind


def _is_term(block: Block, following: Block) -> bool:
    """Whether a block is a term, and what follows its definition: both are items of one list."""
    depth = len(block.path)
    is_item = following.path[:depth] == block.path and (
        "LBody" in (*following.path[depth:], following.kind)
    )
    return block.kind == "LBody" and block.is_bold and is_item and not following.is_bold


def rows(subject: Subject) -> Iterator[Diagnostic]:
    """A row of a table stands on one page."""
    for page in subject.pdf.pages[:-1]:
        last = subject.flow.before_break(page.number)
        first = subject.flow.after_break(page.number + 1)
        if last is None or first is None or last.row is None or first.row is None:
            continue
        if last.row is first.row or _row_goes_on(subject, last.row, first.row, page.number):
            words = " ".join(piece.text for piece in last.row.pieces())
            problem = f"the last row goes on over the page: {_short(words)}"
            yield subject.error("F011", page.number, problem)


def _row_goes_on(subject: Subject, one: Element, two: Element, page: int) -> bool:
    """Whether each cell of ``two`` is empty or the rest of ``one``'s.

    A cell that has a rest was filled down to where the page ends, so deep as any of its row.
    """
    cells: dict[Element, dict[int, list[Block]]] = {one: defaultdict(list), two: defaultdict(list)}
    for number in (page, page + 1):
        for block in subject.flow.by_page[number]:
            if block.row in cells and block.pieces:
                cells[block.row][_column(block)].append(block)
    ends = {column: _fragment(subject, blocks[-1], page) for column, blocks in cells[one].items()}
    lowest = min((end.lines[-1].baseline for end in ends.values() if end.lines), default=0.0)
    for column, blocks in cells[two].items():
        before, after = ends.get(column), _fragment(subject, blocks[0], page + 1)
        if before is None or not before.lines or not goes_on(before, after):
            return False
        if before.lines[-1].baseline > lowest + 0.3 * before.block.size:
            return False
        if not any(one.isalpha() for one in blocks[0].text):
            return False  # a number, which is never broken
    return bool(cells[two])


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
            problem = f"a link leads to {_short(link.target)}, which is nowhere in the document"
            yield subject.error("F013", link.page, problem)
        elif not link.is_internal and not _ADDRESS.fullmatch(link.target):
            problem = f"a link leads to {_short(link.target)}, which is no address"
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
                problem = f"{_short(item.text)} names page {item.number}; it is {label}"
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
    *(footnotes, glyphs, measure, single_lines, headings, rows),
    *(pictures, links, numbers, fonts, boxes, labels),
)
"""All of them. A new one is a function here, a code in ``diagnostics.py``, two tests."""
