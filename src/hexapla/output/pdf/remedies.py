"""Remedies for what WeasyPrint does not do well: changes to a section before its next layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import Any

# ---- last pages with hardly any text ----------------------------------------------------------

LEAST_LINES = 4
"""Lines on the last page of a section, below which it looks as if forgotten."""

FITS = (0.7, 1.3)
"""What the space between paragraphs is multiplied by, what is tried first: on a page of A4 that is
a line or two, and the lines themselves stay as far apart as on the page opposite."""

SAME_LINE = 4.0
"""CSS pixels between the tops of cells' lines that stand beside one another, at most."""


def wanted_fits(document: Any) -> tuple[float, ...]:
    """With what space between paragraphs a section may end better; empty if it ends well.

    A section ends badly if its last page has fewer than LEAST_LINES lines and nothing else. It may
    be set a little tighter, so that these lines find room on the pages before, or a little wider,
    so that others join them.
    """
    pages = document.pages
    return FITS if len(pages) > 1 and _lines_on(pages[-1]) < LEAST_LINES else ()


def set_fit(root: Any, fit: float) -> None:
    """Let style sheets multiply the space between paragraphs: ``var(--fit)`` is ``fit``."""
    root.set("style", f"{root.get('style', '')}; --fit: {fit}")


def _lines_on(page: Any) -> int:
    """The number of lines in the text of a page, or LEAST_LINES if it holds a picture or more."""
    from weasyprint.formatting_structure.boxes import LineBox, ReplacedBox  # noqa: PLC0415 - heavy

    def tops(box: Any) -> Iterator[float]:
        if isinstance(box, ReplacedBox):
            yield from (-100.0 * number for number in range(LEAST_LINES))
        elif isinstance(box, LineBox):  # what stands within a line is no line
            yield box.position_y
        else:
            for child in getattr(box, "children", ()):
                yield from tops(child)

    ordered = sorted(tops(_root(page)))
    return len(ordered) and 1 + sum(b - a > SAME_LINE for a, b in pairwise(ordered))


def _root(page: Any) -> Any:
    """The box of ``<html>``; the others of a page are footnotes and margins."""
    return page._page_box.children[0]


# ---- columns ----------------------------------------------------------------------------------

COLUMNS = "columns"
"""The class of an element that is set in columns, filled one after another (``column-fill:
auto``). WeasyPrint takes twenty times as long to balance those of many pages."""

BALANCED = f"{COLUMNS} balanced"
"""The same of the columns on the last page, which a style sheet makes equally long."""

ROUNDING = 0.1
"""CSS pixels by which columns are longer than what they hold, so that it fits."""


def balance_columns(root: Any, document: Any) -> bool:
    """Part the columns of a section where their last page begins, for a further layout.

    Returns whether there were any that had not been parted. What stands in columns is whole: its
    pieces, the children of the element, are not broken over pages. The columns of the last page
    get the least height that holds them, which takes WeasyPrint many layouts to find.
    """
    wanted = [item for item in root.iter() if item.get("class") == COLUMNS]
    if not wanted:
        return False
    parents = {child: parent for parent in root.iter() for child in parent}
    pages, pieces, counts = _columns_in(document)
    for columns in wanted:
        last = max((pages.get(child, 0) for child in columns), default=0)
        moved = [child for child in columns if pages.get(child, 0) == last]
        rest = columns
        if len(moved) != len(columns):
            columns.set("class", f"{COLUMNS} full")
            rest = columns.makeelement(columns.tag, {"style": "break-before: page"})
            for child in moved:
                columns.remove(child)
                rest.append(child)
            siblings = parents[columns]
            siblings.insert(list(siblings).index(columns) + 1, rest)
        rest.set("class", BALANCED)
        known = [pieces[child] for child in moved if child in pieces]
        if len(known) == len(moved) and counts.get(columns):
            height = least_height(known, counts[columns]) + ROUNDING
            style = f"{rest.get('style', '')}; column-fill: auto; height: {height:.2f}px"
            rest.set("style", style)
    return True


def least_height(pieces: Sequence[float], count: int) -> float:
    """The least height of ``count`` columns that hold pieces of these heights in their order."""
    least = max(pieces, default=0)
    while True:
        columns, filled, more = 1, 0.0, float("inf")
        for piece in pieces:
            if filled + piece > least:
                more = min(more, filled + piece)  # the least with which this column holds more
                columns, filled = columns + 1, 0.0
            filled += piece
        if columns <= count:
            return least
        least = more


def _columns_in(document: Any) -> tuple[dict[Any, int], dict[Any, float], dict[Any, int]]:
    """The page on which each element begins, heights of what is whole, and numbers of columns.

    Heights are in CSS pixels, of what stands in columns and is not broken; the numbers are by the
    element that is set in columns, if its style sheet says a number.
    """
    pages: dict[Any, int] = {}
    pieces: dict[Any, float] = {}
    counts: dict[Any, int] = {}
    for number, page in enumerate(document.pages):
        for box in _root(page).descendants():
            element = box.element
            if element is None:
                continue
            if element.get("class") == COLUMNS and box.style["column_count"] != "auto":
                counts[element] = box.style["column_count"]
            if box.is_column:
                _measure(box.children, pages, pieces)
            pages.setdefault(element, number)
    return pages, pieces, counts


def _measure(column: Sequence[Any], pages: Mapping[Any, int], pieces: dict[Any, float]) -> None:
    """Add the heights of what is whole in a column; what began in an earlier one is not.

    With the space below, which WeasyPrint wants to find room for in the column as well.
    """
    for box, after in zip_longest(column, column[1:]):
        if box.element in pages:
            pieces.pop(box.element, None)
        elif after:
            pieces[box.element] = after.border_box_y() - box.border_box_y()
        else:
            pieces[box.element] = box.border_height() + box.margin_bottom
