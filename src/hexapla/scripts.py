"""Scripts: what Unicode and ICU know of characters and writing systems, whatever the language."""

from __future__ import annotations

import re
import unicodedata

import icu

_ENDS = {
    "\u202a": "\u202c",  # embeddings and overrides, ended by POP DIRECTIONAL FORMATTING
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",  # isolates, ended by POP DIRECTIONAL ISOLATE
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
"""Characters that turn the direction of what follows (Unicode Standard Annex 9), and their ends.
The marks U+200E, U+200F and U+061C are not among them: they turn nothing but themselves."""

DIRECTIONS = frozenset(_ENDS) | frozenset(_ENDS.values())
"""The characters that turn the direction of a text, and those that end it."""

_DIRECTIONS = re.compile(f"[{''.join(sorted(DIRECTIONS))}]")


def directions_end(text: str) -> bool:
    """Whether each change of direction in ``text`` is ended, innermost first."""
    awaited: list[str] = []
    for character in _DIRECTIONS.findall(text):
        if character in _ENDS:
            awaited.append(_ENDS[character])
        elif not awaited or awaited.pop() != character:
            return False
    return not awaited


def likely_script(tag: str) -> str:
    """The script of a tag, by CLDR's likely subtags if it names none; empty if none is known."""
    return str(likely(tag).getScript())


def likely(tag: str) -> icu.Locale:
    """The locale of a tag with CLDR's likely language, script and region; as it is if unknown."""
    locale = icu.Locale.forLanguageTag(tag)
    locale.addLikelySubtags()
    return locale


def is_script(code: str) -> bool:
    """Whether four letters are a script that Unicode knows, by ISO 15924; ``Qaaa`` is private."""
    return bool(icu.Script.getCode(code))


def is_right_to_left(script: str) -> bool:
    """Whether a script (ISO 15924; empty for an unknown one) runs from right to left."""
    return bool(script) and bool(icu.Script(icu.Script.getCode(script)[0]).isRightToLeft())


def direction_of(text: str) -> str:
    """``ltr`` or ``rtl``, by the first letter (UAX 9, P2); ``ltr`` for a text without letters."""
    classes = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((one for one in classes if one in ("L", "R", "AL")), "L") != "L" else "ltr"


def visual_runs(text: str) -> tuple[tuple[str, str], ...]:
    """``text`` in one line as runs of one direction, from left to right (UAX 9, by ICU).

    Each is a piece of ``text`` in reading order and ``ltr`` or ``rtl``. The line's own direction
    is that of its first letter.
    """
    if not text:
        return ()
    bidi, units = icu.Bidi(), icu.UnicodeString(text)  # ICU counts UTF-16 code units
    bidi.setPara(units, icu.Bidi.DEFAULT_LTR)
    runs = (bidi.getVisualRun(number) for number in range(bidi.countRuns()))
    return tuple(
        (str(units[start : start + length]), "rtl" if direction == _RTL else "ltr")
        for start, length, direction in runs
    )


def _marks() -> str:
    found = icu.UnicodeSet("[:M:]")
    ranges = ((found.getRangeStart(n), found.getRangeEnd(n)) for n in range(found.getRangeCount()))
    return "".join(f"{start}-{end}" for start, end in ranges)


SIGNS_OF_LETTERS = _marks()
"""Ranges for a regular expression's brackets: marks that belong to letters (category M), such as
the vowel signs of Hindi and Thai, which ``\\w`` leaves out."""


def script_of(character: str) -> str:
    """The script of a character as ISO 15924 has it: ``Latn``, ``Geor``; ``Zyyy`` for signs."""
    return str(icu.Script.getScript(character).getShortName())


def script_name(script: str) -> str:
    """The English name of a script: “Georgian” for ``Geor``."""
    return str(icu.Script(icu.Script.getCode(script)[0]).getName()).replace("_", " ")


_RTL = 1
"""ICU's UBiDiDirection UBIDI_RTL."""
