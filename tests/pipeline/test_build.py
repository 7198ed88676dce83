"""Whole builds: which files come out, and that a refused one leaves everything as it was."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import pytest

from built import DOSSIERS, ROOT
from epub_reading import NS, read_epub
from hexapla.diagnostics import Refusal
from hexapla.pipeline.build import Order, Step, build
from hexapla.pipeline.catalogs import add_language
from hexapla.project import MANIFEST, Project
from judges import epubcheck


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
    written = {path.name for path in (tmp_path / "a new/folder").glob("[!.]*")}
    assert written == {*names, "manifest.json"}
    for item in done.outputs:
        assert item.size == item.path.stat().st_size
        assert item.seconds > 0
    assert [bool(item.pages) for item in done.outputs] == [True, False, True, False]
    assert [item.coverage.percent for item in done.outputs] == [100, 100, 37, 37]


def test_only_what_is_asked_for_is_built(project: Project) -> None:
    build(project, Order(("fr",), ("epub",)))
    written = {path.name for path in project.output.glob("[!.]*")}
    assert written == {"french.fr.epub", "manifest.json"}


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


def test_a_translation_that_opens_a_block_is_replaced_by_the_source(project: Project) -> None:
    path = project.locales / "fr/LC_MESSAGES/book.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Le pont est", "- Le pont est"), encoding="utf-8")
    with pytest.raises(Refusal):
        build(project, Order(("fr",), ("epub",), strict=True))
    done = build(project, Order(("fr",), ("epub",)))
    (told,) = (item for item in done.warnings if item.code == "T016")
    assert told.severity == "warning"
    (output,) = done.outputs
    assert output.coverage.fuzzy == 2, "one is fuzzy as it is"
    with zipfile.ZipFile(output.path) as book:
        assert "pont est" not in book.read("EPUB/background.xhtml").decode()


def test_a_language_below_the_least_coverage_is_refused(project: Project) -> None:
    with pytest.raises(Refusal) as refused:
        build(project, Order(("fr",), ("epub",), least=38))
    errors = [item for item in refused.value.diagnostics if item.severity == "error"]
    assert [item.code for item in errors] == ["T029"]
    assert "37 %" in errors[0].message
    assert not project.output.exists()
    assert build(project, Order(("fr",), ("epub",), least=37)).outputs


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
    build(project, Order(formats=("epub",), pages=False, jobs=jobs), steps.append)
    for language in ("en", "fr"):
        sections = [step.section for step in steps if step.language == language]
        assert sections == ["cover", "titlepage", "nav", "background", "events", "colophon", ""]
    assert all(step.counted for step in steps)
    assert {step.ending for step in steps} == {"epub"}


def test_progress_of_a_pdf_names_the_body_then_the_front(project: Project) -> None:
    steps: list[Step] = []
    build(project, Order(("en",), ("pdf",), jobs=1), steps.append)
    counted = [step.section for step in steps if step.counted]
    assert counted == [*BODY, *FRONT, ""]
    looked_at = [step.section for step in steps if not step.counted]
    assert looked_at == [*FRONT, *BODY, ""], "for what is remembered, and when all is written"


def test_progress_of_an_e_book_counts_the_layout_that_gives_its_pages(project: Project) -> None:
    first: list[Step] = []
    build(project, Order(("en",), ("epub",), jobs=1), first.append)
    assert [step.section for step in first if step.counted] == [*BODY, *FRONT, ""]
    again: list[Step] = []
    build(project, Order(("en",), ("epub",), jobs=1), again.append)
    assert [step.section for step in again if step.counted] == [
        "cover",
        "titlepage",
        "nav",
        *BODY,
        "",
    ]


BODY, FRONT = ("background", "events", "colophon"), ("cover", "imprint", "contents")


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


def test_a_later_translation_is_a_later_edition(project: Project) -> None:
    """Its time of change is the day of its revision; two releases can be told apart."""
    path = project.locales / "fr/LC_MESSAGES/book.po"
    dated = re.sub(
        r"PO-Revision-Date: [^\\]*",
        "PO-Revision-Date: 2031-02-03 10:00+0000",
        path.read_text("utf-8"),
    )
    path.write_text(dated, encoding="utf-8")
    for output in build(project, Order(formats=("epub",), pages=False)).outputs:
        texts = [item.text for item in read_epub(output.path).opf.iterfind(".//o:meta", NS)]
        expected = "2031-02-03" if output.language == "fr" else "2024-05-06"
        assert f"{expected}T00:00:00Z" in texts


def test_one_output_that_cannot_be_written_keeps_all_from_being_written(project: Project) -> None:
    (project.output / "french.fr.epub").mkdir(parents=True)
    (project.output / "french.en.epub").write_bytes(b"earlier")
    with pytest.raises(Refusal, match=r"french\.fr\.epub: error O005"):
        build(project, Order(formats=("epub",)))
    assert (project.output / "french.en.epub").read_bytes() == b"earlier"
    assert sorted(path.name for path in project.output.iterdir()) == [
        "french.en.epub",
        "french.fr.epub",
    ]


def test_a_language_named_twice_is_built_once(project: Project) -> None:
    assert len(build(project, Order(("fr", "fr", "FR"), ("epub",))).outputs) == 1


def test_all_catalogs_that_are_wrong_are_told(project: Project) -> None:
    for tag in ("de", "nl"):
        folder = project.locales / tag / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "book.po").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        build(project, Order())
    errors = [item for item in refused.value.diagnostics if item.severity == "error"]
    assert [item.code for item in errors] == ["T001", "T001"]


@pytest.mark.parametrize("name", ["01-intro", "css", "font-1", "ncx"])
def test_a_chapters_file_may_have_any_name(project: Project, name: str) -> None:
    (project.book / "context/background.md").rename(project.book / f"{name}.md")
    text = (project.root / MANIFEST).read_text(encoding="utf-8")
    text = text.replace("context/background", name)
    (project.root / MANIFEST).write_text(text, encoding="utf-8")
    (output,) = build(Project.read(project.root), Order(("en",), ("epub",))).outputs
    faults = [item for item in epubcheck(output.path) if item.severity in ("FATAL", "ERROR")]
    assert faults == []


def test_source_date_epoch_is_the_pdfs_time_of_change(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (output,) = build(project, Order(("en",), ("pdf",))).outputs
    with pikepdf.open(output.path) as pdf:
        assert str(pdf.docinfo["/ModDate"]).startswith("D:20231114221320")
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240506")


def test_a_letter_in_code_that_no_font_has_is_an_error(project: Project) -> None:
    path = project.book / "context/background.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n```\nཀ\n```\n", encoding="utf-8")
    with pytest.raises(Refusal, match="O001"):
        build(project, Order(("en",), ("epub",)))


def test_a_killed_build_leaves_no_process_behind(project: Project) -> None:
    command = [sys.executable, "-m", "hexapla", "build", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, cwd=project.root, env=environment, stdout=subprocess.PIPE, start_new_session=True
    ) as run:
        while len(_session(run.pid)) < 4:
            time.sleep(0.02)
        run.kill()
    ends = time.monotonic() + 20
    while _session(run.pid) and time.monotonic() < ends:
        time.sleep(0.1)
    assert _session(run.pid) == []


def test_a_killed_edition_is_an_error_and_spoils_no_other(project: Project) -> None:
    _spoil(project)
    command = [sys.executable, "-m", "hexapla", "build", "--format", "epub", "--jobs", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command,
        cwd=project.root,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as run:
        while not (workers := _workers(run.pid)):
            assert run.poll() is None, "it ended before it could be killed"
            time.sleep(0.01)
        (worker,) = workers
        os.kill(worker, signal.SIGKILL)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 1
    first, second = (line for line in said.splitlines() if "error" in line)
    assert "error O011: making the edition in en" in first
    assert "was ended by the system (SIGKILL)" in first
    assert "error O001" in second, "the edition in French was tried"
    assert not project.output.exists()


def _workers(leader: int) -> list[int]:
    """The processes of a session that make editions."""
    command = ["ps", "-ww", "-o", "pid=,args=", "-s", str(leader)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if "spawn_main" in line]


def _session(leader: int) -> list[str]:
    """The processes of a session that are alive."""
    command = ["ps", "-o", "pid=,stat=", "-s", str(leader)]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    return [line for line in lines if " Z" not in line]


def test_a_letter_that_no_font_has_is_told_where_the_translation_stands(project: Project) -> None:
    _spoil(project)
    with pytest.raises(Refusal) as refused:
        build(project, Order(("fr",), ("epub",)))
    (error,) = (item for item in refused.value.diagnostics if item.code == "O001")
    assert error.place is not None
    assert error.place.file == "locales/fr/LC_MESSAGES/book.po"
    lines = (project.root / error.place.file).read_text(encoding="utf-8").splitlines()
    assert "ཀ" in "".join(lines[(error.place.line or 0) - 1 :][:4])


def test_a_thousand_missing_letters_are_a_short_list(project: Project) -> None:
    path = project.book / "context/background.md"
    many = "".join(map(chr, range(0x4E00, 0x51E8)))
    path.write_text(path.read_text(encoding="utf-8") + f"\n\n{many}\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        build(project, Order(("en",), ("epub",)))
    missing = [item for item in refused.value.diagnostics if item.code == "O001"]
    (only,) = missing
    assert "1000 characters of the script Han (一" in only.message
    assert "and 970 more" in only.message


def test_many_missing_signs_are_a_short_list(project: Project) -> None:
    path = project.book / "context/background.md"
    many = "".join(map(chr, range(0x1F300, 0x1F31E)))
    path.write_text(path.read_text(encoding="utf-8") + f"\n\n{many}\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        build(project, Order(("en",), ("epub",)))
    missing = [item for item in refused.value.diagnostics if item.code == "O001"]
    assert len(missing) == 11
    assert "20 more characters" in missing[-1].message


def test_a_theme_names_only_what_it_changes(project: Project) -> None:
    theme = project.root / "templates/pdf/theme.css"
    theme.parent.mkdir(parents=True)
    theme.write_text(":root { --accent: #050; }", encoding="utf-8")
    (made,) = build(project, Order(("en",), ("pdf",))).outputs
    assert made.pages


def test_a_template_that_makes_no_xml_is_refused(project: Project) -> None:
    template = project.root / "templates/epub/colophon.xhtml"
    template.parent.mkdir(parents=True)
    template.write_text("<html><p>a & b</p></html>", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        build(project, Order(("en",), ("epub",)))
    errors = [item for item in refused.value.diagnostics if item.severity == "error"]
    assert [str(item.place) for item in errors] == ["templates/epub/colophon.xhtml"]


def test_an_svg_without_a_size_is_laid_out_from_right_to_left(project: Project) -> None:
    folder = project.book / "media"
    folder.mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    (folder / "a.svg").write_text(svg, encoding="utf-8")
    path = project.book / "context/background.md"
    text = path.read_text(encoding="utf-8") + "\n\n![A corner](media/a.svg)\n"
    path.write_text(text, encoding="utf-8")
    add_language(project, "ar")
    (made,) = build(project, Order(("ar",), ("pdf",))).outputs
    assert made.pages


def test_a_pseudo_language_is_built_beside_others(project: Project) -> None:
    done = build(project, Order(("fr", "en_XA"), ("epub",), jobs=2))
    names = [item.path.name for item in done.outputs]
    assert names == ["french.fr.epub", "french.en-XA.epub"]
    assert done.outputs[1].coverage.percent == 100
