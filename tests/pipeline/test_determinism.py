"""The same inputs give the same bytes, whatever surrounds the run."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from built import DOSSIERS, ROOT, hexapla, run

YEAR = 366 * 24 * 3600

assert find_spec("time_machine"), "without it the clocks below would all be right"


@dataclass(frozen=True)
class Surroundings:
    """What a run must not depend on."""

    folder: str
    umask: int
    jobs: str
    environment: Mapping[str, str]
    """Among them the clock and the order of folders (see ``surroundings/sitecustomize.py``)."""
    user: int = 0
    """Number of another user to be; 0 for the present one."""

    def run(self, command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command in them."""
        paths = {"PYTHONPATH": str(ROOT / "tests" / "surroundings")}
        prefix = _as_user(self.user) if self.user else []
        return run([*prefix, *command], cwd, {**self.environment, **paths}, self.umask)


EVERYWHERE = (
    Surroundings(
        "ქართული",
        0o002,
        "1",
        {
            **{"TZ": "America/St_Johns", "LANG": "ka_GE.UTF-8", "PYTHONHASHSEED": "0"},
            **{"COLUMNS": "20", "CLOCK_OFF": str(-YEAR), "FOLDERS": "forwards"},
        },
    ),
    Surroundings(
        "a much longer name of a folder/with spaces",
        0o077,
        "2",
        {
            **{"TZ": "Asia/Tbilisi", "LC_ALL": "C", "LANG": "ru_RU.KOI8-R", "PYTHONHASHSEED": "7"},
            **{"FOLDERS": "backwards", "CLOCK_OFF": str(YEAR), "USER": "ana", "LOGNAME": "ana"},
            **{"HOME": "/nonexistent", "HOSTNAME": "elsewhere"},
        },
        user=4711,
    ),
)


@cache
def _as_user(number: int) -> list[str]:
    """What makes a command run as another user: a name space of Linux, which needs no rights."""
    prefix = ["unshare", "--user", f"--map-user={number}", f"--map-group={number}"]
    try:
        done = subprocess.run([*prefix, "id", "-u"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        done = None
    if done is None or done.stdout.strip() != str(number):
        warnings.warn("NOT TRIED: another user (this system has no user name spaces)", stacklevel=2)
        return []
    return prefix


def _everything(case: str, root: Path, where: Surroundings) -> dict[str, bytes]:
    """Outputs and catalogs of a case, made anew below ``root``."""
    folder = root / where.folder
    folder.parent.mkdir(exist_ok=True)
    shutil.copytree(DOSSIERS / case, folder, ignore=shutil.ignore_patterns("expected"))
    for arguments in (
        ("add-language", "uk"),
        ("update",),
        ("build", "--jobs", where.jobs, "--embed-sources"),
    ):
        done = where.run([sys.executable, "-m", "hexapla", *arguments], folder)
        assert done.returncode == 0, done.stderr
    made = [*folder.glob("build/**/*"), *folder.glob("locales/**/*.po*")]
    files = [path for path in made if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("case", ["arabic", "pictures"])
def test_another_place_and_time_give_the_same_bytes(case: str, tmp_path: Path) -> None:
    first, other = (_everything(case, tmp_path, where) for where in EVERYWHERE)
    assert len(first) >= 9
    assert {name for name in first if first[name] != other[name]} == set()
    assert other.keys() == first.keys()


SEEN = """
import concurrent.futures, datetime, getpass, json, os, time
from pathlib import Path
def look():
    return [time.time(), datetime.date.today().year, os.getuid(), os.umask(0), os.listdir("."),
            [item.name for item in os.scandir(".")], [item.name for item in Path(".").iterdir()],
            sorted(item.name for item in Path(".").glob("*")), list({"a", "b", "c", "d", "e", "f"})]
print(json.dumps(look()))
"""


def test_the_surroundings_are_really_other_ones(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / name).touch()
    now = time.time()
    seen = [json.loads(w.run([sys.executable, "-c", SEEN], tmp_path).stdout) for w in EVERYWHERE]
    for (clock, year, user, umask, *lists, _), where in zip(seen, EVERYWHERE, strict=True):
        off = int(where.environment.get("CLOCK_OFF", 0))
        assert abs(clock - now - off) < 600
        assert abs(year - datetime.date.fromtimestamp(now + off).year) <= 1
        assert umask == where.umask
        backwards = where.environment["FOLDERS"] == "backwards"
        assert lists[:3] == [sorted("abc", reverse=backwards)] * 3
        assert lists[3] == ["a", "b", "c"]
        if where.user and _as_user(where.user):
            assert user == where.user
    assert len({tuple(one[-1]) for one in seen}) > 1, "no hash order"


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
