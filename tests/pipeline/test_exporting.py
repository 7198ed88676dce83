from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile

from built import DOSSIERS, ROOT
from hexapla.pipeline.exporting import export
from hexapla.project import Project


def test_a_memory_holds_what_is_confirmed(tmp_path: Path) -> None:
    project = Project.read(DOSSIERS / "arabic")
    path = export(project, "tmx", output=tmp_path / "memory.tmx")
    reader: Any = tmxfile
    memory = reader.parsestring(path.read_bytes())
    assert memory.translate("A small dossier", "en", "ar") == "ملف صغير"
    assert memory.translate("This sentence is not translated.", "en", "ar") is None


def test_the_glossary_of_our_dossier(tmp_path: Path) -> None:
    path = export(Project.read(ROOT), "tbx", ["ka", "ru"], tmp_path / "terms.tbx")
    reader: Any = tbxfile
    units = reader.parsestring(path.read_bytes(), sourcelanguage="en", targetlanguage="ru").units
    terms = {unit.getid(): [term.text for term in unit.get_target_terms("ru")] for unit in units}
    assert terms["telegram"] == ["Telegram", "телеграм"]
    assert len(terms) == 8


@pytest.mark.parametrize("kind", ["tmx", "tbx"])
def test_the_same_files_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "arabic", root)
    manifest = root / "book/dossier.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("chapters = [", 'chapters = ["terms.toml", '), "utf-8")
    register = 'title = "Terms"\n\n[[terms]]\nid = "ford"\nname = "ford"\ndescription = "D"\n'
    (root / "book/terms.toml").write_text(register, encoding="utf-8")
    path = export(Project.read(root), kind)
    assert path == root / "build" / f"arabic.{kind}"
    first = path.read_bytes()
    assert export(Project.read(root), kind).read_bytes() == first
