"""Running heads that name what is on their page: “T2.1–T4”, or the first and last name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

NAME = "passages"
"""The named string (CSS Generated Content for Paged Media 3, section 1.1) that becomes a range."""


@contextlib.contextmanager
def passages_on_pages() -> Iterator[None]:
    """While sections are laid out, let ``string(passages)`` be a range.

    It goes from the first to the last value that an element on the page sets, what goes on from
    the page before included; it is one value if these are the same, and empty if there is none.
    No keyword of ``string()`` says that: ``start`` and ``last`` would repeat a single value.
    WeasyPrint makes the boxes of margins when all pages are filled, so that a page has its text.
    """
    from weasyprint.layout import LayoutContext  # noqa: PLC0415 - heavy

    value_on = LayoutContext.get_string_set_for

    def get_string_set_for(context: Any, page: Any, name: str, keyword: str = "first") -> Any:
        if name != NAME:
            return value_on(context, page, name, keyword)
        found = list(_values(page))
        return (span_of(found[0], found[-1]),) if found else ()

    LayoutContext.get_string_set_for = get_string_set_for
    try:
        yield
    finally:
        LayoutContext.get_string_set_for = value_on


def _values(page: Any) -> Iterator[str]:
    for box in page.descendants():
        for name, value in getattr(box, "string_set", None) or ():
            if name == NAME and value.strip():
                yield value.strip()


def span_of(first: str, last: str) -> str:
    """From one locator or name to another, with an en dash: closed up if neither has a space.

    (The Chicago Manual of Style, 17th edition, 6.78; the same in Russian and Georgian printing.)
    """
    if first == last:
        return first
    return f"{first} – {last}" if " " in first + last else f"{first}–{last}"
