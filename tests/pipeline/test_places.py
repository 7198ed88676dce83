"""Which pages are meant: what ``--pages`` can say, and where that is in editions of any length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from built import DOSSIERS
from hexapla.diagnostics import Refusal
from hexapla.output.pdf.layout import roman
from hexapla.output.proof import Printed
from hexapla.pipeline.places import (
    Guide,
    Named,
    Pages,
    Spot,
    Wish,
    choose,
    guide_to,
    merged,
    parse_wishes,
    same_pages,
    usual,
)
from hexapla.project import Project


def edition(front: int, body: int, anchors: Mapping[str, int] | None = None) -> Printed:
    """An edition with so many pages; ``anchors`` name pages counted from 0."""
    labels = [roman(number + 1) for number in range(front)]
    labels += [str(number + 1) for number in range(body)]
    return Printed(Path("book.pdf"), tuple(labels), anchors or {}, 1.4)


GUIDE = Guide(("thread", "people"), ("T1", "T2", "T2.1", "T3"), {"bibilov": "entry-bibilov"})
SHORT = edition(2, 5, {"contents": 1, "thread": 2, "T1": 2, "T2": 3, "T2.1": 3, "people": 4})
LONG = edition(
    3,
    9,
    {"contents": 1, "thread": 3, "T1": 3, "T2": 4, "T2.1": 6, "people": 8, "entry-bibilov": 9}
    | {"index": 11},
)


def chosen(text: str, editions: Sequence[Printed] = (SHORT, LONG)) -> list[str]:
    return list(map(str, choose(parse_wishes(text), editions, GUIDE)))


# ---- what is asked for ----------------------------------------------------------------------


def test_names_and_ranges_are_told_apart() -> None:
    assert parse_wishes("cover, T2.1,1-8,ii ,ii–iv,entry-bibilov,@bibilov,#mix-di") == (
        Named("cover"),
        Named("T2.1"),
        Pages("1", "8"),
        Named("ii"),
        Pages("ii", "iv"),
        Named("entry-bibilov"),
        Named("@bibilov"),
        Named("#mix-di"),
    )


@pytest.mark.parametrize("text", ["", " ", ",", "8-3", "5-ii", "cover,8-3"])
def test_what_asks_for_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"page|before it begins"):
        parse_wishes(text)


NUMBERS = st.integers(1, 9999)
RANGES = st.builds(lambda a, b: Pages(str(min(a, b)), str(max(a, b))), NUMBERS, NUMBERS)
ROMANS = st.builds(lambda a, b: Pages(roman(a), roman(b)), st.integers(1, 3999), st.integers(1, 99))
NAMES = st.from_regex(r"[#@]?[A-Za-z]{2,8}(\.[0-9]{1,2})?", fullmatch=True).map(Named)
WISHES = st.lists(st.one_of(RANGES, ROMANS, NAMES), min_size=1, unique=True)


@given(WISHES, st.sampled_from([",", ", ", " ,", ",,"]))
def test_what_is_asked_for_is_understood(wishes: list[Wish], comma: str) -> None:
    assert parse_wishes(comma.join(map(str, wishes))) == tuple(wishes)


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        found = parse_wishes(text)
    except ValueError:
        return
    assert parse_wishes(",".join(map(str, found))) == found


# ---- where it is ----------------------------------------------------------------------------


def test_a_locator_is_the_same_passage_everywhere() -> None:
    (spot,) = choose(parse_wishes("T2.1"), (SHORT, LONG), GUIDE)
    assert [spot.page_in(item) for item in (SHORT, LONG)] == [3, 6]


def test_what_one_edition_has_is_enough() -> None:
    (spot,) = choose(parse_wishes("index"), (SHORT, LONG), GUIDE)
    assert [spot.page_in(item) for item in (SHORT, LONG)] == [None, 11]


def test_what_no_edition_has_is_told_with_what_there_is() -> None:
    with pytest.raises(Refusal) as told:
        chosen("T1,T99,@nobody,77,20-30")
    (found,) = told.value.diagnostics
    assert found.code == "F018"
    assert "no edition has “T99”, “@nobody”, “77”, “20-30”" in found.message
    for name in ("cover", "contents", "thread", "people", "body", "index", "i to 5", "i to 9"):
        assert name in found.message
    assert "colophon" not in found.message


def test_the_code_of_what_is_nowhere() -> None:
    with pytest.raises(Refusal) as told:
        chosen("imprint")
    assert [item.code for item in told.value.diagnostics] == ["F018"]


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("cover", ["cover"]),
        ("chapters", ["thread", "people"]),
        ("5", ["page 5"]),
        ("iii", ["page iii"]),
        ("4-7", ["page 4", "page 5", "page 6", "page 7"]),
        ("8-99", ["page 8", "page 9"]),
        ("i-x", ["page i", "page ii", "page iii"]),
        ("iii-2", ["page iii", "page 1", "page 2"]),
        ("@bibilov", ["entry-bibilov"]),
        ("thread,T1,thread", ["thread", "T1"]),
        ("body", ["T2.1"]),
    ],
)
def test_what_each_wish_means(text: str, spots: list[str]) -> None:
    assert chosen(text) == spots


def test_all_pages_are_in_an_order_that_fits_every_edition() -> None:
    expected = ["i", "ii", "iii", *map(str, range(1, 10))]
    assert chosen("all") == chosen("all", (LONG, SHORT)) == [f"page {label}" for label in expected]


def test_an_anchor_comes_before_a_number_and_can_be_told_from_a_word() -> None:
    odd = edition(1, 3, {"all": 2, "i": 3})
    assert choose(parse_wishes("i"), [odd], GUIDE) == (Spot("anchor", "i"),)
    assert choose(parse_wishes("#all"), [odd], GUIDE) == (Spot("anchor", "all"),)
    assert len(choose(parse_wishes("all"), [odd], GUIDE)) == 4


def test_the_usual_places_are_those_that_there_are() -> None:
    found = list(map(str, usual((SHORT, LONG), GUIDE)))
    assert found == ["cover", "contents", "thread", "people", "T2.1", "index"]
    assert list(map(str, usual((edition(0, 1),), Guide(())))) == ["cover"]


def test_running_text_is_where_nothing_opens_in_any_edition() -> None:
    crowded = edition(0, 3, {"thread": 0, "T1": 0, "T2": 1, "T2.1": 2, "people": 2})
    (spot,) = choose(parse_wishes("body"), (crowded, LONG), GUIDE)
    assert str(spot) == "T2"


def test_places_on_the_same_pages_are_one_row() -> None:
    spots = choose(parse_wishes("thread,T1,T2,T2.1"), (SHORT, LONG), GUIDE)
    assert list(same_pages(spots, (SHORT, LONG))) == ["thread, T1", "T2", "T2.1"]
    assert list(same_pages(spots, (SHORT,))) == ["thread, T1", "T2, T2.1"]


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_sequences_in_one_order_merge_into_one_that_has_it(one: set[int], two: set[int]) -> None:
    sequences = [list(map(str, sorted(items))) for items in (one, two)]
    found = merged(sequences)
    assert set(found) == {*sequences[0], *sequences[1]}
    assert len(found) == len(set(found))
    for sequence in sequences:
        assert [item for item in found if item in sequence] == sequence


def test_the_guide_is_the_manuscripts() -> None:
    guide = guide_to(Project.read(DOSSIERS / "claims"))
    assert guide.parts[:3] == ("findings", "thread", "article")
    assert "T1" in guide.passages
    assert not [locator for locator in guide.passages if locator.startswith("CL")]
    assert all(anchor for anchor in guide.entries.values())
