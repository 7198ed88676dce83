"""PO syntax: a catalog's text as entries that remember their lines, read as strictly as msgfmt.

No library refuses what a catalog must not hold (conflict markers, half strings, entries of a
hundred thousand lines), and none writes back what it does not know. So an entry here is its own
lines, each with its kind: rewriting exchanges the lines of one kind and leaves the rest.
Source of the rules: the GNU gettext manual, “The Format of PO Files”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 64 * 1024
"""Characters. Editors wrap at 79; some write a paragraph as one line."""
MAX_ENTRY = 5_000
"""Lines of one entry."""
MAX_PROBLEMS = 20
"""After so many mistakes it is no catalog, and reading stops."""

KINDS = ("", "#", "#.", "#:", "#,", "#|", "msgctxt", "msgid", "msgid_plural", "msgstr")
"""The kinds of line in the order in which gettext writes them: blank, comment of the translator,
comment for the translator, files, flags, previous text, and the four that hold texts."""

_FIELD = re.compile(
    r'\s*(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,3})\])?\s*)?'
    r'"([^"\\]*(?:\\.[^"\\]*)*)"\s*'
)
_AFTER = {
    "": ("msgctxt", "msgid"),
    "msgctxt": ("msgid",),
    "msgid": ("msgid_plural", "msgstr"),
    "msgid_plural": ("msgstr",),
    "msgstr": ("msgstr",),
}
"""Which keywords may follow a keyword within an entry."""
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_FILE = re.compile("\u2068([^\u2069]*)\u2069|(\\S+)")
"""A file's name in a ``#:`` line; isolated where it holds spaces (gettext 0.22)."""


class Line(NamedTuple):
    """One line of a catalog."""

    kind: str
    """One of :data:`KINDS`."""
    text: str
    """As it stands in the file, its end included."""


Key = tuple[str | None, str]
"""What tells messages apart: msgctxt, None for none, and msgid."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a catalog, with the blank lines and comments before it."""

    lines: tuple[Line, ...]
    number: int = 0
    """Line of its first msgstr in the file."""
    obsolete: bool = False
    context: str | None = None
    id: str = ""
    plural: str | None = None
    forms: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What tells it from other entries."""
        return self.context, self.id

    @property
    def is_header(self) -> bool:
        """Whether it is the catalog's header."""
        return not self.obsolete and self.key == (None, "")

    @property
    def fuzzy(self) -> bool:
        """Whether its translation is marked as not yet confirmed."""
        flags = (flag for text in self.of_kind("#,") for flag in text[2:].split(","))
        return any(flag.strip() == "fuzzy" for flag in flags)

    @property
    def translated(self) -> bool:
        """Whether there is any translation, confirmed or not."""
        return any(self.forms)

    @property
    def comments(self) -> tuple[str, ...]:
        """The comments for the translator."""
        return tuple(text[2:].strip() for text in self.of_kind("#."))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it says the message stands in."""
        found = (match for text in self.of_kind("#:") for match in _FILE.finditer(text[2:]))
        return tuple(match[1] or match[2] for match in found)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The lines of one kind, without spaces and line ends around them."""
        return tuple(line.text.strip() for line in self.lines if line.kind == kind)


@dataclass(frozen=True, slots=True)
class File:
    """A catalog's text, split. ``written(file) == data`` for ``file = parse(data, place)``."""

    entries: tuple[Entry, ...]
    tail: str = ""
    """What stands after the last entry."""
    mark: str = ""
    """The byte order mark, if the file begins with one."""
    newline: str = "\n"
    """How its first line ends."""


def parse(data: bytes, place: Place) -> File:
    """Split a catalog. Raises Refusal, with file and line, for what is not a valid one."""
    text = _decoded(data, place)
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    reader = _Reader(place)
    for number, line in enumerate(text.split("\n")[:-1], 1):
        reader.read(number, line + "\n")
    last = text.rpartition("\n")[2]
    if last:
        reader.read(text.count("\n") + 1, last)
    entries, tail = reader.close()
    _refuse_duplicates(entries, place)
    return File(entries, tail, mark, newline)


def written(file: File) -> bytes:
    """The bytes of a catalog; an entry that lost the file's last, unended line gets an end."""
    parts = ["".join(line.text for line in entry.lines) for entry in file.entries]
    parts = [part for part in (*parts, file.tail) if part]
    ended = [part if part.endswith("\n") else part + file.newline for part in parts[:-1]]
    return (file.mark + "".join(ended + parts[-1:])).encode()


def exchanged(lines: Sequence[Line], kind: str, texts: Iterable[str]) -> tuple[Line, ...]:
    """``lines`` with all of one kind replaced: where those stood, or else where gettext has them."""
    rest = [line for line in lines if line.kind != kind]
    rank = KINDS.index(kind)
    at = next((index for index, line in enumerate(lines) if line.kind == kind), None)
    if at is None:
        later = (i for i, line in enumerate(rest) if KINDS.index(line.kind) > rank)
        at = next(later, len(rest))
    return (*rest[:at], *(Line(kind, text) for text in texts), *rest[at:])


def _decoded(data: bytes, place: Place) -> str:
    if len(data) > MAX_BYTES:
        size = MAX_BYTES // 1024 // 1024
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
        if entry.obsolete:
            continue
        if entry.key in first:
            what = "a second header" if entry.is_header else f"“{shortened(entry.id)}” again"
            problem = f"{what}, first in line {first[entry.key]}; keep one of the two entries"
            report.error("T003", problem, Place(place.file, entry.number))
        first.setdefault(entry.key, entry.number)
    report.close()


def shortened(text: str, width: int = 48) -> str:
    """``text`` on one line, for a diagnostic; cut after ``width`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[:width].rstrip() + "…"


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
        self._part = self._form = ""
        self._obsolete = False
        self._number = 0
        self._fields: dict[str, list[str]] = {}

    def read(self, number: int, text: str) -> None:
        """Take the next line; after a mistake skip to the next blank one."""
        if self._skipping and text.strip():
            return
        self._skipping = False
        try:
            if len(text) > MAX_LINE:
                raise _Malformed(f"a line of more than {MAX_LINE} characters; wrap it")
            self._line(number, text)
            if len(self._lines) > MAX_ENTRY:
                raise _Malformed(f"an entry of more than {MAX_ENTRY} lines; split the message")
        except _Malformed as problem:
            self._report.error("T001", str(problem), Place(self._place.file, number))
            self._skipping = True
            self._begin()
            if len(self._report.found) >= MAX_PROBLEMS:
                self._report.close()

    def close(self) -> tuple[tuple[Entry, ...], str]:
        """All entries, and what stands after the last. Raises Refusal if there was a mistake."""
        if self._part == "msgstr":
            self._end()
        elif self._part:
            self._report.error("T001", "the file ends within an entry", self._place)
        self._report.close()
        return tuple(self._entries), "".join(line.text for line in self._lines)

    def _line(self, number: int, text: str) -> None:
        content = text.strip()
        obsolete = content.startswith("#~")
        if obsolete:
            content = content[2:].strip() or "#"
            content = "#" + content if content.startswith("|") else content
        if not content or content.startswith("#"):
            self._comment(text, content)
        else:
            self._field(number, text, content, obsolete)

    def _comment(self, text: str, content: str) -> None:
        kind = content[:2] if content[:2] in KINDS else content[:1]
        kind = "#," if content[:2] == "#=" else kind
        if self._part == "msgstr":
            self._end()
        elif self._part and kind:
            raise _Malformed("a comment within an entry; move it above the entry's msgid")
        if kind == "#|" and not _FIELD.fullmatch(content[2:]):
            raise _Malformed('after “#|” there must be msgid and a text in quotes: #| msgid "…"')
        self._lines.append(Line(kind, text))

    def _field(self, number: int, text: str, content: str, obsolete: bool) -> None:
        match = _FIELD.fullmatch(content)
        if not match:
            raise _Malformed(_why(content))
        keyword, index, value = match.groups()
        if keyword:
            self._keyword(number, keyword, index, obsolete)
        elif not self._part:
            raise _Malformed("a text in quotes that belongs to no msgid or msgstr")
        if obsolete != self._obsolete:
            raise _Malformed("an entry with “#~” before some of its lines only")
        self._fields[self._part if self._part != "msgstr" else self._form].append(_plain(value))
        self._lines.append(Line(self._part, text))

    def _keyword(self, number: int, keyword: str, index: str | None, obsolete: bool) -> None:
        if self._part == "msgstr" and keyword != "msgstr":
            self._end()
        if keyword not in _AFTER[self._part]:
            raise _Malformed(f"{keyword} cannot follow {self._part or 'nothing'}")
        if keyword == "msgstr":
            forms = sum(name.startswith("msgstr") for name in self._fields)
            wanted = str(forms) if "msgid_plural" in self._fields else None
            if index != wanted or (wanted is None and forms):
                raise _Malformed(_which_form(wanted, forms))
            self._number = self._number or number
            self._form = f"msgstr[{forms}]"
        elif index is not None:
            raise _Malformed(f"{keyword} takes no number in brackets")
        if not self._part:
            self._obsolete = obsolete
        self._part = keyword
        self._fields[keyword if keyword != "msgstr" else self._form] = []

    def _end(self) -> None:
        texts = {name: "".join(parts) for name, parts in self._fields.items()}
        self._entries.append(
            Entry(
                tuple(self._lines),
                self._number,
                self._obsolete,
                texts.get("msgctxt"),
                texts["msgid"],
                texts.get("msgid_plural"),
                tuple(text for name, text in texts.items() if name.startswith("msgstr")),
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
    if re.match(r'(msg\w+(\[\d+\])?\s*)?"', content):
        return (
            "the text in quotes does not end properly; it needs a quotation mark at the end of "
            'the line, and \\" for any other within'
        )
    return f"“{shortened(content)}” is not a line of a catalog"


def _plain(value: str) -> str:
    """The text between two quotation marks."""
    return re.sub(r"\\(.)", _unescaped, value) if "\\" in value else value


def _unescaped(match: re.Match[str]) -> str:
    if match[1] not in _ESCAPES:
        known = " ".join("\\" + key for key in _ESCAPES)
        raise _Malformed(f"“{match[0]}” is no escape that a catalog may hold; known are {known}")
    return _ESCAPES[match[1]]
