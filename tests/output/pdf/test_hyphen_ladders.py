"""No more than two lines in a row end with a hyphen."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest
import weasyprint

from hexapla.output.pdf.hyphen_ladders import HYPHENS, no_ladders

WORDS = "counterrevolutionary internationalisation misrepresentation in uncharacteristically "
"""Words that seldom fit, so that nearly every line ends within one."""


def lines(text: str, width: str, style: str = "", page: str = "30cm 30cm") -> list[str]:
    """The lines of a justified paragraph as they end."""
    html = (
        f'<html lang="en"><style>@page {{ size: {page}; margin: 1cm }}</style><p style="width: '
        f"{width}; font: 10px/1 sans-serif; hyphens: auto; text-align: justify; orphans: 1; "
        f'widows: 1; {style}">{text}</p></html>'
    )
    found: list[str] = []

    def walk(box: Any) -> None:
        if type(box).__name__ == "LineBox":
            found.append(text_of(box).rstrip())
        else:
            for child in getattr(box, "children", ()):
                walk(child)

    for one in weasyprint.HTML(string=html).render().pages:
        walk(one._page_box)
    return found


def text_of(box: Any) -> str:
    return "".join(map(text_of, getattr(box, "children", ()))) or str(getattr(box, "text", ""))


def longest(found: list[str]) -> int:
    """The longest run of lines that end with a hyphen."""
    flags = groupby(line.endswith(HYPHENS) for line in found)
    return max((len(list(group)) for is_hyphen, group in flags if is_hyphen), default=0)


def joined(found: list[str]) -> str:
    """The text again."""
    return "".join(line[:-1] if line.endswith(HYPHENS) else f"{line} " for line in found).rstrip()


@pytest.mark.parametrize("width", ["200px", "245px", "300px", "410px"])
@pytest.mark.parametrize("style", ["", "text-align: start"])
def test_no_third_line_ends_with_a_hyphen(width: str, style: str) -> None:
    text = WORDS * 12
    with no_ladders():
        found = lines(text, width, style)
    assert longest(found) <= 2
    assert joined(found) == text.strip()


def test_without_it_there_are_ladders() -> None:
    """When WeasyPrint knows ``hyphenate-limit-lines`` the module may go."""
    style = "hyphenate-limit-lines: 2"
    assert max(longest(lines(WORDS * 12, width, style)) for width in ("200px", "245px")) > 2


def test_the_count_goes_on_over_pages_and_through_elements() -> None:
    text = (WORDS.replace("misre", "<em>misre</em>") + "<b>characteristically</b> ") * 12
    for height in range(3, 8):
        with no_ladders():
            found = lines(text, "245px", page=f"30cm {2 + height * 0.265:.3f}cm")
        assert longest(found) <= 2


def test_a_word_longer_than_its_line_breaks_all_the_same() -> None:
    with no_ladders():
        found = lines("internationalisation" * 12, "200px")
    assert longest(found) > 2
    assert max(map(len, found)) < 50


def test_narrow_columns_break_words_as_they_must() -> None:
    text = WORDS * 4
    before = lines(text, "80px")
    with no_ladders():
        assert lines(text, "80px") == before


def test_weasyprint_is_as_before_when_a_book_is_done() -> None:
    before = lines(WORDS * 12, "245px")
    with no_ladders():
        assert lines(WORDS * 12, "245px") != before
    assert lines(WORDS * 12, "245px") == before
