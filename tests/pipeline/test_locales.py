"""Catalogs that lie where nothing reads them are told, with the place where they belong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from built import DOSSIERS, hexapla
from hexapla.diagnostics import Refusal
from hexapla.pipeline.catalogs import add_language, choose_languages, update
from hexapla.pipeline.locales import misplaced
from hexapla.pipeline.reports import check
from hexapla.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A dossier in English and French."""
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    return Project.read(root)


@pytest.mark.parametrize(
    ("name", "tag", "belongs"),
    [
        ("de/book.po", "de", "move it to locales/de/LC_MESSAGES/book.po, or"),
        ("de/LC_MESAGES/interface.po", "de", "move it to locales/de/LC_MESSAGES/interface.po, or"),
        ("pt_BR.po", "pt-BR", "pt_BR/LC_MESSAGES/book.po or locales/pt_BR/LC_MESSAGES/interface"),
        ("book/ka.po", "ka", "move it to locales/ka/LC_MESSAGES/book.po, or"),
        ("fr/LC_MESSAGES/messages.po", "fr", "to locales/fr/LC_MESSAGES/book.po or"),
        ("fr/LC_MESSAGES/more/book.po", "fr", "to locales/fr/LC_MESSAGES/book.po, or"),
        ("LC_MESSAGES/book.po", "", "to locales/<language>/LC_MESSAGES/book.po, or"),
    ],
)
def test_a_catalog_that_nothing_reads(name: str, tag: str, belongs: str, project: Project) -> None:
    path = project.locales / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    (one,) = misplaced(project)
    assert (one.language, one.found.code, one.found.severity) == (tag, "T033", "warning")
    assert one.found.place
    assert one.found.place.file == f"locales/{name}"
    assert belongs in one.found.message


@pytest.mark.parametrize(
    "name", ["fr/LC_MESSAGES/.book.po", ".old/fr/book.po", "x/book.pot", "fr/a"]
)
def test_what_is_hidden_or_no_catalog_is_left_alone(name: str, project: Project) -> None:
    path = project.locales / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert misplaced(project) == ()


def test_every_verb_tells(project: Project) -> None:
    """check, update and status warn; what asks for the language or starts it is refused."""
    (project.locales / "fr/LC_MESSAGES").rename(project.locales / "fr/LC_MESAGES")
    assert [item.code for item in check(project)].count("T033") == 1
    assert [item.code for item in update(project)[1]] == ["T033"]
    assert hexapla("status", cwd=project.root).stderr.count("warning T033") == 1
    for run in (lambda: add_language(project, "fr"), lambda: choose_languages(project, ["fr"])):
        with pytest.raises(Refusal) as refused:
            run()
        (said,) = refused.value.diagnostics
        assert (said.code, said.severity) == ("T033", "error")
        assert "locales/fr/LC_MESSAGES/book.po" in said.message
