"""Lines that end early, where the next word had found room."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hexapla.diagnostics import Diagnostic
from hexapla.output.preflight.flow import Block, Line
from hexapla.output.preflight.subject import Subject, short

EARLY = 0.45
"""Of the width of a block, the share that is left empty at least in a line that ends early."""

FULL = 0.8
"""Of the width that a page has for a block, the share that its longest line fills at least; a
block of shorter lines was broken by its author: code."""

FEW = 3
"""In a block of which more than one line in so many ends early, they are meant to: a poem."""

_WORD = re.compile(r"[^\W\d_]{1,12}[.,:;?!]?")
"""A word that had certainly fitted into the room that is left: no address, no number."""


def short_lines(subject: Subject) -> Iterator[Diagnostic]:
    """A line of running text ends where the next word finds no room."""
    for page in subject.pdf.pages:
        for block in subject.flow.by_page[page.number]:
            lines = block.lines(page.number)
            if block.is_heading or block.row is not None or not _is_full(subject, block, lines):
                continue
            early = tuple(_early(block, lines))
            if FEW * len(early) <= len(lines):
                for line in early:
                    problem = f"a line ends early: {short(line.text)}"
                    yield subject.warn("F024", page.number, problem)


def _is_full(subject: Subject, block: Block, lines: Sequence[Line]) -> bool:
    if len(lines) < 2:
        return False
    left, right = subject.area(lines[0].pieces[0].page)
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    return last - first > FULL * ((last - left) if block.is_from_right else (right - first))


def _early(block: Block, lines: Sequence[Line]) -> Iterator[Line]:
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    for line, following in pairwise(lines):
        room = line.left - left if block.is_from_right else right - line.right
        word = following.text.partition(" ")[0]
        widest = len(word) * block.size  # no letter is wider than its size, but for a few
        if room > max(EARLY * (right - left), widest) and _WORD.fullmatch(word):
            yield line
