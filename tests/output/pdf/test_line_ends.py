"""Lines that are full but for a space at the end of a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hexapla.output.pdf import load_weasyprint
from hexapla.output.pdf.line_ends import hanging_spaces

TEXT = "Alpha beta gamma delta epsilon <a href='#x'>zeta</a>"
WIDTHS = range(150, 320)
"""CSS pixels, one by one: the text before the link takes some 200."""


def first_lines() -> Iterator[str]:
    """The first line at each width, as WeasyPrint breaks it."""
    weasyprint = load_weasyprint()
    from weasyprint.formatting_structure.boxes import LineBox, TextBox  # noqa: PLC0415 - heavy

    paragraphs = "".join(f"<p style='width: {width}px'>{TEXT}</p>" for width in WIDTHS)
    style = "p { font: 16px serif; hyphens: auto; margin: 0 }"
    document = weasyprint.HTML(string=f"<html lang=en><style>{style}</style>{paragraphs}").render()
    for page in document.pages:
        before: Any = None
        for box in page._page_box.descendants():
            if isinstance(box, LineBox) and box.element is not before:
                before = box.element
                texts = [item.text for item in box.descendants() if isinstance(item, TextBox)]
                yield "".join(texts).strip()


def too_short(lines: list[str]) -> list[str]:
    """Lines that end though the next word would fit: shorter than on narrower paper."""
    return [
        line
        for width, line in zip(WIDTHS, lines, strict=True)
        if any(len(line) < len(narrower) for narrower in lines[: width - WIDTHS.start])
    ]


def test_weasyprint_cuts_such_lines_so_the_remedy_is_needed() -> None:
    """When this fails, WeasyPrint has mended it: take ``line_ends.py`` away."""
    assert too_short(list(first_lines())) != []


def test_a_line_is_as_long_as_its_words_allow() -> None:
    with hanging_spaces():
        lines = list(first_lines())
    assert too_short(lines) == []
    assert set(lines) >= {"Alpha beta gamma delta epsilon"}


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Nothing of WeasyPrint is changed afterwards."""
    load_weasyprint()
    from weasyprint.layout import inline  # noqa: PLC0415 - heavy

    before = inline.split_first_line
    yield
    assert inline.split_first_line is before
