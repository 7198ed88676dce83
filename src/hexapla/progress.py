"""Progress bars on a terminal: one for each edition, naming the chapter being laid out."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from hexapla.pipeline.build import Step


class Bars:
    """A context in which :meth:`step` moves the bars. Written to standard error."""

    def __init__(self, chapters: Sequence[str], formats: Sequence[str]) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[section]}"),
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
                step.language, total=total, section=""
            )
        task = self._tasks[step.language]
        if step.section:
            self._progress.update(task, advance=1, section=f"{step.ending}: {step.section}")
        else:
            done = self._sections * (self._formats.index(step.ending) + 1)
            self._progress.update(task, completed=done, section=f"{step.ending}: written")
