"""Months: which of them a text names, whatever their case endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping


def months_named(
    text: str,
    names: Mapping[int, tuple[str, ...]],
    *,
    any_case: bool = False,
    declines: bool = True,
) -> frozenset[int]:
    """The months that ``text`` names; ``names`` are the forms of each that dictionaries have.

    With ``any_case`` also those in small letters whose names have a capital: “mayıs ayında” is
    Turkish for May, but the English “may” is a verb. In a language that does not decline its nouns
    a month is called as dictionaries have it, and in no other way.

    See :func:`_likeness` for what counts as a form of a name. Of several months that a word may
    name, it is the one with the longest name.
    """
    inflects = any(len(forms) > 1 for forms in names.values())
    cased = any(form.upper() != form.lower() for forms in names.values() for form in forms)
    beginnings = {form[:2].lower() for forms in names.values() for form in forms}
    found: set[int] = set()
    for word in _words(text):
        if cased and word[:2].lower() not in beginnings:
            continue  # most words, without the work
        if any_case:
            word = word[:1].upper() + word[1:]  # noqa: PLW2901 - as if it began a sentence

        def like(form: str, word: str = word) -> int:
            if not cased:
                return _within(word, form)
            return _likeness(word, form, inflects=inflects) if declines else _same(word, form)

        likeness = {month: max(map(like, forms)) for month, forms in names.items()}
        best = max(likeness.values())
        found.update(month for month, value in likeness.items() if value == best > 0)
    return frozenset(found)


_VOWELS = re.compile("[aeiouyæøœаеёиоуыэюяіїєუაეიოαεηιουω]")


def _words(text: str) -> list[str]:
    """The runs of letters in ``text``, with their combining signs."""
    kept = (
        one if one.isalpha() or unicodedata.category(one).startswith("M") else " " for one in text
    )
    return "".join(kept).split()


def _likeness(word: str, name: str, *, inflects: bool) -> int:
    """How many letters of a month's ``name`` show that ``word`` is a form of it; 0 for none.

    A form begins with the same three letters, has the same consonants before its ending, which
    has six letters at most, and is in capitals where the name is: იანვარი, იანვრის. In a language
    that ``inflects`` its months a name of three letters may end in a vowel instead: май, мае.
    """
    if _same(word, name):
        return len(name)
    if name[:1].isupper() and not word[:1].isupper():  # the verb “may”
        return 0
    word, name = word.lower(), name.lower().rstrip("ς")  # Greek: Μάρτιος, Μάρτιο
    if len(name) <= 3:
        alike = inflects and len(word) == len(name) and word[:-1] == name[:-1]
        return len(name) - 1 if alike and _VOWELS.fullmatch(word[-1]) else 0
    consonants, wanted = (_VOWELS.sub("", _bare(text)) for text in (word, name))
    alike = word[:3] == name[:3] and len(word) <= len(name) + 6 and consonants.startswith(wanted)
    return len(name) if alike else 0


def _same(word: str, name: str) -> int:
    """The same for a language without cases: the name itself, in capitals where it is."""
    alike = word.lower() == name.lower() and (word[:1].isupper() or not name[:1].isupper())
    return len(name) if alike else 0


def _within(word: str, name: str) -> int:
    """The same for a script without capitals, whose languages join words: ביוני, เดือนพฤษภาคม.

    A short name counts in a short word only.
    """
    if word == name:
        return len(name)
    room = 3 if len(name) < 5 else len(word)
    return len(name) if len(name) >= 3 and name in word and len(word) <= len(name) + room else 0


def _bare(text: str) -> str:
    """``text`` without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
