"""``check --outputs``: which files are looked at, and what is said of those that are not there."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from built import DOSSIERS, Build, hexapla
from hexapla.diagnostics import Diagnostic, Place, Refusal, Severity, warning
from hexapla.output.epub_preflight import Judge
from hexapla.pipeline.finished import check_outputs
from hexapla.project import Project

FRENCH = DOSSIERS / "french"


@pytest.fixture
def outputs(built: Callable[[Path], Build], tmp_path: Path) -> Path:
    """A folder with the PDFs and e-books of a project in two languages."""
    for path in built(FRENCH).folder.glob("french.*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_what_is_sound_has_nothing_said_of_it(outputs: Path) -> None:
    assert check_outputs(Project.read(FRENCH), (), outputs) == ()


def test_what_is_not_built_is_told(outputs: Path) -> None:
    (outputs / "french.fr.pdf").unlink()
    found, beside = check_outputs(Project.read(FRENCH), (), outputs)
    assert (found.code, str(found.place)) == ("F001", str(outputs / "french.fr.pdf"))
    assert (beside.code, beside.severity) == ("E018", Severity.NOTE)
    assert check_outputs(Project.read(FRENCH), ("en",), outputs) == ()
    (outputs / "french.fr.epub").unlink()
    both = check_outputs(Project.read(FRENCH), ("fr",), outputs)
    assert [(item.code, Path(str(item.place)).suffix) for item in both] == [
        ("F001", ".pdf"),
        ("F001", ".epub"),
    ]


@pytest.mark.parametrize(("ending", "found"), [("pdf", {"E018"}), ("epub", set())])
def test_a_format_that_nobody_built_is_not_missed(
    outputs: Path, ending: str, found: set[str]
) -> None:
    for path in outputs.glob(f"*.{ending}"):
        path.unlink()
    assert {item.code for item in check_outputs(Project.read(FRENCH), (), outputs)} == found


def test_where_there_is_nothing_everything_is_missed(tmp_path: Path) -> None:
    found = check_outputs(Project.read(FRENCH), (), tmp_path)
    assert [item.code for item in found] == ["F001"] * 4


def test_a_pdf_that_cannot_be_read_has_no_pages_to_compare(outputs: Path) -> None:
    (outputs / "french.en.pdf").write_bytes(b"no PDF")
    found = check_outputs(Project.read(FRENCH), ("en",), outputs)
    assert [item.code for item in found] == ["F002", "E018"]


def test_ebooks_are_compared_with_those_of_an_earlier_build(
    outputs: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = tmp_path_factory.mktemp("before")
    other = outputs / "french.fr.epub"
    with zipfile.ZipFile(other) as old, zipfile.ZipFile(before / other.name, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<head>", b'<head id="head">'))
    found = check_outputs(Project.read(FRENCH), (), outputs, before=before)
    assert [item.code for item in found] == ["E018", *["E014"] * (len(found) - 1)]
    assert "no french.en.epub of an earlier build" in found[0].message
    assert all(str(item.place).endswith("french.fr.epub") for item in found[1:])


def test_a_fault_of_the_manuscript_is_told_beside_those_of_outputs(outputs: Path) -> None:
    """And a pseudo-language, whose outputs are built as others are, is looked for too."""
    options = ("--language", "en-XA", "--output", outputs, "--project", FRENCH, "--json")
    done = hexapla("check", *options, cwd=outputs)
    found = {(item["code"], item["severity"]) for item in json.loads(done.stdout)}
    assert ("F001", "error") in found
    assert not [code for code, _ in found if code == "P007"]


def test_judges_are_asked_about_each_ebook(outputs: Path) -> None:
    def said(_: tuple[str, ...], path: Path, place: Place) -> tuple[Diagnostic, ...]:
        return (warning("E015", path.name, place),)

    judge = Judge("A judge", "books", "", lambda: ("judge",), said)
    found = check_outputs(Project.read(FRENCH), (), outputs, judges=(judge,))
    assert [item.message for item in found] == ["french.en.epub", "french.fr.epub"]


def test_a_language_that_there_is_not_is_refused(outputs: Path) -> None:
    with pytest.raises(Refusal):
        check_outputs(Project.read(FRENCH), ("xx",), outputs)


def test_other_variants_of_an_edition_are_looked_at_too(outputs: Path) -> None:
    (outputs / "french.en.print.pdf").write_bytes(b"no PDF")
    (found,) = check_outputs(Project.read(FRENCH), (), outputs)
    assert (found.code, str(found.place)) == ("F002", str(outputs / "french.en.print.pdf"))


def test_pages_have_the_size_that_the_manifest_asks_for(outputs: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(FRENCH, root)
    path = root / "book/dossier.toml"
    path.write_text('page-size = "A5"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = check_outputs(Project.read(root), ("en",), outputs)
    assert {item.code for item in found} == {"F016"}


@pytest.fixture
def no_judges(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Surroundings in which neither EPUBCheck nor Ace is found."""
    folder = tmp_path_factory.mktemp("no-judges")
    (folder / "epubcheck").mkdir()  # a package without its jar, before the real one
    (folder / "epubcheck/__init__.py").touch()
    return {"PYTHONPATH": str(folder), "PATH": str(folder)}


def test_the_command_line_looks_at_outputs_when_it_is_told_to(
    outputs: Path, no_judges: dict[str, str]
) -> None:
    (outputs / "french.fr.pdf").unlink()
    options = ("--project", FRENCH, "--output", outputs)
    assert hexapla("check", "--project", FRENCH, cwd=outputs).returncode == 0
    done = hexapla("check", *options, "--json", cwd=outputs, environment=no_judges)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert {(item["code"], item["severity"]) for item in told if item["code"][0] == "E"} == {
        ("E017", "note"),
        ("E018", "note"),
    }
    (found,) = [item for item in told if item["code"][0] == "F"]
    assert (found["code"], Path(found["file"]).name) == ("F001", "french.fr.pdf")
    done = hexapla("check", *options, "--sarif", cwd=outputs, environment=no_judges)
    (result,) = [
        item for item in json.loads(done.stdout)["runs"][0]["results"] if item["ruleId"] == "F001"
    ]
    assert result["level"] == "error"
    assert hexapla("check", "--outputs", "--project", FRENCH, cwd=outputs).returncode == 1
    assert hexapla("check", "--against", outputs, "--project", FRENCH, cwd=outputs).returncode == 2
