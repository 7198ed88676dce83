"""How text is set on the pages: too wide, alone on a page, split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from hexapla.diagnostics import Diagnostic
from hexapla.output.preflight.flow import (
    Block,
    Fragment,
    goes_on,
    is_term,
)
from hexapla.output.preflight.reading import Element, Piece
from hexapla.output.preflight.subject import MM, Subject, short


def measure(subject: Subject) -> Iterator[Diagnostic]:
    """No line is wider than the type area, and none runs into what stands beside it."""
    for page in subject.pdf.pages:
        left, right = subject.area(page.number)
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
            problem = f"{short(worst.text)} goes {beyond[worst] / MM:.1f} mm too far"
            yield subject.warn("F007", page.number, problem)
        for piece, other in _overlapping(pieces):
            problem = f"{short(piece.text)} runs into {short(other.text)}"
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
    left, right = _edges(subject, block, page)
    return Fragment(block, block.lines(page), block.opens(page), left, right)


def _edges(subject: Subject, block: Block, page: int) -> tuple[float, float]:
    """Where the lines of a block begin and end at most: those of a cell at the next column."""
    left, right = subject.area(page)
    if block.row is None:
        return left, right
    near = range(min(block.pages, default=0) - 1, max(block.pages, default=0) + 2)
    columns: dict[int, list[Piece]] = defaultdict(list)
    for beside in near:
        for other in subject.flow.by_page.get(beside, ()):
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
            problem = f"its last line begins a paragraph: {short(before.lines[0].text)}"
            yield subject.warn("F009", page.number, problem)
        goes_further = last is first and len(last.pages) > 2
        if len(after.lines) == 1 and not goes_further:
            problem = f"its first line ends a paragraph: {short(after.lines[0].text)}"
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
            problem = f"the heading {short(stranded[0].text)} stands at its end"
            yield subject.warn("F010", page.number, problem)
        elif blocks and following is not None and _is_term(blocks[-1], following):
            problem = f"the term {short(blocks[-1].text)} stands at its end"
            yield subject.warn("F010", page.number, problem)


def _ends(heading: Block, following: Block) -> bool:
    """Whether ``following`` is a heading that is not below ``heading``."""
    return following.is_heading and following.kind <= heading.kind


def _is_term(block: Block, following: Block) -> bool:
    """Whether a block is a term, and what follows its definition: both are items of one list."""
    if is_term(block.element):
        return "LBody" in (*following.path, following.kind)
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
            problem = f"the last row goes on over the page: {short(words)}"
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
