"""The places of a book that a person asks to see, and their pages in each edition.

Editions differ in length, so that a place is called by what stands there: a locator, a chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.edition import anchor_of
from hexapla.manuscript import read_dossier
from hexapla.model import Chapter, entries_of, locators_of
from hexapla.output.proof import Printed
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.project import Project

USUAL = "cover,imprint,contents,chapters,body,index,colophon"
"""What is shown if nothing is asked for; of these, whatever a book does not have is left out."""


@dataclass(frozen=True)
class Named:
    """A place by its name: a word that :func:`choose` knows, an anchor, an entry, a number."""

    name: str

    def __str__(self) -> str:
        """As it is asked for."""
        return self.name


@dataclass(frozen=True)
class Pages:
    """All pages from one printed number to another."""

    first: str
    last: str

    def __str__(self) -> str:
        """As it is asked for."""
        return f"{self.first}-{self.last}"


Wish = Named | Pages

_NUMBER = "0*[1-9][0-9]{0,5}"
_ROMAN = "(?=[mdclxvi])m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_RANGE = re.compile(f"(?P<first>{_NUMBER}|{_ROMAN})[-–](?P<last>{_NUMBER}|{_ROMAN})")


def parse_wishes(text: str) -> tuple[Wish, ...]:
    """What ``--pages`` asks for: names and ranges of printed numbers, with commas between them.

    Raises ValueError for a text that asks for nothing, and for a range that ends before it begins.
    """
    found: list[Wish] = []
    for item in filter(None, (item.strip() for item in text.split(","))):
        match = _RANGE.fullmatch(item)
        if match is None:
            found.append(Named(item))
            continue
        first, last = match["first"], match["last"]
        if first.isdigit() and last.isdigit():
            first, last = str(int(first)), str(int(last))
        if first.isdigit() and (not last.isdigit() or int(first) > int(last)):
            raise ValueError(f"“{item}” ends before it begins")
        found.append(Pages(first, last))
    if not found:
        raise ValueError("name at least one page: cover, T2.1, 5, 1-8, ii …")
    return tuple(dict.fromkeys(found))


# ---- what a manuscript calls its places -----------------------------------------------------


@dataclass(frozen=True)
class Guide:
    """What the places of a manuscript are called."""

    parts: tuple[str, ...]
    """The anchors of its chapters and registers, in reading order."""
    passages: tuple[str, ...] = ()
    """The locators of what stands in its chapters."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """The anchors of its registers' entries, by id."""


def guide_to(project: Project) -> Guide:
    """The guide to a project's manuscript. Raises Refusal if that cannot be read."""
    with bounded_time(project.limits.seconds, READING):
        dossier, _ = read_dossier(project)
    return Guide(
        tuple(part.id for part in dossier.parts),
        tuple(
            locator
            for part in dossier.parts
            if isinstance(part, Chapter)
            for locator, _ in locators_of(part)
        ),
        {id: anchor_of(entry) for id, entry in entries_of(dossier).items()},
    )


# ---- choosing -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A place that has one page in each edition that has it at all."""

    kind: Literal["first", "anchor", "label"]
    """Found as the first page, by a named destination, or by its printed number."""
    key: str = ""

    def page_in(self, edition: Printed | None) -> int | None:
        """Its page there, counted from 0; None if there is none."""
        if edition is None:
            return None
        if self.kind == "first":
            return 0
        if self.kind == "anchor":
            return edition.anchors.get(self.key)
        return edition.labels.index(self.key) if self.key in edition.labels else None

    def __str__(self) -> str:
        """What a sheet calls it."""
        return {"first": "cover", "anchor": self.key, "label": f"page {self.key}"}[self.kind]


def choose(wishes: Sequence[Wish], editions: Sequence[Printed], guide: Guide) -> tuple[Spot, ...]:
    """The spots that ``wishes`` ask for, in their order, each once.

    ``cover`` is the first page; ``chapters`` the page on which each chapter and register opens;
    ``body`` a page of running text on which nothing opens; ``all`` all pages by their printed
    numbers. Another name is an anchor that an edition has (with ``#`` before it
    always), the id of an entry (with ``@`` before it), or a printed number.

    Raises Refusal F018 that names every wish that is in no edition, and what there is.
    """
    chooser = _Chooser(editions, guide)
    found = [(wish, tuple(chooser.spots(wish))) for wish in wishes]
    unknown = [wish for wish, spots in found if not spots]
    if unknown:
        raise Refusal(chooser.unknown(unknown))
    return tuple(dict.fromkeys(spot for _, spots in found for spot in spots))


def usual(editions: Sequence[Printed], guide: Guide) -> tuple[Spot, ...]:
    """What a designer has to look at: the spots of :data:`USUAL`, but for what there is not."""
    chooser = _Chooser(editions, guide)
    spots = (spot for wish in parse_wishes(USUAL) for spot in chooser.spots(wish))
    return tuple(dict.fromkeys(spots))


def same_pages(spots: Iterable[Spot], editions: Sequence[Printed]) -> dict[str, Spot]:
    """``spots`` by what sheets call them, those together that are the same page everywhere."""
    found: dict[tuple[int | None, ...], list[Spot]] = {}
    for spot in spots:
        found.setdefault(tuple(spot.page_in(edition) for edition in editions), []).append(spot)
    return {", ".join(map(str, group)): group[0] for group in found.values()}


@dataclass(frozen=True)
class _Chooser:
    """Knows the editions."""

    editions: Sequence[Printed]
    guide: Guide

    def spots(self, wish: Wish) -> Iterator[Spot]:
        """What a wish asks for; nothing if that is in no edition."""
        if isinstance(wish, Pages):
            yield from (Spot("label", label) for label in self._between(wish))
        elif wish.name == "cover":
            yield Spot("first")
        elif wish.name == "chapters":
            yield from self._named(self.guide.parts)
        elif wish.name == "body":
            yield from self._body()
        elif wish.name == "all":
            yield from (
                Spot("label", label) for label in merged(item.labels for item in self.editions)
            )
        elif wish.name.startswith("@"):
            yield from self._named([self.guide.entries.get(wish.name[1:], "")])
        else:
            anchors = tuple(self._named([wish.name.removeprefix("#")]))
            label = Spot("label", wish.name)
            yield from anchors or ([label] if self._is_somewhere(label) else [])

    def unknown(self, wishes: Sequence[Wish]) -> Diagnostic:
        """The error for wishes that are in no edition."""
        names = ["cover", "imprint", "contents", *self.guide.parts, "body", "index", "colophon"]
        there = [name for name in names if any(True for _ in self.spots(Named(name)))]
        ends = [f"{item.labels[0]} to {item.labels[-1]}" for item in self.editions]
        asked = ", ".join(f"“{wish}”" for wish in wishes)
        problem = (
            f"no edition has {asked}; there are {', '.join(there)}, locators such as T2.1, "
            f"entries as @id, and the printed pages {', '.join(dict.fromkeys(ends))}"
        )
        return Diagnostic("F018", problem)

    def _is_somewhere(self, spot: Spot) -> bool:
        return any(spot.page_in(edition) is not None for edition in self.editions)

    def _named(self, anchors: Iterable[str]) -> Iterator[Spot]:
        """The anchors that there are."""
        return filter(self._is_somewhere, (Spot("anchor", anchor) for anchor in anchors))

    def _body(self) -> Iterator[Spot]:
        """The middle one of the passages that in all editions are on pages where nothing opens."""
        openings = [set(map(item.anchors.get, self.guide.parts)) for item in self.editions]
        inner = [
            spot
            for spot in self._named(self.guide.passages)
            if all(
                (page := spot.page_in(edition)) is not None and page not in opening
                for edition, opening in zip(self.editions, openings, strict=True)
            )
        ]
        yield from inner[len(inner) // 2 :][:1]

    def _between(self, wish: Pages) -> tuple[str, ...]:
        """The printed numbers of a range, whichever edition has them.

        Where an edition ends before it, or its Roman numerals do, so does the range.
        """
        found: list[Sequence[str]] = []
        for labels in (edition.labels for edition in self.editions if wish.first in edition.labels):
            start = labels.index(wish.first)
            alike = [n for n, label in enumerate(labels) if label.isdigit() == wish.last.isdigit()]
            last = labels.index(wish.last) if wish.last in labels else max(alike, default=start)
            found.append(labels[start : last + 1])
        return merged(found)


def merged(sequences: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The items of several sequences, each once, in an order that keeps to theirs."""
    found: list[str] = []
    for sequence in sequences:
        at = 0
        for item in dict.fromkeys(sequence):
            if item in found:
                at = found.index(item) + 1
            else:
                found.insert(at, item)
                at += 1
    return tuple(found)
