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

ROOT = Path(__file__).resolve().parents[1]
HEXAPLA = [sys.executable, "-m", "hexapla"]


def measure(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak megabytes and standard output of one run."""
    script = (
        "import json, resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True)\n"
        "seconds = time.perf_counter() - start\n"
        "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(json.dumps([seconds, peak, done.stdout]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], capture_output=True, text=True, check=True
    )
    seconds, peak, output = json.loads(done.stdout)
    return seconds, peak / (1e6 if sys.platform == "darwin" else 1e3), output


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
                seconds, peak, output = measure(command)
                times.setdefault(name, []).append(seconds)
                peaks[name] = max(peaks.get(name, 0), peak)
                if name == "build, all":
                    pages = sum(item["pages"] or 0 for item in json.loads(output))
    for name, found in times.items():
        print(f"{name:28} {statistics.median(found):7.2f} s  {peaks[name]:6.0f} MB")
    whole = statistics.median(times["build, all, one job"])
    print(f"{pages} pages of PDF; {whole / pages:.3f} s a page with one job, EPUBs included")


if __name__ == "__main__":
    main()
