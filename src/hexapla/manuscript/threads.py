"""The body of a thread: an opening, posts with the numbers of the source, a closing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hexapla.manuscript.markdown import Body, Desk, Locators, read_body
from hexapla.model import Block, Heading, Note, Paragraph, Post

LABEL = re.compile(
    r"(\d{1,4}(?:\.\d{1,4})+[.)]?|\d{1,4}[.)]|\d{1,4}/(?:\d{0,4}|[nNxX]))(?=\s|$)", re.ASCII
)
"""A post's label at the head of a paragraph: ``1.``, ``1)``, ``1.1``, ``1/``, ``1/16``, ``1/n``."""


@dataclass(frozen=True)
class _Segment:
    """The lines from one label, or from the thread's head or closing rule, to the next."""

    label: str
    line: int
    """The first line, counted from 0 in the body."""
    source: str
    closing: bool = False


def read_thread(source: str, desk: Desk, prefix: str) -> Body:
    """Read a thread whose posts are numbered; locators begin with ``prefix``."""
    blocks: list[Block] = []
    notes: list[Note] = []
    previous: tuple[int, ...] = ()
    segments = tuple(_segments(source))
    # A thread that counts from 0 has a T0 of its own.
    opening = "O" if any(part.label and not any(_number(part.label)) for part in segments) else "0"
    for segment in segments:
        body = _read_segment(segment, desk)
        notes += body.notes
        if segment.label:
            number = _number(segment.label)
            _check_order(number, previous, segment, desk)
            previous = number
            if not body.blocks:
                problem = f"post {segment.label} has no text; write it after the number"
                desk.report.error("M016", problem, desk.place(segment.line))
            locator = prefix + _locator_number(number)
            own, after = _until_heading(body.blocks)
            blocks.append(_post(segment.label, len(number), locator, own))
            blocks += _numbered(after, locator, "-", _paragraphs(own))
        else:
            blocks += _numbered(body.blocks, prefix + ("E" if segment.closing else opening), ".")
    return Body(tuple(blocks), tuple(notes))


def read_unnumbered_thread(source: str, desk: Desk, prefix: str) -> Body:
    """Read a thread without numbers: each top-level block that can be cited is a post."""
    body = read_body(source, desk, paragraph="post of the thread")
    locators = Locators(prefix)
    blocks = tuple(
        _post("", 1, locators.next(block.locator), (block,))
        if isinstance(block, Paragraph)
        else block
        for block in body.blocks
    )
    return Body(blocks, body.notes)


def _segments(source: str) -> Iterator[_Segment]:
    """Cut the body before each paragraph that begins with a label and at the closing rule."""
    label, start, closing, begun = "", 0, False, False
    lines = source.split("\n")
    first = 0
    for number, line in _outside_fences(lines):
        starts_block = number == 0 or not lines[number - 1].strip()
        match = LABEL.match(line) if starts_block else None
        at_rule = starts_block and re.fullmatch(r"-{3,}\s*", line) is not None
        rule = at_rule and begun and not closing
        if not (match or rule):
            continue
        yield _Segment(label, start, "\n".join(lines[first:number]), closing)
        start, first = number, number + rule
        closing, label = rule, match[1] if match else ""
        begun = True
        if match:
            lines[number] = line[match.end() :].lstrip()
        else:
            start += 1
    yield _Segment(label, start, "\n".join(lines[first:]), closing)


def _outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines, numbered, that are not in a fenced code block."""
    fence = ""
    for number, line in enumerate(lines):
        mark = line[:3] if line.startswith(("```", "~~~")) else ""
        if not fence and not mark:
            yield number, line
        elif mark and fence in ("", mark):
            fence = "" if fence else mark


def _read_segment(segment: _Segment, desk: Desk) -> Body:
    kind = "opening of the thread"
    if segment.label:
        kind = f"post {_locator_number(_number(segment.label))} of the thread"
    elif segment.closing:
        kind = "closing of the thread"
    here = replace(desk, line=desk.line + segment.line)
    _warn_of_hidden_label(segment, here)
    return read_body(segment.source, here, paragraph=kind)


def _warn_of_hidden_label(segment: _Segment, desk: Desk) -> None:
    """A post without an empty line before it would silently join the one above."""
    if segment.closing:
        return
    number, above = _number(segment.label), segment.label or "the opening"
    for offset, line in _outside_fences(segment.source.split("\n")):
        match = LABEL.match(line) if offset else None
        if match and _follows(_number(match[1]), number):
            problem = (
                f"post {match[1]} has no empty line before it, so it would be part of "
                f"{above}; put one, or write “{_escaped(match[1])}” if it is no post"
            )
            desk.report.error("M007", problem, desk.place(offset))
            return


def _check_order(
    number: tuple[int, ...], previous: tuple[int, ...], segment: _Segment, desk: Desk
) -> None:
    place = desk.place(segment.line)
    if previous and number <= previous:
        problem = (
            f"post {segment.label} comes after post {_locator_number(previous)}; put the posts "
            f"in order, or write “{_escaped(segment.label)}” if it is no post"
        )
        desk.report.error("M007", problem, place)
    elif not _follows(number, previous):
        before = _locator_number(previous) if previous else "the beginning"
        problem = f"between {before} and post {segment.label} a number is missing"
        desk.report.warn("M014", problem, place)


def _follows(number: tuple[int, ...], previous: tuple[int, ...]) -> bool:
    """Whether ``number`` can follow ``previous``: after 2.1, 2.1.0, 2.1.1, 2.2 and 3 can."""
    *before, last = number
    depth = len(before)
    if previous[:depth] != tuple(before):
        return False
    return last in (0, 1) if depth == len(previous) else last == previous[depth] + 1


def _post(label: str, depth: int, locator: str, blocks: tuple[Block, ...]) -> Post:
    """A post; its first paragraph is cited by the post's locator, the others by ``T2.1-2``."""
    first, rest = blocks[:1], blocks[1:]
    if first and isinstance(first[0], Paragraph):
        locator = first[0].locator or locator  # pinned
        first = (replace(first[0], locator=""),)
    return Post(label, depth, locator, (*first, *_numbered(rest, locator, "-", 1)))


def _until_heading(
    blocks: tuple[Block, ...],
) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """What belongs to a post, and what follows from a subheading on: that one is the thread's."""
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            return blocks[:number], blocks[number:]
    return blocks, ()


def _paragraphs(blocks: tuple[Block, ...]) -> int:
    """How many locators a post has given out; its own counts as one."""
    return max(1, sum(isinstance(block, Paragraph) for block in blocks))


def _numbered(
    blocks: tuple[Block, ...], locator: str, separator: str, count: int = 0
) -> Iterator[Block]:
    """Give the top-level paragraphs after the first ``count`` locators: ``T0``, ``T0.2`` …"""
    for block in blocks:
        if isinstance(block, Paragraph):
            count += 1
            own = locator if count == 1 else f"{locator}{separator}{count}"
            yield replace(block, locator=block.locator or own)
        else:
            yield block


def _number(label: str) -> tuple[int, ...]:
    """``2.1`` as (2, 1); ``3/16`` as (3,)."""
    return tuple(int(part) for part in re.findall(r"\d+", label.partition("/")[0]))


def _locator_number(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


def _escaped(label: str) -> str:
    return re.sub(r"([./)])", r"\\\1", label, count=1)
