"""Passages that two texts share: how far two sources depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from hexapla import inline
from hexapla.diagnostics import Place, Report
from hexapla.manuscript.capture import read_capture
from hexapla.manuscript.chapters import parse_chapter
from hexapla.manuscript.importing import IMPORTERS
from hexapla.manuscript.numbering import numbering_of
from hexapla.model import Chapter, Paragraph, Post, blocks_of, texts_of
from hexapla.toml_text import read_text

LEAST = 7
"""Words that a shared passage has in common at the least; shorter runs are idiom and names."""

GAP = 3
"""Words that may differ between two runs of one shared passage, on either side."""


@dataclass(frozen=True)
class Passage:
    """What one locator of a text names."""

    locator: str
    text: str
    """Without markup."""


@dataclass(frozen=True)
class Shared:
    """A passage that two texts share."""

    left: Passage
    """The excerpt of the first text, from its first shared word to its last."""
    right: Passage
    words: int
    """Words that both excerpts have, in the same order."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "words": self.words,
            "left": {"locator": self.left.locator, "text": self.left.text},
            "right": {"locator": self.right.locator, "text": self.right.text},
        }


def read_passages(path: Path) -> tuple[Passage, ...]:
    """The passages of a chapter (``.md``) or of a captured page (any other file).

    A capture whose posts are numbered is read as a thread, any other as an article; the locators
    are those that an import would give it. Raises Refusal as the readers and importers do.
    """
    place = Place(str(path))
    text = read_text(path, place)
    if path.suffix != ".md":
        capture = read_capture(text, keep_all=False, file=str(path))
        numbered = numbering_of(capture.lines, len(capture.groups)).labels
        text = IMPORTERS["thread" if numbered else "article"](text, file=str(path)).markdown
    report = Report()
    chapter = parse_chapter(text, place, report)
    report.close()
    return tuple(_passages(chapter))


def compare(left: Sequence[Passage], right: Sequence[Passage], least: int = LEAST) -> list[Shared]:
    """The passages that ``left`` and ``right`` share, in the order of ``left``.

    Words are compared without case, punctuation and hyphens. Every passage of one text is aligned
    with every passage of the other, so that the order in which a text quotes does not matter.
    """
    return [
        shared
        for one in left
        for other in right
        for shared in _shared(one, other)
        if shared.words >= least
    ]


def _passages(chapter: Chapter) -> Iterator[Passage]:
    """Posts as a whole, and every other paragraph that has a locator of its own."""
    for block in blocks_of(chapter.blocks):
        if isinstance(block, Post):
            own = tuple(item for item in block.blocks if not getattr(item, "locator", ""))
            texts = (inline.plain(text.content) for text in texts_of(own))
            yield Passage(block.locator, " ".join(texts))
        elif isinstance(block, Paragraph) and block.locator:
            yield Passage(block.locator, inline.plain(block.text.content))


def _shared(left: Passage, right: Passage) -> Iterator[Shared]:
    """The shared passages of two passages: runs of common words, joined over small gaps."""
    ours, theirs = _words(left.text), _words(right.text)
    matcher = SequenceMatcher(
        None, [word for word, _, _ in ours], [word for word, _, _ in theirs], autojunk=False
    )
    runs: list[list[tuple[int, int, int]]] = []
    for a, b, size in matcher.get_matching_blocks():
        if not size:
            continue
        last = runs[-1][-1] if runs else None
        if last and max(a - last[0] - last[2], b - last[1] - last[2]) <= GAP:
            runs[-1].append((a, b, size))
        else:
            runs.append([(a, b, size)])
    for run in runs:
        first, last_run = run[0], run[-1]
        yield Shared(
            _excerpt(left, ours, first[0], last_run[0] + last_run[2]),
            _excerpt(right, theirs, first[1], last_run[1] + last_run[2]),
            sum(size for _, _, size in run),
        )


def _words(text: str) -> list[tuple[str, int, int]]:
    """Each word in small letters with where it begins and ends in ``text``."""
    return [(match[0].lower(), *match.span()) for match in re.finditer(r"\w+", text)]


def _excerpt(
    passage: Passage, words: Sequence[tuple[str, int, int]], start: int, end: int
) -> Passage:
    return Passage(passage.locator, passage.text[words[start][1] : words[end - 1][2]])
