"""A drawing's TOML file as a Map or a Chart: what a figure whose picture is a ``.toml`` shows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Place, Refusal, Report
from hexapla.drawings import LABEL_STYLES, Chart, Drawing, Map, MapLabel
from hexapla.limits import MAP_POINTS
from hexapla.manuscript.chapters import chapter_id_of, with_figures
from hexapla.manuscript.fields import Wrong, degrees, identifier, one_of, points, string, strings
from hexapla.model import Chapter, Figure
from hexapla.paths import inside, is_file
from hexapla.text import NAME_LIMIT, Text
from hexapla.toml_text import Lines, parse_toml, read_text

Field = Callable[[object], Any]

_EDGES = {"west": degrees(180), "south": degrees(85), "east": degrees(180), "north": degrees(85)}
_LABEL: Mapping[str, Field] = {
    "text": string,
    "style": one_of(LABEL_STYLES),
    "latitude": degrees(90),
    "longitude": degrees(180),
}


def read_drawings(chapter: Chapter, book: Path, report: Report) -> Chapter:
    """``chapter`` with the drawings of its figures read from files of ``book``.

    Problems go to ``report``.
    """

    def read(figure: Figure) -> Figure:
        if not figure.source.endswith(".toml"):
            return figure
        try:
            path = inside(book, figure.source, figure.alt.place)
            if not is_file(path):
                problem = f"there is no drawing {book.name}/{figure.source}; mend the name"
                report.error("M011", problem, figure.alt.place)
                return figure
            place = Place(f"{book.name}/{figure.source}")
            return replace(figure, drawing=parse_drawing(read_text(path, place), place, report))
        except Refusal as refusal:
            report.found += refusal.diagnostics
            return figure

    return with_figures(chapter, read)


def parse_drawing(source: str, place: Place, report: Report) -> Drawing | None:
    """The drawing in the TOML text ``source``; None if it is not described as one can be.

    Problems go to ``report``; raises Refusal P003 for what is no TOML.
    """
    table = parse_toml(source, place)
    reader = _Reader(place, Lines(source), report)
    match table.pop("kind", None):
        case "map":
            return reader.map(table)
        case "chart":
            found = reader.fields(table, {"question": identifier}, {}, others=["kind"])
            return Chart(**found) if found else None
        case _:
            problem = "“kind” of a drawing must be map or chart"
            report.error("M002", problem, reader.place_of("kind"))
            return None


def _shape_problem(edges: dict[str, Any]) -> str:
    """What is wrong with the frame of a map; empty for nothing."""
    width, height = edges["east"] - edges["west"], edges["north"] - edges["south"]
    if width <= 0 or height <= 0:
        return (
            "“west” must be less than “east”, and “south” less than “north”; a map cannot cross "
            "the meridian of 180°"
        )
    across = width * math.cos(math.radians((edges["south"] + edges["north"]) / 2))
    if min(width, height) < 0.1 or width > 90 or not 1 / 3 <= across / height <= 6:
        return (
            "a map is at least 0.1 degrees wide and high, at most 90 degrees wide, at most six "
            "times as wide as high, and at most three times as high as wide"
        )
    return ""


class _Reader:
    """The checks of one drawing's file."""

    def __init__(self, place: Place, lines: Lines, report: Report) -> None:
        self.place, self.lines, self.report = place, lines, report

    def map(self, table: dict[str, object]) -> Map | None:
        labels = [
            self.fields(item, _LABEL, {}, line) for item, line in self.tables("labels", table)
        ]
        lines = [
            self.fields(item, {"points": points}, {}, line)
            for item, line in self.tables("disputed", table)
        ]
        lists = {"places": strings, "areas": strings}
        found = self.fields(table, _EDGES, lists, others=["kind", "labels", "disputed"])
        if found is None or None in labels or None in lines:
            return None
        problem = _shape_problem(found)
        if problem:
            self.report.error("P006", problem, self.place_of("west"))
            return None
        if sum(len(line["points"]) for line in lines if line) > MAP_POINTS:
            problem = f"the disputed lines have more than {MAP_POINTS:,} points; draw them coarser"
            self.report.error("P006", problem, self.place_of("disputed"))
            return None
        return Map(
            **{"places": (), "areas": (), **found},
            disputed=tuple(line["points"] for line in lines if line),
            labels=tuple(self._label(label) for label in labels if label),
        )

    def _label(self, fields: dict[str, Any]) -> MapLabel:
        name = chapter_id_of(self.place.file)
        line = self.lines.key("text", fields.pop("line"))
        place = Place(self.place.file, line)
        text = Text(fields.pop("text"), f"{name}: name on the map", place, limit=NAME_LIMIT)
        return MapLabel(text=text, **fields)

    def tables(self, name: str, table: dict[str, object]) -> list[tuple[dict[str, object], int]]:
        """The tables ``[[name]]``, taken out of ``table``, with their lines."""
        found = table.pop(name, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            self.report.error("P006", f"write each as [[{name}]]", self.place_of(name))
            return []
        lines = self.lines.tables(name)
        lines += [self.lines.key(name) or 1] * (len(found) - len(lines))  # written in a line
        return list(zip(found, lines, strict=False))

    def fields(
        self,
        table: dict[str, object],
        required: Mapping[str, Field],
        optional: Mapping[str, Field],
        line: int = 0,
        others: Sequence[str] = (),
    ) -> dict[str, Any] | None:
        """The values of a table that begins at ``line``, with the line; None if any is wrong.

        ``others`` are keys of its that have been read.
        """
        before = len(self.report.found)
        fields = {**required, **optional}
        for key in table:
            if key not in fields:
                known = ", ".join((*others, *fields))
                problem = f"the key “{key}” is unknown here; known are {known}"
                self.report.error("P004", problem, self.place_of(key, line))
        for key in required:
            if not str(table.get(key, "")).strip():
                self.report.error("P005", f"“{key}” is required", self.place_of(key, line))
        found: dict[str, Any] = {"line": line} if line else {}
        for key in (name for name in fields if name in table):
            try:
                found[key] = fields[key](table[key])
            except Wrong as wrong:
                self.report.error("P006", f"“{key}” {wrong}", self.place_of(key, line))
        return found if len(self.report.found) == before else None

    def place_of(self, key: str, after: int = 0) -> Place:
        return Place(self.place.file, self.lines.key(key, after) or after or 1)
