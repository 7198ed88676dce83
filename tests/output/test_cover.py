"""Covers: drawn with our own fonts alone."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from hexapla.diagnostics import Refusal
from hexapla.output.cover import HEIGHT, WIDTH, cover_png
from hexapla.output.fonts import default_faces


def svg(inner: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 2560">'
        f'<rect width="1600" height="2560" fill="#fff"/>{inner}</svg>'
    )


def dark(png: bytes) -> int:
    image = Image.open(io.BytesIO(png))
    assert image.size == (WIDTH, HEIGHT)
    return sum(image.convert("L").histogram()[:128])


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
