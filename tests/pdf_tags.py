"""What hangs together in a PDF's structure, as pikepdf sees it (ISO 32000-1, 14.7 and 14.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Link:
    """A link's rectangle: the name it has for readers, and the kind of its element."""

    name: str
    target: str
    kind: str


@dataclass(frozen=True)
class Tags:
    """What the tests ask of one file."""

    kinds: Counter[str]
    """How many elements of each kind there are."""
    languages: Counter[tuple[str, str]]
    """By kind and language: those that name one."""
    links: tuple[Link, ...]
    lost: tuple[tuple[int, int], ...]
    """Marked content, by page and number, that is of no element."""
    bare: tuple[int, ...]
    """Pages that show text that is neither marked nor an artifact."""
    artifacts: tuple[Counter[str], ...]
    """By page: the subtypes of what is an artifact."""
    attributes: tuple[tuple[str, dict[str, str]], ...]
    """By kind, in the order of the file: those that elements have."""


@lru_cache(maxsize=32)
def read_tags(path: Path) -> Tags:
    with pikepdf.open(path) as pdf:
        elements = [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"
        ]
        owners = dict(_pairs(pdf.Root.StructTreeRoot.ParentTree.Nums))
        pages = [_marked(page) for page in pdf.pages]
        return Tags(
            kinds=Counter(str(item.S)[1:] for item in elements),
            languages=Counter(
                (str(item.S)[1:], str(item.Lang)) for item in elements if "/Lang" in item
            ),
            links=tuple(link for page in pdf.pages for link in _links(page, owners)),
            lost=tuple(
                (number, mark)
                for number, (marks, _, _) in enumerate(pages)
                for mark in sorted(marks)
                if not _owner(owners, pdf.pages[number].obj, mark)
            ),
            bare=tuple(number for number, (_, _, bare) in enumerate(pages) if bare),
            artifacts=tuple(found for _, found, _ in pages),
            attributes=tuple(
                (str(item.S)[1:], {str(key)[1:]: str(value) for key, value in item.A.items()})
                for item in elements
                if "/A" in item
            ),
        )


def _pairs(numbers: Any) -> Iterator[tuple[int, Any]]:
    items = list(numbers)
    yield from ((int(key), value) for key, value in zip(items[::2], items[1::2], strict=True))


def _owner(owners: dict[int, Any], page: Any, mark: int) -> bool:
    """Whether the parent tree knows the element of marked content, and it knows its content."""
    known = list(owners[int(page.StructParents)])
    return mark < len(known) and isinstance(known[mark], pikepdf.Dictionary)


def _links(page: pikepdf.Page, owners: dict[int, Any]) -> Iterator[Link]:
    for note in page.get("/Annots", []):
        if note.get("/Subtype") == "/Link":
            owner = owners.get(int(note.get("/StructParent", -1)))
            kind = str(owner.S)[1:] if owner is not None else ""
            target = str(note.Dest) if "/Dest" in note else str(note.A.URI)
            yield Link(str(note.get("/Contents", "")), target, kind)


def _marked(page: pikepdf.Page) -> tuple[set[int], Counter[str], bool]:
    """The numbers of a page's marked content, its artifacts, whether there is other text."""
    marks: set[int] = set()
    artifacts: Counter[str] = Counter()
    depth: list[bool] = []
    bare = False
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else pikepdf.Dictionary()
            if "/MCID" in properties:
                marks.add(int(properties.MCID))
            if operands[0] == "/Artifact":
                artifacts[str(properties.get("/Subtype", "/"))[1:]] += 1
            depth.append(operands[0] == "/Artifact" or "/MCID" in properties)
        elif name == "EMC":
            depth.pop()
        elif name in ("TJ", "Tj"):
            bare = bare or not any(depth)
    return marks, artifacts, bare
