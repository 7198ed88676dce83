"""Texts of a project, and TOML with the lines on which its keys stand."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from functools import cached_property
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import KEY_PARTS, MESSAGE, TEXT_BYTES, TEXT_LINES


def read_text(path: Path, place: Place, most_lines: int = TEXT_LINES) -> str:
    """The text of a UTF-8 file, line ends made ``\\n``.

    Raises Refusal: P002 if it cannot be read or holds a conflict marker of git, P010 if it is
    larger than any such file should be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(TEXT_BYTES + 1)
        if len(data) > TEXT_BYTES:
            problem = f"the file is larger than {TEXT_BYTES // 1_000_000} MB; divide it"
            raise Refusal(Diagnostic("P010", problem, place))
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        _check_lines(text, place, most_lines)
        return text
    except FileNotFoundError:
        raise Refusal(Diagnostic("P002", "there is no such file", place)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = "the file is not UTF-8; save it as UTF-8"
        raise Refusal(Diagnostic("P002", problem, Place(place.file, line))) from None
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror}"
        raise Refusal(Diagnostic("P002", problem, place)) from None


def _check_lines(text: str, place: Place, most: int) -> None:
    """Raise Refusal: P010 for more lines than ``most`` or a long one, P002 for a conflict."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MESSAGE:
            problem = f"a line of more than {MESSAGE:,} characters; divide it"
            raise Refusal(Diagnostic("P010", problem, Place(place.file, number)))
        if line[:7] in ("<<<<<<<", ">>>>>>>") and line[7:8] in ("", " "):
            problem = (
                "a conflict marker of git; decide which of the versions is right, delete the other"
            )
            raise Refusal(Diagnostic("P002", problem, Place(place.file, number)))
        if number > most:
            problem = f"the file has more than {most:,} lines; divide it"
            raise Refusal(Diagnostic("P010", problem, Place(place.file, number)))


_LONG_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+\.[ \t]*+)"""
    rf"{{{KEY_PARTS}}}"
)
"""Near enough: a text in quotes that has a stop behind each of a hundred words counts too."""


def parse_toml(text: str, place: Place, line_before: int = 0) -> dict[str, object]:
    """The table of TOML ``text`` that begins after line ``line_before`` of the file.

    Raises Refusal P003 if it is malformed, P010 for a key of too many parts.
    """
    for number, written in enumerate(text.split("\n"), 1):
        if written.count(".") >= KEY_PARTS and _LONG_KEY.search(written):  # tomllib takes minutes
            problem = f"a key of more than {KEY_PARTS} parts, with stops between; no key has such"
            raise Refusal(Diagnostic("P010", problem, Place(place.file, number + line_before)))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        problem = f"this is not valid TOML: {_in_words(what, text.split(chr(10))[line - 1])}"
        raise Refusal(Diagnostic("P003", problem, Place(place.file, line + line_before))) from None
    except (ValueError, RecursionError):
        problem = "this is not valid TOML: a number is too long, or brackets nest too deeply"
        raise Refusal(Diagnostic("P003", problem, place)) from None


_NO_DATE = "there is no such day, or it is not written as 2026-11-22 (year, month, day)"

_WORDS = (
    ("Cannot overwrite|Cannot declare|Duplicate", "this key stands twice; take one of them out"),
    ("Cannot mutate", "this key adds to a table that is closed; write both in one place"),
    (
        "Expected newline",
        "something stands behind a value that has ended; a text takes quotation marks at both "
        "ends, and a quotation mark within it a backslash in front",
    ),
    ("Invalid date", _NO_DATE),
    (
        "Invalid value",
        "this is no value; a text takes quotation marks, and true and false small letters",
    ),
    ("Unclosed array", "a “[” is not closed, or a comma is missing between what stands in it"),
    ("Unclosed inline table", "a “{” is not closed, or a comma is missing"),
    ("Unterminated string", "a quotation mark is not closed"),
    ("Expected '='", "a key has no value; write: key = value, the key without spaces"),
    ("Expected ']", "the name of a table is not closed; write [name], or [[name]]"),
    ("""Expected ["']""", "a quotation mark is not closed"),
    (r"Illegal character '\\n'", "a quotation mark is not closed on its line"),
    ("Illegal character|Found invalid", "a character that TOML does not take; type it anew"),
    ("Invalid statement|Invalid initial", "this is neither a key nor a table; write: key = value"),
    (
        "Unescaped|Escaped character|Invalid hex",
        "a backslash in a text; write it twice, or put the text between apostrophes",
    ),
)
"""What tomllib says, and what that means to a person."""


def _in_words(said: str, line: str) -> str:
    """What is wrong with ``line``, of which tomllib ``said`` something; that, if it is not known.

    A month or a day that there is not ends a number for tomllib.
    """
    if said.startswith("Expected newline") and re.search(r"=\s*\d{4}-\d\d?-\d\d?\b", line):
        return _NO_DATE
    return next((words for pattern, words in _WORDS if re.match(pattern, said)), said)


_KEY = re.compile(
    r"""\s*+(?:\[++\s*+)?+(?:["'](?P<quoted>[^"']*+)["']|(?P<bare>[\w.-]++))\s*+[=\]]"""
)
"""A key or the name of a table, as a line begins with it."""


class Lines:
    """Where keys and tables stand in a TOML text; for messages only, so a near miss is harmless."""

    def __init__(self, text: str, before: int = 0) -> None:
        self._lines = text.split("\n")  # as tomllib counts them, not as splitlines does
        self._before = before

    def key(self, key: str, after: int = 0) -> int | None:
        """The line of ``key = …`` or ``[key]`` at or after line ``after``; None for neither."""
        found = self._keys.get(key, [])
        at = bisect_left(found, after)
        return found[at] if at < len(found) else None

    def key_of(self, table: str, key: str) -> int | None:
        """The line of ``key`` in ``[table]`` or ``table = {…}``; that of the table if unfound."""
        begin = self.key(table)
        if begin is None:
            return self.key(f"{table}.{key}")
        if not self._lines[begin - self._before - 1].lstrip().startswith("["):
            return begin
        found = self.key(key, begin + 1)
        for line in self._lines[begin - self._before : (found or 0) - self._before]:
            if re.match(r"\s*\[+[^\[\]]+\]+\s*(#.*)?$", line):
                return begin  # another table begins before
        return found or begin

    @cached_property
    def _keys(self) -> dict[str, list[int]]:
        """The lines of each key, looked for once: a register asks thousands of times."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines, self._before + 1):
            match = _KEY.match(line)
            if match:
                found.setdefault(match["quoted"] or match["bare"] or "", []).append(number)
        return found

    def tables(self, name: str) -> list[int]:
        """The lines of all ``[[name]]``, in order."""
        pattern = re.compile(rf'\s*\[\[\s*"?{re.escape(name)}"?\s*\]\]')
        return [
            number + 1 + self._before
            for number, line in enumerate(self._lines)
            if pattern.match(line)
        ]
