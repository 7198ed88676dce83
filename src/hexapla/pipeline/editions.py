"""One edition from end to end: translate -> render -> write, in the formats asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from hexapla.diagnostics import Diagnostic, Refusal, warning
from hexapla.model import Dossier
from hexapla.output.hyphenation import read_hyphenation
from hexapla.output.manifest import Manifest
from hexapla.output.pagination import PageStart
from hexapla.pipeline.catalogs import Catalogs, translate
from hexapla.pipeline.epubs import write_epub
from hexapla.pipeline.inputs import inputs_of
from hexapla.pipeline.materials import (
    draw,
    edition_of,
    faces_of,
    missing_characters,
    read_pictures,
)
from hexapla.pipeline.pdfs import Remembered, page_starts, write_edition
from hexapla.pipeline.provenance import manifest_of
from hexapla.pipeline.work import Progress, Settings, Work
from hexapla.project import Project
from hexapla.theme import read_theme


@dataclass(frozen=True)
class Written:
    """One output of one edition, not yet on disk."""

    data: bytes
    pages: int
    """Pages of a PDF; 0 for an EPUB."""
    remembered: tuple[Remembered, ...] = ()
    """What to keep for the next build."""
    said: tuple[Diagnostic, ...] = ()
    """Warnings."""
    starts: tuple[PageStart, ...] = ()
    """Where the pages of a PDF for a screen begin."""


@dataclass(frozen=True)
class Made:
    """One output with what is to be told of it."""

    language: str
    ending: str
    """Of the file's name: ``pdf``, ``print.pdf``, ``epub``."""
    written: Written
    manifest: Manifest
    """What it was made of."""
    seconds: float

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.manifest.dossier}.{self.language}.{self.ending}"


def make(
    project: Project,
    dossier: Dossier,
    catalogs: Catalogs,
    settings: Settings,
    progress: Mapping[str, Progress],
) -> tuple[Made, ...]:
    """Make the outputs of one edition. ``progress`` holds a listener for each, by its ending.

    Raises Refusal for characters that no font has, pictures that cannot be used, mistakes in
    templates or in hyphenation files, a missing Pango.
    """
    theme, _ = read_theme(project)
    translated = translate(dossier, catalogs)
    faces = faces_of(project, theme, catalogs)
    missing = missing_characters(translated, catalogs, faces)
    if missing:
        raise Refusal(*missing)
    edition = edition_of(dossier, translated, catalogs, faces)
    given, printed = read_pictures(project, translated), draw(project, theme, edition, faces)
    is_read = "epub" in progress and printed
    shown = draw(project, theme, edition, faces, for_screen=True) if is_read else printed
    pictures, hyphenation = (given | printed, given | shown), read_hyphenation(project.book)
    work = Work(project, theme, edition, faces, *pictures, hyphenation, settings)
    inputs = inputs_of(project, theme, translated, catalogs.language)
    made: list[Made] = []
    starts: tuple[PageStart, ...] = ()
    for ending, listener in progress.items():
        start = time.perf_counter()
        manifest = manifest_of(work, ending, inputs, catalogs.revision)
        told = replace(
            work,
            manifest=settings.manifest or manifest.as_bytes(),
            sources=inputs if manifest.sources_embedded else {},
        )
        written = WRITERS[ending](told, listener, starts)
        starts = starts or written.starts
        seconds = time.perf_counter() - start
        made.append(Made(catalogs.language.tag, ending, written, manifest, seconds))
    return tuple(made)


def _screen(work: Work, progress: Progress, _: tuple[PageStart, ...]) -> Written:
    pdf, remembered = write_edition(work, "screen", progress)
    return Written(pdf.data, pdf.pages, (remembered,), starts=pdf.starts)


def _print(work: Work, progress: Progress, _: tuple[PageStart, ...]) -> Written:
    pdf, remembered = write_edition(work, "print", progress)
    return Written(pdf.data, pdf.pages, (remembered,))


def _epub(work: Work, progress: Progress, starts: tuple[PageStart, ...]) -> Written:
    """With the pages of the PDF for a screen, whether it is written in the same build or not."""
    if not work.settings.pages:
        return Written(write_epub(work, progress), 0)
    remembered: tuple[Remembered, ...] = ()
    said: tuple[Diagnostic, ...] = ()
    if not starts:
        try:
            starts, kept = page_starts(work, progress)
            if kept:  # laying out was nearly all of the work
                remembered, progress = (kept,), partial(progress, counted=False)
        except Refusal as refusal:
            if {item.code for item in refusal.diagnostics} != {"O003"}:
                raise
            problem = (
                f"the e-book in {work.edition.language.tag} has no page numbers, which are those "
                "of the PDF: Pango cannot be loaded. “hexapla doctor” says how to install it"
            )
            said = (warning("O010", problem),)
    return Written(write_epub(work, progress, starts), 0, remembered, said)


WRITERS: Mapping[str, Callable[[Work, Progress, tuple[PageStart, ...]], Written]] = {
    "pdf": _screen,
    "print.pdf": _print,
    "epub": _epub,
}
"""The outputs, by what their names end in; each is told where the pages of the PDF begin, if that
is known. CONTRIBUTING.md says what else a new format takes."""
