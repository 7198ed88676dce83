"""Characters that no font has."""

from __future__ import annotations

import re

import pytest

from hexapla.diagnostics import Place
from hexapla.language import Language
from hexapla.output.characters import missing_characters
from hexapla.output.fonts import Face, default_faces

PLACE = Place("book/a.md")


@pytest.mark.parametrize("tag", ["en", "ka", "ru", "ar", "he", "hi", "th", "fr", "pl", "uk"])
def test_the_default_has_the_letters_of_many_languages(tag: str) -> None:
    # Modern Georgian has no capitals; CLDR lists those of the church and of headlines.
    capitals = re.compile("[\u10a0-\u10c5\u1c90-\u1cbf\u2d00-\u2d2d]")
    letters = {c for c in Language(tag).alphabet() if c.isalpha() and not capitals.match(c)}
    assert not missing_characters([("".join(sorted(letters)), PLACE)], default_faces())


def test_a_missing_character_is_named_once_with_its_first_passage() -> None:
    first, second = Place("book/a.md", 3), Place("book/b.md", 9)
    found = missing_characters(
        [("ab", first), ("a 日 b 日", first), ("日𐌰", second)], default_faces()
    )
    assert [(one.code, one.place) for one in found] == [("O001", first), ("O001", second)]
    assert "U+65E5 CJK UNIFIED IDEOGRAPH-65E5 “日” (it stands in 2 passages)" in found[0].message
    assert "U+10330 GOTHIC LETTER AHSA" in found[1].message
    assert "[fonts]" in found[1].message


def test_a_missing_script_is_told_at_once_with_a_package_that_has_it() -> None:
    (kana,) = missing_characters([("あいうえお", PLACE)], default_faces())
    assert "none of the fonts (FiraGO) has 5 characters of the script Hiragana (あいうえお)" in (
        kana.message
    )
    assert "fonts-ipaexfont-gothic" in kana.message
    (bengali,) = missing_characters([("কখ", PLACE)], default_faces())
    assert "“Noto Sans Bengali” should have them" in bengali.message
    assert "fonts-noto-core" in bengali.message


def test_a_project_font_fills_the_gap() -> None:
    face = default_faces()[0]
    own = Face("Own", 400, "normal", b"", "own.ttf", frozenset({ord("日")}))
    assert not missing_characters([("日", PLACE)], [face, own])


@pytest.mark.parametrize(
    "character",
    [*"\n\t\u00ad\u200b\u200c\u200d\u200e\u2066\u2060\ufeff\ufe0f\U000e0101\u202f\u2003"],
)
def test_what_shows_nothing_is_not_missing(character: str) -> None:
    bare = Face("Bare", 400, "normal", b"", "bare.ttf", frozenset())
    assert not missing_characters([(character, PLACE)], [bare])


@pytest.mark.parametrize("character", ["a", "\u0301", "\u0600", "\u1680", "\ue000", "\ufffd"])
def test_what_shows_something_is_missing(character: str) -> None:
    bare = Face("Bare", 400, "normal", b"", "bare.ttf", frozenset())
    assert len(missing_characters([(character, PLACE)], [bare])) == 1
