"""Whole commands on this repository's dossier: median seconds, peak memory, ratios.

    .venv/bin/python benchmarks/commands.py [RUNS]

Each command is a process of its own, run RUNS times (default 5), in turn, so that a busy moment
of the machine falls on all of them. Memory is the largest resident set of the process and of its
largest child. `msgmerge --no-fuzzy-matching` on the same catalogs is there to be compared with
`hexapla update` when nothing has changed.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
HEXAPLA = [sys.executable, "-m", "hexapla"]


class Run(NamedTuple):
    """What one run of a command took, and printed."""

    seconds: float
    processor: float
    """Seconds of all processors together."""
    peak: float
    """Megabytes."""
    output: str


def measure(command: list[str], limit: int | None = None) -> Run:
    """One run. Raises CalledProcessError if it fails or takes more than ``limit`` seconds."""
    script = (
        "import json, resource, subprocess, sys, time\n"
        "limit = json.loads(sys.argv[1])\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(\n"
        "    sys.argv[2:], capture_output=True, text=True, check=True, timeout=limit\n"
        ")\n"
        "seconds = time.perf_counter() - start\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "processor = used.ru_utime + used.ru_stime\n"
        "print(json.dumps([seconds, processor, used.ru_maxrss, done.stdout]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, json.dumps(limit), *command],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, processor, peak, output = json.loads(done.stdout)
    return Run(seconds, processor, peak / (1e6 if sys.platform == "darwin" else 1e3), output)


def commands(folder: Path) -> dict[str, list[str]]:
    project = ["--project", str(ROOT)]
    build = [*HEXAPLA, "build", *project, "--output", str(folder), "--json"]
    found = {
        "status": [*HEXAPLA, "status", *project],
        "update, nothing changed": [*HEXAPLA, "update", *project],
        "check": [*HEXAPLA, "check", *project],
        "build, all": build,
        "build, all, one job": [*build, "--jobs", "1"],
        "build, EPUB alone": [*build, "--format", "epub"],
    }
    merge = shutil.which("msgmerge")
    catalogs = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))
    if merge is None:
        print("msgmerge is missing: install gettext to have its times beside ours", file=sys.stderr)
        return found
    lines = [
        f"{merge} --quiet --no-fuzzy-matching -o /dev/null {path} "
        f"{ROOT / 'locales' / (path.stem + '.pot')}"
        for path in catalogs
    ]
    return {**found, "msgmerge, the same catalogs": ["sh", "-c", " && ".join(lines)]}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[float]] = {}
    peaks: dict[str, float] = {}
    pages = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(runs):
            for name, command in commands(Path(folder)).items():
                run = measure(command)
                times.setdefault(name, []).append(run.seconds)
                peaks[name] = max(peaks.get(name, 0), run.peak)
                if name == "build, all":
                    pages = sum(item["pages"] or 0 for item in json.loads(run.output))
    for name, found in times.items():
        print(f"{name:28} {statistics.median(found):7.2f} s  {peaks[name]:6.0f} MB")
    whole = statistics.median(times["build, all, one job"])
    print(f"{pages} pages of PDF; {whole / pages:.3f} s a page with one job, EPUBs included")


if __name__ == "__main__":
    main()
