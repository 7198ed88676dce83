"""No more than two lines in a row that end with a hyphen.

CSS has ``hyphenate-limit-lines`` for that, which WeasyPrint 70 does not know. It lays out a line
at a time, each knowing where it begins and nothing of the line before; :func:`no_ladders` keeps
count of hyphens beside it, and has the line after the second laid out without breaking a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

LIMIT = 2
"""Lines in a row that may end with a hyphen."""

NARROW = 16.0
"""Lines of fewer times the type's size, as in cells of tables, break words as they must."""

HYPHENS = ("-", "\u2010")


@dataclass
class _Count:
    """How many lines that end with a hyphen stand right before a line.

    A line is known by its paragraph and by where in it the line begins, so that the count is
    true when WeasyPrint lays out the same line again, or goes on with it on the next page.
    """

    before: WeakKeyDictionary[Any, dict[str, int]] = field(default_factory=WeakKeyDictionary)
    is_full: bool = False
    """Whether the line that is laid out now may not end with a hyphen."""

    def of(self, paragraph: Any, start: object) -> int:
        return self.before.get(paragraph, {}).get(str(start), 0)

    def keep(self, paragraph: Any, start: object, count: int) -> None:
        self.before.setdefault(paragraph, {})[str(start)] = count


@contextmanager
def no_ladders() -> Iterator[None]:
    """While books are laid out, end no more than :data:`LIMIT` lines in a row with a hyphen.

    A word that is longer than its line breaks all the same, and so does one that has a hyphen.
    """
    from weasyprint.layout import inline  # noqa: PLC0415 - heavy

    next_line, split = inline.get_next_linebox, inline.split_first_line
    count = _Count()

    def get_next_linebox(context: Any, paragraph: Any, *rest: Any) -> Any:
        _, _, start, block, *_ = rest  # behind where the line is, and how much stands below it
        hyphens = count.of(paragraph, start)
        is_wide = block.width >= NARROW * paragraph.style["font_size"]
        outer, count.is_full = count.is_full, is_wide and hyphens >= LIMIT
        try:
            line, end = next_line(context, paragraph, *rest)
        finally:
            count.is_full = outer
        if line is not None and end is not None:
            count.keep(paragraph, end, hyphens + 1 if _last_text(line).endswith(HYPHENS) else 0)
        return line, end

    def split_first_line(text: str, style: Any, *rest: Any, **options: Any) -> Any:
        _, width, *_ = rest
        if count.is_full and width is not None and style["hyphens"] == "auto":
            found = split(text, _Unbroken(style), *rest, **options)
            _, _, end, taken, *_ = found
            too_wide = taken > width or _is_within_a_word(text, end)
            if not (too_wide and options["is_line_start"]):
                return found
        return split(text, style, *rest, **options)

    inline.get_next_linebox, inline.split_first_line = get_next_linebox, split_first_line
    try:
        yield
    finally:
        inline.get_next_linebox, inline.split_first_line = next_line, split


class _Unbroken:
    """A style, but for breaking words."""

    def __init__(self, style: Any) -> None:
        self._style = style

    def __getitem__(self, key: str) -> Any:
        return "manual" if key == "hyphens" else self._style[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._style, name)


def _last_text(box: Any) -> str:
    """The text that a line ends with."""
    for child in reversed(getattr(box, "children", ())):
        if text := _last_text(child):
            return text
    return str(getattr(box, "text", "")).rstrip(" ")


def _is_within_a_word(text: str, end: int | None) -> bool:
    """Whether ``text`` is cut between two letters after ``end`` bytes of UTF-8."""
    if end is None:
        return False
    before, after = text.encode()[:end].decode(), text.encode()[end:].decode()
    return before[-1:].isalpha() and after[:1].isalpha()
