"""Consistency: one text translated in two ways, and two texts translated in one.

Within one catalog; gettext itself sees to texts that are the same to the letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from hexapla import inline
from hexapla.translation.syntax import shortened
from hexapla.translation.words import plain_text, words_of

Found = dict[str, list[tuple[str, str]]]
"""By msgid: code and the end of a sentence."""

_LEAST_WORDS = 3
"""Words from which the same translation of two texts is no chance."""


def inconsistencies(translations: Mapping[str, str]) -> Found:
    """What is not consistent in ``translations``, from msgid to msgstr.

    T020: texts that differ in capitals and punctuation alone and are translated differently.
    T021: texts that have few words in common and the same translation.
    """
    found: Found = defaultdict(list)
    words = {id: _words(id) for id in translations}
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    reused: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for id, translation in translations.items():
        alike[words[id]].append(id)
        reused[_words(translation)].append(id)
    for said, ids in alike.items():
        ways = Counter(_words(translations[id]) for id in ids)
        usual = ways.most_common(1)[0][0]
        model = next(id for id in ids if _words(translations[id]) == usual)
        for id in ids if said else ():
            if _words(translations[id]) != usual:
                problem = f"is not translated as “{shortened(model)}” is, though it says the same"
                found[id].append(("T020", problem))
    for said, ids in reused.items():
        if len(said) >= _LEAST_WORDS and len(ids) > 1:
            for id, other in _pairs(ids):
                if _share(words[id], words[other]) < 0.5:
                    problem = f"has the translation of “{shortened(other)}”"
                    found[id].append(("T021", problem))
    return found


def _words(content: str) -> tuple[str, ...]:
    return tuple(words_of(plain_text(inline.parse(content)).lower()))


def _pairs(ids: Sequence[str]) -> list[tuple[str, str]]:
    """Each id but the first, with the first."""
    return [(id, ids[0]) for id in ids[1:]]


def _share(words: Sequence[str], others: Sequence[str]) -> float:
    """The share of words that two texts have in common: 1 for all, 0 for none."""
    everything = set(words) | set(others)
    return len(set(words) & set(others)) / len(everything) if everything else 1.0
