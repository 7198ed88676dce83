"""Charts: bars in proportion, texts that overlap nothing, in both directions."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.output.charts import WIDTH, Answer, ChartPicture, lay_out_chart
from hexapla.output.fonts import default_faces
from hexapla.output.placing import overlap


def answer(text: str, *value: float, counts: str = "people who came back") -> Answer:
    pieces = tuple(f"{word} " for word in text.split())
    return Answer(tuple(f"{word} " for word in counts.split()), ("A ", "blogger"), pieces, value)


ANSWERS = [
    answer("about a dozen", 12),
    answer("about 300", 300),
    answer("nearly all of two companies", counts="members of one battalion tactical group " * 3),
    answer("all of those who had been there before and some others besides, it is said"),
    answer("as many as had come, or about a thousand and a half of them, he says", 1500),
    answer("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte"),
    answer("1,200", 1200),
    answer("1,200 to 2,000", 1200, 2000),
]


def lay_out(direction: str = "ltr") -> ChartPicture:
    return lay_out_chart(ANSWERS, default_faces(), direction)


@pytest.mark.parametrize("magnify", [1, 1.35])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_overlaps_or_leaves_the_frame(direction: str, magnify: float) -> None:
    picture = lay_out_chart(ANSWERS, default_faces(), direction, magnify)
    boxes = [box for row in picture.rows for box in row.boxes]
    for row in picture.rows:
        for bar in filter(None, (row.bar, row.rest)):
            left, top, width, height = bar
            boxes.append((left + 0.1, top, left + width - 0.1, top + height))
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH + 0.1
        assert bottom <= picture.height


def test_bars_are_in_proportion_from_zero() -> None:
    dozen, three, *_, twelve, span = lay_out().rows
    assert dozen.bar
    assert three.bar
    assert twelve.bar
    assert span.bar
    assert span.rest
    assert three.bar[2] / twelve.bar[2] == pytest.approx(300 / 1200, rel=0.01)
    assert dozen.bar[2] / three.bar[2] == pytest.approx(12 / 300, rel=0.03)
    assert span.bar[2] == twelve.bar[2]
    assert span.rest[2] / span.bar[2] == pytest.approx(800 / 1200, rel=0.01)
    assert {row.bar[0] for row in (dozen, three, twelve) if row.bar} == {lay_out().axis}


def test_an_answer_without_a_number_has_no_bar() -> None:
    row = lay_out().rows[2]
    assert (row.bar, row.rest) == (None, None)
    assert row.answer


def test_from_right_to_left_it_is_mirrored() -> None:
    left, right = lay_out("ltr"), lay_out("rtl")
    assert right.axis == WIDTH - left.axis
    for one, other in zip(left.rows, right.rows, strict=True):
        if one.bar and other.bar:
            assert other.bar[0] == pytest.approx(WIDTH - one.bar[0] - one.bar[2])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=6))
def test_any_numbers_fit(values: list[float]) -> None:
    answers = [answer(f"{value:.0f}", value) for value in values]
    for direction in ("ltr", "rtl"):
        for row in lay_out_chart(answers, default_faces(), direction).rows:
            assert row.boxes[2][0] >= -0.1
            assert row.boxes[2][2] <= WIDTH + 0.1
