"""read -> translate -> render -> write: the editions of a project, side by side in processes."""

from __future__ import annotations

import datetime
import multiprocessing
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from hexapla.dates import time_of_epoch
from hexapla.diagnostics import Diagnostic, Place, Refusal, Severity, refuse_errors
from hexapla.formats import FORMAT_NAMES, OUTPUTS, endings
from hexapla.manuscript import read_dossier
from hexapla.message import Coverage
from hexapla.model import Dossier
from hexapla.paths import refuse_link_out
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.pipeline.catalogs import Catalogs, Waiting
from hexapla.pipeline.reports import examine_catalogs
from hexapla.pipeline.secret import user_secret
from hexapla.pipeline.workers import work_on
from hexapla.project import Project
from hexapla.theme import read_theme


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
    embed_sources: bool = False
    """Whether PDFs carry the files that they were made of."""
    time: datetime.datetime | None = None
    """What outputs say of when they were made; None for SOURCE_DATE_EPOCH or the dossier's date."""
    manifest: bytes = b""
    """For building one output again: the manifest to put into it in place of its own."""
    secret: bytes = field(default=b"", repr=False)
    """What signs what is remembered of layouts; nothing is recalled or kept if empty."""

    @property
    def endings(self) -> tuple[str, ...]:
        """What the names of an edition's outputs end in."""
        return endings(self.formats, self.variants)


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
        name, variant = OUTPUTS[self.ending]
        return {
            "file": str(self.path.absolute()),
            "language": self.language,
            "format": name,
            "variant": variant or None,
            "pages": self.pages or None,
            "bytes": self.size,
            "coverage": self.coverage.as_json(),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class Step:
    """Progress: work on a section of an edition's output begins, or the output is done."""

    language: str
    ending: str
    """Of the output's name: ``pdf``, ``print.pdf``, ``epub``."""
    section: str
    """Empty if the output is done; or, if it does not count, when all sections are put together."""
    counted: bool = True
    """Whether it is a share of the work; not if the section is only looked at beforehand."""


@dataclass(frozen=True)
class Built:
    """What a build did."""

    outputs: tuple[Output, ...]
    warnings: tuple[Diagnostic, ...] = field(default=())


def build(
    project: Project,
    order: Order,
    listen: Callable[[Step], None] = lambda _: None,
    waiting: Waiting = lambda _: None,
) -> Built:
    """Build editions. All files are written together once all are made, the manifest last.

    Another build that is at work in the same folder is waited for, and ``waiting`` told. Raises
    Refusal with all errors; then every earlier output is as it was.
    """
    from hexapla.output.files import write_together  # noqa: PLC0415 - not before it is needed
    from hexapla.output.locks import held  # noqa: PLC0415
    from hexapla.output.manifest import NAME, Entry, sha256  # noqa: PLC0415
    from hexapla.pipeline.provenance import record  # noqa: PLC0415

    folder = order.output or project.output
    if not order.output:
        for name in ("build", "build/.cache"):
            refuse_link_out(project.root, name)
    order = replace(order, secret=user_secret())
    with held(folder, waiting):
        everything, found = assemble(project, order, listen)
        outputs: list[Output] = []
        files: dict[Path, bytes] = {}
        entries: dict[str, Entry] = {}
        for made in everything:
            path, written = folder / made.name, made.written
            size, coverage = len(written.data), made.manifest.coverage
            facts = (made.language, made.ending, written.pages, size, coverage, made.seconds)
            outputs.append(Output(path, *facts))
            files[path] = written.data
            entries[path.name] = Entry(sha256(written.data), size, written.pages, made.manifest)
        write_together({**files, folder / NAME: record(folder, entries)})
        kept = {item.path: item.data for made in everything for item in made.written.remembered}
        if order.secret:
            with suppress(Refusal):  # the next build only takes longer
                write_together(kept)
    return Built(tuple(outputs), found)


def assemble(
    project: Project, order: Order, listen: Callable[[Step], None] = lambda _: None
) -> tuple[list[Any], tuple[Diagnostic, ...]]:
    """Everything that :func:`build` writes, as :class:`~hexapla.pipeline.editions.Made`, and what
    is to be said of it. Nothing is written but temporary files.

    Raises Refusal with all errors; P006 for a SOURCE_DATE_EPOCH that is no time, O015 if
    somebody changed a file meanwhile.
    """
    from hexapla.edition import idle_templates  # noqa: PLC0415 - not before it is needed
    from hexapla.output.locks import scratch_folder  # noqa: PLC0415 - not before it is needed
    from hexapla.pipeline.inputs import refuse_changed, survey  # noqa: PLC0415

    if not order.time:
        _refuse_epoch(os.environ.get("SOURCE_DATE_EPOCH", ""))
    with bounded_time(project.limits.seconds, READING):
        before = survey(project)
        project = before.project
        dossier, warnings = read_dossier(project)
        _, of_theme = read_theme(project)
        editions, said = examine_catalogs(project, dossier, order.languages, order.least)
        idle = idle_templates(project.templates)
    found = _judged((*warnings, *of_theme, *idle, *said), strict=order.strict)
    with scratch_folder():
        everything = _made(project, dossier, editions, order, listen)
    for made in everything:
        found += _judged(made.written.said, strict=order.strict)
    refuse_changed(before, (name for made in everything for name in made.manifest.inputs))
    return everything, found


def _refuse_epoch(text: str) -> None:
    try:
        if text:
            time_of_epoch(text)
    except ValueError:
        problem = (
            f"the variable SOURCE_DATE_EPOCH is “{text}”; it takes whole seconds since 1970, such "
            "as 1700000000. Mend it, or take it out: then outputs have the dossier’s date"
        )
        raise Refusal(Diagnostic("P006", problem)) from None


def _judged(found: Sequence[Diagnostic], *, strict: bool) -> tuple[Diagnostic, ...]:
    """``found``, if a build may go on; else raises Refusal with it."""
    if strict and found:
        raise Refusal(*(replace(item, severity=Severity.ERROR) for item in found))
    refuse_errors(found)
    return tuple(found)


def _made(
    project: Project,
    dossier: Dossier,
    editions: Sequence[Catalogs],
    order: Order,
    listen: Callable[[Step], None],
) -> list[Any]:
    """Every output, in the order of languages and formats. Raises Refusal if one cannot be made."""

    def whereabouts(catalogs: Catalogs, step: Step | None) -> tuple[str, Place | None]:
        where = f"making the edition in {catalogs.language.tag}"
        if step is None:
            return where, None
        places = {part.id: part.place for part in dossier.parts}
        what = f"at the section “{step.section}”" if step.section else "at the writing"
        return f"{where}, {what} of the {step.ending.upper()},", places.get(step.section)

    results = work_on(
        editions,
        partial(_make, project, dossier, order),
        jobs=order.jobs or multiprocessing.cpu_count(),
        limits=project.limits,
        listen=listen,
        whereabouts=whereabouts,
    )
    return [made for result in results for made in result]


def _make(
    project: Project,
    dossier: Dossier,
    order: Order,
    catalogs: Catalogs,
    listen: Callable[[Step], None],
) -> tuple[Any, ...]:
    from hexapla.pipeline.editions import make  # noqa: PLC0415 - loads templates, fonts, layout
    from hexapla.pipeline.work import Settings  # noqa: PLC0415

    tag = catalogs.language.tag
    progress = {name: partial(_report, listen, tag, name) for name in order.endings}
    cache = (order.output or project.output) / ".cache"
    settings = Settings(
        cache=cache,
        multiple=order.multiple,
        fonts=order.fonts,
        pages=order.pages,
        sources=order.embed_sources,
        time=order.time,
        manifest=order.manifest,
        secret=order.secret,
    )
    made = make(project, dossier, catalogs, settings, progress)
    for name in order.endings:
        listen(Step(tag, name, ""))
    return made


def _report(
    listen: Callable[[Step], None], tag: str, name: str, section: str, *, counted: bool = True
) -> None:
    listen(Step(tag, name, section, counted and bool(section)))
