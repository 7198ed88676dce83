"""Full disks, read-only folders, limits, two at once: the error, and earlier files untouched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from built import DOSSIERS, ROOT, hexapla, run, run_python
from hexapla.output.locks import held
from hexapla.output.manifest import parse_record, record_bytes
from hexapla.pipeline import pdfs
from hexapla.pipeline.build import Order, build
from hexapla.pipeline.provenance import record
from hexapla.pipeline.secret import user_secret
from hexapla.project import Project

BUILD = ("build", "--language", "en", "--format", "epub", "--jobs", "1")

CHANGED = "\n\nA sentence that was not there before.\n"


ORDER = Order(("en",), ("epub",), jobs=1)


@pytest.fixture
def project(
    once: Callable[[str, Callable[[Path], None]], Path],
    tmp_path: Path,
    in_this_process: None,  # noqa: ARG001
) -> Project:
    """A project that was built."""

    def make(folder: Path) -> None:
        ignored = shutil.ignore_patterns("expected")
        shutil.copytree(DOSSIERS / "french", folder / "project", ignore=ignored)
        build(Project.read(folder / "project"), ORDER)

    shutil.copytree(once("french-epub", make) / "project", tmp_path / "project")
    return Project.read(tmp_path / "project")


def change(project: Project) -> None:
    chapter = project.book / "context/background.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + CHANGED, encoding="utf-8")


def files_in(folder: Path) -> dict[str, bytes]:
    """Everything below a folder; None for folders."""
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}


# ---- disks ----------------------------------------------------------------------------------


def _can_mount() -> list[str] | None:
    """What makes a command one that may mount disks, where there is a way."""
    for prefix in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        command = [*prefix, "sh", "-c", "mount -t tmpfs none /mnt"]
        try:
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                return prefix
        except FileNotFoundError:
            break
    return None


MOUNTING = _can_mount()

NOT_TRIED = "NOT TRIED: full disks. None can be mounted here: be root, or allow user name spaces"

if MOUNTING is None:  # beside the skipped tests, of which nobody is told by default
    warnings.warn(NOT_TRIED, stacklevel=1)

needs_a_disk = pytest.mark.skipif(MOUNTING is None, reason=NOT_TRIED)

ON_A_DISK = """
set -e
mount -t tmpfs -o size={size} none {folder}
cp -r {earlier}/. {folder}
{more}
status=0
"$@" || status=$?
{after}
mkdir {seen} && cp -r {folder}/. {seen}
exit $status
"""
"""A disk of its own, with what stands in ``earlier``, for one command; what is then on it."""


def on_a_disk(  # noqa: PLR0917 - see ON_A_DISK
    project: Project, folder: Path, size: str, more: str, after: str, arguments: tuple[str, ...]
) -> tuple[subprocess.CompletedProcess[str], dict[str, bytes], dict[str, bytes]]:
    """Run the tool with ``folder`` on a small disk: what it says, what was there, what is there."""
    assert MOUNTING
    earlier, seen = project.root.parent / "earlier", project.root.parent / "seen"
    folder.mkdir(exist_ok=True)
    shutil.copytree(folder, earlier)
    script = ON_A_DISK.format(
        size=size, folder=folder, earlier=earlier, more=more, after=after, seen=seen
    )
    command = [*MOUNTING, "sh", "-c", script, "sh", sys.executable, "-m", "hexapla", *arguments]
    done = run(command, project.root)
    return done, files_in(earlier), files_in(seen)


@needs_a_disk
def test_a_full_disk_leaves_the_earlier_outputs(project: Project) -> None:
    change(project)
    done, before, after = on_a_disk(project, project.output, "250k", "", "", BUILD)
    assert done.returncode == 1
    assert "error O005: the file cannot be written: the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(before) == 3
    assert after == before


@needs_a_disk
def test_a_full_disk_leaves_the_catalogs(project: Project) -> None:
    change(project)
    fill = f"head -c 1M /dev/zero > {project.locales}/filler || true"
    clear = f"rm {project.locales}/filler"
    done, before, after = on_a_disk(project, project.locales, "60k", fill, clear, ("update",))
    assert done.returncode == 1
    assert "error O005" in done.stderr
    assert "the disk is full" in done.stderr
    assert after == before


@needs_a_disk
def test_no_room_for_temporary_files_is_told(project: Project, tmp_path: Path) -> None:
    before = files_in(project.output)
    change(project)
    scratch = tmp_path / "scratch"
    command = f"head -c 1M /dev/zero > {scratch}/filler || true; export TMPDIR={scratch}"
    done, *_ = on_a_disk(project, scratch, "60k", command, f"rm {scratch}/filler", BUILD)
    assert done.returncode == 1
    assert "O005" in done.stderr
    assert "the disk is full" in done.stderr
    assert files_in(project.output) == before


@needs_a_disk
def test_a_read_only_disk_is_told(project: Project) -> None:
    change(project)
    lock = f"mount -o remount,ro {project.locales}"
    done, before, after = on_a_disk(project, project.locales, "2m", lock, "", ("update",))
    assert done.returncode == 1
    assert "error O005" in done.stderr
    assert "read-only" in done.stderr
    assert after == before


# ---- rights and limits ------------------------------------------------------------------------

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from hexapla.cli import cli
cli(sys.argv[2:], prog_name="hexapla")
"""


def test_a_limit_of_file_size_leaves_the_earlier_files(project: Project) -> None:
    change(project)
    before = files_in(project.root)
    # The fonts of the cover are temporary files of 700 kB, catalogs have 2.
    for limit, command in (("100000", BUILD), ("1000", ("update",))):
        done = run_python(LIMITED, limit, *command, cwd=project.root)
        assert done.returncode == 1
        assert "error O005" in done.stderr
        assert "larger than this system allows" in done.stderr
        assert files_in(project.root) == before


def test_a_folder_that_may_not_be_written_to_is_told(project: Project) -> None:
    before = files_in(project.output)
    change(project)
    project.output.chmod(0o555)
    try:
        command = [*_without_rights(), sys.executable, "-m", "hexapla", *BUILD]
        done = run(command, project.root)
    finally:
        project.output.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert "error O005" in done.stderr
    assert "you may not write here" in done.stderr
    assert files_in(project.output) == before


def _without_rights() -> list[str]:
    """What makes a command of root obey permissions, as those of others do anyway."""
    if os.geteuid():
        return []
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]


# ---- two at once ------------------------------------------------------------------------------


def _started(project: Project, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "hexapla", *arguments],
        cwd=project.root,
        env=environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _said(runs: list[subprocess.Popen[str]]) -> Iterator[str]:
    for one in runs:
        _, said = one.communicate(timeout=120)
        assert one.returncode == 0, said
        yield said


def test_two_builds_at_once_wait_for_each_other(project: Project) -> None:
    before = files_in(project.output)
    change(project)
    with held(project.output):
        second = _started(project, *BUILD)
        assert second.stderr
        told = second.stderr.readline()
        assert told == "another hexapla is at work in build; waiting for it\n"
        assert second.poll() is None
        assert files_in(project.output) == before
    assert "waiting" not in "".join(_said([second]))
    record = json.loads((project.output / "manifest.json").read_text(encoding="utf-8"))
    assert record["outputs"].keys() == {"french.en.epub"}
    assert files_in(project.output) != before
    assert not list(project.output.glob(".hexapla-*"))


def test_updates_at_once_wait_for_each_other(project: Project) -> None:
    change(project)
    runs = [_started(project, "update") for _ in range(2)]
    list(_said(runs))
    after = files_in(project.locales)
    assert hexapla("update", cwd=project.root).returncode == 0
    assert files_in(project.locales) == after
    assert {Path(name).name for name in after} == {"book.po", "book.pot", "interface.pot"}


# ---- what is remembered -----------------------------------------------------------------------


def _signed(kept: dict[str, object], secret: bytes) -> str:
    return json.dumps(kept | {"sum": pdfs._sum(kept, secret)})


def test_without_a_place_for_the_secret_nothing_is_remembered(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(project.output)
    shutil.rmtree(project.output)
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    build(project, ORDER)
    after = files_in(project.output)
    assert before.keys() - after.keys() == {".cache/pages.en.screen.json"}
    assert after.items() < before.items()


def test_a_damaged_cache_changes_nothing(project: Project) -> None:
    before = files_in(project.output)
    (cache,) = (project.output / ".cache").iterdir()
    text = cache.read_text(encoding="utf-8")
    kept = json.loads(text)
    key, secret = kept["key"], user_secret()
    pages, starts = pdfs._recall(cache, key, secret)
    assert pages == kept["pages"]
    assert len(starts) == len(kept["starts"]) > 1
    for damaged in (
        text[:-20],
        json.dumps(kept | {"starts": [[1]], "sum": [], "pages": 3}),
        json.dumps(kept | {"key": "0" * 64, "starts": []}),  # of another version
        json.dumps(kept | {"starts": kept["starts"][:-1]}),  # which no layout would put right
        _signed(kept, b""),  # by who does not know the secret
        _signed(kept, b"x" * 32),
        _signed(kept | {"pages": dict.fromkeys(pages, 7)}, secret),
        _signed(kept | {"starts": [[7, *row[1:]] for row in kept["starts"]]}, secret),
        _signed(kept | {"starts": [row[1:] for row in kept["starts"]]}, secret),
        _signed(kept | {"starts": 3}, secret),
        _signed(kept | {"pages": list(pages)}, secret),
        json.dumps(kept | {"sum": 7}),
        json.dumps(kept | {"sum": "\ud800"}),
        text + " " * pdfs.MEMORY_LIMIT,
    ):
        cache.write_text(damaged, encoding="utf-8")
        assert pdfs._recall(cache, key, secret) == ({}, ())
    cache.write_text(text, encoding="utf-8")
    assert pdfs._recall(cache, key, b"") == ({}, ()), "without a secret nothing is recalled"
    cache.unlink()
    cache.symlink_to("/dev/zero")
    assert pdfs._recall(cache, key, secret) == ({}, ())
    cache.unlink()
    build(project, ORDER)
    assert files_in(project.output) == before, "the cache is as it was, too"


def test_a_damaged_manifest_is_written_anew(project: Project) -> None:
    path = project.output / "manifest.json"
    whole = path.read_bytes()
    entries = parse_record(whole)
    for damaged in (b"", b"{", b"[]", b'{"manifest": 1, "outputs": {"../a": {}}}', b"\xff"):
        path.write_bytes(damaged)
        assert record(project.output, entries) == whole


def test_a_manifest_keeps_what_still_stands_there(project: Project) -> None:
    path, output = project.output / "manifest.json", project.output / "french.en.epub"
    whole = path.read_bytes()
    (entry,) = parse_record(whole).values()
    new = {"french.fr.epub": entry}
    assert parse_record(record(project.output, new)).keys() == {output.name, "french.fr.epub"}
    (project.root / "outside").write_bytes(output.read_bytes())
    path.write_bytes(record_bytes({"../outside": entry}))
    assert parse_record(record(project.output, new)).keys() == {"french.fr.epub"}
    path.write_bytes(whole)
    output.write_bytes(output.read_bytes() + b"!")
    assert parse_record(record(project.output, new)).keys() == {"french.fr.epub"}
