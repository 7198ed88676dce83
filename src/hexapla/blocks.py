"""Which blocks a text of Markdown opens: a message or a field holds one paragraph and no other."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

_BACKSLASH = "a backslash before the sign"

_OPENING = {
    "heading_open": f"opens a heading (# or a line of ==== below); write {_BACKSLASH}",
    "bullet_list_open": f"opens a list (-, + or *); write a dash (–), or {_BACKSLASH}",
    "ordered_list_open": "opens a numbered list; write “1\\.” for “1.”",
    "blockquote_open": f"opens a quotation (>); write {_BACKSLASH}",
    "hr": f"draws a rule (---); write {_BACKSLASH}",
    "fence": f"opens a block of code (```); write {_BACKSLASH}",
    "code_block": "opens a block of code (four spaces); take the spaces out",
    "table_open": f"opens a table (|); write {_BACKSLASH}",
    "dl_open": f"opens a list of definitions (:); write {_BACKSLASH}",
}
"""What opens a block, by markdown-it's tokens (CommonMark 0.31, chapters 4 and 5)."""

_MAY_OPEN = re.compile(r"^[\s#>|:`~\d*+_=\[-]|\n")
"""What a text begins with that may be another block than a paragraph, or a further line."""


def may_open_block(text: str) -> bool:
    """Whether ``text`` can be anything but one paragraph; asked first, since it is quick."""
    return bool(_MAY_OPEN.search(text))


def what_blocks(blocks: list[str]) -> str:
    """What is wrong with ``blocks`` that are not one paragraph, and what to do.

    The end of a sentence that begins with what holds them: “opens a list …; write …”.
    """
    opened = next((block for block in blocks if block in _OPENING), "")
    if opened:
        return _OPENING[opened]
    if not blocks:
        return f"defines a link ([…]: …), which is not printed; write {_BACKSLASH}"
    return "has several paragraphs; make them one"


def outer_blocks(text: str) -> list[str]:
    """The blocks that Markdown sees in a text, the outermost alone."""
    tokens = _block_parser().parse(text)
    return [token.type for token in tokens if token.level == 0 and token.nesting >= 0]


@cache
def _block_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").use(deflist_plugin)
