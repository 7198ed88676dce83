"""Words: a text's words without its markup, and whether one is a form of another."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from hexapla import inline
from hexapla.language import SIGNS_OF_LETTERS


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


def has_form(words: Sequence[str], name: str) -> bool:
    """Whether one of ``words`` is a form of ``name``: the same in small letters but for its end.

    Three letters and three fifths of the name must agree, which all cases of Georgian and
    Russian names do, those that lose a vowel (დაღესტანი, დაღესტნის) among them.
    """
    least = min(len(name), max(3, math.ceil(len(name) * 0.6)))
    stem = name.lower()[:least]
    if not is_cased(name):  # as Hebrew, Arabic and Chinese join words
        bare = _ARTICLE.sub("", name)
        least = min(len(bare), max(3, math.ceil(len(bare) * 0.6)))
        return any(bare[:least] in word for word in words)
    return any(word.lower().startswith(stem) for word in words)


_ARTICLE = re.compile("^(?:ال|ה)(?=..)")
"""The definite article of Arabic and Hebrew, which is written as part of the word."""


def is_cased(text: str) -> bool:
    """Whether ``text`` is in a script with capitals; Georgian counts, though it writes none."""
    return text.upper() != text.lower()


def has_forms(words: Sequence[str], name: str) -> bool:
    """Whether each word of ``name`` has a form among ``words``, wherever it stands."""
    return all(has_form(words, part) for part in words_of(name))


def ways_of(name: str) -> tuple[str, ...]:
    """A term's several names: as a slash divides them, and what is in brackets if it has letters.

    ``Telegram (телеграм)`` and ``run-off / second round`` are two each.
    """
    ways = re.split(r"\s*[/()]\s*", inline.plain(name))
    return tuple(way for way in ways if any(map(str.isalpha, way)))


def mentions(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether ``words`` have the words of ``name`` one after the other, whatever their endings.

    Stricter than :func:`has_form`, since it finds what nobody has marked: a form has three letters
    more at most, and all letters of the name but a vowel at its end, or but two of seven or more.
    """
    if not name:
        return False
    begins, length = name[0][:1].lower(), len(name)
    return any(
        all(map(_is_form, words[start : start + length], name))
        for start in range(len(words) - length + 1)
        if words[start][:1].lower() == begins  # few words, and little work for the others
    )


_ENDS_WITH_VOWEL = re.compile("[aeiouyаеёиоуыэюяіїєუაეიოαεηιουωáéíóúüöä]$")


def _is_form(word: str, name: str) -> bool:
    word, name = word.lower(), name.lower()
    if word == name or len(name) < 4:
        return word == name
    stem = name[:-2] if len(name) >= 7 else _ENDS_WITH_VOWEL.sub("", name)
    return word.startswith(stem) and len(word) <= len(name) + 3
