"""Agreement: whether a translation has the numbers, months and proper names of its source."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hexapla import inline
from hexapla.entries import Entry, GeographicPlace, Organisation, Person
from hexapla.language import Language
from hexapla.model import Dossier, entries_of
from hexapla.text import Text


@dataclass(frozen=True)
class Name:
    """A proper name in both languages."""

    source: tuple[str, ...]
    """What it is called: its name, the name as it is sorted, its abbreviation."""
    target: tuple[str, ...]
    key: tuple[str, str] | None = None
    """The word of either that stands for the whole, if there is one: a surname, a town."""


@dataclass(frozen=True)
class Agreement:
    """What the texts of two languages are compared by."""

    source: Language
    target: Language
    names: Mapping[str, Name]
    """By the id of the register's entry."""

    def problems(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """Code and the end of a sentence for each thing in which two texts disagree.

        Numbers and months are compared as sets: a translation may name one twice. What is left
        as it is, such as the name of a licence, is not looked at.
        """
        if source == target:
            return
        texts = _plain(inline.parse(source)), _plain(inline.parse(target))
        yield from self._numbers(*texts)
        yield from self._months(*texts)
        yield from self._names(source, target)

    def _numbers(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        wanted, has = set(self.source.numbers_in(source)), set(self.target.numbers_in(target))
        for number in sorted(wanted - has):
            yield "T011", f"the number {number:f} is missing"
        for number in sorted(has - wanted):
            yield "T011", f"there is the number {number:f}, which the source has not"

    def _months(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        if not (self.source.tells_months and self.target.tells_months):
            return
        wanted, has = self.source.months_in(source), self.target.months_in(target)
        names = self.target.months
        for month in sorted(wanted - has):
            yield "T012", f"the month “{names[month][0]}” is missing"
        for month in sorted(has - wanted):
            yield "T012", f"there is the month “{names[month][0]}”, which the source has not"

    def _names(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        called, linked = _linked(source), _linked(target)
        told: set[str] = set()
        for id in (id for id in called if id in linked and id in self.names):
            name = self.names[id]
            if _shares(called[id], name.source):
                told.add(id)
                if not _shares(linked[id], name.target):
                    yield "T013", f"the link to @{id} has no word of “{name.target[0]}”"
        words = _words(_plain(inline.parse(target)))
        for word in dict.fromkeys(_words(_plain(inline.parse(source)))):
            for id, form in self._keys.get(word, ()):
                if id not in told and not _has(words, form):
                    yield "T013", f"the name “{form}” is missing"

    @cached_property
    def _keys(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By the word that stands for a name: the ids of entries, and the word in the target."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for id, name in self.names.items():
            if name.key:
                found[name.key[0]] = (*found.get(name.key[0], ()), (id, name.key[1]))
        return found


def agreement_of(
    dossier: Dossier, translated: Dossier, source: Language, target: Language
) -> Agreement:
    """How the translations of ``dossier`` into ``translated`` are compared with it.

    The names are those of its people, organisations and places.
    """
    theirs = entries_of(translated)
    names = {
        id: Name(_called(entry), _called(theirs[id]), _key_word(entry, theirs[id]))
        for id, entry in entries_of(dossier).items()
        if isinstance(entry, Person | Organisation | GeographicPlace)
    }
    return Agreement(source, target, names)


def _plain(nodes: Sequence[inline.Inline]) -> str:
    """The words of ``nodes``, without those of links to passages: locators are no numbers."""
    parts: list[str] = []
    for node in nodes:
        match node:
            case inline.Plain(text):
                parts.append(text)
            case inline.Link(target, children) if not target.startswith("#"):
                parts.append(_plain(children))
            case inline.Styled(_, children):
                parts.append(_plain(children))
            case inline.Break():
                parts.append("\n")
            case _:
                pass
    return "".join(parts)


def _linked(content: str) -> dict[str, list[str]]:
    """The words of the links to each entry in ``content``; empty links are left out."""
    found: dict[str, list[str]] = {}
    for node in inline.walk(inline.parse(content)):
        if isinstance(node, inline.Link) and node.target.startswith("@") and node.children:
            found.setdefault(node.target[1:], []).extend(_words(_plain(node.children)))
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[-’'.]\w+)*", text)


def _shares(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether one of ``words`` is a form of a word of ``names``."""
    return any(_has(words, part) for name in names for part in _words(name))


def _has(words: Sequence[str], name: str) -> bool:
    """Whether one of ``words`` is a form of ``name``: the same in small letters but for its end.

    Three letters and three fifths of the name must agree, which all cases of Georgian and
    Russian names do, those that lose a vowel (დაღესტანი, დაღესტნის) among them.
    """
    least = min(len(name), max(3, math.ceil(len(name) * 0.6)))
    stem = name.lower()[:least]
    if name.upper() == name.lower():
        return any(stem in word for word in words)  # as Hebrew, Arabic and Chinese join words
    return any(word.lower().startswith(stem) for word in words)


def _called(entry: Entry) -> tuple[str, ...]:
    """What ``entry`` is called: its name, the name as it is sorted, its abbreviation."""
    texts = (getattr(entry, name, None) for name in ("name", "sort_name", "abbreviation"))
    return tuple(inline.plain(text.content) for text in texts if isinstance(text, Text))


def _key_word(entry: Entry, other: Entry) -> tuple[str, str] | None:
    """A person's surname, or the one word that a place is called, in both languages."""
    match entry, other:
        case Person(), Person():
            words = [word for item in (entry, other) if (word := _surname(item))]
        case GeographicPlace(name=one), GeographicPlace(name=two):
            words = [inline.plain(text.content) for text in (one, two)]
        case _:
            return None
    if len(words) != 2 or any(" " in word for word in words):
        return None
    return words[0], words[1]


def _surname(person: Person) -> str:
    """The word that a person is sorted by, if it is a word of the name; else nothing."""
    if person.sort_name is None:
        return ""
    first = inline.plain(person.sort_name.content).partition(" ")[0].rstrip(",")
    return first if first in inline.plain(person.name.content).split() else ""
