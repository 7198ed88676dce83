"""Pseudo-languages: other words, the same markup, and marks by which they are known."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import inline
from hexapla.translation.pseudo import is_pseudo, pseudo_label, pseudo_markdown
from test_inline import single_lines

TAGS = ("en-XA", "ar-XB")
RUN = "\u200f\u202e{}\u202c\u200f"


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en-XA", True), ("ar-XB", True), ("sr-Latn-XB", True), ("en", False), ("pt-BR", False)],
)
def test_a_pseudo_language_is_known_by_its_region(tag: str, said: bool) -> None:
    assert is_pseudo(tag) is said


def test_no_letter_of_a_message_stays_as_it_was() -> None:
    alphabet = "The quick brown fox jumps over a lazy dog"
    for text in (alphabet, alphabet.upper()):
        assert not re.search("[A-Za-z]", pseudo_markdown(text, "en-XA"))
    assert pseudo_markdown("Two words", "ar-XB") == f"{RUN.format('Two')} {RUN.format('words')}"


def test_a_message_stands_in_brackets_and_is_two_fifths_longer() -> None:
    text = (
        "Servicemen from South Ossetia refused to go on fighting and came home at the end of "
        "March 2022. Reports that do not depend on one another agree on this."
    )
    found = pseudo_markdown(text, "en-XA")
    assert (found[0], found[-1]) == ("‹", "›")
    assert 1.3 < (len(found) - 2) / len(text) < 1.45


def test_what_translators_leave_stays() -> None:
    text = (
        "See [the *house*](@house) [](#T1) `code` <https://a.example/x> [^note] https://b.example/y"
    )
    kept = [
        "](@house)",
        "[](#T1)",
        "`code`",
        "<https://a.example/x>",
        "[^note]",
        "https://b.example/y",
    ]
    for tag in TAGS:
        found = pseudo_markdown(text, tag)
        assert [one for one in kept if one not in found] == []
        assert "house*" not in found


@pytest.mark.parametrize("tag", TAGS)
def test_a_place_to_fill_in_stays(tag: str) -> None:
    found = pseudo_label("{percent} % of {total} passages", tag)
    assert found.count("{percent}") == found.count("{total}") == 1
    assert "passages" not in found.replace(RUN.format("passages"), "")


@settings(deadline=None)
@given(single_lines(), st.sampled_from(TAGS))
def test_the_markup_stays(content: str, tag: str) -> None:
    assert inline.markup(pseudo_markdown(content, tag)) == inline.markup(content)


def test_another_language_is_none_of_these() -> None:
    with pytest.raises(KeyError):
        pseudo_markdown("text", "en")
