"""The metadata of an EPUB as entries of its package document (EPUB 3.3, section 5.5)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EpubPerson:
    """Somebody who made the book or part of it."""

    name: str
    role: str
    """MARC relator code: ``edt`` for an editor, ``trl`` for a translator, ``aut``."""
    file_as: str = ""
    """The name as it is sorted, ``Bibilov, Anatoly``; empty if that is not known."""


@dataclass(frozen=True, slots=True)
class EpubCollection:
    """What the book is one of."""

    name: str
    language: str
    """BCP 47 tag of the name."""
    identifier: str
    """``urn:uuid:…``: the same in all books of the collection."""
    kind: str = "set"
    """``set`` for what is complete, ``series`` for what goes on (EPUB 3.3, collection-type)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubMetadata:
    """What the package document says of the book. Empty fields are left out."""

    identifier: str
    """``urn:uuid:…`` or ``urn:isbn:…``; the NCX has to name the same."""
    language: str
    """BCP 47 tag."""
    direction: str
    """``ltr`` or ``rtl``: of the text, and of turning pages."""
    title: str
    modified: datetime.datetime
    """With a time zone. Also the time of all files in the archive."""
    accessibility_summary: str
    """A sentence or two in the book's language on how accessible it is."""
    subtitle: str = ""
    title_file_as: str = ""
    """The title as it is sorted; empty if it is sorted as it is."""
    description: str = ""
    date: datetime.date | None = None
    """Of publication."""
    publisher: str = ""
    rights: str = ""
    creators: tuple[EpubPerson, ...] = ()
    """The people chiefly responsible: authors, or the editors of a collection."""
    contributors: tuple[EpubPerson, ...] = ()
    """Translators and others."""
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    """What the book was made from: addresses or citations."""
    collection: EpubCollection | None = None
    page_source: str = ""
    """The identifier of the edition whose page numbers it has; empty if it has none."""
    features: tuple[str, ...] = ()
    """Values of schema.org's ``accessibilityFeature`` beside :data:`FEATURES`."""
    conformance: str = ""
    """What it claims to conform to, ``WCAG 2.2 AA``; empty if it claims nothing."""
    certifier: str = ""
    """Who answers for that."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of the package's metadata."""

    name: str
    """A name of Dublin Core, ``title``; or ``meta``."""
    value: str
    attributes: Mapping[str, str] = field(default_factory=dict)


FEATURES = (
    *("ARIA", "displayTransformability", "readingOrder", "structuralNavigation"),
    *("tableOfContents", "unlocked"),
)
"""What every book made here has (https://www.w3.org/community/reports/a11y-discov-vocab/)."""


def entries_of(data: EpubMetadata, *, has_pictures: bool, has_cover: bool) -> Iterator[Entry]:
    """The entries, in a fixed order; identifier, language and modification date aside."""
    yield from _titles(data)
    for kind, people in (("creator", data.creators), ("contributor", data.contributors)):
        for number, person in enumerate(people, 1):
            yield from _person(kind, f"{kind}-{number}", person)
    plain = {
        "date": (str(data.date),) if data.date else (),
        "description": (data.description,),
        "publisher": (data.publisher,),
        "rights": (data.rights,),
        "subject": data.subjects,
        "source": data.sources,
    }
    for name, values in plain.items():
        yield from (Entry(name, value) for value in values if value)
    if data.collection:
        yield from _collection(data.collection)
    yield from _accessibility(data, has_pictures=has_pictures)
    if data.page_source:
        yield _meta("pageBreakSource", data.page_source)
    if has_cover:
        # For reading systems of EPUB 2, some of which are still in use.
        yield Entry("meta", "", {"name": "cover", "content": "cover-image"})


def _titles(data: EpubMetadata) -> Iterator[Entry]:
    yield Entry("title", data.title, {"id": "title"})
    if data.subtitle:
        yield _refined("title", "title-type", "main")
    if data.title_file_as:
        yield _refined("title", "file-as", data.title_file_as)
    if data.subtitle:
        yield Entry("title", data.subtitle, {"id": "subtitle"})
        yield _refined("subtitle", "title-type", "subtitle")


def _person(kind: str, id: str, person: EpubPerson) -> Iterator[Entry]:
    yield Entry(kind, person.name, {"id": id})
    yield _refined(id, "role", person.role, {"scheme": "marc:relators"})
    if person.file_as:
        yield _refined(id, "file-as", person.file_as)


_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _collection(collection: EpubCollection) -> Iterator[Entry]:
    attributes = {
        "property": "belongs-to-collection",
        "id": "collection",
        _LANG: collection.language,
    }
    yield Entry("meta", collection.name, attributes)
    yield _refined("collection", "collection-type", collection.kind)
    yield _refined("collection", "dcterms:identifier", collection.identifier)


def _accessibility(data: EpubMetadata, *, has_pictures: bool) -> Iterator[Entry]:
    """What is true of the book (EPUB Accessibility 1.1, sections 2 and 4; schema.org).

    The cover does not count as a picture: nothing is lost by not seeing it.
    """
    yield _meta("schema:accessMode", "textual")
    if has_pictures:
        yield _meta("schema:accessMode", "visual")
        yield _meta("schema:accessModeSufficient", "textual,visual")
    yield _meta("schema:accessModeSufficient", "textual")
    more = ["alternativeText"] if has_pictures else []
    for feature in sorted({*FEATURES, *more, *data.features}, key=str.lower):
        yield _meta("schema:accessibilityFeature", feature)
    yield _meta("schema:accessibilityHazard", "none")
    yield _meta("schema:accessibilitySummary", data.accessibility_summary)
    if data.conformance:
        attributes = {"property": "dcterms:conformsTo", "id": "conformance"}
        yield Entry("meta", _standard(data.conformance), attributes)
        yield _refined("conformance", "a11y:certifiedBy", data.certifier)


def _standard(conformance: str) -> str:
    """The name for ``WCAG 2.2 AA`` of EPUB Accessibility 1.1, section 4.2.1 (conformance)."""
    guidelines, _, level = conformance.rpartition(" ")
    return f"EPUB Accessibility 1.1 - {guidelines} Level {level}"


def _meta(name: str, value: str) -> Entry:
    return Entry("meta", value, {"property": name})


def _refined(id: str, name: str, value: str, more: Mapping[str, str] | None = None) -> Entry:
    return Entry("meta", value, {"refines": f"#{id}", "property": name, **(more or {})})
