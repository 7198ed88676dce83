"""Differences: what became of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple


class Piece(NamedTuple):
    """A run of words that two texts share, or that one of them has."""

    kind: Literal["same", "out", "in"]
    """Of both texts, of the old one alone, of the new one alone."""
    text: str

    def as_json(self) -> dict[str, str]:
        """A dict of JSON types, for ``--json``."""
        return {"kind": self.kind, "text": self.text}


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """How ``old`` became ``new``: pieces in reading order, what went before what came.

    The pieces that are not ``in`` make up ``old``, those that are not ``out`` make up ``new``.
    """
    return tuple(piece for piece in _pieces(_tokens(old), _tokens(new)) if piece.text)


def _tokens(text: str) -> list[str]:
    """Words with the space behind them, and signs, each alone."""
    return re.findall(r"\w+\s*|[^\w\s]\s*|\s+", text)


def _pieces(a: list[str], b: list[str]) -> Iterator[Piece]:
    for _, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        out, into = "".join(a[a1:a2]), "".join(b[b1:b2])
        if out == into:
            yield Piece("same", out)
            continue
        yield Piece("out", out)
        yield Piece("in", into)
