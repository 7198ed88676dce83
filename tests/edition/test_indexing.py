"""The index: letters, order, abbreviations, and pages with runs of them merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.edition.indexing import (
    PageRange,
    index_of,
    mention_anchor,
    mentions_on,
    page_ranges,
    runs,
)
from hexapla.entries import Entry, Event, GeographicPlace, Organisation, Person, Source, Term
from hexapla.language import Language
from hexapla.text import Text

HERE = Place("book/x", 1)


def text(content: str) -> Text:
    return Text(content, "", HERE)


def person(name: str) -> Person:
    return Person(id="p", place=HERE, name=text("First Last"), sort_name=text(name))


def headings(language: str, *names: str) -> list[tuple[str, list[str]]]:
    found = index_of([person(name) for name in names], Language(language))
    return [(group.label, [line.name.content for line in group.lines]) for group in found]


def test_names_stand_under_their_letters_in_the_languages_order() -> None:
    assert headings("ka", "ქ", "კ", "ა", "ჰ", "ბ") == [
        ("ა", ["ა"]),
        ("ბ", ["ბ"]),
        ("კ", ["კ"]),
        ("ქ", ["ქ"]),
        ("ჰ", ["ჰ"]),
    ]
    assert headings("ru", "Ёлка", "Ель", "Еда", "Яна", "Алан") == [
        ("А", ["Алан"]),
        ("Е", ["Еда", "Ёлка", "Ель"]),
        ("Я", ["Яна"]),
    ]
    assert [label for label, _ in headings("de", "Ärzte", "Zug", "Öl")] == ["A", "O", "Z"]
    assert [label for label, _ in headings("sv", "Ärzte", "Zug", "Öl")] == ["Z", "Ä", "Ö"]


def test_other_scripts_have_letters_too_and_numbers_come_first() -> None:
    assert headings("ka", "UNA", "58-ე", "ბ") == [("…", ["58-ე"]), ("ბ", ["ბ"]), ("U", ["UNA"])]
    assert [label for label, _ in headings("en", "Цхинвал", "Tskhinvali")] == ["T", "Ц"]


def test_an_abbreviation_leads_to_the_name() -> None:
    body = Organisation(
        id="o", place=HERE, name=text("Fact-finding mission"), abbreviation=text("IIFFMCG")
    )
    found = index_of([body], Language("en"))
    lines = [(g.label, line.name.content, line.see) for g in found for line in g.lines]
    assert lines == [("F", "Fact-finding mission", None), ("I", "IIFFMCG", body.name)]


def test_a_name_stands_where_it_is_sorted() -> None:
    body = Organisation(
        id="o",
        place=HERE,
        name=text("The Hague Court"),
        sort_name=text("Hague Court, The"),
        abbreviation=text("THC"),
    )
    place = GeographicPlace(id="g", place=HERE, name=text("The Hague"), sort_name=text("Hague"))
    term = Term(
        id="t", place=HERE, name=text("an oath"), sort_name=text("oath"), description=text("D")
    )
    found = index_of([body, place, term], Language("en"))
    lines = [(g.label, line.name.content, line.see) for g in found for line in g.lines]
    assert lines == [
        ("H", "Hague", None),
        ("H", "Hague Court, The", None),
        ("O", "oath", None),
        ("T", "THC", body.sort_name),
    ]


def test_people_bodies_places_and_terms_are_names_and_subjects() -> None:
    entries: list[Entry] = [
        person("Zoe"),
        Organisation(id="o", place=HERE, name=text("Union")),
        GeographicPlace(id="g", place=HERE, name=text("Town")),
        Term(id="t", place=HERE, name=text("term"), description=text("D")),
        Event(id="e", place=HERE, locator="E1", date=PartialDate(2022), text=text("E")),
        Source(id="s", place=HERE, locator="S1", title="Source"),
    ]
    found = index_of(entries, Language("en"))
    names = [line.name.content for group in found for line in group.lines]
    assert names == ["term", "Town", "Union", "Zoe"]


def pages(*numbers: int, own: str = "99") -> dict[str, str]:
    found = {mention_anchor("a-b", "c", n): str(page) for n, page in enumerate(numbers)}
    return found | {"entry-a-b": own, "T1": "7", mention_anchor("a", "c", 1): "70"}


def found_on(entry: str, anchor: str, pages: dict[str, str]) -> tuple[PageRange, ...]:
    return page_ranges(entry, anchor, pages, mentions_on(pages))


def shown(found: tuple[PageRange, ...]) -> list[str]:
    return [
        ("*" if item.is_entry else "") + "–".join(map(str, dict.fromkeys((item.first, item.last))))
        for item in found
    ]


def test_runs_of_pages_are_merged_and_the_entrys_own_page_stands_alone() -> None:
    assert shown(found_on("a-b", "entry-a-b", pages(3, 5, 4, 9, 3))) == ["3–5", "9", "*99"]
    assert shown(found_on("a-b", "entry-a-b", pages(3, 4, 5, own="4"))) == ["3", "*4", "5"]
    assert shown(found_on("a-b", "entry-a-b", pages())) == ["*99"]


def test_roman_pages_and_those_that_are_not_known_yet_are_left_out() -> None:
    assert found_on("a-b", "entry-a-b", {}) == ()
    assert found_on("a-b", "entry-a-b", {mention_anchor("a-b", "c", 1): "iv"}) == ()


def test_runs_of_locators_are_joined() -> None:
    assert runs(["CL1", "CL2", "CL3", "CL5", "T2.1", "T3", "entry-a", "entry-b"]) == (
        ("CL1", "CL3"),
        ("CL5", "CL5"),
        ("T2.1", "T2.1"),
        ("T3", "T3"),
        ("entry-a", "entry-a"),
        ("entry-b", "entry-b"),
    )
    assert runs(["A1", "A2"]) == (("A1", "A1"), ("A2", "A2"))
    assert runs(["A9", "A10", "A11", "C12"]) == (("A9", "A11"), ("C12", "C12"))
    assert runs([]) == ()


@given(st.lists(st.integers(1, 40)))
def test_every_page_is_in_exactly_one_range(numbers: list[int]) -> None:
    found = found_on("a-b", "entry-a-b", pages(*numbers))
    covered = [n for item in found for n in range(item.first, item.last + 1)]
    assert covered == sorted({*numbers, 99})


@pytest.mark.parametrize("entry", ["a", "a-b", "a-b-c"])
def test_an_entrys_mentions_are_not_those_of_another(entry: str) -> None:
    numbers = {mention_anchor(other, "x-y", 1): "5" for other in ("a", "a-b", "a-b-c", "b")}
    (found,) = found_on(entry, "none", numbers)
    assert found.anchor == mention_anchor(entry, "x-y", 1)
