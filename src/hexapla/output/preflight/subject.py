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

    @cached_property
    def area(self) -> tuple[float, float]:
        """The edges between which text stands, by all lines of the document."""
        return _type_area(self.pdf, self.flow)

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


def _type_area(pdf: Finished, flow: Flow) -> tuple[float, float]:
    """The edges between which text stands.

    Lines begin at one edge again and again. Where they end at most is told by those that are
    full; margins are taken to be equal if that leaves more room. Tables, which may be too wide,
    have no say where there is anything else.
    """
    running = [block for block in flow.blocks if block.row is None] or flow.blocks
    lines = [line for block in running for page in block.pages for line in block.rows(page)]
    outer = pdf.pages[0].trim
    if not lines:
        return outer[0], outer[2]
    left = -_outermost([-line.left for line in lines])
    right = _outermost([line.right for line in lines])
    if from_right(block.text for block in flow.blocks):
        return min(left, outer[0] + outer[2] - right), right
    return left, max(right, outer[0] + outer[2] - left)


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
