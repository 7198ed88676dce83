"""Notes at the ends of pages: on the page of their call, whatever stands there."""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterator
from typing import Any

import pytest

from hexapla.output.pdf import load_weasyprint
from hexapla.output.pdf.note_pages import PAGE_IS_EMPTY, notes_with_calls

STYLE = (
    "@page { size: 105mm 148mm; margin: 15mm } body { font: 10pt/1.5 serif; orphans: 2; widows: 2 }"
    " h2 { break-after: avoid; margin: 7mm 0 2mm; font-size: 12pt } p { margin: 0 0 2.4mm }"
    " .footnote { float: footnote; font-size: 8pt; footnote-policy: line }"
    " td { border: 1px solid } tr, .whole { break-inside: avoid }"
)
SEEDS = range(98, 113)
"""Of texts on many pages; of these, WeasyPrint by itself loses a note and puts off others."""


class Text:
    """A text of blocks of all kinds, with notes in every second paragraph or so."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.notes = 0
        self.html = "".join(self.block() for _ in range(self.chance.randint(4, 16)))

    def words(self, least: int, most: int, share: float) -> str:
        words = ["word"] * self.chance.randint(least, most)
        if self.chance.random() < share:
            self.notes += 1
            note = "note " * self.chance.randint(2, 30)
            words.append(f"<span class='footnote' id='note{self.notes}'>{note}</span> ")
            self.chance.shuffle(words)
        return " ".join(words)

    def several(self, most: int, piece: Any) -> str:
        return "".join(piece() for _ in range(self.chance.randint(1, most)))

    def block(self, depth: int = 0) -> str:
        kind = self.chance.choice(["p", "p", "p", "h2", "ul", "table", "whole"])
        if kind == "h2":
            return f"<h2>{self.words(1, 8, 0.1)}</h2>"
        if kind == "ul":
            return f"<ul>{self.several(7, lambda: f'<li>{self.words(2, 20, 0.3)}</li>')}</ul>"
        if kind == "table":

            def row() -> str:
                return f"<tr><td>{self.words(1, 12, 0.1)}<td>{self.words(1, 12, 0.1)}"

            return f"<table>{self.several(9, row)}</table>"
        if kind == "whole" and depth < 2:
            return f"<div class='whole'>{self.block(depth + 1)}{self.block(depth + 1)}</div>"
        return f"<p>{self.words(3, 60, 0.5)}</p>"


def misplaced(seed: int) -> tuple[int, int]:
    """How many notes are lost, and how many not on the page of their call."""
    text = Text(seed)
    html = f"<html lang=en><style>{STYLE}</style>{text.html}"
    placed: dict[str, int] = {}
    calls: dict[str, int] = {}
    for number, page in enumerate(load_weasyprint().HTML(string=html).render().pages):
        for anchor in page.anchors:
            assert placed.setdefault(anchor, number) == number
        for box in page._page_box.descendants():
            if (box.element_tag or "").endswith("::footnote-call"):
                calls.setdefault(box.element.get("id"), number)
    assert len(calls) == text.notes
    lost = calls.keys() - placed.keys()
    return len(lost), sum(placed[note] != calls[note] for note in calls.keys() - lost)


def totals() -> tuple[int, int]:
    lost, late = zip(*map(misplaced, SEEDS), strict=True)
    return sum(lost), sum(late)


def test_weasyprint_loses_and_puts_off_notes_so_this_is_needed() -> None:
    """When this fails, WeasyPrint has mended it: take ``note_pages.py`` away."""
    lost, late = totals()
    assert lost
    assert late


def test_all_notes_are_on_the_pages_of_their_calls() -> None:
    with notes_with_calls():
        assert totals() == (0, 0)


def test_the_argument_is_still_where_it_is_looked_for() -> None:
    load_weasyprint()
    from weasyprint.layout import block  # noqa: PLC0415 - heavy

    names = list(inspect.signature(block._linebox_layout).parameters)
    assert names.index("page_is_empty") == PAGE_IS_EMPTY + 1


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Nothing of WeasyPrint is changed afterwards."""
    load_weasyprint()
    from weasyprint.layout import block  # noqa: PLC0415 - heavy

    own = block._linebox_layout
    yield
    assert block._linebox_layout is own
