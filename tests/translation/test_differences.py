from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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
