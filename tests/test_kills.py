"""A sample of scripts/kill_runs.py: what is killed damages nothing and leaves nothing behind."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from built import ROOT, run

SCRIPT = str(ROOT / "scripts" / "kill_runs.py")


def test_runs_that_are_killed_damage_nothing(tmp_path: Path) -> None:
    count = ["--updates", "5", "--builds", "2", "--build=--language en --format pdf", "--seed", "5"]
    done = run([sys.executable, SCRIPT, *count], tmp_path, {"TMPDIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    for kind, least in (("updates", 3), ("builds", 1)):
        found = figures[kind]
        assert found["killed"] >= least, "too few were killed: the test shows nothing"
        assert found["finished"] >= 1
        assert (found["damaged"], found["missing"], found["litter"]) == (0, 0, 0)
    assert list(tmp_path.iterdir()) == []
