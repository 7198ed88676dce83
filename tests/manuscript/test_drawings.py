"""Drawings: a map's and a chart's file, and what is wrong with them, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.diagnostics import Place, Report
from hexapla.drawings import Chart, Map, MapLabel
from hexapla.limits import MAP_POINTS
from hexapla.manuscript.chapters import parse_chapter
from hexapla.manuscript.drawings import parse_drawing, read_drawings
from hexapla.model import Chapter, Figure, blocks_of, texts_of
from hexapla.text import NAME_LIMIT, Text

MAP = """\
kind = "map"
west = 39
south = 41.5
east = 48
north = 44
places = ["roki"]

[[labels]]
text = "Black Sea"
style = "water"
latitude = 42
longitude = 40

[[disputed]]
points = [[42, 44], [43, 44.5]]
"""


def chapter(figure: str) -> Chapter:
    source = f'+++\nkind = "context"\ntitle = "T"\n+++\n\n{figure}\n'
    return parse_chapter(source, Place("book/c.md"), Report())


def read(tmp_path: Path, content: str, figure: str = "![alt](d.toml)") -> tuple[Chapter, list[str]]:
    (tmp_path / "d.toml").write_text(content, encoding="utf-8")
    report = Report()
    found = read_drawings(chapter(figure), tmp_path, report)
    return found, [f"{item.place} {item.code}" for item in report.found]


def drawing(tmp_path: Path, content: str, figure: str = "![alt](d.toml)") -> object:
    found, wrong = read(tmp_path, content, figure)
    assert wrong == []
    (one,) = (node for node in blocks_of(found) if isinstance(node, Figure))
    return one.drawing


def test_a_map(tmp_path: Path) -> None:
    name = f"{tmp_path.name}/d.toml"
    label = Text("Black Sea", "d: name on the map", Place(name, 9), limit=NAME_LIMIT)
    assert drawing(tmp_path, MAP) == Map(
        west=39.0,
        south=41.5,
        east=48.0,
        north=44.0,
        places=("roki",),
        areas=(),
        disputed=(((42.0, 44.0), (43.0, 44.5)),),
        labels=(MapLabel(text=label, latitude=42.0, longitude=40.0, style="water"),),
    )


def test_the_names_on_a_map_are_messages(tmp_path: Path) -> None:
    found, _ = read(tmp_path, MAP)
    assert "Black Sea" in [text.content for text in texts_of(found)]


def test_a_chart_wherever_the_figure_stands(tmp_path: Path) -> None:
    for figure in ("![alt](d.toml)", "> ![alt](d.toml)", "- ![alt](d.toml)"):
        assert drawing(tmp_path, 'kind = "chart"\nquestion = "q"', figure) == Chart(question="q")


def test_a_picture_is_no_drawing(tmp_path: Path) -> None:
    assert drawing(tmp_path, "", "![alt](map.png)") is None


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('kind = "map"', 'kind = "plan"', "1 M002"),
        ('kind = "map"', "", "1 M002"),
        ("west = 39", "", "1 P005"),
        ("west = 39", "west = 181", "2 P006"),
        ("west = 39", "west = 49", "2 P006"),
        ("west = 39", "west = 47.95", "2 P006"),
        ("south = 41.5", "south = 43.9", "2 P006"),
        ("south = 41.5", "south = -86", "3 P006"),
        ("west = 39", "west = 1" + "0" * 400, "2 P006"),
        ("south = 41.5", "south = 44", "2 P006"),
        ("places", "points", "6 P004"),
        ('["roki"]', '"roki"', "6 P006"),
        ('style = "water"', 'style = "sea"', "10 P006"),
        ('style = "water"', "", "8 P005"),
        ("latitude = 42", 'latitude = "42"', "11 P006"),
        ("[42, 44], ", "", "15 P006"),
        ("[42, 44], ", "[42], ", "15 P006"),
        ("[42, 44], ", "[142, 44], ", "15 P006"),
        ("points = ", "line = ", "14 P005"),
        ("[[labels]]", "[labels]", "8 P006"),
        ("west = 39", "west =", "2 P003"),
    ],
)
def test_mistakes_and_their_lines(tmp_path: Path, old: str, new: str, found: str) -> None:
    _, wrong = read(tmp_path, MAP.replace(old, new, 1))
    assert f"{tmp_path.name}/d.toml:{found}" in wrong


def test_an_unknown_key_is_told_with_all_that_are_known() -> None:
    report = Report()
    parse_drawing("color = 1\n" + MAP, Place("d.toml"), report)
    parse_drawing('kind = "chart"\nquestion = "q"\ncolor = 1\n', Place("d.toml"), report)
    of_map, of_chart = report.found
    known = "kind, labels, disputed, west, south, east, north, places, areas"
    assert of_map.message.endswith(f"known are {known}")
    assert of_chart.message.endswith("known are kind, question")


@pytest.mark.parametrize(
    ("source", "code"),
    [("x.toml", "M011"), (f"{'x' * 300}.toml", "M011"), ("../d.toml", "P008"), ("/d.toml", "P008")],
)
def test_a_drawings_file_is_in_the_book(tmp_path: Path, source: str, code: str) -> None:
    _, wrong = read(tmp_path, MAP, f"![alt]({source})")
    assert [item.rpartition(" ")[2] for item in wrong] == [code]


def test_tables_written_in_a_line_count_as_well(tmp_path: Path) -> None:
    head = MAP[: MAP.index("[[labels]]")]
    label = '{text = "Sea", style = "water", latitude = 42, longitude = 40}'
    lines = f"labels = [{label}]\ndisputed = [{{points = [[42, 44], [43, 44.5]]}}]\n"
    found = drawing(tmp_path, head + lines)
    assert isinstance(found, Map)
    assert [one.text.content for one in found.labels] == ["Sea"]
    assert len(found.disputed) == 1
    _, wrong = read(tmp_path, head + 'labels = [{text = 5, style = "x"}]\n')
    assert wrong


def test_what_is_wrong_is_told_in_one_order(tmp_path: Path) -> None:
    _, wrong = read(tmp_path, MAP.replace("= 39", '= "a"').replace("= 48", '= "b"'))
    assert [item.rpartition(":")[2] for item in wrong] == ["2 P006", "4 P006"]


def test_lines_of_a_map_have_no_more_points_than_a_map_shows(tmp_path: Path) -> None:
    def disputed(number: int) -> str:
        pairs = ", ".join(f"[42, {44 + n / 10_000}]" for n in range(number))
        return f"\n[[disputed]]\npoints = [{pairs}]\n"

    most = disputed(MAP_POINTS // 2) + disputed(MAP_POINTS // 2 - 2)
    assert isinstance(drawing(tmp_path, MAP + most), Map)
    _, wrong = read(tmp_path, MAP + most + disputed(2))
    assert wrong == [f"{tmp_path.name}/d.toml:14 P006"]
