"""One edition from end to end: translate -> render -> write, in the formats asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hexapla.diagnostics import Refusal
from hexapla.message import Coverage
from hexapla.model import Dossier
from hexapla.output.hyphenation import read_hyphenation
from hexapla.pipeline.catalogs import Catalogs, translate
from hexapla.pipeline.epubs import write_epub
from hexapla.pipeline.materials import (
    draw,
    edition_of,
    faces_of,
    missing_characters,
    read_pictures,
)
from hexapla.pipeline.pdfs import Remembered, write_edition
from hexapla.pipeline.work import Settings, Work
from hexapla.project import Project
from hexapla.theme import read_theme

Progress = Callable[[str], None]
"""Told the name of each section before work on it begins."""


@dataclass(frozen=True)
class Made:
    """One output of one edition, not yet on disk."""

    language: str
    ending: str
    """Of the file's name: ``pdf``, ``print.pdf``, ``epub``."""
    data: bytes
    pages: int
    """Pages of a PDF; 0 for an EPUB."""
    coverage: Coverage
    seconds: float
    remembered: Remembered | None = None


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
    pictures = read_pictures(project, translated) | draw(project, theme, edition, faces)
    hyphenation = read_hyphenation(project.book)
    work = Work(project, theme, edition, faces, pictures, hyphenation, settings)
    made: list[Made] = []
    for ending, listener in progress.items():
        start = time.perf_counter()
        data, pages, remembered = WRITERS[ending](work, listener)
        seconds = time.perf_counter() - start
        tag, coverage = catalogs.language.tag, edition.coverage
        made.append(Made(tag, ending, data, pages, coverage, seconds, remembered))
    return tuple(made)


Written = tuple[bytes, int, Remembered | None]
"""A file's content, the number of its pages, what to keep for the next build."""


def _screen(work: Work, progress: Progress) -> Written:
    pdf, remembered = write_edition(work, "screen", progress)
    return pdf.data, pdf.pages, remembered


def _print(work: Work, progress: Progress) -> Written:
    pdf, remembered = write_edition(work, "print", progress)
    return pdf.data, pdf.pages, remembered


def _epub(work: Work, progress: Progress) -> Written:
    return write_epub(work, progress), 0, None


WRITERS: Mapping[str, Callable[[Work, Progress], Written]] = {
    "pdf": _screen,
    "print.pdf": _print,
    "epub": _epub,
}
"""The outputs, by what their names end in. A new format is a line here, one in
``edition.FORMATS`` and a folder of templates."""
