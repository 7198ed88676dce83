"""Agreement: whether a translation has the numbers, months, names and terms of its source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from hexapla import inline
from hexapla.entries import Entry, GeographicPlace, Organisation, Person, Term
from hexapla.language import Language
from hexapla.model import Dossier, entries_of
from hexapla.text import State, Text
from hexapla.translation.words import (
    Finder,
    has_form,
    has_forms,
    is_cased,
    plain_text,
    ways_of,
    words_of,
)


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
    terms: tuple[Name, ...] = ()
    """The glossary; of a term that may be translated in several ways, ``target`` has them all."""

    def problems(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """Code and the end of a sentence for each thing in which two texts disagree.

        Numbers and months are compared as sets: a translation may name one twice. What is left
        as it is, such as the name of a licence, is not looked at.
        """
        if source == target:
            return
        texts = plain_text(inline.parse(source)), plain_text(inline.parse(target))
        yield from self._numbers(*texts)
        yield from self._names(source, target)
        yield from self._terms(*texts)

    def _numbers(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """Numbers and months; a month may be a name in one text and a number in the other."""
        wanted, has = (
            Counter(self.source.numbers_in(source)),
            Counter(self.target.numbers_in(target)),
        )
        spoken, heard = self.source.months_in(source), self.target.months_in(target)
        as_number = {month for month in spoken if has[Decimal(month)] > wanted[Decimal(month)]}
        as_name = {month for month in heard if wanted[Decimal(month)] > has[Decimal(month)]}
        missing = set(wanted) - set(has) - set(map(Decimal, as_name)) - _roman_numbers(target)
        extra = set(has) - set(wanted) - set(map(Decimal, as_number)) - _roman_numbers(source)
        for one in sorted(missing):
            other = next((number for number in sorted(extra) if _same(one, number, source)), None)
            if other is not None:
                missing.discard(one)
                extra.discard(other)
        for number in sorted(missing):
            yield "T011", f"the number {number:f} is missing"
        for number in sorted(extra):
            yield "T011", f"there is the number {number:f}, which the source has not"
        if not (self.source.tells_months and self.target.tells_months):
            return
        names = self.target.months
        for month in sorted(spoken - self.target.months_in(target, any_case=True) - as_number):
            yield "T012", f"the month “{names[month][0]}” is missing"
        for month in sorted(heard - self.source.months_in(source, any_case=True) - as_name):
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
        words = words_of(plain_text(inline.parse(target)))
        for word in dict.fromkeys(words_of(plain_text(inline.parse(source)))):
            for id, form in self._keys.get(word, ()):
                if id not in told and not has_form(words, form):
                    yield "T013", f"the name “{form}” is missing"

    def _terms(self, source: str, target: str) -> Iterator[tuple[str, str]]:
        """Terms of the glossary that the source uses and the translation has not, in any form."""
        wanted, has = words_of(source), words_of(target)
        ways, finder = self._ways
        for term in dict.fromkeys(ways[number] for number in finder.mentioned(wanted)):
            if not any(has_forms(has, name, self.target.tag) for name in term.target):
                said = " or ".join(f"“{name}”" for name in term.target)
                yield "T015", f"the term “{term.source[0]}” is not translated as {said}"

    @cached_property
    def _ways(self) -> tuple[Sequence[Name], Finder]:
        """Each term as often as the source has ways to say it, and what finds these."""
        ways = [(term, words_of(name)) for term in self.terms for name in term.source]
        return [term for term, _ in ways], Finder([way for _, way in ways], self.source.tag)

    @cached_property
    def _keys(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By the word that stands for a name: the ids of entries, and the word in the target."""
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for id, name in self.names.items():
            if name.key:
                found[name.key[0]] = (*found.get(name.key[0], ()), (id, name.key[1]))
        return found


def _same(one: Decimal, other: Decimal, source: str) -> bool:
    """Whether two numbers may say the same in two languages.

    2.5 (million) and 2,500,000; 5 (p.m.) and 17; (the) 1990(s) and 90.
    """
    if one and other and max(one, other) / min(one, other) in _THOUSANDS:
        return True
    if other == one + 12 and 1 <= one <= 11:
        return re.search(r"\bp\.? ?m\b", source, re.IGNORECASE) is not None
    return 1000 <= one < 2200 and other == one % 100 and other % 10 == 0


_THOUSANDS = {Decimal(10) ** exponent for exponent in (3, 6, 9, 12)}

_ROMAN = re.compile(r"\b(?=[IVXLC])(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})(?:e|er|ème|es)?\b")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman_numbers(text: str) -> set[Decimal]:
    """The numbers in Roman numerals in ``text``, of centuries and rulers: XXI, XIXe."""
    found: set[Decimal] = set()
    for match in _ROMAN.finditer(text):
        signs = [_VALUES[sign] for sign in "".join(match.groups())]
        value = sum(-one if one < after else one for one, after in pairwise([*signs, 0]))
        if value > 1:  # a lone I is a word, or an initial
            found.add(Decimal(value))
    return found


def agreement_of(
    dossier: Dossier, translated: Dossier, source: Language, target: Language
) -> Agreement:
    """How the translations of ``dossier`` into ``translated`` are compared with it.

    The names are those of its people, organisations and places; the terms those of its glossary
    that are translated.
    """
    ours, theirs = entries_of(dossier), entries_of(translated)
    names = {
        id: Name(_called(entry), _called(theirs[id]), _key_word(entry, theirs[id]))
        for id, entry in ours.items()
        if isinstance(entry, Person | Organisation | GeographicPlace)
    }
    terms = tuple(
        Name(ways_of(entry.name.content), ways_of(other.name.content))
        for id, entry in ours.items()
        if isinstance(entry, Term)
        and isinstance(other := theirs[id], Term)
        and other.name.state is State.TRANSLATED
    )
    return Agreement(source, target, names, terms)


def _linked(content: str) -> dict[str, list[str]]:
    """The words of the links to each entry in ``content``; empty links are left out."""
    found: dict[str, list[str]] = {}
    for node in inline.walk(inline.parse(content)):
        if isinstance(node, inline.Link) and node.target.startswith("@") and node.children:
            found.setdefault(node.target[1:], []).extend(words_of(plain_text(node.children)))
    return found


def _shares(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether one of ``words`` is a form of a word of ``names``; initials count if all are such."""
    parts = [part for name in names for part in words_of(name)]
    whole = [part for part in parts if len(part) > 1 or not is_cased(part)]
    return any(has_form(words, part) for part in whole or parts)


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
