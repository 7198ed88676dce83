"""Exchange: translations and terms in the formats of other tools, written by translate-toolkit.

TMX 1.4b (LISA) is a translation memory, TBX (ISO 30042:2008) a glossary.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MemoryUnit:
    """One message with its translations."""

    source: str
    """Inline Markdown, as the catalogs have it."""
    targets: Mapping[str, str]
    """By language tag."""
    comment: str = ""


@dataclass(frozen=True)
class GlossaryTerm:
    """One concept of the glossary."""

    id: str
    names: Mapping[str, Sequence[str]]
    """By language tag, the manuscript's first: its names, the usual one first."""
    definitions: Mapping[str, str]
    """By language tag."""


def tmx_bytes(units: Iterable[MemoryUnit], source: str, version: str) -> bytes:
    """A translation memory (TMX) from the language tagged ``source``; the same input, same bytes.

    ``version`` is the tool's own, for the header.
    """
    from translate.storage.tmx import tmxfile  # noqa: PLC0415 - only for writing

    memory: Any = tmxfile(sourcelanguage=source)
    for unit in units:
        added = memory.addsourceunit(unit.source, source)
        for tag, text in unit.targets.items():
            added.settarget(text, tag, append=True)
        if unit.comment:
            added.addnote(unit.comment)
    header = memory.document.getroot().find("header")
    header.set("creationtool", "Hexapla")
    header.set("creationtoolversion", version)
    header.set("segtype", "paragraph")
    return _written(memory)


def tbx_bytes(terms: Iterable[GlossaryTerm], source: str, title: str) -> bytes:
    """A glossary (TBX) called ``title``, from the language tagged ``source``."""
    from translate.storage.tbx import tbxfile  # noqa: PLC0415 - only for writing

    glossary: Any = tbxfile(sourcelanguage=source)
    for term in terms:
        first, *_ = term.names[source]
        unit = glossary.addsourceunit(first)
        unit.setid(term.id)
        unit.set_source_terms(list(term.names[source]), source)
        for tag, names in term.names.items():
            if tag != source:
                unit.set_target_terms(list(names), tag)
        _define(unit, term.definitions)
    for paragraph in glossary.document.getroot().iter("p"):
        paragraph.text = title  # sourceDesc: where the glossary comes from
    return _written(glossary)


def _define(unit: Any, definitions: Mapping[str, str]) -> None:
    """The definitions of a term, each in its language's part (TBX, 8.3.2: ``descrip``)."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - only for writing

    for node in unit.getlanguageNodes():
        text = definitions.get(node.get("{http://www.w3.org/XML/1998/namespace}lang"), "")
        if text:
            descrip = etree.Element(unit.namespaced("descrip"), {"type": "definition"})
            descrip.text = text
            node.insert(0, descrip)


def _written(store: Any) -> bytes:
    file = io.BytesIO()
    store.serialize(file)
    return file.getvalue()
