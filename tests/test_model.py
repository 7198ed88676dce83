"""The model's walks and its partial dates."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.entries import Event, Source
from hexapla.message import Coverage
from hexapla.model import (
    Chapter,
    Definition,
    DefinitionList,
    Dossier,
    Figure,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Post,
    Quote,
    Register,
    Table,
    blocks_of,
    entries_of,
    locators_of,
    map_texts,
    texts_of,
)
from hexapla.text import State, Text

HERE = Place("book/x.md", 3)


def text(content: str) -> Text:
    return Text(content, "", HERE)


def paragraph(content: str, locator: str = "") -> Paragraph:
    return Paragraph(text(content), locator)


CHAPTER = Chapter(
    id="x",
    kind="context",
    place=Place("book/x.md"),
    title=text("1"),
    standfirst=text("2"),
    blocks=(
        Heading(2, text("3"), "x-h1"),
        Quote((paragraph("4", "C1"),), text("5")),
        ItemList(False, 1, ((paragraph("6", "C2"),), (paragraph("7", "C3"),))),
        DefinitionList((Definition(text("8"), (paragraph("9", "C4"),)),)),
        Table((text("10"),), ((text("11"),),), ("",)),
        Figure("media/m.png", text("12"), text("13")),
        Post("1.", 1, "T1", (paragraph("14"), paragraph("15", "T1-2"))),
    ),
    notes=(Note("n", (paragraph("16"),)),),
)
REGISTER = Register(
    id="events",
    kind="events",
    place=Place("book/events.toml"),
    title=text("17"),
    entries=(
        Event(id="e", place=HERE, locator="E1", date=PartialDate(2022), text=text("18")),
        Source(id="s", place=HERE, locator="S1", title="never translated", note=text("19")),
    ),
)
DOSSIER = Dossier(
    slug="x",
    language="en",
    date=datetime.date(2022, 1, 1),
    title=text("0"),
    parts=(CHAPTER, REGISTER),
)


def test_every_text_is_met_once_in_reading_order() -> None:
    assert [item.content for item in texts_of(DOSSIER)] == [str(n) for n in range(20)]


def test_texts_replaced_by_themselves_give_the_same_object() -> None:
    assert map_texts(DOSSIER, lambda item: item) is DOSSIER


def test_replacing_changes_texts_and_nothing_else() -> None:
    changed = map_texts(DOSSIER, lambda item: replace(item, content=item.content + "!"))
    assert [item.content for item in texts_of(changed)] == [f"{n}!" for n in range(20)]
    assert map_texts(changed, lambda item: replace(item, content=item.content[:-1])) == DOSSIER


def test_parts_without_a_changed_text_are_kept() -> None:
    changed = map_texts(DOSSIER, lambda item: text("?") if item.content == "17" else item)
    assert changed.parts[0] is CHAPTER
    assert changed.parts[1] is not REGISTER


def test_blocks_come_outermost_first() -> None:
    names = [type(item).__name__ for item in blocks_of(CHAPTER.blocks[1])]
    assert names == ["Quote", "Paragraph", "Text", "Text"]


def test_locators_in_reading_order_with_places() -> None:
    found = ["C1", "C2", "C3", "C4", "T1", "T1-2"]
    assert [name for name, _ in locators_of(CHAPTER)] == found
    assert {place for _, place in locators_of(CHAPTER)} == {HERE}
    assert [name for name, _ in locators_of(REGISTER)] == ["E1", "S1"]


def test_entries_by_id() -> None:
    assert list(entries_of(DOSSIER)) == ["e", "s"]


def test_only_source_text_in_the_wrong_language_is_a_fallback() -> None:
    assert [state for state in State if state.is_fallback] == [State.FUZZY, State.UNTRANSLATED]


@settings(deadline=None)
@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_partial_date_reads_what_it_writes(day: datetime.date, length: int) -> None:
    written = day.isoformat()[:length]
    date = PartialDate.parse(written)
    assert str(date) == written
    assert date.first_day() <= day <= date.last_day()


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "22", "2022-3", "2022-13", "2022-02-30", "2022-00", "0000", "2022-03-30T10:00"),
        *("2022-", " 2022", "2022\n", "March 2022", "٢٠٢٢", "-2022", "12022"),
    ],
)
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PartialDate.parse(wrong)


def test_the_last_day_knows_leap_years() -> None:
    assert PartialDate(2024, 2).last_day() == datetime.date(2024, 2, 29)
    assert PartialDate(1900, 2).last_day() == datetime.date(1900, 2, 28)
    assert PartialDate(9999).last_day() == datetime.date(9999, 12, 31)


def test_coverage_is_whole_only_if_nothing_is_missing() -> None:
    assert Coverage(999, 1, 0).percent == 99
    assert Coverage(999, 0, 0).percent == 100
    assert Coverage().percent == 100
    assert Coverage(1, 2, 3).total == 6
