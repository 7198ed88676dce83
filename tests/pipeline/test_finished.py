"""``check --outputs``: which files are looked at, and what is said of those that are not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from built import DOSSIERS, Build, hexapla
from hexapla.diagnostics import Refusal
from hexapla.pipeline.finished import check_outputs
from hexapla.project import Project

FRENCH = DOSSIERS / "french"


@pytest.fixture
def outputs(built: Callable[[Path], Build], tmp_path: Path) -> Path:
    """A folder with the PDFs of a project in two languages."""
    for path in built(FRENCH).folder.glob("*.pdf"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_what_is_sound_has_nothing_said_of_it(outputs: Path) -> None:
    assert check_outputs(Project.read(FRENCH), (), outputs) == ()


def test_what_is_not_built_is_told(outputs: Path) -> None:
    (outputs / "french.fr.pdf").unlink()
    (found,) = check_outputs(Project.read(FRENCH), (), outputs)
    assert (found.code, str(found.place)) == ("F001", str(outputs / "french.fr.pdf"))
    assert check_outputs(Project.read(FRENCH), ("en",), outputs) == ()


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


def test_the_command_line_looks_at_outputs_when_it_is_told_to(outputs: Path) -> None:
    (outputs / "french.fr.pdf").unlink()
    options = ("--project", FRENCH, "--output", outputs)
    assert hexapla("check", "--project", FRENCH, cwd=outputs).returncode == 0
    done = hexapla("check", *options, "--json", cwd=outputs)
    assert done.returncode == 1
    (found,) = [item for item in json.loads(done.stdout) if item["code"][0] == "F"]
    assert (found["code"], Path(found["file"]).name) == ("F001", "french.fr.pdf")
    done = hexapla("check", *options, "--sarif", cwd=outputs)
    (result,) = [
        item for item in json.loads(done.stdout)["runs"][0]["results"] if item["ruleId"] == "F001"
    ]
    assert result["level"] == "error"
    assert hexapla("check", "--outputs", "--project", FRENCH, cwd=outputs).returncode == 1
