"""Work: what the formats of one edition share while it is made."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hexapla.dates import time_of_epoch
from hexapla.edition import Edition, Renderer
from hexapla.model import Chapter, Dossier
from hexapla.output import fonts
from hexapla.output.assets import Asset
from hexapla.output.hyphenation import Hyphenation
from hexapla.paper import page_width
from hexapla.pipeline.materials import SMALL_PAGE, renderer_of
from hexapla.project import Project
from hexapla.theme import Theme


class Progress(Protocol):
    """Told the name of each section before work on it begins; an empty one when a PDF's are all
    put together.
    """

    def __call__(self, section: str, *, counted: bool = True) -> None:
        """``counted`` tells whether it is a share of the work; see ``build.Step``."""


@dataclass(frozen=True)
class Settings:
    """How outputs are made, whatever the edition."""

    cache: Path
    """A folder for what spares later builds some work."""
    multiple: int = 1
    """The number of pages for print is made a multiple of this."""
    fonts: bool = True
    """Whether EPUBs carry fonts."""
    pages: bool = True
    """Whether EPUBs have page numbers."""
    sources: bool = False
    """Whether PDFs carry what they were made of."""
    time: datetime.datetime | None = None
    """What outputs say of when they were made; None for SOURCE_DATE_EPOCH or the dossier's date."""
    manifest: bytes = b""
    """To be put into the output in place of its own; empty for its own."""
    secret: bytes = field(default=b"", repr=False)
    """What signs what is kept in ``cache``; nothing of it is read if empty."""


@dataclass(frozen=True)
class Work:
    """One edition, its fonts, its pictures."""

    project: Project
    theme: Theme
    edition: Edition
    faces: tuple[fonts.Face, ...]
    pictures: Mapping[str, Asset]
    """By the figure's source, as they are printed."""
    screen_pictures: Mapping[str, Asset]
    """The same for e-books: drawings with larger letters."""
    hyphenation: Hyphenation
    settings: Settings
    manifest: bytes = b""
    """What the output was made of, which travels in it."""
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """Files of the project that travel in it, by path."""

    def renderer(self, name: str, variant: str = "") -> Renderer:
        """The templates of a format, for one of its variants if it has any."""
        pictures = self.screen_pictures if name == "epub" else self.pictures
        return renderer_of(
            self.project, self.theme, self.edition, name, pictures, variant, self.faces
        )


def sections_of(dossier: Dossier) -> tuple[str, ...]:
    """The names of the body's sections in reading order, as progress reports them."""
    index = ("index",) if dossier.has_index else ()
    return (*(part.id for part in dossier.parts), *index, "colophon")


def template_of(work: Work, name: str) -> tuple[str, dict[str, object]]:
    """The template of a section and the part that it shows."""
    for part in work.edition.dossier.parts:
        if part.id == name:
            kind = "chapter" if isinstance(part, Chapter) else "register"
            return f"{kind}.xhtml", {"part": part}
    return f"{name}.xhtml", {}


def stylesheet_of(work: Work, renderer: Renderer, folder: str, *, with_fonts: bool = True) -> str:
    """The style sheet of a format; ``folder`` is where it finds the fonts, if there are any."""
    return renderer.render(
        "style.css",
        font_faces=fonts.font_face_rules(work.faces, folder) if with_fonts else "",
        families=fonts.font_family(work.faces) if with_fonts else "inherit",
        page_size=work.project.page_size,
        narrow=page_width(work.project.page_size) < SMALL_PAGE,
    )


def modified(work: Work) -> datetime.datetime:
    """As settings have it; else SOURCE_DATE_EPOCH; else the later of the dossier's date and that of
    its translation: never the clock.

    Raises ValueError for a SOURCE_DATE_EPOCH that is no time, which a build has refused before.
    """
    if work.settings.time:
        return work.settings.time
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        return time_of_epoch(epoch)
    revision = work.edition.revision
    day = max(work.project.date, revision.last_day()) if revision else work.project.date
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
