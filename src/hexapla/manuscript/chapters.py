"""A chapter's file as a Chapter: its kind decides how the body is read and its locators given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from hexapla.diagnostics import Place, Report
from hexapla.manuscript.fields import Wrong, paragraph
from hexapla.manuscript.frontmatter import FrontMatter, parse_front_matter
from hexapla.manuscript.markdown import Body, Desk, Locators, read_body
from hexapla.manuscript.threads import read_thread, read_unnumbered_thread
from hexapla.model import (
    Block,
    Chapter,
    Definition,
    DefinitionList,
    Figure,
    Heading,
    ItemList,
    Paragraph,
    Post,
    Quote,
)
from hexapla.text import TITLE_LIMIT, Text
from hexapla.toml_text import read_text

_KEYS = (
    *("kind", "title", "standfirst", "byline", "dateline", "source", "locator", "numbering"),
    "citations",
)


@dataclass(frozen=True)
class _Kind:
    """How chapters of one kind are read."""

    prefix: str
    """What their locators begin with unless the front matter says otherwise."""
    read: Callable[[str, Desk, str], Body]
    """From body, desk and prefix."""


def _read_prose(source: str, desk: Desk, prefix: str) -> Body:
    body = read_body(source, desk)
    return replace(body, blocks=_numbered(body.blocks, Locators(prefix)))


KINDS = {
    "thread": _Kind("T", read_thread),
    "article": _Kind("A", _read_prose),
    "context": _Kind("C", _read_prose),
}
"""The kinds of chapters. A new kind is a new line here and a template of the same name."""


def read_chapter(path: Path, place: Place, report: Report) -> Chapter:
    """Read one chapter's file. Raises Refusal P002, and as :func:`parse_chapter` does."""
    return parse_chapter(read_text(path, place), place, report)


def parse_chapter(text: str, place: Place, report: Report) -> Chapter:
    """Read one chapter. Problems go to ``report``; raises Refusal if there is no front matter."""
    chapter_id = chapter_id_of(place.file)
    if "\0" in text:  # Markdown would have U+FFFD in its place
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = "here is the control character U+0000; take it out"
        report.error("M017", problem, Place(place.file, line))
    matter = parse_front_matter(text, place)
    fields = _Fields(matter, chapter_id, place, report)
    fields.refuse_unknown()
    kind = fields.kind()
    read = KINDS[kind].read
    if fields.is_unnumbered(kind):
        read = read_unnumbered_thread
    desk = Desk(place.file, chapter_id, report, matter.body_line)
    body = read(matter.body, desk, fields.prefix(kind))
    return Chapter(
        id=chapter_id,
        kind=kind,
        place=place,
        title=fields.title(),
        standfirst=fields.text("standfirst"),
        byline=fields.text("byline"),
        dateline=fields.text("dateline"),
        source=fields.plain("source"),
        source_place=fields.place_of("source"),
        must_cite=fields.must_cite(),
        blocks=_anchored(body.blocks, chapter_id),
        notes=body.notes,
    )


def chapter_id_of(file: str) -> str:
    """The ASCII id of a part from its file's name: ``book/context/Who is.md`` is ``who-is``."""
    stem = PurePosixPath(file).stem.lower()
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "part"


class _Fields:
    """The values of one front matter, checked."""

    def __init__(self, matter: FrontMatter, chapter_id: str, place: Place, report: Report) -> None:
        self.matter, self.chapter_id, self.place, self.report = matter, chapter_id, place, report

    def refuse_unknown(self) -> None:
        for key in self.matter.table:
            if key not in _KEYS:
                known = ", ".join(_KEYS)
                self._error("P004", key, f"the key “{key}” is unknown here; known are {known}")

    def kind(self) -> str:
        kind = self.plain("kind")
        if kind in KINDS:
            return kind
        known = ", ".join(KINDS)
        self._error("M002", "kind", f"“kind” must be one of {known}; it is “{kind}”")
        return "context"

    def must_cite(self) -> bool:
        value = self.plain("citations")
        if value not in ("", "required"):
            self._error("P006", "citations", "“citations” takes “required”, or is left out")
        return value == "required"

    def is_unnumbered(self, kind: str) -> bool:
        value = self.plain("numbering")
        if value and kind != "thread":
            problem = f"“numbering” is for threads, and this is of the kind {kind}; take it out"
            self._error("P006", "numbering", problem)
        elif value not in ("", "none"):
            self._error("P006", "numbering", "“numbering” takes “none”, or is left out")
        return kind == "thread" and value == "none"

    def prefix(self, kind: str) -> str:
        prefix = self.plain("locator") or KINDS[kind].prefix
        if not re.fullmatch(r"[A-Za-z]{1,4}", prefix):
            problem = "“locator” takes one to four ASCII letters, such as T or Th"
            self._error("P006", "locator", problem)
        return prefix

    def title(self) -> Text:
        title = self.text("title")
        if title is None:
            self._error("P005", "title", "“title” is required")
        return title or Text("?", "", self.place)

    def text(self, key: str) -> Text | None:
        content = self.plain(key)
        try:
            paragraph(self.matter.table.get(key, "") if content else "")
        except Wrong as wrong:
            self._error("P006", key, f"“{key}” {wrong}")
        comment = f"{self.chapter_id}: {key} of the chapter"
        limit = TITLE_LIMIT if key == "title" else 0
        return Text(content, comment, self.place_of(key), limit=limit) if content else None

    def plain(self, key: str) -> str:
        value: Any = self.matter.table.get(key, "")
        if not isinstance(value, str):
            self._error("P006", key, f"“{key}” must be text in quotation marks")
            return ""
        return " ".join(value.split())

    def place_of(self, key: str) -> Place:
        return Place(self.place.file, self.matter.lines.key(key) or 1)

    def _error(self, code: str, key: str, problem: str) -> None:
        self.report.error(code, problem, self.place_of(key))


def _numbered(blocks: tuple[Block, ...], locators: Locators) -> tuple[Block, ...]:
    """The blocks with a locator on every paragraph, those of quotations and lists among them."""

    def numbered(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, locator=locators.next(block.locator))
        return _with_inner(block, lambda inner: _numbered(inner, locators))

    return tuple(numbered(block) for block in blocks)


def _anchored(blocks: tuple[Block, ...], chapter_id: str) -> tuple[Block, ...]:
    """Give subheadings their anchors, by number: a title's words are not ASCII everywhere."""
    count = 0

    def anchored(block: Block) -> Block:
        nonlocal count
        if isinstance(block, Heading):
            count += 1
            return replace(block, anchor=f"{chapter_id}-h{count}")
        return _with_inner(block, lambda inner: tuple(anchored(item) for item in inner))

    return tuple(anchored(block) for block in blocks)


def with_figures(chapter: Chapter, change: Callable[[Figure], Figure]) -> Chapter:
    """``chapter`` with every figure, wherever it stands, replaced by ``change(figure)``."""

    def changed(block: Block) -> Block:
        if isinstance(block, Figure):
            return change(block)
        return _with_inner(block, lambda inner: tuple(changed(item) for item in inner))

    return replace(chapter, blocks=tuple(changed(block) for block in chapter.blocks))


def _with_inner(block: Block, change: Callable[[tuple[Block, ...]], tuple[Block, ...]]) -> Block:
    """``block`` with the blocks that it holds changed."""
    match block:
        case Post(blocks=inner) | Quote(blocks=inner):
            return replace(block, blocks=change(inner))
        case ItemList(items=items):
            return replace(block, items=tuple(change(item) for item in items))
        case DefinitionList(items):
            return DefinitionList(
                tuple(Definition(item.term, change(item.blocks)) for item in items)
            )
        case _:
            return block
