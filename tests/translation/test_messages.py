from __future__ import annotations

import datetime
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpu import little_work
from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.entries import Event, Person, Source, Term
from hexapla.inline import has_words
from hexapla.message import Coverage, Translation
from hexapla.model import (
    Block,
    Chapter,
    Code,
    Definition,
    DefinitionList,
    Dossier,
    Figure,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Part,
    Post,
    Quote,
    Register,
    Rule,
    Table,
    texts_of,
)
from hexapla.text import State, Text
from hexapla.translation.messages import coverage_of, messages_of, replace_messages

PLACE = Place("book/a.md", 1)
DAY = datetime.date(2026, 11, 22)


def text(content: str, comment: str = "Article: paragraph", file: str = "book/a.md") -> Text:
    return Text(content, comment, Place(file, 3))


# ---- strategies: any dossier ------------------------------------------------------------------

places = st.builds(
    Place, st.sampled_from(["book/a.md", "book/b c.toml"]), st.integers(1, 9) | st.none()
)
contents = st.text(max_size=20) | st.sampled_from(
    ["", "2022", "…", "*a*", "[Bibilov](@bibilov)", "[](@x)", "`code`", "a[^1]", "ქართული"]
)
texts = st.builds(Text, contents, st.sampled_from(["", "Chapter: title", "Note"]), places)
maybe = texts | st.none()
leaves = (
    st.builds(Paragraph, texts, st.sampled_from(["", "A1"]))
    | st.builds(Heading, st.integers(2, 6), texts, st.just("h"))
    | st.builds(Figure, st.just("media/a.png"), texts, maybe)
    | st.builds(Code, contents)
    | st.builds(Rule)
    | st.builds(
        Table,
        st.lists(texts, max_size=2).map(tuple),
        st.lists(st.lists(texts, max_size=2).map(tuple), max_size=2).map(tuple),
        st.just(("", "end")),
    )
)


def _nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    some = st.lists(inner, max_size=3).map(tuple)
    definitions = st.lists(st.builds(Definition, texts, some), max_size=2).map(tuple)
    return (
        st.builds(Quote, some, maybe)
        | st.builds(ItemList, st.booleans(), st.just(1), st.lists(some, max_size=2).map(tuple))
        | st.builds(DefinitionList, definitions)
        | st.builds(Post, st.just("2.1"), st.just(2), st.just("T2.1"), some)
    )


blocks: st.SearchStrategy[tuple[Block, ...]] = st.lists(
    st.recursive(leaves, _nested, max_leaves=4), max_size=4
).map(tuple)
notes = st.builds(Note, st.just("1"), st.lists(st.builds(Paragraph, texts), max_size=2).map(tuple))
chapters = st.builds(
    Chapter,
    id=st.just("a"),
    kind=st.just("article"),
    place=places,
    title=texts,
    standfirst=maybe,
    byline=maybe,
    blocks=blocks,
    notes=st.lists(notes, max_size=2).map(tuple),
)
entries = (
    st.builds(Person, id=st.just("p"), place=places, name=texts, role=maybe, description=maybe)
    | st.builds(
        Event,
        id=st.just("e"),
        place=places,
        locator=st.just("E1"),
        date=st.just(PartialDate(2022)),
        text=texts,
    )
    | st.builds(
        Source, id=st.just("s"), place=places, locator=st.just("S1"), title=contents, note=maybe
    )
)
registers = st.builds(
    Register,
    id=st.just("r"),
    kind=st.just("people"),
    place=places,
    title=texts,
    introduction=maybe,
    entries=st.lists(entries, max_size=3).map(tuple),
)
dossiers = st.builds(
    Dossier,
    slug=st.just("slug"),
    language=st.sampled_from(["en", "ka"]),
    date=st.just(DAY),
    title=texts,
    subtitle=maybe,
    rights=maybe,
    parts=st.lists(chapters | registers, max_size=3).map(tuple),
)


def known(state: str) -> Translation | None:
    return {
        "none": None,
        "empty": Translation(("",)),
        "fuzzy": Translation(("თითქმის",), fuzzy=True),
        "done": Translation(("მზად",)),
    }[state]


# ---- properties -------------------------------------------------------------------------------


@given(dossiers)
def test_replacing_nothing_gives_an_equal_dossier(dossier: Dossier) -> None:
    assert replace_messages(dossier, lambda _: None, language=dossier.language) == dossier


@given(dossiers)
def test_replacing_each_message_by_itself_changes_language_and_state_alone(
    dossier: Dossier,
) -> None:
    edition = replace_messages(dossier, lambda id: Translation((id,)), language="fr")
    assert messages_of(edition) == messages_of(dossier)
    for old, new in zip(texts_of(dossier), texts_of(edition), strict=True):
        assert replace(new, language=old.language, state=old.state) == old
        assert (new.state is State.TRANSLATED) == has_words(old.content)


@given(dossiers)
def test_every_text_with_words_is_a_message_and_nothing_else_is(dossier: Dossier) -> None:
    worded = [text.content for text in texts_of(dossier) if has_words(text.content)]
    assert [message.id for message in messages_of(dossier)] == list(dict.fromkeys(worded))


@given(dossiers, st.lists(st.sampled_from(["none", "empty", "fuzzy", "done"]), min_size=1))
def test_coverage_counts_each_message_once(dossier: Dossier, states: list[str]) -> None:
    messages = messages_of(dossier)
    given_states = {
        message.id: states[index % len(states)] for index, message in enumerate(messages)
    }
    edition = replace_messages(dossier, lambda id: known(given_states[id]), language="fr")
    found = coverage_of(edition, dossier)
    counted = list(given_states.values())
    assert found.total == len(messages)
    assert found.translated == counted.count("done")
    assert found.fuzzy == counted.count("fuzzy")
    assert found.untranslated == counted.count("none") + counted.count("empty")
    assert (found.percent == 100) == (found.translated == found.total)


# ---- cases ------------------------------------------------------------------------------------


def a_dossier(*contents: Text) -> Dossier:
    blocks = tuple(Paragraph(content) for content in contents)
    chapter = Chapter(id="a", kind="article", place=PLACE, title=text("Title"), blocks=blocks)
    return Dossier(
        slug="s", language="en", date=DAY, title=text("Book", "Dossier: title"), parts=(chapter,)
    )


def test_comments_and_files_of_a_repeated_text_are_gathered() -> None:
    again = text("Same", "Register: name", "book/people.toml")
    dossier = a_dossier(text("Same"), text("Other"), again, text("Same"), text("[](@source)"))
    book, title, same, other = messages_of(dossier)
    assert (book.id, title.id, other.id) == ("Book", "Title", "Other")
    assert same.comments == ("Article: paragraph", "Register: name")
    assert same.files == ("book/a.md", "book/people.toml")


@pytest.mark.parametrize(
    ("found", "content", "language", "state"),
    [
        (Translation(("ერთი",)), "ერთი", "ka", State.TRANSLATED),
        (Translation(("ერთი",), fuzzy=True), "One", "en", State.FUZZY),
        (Translation(("",), fuzzy=True), "One", "en", State.UNTRANSLATED),
        (Translation(("",)), "One", "en", State.UNTRANSLATED),
        (None, "One", "en", State.UNTRANSLATED),
    ],
)
def test_state_of_a_text_in_another_language(
    found: Translation | None, content: str, language: str, state: State
) -> None:
    edition = replace_messages(a_dossier(text("One")), {"One": found}.get, language="ka")
    one = texts_of(edition)[-1]
    assert (one.content, one.language, one.state) == (content, language, state)


def test_wording_of_the_source_language_can_be_corrected_in_its_catalog() -> None:
    lookup = {"One": Translation(("One!",)), "Two": Translation(("Two?",), fuzzy=True)}.get
    edition = replace_messages(a_dossier(text("One"), text("Two")), lookup, language="en")
    one, two = texts_of(edition)[-2:]
    assert (one.content, one.state) == ("One!", State.TRANSLATED)
    assert two == text("Two")


def test_percent_is_rounded_down() -> None:
    assert Coverage(translated=999, untranslated=1).percent == 99
    assert Coverage(translated=3).percent == 100
    assert Coverage().percent == 100


def test_coverage_of_a_part_counts_that_part() -> None:
    dossier = a_dossier(text("One"), text("[](#A1)"))
    edition = replace_messages(dossier, {"Book": Translation(("წიგნი",))}.get, language="ka")
    assert coverage_of(edition) == Coverage(translated=1, untranslated=2)
    assert coverage_of(edition.parts[0], dossier.parts[0]) == Coverage(untranslated=2)
    assert coverage_of(dossier) == Coverage(translated=3)


def test_two_messages_translated_alike_are_two() -> None:
    dossier = a_dossier(text("Yes"), text("Aye"))
    edition = replace_messages(dossier, lambda _: Translation(("კი",)), language="ka")
    assert coverage_of(edition, dossier) == Coverage(translated=4)


# ---- what translators are told ----------------------------------------------------------------


def a_term(name: str) -> Register:
    entry = Term(id="t", place=PLACE, name=text(name, "terms: name"), description=text("Said."))
    return Register(id="terms", kind="terms", place=PLACE, title=text("Terms"), entries=(entry,))


def test_a_message_names_the_terms_of_the_glossary_that_it_uses() -> None:
    dossier = a_dossier(text("In the run-offs of May"), text("The armies ran off"))
    dossier = replace(dossier, parts=(*dossier.parts, a_term("run-off / second round")))
    comments = {message.id: message.comments for message in messages_of(dossier)}
    assert comments["In the run-offs of May"] == (
        "Article: paragraph",
        "in the glossary: run-off / second round",
    )
    assert comments["The armies ran off"] == ("Article: paragraph",)
    assert comments["run-off / second round"] == ("terms: name",)


def test_a_glossary_of_thousands_of_terms_is_not_asked_for_each() -> None:
    names = [f"Term{number:05} of trade" for number in range(4_000)]
    entries = tuple(
        Term(id=f"t{number}", place=PLACE, name=text(name), description=text(f"Is {name}."))
        for number, name in enumerate(names)
    )
    dossier = a_dossier(text("Nothing"))
    dossier = replace(dossier, parts=(*dossier.parts, replace(a_term("x"), entries=entries)))
    with little_work():  # of 8,000 messages; each term in each took some minutes
        found = messages_of(dossier)
    told = [one for one in found if any("in the glossary: Term" in said for said in one.comments)]
    assert len(told) == len(names)


@pytest.mark.parametrize(
    ("content", "flags"),
    [
        ("Plain", ()),
        ("[A](@a-b) and [](#T2.1)[^n]", ('placeholders:"(@a-b)":"(#T2.1)":"[^n]"',)),
        ("[A](@a) [B](@a)", ('placeholders:"(@a)"',)),
        ("[page](https://a.org/b?c=d)", ('placeholders:"(https://a.org/b?c=d)"',)),
        ("[page](https://a.org/b,c)", ()),
        ("one\\\ntwo", ("no-wrap",)),
        ("(@a) stands alone", ()),
    ],
)
def test_flags_for_tools(content: str, flags: tuple[str, ...]) -> None:
    assert messages_of(a_dossier(text(content)))[-1].flags == flags


def test_the_least_room_is_what_counts() -> None:
    dossier = a_dossier(text("Same"), replace(text("Same"), limit=40))
    dossier = replace(dossier, title=replace(text("Same"), limit=100))
    (same, title) = messages_of(dossier)
    assert (same.id, same.flags, same.limit) == ("Same", ("max-length:40",), 40)
    assert title.limit == 0


@given(dossiers, st.randoms())
def test_moving_parts_and_blocks_changes_no_message(dossier: Dossier, random: Random) -> None:
    def moved(part: Part) -> Part:
        if isinstance(part, Chapter):
            return replace(part, blocks=tuple(random.sample(part.blocks, len(part.blocks))))
        return replace(part, entries=tuple(random.sample(part.entries, len(part.entries))))

    parts = tuple(moved(part) for part in random.sample(dossier.parts, len(dossier.parts)))
    here, there = (messages_of(one) for one in (dossier, replace(dossier, parts=parts)))
    assert {message.id: message for message in here} == {message.id: message for message in there}
