"""Which files an edition is made of: all that a build opens, and no others are written to."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from hexapla.diagnostics import Refusal
from hexapla.pipeline.build import Order, Step, build
from hexapla.pipeline.inputs import missing_or_changed, refuse_changed, survey
from hexapla.project import Project
from pipeline.provenance_project import BuiltProject, Once, fill, project_in

OUTPUTS = {"french.fr.print.pdf", "french.fr.epub"}


@pytest.fixture(scope="module")
def seen(once: Once) -> BuiltProject:
    return project_in(once("provenance", fill))


@pytest.fixture
def project(seen: BuiltProject, tmp_path: Path) -> Project:
    shutil.copytree(seen.root, tmp_path / "project")
    return Project.read(tmp_path / "project")


def _manifest(seen: BuiltProject) -> dict[str, dict[str, dict[str, str]]]:
    record = json.loads((seen.root / "build/manifest.json").read_text(encoding="utf-8"))
    outputs: dict[str, dict[str, dict[str, str]]] = record["outputs"]
    return outputs


def test_every_file_that_a_build_opens_is_an_input(seen: BuiltProject) -> None:
    outputs = _manifest(seen)
    assert outputs.keys() == OUTPUTS
    rooms = [f"{seen.root}/{room}/" for room in ("book", "locales", "templates")]
    opened = {
        os.path.relpath(path, seen.root)
        for path in seen.read
        if any(path.startswith(room) for room in rooms)
    }
    assert len(opened) == 12
    for told in outputs.values():
        assert told["inputs"].keys() == opened


def test_a_build_writes_aside_and_in_one_folder_for_temporary_files(seen: BuiltProject) -> None:
    def is_aside(path: str) -> bool:
        return bool(re.fullmatch(r"\.hexapla-[0-9a-f]{16}\.part", Path(path).name))

    def is_scratch(path: str) -> bool:
        return is_aside(str(seen.scratch / os.path.relpath(path, seen.scratch).partition("/")[0]))

    output = f"{seen.root}/build"
    caches = seen.root.parent / "caches"
    keys = {path for path in seen.written if path.startswith(f"{caches}/hexapla/")}
    assert len(keys) == 1
    assert all(map(is_aside, keys))
    written = {path for path in seen.written if not is_scratch(path)} - {os.devnull} - keys
    assert len(written) == 5, "two outputs, their manifest, two page maps"
    assert all(path.startswith(f"{output}/") and is_aside(path) for path in written)
    changed = {path for path in seen.changed if not is_scratch(path) and not is_aside(path)}
    names = [*OUTPUTS, "manifest.json", ".cache/pages.fr.screen.json", ".cache/pages.fr.print.json"]
    key = {str(caches / name) for name in ("", "hexapla", "hexapla/key")}
    assert changed == {output, f"{output}/.cache", *(f"{output}/{name}" for name in names), *key}
    assert list(seen.scratch.iterdir()) == []


@pytest.mark.usefixtures("in_this_process")
def test_a_file_that_changes_during_a_build_is_noticed(project: Project) -> None:
    chapter = project.book / "context/background.md"
    before = (project.output / "french.fr.epub").read_bytes()

    def meddle(step: Step) -> None:
        if step.section == "colophon":
            chapter.write_bytes(chapter.read_bytes())

    with pytest.raises(Refusal, match=r"book/context/background\.md: error O015"):
        build(project, Order(("fr",), ("epub",), fonts=False), meddle)
    assert (project.output / "french.fr.epub").read_bytes() == before


def test_a_file_that_is_replaced_or_taken_away_is_noticed(project: Project) -> None:
    before = survey(project)
    names = ["book/house.ttf", "templates/logo.svg", "book/dossier.toml"]
    refuse_changed(before, names)
    copy = project.root / "templates/other.svg"
    shutil.copy2(project.root / "templates/logo.svg", copy)
    copy.replace(project.root / "templates/logo.svg")
    (project.book / "house.ttf").unlink()
    with pytest.raises(Refusal) as refused:
        refuse_changed(before, [*names, "templates/new.css"])
    places = [str(item.place) for item in refused.value.diagnostics]
    assert places == ["book/house.ttf", "templates/logo.svg"]


def test_links_out_of_the_project_are_not_followed(project: Project) -> None:
    outside = project.root.parent / "outside"
    outside.mkdir()
    for name in ("book/x", "templates/x"):
        (project.root / name).symlink_to(outside)
    (outside / "a").write_text("a", encoding="utf-8")
    (outside / "y").symlink_to("/")
    stamps = survey(project).stamps
    assert {name for name in stamps if "/x" in name} == {"book/x", "templates/x"}
    with pytest.raises(Refusal, match="templates/x: error P008"):
        build(project, Order(("fr",), ("epub",), fonts=False, pages=False, jobs=1))


@pytest.mark.usefixtures("in_this_process")
def test_a_pipe_is_no_input(project: Project) -> None:
    """A build would wait for what nobody writes."""
    os.mkfifo(project.root / "templates/pipe")
    with pytest.raises(Refusal, match="templates/pipe: error P002"):
        build(project, Order(("fr",), ("epub",), fonts=False, pages=False))


def test_a_folder_with_two_names_is_told_by_its_own(project: Project) -> None:
    """Whatever order a disk lists them in; a file is known by its other name, too."""
    (project.root / "templates/a").symlink_to("b")
    (project.root / "templates/b").mkdir()
    path = project.root / "templates/b/x.css"
    path.write_text("", encoding="utf-8")
    before = survey(project)
    assert {name for name in before.stamps if "x.css" in name} == {"templates/b/x.css"}
    names = ["templates/a/x.css", "templates/b/x.css"]
    refuse_changed(before, names)
    path.write_text("p {}", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        refuse_changed(before, names)
    assert [str(item.place) for item in refused.value.diagnostics] == names


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "book/../../outside", "build/manifest.json", "book/link", "book/\0"]
)
def test_a_manifest_cannot_have_files_read_outside(project: Project, name: str) -> None:
    outside = project.root.parent / "outside"
    outside.write_bytes(b"")
    (project.book / "link").symlink_to(outside)
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert missing_or_changed(project, {name: digest}) == [(name, "is not there any more")]
