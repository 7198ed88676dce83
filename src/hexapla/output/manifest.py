"""Manifests: what an output was made of, kept in the output and beside it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from hexapla.message import Coverage
from hexapla.paths import is_text

FORMAT = 1
"""Of manifests: the number under ``manifest``. Another one is not read."""

NAME = "manifest.json"
"""Of the manifest among the files that travel in a PDF, and of the one beside outputs."""

LIMIT = 5_000_000
"""Bytes of a manifest; that of a dossier with a thousand files has 100,000."""

RECORD_LIMIT = 20 * LIMIT
"""Bytes of the manifest beside outputs, which holds those of all."""

MOST_MULTIPLE = 64
"""Of ``--page-multiple``: more blank pages nobody binds."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What one output was made of. It tells of no clock, user, machine or folder."""

    dossier: str
    """The slug, with which the names of outputs begin."""
    language: str
    """BCP 47 tag."""
    format: Literal["pdf", "epub"]
    variant: Literal["screen", "print", ""]
    """Of a PDF; empty for an EPUB."""
    page_multiple: int = 1
    """``--page-multiple``, for print."""
    fonts_embedded: bool = True
    """False for ``--no-fonts``."""
    pages_numbered: bool = True
    """False for ``--no-pages``."""
    sources_embedded: bool = False
    """True for ``--embed-sources``."""
    time: str
    """What the output says of when it was made: that of the dossier, or SOURCE_DATE_EPOCH."""
    revision: str = ""
    """The latest day on which a catalog of the language was revised; empty for none."""
    coverage: Coverage = field(default_factory=Coverage)
    inputs: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each file of the project that it was made of, by its path."""
    fonts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each whole font that it is set in, by name."""
    made_with: Mapping[str, str] = field(default_factory=dict)
    """The version of everything else that shaped it; empty for what was not there."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {"manifest": FORMAT, "coverage": self.coverage.as_json()}

    def as_bytes(self) -> bytes:
        """As it is kept in an output: JSON in UTF-8, its keys sorted, a line for each value."""
        return json_bytes(self.as_json())

    @property
    def when(self) -> datetime.datetime:
        """``time``, with its zone. Raises ValueError for what :func:`time_of` does not write."""
        try:
            found = datetime.datetime.fromisoformat(self.time).astimezone(datetime.UTC)
        except OverflowError:  # a zone that leads before the year 1, or behind 9999
            raise ValueError("“time” is not as it should be") from None
        if time_of(found) != self.time:
            raise ValueError("“time” is not as it should be")
        return found

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """The manifest in ``data``. Raises ValueError for anything else, saying what it is."""
        return cls.from_json(parse_json(data))

    @classmethod
    def from_json(cls, value: object) -> Manifest:
        """The manifest in JSON types; keys that it does not know are left out.

        Raises ValueError for anything else.
        """
        table = table_of(value)
        if table.get("manifest") != FORMAT:
            raise ValueError(f"it is not a manifest of form {FORMAT}")
        found: dict[str, Any] = {}
        for key, kind in _TYPES.items():
            if type(table.get(key)) is not kind:
                raise ValueError(f"“{key}” is not as it should be")
            found[key] = table[key]
        for key in ("inputs", "fonts", "made_with"):
            if not all(is_shown(one) for pair in found[key].items() for one in pair):
                raise ValueError(f"“{key}” is not as it should be")
        counts = (found["coverage"].get(key) for key in ("translated", "fuzzy", "untranslated"))
        numbers = [number for number in counts if type(number) is int]
        if len(numbers) < 3:
            raise ValueError("“coverage” is not as it should be")
        if (found["format"], found["variant"]) not in _VARIANTS:
            raise ValueError("“format” and “variant” are not as they should be")
        if not 1 <= found["page_multiple"] <= MOST_MULTIPLE:
            raise ValueError("“page_multiple” is not as it should be")
        if not re.fullmatch(r"[a-z0-9-]+", found["dossier"]):
            raise ValueError("“dossier” is not as it should be")
        made = cls(**found | {"coverage": Coverage(*numbers)})
        made.when  # noqa: B018 - raises for what is none
        return made


_VARIANTS = {("pdf", "screen"), ("pdf", "print"), ("epub", "")}

_TYPES = {
    **dict.fromkeys(("dossier", "language", "format", "variant", "time", "revision"), str),
    **dict.fromkeys(("coverage", "inputs", "fonts", "made_with"), dict),
    **dict.fromkeys(("fonts_embedded", "pages_numbered", "sources_embedded"), bool),
    "page_multiple": int,
}


def is_shown(value: object) -> bool:
    """Whether a value is text without controls and line breaks, which a terminal would obey."""
    return isinstance(value, str) and is_text(value)


def time_of(moment: datetime.datetime) -> str:
    """A moment as manifests have it: in UTC, to the second."""
    utc = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='seconds')}Z"


def sha256(data: bytes) -> str:
    """The digest that manifests have of a file, in small hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Entry:
    """What the manifest beside outputs has of one of them."""

    sha256: str
    bytes: int
    pages: int
    """Of a PDF; 0 for an EPUB."""
    manifest: Manifest

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types: those of its manifest and its own."""
        own = {"sha256": self.sha256, "bytes": self.bytes, "pages": self.pages}
        return self.manifest.as_json() | own

    @classmethod
    def from_json(cls, value: object) -> Entry:
        """The entry in JSON types. Raises ValueError for anything else."""
        table = table_of(value)
        digest, size, pages = (table.get(key) for key in ("sha256", "bytes", "pages"))
        if not isinstance(digest, str) or type(size) is not int or type(pages) is not int:
            raise ValueError("“sha256”, “bytes” or “pages” is not as it should be")
        return cls(digest, size, pages, Manifest.from_json(value))


def record_bytes(entries: Mapping[str, Entry]) -> bytes:
    """The manifest beside outputs, by their names."""
    outputs = {name: entry.as_json() for name, entry in entries.items()}
    return json_bytes({"manifest": FORMAT, "outputs": outputs})


def parse_record(data: bytes) -> dict[str, Entry]:
    """What :func:`record_bytes` made. Raises ValueError for anything else."""
    table = table_of(parse_json(data, RECORD_LIMIT))
    if table.get("manifest") != FORMAT:
        raise ValueError(f"it is not a manifest of form {FORMAT}")
    return {name: Entry.from_json(one) for name, one in table_of(table.get("outputs")).items()}


def json_bytes(value: object) -> bytes:
    """JSON in UTF-8, the same for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def parse_json(data: bytes, limit: int = LIMIT) -> object:
    """The value in ``data``. Raises ValueError if it is no JSON, or longer than ``limit``."""
    if len(data) > limit:
        raise ValueError("it is too long")
    try:
        value: object = json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return value


def table_of(value: object) -> dict[str, Any]:
    """``value`` if it is a JSON object. Raises ValueError if not."""
    if not isinstance(value, dict):
        raise ValueError("a table is missing")
    return value
