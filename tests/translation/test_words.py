"""Words in any of their forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla import inline
from hexapla.translation.words import Finder, has_forms, mentions, plain_text, ways_of, words_of


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The contract servicemen left", "contract serviceman"),
        ("Armies of the region", "army"),
        ("a run-off in May", "run-off"),
        ("of the de facto state", "de facto"),
        ("TELEGRAM channels", "Telegram"),
        ("based on the bases", "base"),
        ("the servicemen’s pay", "serviceman"),
    ],
)
def test_a_term_is_found_in_its_forms(text: str, term: str) -> None:
    assert mentions(words_of(text), words_of(term), "en")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("He signed a contract with a serviceman", "contract serviceman"),
        ("an officer posed there", "post"),
        ("the armament", "army"),
        ("a man ran off", "run-off"),
        ("A basic question", "base"),
        ("the status of", "state"),
        ("a minute", "mine"),
        ("military", "militia"),
        ("", "army"),
        ("army", ""),
    ],
)
def test_other_words_are_no_term(text: str, term: str) -> None:
    assert not mentions(words_of(text), words_of(term), "en-GB")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("საკონტრაქტო სამხედროებმა უარი თქვეს", "საკონტრაქტო სამხედრო"),
        ("Батальонными тактическими группами", "батальонная тактическая группа"),
        ("ब्रिगेड के सैनिकों ने", "सैनिक"),
        ("והחייל אמר", "חייל"),
    ],
)
def test_a_translated_term_passes_in_any_case(text: str, term: str) -> None:
    assert has_forms(words_of(text), term)


def test_a_term_stands_within_compounds_where_a_language_has_them() -> None:
    assert has_forms(words_of("der Militärstützpunkt"), "Stützpunkt", "de")
    assert has_forms(words_of("die Anwälte"), "Anwalt", "de-AT")
    assert not has_forms(words_of("voenpunkt"), "punkt", "ru")


def test_a_missing_word_of_a_term_is_missing() -> None:
    assert not has_forms(words_of("тактическими группами"), "батальонная тактическая группа")


def test_the_ways_to_say_a_term() -> None:
    assert ways_of("run-off") == ("run-off",)
    assert ways_of("run-off / second round") == ("run-off", "second round")
    assert ways_of("Telegram (телеграм)") == ("Telegram", "телеграм")
    assert ways_of("agreement (2017)") == ("agreement",)


@given(st.text())
def test_the_words_of_any_text(content: str) -> None:
    words = words_of(plain_text(inline.parse(content)))
    assert mentions(words, words) == bool(words)


WORD = st.sampled_from(
    [
        *("army", "armies", "Army", "man", "men", "serviceman", "servicemen", "base", "basing"),
        *("be", "bases", "cat", "cats", "военный", "военного", "мир", "мира", "Абв", "state", "y"),
    ]
) | st.text("aeny", min_size=1, max_size=9)
WORDS = st.lists(WORD, max_size=3)


@given(st.lists(WORDS, max_size=8), st.lists(WORD, max_size=8), st.sampled_from(["en-GB", "ru"]))
def test_names_are_found_as_if_each_were_asked_for(
    names: list[list[str]], words: list[str], language: str
) -> None:
    wanted = [at for at, name in enumerate(names) if mentions(words, name, language)]
    assert Finder(names, language).mentioned(words) == wanted
