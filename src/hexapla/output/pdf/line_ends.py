"""A space at the end of a line takes no room, wherever its text ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def hanging_spaces() -> Iterator[None]:
    """While books are laid out, let a line be full that is too wide by its last space alone.

    Of a text that ends with a space, as before a link, and that fits in the rest of a line without
    it, WeasyPrint 70 takes the whole to be too wide; it then looks for a word to divide, from the
    beginning, and cuts the line behind the first word. Here the line ends with the text.
    """
    from weasyprint.layout import inline  # noqa: PLC0415 - heavy

    split = inline.split_first_line

    def split_first_line(
        text: str, style: Any, context: Any, width: Any, *rest: Any, **how: Any
    ) -> Any:
        found = split(text, style, context, width, *rest, **how)
        bare = text.rstrip(" ")
        if not (bare and bare != text and width is not None) or style["white_space"] != "normal":
            return found
        if found[2] is None and found[3] <= width:
            return found
        if len(bare) * style["font_size"] * LEAST > width:
            return found  # spares most texts a second try
        layout, length, rest_at, taken, *heights = split(bare, style, context, width, *rest, **how)
        if rest_at is not None or taken > width:
            return found
        return layout, length, len(text.encode()), taken, *heights

    inline.split_first_line = split_first_line
    try:
        yield
    finally:
        inline.split_first_line = split


LEAST = 0.2
"""What letters take at least on average, in the size of the type."""
