"""The index of names and subjects: its lines in the language's order, and their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla import inline
from hexapla.entries import Entry, GeographicPlace, Organisation, Person, Term
from hexapla.language import Language
from hexapla.text import Text


@dataclass(frozen=True)
class IndexLine:
    """One line of the index."""

    name: Text
    """As it is sorted: ``Bibilov, Anatoly``."""
    entry: Entry
    see: Text | None = None
    """The name to look under, if this line is an abbreviation."""


@dataclass(frozen=True)
class IndexGroup:
    """The lines under one letter."""

    label: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True)
class PageRange:
    """Pages that follow one another."""

    first: int
    last: int
    anchor: str
    """Of the first mention."""
    is_entry: bool
    """Whether it is the page of the entry itself."""


def index_of(entries: Sequence[Entry], language: Language) -> tuple[IndexGroup, ...]:
    """The index of the people, organisations, places and terms among ``entries``.

    Letters and order are those of ``language`` (CLDR's index characters and collation). An
    abbreviation has a line of its own that leads to the name.
    """
    lines = [line for entry in entries for line in _lines(entry)]
    groups = language.in_groups(lines, lambda line: inline.plain(line.name.content))
    return tuple(IndexGroup(label, tuple(found)) for label, found in groups)


def _lines(entry: Entry) -> list[IndexLine]:
    match entry:
        case Person(name=name, sort_name=sort_name):
            return [IndexLine(sort_name or name, entry)]
        case Organisation(name=name, sort_name=sort_name, abbreviation=abbreviation):
            line = IndexLine(sort_name or name, entry)
            return [line, *([IndexLine(abbreviation, entry, line.name)] if abbreviation else [])]
        case GeographicPlace(name=name, sort_name=sort_name) | Term(name=name, sort_name=sort_name):
            return [IndexLine(sort_name or name, entry)]
        case _:
            return []


def mention_anchor(entry: str, document: str, number: int) -> str:
    """The id of the ``number``-th link to an entry in a document of print.

    Entries' ids hold single hyphens alone, so no two of these can be the same.
    """
    return f"at-{entry}--{document}-{number}"


def runs(anchors: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """``anchors`` with three and more that follow one another as first and last: CL1 to CL24.

    Locators follow one another if they differ in a number at their end alone, by one.
    """
    found: list[list[str]] = []
    for anchor in anchors:
        if found and _following(found[-1][-1]) == anchor:
            found[-1].append(anchor)
        else:
            found.append([anchor])
    return tuple(
        pair
        for run in found
        for pair in ([(run[0], run[-1])] if len(run) > 2 else [(one, one) for one in run])
    )


def _following(anchor: str) -> str:
    match = re.fullmatch(r"([A-Z]+)(\d+)", anchor)
    return f"{match[1]}{int(match[2]) + 1}" if match else ""


Mentions = Mapping[str, Mapping[int, str]]
"""For each entry's id, the pages on which it is mentioned, with the anchor of the first mention."""


def mentions_on(pages: Mapping[str, str]) -> Mentions:
    """The mentions of all entries; ``pages`` gives the printed number of every anchor.

    Pages with Roman numbers are left out.
    """
    found: dict[str, dict[int, str]] = {}
    for name, page in pages.items():
        if name.startswith("at-") and page.isdecimal():
            entry = name.removeprefix("at-").partition("--")[0]
            found.setdefault(entry, {}).setdefault(int(page), name)
    return found


def page_ranges(
    entry: str, anchor: str, pages: Mapping[str, str], mentions: Mentions
) -> tuple[PageRange, ...]:
    """The pages on which an entry is mentioned, runs of them merged, and the page of the entry.

    ``anchor`` is the entry's own; ``mentions`` are those on ``pages``.
    """
    first = mentions.get(entry, {})
    own = int(pages[anchor]) if pages.get(anchor, "").isdecimal() else 0
    whole = _consecutive(sorted(first.keys() - {own}))
    found = [PageRange(run[0], run[-1], first[run[0]], False) for run in whole]
    if own:
        found.append(PageRange(own, own, anchor, True))
    return tuple(sorted(found, key=lambda item: item.first))


def listed(pages: Iterable[int], comma: str) -> str:
    """Pages in order, each once, those that follow one another as a range: ``4, 7–9``."""
    whole = _consecutive(sorted(set(pages)))
    return comma.join(
        str(run[0]) if len(run) == 1 else f"{run[0]}\u2060–\u2060{run[-1]}" for run in whole
    )


def _consecutive(numbers: Sequence[int]) -> list[Sequence[int]]:
    """``numbers``, which rise, in runs of those that follow one another."""
    breaks = [0, *(i for i, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1), len(numbers)]
    return [numbers[a:b] for a, b in pairwise(breaks) if a != b]
