"""A register's TOML file as a Register: which fields each kind of entry has, and their types."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place, Report
from hexapla.language import Language
from hexapla.manuscript.chapters import chapter_id_of
from hexapla.model import (
    Entry,
    Event,
    GeographicPlace,
    Organisation,
    Person,
    Register,
    Source,
    Term,
    Text,
)
from hexapla.project import Lines, parse_toml, read_text

SOURCE_KINDS = ("primary", "report", "analysis", "party")


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """A value that does not fit its field; the message says what would."""


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _Wrong("must be text in quotation marks")
    return " ".join(value.split())


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _Wrong('must be a list: ["id", "id"]')
    return tuple(_string(item) for item in value)


def _date(value: object) -> PartialDate:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return PartialDate(value.year, value.month, value.day)
    try:
        return PartialDate.parse(_string(value))
    except (ValueError, _Wrong):
        raise _Wrong('must be a date: 2022-03-30, "2022-03" or "2022"') from None


def _degrees(limit: int) -> Callable[[object], float]:
    def read(value: object) -> float:
        degrees = float(value) if type(value) in (int, float) else math.nan  # type: ignore[arg-type]
        if not abs(degrees) <= limit:  # nan is neither below nor above
            raise _Wrong(f"must be degrees between -{limit} and {limit}")
        return degrees

    return read


def _web_address(value: object) -> str:
    address = _string(value)
    if not re.match(r"https?://\S+$", address):
        raise _Wrong("must be a web address that begins with https:// or http://")
    return address


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in choices:
            raise _Wrong("must be one of " + ", ".join(choices))
        return str(value)

    return read


def _hash(value: object) -> str:
    digits = _string(value).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise _Wrong("must be 64 hexadecimal digits")
    return digits


def _language(value: object) -> str:
    try:
        return Language.parse(_string(value)).tag
    except ValueError:
        raise _Wrong("must be a language tag such as en, pt-BR or sr-Latn") from None


_TEXT = "text"
"""Marks a field that is translated."""

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


_SOURCES: Mapping[str, Field] = {"sources": _strings}
_ABOUT: Mapping[str, Field] = {"description": _TEXT, **_SOURCES}

KINDS: Mapping[str, _Kind] = {
    "people": _Kind(
        Person,
        {"name": _TEXT},
        {"sort-name": _TEXT, "role": _TEXT, **_ABOUT},
        singular="person",
    ),
    "organisations": _Kind(
        Organisation, {"name": _TEXT}, {"abbreviation": _TEXT, **_ABOUT}, singular="organisation"
    ),
    "places": _Kind(
        GeographicPlace,
        {"name": _TEXT},
        {"latitude": _degrees(90), "longitude": _degrees(180), **_ABOUT},
        singular="place",
    ),
    "terms": _Kind(Term, {"name": _TEXT, "description": _TEXT}, _SOURCES, singular="term"),
    "events": _Kind(
        Event,
        {"date": _date, "text": _TEXT},
        {"end": _date, **_SOURCES},
        prefix="E",
        singular="event",
    ),
    "sources": _Kind(
        Source,
        {"title": _string},
        {
            "author": _string,
            "outlet": _TEXT,
            "language": _language,
            "date": _date,
            "url": _web_address,
            "read": _date,
            "archive": _web_address,
            "sha256": _hash,
            "kind": _one_of(SOURCE_KINDS),
            "note": _TEXT,
        },
        prefix="S",
        singular="source",
    ),
}
"""The kinds of registers by the name of their tables. A new kind is a line here, a class in the
model and a template."""


def read_register(path: Path, place: Place, report: Report) -> Register | None:
    """Read one register. Problems go to ``report``; None if it is not known what register it is."""
    source = read_text(path, place)
    table = parse_toml(source, place)
    reader = _Reader(place, Lines(source), report)
    kinds = [key for key in table if key in KINDS]
    if len(kinds) != 1:
        known = ", ".join(f"[[{kind}]]" for kind in KINDS)
        report.error("M002", f"a register holds entries of one kind: one of {known}", place)
        return None
    return reader.register(kinds[0], table)


class _Reader:
    """The checks of one register's file."""

    def __init__(self, place: Place, lines: Lines, report: Report) -> None:
        self.place, self.lines, self.report = place, lines, report
        self.register_id = chapter_id_of(place.file)

    def register(self, kind: str, table: dict[str, object]) -> Register:
        for key in table:
            if key not in ("title", "introduction", kind):
                problem = f"the key “{key}” is unknown here; known are title, introduction, {kind}"
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
            entries=self._entries(kind, table[kind]),
        )

    def _head(self, key: str, table: dict[str, object]) -> Text | None:
        place = self._place(key)
        try:
            content = _string(table.get(key, ""))
        except _Wrong as wrong:
            self.report.error("P006", f"“{key}” {wrong}", place)
            return None
        return Text(content, f"{self.register_id}: {key}", place) if content else None

    def _entries(self, kind: str, tables: object) -> tuple[Entry, ...]:
        if not isinstance(tables, list) or not all(isinstance(item, dict) for item in tables):
            self.report.error("P006", f"write each entry as [[{kind}]]", self._place(kind))
            return ()
        lines = self.lines.tables(kind)
        lines += [1] * (len(tables) - len(lines))
        return tuple(
            entry
            for number, (table, line) in enumerate(zip(tables, lines, strict=False), 1)
            if (entry := self._entry(KINDS[kind], table, number, line)) is not None
        )

    def _entry(self, kind: _Kind, table: dict[str, object], number: int, line: int) -> Entry | None:
        fields: Mapping[str, Field] = {"id": _identifier, **kind.required, **kind.optional}
        before = len(self.report.found)
        entry_id = str(table.get("id", number))
        for key in table:
            if key in fields:
                continue
            known = ", ".join(fields)
            problem = f"the key “{key}” is unknown here; known are {known}"
            self.report.error("P004", problem, self._place(key, line))
        for key in ("id", *kind.required):
            if not str(table.get(key, "")).strip():
                problem = f"the {kind.singular} “{entry_id}” has no “{key}”"
                self.report.error("P005", problem, Place(self.place.file, line))
        owner = f"{kind.singular} “{entry_id}”"
        values = {
            key.replace("-", "_"): self._value(key, fields[key], table[key], owner, line)
            for key in fields
            if str(table.get(key, "")).strip()  # an empty text is none
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
            return Text(_string(value), f"{self.register_id}: {key} of the {owner}", place)
        except _Wrong as wrong:
            self.report.error("P006", f"“{key}” {wrong}", place)
            return None

    def _place(self, key: str, after: int = 0) -> Place:
        return Place(self.place.file, self.lines.key(key, after) or after or 1)


def _identifier(value: object) -> str:
    name = _string(value)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise _Wrong("takes small ASCII letters, digits and hyphens")
    return name
