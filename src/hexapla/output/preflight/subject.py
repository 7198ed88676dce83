"""Subject: a finished PDF as its checks see it, with the area that its text stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hexapla.diagnostics import Diagnostic, Place, warning
from hexapla.output.preflight.flow import (
    Flow,
    from_right,
)
from hexapla.output.preflight.reading import Finished

MM = 72 / 25.4

FEW = 8
"""Pages, of fewer than which it cannot be told whether they face each other."""


@dataclass(frozen=True)
class Subject:
    """What is judged."""

    pdf: Finished
    place: Place
    size: tuple[float, float] | None = None
    """How wide and high pages should be when cut, in points; None if nothing says."""

    @cached_property
    def flow(self) -> Flow:
        """Its blocks and notes."""
        return Flow(self.pdf)

    def area(self, page: int) -> tuple[float, float]:
        """The edges between which the text of a page stands, in points from the left."""
        return self._areas[page % len(self._areas)]

    @cached_property
    def _areas(self) -> tuple[tuple[float, float], ...]:
        """One area for all pages; or two if pages face each other, with margins that differ.

        Margins are taken to be equal, or those of facing pages to mirror each other, if that
        leaves more room.
        """
        pages = range(len(self.pdf.pages))
        found = [_edges(self.pdf, self.flow, pages[side::2]) for side in (0, 1)]
        (left, right), (other_left, other_right) = found
        if len(pages) < FEW or min(abs(left - other_left), abs(right - other_right)) < MM:
            found = [_edges(self.pdf, self.flow, pages)]
        trim = self.pdf.pages[0].trim
        sides = zip(found, reversed(found), strict=True)
        if from_right(block.text for block in self.flow.blocks):
            return tuple((min(a[0], trim[0] + trim[2] - b[1]), a[1]) for a, b in sides)
        return tuple((a[0], max(a[1], trim[0] + trim[2] - b[0])) for a, b in sides)

    def error(self, code: str, page: int, message: str) -> Diagnostic:
        """A diagnostic that begins with the page."""
        return Diagnostic(code, f"{self.pdf.pages[page]}: {message}", self.place)

    def warn(self, code: str, page: int, message: str) -> Diagnostic:
        """The same, of severity warning."""
        return warning(code, f"{self.pdf.pages[page]}: {message}", self.place)


def short(text: str) -> str:
    """The first words of a text."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 50 else f"“{text[:49].rstrip()}…”"


def _edges(pdf: Finished, flow: Flow, pages: Sequence[int]) -> tuple[float, float]:
    """Where the lines of ``pages`` begin at least and end at most, again and again.

    Tables, which may be too wide, have no say where there is anything else.
    """
    running = [block for block in flow.blocks if block.row is None] or flow.blocks
    lines = [
        line
        for block in running
        for page in block.pages
        if page in pages
        for line in block.rows(page)
    ]
    if not lines:
        trim = pdf.pages[0].trim
        return trim[0], trim[2]
    return -_outermost([-line.left for line in lines]), _outermost([line.right for line in lines])


def _outermost(edges: Sequence[float]) -> float:
    """The largest of ``edges`` near which there are enough others, one in a hundred."""
    near, enough = 6.0, max(3, len(edges) // 100)
    ordered = sorted(edges)
    best, start = ordered[-1] if len(ordered) < enough else ordered[0], 0
    for end, edge in enumerate(ordered):
        while edge - ordered[start] > near:
            start += 1
        if end - start + 1 >= enough:
            best = edge
    return best
