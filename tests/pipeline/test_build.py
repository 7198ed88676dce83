"""Whole builds: which files come out, and that a refused one leaves everything as it was."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from built import DOSSIERS
from epub_reading import NS, read_epub
from hexapla.diagnostics import Refusal
from hexapla.pipeline.build import Order, Step, build
from hexapla.pipeline.catalogs import add_language
from hexapla.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    return Project.read(root)


def _spoil(project: Project) -> None:
    """Put a letter that no font has into the French translation alone."""
    path = project.locales / "fr/LC_MESSAGES/book.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("fermé", "fermé ཀ"), encoding="utf-8")


def test_all_languages_and_formats_come_in_order(project: Project, tmp_path: Path) -> None:
    done = build(project, Order(output=tmp_path / "a new" / "folder", jobs=1))
    names = [item.path.name for item in done.outputs]
    assert names == ["french.en.pdf", "french.en.epub", "french.fr.pdf", "french.fr.epub"]
    assert sorted(path.name for path in (tmp_path / "a new/folder").iterdir()) == sorted(names)
    for item in done.outputs:
        assert item.size == item.path.stat().st_size
        assert item.seconds > 0
    assert [bool(item.pages) for item in done.outputs] == [True, False, True, False]
    assert [item.coverage.percent for item in done.outputs] == [100, 100, 37, 37]


def test_only_what_is_asked_for_is_built(project: Project) -> None:
    build(project, Order(("fr",), ("epub",)))
    assert [path.name for path in project.output.iterdir()] == ["french.fr.epub"]


def test_a_language_may_be_named_as_its_folder(project: Project) -> None:
    add_language(project, "pt-BR")
    done = build(project, Order(("pt_BR",), ("epub",)))
    assert [item.path.name for item in done.outputs] == ["french.pt-BR.epub"]


def test_strict_refuses_what_is_not_translated(project: Project) -> None:
    with pytest.raises(Refusal) as refused:
        build(project, Order(strict=True))
    codes = [item.code for item in refused.value.diagnostics]
    assert codes == ["T007", "T007"], "one for the dossier, one for the words of the templates"
    assert not project.output.exists()


def test_strict_builds_what_is_complete(project: Project) -> None:
    done = build(project, Order(("en",), ("epub",), strict=True))
    assert len(done.outputs) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_refused_edition_keeps_all_from_being_written(project: Project, jobs: int) -> None:
    _spoil(project)
    with pytest.raises(Refusal) as refused:
        build(project, Order(formats=("epub",), jobs=jobs))
    (error,) = (item for item in refused.value.diagnostics if item.severity == "error")
    assert error.code == "O001"
    assert error.place is not None
    assert not project.output.exists()


def test_the_other_edition_is_built_alone(project: Project) -> None:
    _spoil(project)
    assert len(build(project, Order(("en",), ("epub",))).outputs) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_names_each_section_once_and_ends(project: Project, jobs: int) -> None:
    steps: list[Step] = []
    build(project, Order(formats=("epub",), jobs=jobs), steps.append)
    for language in ("en", "fr"):
        sections = [step.section for step in steps if step.language == language]
        assert sections == ["cover", "nav", "background", "events", "colophon", ""]
    assert {step.format for step in steps} == {"epub"}


def test_progress_of_a_pdf_names_the_body_then_the_front(project: Project) -> None:
    steps: list[Step] = []
    build(project, Order(("en",), ("pdf",), jobs=1), steps.append)
    sections = [step.section for step in steps]
    assert sections == ["background", "events", "colophon", "cover", "contents", ""]


def test_a_projects_own_template_takes_the_themes_place(project: Project) -> None:
    own = project.root / "templates" / "epub"
    own.mkdir(parents=True)
    theme = (project.templates[1] / "epub" / "colophon.xhtml").read_text(encoding="utf-8")
    mark = "<h1"
    assert mark in theme
    (own / "colophon.xhtml").write_text(theme.replace(mark, '<h1 title="own"'), encoding="utf-8")
    (output,) = build(project, Order(("en",), ("epub",))).outputs
    assert b'title="own"' in zipfile.ZipFile(output.path).read("EPUB/colophon.xhtml")


def test_source_date_epoch_is_the_time_of_change(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (output,) = build(project, Order(("en",), ("epub",))).outputs
    texts = [item.text for item in read_epub(output.path).opf.iterfind(".//o:meta", NS)]
    assert "2023-11-14T22:13:20Z" in texts
