"""Words: a text's words without its markup, and whether one is a form of another."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from hexapla import inline
from hexapla.scripts import SIGNS_OF_LETTERS


def plain_text(nodes: Sequence[inline.Inline]) -> str:
    """The words of ``nodes``, without those of links to passages: locators are no numbers."""
    parts: list[str] = []
    for node in nodes:
        match node:
            case inline.Plain(text):
                parts.append(text)
            case inline.Link(target, children) if not target.startswith("#"):
                parts.append(plain_text(children))
            case inline.Styled(_, children):
                parts.append(plain_text(children))
            case inline.Break():
                parts.append("\n")
            case _:
                pass
    return "".join(parts)


def words_of(text: str) -> list[str]:
    """The words of a plain text; a hyphen, apostrophe or stop within one belongs to it."""
    return _WORD.findall(text)


_LETTER = rf"[\w{SIGNS_OF_LETTERS}]"
_WORD = re.compile(rf"{_LETTER}+(?:[-’'.]{_LETTER}+)*")


def has_form(words: Sequence[str], name: str, *, within: bool = False) -> bool:
    """Whether one of ``words`` is a form of ``name``: the same in small letters but for its end.

    Three letters and three fifths of the name must agree, which all cases of Georgian and
    Russian names do, those that lose a vowel (დაღესტანი, დაღესტნის) among them. Accents and
    umlauts count for nothing; with ``within`` the name may stand within a compound.
    """
    bare = _bare(name)
    if not is_cased(name):  # as Hebrew, Arabic and Chinese join words
        bare, within = _ARTICLE.sub("", bare), True
    stem = bare[: min(len(bare), max(3, math.ceil(len(bare) * 0.6)))]
    if within:
        return any(stem in _bare(word) for word in words)
    return any(_bare(word).startswith(stem) for word in words)


@lru_cache(maxsize=65536)
def _bare(word: str) -> str:
    """``word`` in small letters, without accents of Latin, Greek and Cyrillic letters."""
    return _ACCENT.sub("", unicodedata.normalize("NFD", word.lower()))


_ACCENT = re.compile("[\u0300-\u036f]")

COMPOUNDING = frozenset(
    {"af", "da", "de", "et", "fi", "fo", "hu", "is", "lb", "nb", "nl", "nn", "no", "sv"}
)
"""Languages that write compounds as one word: a term may stand at their end."""


_ARTICLE = re.compile("^(?:ال|ה)(?=..)")
"""The definite article of Arabic and Hebrew, which is written as part of the word."""


def is_cased(text: str) -> bool:
    """Whether ``text`` is in a script with capitals; Georgian counts, though it writes none."""
    return text.upper() != text.lower()


def has_forms(words: Sequence[str], name: str, language: str = "") -> bool:
    """Whether each word of ``name`` has a form among ``words``, wherever it stands.

    ``language`` is the BCP 47 tag of both.
    """
    within = language.partition("-")[0] in COMPOUNDING
    return all(has_form(words, part, within=within) for part in words_of(name))


def ways_of(name: str) -> tuple[str, ...]:
    """A term's several names: as a slash divides them, and what is in brackets if it has letters.

    ``Telegram (телеграм)`` and ``run-off / second round`` are two each.
    """
    ways = re.split(r"\s*[/()]\s*", inline.plain(name))
    return tuple(way for way in ways if any(map(str.isalpha, way)))


def mentions(words: Sequence[str], name: Sequence[str], language: str = "") -> bool:
    """Whether ``words`` have the words of ``name`` one after the other, whatever their endings.

    Stricter than :func:`has_form`, since it finds what nobody has marked. In English (a BCP 47
    ``language``) a form has the endings that English has. Elsewhere it has three letters more at
    most, and all letters of the name but a vowel at its end, or but two of seven or more.
    """
    if not name:
        return False
    begins, length = name[0][:1].lower(), len(name)
    is_form = _is_english_form if language.partition("-")[0] == "en" else _is_form
    return any(
        all(map(is_form, words[start : start + length], name))
        for start in range(len(words) - length + 1)
        if words[start][:1].lower() == begins  # few words, and little work for the others
    )


_ENDS_WITH_VOWEL = re.compile("[aeiouyаеёиоуыэюяіїєუაეიოαεηιουωáéíóúüöä]$")


def _is_form(word: str, name: str) -> bool:
    word, name = word.lower(), name.lower()
    if word == name or len(name) < 4:
        return word == name
    return word.startswith(_stem(name)) and len(word) <= len(name) + 3


def _stem(name: str) -> str:
    if len(name) < 4:
        return name
    return name[:-2] if len(name) >= 7 else _ENDS_WITH_VOWEL.sub("", name)


_ENGLISH = re.compile(r"(?:s|es|ed|d|ing|['’]s|s['’])?")


def _is_english_form(word: str, name: str) -> bool:
    """army, armies; serviceman, servicemen; run-off, run-offs; base, based, base’s."""
    word, name = word.lower(), name.lower()
    return any(
        word.startswith(stem) and _ENGLISH.fullmatch(word[len(stem) :]) is not None
        for stem in _english_stems(name)
        if stem != name[:-1] or word.endswith("ing")
    )


def _english_stems(name: str) -> list[str]:
    stems = [name, *([name[:-1] + "ie"] if name.endswith("y") else [])]
    stems += [name[:-2] + "en"] if name.endswith("man") else []
    stems += [name[:-1]] if name.endswith("e") and len(name) > 3 else []
    return stems


class Finder:
    """Finds which of many names texts mention, as :func:`mentions` says, without asking for each.

    A text is asked for a name only if it has a word that begins as a form of one of the name's
    words does: of that which fewest of the names have.
    """

    def __init__(self, names: Sequence[Sequence[str]], language: str = "") -> None:
        self._names, self._language = names, language
        beginnings = [[self._beginnings(word) for word in name] for name in names]
        common = Counter(one for name in beginnings for word in name for one in word)
        self._by_beginning: dict[str, list[int]] = {}
        for number, name in enumerate(beginnings):
            rarest = min(name, key=lambda word: sum(common[one] for one in word), default=set())
            for one in rarest:
                self._by_beginning.setdefault(one, []).append(number)

    def _beginnings(self, word: str) -> set[str]:
        """What all forms of a word of a name begin with, one of them each."""
        word = word.lower()
        english = self._language.partition("-")[0] == "en"
        stems = _english_stems(word) if english else [word, _stem(word)]
        return {stem[:_BEGINNING] for stem in stems}

    def mentioned(self, words: Sequence[str]) -> list[int]:
        """The numbers, from 0, of the names that ``words`` mention."""
        small = {word.lower() for word in words}
        begun = {word[:length] for word in small for length in range(1, _BEGINNING + 1)}
        asked = {number for one in begun for number in self._by_beginning.get(one, ())}
        return [
            number
            for number in sorted(asked)
            if mentions(words, self._names[number], self._language)
        ]


_BEGINNING = 8
"""Letters."""
