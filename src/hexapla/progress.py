"""Progress bars on a terminal: of a build, one for each edition; of other work, if it is long."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from hexapla.pipeline.build import Step
from hexapla.printing import visible


class Bars:
    """A context in which :meth:`step` moves the bars. Written to standard error."""

    def __init__(self, chapters: Sequence[str], formats: Sequence[str]) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[section]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        # Beside the chapters each format has a colophon and three sections in front of them.
        self._sections = len(chapters) + 4
        self._formats = tuple(formats)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop drawing and clear the bars away."""
        self._progress.stop()

    def step(self, step: Step) -> None:
        """Show one step of a build."""
        if step.language not in self._tasks:
            total = self._sections * len(self._formats)
            self._tasks[step.language] = self._progress.add_task(
                visible(step.language), total=total, section=""
            )
        task = self._tasks[step.language]
        if step.section or not step.counted:
            section = visible(f"{step.ending}: {step.section or '…'}")
            self._progress.update(task, advance=int(step.counted), section=section)
        else:
            done = self._sections * (self._formats.index(step.ending) + 1)
            self._progress.update(task, completed=done, section=f"{step.ending}: written")


PATIENCE = 1.0
"""Seconds of work before a bar is shown."""


class PatientBar:
    """A context in which :meth:`step` moves one bar, which is shown if the work takes long."""

    def __init__(self, what: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task(what)
        self._begin = time.monotonic()

    def __enter__(self) -> PatientBar:
        """Begin to wait."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the bar away."""
        self._progress.stop()

    def step(self, done: int, total: int) -> None:
        """Show that so much of ``total`` is done."""
        self._progress.update(self._task, completed=done, total=total)
        if time.monotonic() - self._begin > PATIENCE:
            self._progress.start()
