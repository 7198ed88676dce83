"""Matching: which old text a changed message comes from.

Characters in common (rapidfuzz's ratio: 100 for the same text, 0 for nothing in common) decide.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

CHANGED = 60
"""Ratio from which a vanished text is taken for the earlier form of one that appeared."""
ALIKE = 75
"""Ratio from which the translation of another, living text is worth proposing."""
_ALL_PAIRS = 1_000_000
"""Comparisons up to which each text is compared with each: about half a second of paragraphs."""
_CANDIDATES = 40


def match(new: Sequence[str], vanished: Sequence[str], live: Sequence[str]) -> dict[str, str]:
    """For each text of ``new`` that resembles an old one: that old one.

    A text of ``vanished`` is given away once, to the text most like it; among equals, to the one
    nearest to its place (all three are in the order of the document). What is left of ``new``
    may then share a text of ``live`` that is very like it.
    """
    found = _one_to_one(new, vanished)
    left = [text for text in new if text not in found]
    for text, pairs in zip(left, _through_rare_words(left, live, ALIKE), strict=True):
        if pairs:
            found[text] = live[max(pairs, key=lambda pair: (pair[0], -pair[1]))[1]]
    return found


def _one_to_one(new: Sequence[str], vanished: Sequence[str]) -> dict[str, str]:
    few = len(new) * len(vanished) <= _ALL_PAIRS
    rows = (_all_pairs if few else _through_rare_words)(new, vanished, CHANGED)
    ranked = sorted(
        (-round(ratio, 1), abs(row / len(new) - column / len(vanished)), row, column)
        for row, pairs in enumerate(rows)
        for ratio, column in pairs
    )
    found: dict[str, str] = {}
    given: set[int] = set()
    for _, _, row, column in ranked:
        if new[row] not in found and column not in given:
            given.add(column)
            found[new[row]] = vanished[column]
    return found


Pairs = list[tuple[float, int]]
"""Ratios of one text, each with the index of the other text."""


def _all_pairs(texts: Sequence[str], others: Sequence[str], cutoff: float) -> Iterator[Pairs]:
    for text in texts:
        yield _ratios(text, dict(enumerate(others)), cutoff)


def _through_rare_words(
    texts: Sequence[str], others: Sequence[str], cutoff: float
) -> Iterator[Pairs]:
    """Ratios with those of ``others`` that share the most, and the rarest, words."""
    if not texts:
        return
    words = [_words(other) for other in others]
    count = Counter(word for some in words for word in some)
    most = max(50, len(others) // 50)
    index: dict[str, list[int]] = defaultdict(list)
    for number, some in enumerate(words):
        for word in some:
            if count[word] <= most:
                index[word].append(number)
    for text in texts:
        weights: dict[int, float] = defaultdict(float)
        for word in _words(text):
            for number in index.get(word, ()):
                weights[number] += math.log(1 + len(others) / count[word])
        best = heapq.nsmallest(_CANDIDATES, ((-weight, n) for n, weight in weights.items()))
        yield _ratios(text, {n: others[n] for _, n in best}, cutoff)


def _ratios(text: str, others: dict[int, str], cutoff: float) -> Pairs:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for merging

    ranked = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    return [(ratio, number) for _, ratio, number in ranked]


def _words(text: str) -> Iterable[str]:
    """The words of ``text``, each once, in their order (a set's order is another every time)."""
    return dict.fromkeys(re.findall(r"\w+", text.lower()))
