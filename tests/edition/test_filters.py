"""Filters: names, dates, quotations and sources in an edition's language."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from markupsafe import Markup

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.edition import Edition
from hexapla.edition.filters import Filters
from hexapla.edition.inlines import Writer
from hexapla.entries import Source
from hexapla.language import Language
from hexapla.text import State, Text

Make = Callable[..., Edition]


def text(content: str, state: State = State.SOURCE) -> Text:
    return Text(content, "", Place("book/x.md"), state=state)


@pytest.fixture
def filters(make_edition: Make) -> Callable[[str], Filters]:
    def make(language: str) -> Filters:
        writer = Writer(
            Language(language),
            Language("en"),
            lambda target: (target, Markup(target)),
            lambda label: Markup(f"[{label}]"),
            lambda _: "",
        )
        return Filters(make_edition(language), writer)

    return make


Get = Callable[[str], Filters]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bibilov, Anatoly", "Bibilov"),
        ("باعمر، محمد", "باعمر"),
        ("Parliament of South Ossetia and friends", "Parliament of South…"),
        ("Verylongnamethatisoneword", "Verylongnamethatisoneword"),
    ],
)
def test_running_heads_show_what_a_name_is_sorted_by(filters: Get, name: str, shown: str) -> None:
    assert filters("en").guide(text(name)) == shown


def test_a_name_is_without_its_markup_and_tells_its_language(filters: Get) -> None:
    assert filters("ka").name(text("a *b* [^n]")).strip() == "a b"
    fallback = filters("ka").name(text("a *b*", State.UNTRANSLATED))
    assert fallback == '<span lang="en" xml:lang="en" dir="ltr">a b</span>'


def test_names_are_a_list_of_the_language(filters: Get) -> None:
    names = (text("A"), text("*B*"), text("C"))
    assert filters("en").names(names) == "A, B, and C"
    assert filters("ru").names(names) == "A, B и C"


def test_a_date_with_an_end_is_a_range(filters: Get) -> None:
    first, last = PartialDate(2022, 3, 30), PartialDate(2022, 4, 1)
    assert filters("en").date(first) == "March 30, 2022"
    assert "April" in filters("en").date(first, last)


def test_a_date_has_a_direction_of_its_own_only_from_right_to_left(filters: Get) -> None:
    day = datetime.date(2022, 3, 30)
    assert str(filters("en").time(day)).startswith('<time datetime="2022-03-30">')
    assert str(filters("ar").time(day)).startswith('<time datetime="2022-03-30" dir="rtl">')


@pytest.mark.parametrize(
    ("title", "language", "shown"),
    [
        ("Title", "", "«Title»"),
        ("On “this”", "en", '«<span lang="en" xml:lang="en" dir="ltr">On „this“</span>»'),
        ("On «this»", "", "«On „this“»"),
        ("<b>", "", "«&lt;b&gt;»"),
    ],
)
def test_titles_are_quoted_as_the_edition_quotes(
    filters: Get, title: str, language: str, shown: str
) -> None:
    assert filters("ru").quote(title, language) == shown


def test_addresses_are_decoded_where_that_can_be_read(filters: Get) -> None:
    def shown(url: str) -> str:
        return str(filters("en").web(url)).replace("\u200b", "")

    assert shown("https://a.example/%D0%B4") == "https://a.example/д"
    assert shown("https://a.example/%20b") == "https://a.example/%20b"
    assert shown("https://a.example/%00b") == "https://a.example/%00b"


def test_a_source_is_cited_by_outlet_else_author_else_title(filters: Get) -> None:
    source = Source(
        id="s", place=Place("book/sources.toml"), locator="S1", title="T", author="А. Автор"
    )
    cite = filters("en").cite
    assert cite(source) == '<bdi dir="ltr">А. Автор</bdi> <bdi dir="ltr">[S1]</bdi>'
    assert str(cite(replace(source, author=""))).startswith('<bdi dir="ltr">T</bdi> ')
    titled = cite(replace(source, author="", language="fr"))
    assert str(titled).startswith('<span lang="fr" xml:lang="fr" dir="ltr">T</span> ')
    assert str(cite(replace(source, outlet=text("*Out*")))).startswith("<em>Out</em> ")


def test_what_is_not_of_the_edition_has_its_own_direction(filters: Get) -> None:
    own = filters("en").own
    assert own("שלום <") == '<bdi dir="rtl">שלום &lt;</bdi>'
    assert own("1") == '<bdi dir="ltr">1</bdi>'


def test_a_name_in_other_letters_is_marked_as_of_their_language(filters: Get) -> None:
    name = "Мурат Гукемухов"
    marked = f'<bdi lang="ru" xml:lang="ru" dir="ltr">{name}</bdi>'
    assert filters("en").own(name, "ru") == marked
    assert filters("ru").own(name, "ru") == f'<bdi dir="ltr">{name}</bdi>'
    assert filters("uk").own(name, "ru") == f'<bdi dir="ltr">{name}</bdi>', "it can be said"
    assert filters("en").own(name, "ka") == f'<bdi dir="ltr">{name}</bdi>', "of what, is not known"
    assert filters("ka").own("Ann Lee", "ru") == '<bdi dir="ltr">Ann Lee</bdi>'


def test_an_address_for_a_title_is_of_no_language(filters: Get) -> None:
    assert filters("en").quote("a.example/ru/1", "ru") == "“a.example/ru/1”"
