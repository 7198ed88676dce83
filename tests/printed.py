"""What the pages of an edition must say, from its catalog."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from babel.messages.pofile import read_po

from built import Edition
from texts import plain_pieces

NOT_PRINTED = (
    *("alt text of a figure", "sort-name of the person", "name on the map"),
    "dossier: subjects",
)
"""Parts of the extracted comments of messages that no page of a PDF shows."""


def printed_pieces(edition: Edition) -> list[str]:
    """Every sentence that a reader of the edition must meet, in the edition's language."""
    found: dict[str, None] = {}
    with _catalog(edition).open("rb") as file:
        for message in read_po(file):
            comments = " ".join(message.auto_comments)
            if message.id and not message.fuzzy and not any(one in comments for one in NOT_PRINTED):
                text = message.id if edition.is_source else message.string
                found |= dict.fromkeys(plain_pieces(str(text)))
    return list(found)


def _catalog(edition: Edition) -> Path:
    folder = edition.language.replace("-", "_")
    name = "book.pot" if edition.is_source else f"{folder}/LC_MESSAGES/book.po"
    return edition.source / "locales" / name


_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f])+")


RTL = {"R", "AL"}
"""Bidirectional classes of letters from right to left; a mark's is ``NSM``."""


def words_from_right(text: str) -> set[str]:
    """The words of a text that are written from right to left and have no mark over a letter."""
    return {word for word in _WORD.findall(text) if {*map(unicodedata.bidirectional, word)} <= RTL}
