"""Coverage and checks: the figures are gettext's, and ``status`` stays light."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from built import DOSSIERS, ROOT, languages_of, manifest_of
from hexapla.pipeline.reports import check, status
from hexapla.project import Project

CASES = [
    (source, tag)
    for source in (ROOT, *sorted(path.parents[1] for path in DOSSIERS.glob("*/book/dossier.toml")))
    for tag in languages_of(source)
    if tag != manifest_of(source)["language"]
]


@pytest.mark.parametrize(
    ("source", "tag"), CASES, ids=[f"{source.name}-{tag}" for source, tag in CASES]
)
def test_coverage_is_what_gettext_counts(source: Path, tag: str) -> None:
    (found,) = (item for item in status(Project.read(source))[0] if item.language.tag == tag)
    path = source / f"locales/{tag.replace('-', '_')}/LC_MESSAGES/book.po"
    command = ["msgfmt", "--statistics", "--output-file=/dev/null", str(path)]
    said = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"LC_ALL": "C"}
    ).stderr
    counts = {kind: int(number) for number, kind in re.findall(r"(\d+) (\w+)", said)}
    assert found.whole.translated == counts.get("translated", 0)
    assert found.whole.fuzzy == counts.get("fuzzy", 0)
    assert found.whole.untranslated == counts.get("untranslated", 0)


def test_the_parts_are_the_chapters_in_order() -> None:
    ((found,), _) = status(Project.read(DOSSIERS / "blocks"))
    files = manifest_of(DOSSIERS / "blocks")["chapters"]
    assert isinstance(files, list)
    assert list(found.parts) == ["dossier", *(Path(file).stem for file in files)]
    assert all(cover.percent == 100 for cover in found.parts.values())


def test_a_clean_dossier_has_nothing_said_of_it() -> None:
    assert check(Project.read(DOSSIERS / "blocks")) == ()


def test_check_finds_what_a_build_would_refuse(tmp_path: Path) -> None:
    """A picture, a catalog and a letter, each wrong in its own way, in one go."""
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "pictures", root)
    (root / "book/media/square.png").write_bytes(b"no picture")
    for name, text in (("de", "<<<<<<< HEAD\n"), ("ka", _catalog("ka", "ཀ"))):
        folder = root / "locales" / name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "book.po").write_text(text, encoding="utf-8")
    found = check(Project.read(root))
    errors = sorted(item.code for item in found if item.severity == "error")
    assert errors == ["M011", "M011", "O001", "T001"]
    assert all(item.place for item in found)


def test_check_looks_at_the_languages_that_are_named(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "pictures", root)
    folder = root / "locales/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "book.po").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert check(Project.read(root), ["en"]) == ()
    assert [item.code for item in check(Project.read(root), ["de"])] == ["T001"]


def _catalog(language: str, title: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        f'msgid "Pictures"\nmsgstr "{title}"\n'
    )


@pytest.mark.parametrize("tag", ["en-XA", "ar-XB"])
def test_a_pseudo_language_is_complete_and_there_for_those_who_name_it(tag: str) -> None:
    project = Project.read(DOSSIERS / "blocks")
    assert check(project, [tag]) == ()
    assert [item.language.tag for item in status(project)[0]] == ["en"]


def test_a_letter_that_only_a_pseudo_language_needs_is_missed_in_it_alone(tmp_path: Path) -> None:
    """Its characters are looked for in the fonts as those of any language are."""
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    manifest = root / "book/context/background.md"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\nA ཀ.\n", encoding="utf-8")
    (found,) = check(Project.read(root), ["en-XA"])
    assert (found.code, found.place and found.place.file) == ("O001", "locales/book.pot")
