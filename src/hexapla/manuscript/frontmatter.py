"""Front matter: the TOML between two +++ lines at the head of a chapter."""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.toml_text import Lines, parse_toml

FENCE = "+++"


@dataclass(frozen=True)
class FrontMatter:
    """A chapter's file, taken apart."""

    table: dict[str, object]
    lines: Lines
    """Where the keys stand."""
    body: str
    body_line: int
    """Lines of the file before ``body``."""


def parse_front_matter(text: str, place: Place) -> FrontMatter:
    """Take a chapter's text apart. Raises Refusal M001 or P003."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        problem = f"the chapter must begin with front matter: TOML between two {FENCE} lines"
        raise Refusal(Diagnostic("M001", problem, Place(place.file, 1)))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            head = "\n".join(lines[1:number])
            table = parse_toml(head, place, line_before=1)
            return FrontMatter(table, Lines(head, 1), "\n".join(lines[number + 1 :]), number + 1)
    problem = f"the front matter that begins here does not end; close it with a line {FENCE}"
    raise Refusal(Diagnostic("M001", problem, Place(place.file, 1)))
