"""Kill builds and updates at random moments, and look for what is damaged, missing or left behind.

    .venv/bin/python scripts/kill_runs.py --updates 1000 --builds 1000 --seconds 3600

Each run is a process group of its own and gets SIGKILL, every second one while it writes. A file
must then be, to the byte, what it was before or what a whole run makes of it; after every tenth
kill a run is let finish, and nothing may be left beside what it made. The exit status is 1 if
anything is wrong; the figures are printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]

EVERY = 10
"""After so many kills a run is let finish."""

State = Mapping[str, bytes]
"""Files by their paths."""


@dataclass
class Figures:
    """What came of one kind of run."""

    runs: int = 0
    """That were started to be killed."""
    killed: int = 0
    """That were still at work when they were."""
    writing: int = 0
    """Of these, those that left files aside, half written or not yet in their places."""
    mixed: int = 0
    """Of these, those that left some files old and some new."""
    finished: int = 0
    """That were let finish, so that they clean up."""
    damaged: int = 0
    """Files that were neither old nor new."""
    missing: int = 0
    litter: int = 0
    """Files that were left behind after a run that was let finish."""


@dataclass(frozen=True)
class Trial:
    """A project, the command that is killed in it, and what it writes."""

    project: Path
    scratch: Path
    """Where its temporary files go."""
    command: tuple[str, ...]
    results: tuple[str, ...]
    """Patterns of what it writes."""

    def start(self) -> subprocess.Popen[bytes]:
        """The command in a session of its own."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "TMPDIR": str(self.scratch),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "hexapla", *self.command],
            cwd=self.project,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def finish(self) -> float:
        """Run it whole; the seconds that it took."""
        began = time.monotonic()
        status = self.start().wait()
        if status:
            raise RuntimeError(f"hexapla {' '.join(self.command)} ended with status {status}")
        return time.monotonic() - began

    def written(self) -> dict[str, bytes]:
        """What there is of its results."""
        found = (path for pattern in self.results for path in self.project.glob(pattern))
        return {_name(path, self.project): path.read_bytes() for path in found if path.is_file()}

    def asides(self) -> set[Path]:
        """The files that runs at work, or killed ones, have beside their results."""
        return set(self.project.rglob(".hexapla-*.part"))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _all_files(folder: Path) -> set[str]:
    return {_name(path, folder) for path in folder.rglob("*")}


def kill(trial: Trial, moment: float, chance: random.Random, *, writing: bool) -> bool:
    """Run the command and kill it after ``moment`` seconds, or when it writes; whether it struck.

    ``writing`` waits until a file stands aside where results go.
    """
    folders = {path.parent for path in map(trial.project.joinpath, trial.written())}
    process = trial.start()
    if writing:
        while process.poll() is None and not any(_asides(folders)):
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.015))
    else:
        time.sleep(moment)
    struck = process.poll() is None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        struck = False
    process.wait()
    _await_end(process.pid)
    return struck


def _asides(folders: Iterable[Path]) -> Iterable[str]:
    return (
        item.name
        for folder in folders
        for item in os.scandir(folder)
        if item.name.startswith(".hexapla-")
    )


def _await_end(group: int) -> None:
    """Wait until no process of a killed group is left."""
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        except PermissionError:  # macOS says this of what has ended and is not yet reaped
            return
        time.sleep(0.002)


def judge(trial: Trial, old: State, new: State, figures: Figures) -> None:
    """Count what is neither as it was nor as it should become."""
    now = trial.written()
    kinds = set()
    for name, data in old.items():
        if name not in now:
            figures.missing += 1
            print(f"missing: {name}", file=sys.stderr)
        elif now[name] not in (data, new[name]):
            figures.damaged += 1
            print(f"damaged: {name}", file=sys.stderr)
        elif data != new[name]:
            kinds.add(now[name] == new[name])
    figures.mixed += len(kinds) == 2


def try_out(  # noqa: PLR0913, PLR0917 - one for each thing that a kind of run has otherwise
    trial: Trial,
    states: Callable[[int], tuple[State, State]],
    prepare: Callable[[int], None],
    length: float,
    count: int,
    ends: float,
    chance: random.Random,
) -> Figures:
    """Kill ``count`` runs, or as many as there are before the moment ``ends``.

    ``prepare`` makes the project ready for the run of a number, ``states`` tells what its results
    were before and will be, ``length`` how many seconds it takes.
    """
    figures = Figures()
    expected = _all_files(trial.project)
    for number in range(1, count + 1):
        if time.monotonic() > ends:
            break
        prepare(number)
        moment = chance.uniform(0, length)
        before = trial.asides()
        struck = kill(trial, moment, chance, writing=number % 2 == 0)
        figures.runs += 1
        figures.killed += struck
        figures.writing += bool(trial.asides() - before)
        judge(trial, *states(number), figures)
        if number % EVERY == 0 or number == count:
            trial.finish()
            figures.finished += 1
            left = [*(_all_files(trial.project) - expected), *map(str, trial.scratch.iterdir())]
            figures.litter += len(left)
            for name in left:
                print(f"litter: {name}", file=sys.stderr)
    return figures


# ---- what is tried --------------------------------------------------------------------------


def new_project(folder: Path, scratch: Path) -> Path:
    """A small dossier in two languages."""
    scratch.mkdir()
    project = folder / "small"
    for place, *command in (
        (folder, "new", "small"),
        (project, "add-language", "ka"),
    ):
        Trial(place, scratch, tuple(command), ()).finish()
    return project


def write(project: Path, number: int) -> None:
    """The manuscript in one of two states."""
    chapter = next(iter(sorted((project / "book").rglob("*.md"))))
    text = chapter.read_text(encoding="utf-8").split("\n\nOf two", maxsplit=1)[0]
    sentence = ("Of two states this is the first.", "Of two states it is now in the other.")
    chapter.write_text(f"{text.rstrip()}\n\n{sentence[number % 2]}\n", encoding="utf-8")


def builds(
    folder: Path, count: int, ends: float, chance: random.Random, options: Sequence[str]
) -> Figures:
    """Kill builds, each of another state of the manuscript than what stands in ``build/``."""
    project, scratch = new_project(folder, folder / "tmp"), folder / "tmp"
    trial = Trial(project, scratch, ("build", *options), ("build/*.*", "build/.cache/*"))
    known: dict[int, State] = {}
    for number in (1, 0):
        write(project, number)
        length = trial.finish()
        known[number] = trial.written()
    return try_out(
        trial,
        lambda number: (known[1 - number % 2], known[number % 2]),
        lambda number: write(project, number),
        length,
        count,
        ends,
        chance,
    )


def updates(folder: Path, count: int, ends: float, chance: random.Random) -> Figures:
    """Kill updates of catalogs that are older than the manuscript."""
    project, scratch = new_project(folder, folder / "tmp"), folder / "tmp"
    trial = Trial(project, scratch, ("update",), ("locales/**/*.po", "locales/*.pot"))
    write(project, 0)
    trial.finish()
    old = trial.written()
    write(project, 1)
    length = trial.finish()
    new = trial.written()

    def prepare(_number: int) -> None:
        for name, data in old.items():
            (project / name).write_bytes(data)

    return try_out(trial, lambda _: (old, new), prepare, length, count, ends, chance)


def main() -> int:
    """Read the command line, try out, print the figures."""
    parser = argparse.ArgumentParser(description="Kill builds and updates at random moments.")
    parser.add_argument("--updates", type=int, default=0, help="updates to kill")
    parser.add_argument("--builds", type=int, default=0, help="builds to kill")
    parser.add_argument("--seconds", type=float, default=3600, help="after which no more are begun")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", default="", help="options of these builds: “--jobs 1”")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    ends = time.monotonic() + asked.seconds
    figures: dict[str, Figures] = {}
    for name, kind, count in (
        ("updates", updates, asked.updates),
        ("builds", partial(builds, options=asked.build.split()), asked.builds),
    ):
        if count:
            folder = Path(tempfile.mkdtemp(prefix="kills-"))
            try:
                figures[name] = kind(folder, count, ends, chance)
            finally:
                shutil.rmtree(folder)
    print(json.dumps({name: asdict(found) for name, found in figures.items()}, indent=1))
    return int(any(one.damaged or one.missing or one.litter for one in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
