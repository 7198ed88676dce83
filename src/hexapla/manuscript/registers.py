"""A register's TOML file as a Register: which fields each kind of entry has, and their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Place, Report
from hexapla.entries import (
    STATUSES,
    Claim,
    Entry,
    Event,
    Finding,
    GeographicPlace,
    Organisation,
    Person,
    Question,
    Source,
    Term,
    Usage,
)
from hexapla.limits import ENTRIES
from hexapla.manuscript.chapters import chapter_id_of
from hexapla.manuscript.fields import (
    Wrong,
    date,
    degrees,
    identifier,
    language_tag,
    one_of,
    paragraph,
    sha256,
    string,
    strings,
    value_or_range,
    web_address,
)
from hexapla.model import Register
from hexapla.text import TITLE_LIMIT, Text
from hexapla.toml_text import Lines, parse_toml, read_text

SOURCE_KINDS = ("primary", "report", "analysis", "party")


_TEXT = "text"
"""Marks a field that is translated."""

_EXEMPT = "no-claims"
"""The key at the head of a claims register for the locators of passages that claim nothing."""

Field = Callable[[object], Any] | str


@dataclass(frozen=True)
class _Kind:
    """What a register of one kind holds."""

    entry: type[Entry]
    required: Mapping[str, Field]
    optional: Mapping[str, Field]
    prefix: str = ""
    """Locators are this and the entry's number; empty for none."""
    singular: str = ""
    """For translators' comments."""
    exempts: bool = False
    """Whether the register may name passages that need none of its entries."""


_SOURCES: Mapping[str, Field] = {"sources": strings}
_SORTED: Mapping[str, Field] = {"sort-name": _TEXT}
_ABOUT: Mapping[str, Field] = {"description": _TEXT, **_SOURCES}

KINDS: Mapping[str, _Kind] = {
    "people": _Kind(
        Person,
        {"name": _TEXT},
        {**_SORTED, "role": _TEXT, **_ABOUT},
        singular="person",
    ),
    "organisations": _Kind(
        Organisation,
        {"name": _TEXT},
        {**_SORTED, "abbreviation": _TEXT, **_ABOUT},
        singular="organisation",
    ),
    "places": _Kind(
        GeographicPlace,
        {"name": _TEXT},
        {**_SORTED, "latitude": degrees(90), "longitude": degrees(180), **_ABOUT},
        singular="place",
    ),
    "terms": _Kind(
        Term, {"name": _TEXT, "description": _TEXT}, {**_SORTED, **_SOURCES}, singular="term"
    ),
    "events": _Kind(
        Event,
        {"date": date, "text": _TEXT},
        {"end": date, **_SOURCES},
        prefix="E",
        singular="event",
    ),
    "sources": _Kind(
        Source,
        {"title": string},
        {
            "author": string,
            "outlet": _TEXT,
            "language": language_tag,
            "date": date,
            "url": web_address,
            "read": date,
            "archive": web_address,
            "sha256": sha256,
            "kind": one_of(SOURCE_KINDS),
            "note": _TEXT,
        },
        prefix="S",
        singular="source",
    ),
    "usages": _Kind(
        Usage, {"name": _TEXT, "description": _TEXT}, _SOURCES, prefix="U", singular="usage"
    ),
    "questions": _Kind(
        Question,
        {"name": _TEXT},
        _ABOUT,
        prefix="Q",
        singular="question",
    ),
    "claims": _Kind(
        Claim,
        {
            "statement": _TEXT,
            "status": one_of(STATUSES),
            "claimants": strings,
            "passages": strings,
            "sources": strings,
        },
        {
            "support": strings,
            "against": strings,
            "question": string,
            "answer": _TEXT,
            "counts": _TEXT,
            "value": value_or_range,
            "note": _TEXT,
        },
        prefix="CL",
        singular="claim",
        exempts=True,
    ),
    "findings": _Kind(
        Finding, {"text": _TEXT, "claims": strings}, _SOURCES, prefix="F", singular="finding"
    ),
}
"""The kinds of registers by the name of their tables. A new kind is a line here, a class in
``entries`` and a template."""


def read_register(path: Path, place: Place, report: Report) -> Register | None:
    """Read one register's file. Raises Refusal P002, and as :func:`parse_register` does."""
    return parse_register(read_text(path, place), place, report)


def parse_register(source: str, place: Place, report: Report) -> Register | None:
    """The register in the TOML text ``source``; None if it is not known what register it is.

    Problems go to ``report``; raises Refusal P003 for what is no TOML.
    """
    table = parse_toml(source, place)
    lines = Lines(source)
    reader = _Reader(place, lines, report)
    kinds = [key for key in table if key in KINDS]
    if len(kinds) != 1:
        known = ", ".join(f"[[{kind}]]" for kind in KINDS)
        odd = kinds[1:] or [key for key, value in table.items() if isinstance(value, list | dict)]
        here = Place(place.file, lines.key(odd[0])) if odd else place
        if kinds:
            said = f"[[{odd[0]}]] and [[{kinds[0]}]] are of two kinds; divide the register: it"
        else:
            said = f"there is no kind of register [[{odd[0]}]]; one" if odd else "a register"
        report.error("M002", f"{said} holds entries of one kind, one of {known}", here)
        return None
    return reader.register(kinds[0], table)


class _Reader:
    """The checks of one register's file."""

    def __init__(self, place: Place, lines: Lines, report: Report) -> None:
        self.place, self.lines, self.report = place, lines, report
        self.register_id = chapter_id_of(place.file)

    def register(self, kind: str, table: dict[str, object]) -> Register:
        keys = ("title", "introduction", *([_EXEMPT] if KINDS[kind].exempts else []), kind)
        for key in table:
            if key not in keys:
                problem = f"the key “{key}” is unknown here; known are {', '.join(keys)}"
                self.report.error("P004", problem, self._place(key))
        title = self._head("title", table)
        if title is None:
            self.report.error("P005", "“title” is required", self._place("title"))
        return Register(
            id=self.register_id,
            kind=kind,
            place=self.place,
            title=title or Text("?", "", self.place),
            introduction=self._head("introduction", table),
            exempt=self._value(_EXEMPT, strings, table.get(_EXEMPT, []), "", 0) or (),
            exempt_place=self._place(_EXEMPT) if _EXEMPT in table else None,
            entries=self._entries(kind, table[kind]),
        )

    def _head(self, key: str, table: dict[str, object]) -> Text | None:
        place = self._place(key)
        try:
            content = paragraph(table.get(key, ""))
        except Wrong as wrong:
            self.report.error("P006", f"“{key}” {wrong}", place)
            return None
        limit = TITLE_LIMIT if key == "title" else 0
        comment = f"{self.register_id}: {key}"
        return Text(content, comment, place, limit=limit) if content else None

    def _entries(self, kind: str, tables: object) -> tuple[Entry, ...]:
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            self.report.error("P006", f"write each entry as [[{kind}]]", self._place(kind))
            return ()
        if len(tables) > ENTRIES:
            problem = f"the register has more than {ENTRIES:,} entries; divide it"
            self.report.error("P010", problem, self.place)
            return ()
        lines = self.lines.tables(kind)
        lines += [1] * (len(tables) - len(lines))
        return tuple(
            entry
            for number, (table, line) in enumerate(zip(tables, lines, strict=False), 1)
            if (entry := self._entry(KINDS[kind], table, number, line)) is not None
        )

    def _entry(self, kind: _Kind, table: dict[str, object], number: int, line: int) -> Entry | None:
        fields: Mapping[str, Field] = {"id": identifier, **kind.required, **kind.optional}
        before = len(self.report.found)
        entry_id = table["id"] if isinstance(table.get("id"), str) else number
        for key in table:
            if key in fields:
                continue
            known = ", ".join(fields)
            problem = f"the key “{key}” is unknown here; known are {known}"
            self.report.error("P004", problem, self._place(key, line))
        for key in ("id", *kind.required):
            if _is_empty(table.get(key, "")):
                problem = f"the {kind.singular} “{entry_id}” has no “{key}”"
                self.report.error("P005", problem, Place(self.place.file, line))
        owner = f"{kind.singular} “{entry_id}”"
        values = {
            key.replace("-", "_"): self._value(key, fields[key], table[key], owner, line)
            for key in fields
            if not _is_empty(table.get(key, ""))  # an empty text is none
        }
        if len(self.report.found) > before:
            return None
        if kind.prefix:
            values["locator"] = f"{kind.prefix}{number}"
        return kind.entry(place=Place(self.place.file, line), **values)

    def _value(self, key: str, field: Field, value: object, owner: str, line: int) -> Any:
        place = self._place(key, line)
        try:
            if callable(field):
                return field(value)
            return Text(paragraph(value), f"{self.register_id}: {key} of the {owner}", place)
        except Wrong as wrong:
            self.report.error("P006", f"“{key}” {wrong}", place)
            return None

    def _place(self, key: str, after: int = 0) -> Place:
        return Place(self.place.file, self.lines.key(key, after) or after or 1)


def _is_empty(value: object) -> bool:
    return isinstance(value, str) and not value.strip()
