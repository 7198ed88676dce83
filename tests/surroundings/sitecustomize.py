"""Other surroundings for a run, from its first line on: Python imports a module of this name.

``CLOCK_OFF`` moves the clock by so many seconds; ``FOLDERS`` lists the entries of every folder
``forwards`` or ``backwards`` by their names. Processes that are started have the same.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
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
