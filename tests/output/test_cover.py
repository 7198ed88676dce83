"""Covers: lines of even length, and a drawing with our own fonts alone."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hexapla.diagnostics import Refusal
from hexapla.output.cover import HEIGHT, WIDTH, cover_png, text_width, wrap_lines
from hexapla.output.fonts import default_faces

REGULAR, BOLD = default_faces()[:2]
WORDS = st.text(st.sampled_from("abiWმთავრбщжéი\u00a0"), min_size=1, max_size=12)


def svg(inner: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 2560">'
        f'<rect width="1600" height="2560" fill="#fff"/>{inner}</svg>'
    )


def dark(png: bytes) -> int:
    image = Image.open(io.BytesIO(png))
    assert image.size == (WIDTH, HEIGHT)
    return sum(image.convert("L").histogram()[:128])


def pieces(text: str) -> list[str]:
    """``text`` cut after its spaces, as ICU cuts Latin text."""
    return re.findall(r"[^ \n]*[ \n]+|[^ \n]+", text)


def greedy(words: list[str], width: float) -> int:
    lines, line = 0, ""
    for word in words:
        longer = f"{line} {word}".strip(" ")
        if not line or text_width(longer, REGULAR, 10) > width:
            lines, longer = lines + 1, word
        line = longer
    return lines


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=15), st.floats(20, 400))
def test_lines_hold_all_words_and_are_as_few_as_can_be(words: list[str], width: float) -> None:
    text = " ".join(words)
    lines = wrap_lines(pieces(text), REGULAR, 10, width)
    assert " ".join(lines) == text
    for line in lines:
        assert " " not in line or text_width(line, REGULAR, 10) <= width
    assert len(lines) == greedy(words, width)


def test_lines_are_balanced() -> None:
    assert wrap_lines(pieces("one two three four five six"), REGULAR, 10, 110) == (
        "one two three",
        "four five six",
    )
    assert wrap_lines(pieces("  \n "), REGULAR, 10, 100) == ()
    assert wrap_lines(pieces("a\u00a0b  c\nd"), REGULAR, 10, 1) == ("a\u00a0b", "c", "d")


def test_lines_break_where_the_language_lets_them() -> None:
    thai = ["การก", "ลับ", "จาก", "ยูเครน"]
    width = text_width("".join(thai), REGULAR, 10) / 2 + 5
    lines = wrap_lines(thai, REGULAR, 10, width)
    assert len(lines) > 1
    assert "".join(lines) == "".join(thai)


def test_the_width_of_text_is_that_of_the_font() -> None:
    assert text_width("", REGULAR, 10) == 0
    assert text_width("აბგ", REGULAR, 20) == pytest.approx(2 * text_width("აბგ", REGULAR, 10))
    assert text_width("აბგ", BOLD, 20) > text_width("აბგ", REGULAR, 20)


@pytest.mark.parametrize("text", ["Title", "სათაური", "Название", "عنوان"])
def test_a_title_is_drawn_with_the_given_fonts(text: str) -> None:
    def drawn(family: str) -> bytes:
        mark = f'<text x="100" y="900" font-family="{family}" font-size="200">{text}</text>'
        return cover_png(svg(mark), default_faces())

    named = drawn("FiraGO")
    assert dark(named) > 5000
    # A font of the machine would look otherwise, and a text without a font would be left out.
    for family in ("DejaVu Sans", "sans-serif", "serif", "monospace", "No such, FiraGO"):
        assert drawn(family) == named, family


def test_bold_is_the_bold_face() -> None:
    def ink(weight: int) -> int:
        mark = f'<text y="900" font-family="FiraGO" font-size="300" font-weight="{weight}">H</text>'
        return dark(cover_png(svg(mark), default_faces()))

    assert ink(700) > 1.2 * ink(400)


@pytest.mark.parametrize("broken", ["", "<svg", "<p/>", "<!DOCTYPE svg><svg/>"])
def test_a_broken_drawing_is_the_templates_mistake(broken: str) -> None:
    with pytest.raises(Refusal) as caught:
        cover_png(broken, default_faces())
    assert [one.code for one in caught.value.diagnostics] == ["O006"]


@pytest.mark.parametrize(
    "href", ["/etc/passwd", "file:///etc/x.svg", "https://e.org/x.png", "x.png"]
)
def test_a_cover_names_no_file(href: str) -> None:
    for inner in (f'<image href="{href}"/>', f'<rect fill="url({href}#a)"/>'):
        with pytest.raises(Refusal) as caught:
            cover_png(svg(inner), default_faces())
        assert [one.code for one in caught.value.diagnostics] == ["O004"]
