"""What the structure tree of a PDF is made of: kinds of elements, nodes, marked content."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "article": "Art",
    "main": "Part",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "a": "Link",
    "q": "Quote",
    "code": "Code",
}
"""Elements of XHTML by their names. What is not here is no element of the tree, its text is its
parent's; ``li``, ``dt``, ``dd``, notes and pictures need more than a name."""

INLINE = frozenset({"Link", "Quote", "Code", "Span", "Reference", "Note"})
GROUPS = frozenset(
    {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "L", "LI", "TOC"}
    | {"Table", "THead", "TBody", "TFoot", "TR"}
)
"""What holds blocks: text must not stand in it directly."""
FULL = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6"})
"""What holds no blocks, so that a note of it follows after it."""
CELLS = frozenset({"TH", "TD"})

NUMBERING = {
    "none": "None",
    **{name: name.title() for name in ("disc", "circle", "square", "decimal")},
    **{f"{case}-roman": f"{case.title()}Roman" for case in ("lower", "upper")},
    **{f"{case}-alpha": f"{case.title()}Alpha" for case in ("lower", "upper")},
    **{f"{case}-latin": f"{case.title()}Alpha" for case in ("lower", "upper")},
}
"""``ListNumbering`` (14.8.5.5) by ``list-style-type``."""

LANGUAGE = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")
SVG = "{http://www.w3.org/2000/svg}"
POINTS = 0.75
"""Points to a CSS pixel."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content of a page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A rectangle of a link."""

    page: int
    annotation: Any


@dataclass(eq=False, slots=True)
class Node:
    """An element of the tree."""

    kind: str
    parent: Node | None = None
    language: str = ""
    """BCP 47; its parent's language if it is the same."""
    kids: list[Node | Mark | Annotation] = field(default_factory=list)
    notes: list[Node] = field(default_factory=list)
    """The notes that are called in it: read after it, or last in it if it can hold blocks."""
    entries: dict[str, Any] = field(default_factory=dict)
    """``Alt``, ``ID`` …: text, by key."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """By key; ``O`` is their owner."""
    implied: bool = False
    """A paragraph for text that has none."""
    texts: list[Any] = field(default_factory=list)
    """The boxes of a link's text."""

    def within(self, *kinds: str) -> Node | None:
        """The nearest of those kinds: this, or one around it."""
        node: Node | None = self
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return self.kind not in CELLS and not any(
            not (isinstance(kid, Node) and kid.is_empty) for kid in (*self.kids, *self.notes)
        )


def is_broken(box: Any) -> bool:
    """Whether a text ends with the hyphen of a word that goes on in the next line."""
    return bool(box.text.endswith(box.style["hyphenate_character"]))
