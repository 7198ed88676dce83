"""Other surroundings for a run, from its first line on: Python imports a module of this name.

``CLOCK_OFF`` moves the clock by so many seconds; ``FOLDERS`` lists the entries of every folder
``forwards`` or ``backwards`` by their names; ``WATCH`` is a file in which is noted what files are
read, written, made, renamed and removed. Processes that are started have the same.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if off := os.environ.get("CLOCK_OFF"):
    import time_machine

    time_machine.travel(datetime.timedelta(seconds=int(off)), tick=True).start()


class _Entries:
    """What os.scandir gives, in another order."""

    def __init__(self, entries: list[os.DirEntry[Any]]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up what is left."""
        self._entries = iter(())


if order := os.environ.get("FOLDERS"):
    backwards = order == "backwards"
    scan: Callable[..., Any] = os.scandir
    names: Callable[..., list[Any]] = os.listdir

    def scandir(*arguments: Any) -> _Entries:
        """os.scandir in the order asked for."""
        with scan(*arguments) as entries:
            return _Entries(sorted(entries, key=lambda item: item.name, reverse=backwards))

    def listdir(*arguments: Any) -> list[Any]:
        """os.listdir in the order asked for."""
        return sorted(names(*arguments), reverse=backwards)

    os.scandir, os.listdir = scandir, listdir  # type: ignore[assignment]


if report := os.environ.get("WATCH"):
    notes = os.open(report, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    changing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
    changes = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link"}

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        """Note what is done with a file, at once: a process may be killed at any moment."""
        if event == "open":
            what, paths = ("written" if arguments[2] & changing else "read"), arguments[:1]
        elif event in changes:
            within = isinstance(arguments[-1], int) and arguments[-1] >= 0
            # A name within a folder that was told before is left out.
            what, paths = "changed", () if within else arguments
        else:
            return
        for path in paths:
            if isinstance(path, str | bytes):
                line = json.dumps([what, str(Path(os.fsdecode(path)).absolute())])
                os.write(notes, f"{line}\n".encode())

    sys.addaudithook(note)
