"""What flows over a PDF's pages: blocks and their lines, rows of tables, notes and their calls.

Tags say which text belongs to which paragraph. WeasyPrint 70 builds them page by page, so that
a paragraph that goes on over the page is two elements; `output/pdf/tags.py` makes it one. Where an
element holds text on two pages, that is believed; where none does, whether the first block of a
page goes on with the last one of the page before is judged from what is printed
(:func:`goes_on`): it stands in the same place of the tree, at the same edge, in the same size;
nothing marks a beginning; the line before it had no room for its first word and does not end a
sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from hexapla.output.preflight.reading import Element, Finished, Mark, Piece

HEADINGS = frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"})
CELLS = frozenset({"TH", "TD"})
_BLOCKS = frozenset(
    {*HEADINGS, *CELLS, "P", "LI", "LBody", "BlockQuote", "Caption", "Figure", "TR"}
    | {"L", "Table", "THead", "TBody", "TFoot", "Sect", "Part", "Art", "Document", "TOC", "TOCI"}
)
"""Kinds that do not stand within a line."""
_NOTES = frozenset({"Note", "FENote"})


@dataclass(frozen=True)
class Line:
    """A line of a block."""

    pieces: tuple[Piece, ...]
    """In the order of the tags."""

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def left(self) -> float:
        """Of its ink, as the others."""
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        """Points."""
        return max(piece.right for piece in self.pieces)

    @property
    def baseline(self) -> float:
        """Of its largest text."""
        return max(self.pieces, key=lambda piece: piece.size).baseline


@dataclass(eq=False)
class Block:
    """A paragraph, a heading, a cell, a term …: text between two breaks."""

    kind: str
    """``P``, ``H2``, ``LBody`` …, or ``Figure``."""
    path: tuple[str, ...]
    """The kinds of the elements around it, from the top."""
    element: Element
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    row: Element | None = None
    """The row of a table that it stands in."""

    @cached_property
    def size(self) -> float:
        """The size of most of its text."""
        sizes: Counter[float] = Counter()
        for piece in self.pieces:
            sizes[round(piece.size, 1)] += len(piece.text.strip())
        return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0

    @cached_property
    def pages(self) -> tuple[int, ...]:
        """The pages it stands on."""
        pages = [piece.page for piece in self.pieces] + [mark.page for mark in self.marks]
        return tuple(sorted(set(pages)))

    @property
    def is_heading(self) -> bool:
        """By its kind."""
        return self.kind in HEADINGS

    @property
    def text(self) -> str:
        """In one line."""
        return " ".join("".join(piece.text for piece in self.pieces).split())

    @cached_property
    def is_from_right(self) -> bool:
        """Whether it runs from right to left."""
        return from_right(piece.text for piece in self.pieces)

    @cached_property
    def is_bold(self) -> bool:
        """Whether all of its own size is bold."""
        own = [piece for piece in self.pieces if abs(piece.size - self.size) < 0.1]
        return bool(own) and all(piece.is_bold for piece in own)

    def lines(self, page: int) -> tuple[Line, ...]:
        """Its lines on a page, without what hangs beside them in the margin."""
        return self._lines(
            piece for piece in self.pieces if piece.page == page and not self._hangs(piece)
        )

    def rows(self, page: int) -> tuple[Line, ...]:
        """Its lines on a page, with what hangs beside them."""
        return self._lines(piece for piece in self.pieces if piece.page == page)

    def _lines(self, pieces: Iterable[Piece]) -> tuple[Line, ...]:
        near = self.size * 0.45  # half a line and less: raised signs belong to their line
        found: list[list[Piece]] = []
        for piece in pieces:
            if found and abs(_main(found[-1]).baseline - piece.baseline) <= near:
                found[-1].append(piece)
            else:
                found.append([piece])
        return tuple(Line(tuple(pieces)) for pieces in found)

    def opens(self, page: int) -> bool:
        """Whether a mark in the margin shows that it begins on this page."""
        lines = self.lines(page)
        return bool(lines) and any(
            piece.page == page
            and self._hangs(piece)
            and abs(piece.baseline - lines[0].baseline) <= self.size * 0.45
            for piece in self.pieces
        )

    @cached_property
    def _core(self) -> dict[int, tuple[float, float]]:
        """From where to where its text stands, by page."""
        found: dict[int, tuple[float, float]] = {}
        for piece in self.pieces:
            if piece.size > 0.9 * self.size:
                left, right = found.get(piece.page, (piece.left, piece.right))
                found[piece.page] = (min(left, piece.left), max(right, piece.right))
        return found

    def _hangs(self, piece: Piece) -> bool:
        left, right = self._core.get(piece.page, (piece.left, piece.right))
        return piece.size < 0.9 * self.size and (
            piece.right < left - 1 if not self.is_from_right else piece.left > right + 1
        )


@dataclass(frozen=True)
class Note:
    """A footnote, or what of it goes on over the page."""

    page: int
    number: str
    """In ASCII digits; empty for one that began on the page before."""
    text: str


@dataclass(frozen=True)
class Call:
    """A raised number in the text."""

    page: int
    number: str
    is_link: bool
    """Whether it is a link, as a second call of a note is."""
    text: str
    """What stands before it."""
    piece: Piece


def from_right(texts: Iterable[str]) -> bool:
    """Whether most letters are of scripts that run from right to left."""
    classes = Counter(unicodedata.bidirectional(one) for text in texts for one in text)
    return classes["R"] + classes["AL"] > classes["L"]


def _main(pieces: Sequence[Piece]) -> Piece:
    return max(pieces, key=lambda piece: piece.size)


def ascii_number(text: str) -> str:
    """A number in any script's digits as ASCII has it; empty if ``text`` is none."""
    text = text.strip()
    if not text or not all(unicodedata.category(one) == "Nd" for one in text):
        return ""
    return "".join(str(unicodedata.decimal(one)) for one in text)


class Flow:
    """The blocks of a PDF in reading order, and apart from them its footnotes."""

    def __init__(self, pdf: Finished) -> None:
        self.pdf = pdf
        self.areas = frozenset(_areas(pdf))
        """The elements that hold footnotes."""
        self.blocks = tuple(self._blocks())
        self.by_page: dict[int, list[Block]] = {page.number: [] for page in pdf.pages}
        for block in self.blocks:
            for page in block.pages:
                self.by_page[page].append(block)

    # ---- blocks -----------------------------------------------------------------------------

    def _blocks(self) -> Iterator[Block]:
        for root in self.pdf.roots:
            yield from self._below(root, (), None)

    def _below(
        self, element: Element, path: tuple[str, ...], row: Element | None
    ) -> Iterator[Block]:
        """The blocks of an element, in order: what stands in it between others is one too."""
        if element in self.areas or element.kind in _NOTES:
            return
        here = (*path, element.kind)
        row = element if element.kind == "TR" else row
        block = Block(element.kind, path, element, row=row)
        for child in element.children:
            if isinstance(child, Element) and (_is_block(child) or child in self.areas):
                if block.pieces or block.marks:
                    yield block
                    block = Block(element.kind, path, element, row=row)
                yield from self._below(child, here, row)
            else:
                self._take(block, child)
        if block.pieces or block.marks or element.kind in CELLS:
            yield block

    def _take(self, block: Block, child: Element | Piece | Mark) -> None:
        if isinstance(child, Piece):
            block.pieces.append(child)
        elif isinstance(child, Mark):
            block.marks.append(child)
        elif child not in self.areas and child.kind not in _NOTES and child.kind != "Lbl":
            for one in child.children:
                self._take(block, one)

    def before_break(self, page: int) -> Block | None:
        """The block with which a page ends, footnotes aside."""
        found = [block for block in self.by_page[page] if block.pages]
        return found[-1] if found else None

    def after_break(self, page: int) -> Block | None:
        """The block with which a page begins, a table's repeated head aside."""
        for block in self.by_page[page]:
            if block.pages and not _is_head(block):
                return block
        return None

    # ---- notes ------------------------------------------------------------------------------

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The footnotes, in the order in which they stand."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[Note]:
        for element in self.pdf.elements():
            if element in self.areas:
                kids = [child for child in element.children if isinstance(child, Element)]
            elif element.kind in _NOTES:
                kids = [element]
            else:
                continue
            for kid in kids:
                pieces = list(kid.pieces())
                if pieces:
                    yield _note(pieces)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The raised numbers in the text, in reading order."""
        linked = {
            piece for element in self.pdf.elements() if element.links for piece in element.pieces()
        }
        return tuple(call for block in self.blocks for call in self._calls_in(block, linked))

    def _calls_in(self, block: Block, linked: set[Piece]) -> Iterator[Call]:
        for at, piece in enumerate(block.pieces):
            number = ascii_number(piece.text)
            if not number:
                continue
            others = (*reversed(block.pieces[:at]), *block.pieces[at + 1 :])
            line = next((one for one in others if _is_beside(one, piece, block.size)), None)
            # By its ink: fonts have raised digits that stand on the line like others.
            if line and 0.15 * line.size < piece.bottom - line.baseline < line.size:
                before = " ".join("".join(one.text for one in block.pieces[:at]).split())
                yield Call(piece.page, number, piece in linked, before[-40:], piece)


def _is_beside(one: Piece, piece: Piece, size: float) -> bool:
    """Whether ``one`` is text of a block's own ``size`` in whose line ``piece`` stands."""
    near = abs(one.baseline - piece.baseline) < 0.6 * size
    return one.page == piece.page and near and one.size > 0.9 * size


def _is_block(element: Element) -> bool:
    return (
        element.kind in _BLOCKS
        or is_term(element)
        or any(below.kind in _BLOCKS for below in element.walk() if below is not element)
    )


_MARK = re.compile(r"[\W\d]*(\w{1,4}[.):])?\s*")
"""What stands before an item of a list: a bullet, a number, “iv.”."""


def is_term(element: Element) -> bool:
    """Whether an element is the term of a definition: a label that is no mere mark."""
    text = "".join(piece.text for piece in element.pieces())
    return element.kind == "Lbl" and not _MARK.fullmatch(text)


def _is_head(block: Block) -> bool:
    """Whether a block stands in the head of a table, which each of its pages repeats."""
    kids = block.row.children if block.row else []
    kinds = {child.kind for child in kids if isinstance(child, Element)}
    return "THead" in block.path or kinds == {"TH"}


def _areas(pdf: Finished) -> Iterator[Element]:
    """Where footnotes stand: WeasyPrint has them last on a page, in an element without a kind."""
    for root in pdf.roots:
        tops = [child for child in root.children if isinstance(child, Element)]
        for page, group in groupby(tops, key=lambda child: next(iter(child.pages()), -1)):
            last = list(group)[-1]
            kids = [child for child in last.children if isinstance(child, Element)]
            if (
                page >= 0
                and last.kind == "NonStruct"
                and kids
                and not any(_is_block(kid) for kid in kids)
                and any(_note(list(kid.pieces())).number for kid in kids if any(kid.pieces()))
            ):
                yield last


_MARKER = re.compile(r"\W*(\d+)[.):]?\s*")


def _note(pieces: Sequence[Piece]) -> Note:
    """A note: its number is what it begins with, in a piece of its own."""
    match = _MARKER.fullmatch(pieces[0].text)
    number = ascii_number(match[1]) if match else ""
    text = "".join(piece.text for piece in pieces[1 if match else 0 :])
    return Note(pieces[0].page, number, " ".join(text.split()))


# ---- over the page ----------------------------------------------------------------------------

_ENDS = re.compile(r"[.!?…:;。！？．؟۔।॥።\])}»”’\"'“‘」』〉》]$")
"""What ends a sentence or may follow its end."""
LEADERS = re.compile(r"(\s*[.·…]\s*){4}")
"""What leads to a page's number."""
_HYPHEN = re.compile(r"[-\u2010\u00ad\ufffe\x02]$")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af]")
"""Letters of scripts that break lines between words without spaces, or anywhere."""


@dataclass(frozen=True)
class Fragment:
    """A block's lines on one page, and the edges between which they were set."""

    block: Block
    lines: tuple[Line, ...]
    opens: bool
    left: float
    right: float


def goes_on(before: Fragment, after: Fragment) -> bool:
    """Whether ``after``, at the top of a page, is the rest of ``before``, at the end of the last.

    In doubt it is not: a paragraph that breaks just behind a sentence is not told from two.
    """
    one, two = before.block, after.block
    if one is two or one.element is two.element:
        return True
    if not (before.lines and after.lines) or after.opens or not _alike(before, after):
        return False
    last, first = before.lines[-1], after.lines[0]
    if "TOCI" in (one.kind, *one.path) or LEADERS.search(last.text):
        return False  # a line of the contents
    room = last.left - before.left if one.is_from_right else before.right - last.right
    if _HYPHEN.search(last.text):
        return True
    has_room = room > 1.25 * _first_word(first, two.size) + 0.2 * one.size
    return not has_room and (first.text[:1].islower() or not _ENDS.search(last.text))


def _alike(before: Fragment, after: Fragment) -> bool:
    """Whether two fragments have one place in the tree, one size and one edge to begin at."""
    one, two = before.block, after.block
    if (one.kind, one.path) != (two.kind, two.path) or abs(one.size - two.size) > 0.2:
        return False
    if one.is_bold != two.is_bold and len(after.lines) > 1:
        return False
    lines = (*before.lines[1:], *after.lines)  # the first may be indented
    edges = [line.right if one.is_from_right else line.left for line in lines]
    return max(edges) - min(edges) < 0.4 * one.size + 2


def _first_word(line: Line, size: float) -> float:
    """How wide the first word of a line is, about."""
    words = line.text.split()
    word = words[0] if words else ""
    letters = sum(len(piece.text) for piece in line.pieces)
    each = sum(piece.width for piece in line.pieces) / max(letters, 1)
    most = size * (3 if _UNSPACED.search(word) else 12)
    return min(each * len(word), most)
