"""Text: one translatable passage, and how it came to stand in an edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from hexapla.diagnostics import Place

CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold (XML 1.0, Char), and the control characters that it discourages."""


class State(StrEnum):
    """How a text came to stand in an edition; the coverage and the marks derive from it."""

    SOURCE = "source"
    """As in the manuscript, in an edition of the manuscript's own language."""
    TRANSLATED = "translated"
    FUZZY = "fuzzy"
    """The source text: its translation is marked fuzzy."""
    UNTRANSLATED = "untranslated"
    """The source text: there is no translation."""

    @property
    def is_fallback(self) -> bool:
        """Whether a reader of the edition meets the source language here."""
        return self in (State.FUZZY, State.UNTRANSLATED)


@dataclass(frozen=True, slots=True)
class Text:
    """One translatable passage: a block's inline Markdown. What gettext calls a message."""

    content: str
    """Inline Markdown, without the block's own marks; line breaks only where they are hard."""
    comment: str
    """For translators: which chapter and what kind of block. Never what stands around it."""
    place: Place
    language: str = ""
    """BCP 47 tag of ``content``; empty for the manuscript's language."""
    state: State = State.SOURCE
    limit: int = 0
    """Characters that the layout has room for, in every language; 0 for any number."""


TITLE_LIMIT = 100
"""Characters of a chapter's or register's title: two lines of a running head on A5."""
NAME_LIMIT = 40
"""Characters of a name on a map."""
