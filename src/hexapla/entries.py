"""What registers hold: people, places, events, sources, claims ... as frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the entries of all registers share."""

    id: str
    """ASCII, unique in the dossier."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Entry):
    """An entry of who's who."""

    name: Text
    sort_name: Text | None = None
    """The name as it is sorted: ``Bibilov, Anatoly``."""
    role: Text | None = None
    description: Text | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Entry):
    """A body: a state organ, an outlet, a military unit."""

    name: Text
    sort_name: Text | None = None
    """The name as it is sorted, without its article: ``Hague, The``. So for places and terms."""
    abbreviation: Text | None = None
    description: Text | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GeographicPlace(Entry):
    """An entry of the places register."""

    name: Text
    sort_name: Text | None = None
    description: Text | None = None
    latitude: float | None = None
    """Degrees north, WGS 84."""
    longitude: float | None = None
    """Degrees east, WGS 84."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Entry):
    """An entry of the glossary."""

    name: Text
    sort_name: Text | None = None
    description: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Entry):
    """An entry of the chronology."""

    locator: str
    date: PartialDate
    end: PartialDate | None = None
    text: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Entry):
    """An entry of the sources register."""

    locator: str
    title: str
    """In the source's own language; not translated."""
    author: str = ""
    outlet: Text | None = None
    language: str = ""
    """BCP 47 tag of the source."""
    date: PartialDate | None = None
    url: str = ""
    read: PartialDate | None = None
    """The day on which the editors read it."""
    archive: str = ""
    """URL of an archived copy."""
    sha256: str = ""
    """Of a captured file, in hexadecimal."""
    kind: str = ""
    """``primary``, ``report``, ``analysis``, ``party`` or empty."""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage(Entry):
    """An entry of the note on names and usage: a word, and how the edition's language uses it."""

    locator: str
    name: Text
    description: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Entry):
    """A question that claims answer differently; its table is made from their answers."""

    locator: str
    name: Text
    """The question: “How many?”."""
    description: Text | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Entry):
    """An entry of the claims register: what somebody says, held against what else is known."""

    locator: str
    statement: Text
    """What is claimed, in neutral words."""
    status: str
    """One of :data:`STATUSES`."""
    claimants: tuple[str, ...]
    """Ids of the entries of those who make it."""
    passages: tuple[str, ...]
    """Locators of the passages that report it."""
    sources: tuple[str, ...]
    """Ids of the sources in which it is made."""
    support: tuple[str, ...] = ()
    """Ids of other sources that support it, wholly or in part."""
    against: tuple[str, ...] = ()
    """Ids of sources that speak against it."""
    question: str = ""
    """Id of the question that it answers; or empty."""
    answer: Text | None = None
    """Its answer to the question, for the table: “about 300”."""
    counts: Text | None = None
    """What the answer counts or is about, for the table: “soldiers who returned”."""
    value: tuple[float, ...] = ()
    """The answer as a number, or as its lower and upper end, for a chart; empty for none."""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entry):
    """A key finding: a sentence that rests on claims."""

    locator: str
    text: Text
    claims: tuple[str, ...]
    """Ids of the claims that it rests on."""
    sources: tuple[str, ...] = ()


STATUSES = ("confirmed", "reported", "disputed", "contradicted", "unverifiable")
"""The statuses of a claim, from the surest to the one of which least is known. What each means
stands in ``templates/shared/claims.xhtml``, and so in every dossier that has claims."""


def cited_sources(entry: Entry) -> tuple[str, ...]:
    """The ids of all sources that the fields of ``entry`` cite, each once."""
    fields = ("sources", "support", "against")
    return tuple(dict.fromkeys(id for name in fields for id in getattr(entry, name, ())))


def named_entries(entry: Entry) -> tuple[str, ...]:
    """The ids of the other entries, no sources, that the fields of ``entry`` name, each once."""
    found = (*getattr(entry, "claimants", ()), *getattr(entry, "claims", ()))
    question = getattr(entry, "question", "")
    return tuple(dict.fromkeys((*found, *([question] if question else []))))
