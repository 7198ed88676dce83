from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cpu import little_work
from hexapla.translation import word_differences


def test_an_added_not_is_seen() -> None:
    pieces = word_differences("He did agree to go.", "He did not agree to go.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "He did "),
        ("in", "not "),
        ("same", "agree to go."),
    ]


def test_what_went_stands_before_what_came() -> None:
    pieces = word_differences("walked home", "marched home")
    assert [piece.kind for piece in pieces] == ["out", "in", "same"]


def test_signs_are_words_of_their_own() -> None:
    pieces = word_differences("home.", "home!")
    assert next((piece.kind, piece.text) for piece in pieces) == ("same", "home")


@given(st.text(), st.text())
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = word_differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new
    assert all(piece.text for piece in pieces)


def test_long_texts_of_few_words_are_compared_once() -> None:
    old, new = "a b " * 2_000, "a a b b " * 1_000
    with little_work():
        pieces = word_differences(f"He did {old}go.", f"He did not {new}go.")
    # There and here stands one difference, between what is the same at the ends.
    assert [piece.kind for piece in pieces] == ["same", "out", "in", "same"]
    assert pieces[0].text == "He did "
    assert pieces[-1].text.endswith("b go.")


def test_a_word_in_a_long_text_is_seen() -> None:
    words = "word and " * 2_000
    pieces = word_differences(f"{words}He did agree. {words}", f"{words}He did not agree. {words}")
    assert [piece for piece in pieces if piece.kind != "same"] == [("in", "not ")]
