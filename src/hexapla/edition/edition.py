"""Edition: the dossier in one language, with all that templates ask of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hexapla import inline
from hexapla.dates import PartialDate
from hexapla.edition.indexing import IndexGroup, index_of
from hexapla.edition.interface import Interface
from hexapla.entries import Claim, Entry, Question, cited_sources, named_entries
from hexapla.language import Language
from hexapla.message import Coverage
from hexapla.model import (
    Chapter,
    Dossier,
    Heading,
    Note,
    Paragraph,
    Part,
    Post,
    Register,
    blocks_of,
    entries_of,
    texts_of,
)
from hexapla.text import Text


@dataclass(frozen=True)
class ContentsLine:
    """A line of the contents."""

    anchor: str
    text: Text


@dataclass(frozen=True)
class Edition:
    """One language's edition of a dossier."""

    dossier: Dossier
    """With its texts replaced by translations where there are any."""
    language: Language
    interface: Interface
    coverage: Coverage
    revision: PartialDate | None = None
    """The day on which the catalogs were last revised; None if none says."""
    translator: str = ""
    """Who translated it, as its catalog says; empty if it does not, or is no translation."""
    fonts: tuple[str, ...] = ()
    """Names of the font families, for the colophon."""

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries of all registers, by id."""
        return entries_of(self.dossier)

    @cached_property
    def homes(self) -> Mapping[str, str]:
        """For each anchor in the dossier, the id of the part that it stands in."""
        found = {anchor: part.id for part in self.dossier.parts for anchor in _anchors(part)}
        return found | ({"index": "index"} if self.dossier.has_index else {})

    @cached_property
    def note_numbers(self) -> Mapping[str, Mapping[str, int]]:
        """For each chapter's id, the number of each footnote by its label, in order of calls."""
        return {
            part.id: _note_numbers(part) for part in self.dossier.parts if isinstance(part, Chapter)
        }

    @cached_property
    def reported(self) -> tuple[Chapter, ...]:
        """The chapters that report an entry of the sources register."""
        chapters = (part for part in self.dossier.parts if isinstance(part, Chapter))
        return tuple(chapter for chapter in chapters if chapter.source)

    def note(self, chapter: str, label: str) -> Note:
        """A footnote by its chapter's id and its label."""
        return self._notes[chapter, label]

    @cached_property
    def _notes(self) -> Mapping[tuple[str, str], Note]:
        chapters = (part for part in self.dossier.parts if isinstance(part, Chapter))
        return {(part.id, note.label): note for part in chapters for note in part.notes}

    @cached_property
    def mentions(self) -> Mapping[str, tuple[str, ...]]:
        """For each entry's id, the anchors of what names it, in reading order.

        That are passages and entries which link to it or name it in one of their fields.
        """
        found: dict[str, dict[str, None]] = {}
        for part in self.dossier.parts:
            for anchor, node in _passages(part):
                for entry in self._named_in(node):
                    found.setdefault(entry, {})[anchor] = None
        return {entry: tuple(anchors) for entry, anchors in found.items()}

    def _named_in(self, node: object) -> Iterator[str]:
        """The ids of the entries that ``node`` links to or names in a field, but itself.

        Of a chapter itself that is what it reports.
        """
        if isinstance(node, Chapter):
            yield from filter(None, [node.source])
            return
        own = getattr(node, "id", "")
        for text in texts_of(node):
            for target in inline.targets(text.content):
                id = target[1:]
                if target.startswith("#"):  # a locator, which may be an entry's
                    id = getattr(self._entries_by_anchor.get(id), "id", "")
                if target[:1] in ("#", "@") and id not in ("", own):
                    yield id
        if isinstance(node, Entry):
            yield from named_entries(node)
            yield from cited_sources(node)

    def name_of(self, anchor: str) -> str:
        """What the text of a link to a passage or an entry is: its locator, else its name."""
        entry = self._entries_by_anchor.get(anchor)
        name = getattr(entry, "name", None)
        return inline.plain(name.content) if name and not is_locator(anchor) else anchor

    @cached_property
    def _entries_by_anchor(self) -> Mapping[str, Entry]:
        return {anchor_of(entry): entry for entry in self.entries.values()}

    @cached_property
    def claims_at(self) -> Mapping[str, tuple[Claim, ...]]:
        """For each locator, the claims that the passage makes or reports."""
        found: dict[str, list[Claim]] = {}
        for claim in self._claims:
            for locator in claim.passages:
                found.setdefault(locator, []).append(claim)
        return {locator: tuple(claims) for locator, claims in found.items()}

    @cached_property
    def answers(self) -> Mapping[str, tuple[Claim, ...]]:
        """For each question's id, the claims that answer it."""
        found: dict[str, list[Claim]] = {}
        for claim in self._claims:
            found.setdefault(claim.question, []).append(claim)
        return {question: tuple(claims) for question, claims in found.items()}

    @property
    def _claims(self) -> Iterator[Claim]:
        return (entry for entry in self.entries.values() if isinstance(entry, Claim))

    @cached_property
    def index(self) -> tuple[IndexGroup, ...]:
        """The index of names and subjects."""
        return index_of(tuple(self.entries.values()), self.language)

    def in_order(self, register: Register) -> tuple[Entry, ...]:
        """A register's entries as this language sorts them; those with locators as they stand."""
        if any(getattr(entry, "locator", "") for entry in register.entries):
            return register.entries
        return tuple(self.language.in_order(register.entries, _sort_name))

    def letters(self, part: Part) -> str:
        """The letters that the locators of a part begin with; empty if it has none."""
        found = (re.match(r"[A-Z]+(?=\d)", anchor) for anchor in _anchors(part))
        return next((match[0] for match in found if match), "")

    def contents(self, part: Part) -> tuple[ContentsLine, ...]:
        """The second level of the contents: subheadings of level 2, or a register's questions."""
        if isinstance(part, Chapter):
            headings = (block for block in part.blocks if isinstance(block, Heading))
            return tuple(ContentsLine(h.anchor, h.text) for h in headings if h.level == 2)
        questions = (entry for entry in part.entries if isinstance(entry, Question))
        return tuple(ContentsLine(question.locator, question.name) for question in questions)


def anchor_of(entry: Entry) -> str:
    """The id of an entry's element: its locator where it has one."""
    return getattr(entry, "locator", "") or f"entry-{entry.id}"


def is_locator(anchor: str) -> bool:
    """Whether an anchor is a locator, by which a passage can be cited."""
    return not anchor.startswith("entry-")


def _sort_name(entry: Entry) -> str:
    text = getattr(entry, "sort_name", None) or getattr(entry, "name", None)
    return inline.plain(text.content) if text else entry.id


def _anchors(part: Part) -> Iterator[str]:
    yield part.id
    for node in blocks_of(part):
        match node:
            case Post(locator=anchor) | Paragraph(locator=anchor) | Heading(anchor=anchor) if (
                anchor
            ):
                yield anchor
            case Entry():
                yield anchor_of(node)
            case _:
                pass


def _note_numbers(chapter: Chapter) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for text in texts_of(chapter):
        for label in inline.note_calls(text.content):
            numbers.setdefault(label, len(numbers) + 1)
    return numbers


def _passages(part: Part) -> Iterator[tuple[str, object]]:
    """What can be cited in ``part``: each anchor with what names entries there, footnotes included.

    A text without a locator, such as a cell of a table, counts to the locator before it; what
    stands before the first one, to that.
    """
    if isinstance(part, Register):
        yield from ((anchor_of(entry), entry) for entry in part.entries)
        return
    notes = {note.label: note for note in part.notes}
    nodes = (part.title, part.standfirst, part.byline, part.dateline, part.blocks)
    found = list(blocks_of(nodes))
    locators = [str(getattr(node, "locator", "")) for node in found]
    last = next(filter(None, locators), "")
    if not last:
        return
    yield last, part
    for node, locator in zip(found, locators, strict=True):
        last = locator or last
        if isinstance(node, Text):
            yield last, node
            yield from ((last, notes.get(call)) for call in inline.note_calls(node.content))
