"""Proofs: chosen pages of all editions beside one another, and beside those of an earlier build."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.formats import endings
from hexapla.language import Language
from hexapla.output.files import remove, write_together
from hexapla.output.fonts import Face, faces_for
from hexapla.output.proof import (
    Cell,
    Picture,
    Printed,
    Row,
    Sheet,
    changed_lines,
    draw_page,
    read_printed,
    rows_that_fit,
    sheet_png,
)
from hexapla.paths import refuse_link_out
from hexapla.pipeline.catalogs import choose_languages
from hexapla.pipeline.places import Spot, Wish, choose, guide_to, same_pages, usual
from hexapla.project import Project

Variant = Literal["screen", "print"]

ROWS, HEIGHT = 8, 8000
"""A sheet has at most so many rows, and is at most so many pixels high (or has one row)."""


@dataclass(frozen=True)
class ProofOrder:
    """What to show, and where."""

    languages: tuple[str, ...] = ()
    """Tags or folder names; all languages if empty."""
    variant: Variant = "screen"
    wishes: tuple[Wish, ...] = ()
    """Places and pages; what a designer has to look at if empty."""
    folder: Path | None = None
    """Where the PDFs are; ``build/`` of the project if None."""
    against: Path | None = None
    """Where the PDFs of an earlier build are; None for no comparison."""
    only_changed: bool = False
    """Leave out places that look in all languages as they did before."""
    to: Path | None = None
    """A folder for sheets, or a file whose name ends in ``.png``; ``proof/`` beside the PDFs."""
    width: int = 300
    """Pixels of a page."""


@dataclass(frozen=True)
class Shown:
    """One place in one language."""

    language: str
    page: str
    """Its printed number; empty if the edition has no such place."""
    before: str
    """Its printed number in the earlier build; empty for none."""
    changed: bool
    """Whether it looks otherwise than before, or is in one of the two builds alone."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "language": self.language,
            "page": self.page or None,
            "before": self.before or None,
            "changed": self.changed,
        }


@dataclass(frozen=True)
class ProofSheet:
    """A sheet that was written, and what each row shows."""

    path: Path
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]
    """The name of each place, and its pages."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "file": str(self.path.absolute()),
            "rows": [
                {"place": name, "pages": [item.as_json() for item in shown]}
                for name, shown in self.rows
            ],
        }


Listen = Callable[[int, int], None]
"""Told how many places of how many are done."""


def proof(
    project: Project, order: ProofOrder, listen: Listen = lambda _done, _total: None
) -> tuple[ProofSheet, ...]:
    """Draw the sheets and write them together. In a folder they take the place of earlier ones.

    None if only what changed was asked for and nothing did. Raises Refusal: F001 for an edition
    that is not built (of the earlier build, if there is none of it), F002 for a file that is no
    PDF, F018 for a page that is in no edition, O005 if the sheets cannot be written, P008 if they
    would go through a link out of the project that nobody asked for.
    """
    if order.to is None and order.folder is None:
        for name in ("build", "build/proof"):
            refuse_link_out(project.root, name)
    columns = _columns(project, order)
    editions = [item for column in columns for item in (column.after, column.before) if item]
    guide = guide_to(project)
    spots = choose(order.wishes, editions, guide) if order.wishes else usual(editions, guide)
    places = list(same_pages(spots, editions).items())
    if order.only_changed:
        places = list(_changed(columns, places, order, listen))
    sheets = dict(_sheets(project, order, columns, places, listen))
    write_together({sheet.path: data for sheet, data in sheets.items()})
    if not _is_file(order.to):
        _remove_earlier(_folder(project, order), {sheet.path.name for sheet in sheets})
    return tuple(sheets)


# ---- editions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """An edition, and what it was before."""

    language: Language
    after: Printed
    before: Printed | None


def _columns(project: Project, order: ProofOrder) -> tuple[_Column, ...]:
    """The editions asked for. Raises Refusal with everything that is wrong with them."""
    wrong: list[Diagnostic] = []

    def read(path: Path) -> Printed | None:
        try:
            return read_printed(path, project.place(path))
        except Refusal as refusal:
            wrong.extend(refusal.diagnostics)
            return None

    found: list[_Column] = []
    earlier: list[Path] = []
    for language in choose_languages(project, order.languages, pseudo=True):
        (ending,) = endings(("pdf",), (order.variant,))
        name = f"{project.slug}.{language.tag}.{ending}"
        after, before = read((order.folder or project.output) / name), None
        if order.against:
            earlier.append(order.against / name)
            before = read(earlier[-1]) if earlier[-1].is_file() else None
        if after:
            found.append(_Column(language, after, before))
    if earlier and not any(path.is_file() for path in earlier):
        problem = "the earlier build is not there; name the folder that has its PDFs"
        wrong.append(Diagnostic("F001", problem, project.place(earlier[0])))
    if wrong:
        raise Refusal(*wrong)
    return tuple(found)


@dataclass(frozen=True)
class _Pair:
    """A page as it was and as it is, drawn."""

    shown: Shown
    before: Picture | None
    after: Picture | None
    lines: tuple[tuple[int, int], ...]
    """Where the two differ."""


def _pair(column: _Column, spot: Spot, order: ProofOrder) -> _Pair:
    """The pages of a spot in one language, drawn and compared."""
    label, after = _drawn(column.after, spot, order.width)
    old, before = _drawn(column.before, spot, order.width)
    lines = changed_lines(before, after) if before and after else ()
    changed = bool(lines) or (before is None) != (after is None)
    shown = Shown(column.language.tag, label, old, changed and order.against is not None)
    return _Pair(shown, before, after, lines)


def _drawn(edition: Printed | None, spot: Spot, width: int) -> tuple[str, Picture | None]:
    """The printed number of a spot's page, and the page; nothing if there is none."""
    number = spot.page_in(edition)
    if edition is None or number is None:
        return "", None
    return edition.labels[number], draw_page(edition.path, number, width)


def _changed(
    columns: Sequence[_Column],
    places: Sequence[tuple[str, Spot]],
    order: ProofOrder,
    listen: Listen,
) -> Iterator[tuple[str, Spot]]:
    """Those of ``places`` that look otherwise than before in some language."""
    for number, (name, spot) in enumerate(places, 1):
        if any(_pair(column, spot, order).shown.changed for column in columns):
            yield name, spot
        listen(number, len(places))


# ---- sheets ---------------------------------------------------------------------------------


def _sheets(
    project: Project,
    order: ProofOrder,
    columns: Sequence[_Column],
    places: Sequence[tuple[str, Spot]],
    listen: Listen,
) -> Iterator[tuple[ProofSheet, bytes]]:
    """Each sheet with its PNG."""
    faces = _faces(project, [column.language for column in columns])
    heads = tuple(f"{item.language.tag}  {item.language.name}" for item in columns)
    parts = _parts(places, columns, order.width)
    for number, (start, part) in enumerate(parts, 1):
        rows: list[Row] = []
        shown: list[tuple[str, tuple[Shown, ...]]] = []
        for done, (name, spot) in enumerate(part, start + 1):
            pairs = [_pair(column, spot, order) for column in columns]
            rows.append(Row(name, tuple(cell for pair in pairs for cell in _cells(pair, order))))
            shown.append((name, tuple(pair.shown for pair in pairs)))
            listen(done, len(places))
        sheet = Sheet(heads, tuple(rows), order.width, 2 if order.against else 1)
        path = _path(project, order, number, len(parts))
        yield ProofSheet(path, tuple(shown)), sheet_png(sheet, faces)


def _cells(pair: _Pair, order: ProofOrder) -> Iterator[Cell]:
    """The cells of a pair: the page before, if that is asked for, and the page."""
    shown = pair.shown
    if order.against:
        said = f"{shown.before} · before" if shown.before else "not there before"
        yield Cell(f"{shown.language} · {said}", pair.before)
    said = shown.page or "no such page"
    if shown.changed:
        said += " · changed" if shown.page and shown.before else " · new" if shown.page else ""
    yield Cell(f"{shown.language} · {said}", pair.after, pair.lines, shown.changed)


def _parts(
    places: Sequence[tuple[str, Spot]], columns: Sequence[_Column], width: int
) -> list[tuple[int, Sequence[tuple[str, Spot]]]]:
    """The places of each sheet, with how many there are before it.

    As few sheets as can be, with as many rows each as can be even.
    """
    proportion = max(column.after.proportion for column in columns)
    count = math.ceil(len(places) / min(ROWS, rows_that_fit(width, proportion, HEIGHT)))
    ends = [len(places) * number // count for number in range(count + 1)] if count else []
    return [(first, places[first:end]) for first, end in pairwise(ends)]


def _faces(project: Project, languages: Sequence[Language]) -> tuple[Face, ...]:
    """Fonts that have the languages' own names for themselves."""
    found = (
        face
        for language in languages
        for face in faces_for(project.book, project.fonts, language.tag, limits=project.limits)
    )
    return tuple({(face.family, face.weight, face.style): face for face in found}.values())


# ---- files ----------------------------------------------------------------------------------


def _is_file(to: Path | None) -> bool:
    return to is not None and to.suffix.lower() == ".png" and not to.is_dir()


def _folder(project: Project, order: ProofOrder) -> Path:
    return order.to or (order.folder or project.output) / "proof"


def _path(project: Project, order: ProofOrder, number: int, count: int) -> Path:
    """Where a sheet goes: ``proof-1.png`` in a folder; a file has no number if it is alone."""
    if order.to is None or not _is_file(order.to):
        return _folder(project, order) / f"proof-{number}.png"
    return order.to if count == 1 else order.to.with_stem(f"{order.to.stem}-{number}")


def _remove_earlier(folder: Path, written: set[str]) -> None:
    """Remove the sheets of an earlier run that had more of them."""
    for path in folder.glob("proof-*.png"):
        if re.fullmatch(r"proof-[0-9]+\.png", path.name) and path.name not in written:
            remove(path)
