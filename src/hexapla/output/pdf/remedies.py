"""Remedies for what WeasyPrint does not do well: changes to a section before its next layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

# ---- notes that are lost ----------------------------------------------------------------------


def lost_notes(root: Any, document: Any) -> list[Any]:
    """The elements of class ``footnote`` that are on no page, or pages after their calls.

    In the order of the text. A note belongs on the page of its call; of a long one, or where many
    are called, some may have to stand on the next.
    """
    notes = [item for item in root.iter() if "footnote" in (item.get("class") or "").split()]
    if not notes:
        return []
    pages: dict[str, int] = {}
    calls: dict[Any, int] = {}
    for number, page in enumerate(document.pages):
        for anchor in page.anchors:
            pages.setdefault(anchor, number)
        for box in _root(page).descendants():
            if box.element_tag and box.element_tag.endswith("::footnote-call"):
                calls.setdefault(box.element, number)
    return [note for note in notes if _is_astray(note, pages, calls)]


def _is_astray(note: Any, pages: Mapping[str, int], calls: Mapping[Any, int]) -> bool:
    id = note.get("id", "")
    return bool(id) and (id not in pages or pages[id] - calls.get(note, pages[id]) > 1)


_BLOCKS = {"p", "li", "dd", "dt", "tr", "figure", "blockquote", "h2", "h3", "h4", "h5", "h6"}


def begin_page_with(root: Any, note: Any) -> None:
    """Let a page begin with the block that calls ``note``, or with the headings above it.

    A block of which that is demanded already hands the demand on to the block before it.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    block = note
    while block.tag not in _BLOCKS and block in parents:
        block = parents[block]
    while block in parents:
        siblings = list(parents[block])
        before = siblings[: siblings.index(block)]
        if before and (before[-1].tag in ("h2", "h3", "h4", "h5", "h6") or _begins_page(block)):
            block = before[-1]
        elif not before and _begins_page(block):
            block = parents[block]
        else:
            break
    block.set("style", f"{block.get('style', '')}; break-before: page")


def _begins_page(block: Any) -> bool:
    return "break-before: page" in block.get("style", "")


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


def balance_columns(root: Any, document: Any) -> bool:
    """Part the columns of a section where their last page begins, for a further layout.

    Returns whether there were any that had not been parted. What stands in columns is whole: its
    pieces, the children of the element, are not broken over pages.
    """
    wanted = [item for item in root.iter() if item.get("class") == COLUMNS]
    if not wanted:
        return False
    parents = {child: parent for parent in root.iter() for child in parent}
    pages = _first_pages(document)
    for columns in wanted:
        last = max((pages.get(child, 0) for child in columns), default=0)
        moved = [child for child in columns if pages.get(child, 0) == last]
        if len(moved) == len(columns):
            columns.set("class", BALANCED)
            continue
        columns.set("class", f"{COLUMNS} full")
        rest = columns.makeelement(columns.tag, {"class": BALANCED, "style": "break-before: page"})
        for child in moved:
            columns.remove(child)
            rest.append(child)
        siblings = parents[columns]
        siblings.insert(list(siblings).index(columns) + 1, rest)
    return True


def _first_pages(document: Any) -> dict[Any, int]:
    """The page on which each element begins."""
    found: dict[Any, int] = {}
    for number, page in enumerate(document.pages):
        for box in _root(page).descendants():
            if box.element is not None:
                found.setdefault(box.element, number)
    return found
