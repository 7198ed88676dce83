"""Microtypography: what each language's table says of itself, and what no table may do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

import hexapla
from hexapla.diagnostics import Place
from hexapla.edition.inlines import Writer
from hexapla.edition.typography import (
    SIGNS,
    THING,
    Piece,
    Rule,
    line_of,
    read_rules,
    rules_for,
    set_pieces,
    set_text,
)
from hexapla.inline import Link, NoteCall, Plain, Styled
from hexapla.language import Language
from hexapla.text import State, Text

TABLES = sorted((Path(hexapla.__file__).parent / "typography").glob("*.toml"))
TAGS = [path.stem for path in TABLES]
RULES = [(tag, rule) for tag in TAGS for rule in rules_for(Language(tag))]

each_language = pytest.mark.parametrize("tag", TAGS)
each_rule = pytest.mark.parametrize(
    ("tag", "rule"), RULES, ids=[f"{tag}: {rule.name}" for tag, rule in RULES]
)


def rules(tag: str) -> tuple[Rule, ...]:
    return rules_for(Language(tag))


# ---- the tables -------------------------------------------------------------------------------


def test_there_are_tables() -> None:
    assert {"de", "en", "fr", "ka", "ru", "uk"} <= set(TAGS)


@each_rule
def test_a_rule_does_what_its_examples_say(tag: str, rule: Rule) -> None:
    assert rule.examples
    for before, after in rule.examples:
        assert set_text(before, rules(tag)) == after
        assert set_text(before, [rule]) != before, f"{before}: not by this rule"


@each_rule
def test_a_table_leaves_alone_what_a_rule_says(tag: str, rule: Rule) -> None:
    assert rule.unchanged
    for text in rule.unchanged:
        assert set_text(text, rules(tag)) == text


@each_language
def test_every_rule_names_its_source(tag: str) -> None:
    assert all(len(rule.source) > 10 for rule in rules(tag))


@each_language
def test_no_two_rules_have_one_name(tag: str) -> None:
    names = [rule.name for rule in rules(tag)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("tag", "quotes"),
    [
        ("de", "„“‚‘"),  # Duden, K 8
        ("en", "“”‘’"),  # Chicago Manual of Style (2017), 6.9
        ("fr", "«»«»"),  # Imprimerie nationale, Lexique: guillemets within guillemets
        ("ka", "„“«»"),
        ("ru", "«»„“"),  # Мильчин, Чельцова. Справочник издателя и автора
        ("uk", "«»„“"),  # Український правопис (2019), «Лапки»
    ],
)
def test_quotation_marks_are_those_of_cldr(tag: str, quotes: str) -> None:
    assert "".join(Language(tag).quotes) == quotes


def test_a_table_serves_the_regions_of_its_language() -> None:
    assert rules("ru") == rules("ru-UA") != ()
    assert rules("de") == rules("de-Latn-AT")


def test_a_language_without_a_table_is_left_alone() -> None:
    assert rules("ja") == rules("fra") == ()
    assert set_text("a - b... 5 km", rules("ja")) == "a - b... 5 km"


@pytest.mark.parametrize(
    "change",
    [
        ('becomes = "x"', "becomes more"),
        ('becomes = "\\u00a0"\nwhy = "x"', "unknown are why"),
    ],
)
def test_a_wrong_table_is_refused(change: tuple[str, str]) -> None:
    line, problem = change
    table = f'[[rules]]\nname = "a"\nit = " "\n{line}\nsource = "s"\nexamples = []\nunchanged = []'
    with pytest.raises(ValueError, match=problem):
        read_rules(table)


# ---- what holds for every text ----------------------------------------------------------------

WORDS = [
    *(" ", "  ", "\u00a0", "\u202f", "\u2060", "-", " - ", "–", " – ", "—", "...", ".", ",", "…"),
    *("«", "»", "„", "“", "”", "’", "(", ")", "[", "]", ":", ";", "!", "?", "\n", "№", "§", "%"),
    *("1", "58", "000", "2022", "XX", "в", "и", "На", "км", "г.", "т.", "А.", "й", "марта", "руб"),
    *("მე", "ე", "წლის", "კმ", "ა.", "p.", "E.", "Mr", "km", "March", "Mme", "z.", "B.", "S."),
    *("á", "о\u0301", "слово", "https://a.example/1–2", "a@b", "{page}", THING),
]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=16).map("".join))


def letters(text: str) -> str:
    return "".join(one for one in text if one not in SIGNS)


@each_language
@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_what_is_set_stays_as_it_is(tag: str, text: str) -> None:
    once = set_text(text, rules(tag))
    assert set_text(once, rules(tag)) == once


@each_language
@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_nothing_changes_but_spaces_and_dashes(tag: str, text: str) -> None:
    found = set_text(text, rules(tag))
    assert letters(found) == letters(text)
    assert len(found) <= 2 * len(text) + 2
    for one in "\u00a0\u202f\u2060":
        assert found.count(one) >= text.count(one)


@each_language
@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(TEXTS, st.integers(0, 3), st.booleans()), max_size=5))
def test_pieces_are_set_as_the_text_that_they_make(
    tag: str, parts: list[tuple[str, int, bool]]
) -> None:
    pieces = [Piece(text, depth, is_text) for text, depth, is_text in parts]
    found = set_pieces(pieces, rules(tag))
    assert [letters(text) for text in found] == [letters(piece.text) for piece in pieces]
    if all(piece.is_text for piece in pieces) and not re.search("[@/{]", "".join(found)):
        assert "".join(found) == set_text("".join(piece.text for piece in pieces), rules(tag))
    for piece, text in zip(pieces, found, strict=True):
        assert piece.is_text or text == piece.text


@each_language
@pytest.mark.parametrize(
    "unit",
    [
        *("в ", " ", "1", "1 ", "а", ".", "А. ", "—", "« ", "a://", "I", "{a", "-", "10 000 "),
        *("\u2060", "!", "т. е. ", "– ", "მე-", "z. B. "),
    ],
)
def test_a_long_text_takes_no_longer_than_it_is(tag: str, unit: str) -> None:
    """What takes the square of the length would not come back from this."""
    set_text(unit * (300_000 // len(unit)), rules(tag))


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1992–2022/...",
        "www.a.example/1–2",
        "a...b@example.org",
        "{number}",
    ],
)
@each_language
def test_addresses_are_left_alone(tag: str, text: str) -> None:
    assert set_text(text, rules(tag)) == text


# ---- lines of Markdown ------------------------------------------------------------------------


def plain(content: str, tag: str = "ru") -> str:
    """A line as it is set, with signs for what is not seen."""

    def read(nodes: object) -> str:
        assert isinstance(nodes, tuple)
        found = ""
        for node in nodes:
            match node:
                case Plain(text):
                    found += text
                case Styled(style, children):
                    found += f"<{style}>{read(children)}</>"
                case Link(target, children):
                    found += f"<{target}>{read(children)}</>"
                case NoteCall(label):
                    found += f"^{label}"
                case _:
                    found += "/"
        return found

    text = read(line_of(content, Language(tag)))
    return text.replace("\u00a0", "~").replace("\u202f", "_").replace("\u2060", "|")


@pytest.mark.parametrize(
    ("tag", "content", "expected"),
    [
        ("ru", "в [Цхинвали](@t)", "в~<@t>Цхинвали</>"),
        ("ru", "в [](@t) и *на* пути", "в~<@t></> и~<em>на</>~пути"),
        ("ru", "(см. [T2](#T2))", "(см.~<#T2>T2</>)"),
        ("ru", "*слово* – и", "<em>слово</>~– и"),
        ("ru", "слово[^1] – и", "слово^1~– и"),
        ("ru", "*58*-й и 58-*й*", "<em>58</>-|й и~58-|<em>й</>"),
        ("ru", "`в доме - а` и", "<code>в доме - а</> и"),
        ("ru", "<https://a.example/1–2> в [https://b.example](https://b.example)", None),
        ("ru", "а\\\nв доме", "а/в~доме"),
        ("ka", "[მე-4](@base) ბრიგადა", "<@base>მე-|4</> ბრიგადა"),
        ("ka", "„ა“ – *ბ*", "„ა“~– <em>ბ</>"),
        ("fr", '"*Oui*"?', "«~<em>Oui</>~»_?"),
        ("fr", "[Quoi](@q)!", "<@q>Quoi</>_!"),
        ("en", "**one**—two", "<strong>one</>|—two"),
        ("ja", "a - b", "a - b"),
    ],
)
def test_rules_see_beyond_the_ends_of_styles_and_links(
    tag: str, content: str, expected: str | None
) -> None:
    if expected is None:
        assert "|" not in plain(content, tag)
    else:
        assert plain(content, tag) == expected


def writer(edition: str, *, joiners: bool) -> Writer:
    def resolve(target: str) -> tuple[str, Markup]:
        return target, Markup("<i/>")

    return Writer(
        Language(edition), Language("en"), resolve, lambda _: Markup(""), lambda _: "", joiners
    )


def xhtml(content: str, edition: str = "ru", state: State = State.TRANSLATED, **how: bool) -> str:
    return str(writer(edition, **how).xhtml(Text(content, "", Place("x"), state=state)))


def test_an_e_book_keeps_words_whole_by_style() -> None:
    """Its readers search the text as it stands, in which nobody looks for a word joiner."""
    assert xhtml("о 58-й & 1–2", joiners=False) == (
        'о\u00a0<span class="whole">58-й</span> &amp; <span class="whole">1–2</span>'
    )
    assert xhtml("one—two", "en", joiners=False) == '<span class="whole">one—</span>two'


def test_in_print_word_joiners_keep_words_whole() -> None:
    assert xhtml("о 58-й", joiners=True) == "о\u00a058-\u2060й"


def test_in_print_no_text_ends_in_a_no_break_space() -> None:
    assert xhtml("в *доме*", joiners=True) == "в\u00a0\u2060<em>доме</em>"
    assert xhtml("в *доме*", joiners=False) == "в\u00a0<em>доме</em>"


def test_a_fallback_is_set_as_its_own_language_has_it() -> None:
    assert "58\u00a0km и км" in xhtml("58 km и км", state=State.FUZZY, joiners=True)


@settings(deadline=None)
@given(TEXTS)
def test_what_is_kept_whole_by_style_says_the_same(text: str) -> None:
    found = str(writer("ru", joiners=False).words(text))
    assert re.sub(r"</?span[^>]*>", "", found).replace("\u2060", "") == (
        str(Markup.escape(set_text(text, rules("ru")))).replace("\u2060", "")
    )
