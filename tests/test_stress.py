"""The made-up project that is hard to lay out has everything in it, and comes out sound."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from built import hexapla
from hexapla import model
from hexapla.diagnostics import Place
from hexapla.manuscript import read_dossier
from hexapla.model import Chapter, blocks_of
from hexapla.output.preflight import preflight
from hexapla.output.preflight.flow import Flow
from hexapla.output.preflight.reading import read_finished
from hexapla.output.preflight.subject import Subject
from hexapla.pipeline.materials import measure_of
from hexapla.pipeline.reports import check
from hexapla.project import Project
from stress import one_document
from stress_dossier import TRANSLATIONS, write_stress

PAGES = 12
"""Of the small one that is built here; benchmarks/stress.py builds a large one."""

BUILT = ("en", "ar")

Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="module")
def project(once: Once) -> Path:
    """The small project, with outputs in two languages."""

    def make(folder: Path) -> None:
        write_stress(folder / "project", PAGES)
        languages = [option for tag in BUILT for option in ("--language", tag)]
        options = ("--project", folder / "project", "--format", "pdf", "--jobs", "1")
        done = hexapla("build", *options, *languages, cwd=folder)
        assert done.returncode == 0, done.stderr

    return once("stress", make) / "project"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("book", "locales")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_files(project: Path, tmp_path: Path) -> None:
    write_stress(tmp_path / "again", PAGES)
    write_stress(tmp_path / "other", PAGES, seed=2)
    assert contents(tmp_path / "again") == contents(project)
    assert contents(tmp_path / "other") != contents(project)


def test_it_has_all_kinds_of_blocks_and_registers(project: Path) -> None:
    dossier, warnings = read_dossier(Project.read(project))
    assert warnings == ()
    chapters = [part for part in dossier.parts if isinstance(part, Chapter)]
    nodes = [node for chapter in chapters for node in blocks_of(chapter)]
    kinds = {type(node).__name__ for node in nodes}
    assert kinds >= {
        *("Paragraph", "Post", "Heading", "Quote", "ItemList", "DefinitionList", "Table"),
        *("Figure", "Code", "Rule"),
    }
    posts = [node for node in nodes if isinstance(node, model.Post)]
    assert {post.depth for post in posts} == {1, 2, 3, 4, 5, 6}
    assert sum(len(chapter.notes) for chapter in chapters) >= PAGES * 2 / 3
    registers = [part for part in dossier.parts if isinstance(part, model.Register)]
    assert len({register.kind for register in registers}) == 10


def test_its_translations_have_every_message_in_their_own_letters(project: Path) -> None:
    errors = [item for item in check(Project.read(project)) if item.severity == "error"]
    assert errors == []
    for tag, letters in zip(TRANSLATIONS, ("[ა-ჰ]", "[а-я]", "[ء-ي]"), strict=True):
        text = (project / f"locales/{tag}/LC_MESSAGES/book.po").read_text(encoding="utf-8")
        assert len(re.findall(letters, text)) > 10_000
        assert not re.search(r'^msgstr ""\n\n', text, re.MULTILINE)


@pytest.mark.parametrize("tag", BUILT)
def test_its_editions_are_sound(project: Path, tag: str) -> None:
    path = project / f"build/stress.{tag}.pdf"
    flow = Flow(read_finished(path, Place(path.name)))
    assert len(flow.notes) == len(flow.calls) >= PAGES * 2 / 3
    found = preflight(path, Place(path.name))
    assert [item for item in found if item.severity == "error"] == []


def test_on_small_pages_no_table_is_too_wide_where_words_cannot_be_hyphenated(
    project: Path, tmp_path: Path
) -> None:
    """Pyphen has no Arabic; eight columns of it were 20 mm too wide."""
    small = tmp_path / "project"
    for name in ("book", "locales"):
        shutil.copytree(project / name, small / name)
    manifest = small / "book/dossier.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'page-size = "A5"\n{text}', encoding="utf-8")
    options = ("--project", small, "--format", "pdf", "--language", "ar")
    assert hexapla("build", *options, cwd=tmp_path).returncode == 0
    found = preflight(small / "build/stress.ar.pdf", Place("stress.ar.pdf"))
    assert [str(item) for item in found if item.code == "F007"] == []


def test_tables_are_measured_with_the_width_that_lines_have(project: Path) -> None:
    path = project / "build/stress.en.pdf"
    left, right = Subject(read_finished(path, Place(path.name)), Place(path.name)).area(0)
    gutter = 20 * 72 / 25.4
    measure = measure_of(Project.read(project).page_size)
    assert measure == pytest.approx(right - left - gutter, abs=4)


def test_one_document_has_its_numbers_from_target_counter() -> None:
    """What the benchmark compares with: the same text, and no number in it that we made."""
    head = '<!DOCTYPE html><html lang="en"><head><style>@page :first {}</style></head>'
    sections = [
        f'{head}<body class="contents"><li><a href="#a">A<span class="page">3</span></a></body>',
        f'{head}<body class="body index"><a href="#at-a">3–4</a> <a href="#b">B</a></body>',
        f'{head}<body class="body"><a class="x" href="#T1">T1</a> '
        '<span class="page-number">(p. 3)</span></body>',
    ]
    html = one_document(sections)
    assert re.findall(r'<span class="number" data-to="(.*?)"></span>', html) == [
        *("#a", "#at-a"),
        "#T1",
    ]
    assert html.count("<html") == html.count("<body>") == 1
    assert not re.search(r"\b[34]\b", html)
    assert "(p. <span" in html
