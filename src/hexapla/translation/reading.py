"""Reading: a catalog's bytes as entries, as strictly as ``msgfmt -c`` and without it.

The libraries accept what a catalog must not hold: conflict markers, half strings, two entries
for one message, an entry of a hundred thousand lines. Limits come first, then the syntax.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report
from hexapla.limits import (
    CATALOG_BYTES,
    CATALOG_ENTRIES,
    CATALOG_ENTRY,
    CATALOG_LINE,
    MESSAGE,
    REFERENCES,
)
from hexapla.translation.syntax import Entry, File, Key, Line, shortened

MAX_PROBLEMS = 20
"""After so many mistakes it is no catalog, and reading stops."""

_SPACE = " \t\r\n\f\v"
"""What gettext takes for white space; others, such as U+00A0, it takes for letters."""
_S = r"[ \t\r\n\f\v]*+"
"""Possessive: several in a row would share the same white space out in all ways."""
_KEYWORD = r"(msgctxt|msgid_plural|msgid|msgstr)"
_FIELD = re.compile(rf'{_S}(?:{_KEYWORD}(?:\[(\d{{1,3}})\])?{_S})?"([^"\\]*(?:\\.[^"\\]*)*)"{_S}')
_STRING = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"')
_ODD_FIELD = re.compile(
    rf"{_S}(?:{_KEYWORD}{_S}(?:\[{_S}(\d{{1,3}}){_S}\])?)?{_S}"
    rf'((?:"[^"\\]*(?:\\.[^"\\]*)*"{_S})*)'
)
"""The same as hardly anybody writes it: a keyword alone, several texts in a line."""
_AFTER = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural", "msgstr"),
    "msgid_plural": ("msgstr",),
    "msgstr": ("msgstr",),
}
"""Which keywords may follow a keyword within an entry."""
_BEFORE = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural",),
    "msgid_plural": (),
}
"""The same for the previous text."""
_COMMENTS = {"#.": "#.", "#:": "#:", "#,": "#,", "#!": "#,", "#=": "#,", "#|": "#|"}
"""The kinds of comments by their first characters; all others are the translator's. “#!” are
flags as Solaris writes them, which gettext reads; “#=” those that gettext 0.23 sets apart."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def parse(data: bytes, place: Place) -> File:
    """Split a catalog. Raises Refusal, with file and line, for what is not a valid one."""
    text = _decoded(data, place)
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    reader = _Reader(place)
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        reader.read(number, line)
    entries, tail = reader.close()
    _refuse_duplicates(entries, place)
    return File(entries, tail, mark, newline)


def _decoded(data: bytes, place: Place) -> str:
    if len(data) > CATALOG_BYTES:
        size = CATALOG_BYTES // 1024 // 1024
        raise _refusal(f"the catalog is larger than {size} MB; it is taken for damaged", place)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refusal("the catalog is not UTF-8; save it as UTF-8", place, line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _refusal("there is a NUL character here; take it out", place, line)
    return text


def _refusal(problem: str, place: Place, line: int | None = None) -> Refusal:
    return Refusal(Diagnostic("T001", problem, Place(place.file, line)))


def _refuse_duplicates(entries: Sequence[Entry], place: Place) -> None:
    report = Report()
    first: dict[Key, int] = {}
    for entry in entries:
        line = first.setdefault(entry.key, entry.number)
        if line != entry.number:
            what = "a second header" if entry.is_header else f"“{shortened(entry.id)}” again"
            problem = f"{what}, first in line {line}; keep one of the two entries"
            report.error("T003", problem, Place(place.file, entry.number))
    report.close()


_PREVIOUS = (
    "after “#|” there must be msgctxt, msgid or msgid_plural, in this order and each once, and a "
    'text in quotes: #| msgid "…"'
)


class _Malformed(Exception):  # noqa: N818 - never leaves this module
    """A line that cannot stand where it does; its text says why and what to do."""


class _Reader:
    """Takes a catalog line by line; local to one call of :func:`parse`."""

    def __init__(self, place: Place) -> None:
        self._report = Report()
        self._place = place
        self._entries: list[Entry] = []
        self._skipping = False
        self._begin()

    def _begin(self) -> None:
        """Forget the entry at hand."""
        self._lines: list[Line] = []
        self._part = ""
        self._obsolete = False
        self._number = 0
        self._fields: dict[str, list[str]] = {}
        self._before: list[tuple[str, int]] = []
        """The fields of the previous text: each keyword, and how many texts it has."""
        self._crossed: set[bool] = set()
        """Whether the lines of the previous text are crossed out."""
        self._forms: list[list[str]] = []
        self._pieces: list[str] = []
        """Of the text at hand, which is in one of the two."""

    def read(self, number: int, text: str) -> None:
        """Take the next line; after a mistake skip to the next blank one."""
        if self._skipping:
            if text.strip():
                return
            self._skipping = False
        try:
            if len(text) > CATALOG_LINE:
                raise _Malformed(f"a line of more than {CATALOG_LINE:,} characters; wrap it")
            self._line(number, text)
            if len(self._lines) > CATALOG_ENTRY:
                raise _Malformed(
                    f"an entry of more than {CATALOG_ENTRY:,} lines; split the message"
                )
            if len(self._entries) > CATALOG_ENTRIES:
                raise _Malformed(f"more than {CATALOG_ENTRIES:,} entries; it is taken for damaged")
        except _Malformed as problem:
            self._report.error("T001", str(problem), Place(self._place.file, number))
            self._skipping = True
            self._begin()
            if len(self._report.found) >= MAX_PROBLEMS:
                self._report.close()

    def close(self) -> tuple[tuple[Entry, ...], str]:
        """All entries, and what stands after the last. Raises Refusal if there was a mistake."""
        if self._part == "msgstr" and self._pieces:
            number = self._number
            try:
                self._end()
            except _Malformed as problem:
                self._report.error("T001", str(problem), Place(self._place.file, number))
        elif self._part or self._before:
            self._report.error("T001", "the file ends within an entry", self._place)
        self._report.close()
        return tuple(self._entries), "".join(line.text for line in self._lines)

    def _line(self, number: int, text: str) -> None:
        content = text.strip(_SPACE)
        obsolete = content[:2] == "#~"
        if obsolete:
            content = content[2:].strip(_SPACE) or "#"
            content = "#" + content if content[0] == "|" else content
        if not content or content[0] == "#":
            self._comment(text, content, obsolete)
        else:
            self._field(number, text, content, obsolete)

    def _comment(self, text: str, content: str, obsolete: bool) -> None:
        kind = _COMMENTS.get(content[:2], content[:1])
        if self._part == "msgstr":
            self._end()
        elif self._part and kind:
            raise _Malformed("a comment within an entry; move it above the entry's msgid")
        if kind == "#|":
            self._previous(content[2:], obsolete)
        elif text.endswith("\\\n"):
            raise _Malformed(
                "a comment that ends with a backslash, which joins the next line to it"
            )
        self._lines.append(Line(kind, text))

    def _previous(self, content: str, obsolete: bool) -> None:
        """A line of the previous text: fields as an entry has them, without msgstr."""
        match = _ODD_FIELD.fullmatch(content)
        keyword, index, strings = match.groups() if match else (None, None, "")
        last, texts = self._before[-1] if self._before else ("", 1)
        if keyword and keyword in _BEFORE[last] and texts and not index:
            self._before.append((keyword, 0))
        elif keyword or not (last and strings):
            raise _Malformed(_PREVIOUS)
        said = [_plain(string) for string in _STRING.findall(strings)]
        self._before[-1] = (self._before[-1][0], self._before[-1][1] + len(said))
        self._crossed.add(obsolete)

    def _field(self, number: int, text: str, content: str, obsolete: bool) -> None:
        match = _FIELD.fullmatch(content) or _ODD_FIELD.fullmatch(content)
        if not match:
            raise _Malformed(_why(content))
        keyword, index, value = match.groups()
        if keyword:
            self._keyword(number, keyword, index, obsolete)
        elif not self._part:
            raise _Malformed("a text in quotes that belongs to no msgid or msgstr")
        if obsolete != self._obsolete:
            raise _Malformed("an entry with “#~” before some of its lines only")
        texts = [value] if match.re is _FIELD else _STRING.findall(value)
        self._pieces += [_plain(text) if "\\" in text else text for text in texts]
        self._lines.append(Line(self._part, text))

    def _keyword(self, number: int, keyword: str, index: str | None, obsolete: bool) -> None:
        if self._part == "msgstr" and keyword != "msgstr":
            self._end()
        if keyword not in _AFTER[self._part]:
            raise _Malformed(f"{keyword} cannot follow {self._part or 'nothing'}")
        self._refuse_empty()
        self._pieces = []
        if keyword == "msgstr":
            wanted = str(len(self._forms)) if "msgid_plural" in self._fields else None
            if index != wanted or (wanted is None and self._forms):
                raise _Malformed(_which_form(wanted, len(self._forms)))
            self._number = self._number or number
            self._forms.append(self._pieces)
        elif index is not None:
            raise _Malformed(f"{keyword} takes no number in brackets")
        else:
            self._fields[keyword] = self._pieces
        if not self._part:
            self._obsolete = obsolete
            if self._before and self._crossed != {obsolete}:
                raise _Malformed("“#|” stands above what is obsolete, or “#~|” above what is not")
            if self._before and not ("msgid" in dict(self._before) and self._before[-1][1]):
                raise _Malformed(_PREVIOUS)
        self._part = keyword

    def _refuse_empty(self) -> None:
        if self._part and not self._pieces:
            raise _Malformed(f'{self._part} has no text in quotes; write at least ""')

    def _end(self) -> None:
        self._refuse_empty()
        texts = {name: "".join(pieces) for name, pieces in self._fields.items()}
        longest = max(map(len, (*texts.values(), *map("".join, self._forms))))
        if longest > MESSAGE:
            raise _Malformed(f"a text of more than {MESSAGE:,} characters; split the message")
        if sum(text.count(" ") for kind, text in self._lines if kind == "#:") > REFERENCES:
            raise _Malformed(f"an entry that names more than {REFERENCES:,} files; take some out")
        if any("\x04" in text for text in texts.values()):
            raise _Malformed("the character U+0004 in msgid or msgctxt, which gettext uses itself")
        self._entries.append(
            Entry(
                tuple(self._lines),
                self._number,
                self._obsolete,
                texts.get("msgctxt"),
                texts["msgid"],
                texts.get("msgid_plural"),
                tuple(["".join(pieces) for pieces in self._forms]),
            )
        )
        self._begin()


def _which_form(wanted: str | None, forms: int) -> str:
    if wanted is None:
        return "a second msgstr in one entry" if forms else "msgstr[…] without a msgid_plural"
    return f"here must be msgstr[{wanted}]"


def _why(content: str) -> str:
    """What is wrong with a line that is neither comment nor field."""
    if re.match(r"(<{7}|={7}|>{7}|\|{7})( |$)", content):
        return "a conflict marker of git; decide which of the versions is right, delete the other"
    keyword = re.match(r'([^"\s\[]++)\s*+(?:\[[^\]"]*+\])?\s*+"', content)
    if keyword and not re.fullmatch(_KEYWORD, keyword[1]):
        return (
            f"“{shortened(keyword[1])}” is no keyword of a catalog; there are msgctxt, msgid, "
            "msgid_plural and msgstr"
        )
    if re.match(r'(msg\w++(\[\d++\])?\s*+)?"', content):
        return (
            "the text in quotes does not end properly; it needs a quotation mark at the end of "
            'the line, and \\" for any other within'
        )
    return f"“{shortened(content)}” is not a line of a catalog"


def _plain(value: str) -> str:
    """The text between two quotation marks."""
    return re.sub(r"\\(.)", _unescaped, value)


def _unescaped(match: re.Match[str]) -> str:
    if match[1] not in _ESCAPES:
        known = " ".join("\\" + key for key in _ESCAPES)
        raise _Malformed(f"“{match[0]}” is no escape that a catalog may hold; known are {known}")
    return _ESCAPES[match[1]]
