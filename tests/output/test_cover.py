"""Covers: lines of even length, and a drawing with our own fonts alone."""

from __future__ import annotations

import io

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


def greedy(text: str, width: float) -> int:
    lines, taken = 0, width + 1
    for word in text.split(" "):
        more = text_width(word, REGULAR, 10)
        taken += text_width(" ", REGULAR, 10) + more
        if taken > width + 1e-9:
            lines, taken = lines + 1, more
    return lines


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=15), st.floats(20, 400))
def test_lines_hold_all_words_and_are_as_few_as_can_be(words: list[str], width: float) -> None:
    text = " ".join(words)
    lines = wrap_lines(text, REGULAR, 10, width)
    assert " ".join(lines) == text
    for line in lines:
        parts = line.split(" ")
        spaces = (len(parts) - 1) * text_width(" ", REGULAR, 10)
        taken = sum(text_width(part, REGULAR, 10) for part in parts) + spaces
        assert len(parts) == 1 or taken <= width + 1e-6
    assert len(lines) == greedy(text, width)


def test_lines_are_balanced() -> None:
    assert wrap_lines("one two three four five six", REGULAR, 10, 110) == (
        "one two three",
        "four five six",
    )
    assert wrap_lines("  \n ", REGULAR, 10, 100) == ()
    assert wrap_lines("a\u00a0b  c\nd", REGULAR, 10, 1) == ("a\u00a0b", "c", "d")


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
