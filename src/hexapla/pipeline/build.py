"""read -> translate -> render -> write: the editions of a project, side by side in processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.managers import SyncManager
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from queue import Empty
from tempfile import TemporaryDirectory
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal, Severity, refuse_errors
from hexapla.manuscript import read_dossier
from hexapla.message import Coverage
from hexapla.model import Dossier
from hexapla.pipeline.catalogs import Catalogs
from hexapla.pipeline.reports import examine_catalogs
from hexapla.project import Project
from hexapla.theme import read_theme

FORMAT_NAMES = ("pdf", "epub")

ENDINGS = {"screen": "pdf", "print": "print.pdf"}
"""What the name of a PDF ends in, by its variant."""


@dataclass(frozen=True)
class Order:
    """What to build."""

    languages: tuple[str, ...] = ()
    """Tags or folder names; all languages if empty."""
    formats: tuple[str, ...] = FORMAT_NAMES
    output: Path | None = None
    """Folder; ``build/`` of the project if None."""
    strict: bool = False
    """Refuse to build while there is any warning, and whatever is not translated."""
    least: int = 0
    """Per cent of each language's messages that have to be translated."""
    jobs: int = 0
    """Editions at a time; 0 for one a processor."""
    variants: tuple[str, ...] = ("screen",)
    """Of PDFs: ``screen``, ``print``."""
    multiple: int = 1
    """The number of pages for print is made a multiple of this by blank ones at the end."""
    fonts: bool = True
    """Whether EPUBs carry the fonts that their language needs."""
    pages: bool = True
    """Whether EPUBs have the page numbers of the PDF, which has to be laid out for them."""

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of an edition's outputs end in."""
        found = [ENDINGS[variant] for variant in self.variants if "pdf" in self.formats]
        return (*found, *(["epub"] if "epub" in self.formats else []))


@dataclass(frozen=True)
class Output:
    """One file that a build wrote."""

    path: Path
    language: str
    ending: str
    """Of its name: ``pdf``, ``print.pdf``, ``epub``."""
    pages: int
    size: int
    """Bytes."""
    coverage: Coverage
    seconds: float

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "file": str(self.path),
            "language": self.language,
            "format": self.ending.rpartition(".")[2],
            "variant": next((key for key, end in ENDINGS.items() if end == self.ending), None),
            "pages": self.pages or None,
            "bytes": self.size,
            "coverage": self.coverage.as_json(),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class Step:
    """Progress: an edition's output has begun a section, or (empty section) is finished."""

    language: str
    ending: str
    """Of the output's name: ``pdf``, ``print.pdf``, ``epub``."""
    section: str


@dataclass(frozen=True)
class Built:
    """What a build did."""

    outputs: tuple[Output, ...]
    warnings: tuple[Diagnostic, ...] = field(default=())


def build(
    project: Project,
    order: Order,
    listen: Callable[[Step], None] = lambda _: None,
) -> Built:
    """Build editions. All files are written together once all are made.

    Raises Refusal with all errors; then every earlier output is as it was.
    """
    from hexapla.output.files import write_together  # noqa: PLC0415 - not before it is needed

    dossier, warnings = read_dossier(project)
    _, of_theme = read_theme(project)
    editions, said = examine_catalogs(project, dossier, order.languages, order.least)
    found = _judged((*warnings, *of_theme, *said), strict=order.strict)
    folder = order.output or project.output
    outputs: dict[Output, bytes] = {}
    kept: dict[Path, bytes] = {}
    for made in _made(project, dossier, editions, order, listen):
        path = folder / f"{project.slug}.{made.language}.{made.ending}"
        written = made.written
        facts = (made.language, made.ending, written.pages, len(written.data))
        outputs[Output(path, *facts, made.coverage, made.seconds)] = written.data
        kept |= {item.path: item.data for item in written.remembered}
        found += _judged(written.said, strict=order.strict)
    write_together({output.path: data for output, data in outputs.items()})
    with suppress(Refusal):  # the next build only takes longer
        write_together(kept)
    return Built(tuple(outputs), found)


REPLACED = frozenset({"T016"})
"""Faults of translations in whose place an edition has the source text."""


def _judged(found: Sequence[Diagnostic], *, strict: bool) -> tuple[Diagnostic, ...]:
    """``found``, if a build may go on; else raises Refusal with it.

    A fault for which the source text stands in is a warning, unless ``strict``.
    """
    if strict and found:
        raise Refusal(*(replace(item, severity=Severity.ERROR) for item in found))
    mild = tuple(
        replace(item, severity=Severity.WARNING) if item.code in REPLACED else item
        for item in found
    )
    refuse_errors(mild)
    return mild


def _made(
    project: Project,
    dossier: Dossier,
    editions: Sequence[Catalogs],
    order: Order,
    listen: Callable[[Step], None],
) -> list[Any]:
    """Every output, in the order of languages and formats. Raises Refusal if one cannot be made."""
    jobs = min(order.jobs or multiprocessing.cpu_count(), len(editions))
    if jobs <= 1:
        results = [_make(project, dossier, item, order, listen) for item in editions]
        return [made for result in results for made in result]
    # A fresh process: layout libraries hold threads and locks that a fork would copy half-way.
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        scratch = stack.enter_context(TemporaryDirectory(prefix="hexapla-"))
        with _interrupts_held():
            manager = SyncManager(ctx=context)
            manager.start(_end_with_parent)
            stack.enter_context(manager)
            # The manager cleans up when it is left to end by itself.
            manager_alone = set(multiprocessing.active_children())
            pool = stack.enter_context(ProcessPoolExecutor(jobs, context, _begin, (scratch,)))
            steps = manager.Queue()
            futures = [
                pool.submit(_make, project, dossier, item, order, steps.put) for item in editions
            ]
        try:
            _relay(steps, futures, listen)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in set(multiprocessing.active_children()) - manager_alone:
                worker.terminate()
            raise
        return [made for future in _settled(futures) for made in future.result()]


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes are started: they never see it, and end when told to."""
    ensure_running()  # it would let the signal through again when the first process starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(scratch: str) -> None:
    """Begin a process that makes editions: its temporary files go where they are cleaned up."""
    tempfile.tempdir = scratch
    _end_with_parent()


def _end_with_parent() -> None:
    """Let this process end when the one that started it has gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _relay(steps: Any, futures: Sequence[Future[Any]], listen: Callable[[Step], None]) -> None:
    """Hand on what the processes report until all of them are done."""
    while True:
        try:
            listen(steps.get(timeout=0.1))
        except Empty:
            if all(future.done() for future in futures):
                return


def _settled(futures: Sequence[Future[Any]]) -> Iterator[Future[Any]]:
    """The futures; if any was refused, a Refusal with everything that all of them say."""
    wrong: list[Diagnostic] = []
    for future in futures:
        error = future.exception()
        if isinstance(error, Refusal):
            wrong += error.diagnostics
        elif error is not None:
            raise error
    if wrong:
        raise Refusal(*dict.fromkeys(wrong))
    return iter(futures)


def _make(
    project: Project,
    dossier: Dossier,
    catalogs: Catalogs,
    order: Order,
    listen: Callable[[Step], None],
) -> tuple[Any, ...]:
    from hexapla.pipeline.editions import make  # noqa: PLC0415 - loads templates, fonts, layout
    from hexapla.pipeline.work import Settings  # noqa: PLC0415

    tag = catalogs.language.tag
    progress = {name: partial(_report, listen, tag, name) for name in order.endings}
    cache = (order.output or project.output) / ".cache"
    settings = Settings(cache, order.multiple, order.fonts, order.pages)
    made = make(project, dossier, catalogs, settings, progress)
    for name in order.endings:
        listen(Step(tag, name, ""))
    return made


def _report(listen: Callable[[Step], None], tag: str, name: str, section: str) -> None:
    listen(Step(tag, name, section))
