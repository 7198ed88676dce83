"""How a table is set: in print its type, its room between columns and their widths.

Laid out automatically, a table of WeasyPrint's is never narrower than its longest words, so that
those of a language without a hyphenation dictionary take it off the page, and gets its columns
narrower than a word where others have room. Here columns have what they hold: none is narrower
than what cannot be broken, words stand whole while there is room for it, and what is left goes
to the columns with most text, by the square root of its length, which makes rows lowest.

What an e-book's reader has for a screen is not known, and few reading systems scroll a table or
know a style sheet that asks how wide they are. So a table has columns there if they fit a phone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hexapla.model import Block, DefinitionList, ItemList, Post, Quote, Table


@dataclass(frozen=True)
class Ruler:
    """What is to be known of the page and of its letters."""

    measure: float
    """The width of a line of text, in points."""
    width: Callable[[str], float]
    """How wide a text is in one line, in parts of the type's size."""
    parts: Callable[[str], Sequence[str]]
    """A word cut wherever it may be hyphenated."""


@dataclass(frozen=True)
class Column:
    """What a column holds; widths in parts of the type's size."""

    least: float
    """Of the widest piece that a line cannot break."""
    wanted: float
    """That its words stand whole, and more than one in a line."""
    whole: float
    """Of the widest cell in one line."""
    content: float
    """Of all its cells together."""


@dataclass(frozen=True)
class Setting:
    """How a table is set."""

    size: float
    """Of the type, in points; 0 where the reader chooses it."""
    padding: float
    """Between a cell's text and its neighbour's edge, in points."""
    widths: tuple[float, ...] = ()
    """Of the columns, in per cent; none if all cells stand in one line each."""
    stacked: bool = False
    """Whether there is no room for columns: each row becomes lines of head and cell."""


STEPS = ((8.6, 5.0), (8.0, 3.8), (7.4, 3.2), (6.9, 2.6))
"""Sizes of type with their padding, the largest first. Less would not be read."""

LONG_WORD = 7.0
"""For the sake of words up to this width, some twelve letters, type is made smaller."""

RUNNING = 6.0
"""What text of several words wants at least, in parts of the type's size."""

LONGEST = 11.0
"""What is longer and cannot be broken, such as a code, is cut anywhere."""

BOLD = 1.06
"""How much wider heads are than the same words in a cell."""

TIGHT = 0.5
"""How much of what columns want beyond the least there must be, or they are too narrow to read."""


def setting_of(
    header: Sequence[str], rows: Sequence[Sequence[str]], ruler: Ruler, indent: float = 0.0
) -> Setting:
    """How the table with these cells is set in lines that begin ``indent`` points further in."""
    columns = [
        _column(head, [row[number] for row in rows], ruler) for number, head in enumerate(header)
    ]
    measure = ruler.measure - indent
    size, padding = STEPS[0]
    if sum(column.whole for column in columns) <= _room(measure, size, padding, len(columns)):
        return Setting(size, padding)
    for size, padding in STEPS:
        room = _room(measure, size, padding, len(columns))
        if sum(column.wanted for column in columns) <= room:
            return Setting(size, padding, _percent(columns, room, padding / size))
    least = sum(column.least for column in columns)
    wanted = sum(column.wanted for column in columns)
    if room < least + TIGHT * (wanted - least):
        return Setting(*STEPS[0], stacked=True)
    return Setting(size, padding, _percent(columns, room, padding / size))


PHONE, NARROW = 20.0, 12.5
"""What a line holds on a phone, and on a screen of 60 mm, in parts of an e-book table's type."""

GAP = 1.0
"""Between the columns of an e-book, in parts of the type's size."""


def setting_on_screens(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Setting:
    """How the table with these cells is set in an e-book, whatever reads it.

    Reading systems share out the room themselves if it is enough on every screen. If it is enough
    on a phone, columns have their widths, so that words are broken on narrower screens alone, and
    numbers not even there: half of one is another. Otherwise each row becomes lines of head and
    cell.
    """
    ruler = Ruler(PHONE, _letters, lambda word: [word])
    cells = [(head, [row[number] for row in rows]) for number, head in enumerate(header)]
    columns = [_column(head, below, ruler) for head, below in cells]
    if sum(column.wanted + GAP for column in columns) <= NARROW:
        return Setting(0.0, 0.0)
    columns = [
        _with_whole_numbers(column, [head, *below])
        for column, (head, below) in zip(columns, cells, strict=True)
    ]
    if sum(column.wanted + GAP for column in columns) <= PHONE:
        return Setting(0.0, 0.0, _percent(columns, PHONE - GAP * len(columns), GAP / 2))
    return Setting(0.0, 0.0, stacked=True)


def _with_whole_numbers(column: Column, cells: Sequence[str]) -> Column:
    """A column with such a share of a phone's width that its numbers fit a narrow screen's."""
    tokens = " ".join(cells).split(" ")
    numbers = [_letters(token) for token in tokens if any(map(str.isdecimal, token))]
    longest = min(max(numbers, default=0.0), LONGEST)
    wanted = max(column.wanted, (longest + GAP) * PHONE / NARROW - GAP)
    return replace(column, wanted=wanted, whole=max(column.whole, wanted))


def _letters(text: str) -> float:
    """About how wide a text is in any font, in parts of its size."""
    digits = sum(map(str.isdecimal, text))
    if text.isascii():
        return 0.52 * len(text) + 0.08 * digits
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    marks = sum(unicodedata.category(sign) in ("Mn", "Cf") for sign in text)
    return wide + 0.52 * (len(text) - wide - marks) + 0.08 * digits


def indents(blocks: Sequence[Block], indent: float = 0.0) -> Iterator[tuple[Table, float]]:
    """Every table among ``blocks`` with how far in it begins, in points."""
    for block in blocks:
        match block:
            case Table():
                yield block, indent
            case Quote():
                yield from indents(block.blocks, indent + 30.0)
            case Post():
                yield from indents(block.blocks, indent + 18.2 * block.depth + 2.3)
            case ItemList():
                for item in block.items:
                    yield from indents(item, indent + 17.0)
            case DefinitionList():
                for definition in block.items:
                    yield from indents(definition.blocks, indent + 17.0)
            case _:
                pass


def shared_out(columns: Sequence[Column], room: float) -> tuple[float, ...]:
    """The widths of ``columns``, which come to ``room``.

    Each has its least, if there is room for all; then what it wants; then by the square root of
    its content, up to its whole; then all in proportion.
    """
    floors = [column.least for column in columns]
    ceilings = [column.wanted for column in columns]
    if sum(floors) >= room:
        return _scaled(floors, room)
    if sum(ceilings) > room:
        part = (room - sum(floors)) / (sum(ceilings) - sum(floors))
        return tuple(low + part * (high - low) for low, high in zip(floors, ceilings, strict=True))
    floors, ceilings = ceilings, [column.whole for column in columns]
    if sum(ceilings) <= room:
        return _scaled(ceilings, room)
    weights = [max(column.content, 0.01) ** 0.5 for column in columns]

    def at(level: float) -> list[float]:
        return [
            min(max(level * weight, low), high)
            for weight, low, high in zip(weights, floors, ceilings, strict=True)
        ]

    below, above = 0.0, max(high / weight for high, weight in zip(ceilings, weights, strict=True))
    for _ in range(50):
        level = (below + above) / 2
        below, above = (level, above) if sum(at(level)) <= room else (below, level)
    return _scaled(at(below), room)


def _scaled(widths: Sequence[float], room: float) -> tuple[float, ...]:
    total = sum(widths)
    return tuple(width * room / total for width in widths)


def _room(measure: float, size: float, padding: float, count: int) -> float:
    """What is left for text in ``count`` columns, in parts of the type's size."""
    return (measure - 2 * padding * (count - 1)) / size


def _percent(columns: Sequence[Column], room: float, padding: float) -> tuple[float, ...]:
    """The widths with their padding, which the outer columns have at one side alone."""
    last = len(columns) - 1
    widths = [
        width + padding * ((number > 0) + (number < last))
        for number, width in enumerate(shared_out(columns, room))
    ]
    total = sum(widths)
    edges = [round(100 * sum(widths[:count]) / total, 2) for count in range(last + 1)]
    return tuple(round(right - left, 2) for left, right in pairwise([*edges, 100.0]))


def _column(head: str, cells: Sequence[str], ruler: Ruler) -> Column:
    texts = [(head, BOLD), *((cell, 1.0) for cell in cells)]
    least, word, whole, content = 1.0, 1.0, 1.0, 0.0
    for text, factor in texts:
        wide = 0.1 + factor * ruler.width(text)  # a hair, for what kerning adds
        whole, content = max(whole, wide), content + wide
        for token in text.split(" "):
            word = max(word, 0.1 + factor * ruler.width(token))
            for piece in _pieces(token, ruler):
                least = max(least, 0.1 + factor * ruler.width(piece))
    least = min(least, LONGEST)
    wanted = max(least, min(word, LONG_WORD), min(whole, RUNNING))
    return Column(least, wanted, max(whole, wanted), content)


_BREAK = re.compile(r"(?<=[-‐–—/])(?=[^\W\d_])")
"""Where a line may break within what has no space: behind a hyphen, a dash or a stroke."""

_ADDRESS_BREAK = re.compile(r"(?<=/)(?!/)|(?=[?&=_.-])")
"""Where an address may break: behind strokes and before other signs."""

_WORD = re.compile(r"[^\W\d_]+")


LONG_PIECE = 30
"""Letters of an address without such a sign, behind which it may break all the same; by threes,
as escaped letters are. If it might not, a note's call behind it could run into the margin."""


def address_pieces(url: str) -> list[str]:
    """An address cut wherever its line may break."""
    return [
        piece[start : start + LONG_PIECE]
        for piece in _ADDRESS_BREAK.split(url)
        for start in range(0, len(piece), LONG_PIECE)
    ]


def _pieces(token: str, ruler: Ruler) -> Iterator[str]:
    """What cannot be broken of a token without a space, hyphens added."""
    if "://" in token:
        yield from address_pieces(token)
        return
    for piece in _BREAK.split(token):
        words = list(_WORD.finditer(piece))
        if not words or any(map(str.isdigit, piece)):
            yield piece
            continue
        # Signs around a word, such as brackets, go with its first and its last part.
        longest = max(words, key=lambda match: len(match[0]))
        first, *others = ruler.parts(longest[0])
        parts = [piece[: longest.start()] + first, *others]
        parts[-1] += piece[longest.end() :]
        yield from (part + "-" for part in parts[:-1])
        yield parts[-1]
