"""Columns of a printed table have what they hold, and no table is wider than its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.diagnostics import Place
from hexapla.edition import FORMATS, Edition, Renderer
from hexapla.edition.tables import (
    GAP,
    NARROW,
    PHONE,
    STEPS,
    Column,
    Ruler,
    Setting,
    address_pieces,
    indents,
    setting_of,
    setting_on_screens,
    shared_out,
)
from hexapla.model import (
    Chapter,
    Definition,
    DefinitionList,
    ItemList,
    Paragraph,
    Post,
    Quote,
    Table,
)
from hexapla.project import shipped
from hexapla.text import Text

A4, A5 = 427.0, 289.0
"""The measures of these pages, in points."""


def text(content: str) -> Text:
    return Text(content, "", Place("book/x.md", 1))


def ruler(measure: float = A4, hyphens: bool = True) -> Ruler:
    """Letters are half as wide as high; words break behind every third letter, or nowhere."""

    def parts(word: str) -> list[str]:
        return [word[at : at + 3] for at in range(0, len(word), 3)] if hyphens else [word]

    return Ruler(measure, lambda text: 0.5 * len(text), parts)


widths = st.floats(0.5, 40)


@st.composite
def columns(draw: st.DrawFn) -> list[Column]:
    found = []
    for _ in range(draw(st.integers(1, 12))):
        least, wanted, whole = sorted(draw(st.tuples(widths, widths, widths)))
        found.append(Column(least, wanted, whole, whole * draw(st.floats(1, 50))))
    return found


@given(columns(), st.floats(5, 200))
def test_widths_come_to_the_room_and_none_is_below_its_least(
    given_columns: list[Column], room: float
) -> None:
    found = shared_out(given_columns, room)
    assert sum(found) == pytest.approx(room)
    assert all(width > 0 for width in found)
    if sum(column.least for column in given_columns) <= room:
        for width, column in zip(found, given_columns, strict=True):
            assert width >= column.least * 0.999
    if sum(column.wanted for column in given_columns) <= room:
        for width, column in zip(found, given_columns, strict=True):
            assert width >= column.wanted * 0.999


@given(columns(), st.floats(5, 200))
def test_more_room_makes_no_column_narrower(given_columns: list[Column], room: float) -> None:
    pairs = zip(shared_out(given_columns, room), shared_out(given_columns, room * 1.2), strict=True)
    assert all(wider >= width * 0.999 for width, wider in pairs)


@given(columns(), st.floats(5, 200))
def test_the_order_of_columns_does_not_matter(given_columns: list[Column], room: float) -> None:
    reverse = shared_out(given_columns[::-1], room)[::-1]
    assert shared_out(given_columns, room) == pytest.approx(reverse, rel=1e-6)


cells = st.text(st.sampled_from("abcდევ 123-/.,"), max_size=60)


@given(st.data(), st.integers(1, 10), st.sampled_from((A4, A5)), st.booleans())
def test_every_table_has_a_setting(
    data: st.DataObject, count: int, measure: float, hyphens: bool
) -> None:
    row = st.lists(cells, min_size=count, max_size=count)
    found = setting_of(
        data.draw(row), data.draw(st.lists(row, max_size=5)), ruler(measure, hyphens)
    )
    assert (found.size, found.padding) in STEPS
    assert found.size >= 6.8
    if found.stacked:
        assert found.widths == ()
    elif found.widths:
        assert len(found.widths) == count
        assert sum(found.widths) == pytest.approx(100)
        assert min(found.widths) > 0


def test_a_table_of_which_all_cells_stand_in_one_line_is_left_alone() -> None:
    found = setting_of(["Boat", "Built"], [["Heron", "1961"], ["Tern", "1978"]], ruler())
    assert (found.size, found.widths, found.stacked) == (STEPS[0][0], (), False)


def test_running_text_gets_the_room_and_short_cells_stay_whole() -> None:
    long = "words " * 40
    found = setting_of(["Boat", "Fate", "Year"], [["Heron", long, "1961"]], ruler())
    assert found.size == STEPS[0][0]
    name, fate, year = found.widths
    assert fate > 70 > name > year
    # 5 letters of 0.5 em, and their padding at one side
    assert name / 100 * A4 >= 2.5 * found.size + found.padding


def test_many_columns_make_type_smaller_before_they_are_stacked() -> None:
    def at(count: int, hyphens: bool = True) -> tuple[float, bool]:
        found = setting_of(["Head"] * count, [["registration office"] * count], ruler(A4, hyphens))
        return found.size, found.stacked

    sizes = [at(count)[0] for count in (4, 6, 7, 8)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0]
    assert not at(8)[1]
    assert at(14) == (STEPS[0][0], True)
    assert at(10, hyphens=False)[1]


def test_numbers_are_never_broken() -> None:
    rows = [["1,234,567,890"] * 8]
    assert setting_of(["1990"] * 8, rows, ruler(A5)).stacked
    found = setting_of(["Sum", "What for"], [["1,234,567,890", "words " * 60]], ruler(A5))
    assert found.widths[0] / 100 * A5 >= 13 * 0.5 * found.size


def test_addresses_break_behind_strokes_and_before_other_signs() -> None:
    assert address_pieces("https://a.example/b/c?d=e_f") == [
        *("https://", "a", ".example/", "b/", "c", "?d", "=e", "_f")
    ]


def test_addresses_without_signs_break_behind_thirty_letters() -> None:
    assert address_pieces("https://" + "a" * 75) == ["https://", "a" * 30, "a" * 30, "a" * 15]


def test_a_long_address_does_not_make_the_other_columns_narrow() -> None:
    address = "https://example.org/" + "/".join(["segment"] * 12)
    found = setting_of(["Where", "What"], [[address, "several words of text"]], ruler(A5))
    assert not found.stacked
    assert found.widths[1] / 100 * A5 >= 5 * found.size


def test_tables_are_found_with_how_far_in_they_begin() -> None:
    table = Table((text("a"),), ((text("b"),),), ("",))
    blocks = (
        table,
        Paragraph(text("x")),
        Quote((table,)),
        ItemList(False, 1, ((table,),)),
        DefinitionList((Definition(text("t"), (table,)),)),
        Post("1.1", 2, "T1", (Quote((table,)),)),
    )
    found = [indent for _, indent in indents(blocks)]
    assert found[0] == 0
    assert all(indent > 10 for indent in found[1:])
    assert found[-1] > found[1]


def printed(edition: Edition, folder: Path, table: Table, own: Ruler | None, name: str) -> str:
    part = edition.dossier.parts[0]
    assert isinstance(part, Chapter)
    part = replace(part, blocks=(table,), notes=())
    edition = replace(edition, dossier=replace(edition.dossier, parts=(part,)))
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "x.xhtml").write_text(
        '{% from "shared/blocks.xhtml" import blocks with context %}{{ blocks(part.blocks) }}',
        encoding="utf-8",
    )
    renderer = Renderer(edition, FORMATS[name], (folder, shipped("templates")), {}, ruler=own)
    return renderer.render("x.xhtml", part.id, part=part)


def test_a_printed_table_has_columns_or_is_stacked(
    make_edition: Callable[..., Edition], tmp_path: Path
) -> None:
    row = tuple(text("registration office") for _ in range(8))
    table = Table(tuple(text("Head") for _ in range(8)), (row, row), ("",) * 8)
    wide = printed(make_edition(), tmp_path, table, ruler(A4), "pdf")
    assert wide.count("<col ") == 8
    assert 'class="set"' in wide
    stacked = printed(make_edition(), tmp_path, table, ruler(100), "pdf")
    assert stacked.count('<th scope="row">Head</th>') == 16
    assert "<thead>" not in stacked


def test_a_table_of_an_e_book_has_columns_if_they_fit_a_phone(
    make_edition: Callable[..., Edition], tmp_path: Path
) -> None:
    def ebook(*cells: str) -> str:
        table = Table(
            tuple(text("Head") for _ in cells), (tuple(map(text, cells)),), ("",) * len(cells)
        )
        return printed(make_edition(), tmp_path, table, None, "epub")

    assert "<table><thead>" in ebook("Heron", "1961", "120").replace("\n", "")
    wide = ebook("Oystercatcher", "Harbour company", "no")
    assert wide.count("<col ") == 3
    assert "font-size" not in wide
    assert ebook(*["registration office"] * 5).count('<th scope="row">Head</th>') == 5


def test_columns_of_an_e_book_have_their_words_whole_on_a_phone() -> None:
    cells = ["Oystercatcher", "Struck the old pier in fog; condemned", "no"]
    found = setting_on_screens(["Boat", "What became of it", "Afloat"], [cells])
    assert not found.stacked
    assert sum(found.widths) == pytest.approx(100)
    assert found.widths[0] * PHONE / 100 > 0.5 * len("Oystercatcher") + 0.5
    assert found.widths[1] > found.widths[2]


@given(
    st.lists(st.text("abcdefghij", min_size=4, max_size=12), min_size=1, max_size=2),
    st.integers(0, 99_999),
)
def test_numbers_of_an_e_book_are_whole_on_the_narrowest_screen(
    words: list[str], number: int
) -> None:
    found = setting_on_screens([*words, "No."], [[*words, str(number)]])
    if found.widths:
        room = found.widths[-1] * NARROW / 100 - GAP / 2
        assert room > 0.6 * len(str(number)) - 0.01


def test_narrow_columns_of_an_e_book_are_left_to_the_reading_system() -> None:
    assert setting_on_screens(["", "A", "B"], [["1961", "1", "2"]]) == Setting(0.0, 0.0)
    assert setting_on_screens(["漢字"] * 5, [["漢字漢字"] * 5]).stacked
    assert not setting_on_screens(["ab"] * 5, [["abcd"] * 5]).stacked
