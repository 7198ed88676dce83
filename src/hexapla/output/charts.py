"""Charts: bars for the different answers to one question, laid out as paths.

All measures are units of the drawing, :data:`WIDTH` of them across; its y axis points down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hexapla.output.fonts import Face
from hexapla.output.lettering import outline, styled, text_width, wrap_lines

WIDTH = 1000.0
NAMES = 430.0
"""Width of the column of names."""

_SIZE, _SMALL, _LEADING = 19.0, 16.0, 1.3
_GAP, _BAR, _ROW = 16.0, 22.0, 11.0
"""Between the columns; height of a bar; between rows."""
_MOST = 0.6
"""Of the room for bars and answers what an answer may take at most beside its own bar; a longer
one has several lines."""


@dataclass(frozen=True)
class Answer:
    """One row: what is counted, by whom, how many. Texts come cut where lines may break."""

    counts: tuple[str, ...]
    who: tuple[str, ...]
    answer: tuple[str, ...]
    value: tuple[float, ...]
    """Empty where the answer is no number; else the number, or its lower and upper end."""


@dataclass(frozen=True)
class Row:
    """A row, laid out."""

    counts: str
    """Data of an SVG path; so are the other texts."""
    who: str
    answer: str
    bar: tuple[float, float, float, float] | None
    """Left, top, width and height, as far as it is sure."""
    rest: tuple[float, float, float, float] | None
    """The same from the lower to the upper end."""
    boxes: tuple[tuple[float, float, float, float], ...]
    """Left, top, right and bottom of the three texts."""


@dataclass(frozen=True)
class ChartPicture:
    """A chart, laid out; the template ``shared/chart.svg`` draws it."""

    width: float
    height: float
    axis: float
    """x of the line from which the bars begin."""
    rows: tuple[Row, ...]


def lay_out_chart(
    answers: Sequence[Answer], faces: Sequence[Face], direction: str, magnify: float = 1.0
) -> ChartPicture:
    """Lay out a bar for each of ``answers``, on one scale from zero.

    ``direction`` is ``ltr`` or ``rtl``: from where the bars begin. Letters are ``magnify`` times
    their usual size, for pictures that are shown small.
    """
    sheet = _Chart(answers, faces, direction == "rtl", magnify)
    top = _ROW / 2
    rows: list[Row] = []
    for answer in answers:
        row, height = sheet.row(answer, top)
        rows.append(row)
        top += height + _ROW
    return ChartPicture(WIDTH, round(top - _ROW / 2, 1), sheet.x(NAMES + _GAP, 0), tuple(rows))


class _Chart:
    """The measures that all rows share."""

    def __init__(
        self, answers: Sequence[Answer], faces: Sequence[Face], rtl: bool, magnify: float
    ) -> None:
        self.size, self.small = _SIZE * magnify, _SMALL * magnify
        self.plain, self.bold, self.rtl = styled(faces), styled(faces, 700), rtl
        room = WIDTH - NAMES - 3 * _GAP
        # The longest bar that leaves every answer room behind its own bar.
        scales = [
            (room - min(self._width(answer), room * _MOST)) / max(answer.value[-1], 1e-6)
            for answer in answers
            if answer.value
        ]
        self.scale = max(min(scales, default=0), 0)

    def _width(self, answer: Answer) -> float:
        return text_width("".join(answer.answer).strip(), self.bold, self.size)

    def x(self, x: float, width: float) -> float:
        """The left edge of what begins at ``x`` from where reading starts."""
        return round(WIDTH - x - width if self.rtl else x, 1)

    def row(self, answer: Answer, top: float) -> tuple[Row, float]:
        """A row from ``top`` down, and its height."""
        counts, box, below = self._lines(answer.counts, top, self.size)
        who, who_box, bottom = self._lines(answer.who, below, self.small)
        start = NAMES + _GAP
        low, high = (answer.value[0], answer.value[-1]) if answer.value else (0.0, 0.0)
        beside = start + high * self.scale + (_GAP / 2 if answer.value else 6)
        lines, size = self._wrapped(answer.answer, WIDTH - _GAP / 2 - beside)
        bottom = max(bottom, top + len(lines) * size * _LEADING)
        middle = top + (bottom - top) / 2
        bar = self._bar(start, low, middle) if answer.value else None
        rest = self._bar(start + low * self.scale, high - low, middle) if high > low else None
        text, answer_box = self._answer(lines, size, beside, middle)
        return Row(counts, who, text, bar, rest, (box, who_box, answer_box)), bottom - top

    def _wrapped(self, pieces: Sequence[str], room: float) -> tuple[tuple[str, ...], float]:
        """An answer in lines, and their size: smaller than others if a piece is wider than all."""
        widest = max((text_width(one.strip(), self.bold, 1.0) for one in pieces), default=0.0)
        size = min(self.size, room / widest) if widest else self.size
        return tuple(wrap_lines(pieces, self.bold, size, room + 0.01)), size

    def _answer(
        self, lines: Sequence[str], size: float, x: float, middle: float
    ) -> tuple[str, tuple[float, float, float, float]]:
        """The lines of an answer that begin at ``x``, about the height ``middle``; their box."""
        first = middle + size * (0.35 - (len(lines) - 1) / 2 * _LEADING)
        paths: list[str] = []
        lefts, rights = [], []
        for number, line in enumerate(lines):
            width = text_width(line, self.bold, size)
            left = self.x(x, width)
            base = first + number * size * _LEADING
            paths.append(outline(line, self.bold, size, left, base))
            lefts.append(left)
            rights.append(left + width)
        bottom = first + max(len(lines) - 1, 0) * size * _LEADING + size * 0.25
        box = (min(lefts, default=0.0), first - size * 0.8, max(rights, default=0.0), bottom)
        return "".join(paths), box

    def _bar(self, x: float, value: float, middle: float) -> tuple[float, float, float, float]:
        width = round(value * self.scale, 1)
        return self.x(x, width), round(middle - _BAR / 2, 1), width, _BAR

    def _lines(
        self, pieces: Sequence[str], top: float, size: float
    ) -> tuple[str, tuple[float, float, float, float], float]:
        """A text in the column of names, against its inner edge; its box, and where it ends."""
        paths: list[str] = []
        lefts, rights = [], []
        y = top
        for line in wrap_lines(pieces, self.plain, size, NAMES):
            width = text_width(line, self.plain, size)
            left = self.x(NAMES - width, width)
            paths.append(outline(line, self.plain, size, left, y + size))
            lefts.append(left)
            rights.append(left + width)
            y += size * _LEADING
        box = (min(lefts, default=0.0), top, max(rights, default=0.0), y)
        return "".join(paths), box, y
