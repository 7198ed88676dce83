"""Notes stay on the pages of their calls where WeasyPrint would rather fill a page with text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def notes_with_calls() -> Iterator[None]:
    """While pages are laid out, let no text push an earlier note to the next page.

    Where a line finds no room and may not be parted from the one before it, WeasyPrint 70 moves
    the notes that stand on the page already to the next one, those of other paragraphs too. Here
    the line goes to the next page with its paragraph, unless nothing else stands on the page.
    """
    from weasyprint.layout import block  # noqa: PLC0415 - heavy

    own = block._linebox_layout

    def _linebox_layout(context: Any, *given: Any) -> Any:
        page_is_empty = given[PAGE_IS_EMPTY]
        return own(context if page_is_empty else _InColumn(context), *given)

    block._linebox_layout = _linebox_layout
    try:
        yield
    finally:
        block._linebox_layout = own


PAGE_IS_EMPTY = 4
"""Which of WeasyPrint's arguments, from 0 and not counting the context, is of this name."""


class _InColumn:
    """A layout context that says to be in a column: there, WeasyPrint moves no notes away."""

    in_column = True

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)


def lost_notes(root: Any, document: Any) -> list[Any]:
    """The elements of class ``footnote`` of a section that are on none of its pages."""
    shown = {anchor for page in document.pages for anchor in page.anchors}
    notes = [item for item in root.iter() if "footnote" in (item.get("class") or "").split()]
    return [note for note in notes if note.get("id") and note.get("id") not in shown]
