"""The same inputs give the same bytes, whatever surrounds the run."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from built import DOSSIERS, hexapla

SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "HOME": "/nonexistent"},
    {"TZ": "Asia/Tbilisi", "LC_ALL": "C", "LANG": "ru_RU.KOI8-R", "PYTHONHASHSEED": "7"},
    {"TZ": "America/St_Johns", "LANG": "ka_GE.UTF-8", "PYTHONHASHSEED": "99", "COLUMNS": "20"},
)
UMASKS = (0o022, 0o077, 0o002)
JOBS = ("1", "2", "2")


def _everything(case: str, folder: Path, number: int) -> dict[str, bytes]:
    """Outputs and catalogs of a case, made anew in ``folder`` in the surroundings ``number``."""
    shutil.copytree(DOSSIERS / case, folder, ignore=shutil.ignore_patterns("expected"))
    for arguments in (
        ("add-language", "uk"),
        ("update",),
        ("build", "--jobs", JOBS[number]),
    ):
        environment, umask = SURROUNDINGS[number], UMASKS[number]
        done = hexapla(*arguments, cwd=folder, environment=environment, umask=umask)
        assert done.returncode == 0, done.stderr
    made = [*folder.glob("build/**/*"), *folder.glob("locales/**/*.po*")]
    files = [path for path in made if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("case", ["arabic", "pictures"])
def test_another_place_and_time_give_the_same_bytes(case: str, tmp_path: Path) -> None:
    folders = ("one", "a much longer name of a folder/with spaces", "ქართული")
    (tmp_path / folders[1]).parent.mkdir()
    first, *others = (
        _everything(case, tmp_path / name, number) for number, name in enumerate(folders)
    )
    assert len(first) >= 8
    for other in others:
        assert {name for name in first if first[name] != other[name]} == set()
        assert other.keys() == first.keys()


def test_another_second_gives_the_same_bytes(tmp_path: Path) -> None:
    """In one project, built again: not even the seconds of an archive's entries move."""
    shutil.copytree(DOSSIERS / "french" / "book", tmp_path / "book")
    made = []
    for _ in range(2):
        started = time.time()
        assert hexapla("build", cwd=tmp_path).returncode == 0
        files = sorted(path for path in (tmp_path / "build").rglob("*") if path.is_file())
        assert all(path.stat().st_mtime >= started - 1 for path in files)
        made.append([path.read_bytes() for path in files])
        time.sleep(2)  # an archive's times count two seconds as one step
    assert made[0] == made[1]
