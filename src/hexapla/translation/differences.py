"""Differences: what became of a text, word by word."""

from __future__ import annotations

import re
from collections import Counter
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


MOST_PAIRS = 20_000
"""Of a word in one text and the same in the other, all of which may be compared time and again; two
texts of a thousand words have as many."""


def _spans(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """What of ``a`` became what of ``b``: start and end of either, one after the other.

    What lies between the first and the last difference of long texts is one, if it is long too.
    """
    head = tail = 0
    if _pairs(a, b) > MOST_PAIRS:
        head = _shared(a, b)
        tail = _shared(a[head:][::-1], b[head:][::-1])
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    yield 0, head, 0, head
    if _pairs(middle_a, middle_b) > MOST_PAIRS:
        yield head, len(a) - tail, head, len(b) - tail
    else:
        matcher = SequenceMatcher(None, middle_a, middle_b, autojunk=False)
        for _, a1, a2, b1, b2 in matcher.get_opcodes():
            yield head + a1, head + a2, head + b1, head + b2
    yield len(a) - tail, len(a), len(b) - tail, len(b)


def _pairs(a: list[str], b: list[str]) -> int:
    there = Counter(b)
    return sum(number * there[word] for word, number in Counter(a).items())


def _shared(a: list[str], b: list[str]) -> int:
    """How many words at the beginning of both texts are the same."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(a), len(b)))


def _pieces(a: list[str], b: list[str]) -> Iterator[Piece]:
    for a1, a2, b1, b2 in _spans(a, b):
        out, into = "".join(a[a1:a2]), "".join(b[b1:b2])
        if out == into:
            yield Piece("same", out)
            continue
        yield Piece("out", out)
        yield Piece("in", into)
