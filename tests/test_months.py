"""The months that a text names: forms of their names, and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.language import Language
from hexapla.months import months_named


@pytest.mark.parametrize(
    ("tag", "word", "months"),
    [
        ("ru", "мае", {5}),
        ("ru", "мало", set()),
        ("ru", "Мария", set()),
        ("ru", "декан", set()),
        ("ka", "სექტორი", set()),
        ("ka", "სექტემბრისთვის", {9}),
        ("pl", "ma", set()),
        ("cs", "července", {7}),
        ("en", "Marco", set()),
        ("en", "Octopus", set()),
        ("bg", "март", {3}),
        ("hi", "जनवरी", {1}),
    ],
)
def test_words_that_are_like_months(tag: str, word: str, months: set[int]) -> None:
    assert Language.parse(tag).months_in(word) == months


def test_every_month_of_a_text_is_found() -> None:
    names = Language.parse("en").months
    assert months_named("from March to May, not in june", names) == {3, 5}
    assert months_named("", names) == frozenset()


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    for tag in ("en", "ru", "ka"):
        assert months_named(text, Language.parse(tag).months) <= set(range(1, 13))
