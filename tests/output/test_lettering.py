"""Lettering: lines of even length, the width of text, and text as outlines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.output.fonts import default_faces
from hexapla.output.lettering import outline, styled, text_width, wrap_lines
from pictures import ink

REGULAR, BOLD, ITALIC = default_faces()[:3]
WORDS = st.text(st.sampled_from("abiWმთავრბщжéი\u00a0"), min_size=1, max_size=12)


def pieces(text: str) -> list[str]:
    """``text`` cut after its spaces, as ICU cuts Latin text."""
    return re.findall(r"[^ \n]*[ \n]+|[^ \n]+", text)


def greedy(words: list[str], width: float) -> int:
    lines, line = 0, ""
    for word in words:
        longer = f"{line} {word}".strip(" ")
        if not line or text_width(longer, (REGULAR,), 10) > width:
            lines, longer = lines + 1, word
        line = longer
    return lines


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=15), st.floats(20, 400))
def test_lines_hold_all_words_and_are_as_few_as_can_be(words: list[str], width: float) -> None:
    text = " ".join(words)
    lines = wrap_lines(pieces(text), (REGULAR,), 10, width)
    assert " ".join(lines) == text
    for line in lines:
        assert " " not in line or text_width(line, (REGULAR,), 10) <= width
    assert len(lines) == greedy(words, width)


def test_lines_are_balanced() -> None:
    assert wrap_lines(pieces("one two three four five six"), (REGULAR,), 10, 110) == (
        "one two three",
        "four five six",
    )
    assert wrap_lines(pieces("  \n "), (REGULAR,), 10, 100) == ()
    assert wrap_lines(pieces("a\u00a0b  c\nd"), (REGULAR,), 10, 1) == ("a\u00a0b", "c", "d")


def test_lines_break_where_the_language_lets_them() -> None:
    thai = ["การก", "ลับ", "จาก", "ยูเครน"]
    width = text_width("".join(thai), (REGULAR,), 10) / 2 + 5
    lines = wrap_lines(thai, (REGULAR,), 10, width)
    assert len(lines) > 1
    assert "".join(lines) == "".join(thai)


def test_the_width_of_text_is_that_of_the_font() -> None:
    assert text_width("", (REGULAR,), 10) == 0
    assert text_width("აბგ", (REGULAR,), 20) == pytest.approx(2 * text_width("აბგ", (REGULAR,), 10))
    assert text_width("აბგ", (BOLD,), 20) > text_width("აბგ", (REGULAR,), 20)


def drawn(path: str) -> bytes:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><path d="{path}"/></svg>'
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=400, height=100))


@pytest.mark.parametrize("text", ["Tbilisi", "ცხინვალი", "Цхинвали", "تبليسي"])
def test_an_outline_lies_where_it_is_told_to(text: str) -> None:
    """From x, as wide as measured, on the baseline."""
    left, top, right, bottom = ink(drawn(outline(text, (REGULAR,), 40, 50, 60)))
    width = text_width(text, (REGULAR,), 40)
    assert 46 <= left <= 60
    assert 50 + width - 10 <= right <= 50 + width + 6
    assert 10 <= top <= 40
    assert 56 <= bottom <= 80


def test_a_style_comes_first_and_the_others_stand_in() -> None:
    assert styled(default_faces())[0] == REGULAR
    assert styled(default_faces(), weight=700)[0] == BOLD
    assert styled(default_faces(), style="italic")[0] == ITALIC
    assert len(styled(default_faces(), 700, "italic")) == 4


def test_each_character_is_set_in_a_face_that_has_it() -> None:
    """Faces of which one lacks Georgian: what it lacks comes from the other."""
    latin = replace(REGULAR, characters=frozenset(range(0x20, 0x7F)))
    mixed = outline("abc ცხინვალი", (latin, BOLD), 40, 0, 60)
    first = outline("abc ", (REGULAR,), 40, 0, 60)
    assert mixed == first + outline("ცხინვალი", (BOLD,), 40, text_width("abc ", (REGULAR,), 40), 60)


@pytest.mark.parametrize("text", ["حوالي 300", "כ־300", "50 كم", "300 (1200)"])
def test_numbers_keep_their_direction_within_other_text(text: str) -> None:
    """The outline of the digits is that of the digits alone, moved."""
    (number,) = re.findall(r"\d+", text)[:1]
    digits = shape(outline(number, (REGULAR,), 40, 0, 60))
    assert digits in shape(outline(text, (REGULAR,), 40, 0, 60))


def shape(path: str) -> str:
    """The path's commands with their heights: what moving it sideways leaves as it is."""
    kept: list[str] = []
    for command, numbers in re.findall(r"([A-Z])([^A-Z]*)", path):
        values = re.findall(r"-?\d+(?:\.\d+)?", numbers)
        kept += [command, *({"H": [], "V": values}.get(command, values[1::2]))]
    return " ".join(kept)
