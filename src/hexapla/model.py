"""The dossier as frozen dataclasses: what every stage reads and none of them changes."""

from __future__ import annotations

import datetime
import operator
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.drawings import Drawing
from hexapla.entries import Entry
from hexapla.text import Text

# ---- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    text: Text
    locator: str = ""
    """``A7``; empty where the paragraph is part of something that is cited as a whole."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A subheading within a chapter."""

    level: int
    """2 to 6; 1 is the chapter's title."""
    text: Text
    anchor: str
    """ASCII id, unique in the dossier."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    blocks: tuple[Block, ...]
    attribution: Text | None = None


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted or numbered list."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of a definition list with what explains it."""

    term: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class DefinitionList:
    """Terms and what explains them."""

    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    alignments: tuple[str, ...]
    """One for each column: ``""``, ``start``, ``center`` or ``end``."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its text alternative."""

    source: str
    """Path relative to ``book/``: of a picture, or of a drawing's TOML file."""
    alt: Text
    caption: Text | None = None
    drawing: Drawing | None = None
    """What is drawn for each edition in place of a picture."""


@dataclass(frozen=True, slots=True)
class Code:
    """Preformatted text, never translated."""

    content: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class Post:
    """A numbered item of a thread; cited as a whole by its locator."""

    label: str
    """The number as the source had it: ``2.1``, ``3/16``; empty if the source had none."""
    depth: int
    """1 for ``2``, 2 for ``2.1``."""
    locator: str
    blocks: tuple[Block, ...]


Block = (
    Paragraph | Heading | Quote | ItemList | DefinitionList | Table | Figure | Code | Rule | Post
)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote."""

    label: str
    """The label in the manuscript; readers see a number."""
    paragraphs: tuple[Paragraph, ...]


# ---- chapters and registers -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of prose."""

    id: str
    """ASCII, unique among the parts: the file's name without its ending."""
    kind: str
    """``thread``, ``article`` or ``context``."""
    place: Place
    title: Text
    standfirst: Text | None = None
    byline: Text | None = None
    dateline: Text | None = None
    source: str = ""
    """Id of the entry of the sources register that the chapter reports; or empty."""
    source_place: Place | None = None
    """Where the front matter names it."""
    must_cite: bool = False
    """Whether every passage has to name what it rests on."""
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register: its entries in the order of the manuscript."""

    id: str
    """ASCII, unique among the parts: the file's name without its ending."""
    kind: str
    """What its tables are called: ``people``, ``claims`` ... (``manuscript.registers.KINDS``)."""
    place: Place
    title: Text
    introduction: Text | None = None
    entries: tuple[Entry, ...] = ()
    exempt: tuple[str, ...] = ()
    """Of a claims register: locators of passages that claim nothing."""
    exempt_place: Place | None = None
    """Where the register names them."""


Part = Chapter | Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The manuscript, read; or, with its texts replaced, an edition's content."""

    slug: str
    language: str
    """BCP 47 tag of the language in which the manuscript is written."""
    date: datetime.date
    title: Text
    subtitle: Text | None = None
    description: Text | None = None
    publisher: Text | None = None
    rights: Text | None = None
    url: str = ""
    """Where the dossier is on the web: an address that begins with https:// or http://."""
    editors: tuple[Text, ...] = ()
    subjects: tuple[Text, ...] = ()
    """What it is about, for catalogues of e-books; printed nowhere."""
    parts: tuple[Part, ...] = ()
    has_index: bool = False
    """Whether editions have an index of names and subjects."""


# ---- walking --------------------------------------------------------------------------------

Node = TypeVar("Node")


def map_texts(node: Node, change: Callable[[Text], Text]) -> Node:
    """``node`` with every :class:`Text` in it replaced by ``change(text)``, in reading order.

    Whatever is a ``Text`` is translatable, whatever is a plain string is not. Parts of the model
    without a changed text are returned as they are.
    """
    return _mapped(node, change)  # type: ignore[no-any-return]


def _mapped(node: Any, change: Callable[[Text], Text]) -> Any:
    kind: Any = type(node)
    if kind is Text:
        return change(node)
    if kind is tuple:
        items = tuple([_mapped(item, change) for item in node])
        same = all(map(operator.is_, items, node))
        return node if same else items
    changed = {}
    for name in _walked(kind) or ():
        old = getattr(node, name)
        new = _mapped(old, change)
        if new is not old:
            changed[name] = new
    return replace(node, **changed) if changed else node


_LEAVES = (str, int, float, bool, NoneType, datetime.date, PartialDate, Place)
"""What no Text and no block is in."""


@cache
def _walked(kind: type) -> tuple[str, ...] | None:
    """The names of a dataclass's fields that may hold a Text or a block; None for another class.

    Most fields are plain strings and places, and a book is walked through some thirty times.
    """
    if kind is Text or not is_dataclass(kind):
        return () if kind is Text else None
    hints = get_type_hints(kind, sys.modules[kind.__module__].__dict__)
    return tuple(
        field.name for field in fields(kind) if not set(_named(hints[field.name])) <= set(_LEAVES)
    )


def _named(hint: Any) -> Iterator[Any]:
    """The classes that an annotation names."""
    inner = [one for one in get_args(hint) if one is not ...]
    if not inner:
        yield hint
    for one in inner:
        yield from _named(one)


def texts_of(node: object) -> tuple[Text, ...]:
    """Every :class:`Text` in ``node``, in reading order."""
    return tuple([one for one in blocks_of(node) if type(one) is Text])


def blocks_of(node: object) -> Iterator[object]:
    """``node`` and everything of the model in it, outermost first, in reading order: parts, blocks,
    entries, texts.
    """
    waiting: list[Any] = [node]
    while waiting:
        one = waiting.pop()
        kind: Any = type(one)
        if kind is tuple:
            waiting += one[::-1]
        elif (names := _walked(kind)) is not None:
            yield one
            for name in reversed(names):
                waiting.append(getattr(one, name))


def locators_of(part: Part) -> tuple[tuple[str, Place], ...]:
    """Every locator in ``part`` with the place it stands at, in reading order."""
    found: list[tuple[str, Place]] = []
    for block in blocks_of(part):
        match block:
            case Post(locator=locator) as post:
                texts = texts_of(post)
                found.append((locator, texts[0].place if texts else part.place))
            case Paragraph(text, locator) if locator:
                found.append((locator, text.place))
            case Entry() as entry if locator := getattr(entry, "locator", ""):
                found.append((locator, entry.place))
            case _:
                pass
    return tuple(found)


def entries_of(dossier: Dossier) -> dict[str, Entry]:
    """Every entry of every register, by id."""
    return {
        entry.id: entry
        for part in dossier.parts
        if isinstance(part, Register)
        for entry in part.entries
    }
