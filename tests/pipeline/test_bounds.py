"""Whatever a verb reads, it reads within the limit of time."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from hexapla.diagnostics import Refusal
from hexapla.limits import Limits
from hexapla.manuscript.importing import IMPORTERS
from hexapla.pipeline.build import Order, assemble
from hexapla.pipeline.catalogs import add_language, update
from hexapla.pipeline.context import contexts
from hexapla.pipeline.exporting import export
from hexapla.pipeline.places import guide_to
from hexapla.pipeline.reports import check, status
from hexapla.pipeline.starting import compare_texts, import_chapter
from hexapla.project import Project
from hostile import Hostile


def endless(*_: object, **__: object) -> NoReturn:
    while True:
        pass


def a_second(root: Path) -> Project:
    return replace(Project.read(root), limits=Limits(seconds=1))


@pytest.mark.parametrize(
    ("room", "verb"),
    [
        ("build", lambda project: assemble(project, Order())),
        ("catalogs", lambda project: add_language(project, "eo")),
        ("catalogs", update),
        ("context", lambda project: contexts(project, "T1")),
        ("exporting", lambda project: export(project, "tmx")),
        ("places", guide_to),
        ("reports", check),
        ("reports", status),
    ],
)
def test_the_manuscript_is_read_within_the_limit_of_time(
    room: str,
    verb: Callable[[Project], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = a_second(Hostile.at(tmp_path / "project").root)
    monkeypatch.setattr(
        importlib.import_module(f"hexapla.pipeline.{room}"), "read_dossier", endless
    )
    with pytest.raises(Refusal, match=r"error O011: .* the project took too long; the limit"):
        verb(project)


def test_so_is_a_captured_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.txt"
    page.write_text("A page.", encoding="utf-8")
    project = a_second(Hostile.at(tmp_path / "project").root)
    monkeypatch.setitem(IMPORTERS, "article", endless)
    with pytest.raises(Refusal, match=r"error O011: reading .*page\.txt took too long"):
        import_chapter(project, "article", page, keep=False)
    assert not (project.book / "article.md").exists()


def test_so_are_texts_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.txt"
    page.write_text("A page.", encoding="utf-8")
    starting = importlib.import_module("hexapla.pipeline.starting")
    monkeypatch.setattr(starting, "compare", endless)
    monkeypatch.setattr(starting, "Limits", lambda: Limits(seconds=1))
    with pytest.raises(Refusal, match=r"error O011: comparing .* too long; compare shorter texts"):
        compare_texts(page, page)
