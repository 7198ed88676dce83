"""The values of TOML fields: one function for each type, which says what would fit."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

from hexapla.blocks import may_open_block, outer_blocks, what_blocks
from hexapla.dates import PartialDate
from hexapla.language import Language
from hexapla.limits import MESSAGE


class Wrong(Exception):  # noqa: N818 - never leaves this room
    """A value that does not fit its field; the message says what would."""


def string(value: object) -> str:
    """Text on one line, white space folded. All of this module raise :class:`Wrong`."""

    if not isinstance(value, str):
        raise Wrong("must be text in quotation marks")
    if len(value) > MESSAGE:
        raise Wrong(f"has more than {MESSAGE:,} characters; divide it")
    return " ".join(value.split())


def paragraph(value: object) -> str:
    """Text of one paragraph of Markdown. Whoever wrote a list would find it set as a run of words.

    A line that begins with a number and a stop is none: it is a date or an ordinal.
    """

    content = string(value)
    text = str(value).strip()
    if not may_open_block(text) or ("\n" not in text and re.match(r"\d{1,9}[.)]", text)):
        return content
    blocks = outer_blocks(text)
    if blocks not in ([], ["paragraph_open"]):
        raise Wrong(f"holds one paragraph, but {what_blocks(blocks)}")
    return content


def strings(value: object) -> tuple[str, ...]:
    """A list of texts."""

    if not isinstance(value, list):
        raise Wrong('must be a list: ["id", "id"]')
    return tuple(string(item) for item in value)


def date(value: object) -> PartialDate:
    """A TOML date, or text for a month or a year."""

    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return PartialDate(value.year, value.month, value.day)
    try:
        return PartialDate.parse(string(value))
    except (ValueError, Wrong):
        raise Wrong('must be a date: 2022-03-30, "2022-03" or "2022"') from None


def value_or_range(value: object) -> tuple[float, ...]:
    """A number, or two of them: its lower and its upper end."""
    numbers = [_number(item) for item in (value if isinstance(value, list) else [value])]
    if len(numbers) not in (1, 2) or not 0 <= numbers[0] <= numbers[-1] < math.inf:
        raise Wrong("must be a number from 0, or its lower and upper end: [250, 300]")
    return tuple(numbers)


def _number(value: object) -> float:
    """A number; nan for anything else, which is neither above nor below a limit."""
    try:
        return float(value) if type(value) in (int, float) else math.nan  # type: ignore[arg-type]
    except OverflowError:
        return math.nan


def degrees(limit: int) -> Callable[[object], float]:
    """A reader of numbers between ``-limit`` and ``limit``."""

    def read(value: object) -> float:
        number = _number(value)
        if not abs(number) <= limit:
            raise Wrong(f"must be degrees between -{limit} and {limit}")
        return number

    return read


def points(value: object) -> tuple[tuple[float, float], ...]:
    """A line through at least two points, ``[[latitude, longitude], ...]``."""
    pairs = value if isinstance(value, list) else []
    try:
        found = tuple((degrees(90)(north), degrees(180)(east)) for north, east in pairs)
    except (TypeError, ValueError):
        found = ()
    if len(found) < 2:
        raise Wrong("must be two points or more: [[42.6, 44.1], [42.2, 44.0]]")
    return found


def web_address(value: object) -> str:
    """An address that begins with http:// or https://."""

    address = string(value)
    if not re.match(r"https?://\S+$", address):
        raise Wrong("must be a web address that begins with https:// or http://")
    return address


def one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    """A reader of one of the words ``choices``."""

    def read(value: object) -> str:
        if value not in choices:
            raise Wrong("must be one of " + ", ".join(choices))
        return str(value)

    return read


def sha256(value: object) -> str:
    """A SHA-256 digest in hexadecimal, in small letters."""

    digits = string(value).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise Wrong("must be 64 hexadecimal digits")
    return digits


def language_tag(value: object) -> str:
    """A BCP 47 tag, in its canonical case."""

    try:
        return Language.parse(string(value)).tag
    except ValueError as error:
        raise Wrong(f"must be a language tag. {error}") from None


def identifier(value: object) -> str:
    """An id: ``fourth-base``."""

    name = string(value)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise Wrong("takes small ASCII letters, digits and hyphens")
    return name
