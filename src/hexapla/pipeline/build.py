"""read -> translate -> render -> write: the editions of a project, side by side in processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Diagnostic, Place, Refusal, Severity, refuse_errors
from hexapla.manuscript import read_dossier
from hexapla.message import Coverage
from hexapla.model import Dossier
from hexapla.paths import refuse_link_out
from hexapla.pipeline.catalogs import Catalogs
from hexapla.pipeline.reports import examine_catalogs
from hexapla.pipeline.workers import work_on
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
    if not order.output:
        refuse_link_out(project.root, "build")
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

    def whereabouts(catalogs: Catalogs, step: Step | None) -> tuple[str, Place | None]:
        where = f"making the edition in {catalogs.language.tag}"
        if step is None:
            return where, None
        places = {part.id: part.place for part in dossier.parts}
        where += f", at the section “{step.section}” of the {step.ending.upper()},"
        return where, places.get(step.section)

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
    made = make(project, dossier, catalogs, Settings(cache, order.multiple, order.fonts), progress)
    for name in order.endings:
        listen(Step(tag, name, ""))
    return made


def _report(listen: Callable[[Step], None], tag: str, name: str, section: str) -> None:
    listen(Step(tag, name, section))
