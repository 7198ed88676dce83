"""How a captured thread numbers its posts, found by trying each way seen in the wild."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.manuscript.capture import Line
from hexapla.manuscript.threads import LABEL

Number = tuple[int, ...]
"""``2.1`` is (2, 1)."""


@dataclass(frozen=True, slots=True)
class Label:
    """A number that may be a post's."""

    line: int
    """Of the capture."""
    text: str
    """As it shall stand in front of the post."""
    number: Number
    total: int | None
    """16 for ``1/16``."""
    cut: int
    """Characters of the line that it takes up, with the space beside it."""
    alone: bool
    """There is nothing else on the line."""
    small: bool
    """The text behind it does not begin with a capital where it could."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The posts' numbers."""

    labels: dict[int, Label]
    """By line of the capture, in order; empty if the source numbers nothing."""
    at_end: bool
    """Numbers stand at the ends of posts."""


UNNUMBERED = Numbering({}, False)

_END = r"(?=\s|$)"
_BOUND = r"(?=\s|$|[^\s\d])"
_LETTER = r"(?=\s|$|[^\W\d_])"


@dataclass(frozen=True, slots=True)
class _Style:
    """One way to number posts."""

    pattern: re.Pattern[str]
    """With the group ``n`` for the number and perhaps ``of`` for the total."""
    form: str
    """The label, from ``n`` and ``slash``: what follows the number."""
    at_end: bool = False


def _style(pattern: str, form: str, *, at_end: bool = False) -> _Style:
    return _Style(re.compile(pattern), form, at_end)


_OF = r"/(?P<of>[0-9]{1,4})"
_N = r"(?P<n>[0-9]{1,4})"
_DEEPER = r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,5}"
_DEEP = r"(?P<n>[0-9]{1,4}(?:\.[0-9]{1,4}){0,5})"

_STYLES = (
    # 1. and 1.1 and 1.1.
    _style(rf"{_DEEP}(?P<mark>\.){_LETTER}|(?P<deep>{_DEEPER}){_END}", "{n}{mark}"),
    # 1) and 1.1)
    _style(rf"{_DEEP}(?P<mark>\)){_BOUND}", "{n}{mark}"),
    # 1/ and 1/n
    _style(rf"{_N}(?P<mark>/[nNxX]{_END}|/){_BOUND}", "{n}{mark}"),
    # 1/16
    _style(rf"{_N}{_OF}{_LETTER}", "{n}/{of}"),
    # 1/16 on the first post and 2/ on the others, or the other way round
    _style(rf"{_N}/(?P<of>[0-9]{{0,4}}){_BOUND}", "{n}/{of}"),
    # (1/16) and [1/16]
    _style(rf"[(\[]{_N}/(?P<of>[0-9]{{0,4}})[)\]]{_BOUND}", "{n}/{of}"),
    # at the end: 3/7 and 3/
    _style(rf"(?:^|(?<=[\s…!?)”\"])){_N}/(?P<of>[0-9]{{0,4}})$", "{n}/{of}", at_end=True),
    # at the end: (3/7) and (3/)
    _style(rf"[(\[]{_N}/(?P<of>[0-9]{{0,4}})[)\]]$", "{n}/{of}", at_end=True),
    # at the end: /3 and (/3); the manuscript's labels begin with their number
    _style(rf"(?:^|(?<=\s))\(?/{_N}\)?$", "{n}/", at_end=True),
)
"""Ways to number posts; of two that explain as many posts, the first is taken."""

_TAIL = 24
"""Characters at the end of a line in which a number can stand."""


def numbering_of(lines: Sequence[Line], groups: int) -> Numbering:
    """The numbering of a capture of so many groups of lines.

    It is the style with the longest consistent sequence. Two numbers are the least, and of more
    than six groups one must be numbered, so that a list within a post does not make a thread.
    """
    best = UNNUMBERED
    for style in _STYLES:
        labels = _sequence(list(_candidates(lines, style)))
        if len(labels) > max(1, len(best.labels)) and len(labels) * 6 >= groups:
            best = Numbering({label.line: label for label in labels}, style.at_end)
    return best


def _candidates(lines: Sequence[Line], style: _Style) -> Iterator[Label]:
    """Every line's number in ``style``, if its total is the one that most have."""
    text = [line for line in lines if not line.furniture]
    found = [label for line in text if (label := _label(line, style)) is not None]
    outermost = {line.number for line in (text[:1] if style.at_end else text[-1:])}
    totals = Counter(label.total for label in found if label.total is not None)
    usual = max(totals, key=lambda total: totals[total], default=None)
    for label in found:
        without_text = label.alone and label.line in outermost
        decimal = label.small and len(label.number) > 1 and label.text[-1].isdigit()
        if without_text or (decimal and not found[0].small):
            continue
        if label.total in (None, usual):
            yield label


def _label(line: Line, style: _Style) -> Label | None:
    text = line.text
    match = style.pattern.search(text[-_TAIL:]) if style.at_end else style.pattern.match(text)
    if match is None:
        return None
    parts = match.groupdict()
    digits = parts["n"] or parts["deep"]  # the first style has two ways to write its number
    shown = style.form.format(n=digits, mark=parts.get("mark") or "", of=parts.get("of") or "")
    number = tuple(int(part) for part in digits.split("."))
    total = int(parts["of"]) if parts.get("of") else None
    if (total is not None and number[0] > total) or not LABEL.match(shown + " "):
        return None
    length = match.end() - match.start()
    rest = text[:-length].strip() if style.at_end else text[length:].strip()
    cut = len(text) - len(text[:-length].rstrip() if style.at_end else rest)
    small = rest[:1].islower() or rest[:1].isdigit() or rest[:1] == "%"
    return Label(line.number, shown, number, total, cut, not rest, small)


def _sequence(found: Sequence[Label]) -> list[Label]:
    """The numbers that can be posts', each a plausible successor of the one before.

    A gap of up to three posts, or a beginning other than 0 or 1, is plausible if the next number
    goes on from there, or if the number before has the same total.
    """
    chosen: list[Label] = []
    for label, after in zip(found, [*found[1:], None], strict=False):
        previous = chosen[-1].number if chosen else ()
        goes_on = after is not None and _follows(after.number, label.number)
        same = bool(chosen) and label.total is not None and label.total == chosen[-1].total
        if _follows(label.number, previous) or ((goes_on or same) and _is_near(label, previous)):
            chosen.append(label)
    return chosen


def _follows(number: Number, previous: Number) -> bool:
    """After 2.1 come 2.1.1, 2.2, 3 and 3.1; the first is 0, 1 or 1.1."""
    if not previous:
        return number in {(0,), (1,), (1, 1)}
    nexts = {(*previous[:depth], previous[depth] + 1) for depth in range(len(previous))}
    children = {(*previous, 0), (*previous, 1)}
    return number in nexts | children or number == (previous[0] + 1, 1)


def _is_near(label: Label, previous: Number) -> bool:
    """Whether a number that is no successor can stand where posts were lost."""
    if len(label.number) > 1:
        return False
    if not previous:
        return label.number[0] <= 2 or label.total is not None
    return previous[0] < label.number[0] <= previous[0] + 4
