"""Pseudo-languages: translations made of the source text, which show what a layout cannot bear.

CLDR keeps two regions for them (UTS 35, “Pseudo-locales”). In ``XA``, Pseudo-Accents, letters get
accents, words grow longer and each message stands in brackets. In ``XB``, Pseudo-Bidi, every word
runs from right to left, as Android has it. Whatever stands in an edition without the marks of
these was not translated.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable, Mapping

from hexapla import inline

REGIONS = frozenset({"XA", "XB"})

START, END = "‹", "›"
"""The brackets around a message: signs that every font for Latin letters has."""

GROWTH = 0.4
"""What a message grows by: German, Russian or Georgian need up to so much more than English."""

_ACCENTED = "áƀçđéƒĝĥîĵķļṁñöṗɋŕšţûʋŵχýž"
_LETTERS = str.maketrans(string.ascii_letters, _ACCENTED + _ACCENTED.upper())
_CONSONANTS = frozenset(string.ascii_letters) - frozenset("aeiouyAEIOUY")

# A way without U+202E would be CSS's “unicode-bidi: bidi-override”, which WeasyPrint does not
# know and which attributes and metadata cannot have; or letters of an alphabet that runs from
# right to left, which whoever wrote the source could not read. Marks (U+200F) on both sides, or
# whoever looks for the first strong letter would find one that runs from the left.
FORCED = "\u200f\u202e", "\u202c\u200f"
"""What stands before and behind a word that is forced to run from right to left."""

_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
"""Letters and digits in a row, a letter among them."""

_TOKEN = re.compile(r"\{[a-z_]+\}")
"""A place that the templates fill in."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>)\]]+|mailto:[^\s<>)\]]+", re.IGNORECASE)
"""A web address that stands in a text."""

_Spans = Iterable[tuple[int, int]]


def is_pseudo(tag: str) -> bool:
    """Whether a BCP 47 tag, in its canonical case, is that of a pseudo-language: ``en-XA``."""
    return _region(tag) in REGIONS


def pseudo_markdown(content: str, tag: str) -> str:
    """A message of the manuscript in the pseudo-language ``tag``: the same markup, other words.

    Targets, note calls, code and web addresses stay. Raises KeyError for another language.
    """
    return _METHODS[_region(tag)](content, _without(inline.plain_spans(content), content, _ADDRESS))


def pseudo_label(text: str, tag: str) -> str:
    """A message of the templates in the pseudo-language ``tag``; each ``{name}`` in it stays.

    So does one without letters, such as the comma of lists. Raises KeyError for another language.
    """
    if not any(map(str.isalpha, _TOKEN.sub("", text))):
        return text
    return _METHODS[_region(tag)](text, _without([(0, len(text))], text, _TOKEN))


def _accented(text: str, spans: _Spans) -> str:
    """``text`` in brackets, the letters of ``spans`` with accents and some of them repeated."""
    result, position, owed = [START], 0, 0.0
    for start, end in spans:
        result.append(text[position:start])
        for match in re.finditer(r"[^\W\d_]+|[\W\d_]+", text[start:end]):
            shout = match[0].isupper()
            for letter in match[0]:
                result.append(letter.translate(_LETTERS))
                owed += GROWTH
                if letter.isalpha() and letter not in _CONSONANTS:
                    again = letter if shout else letter.lower()
                    result.append(again.translate(_LETTERS) * min(int(owed), 2))
                    owed -= min(int(owed), 2)
        position = end
    return "".join([*result, text[position:], END])


def _forced(text: str, spans: _Spans) -> str:
    """``text`` with every word of ``spans`` between marks that make it run from the right."""
    result, position = [], 0
    for start, end in spans:
        result.append(text[position:start])
        result.append(_WORD.sub(FORCED[0] + r"\g<0>" + FORCED[1], text[start:end]))
        position = end
    return "".join([*result, text[position:]])


_METHODS: Mapping[str, Callable[[str, _Spans], str]] = {"XA": _accented, "XB": _forced}


def _region(tag: str) -> str:
    return next((part for part in tag.split("-")[1:] if part in REGIONS), "")


def _without(spans: _Spans, text: str, pattern: re.Pattern[str]) -> Iterable[tuple[int, int]]:
    """``spans`` of ``text`` less what ``pattern`` finds in it."""
    kept = [match.span() for match in pattern.finditer(text)]
    for start, end in spans:
        position = start
        for left, right in kept:
            if position < right and left < end:
                yield position, max(left, position)
                position = min(right, end)
        yield position, end
