"""Matching: which old text a changed message comes from.

Characters in common (rapidfuzz's ratio: 100 for the same text, 0 for nothing in common) decide.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

CHANGED = 60
"""Ratio from which a vanished text is taken for the earlier form of one that appeared."""
CHANGED_IN_PLACE = 50
"""Ratio of words, not characters, that is enough between the same neighbours: of a heading of two
words one may be exchanged. In characters, texts of one language that say nothing alike reach it."""
IN_PLACE = 20
"""By how much a text between the same neighbours may be less like than one elsewhere."""
ALIKE = 75
"""Ratio from which the translation of another, living text is worth proposing."""
_ALL_PAIRS = 100_000
"""Comparisons up to which each text is compared with each: about 50 ms of paragraphs."""
_CANDIDATES = 40
"""With how many others, at the most, a text is compared that is not compared with each."""

Places = tuple[Sequence[int], Sequence[int]]
"""For each new text, and for each vanished one, a number that tells after which of the texts that
stayed it stands. The same number means the same neighbours; a near one, near by."""


def match(
    new: Sequence[str], vanished: Sequence[str], live: Sequence[str], places: Places | None = None
) -> dict[str, str]:
    """For each text of ``new`` that resembles an old one: that old one.

    A text of ``vanished`` is given away once, to the text most like it; among equals, to the one
    nearest to its place (all three are in the order of the document, and without ``places`` that
    order is all that is known). What is left of ``new`` may then share a text of ``live`` that
    is very like it.
    """
    found = _one_to_one(new, vanished, places)
    left = [text for text in new if text not in found]
    for text, pairs in zip(left, _through_rare_words(left, live, ALIKE), strict=True):
        if pairs:
            found[text] = live[max(pairs, key=lambda pair: (pair[0], -pair[1]))[1]]
    return found


def _one_to_one(
    new: Sequence[str], vanished: Sequence[str], places: Places | None
) -> dict[str, str]:
    few = len(new) * len(vanished) <= _ALL_PAIRS
    rows = (_all_pairs if few else _through_rare_words)(new, vanished, CHANGED)
    now, before = places or (range(len(new)), range(len(vanished)))
    at: dict[int, list[int]] = defaultdict(list)
    for column, place in enumerate(before if places else ()):
        at[place].append(column)
    ranked: list[tuple[float, int, int, int]] = []
    for row, (pairs, place) in enumerate(zip(rows, now, strict=True)):
        ratios = {column: ratio for ratio, column in pairs}
        beside = at.get(place, ())
        for column in beside if len(beside) <= _CANDIDATES else ():
            ratio = max(ratios.get(column, 0), _ratio_in_place(new[row], vanished[column]))
            if ratio:
                ratios[column] = ratio + IN_PLACE
        ranked += (
            (-round(ratio, 1), abs(place - before[column]), row, column)
            for column, ratio in ratios.items()
        )
    found: dict[str, str] = {}
    given: set[int] = set()
    for _, _, row, column in sorted(ranked):
        if new[row] not in found and column not in given:
            given.add(column)
            found[new[row]] = vanished[column]
    return found


Pairs = list[tuple[float, int]]
"""Ratios of one text, each with the index of the other text."""


def _all_pairs(texts: Sequence[str], others: Sequence[str], cutoff: float) -> Iterator[Pairs]:
    numbered = dict(enumerate(others))
    for text in texts:
        yield _ratios(text, numbered, cutoff)


def _through_rare_words(
    texts: Sequence[str], others: Sequence[str], cutoff: float
) -> Iterator[Pairs]:
    """Ratios with those of ``others`` that share the most, and the rarest, words."""
    sought = {word for text in texts for word in _words(text)}
    index: dict[str, list[int]] = defaultdict(list)
    for number, other in enumerate(others if sought else ()):
        for word in sought.intersection(_words(other)):
            index[word].append(number)
    most = max(50, len(others) // 50)
    rarity = {
        word: math.log(1 + len(others) / len(numbers))
        for word, numbers in index.items()
        if len(numbers) <= most
    }
    for text in texts:
        weights: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(_words(text)):  # a set's order is another every time
            if word in rarity:
                for number in index[word]:
                    weights[number] += rarity[word]
        best = heapq.nsmallest(_CANDIDATES, ((-weight, n) for n, weight in weights.items()))
        yield _ratios(text, {n: others[n] for _, n in best}, cutoff)


def _ratios(text: str, others: dict[int, str], cutoff: float) -> Pairs:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for merging

    ranked = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
    return [(ratio, number) for _, ratio, number in ranked]


def _ratio_in_place(text: str, other: str) -> float:
    """Ratio of two texts that stand between the same neighbours; 0 if they are not alike."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only for merging

    return max(
        fuzz.ratio(text, other, score_cutoff=CHANGED),
        fuzz.ratio(text.split(), other.split(), score_cutoff=CHANGED_IN_PLACE),
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
