"""One edition from end to end: translate -> render -> write, in the formats asked for."""

from __future__ import annotations

import datetime
import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree  # type: ignore[import-untyped]

from hexapla import inline
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.edition import Edition, Renderer
from hexapla.message import Coverage
from hexapla.model import Chapter, Dossier
from hexapla.output import fonts
from hexapla.output.assets import Asset
from hexapla.output.cover import cover_png
from hexapla.output.epub import EpubBook, EpubDocument, EpubMetadata, EpubPerson, epub_bytes
from hexapla.output.hyphenation import Hyphenation, read_hyphenation
from hexapla.output.lettering import text_width, wrap_lines
from hexapla.output.pdf import PageMap, PdfBook, write_pdf
from hexapla.pipeline.catalogs import Catalogs, translate
from hexapla.pipeline.materials import (
    SMALL_PAGE,
    characters_of,
    draw,
    edition_of,
    faces_of,
    missing_characters,
    read_pictures,
    renderer_of,
)
from hexapla.project import Project, page_width
from hexapla.text import Text

Progress = Callable[[str], None]
"""Told the name of each section before work on it begins."""

BASIC = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”„«»…·°№•†‡"
"""What every embedded font keeps beside its language's alphabet: ASCII and typographic signs."""


@dataclass(frozen=True)
class Made:
    """One output of one edition, not yet on disk."""

    language: str
    format: str
    data: bytes
    pages: int
    """Pages of a PDF; 0 for an EPUB."""
    coverage: Coverage
    seconds: float


@dataclass(frozen=True)
class _Work:
    """What the formats of one edition share."""

    project: Project
    edition: Edition
    faces: tuple[fonts.Face, ...]
    pictures: Mapping[str, Asset]
    """By the figure's source."""
    hyphenation: Hyphenation

    def renderer(self, name: str) -> Renderer:
        return renderer_of(self.project, self.edition, name, self.pictures, self.faces)


def make(
    project: Project,
    dossier: Dossier,
    catalogs: Catalogs,
    formats: tuple[str, ...],
    progress: Mapping[str, Progress],
) -> tuple[Made, ...]:
    """Make one edition. ``progress`` holds a listener for each format.

    Raises Refusal for characters that no font has, pictures that cannot be used, mistakes in
    templates or in hyphenation files, a missing Pango.
    """
    translated = translate(dossier, catalogs)
    faces = faces_of(project, catalogs)
    missing = missing_characters(translated, catalogs, faces)
    if missing:
        raise Refusal(*missing)
    edition = edition_of(dossier, translated, catalogs, faces)
    pictures = read_pictures(project, translated) | draw(project, edition, faces)
    work = _Work(project, edition, faces, pictures, read_hyphenation(project.book))
    made: list[Made] = []
    for name in formats:
        start = time.perf_counter()
        data, pages = WRITERS[name](work, progress[name])
        seconds = time.perf_counter() - start
        tag = catalogs.language.tag
        made.append(Made(tag, name, data, pages, work.edition.coverage, seconds))
    return tuple(made)


def sections_of(dossier: Dossier) -> tuple[str, ...]:
    """The names of the body's sections in reading order, as progress reports them."""
    index = ("index",) if dossier.has_index else ()
    return (*(part.id for part in dossier.parts), *index, "colophon")


FRONT = ("cover", "contents")
"""The sections before the body of a PDF."""


# ---- pdf ------------------------------------------------------------------------------------


def _pdf(work: _Work, progress: Progress) -> tuple[bytes, int]:
    """The PDF and the number of its pages."""
    renderer = work.renderer("pdf")
    files = {face.name: ("font/ttf", face.data) for face in work.faces}
    files |= {asset.name: (asset.media_type, asset.data) for asset in work.pictures.values()}
    pdf = write_pdf(
        PdfBook(
            front=FRONT,
            body=sections_of(work.edition.dossier),
            render=partial(_pdf_section, work, renderer),
            stylesheet=_stylesheet(work, renderer, "asset:"),
            files=files,
            right_to_left=work.edition.language.direction == "rtl",
            hyphenation=work.hyphenation,
        ),
        progress,
    )
    return pdf.data, pdf.pages


def _pdf_section(work: _Work, renderer: Renderer, name: str, first: int, pages: PageMap) -> str:
    template, values = _template(work, name)
    return renderer.render(
        template, name, **values, first_page=first, pages=pages, modified=_modified(work)
    )


def _template(work: _Work, name: str) -> tuple[str, dict[str, object]]:
    """The template of a section and the part that it shows."""
    for part in work.edition.dossier.parts:
        if part.id == name:
            kind = "chapter" if isinstance(part, Chapter) else "register"
            return f"{kind}.xhtml", {"part": part}
    return f"{name}.xhtml", {}


def _stylesheet(work: _Work, renderer: Renderer, folder: str) -> str:
    return renderer.render(
        "style.css",
        font_faces=fonts.font_face_rules(work.faces, folder),
        families=fonts.font_family(work.faces),
        page_size=work.project.page_size,
        narrow=page_width(work.project.page_size) < SMALL_PAGE,
    )


# ---- epub -----------------------------------------------------------------------------------


def _epub(work: _Work, progress: Progress) -> tuple[bytes, int]:
    """The EPUB; its pages are the reader's, so their number is 0."""
    renderer = work.renderer("epub")
    identifier = f"urn:uuid:{_identifier(work)}"
    documents: list[EpubDocument] = []
    for name in ("cover", "nav", *sections_of(work.edition.dossier)):
        progress(name)
        template, values = _template(work, name)
        content = renderer.render(template, name, **values, cover="cover.png")
        _check_xml(content, f"templates/epub/{template}")
        properties = ("nav",) if name == "nav" else ()
        documents.append(
            EpubDocument(f"part-{name}", f"{name}.xhtml", content.encode(), properties)
        )
    book = EpubBook(
        metadata=_metadata(work, renderer, identifier),
        documents=tuple(documents),
        ncx=renderer.render("toc.ncx", identifier=identifier).encode(),
        stylesheet=_stylesheet(work, renderer, "fonts/").encode(),
        fonts=tuple(_embedded(work)),
        fonts_notice=fonts.notices(work.faces),
        cover_png=_cover(work, renderer),
        pictures=tuple(dict.fromkeys(work.pictures.values())),
    )
    return epub_bytes(book), 0


def _check_xml(content: str, template: str) -> None:
    """Raise Refusal O006 if a template made what is not XML: e-readers would show none of it."""
    try:
        etree.fromstring(content.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        problem = f"what the template makes is not well-formed XML: {error.msg}"
        raise Refusal(Diagnostic("O006", problem, Place(template))) from None


def _embedded(work: _Work) -> Iterator[tuple[str, bytes]]:
    """Each face with the whole alphabet, so that a reader's notes and searches show as well."""
    characters = [BASIC, "".join(sorted(work.edition.language.alphabet()))]
    characters += [text for text, _ in characters_of(work.edition.dossier, work.edition.interface)]
    for face in work.faces:
        yield face.name, fonts.subset(face, characters)


def _metadata(work: _Work, renderer: Renderer, identifier: str) -> EpubMetadata:
    dossier, language = work.edition.dossier, work.edition.language

    def plain(text: Text | None) -> str:
        return inline.plain(text.content) if text else ""

    return EpubMetadata(
        identifier=identifier,
        language=language.tag,
        direction=language.direction,
        title=plain(dossier.title),
        subtitle=plain(dossier.subtitle),
        description=plain(dossier.description),
        date=dossier.date,
        modified=_modified(work),
        publisher=plain(dossier.publisher),
        rights=plain(dossier.rights),
        creators=tuple(EpubPerson(plain(editor), "edt") for editor in dossier.editors),
        accessibility_summary=renderer.render("accessibility.txt"),
    )


def _identifier(work: _Work) -> uuid.UUID:
    """The same for one slug and language for ever."""
    name = f"hexapla:{work.project.slug}:{work.edition.language.tag}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


def _modified(work: _Work) -> datetime.datetime:
    """SOURCE_DATE_EPOCH if it is set, else the dossier's date: never the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and int(epoch) <= 253402300799:  # the last second of the year 9999
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.combine(work.project.date, datetime.time(), datetime.UTC)


COVER_WIDTH = 1180
"""Width of the text on the cover, in the pixels of ``templates/epub/cover.svg``."""


def _cover(work: _Work, renderer: Renderer) -> bytes:
    bold = max(work.faces, key=lambda face: (face.style == "normal", face.weight == 700))
    regular = max(work.faces, key=lambda face: (face.style == "normal", face.weight == 400))
    dossier, pieces = work.edition.dossier, work.edition.language.line_pieces
    title = pieces(inline.plain(dossier.title.content))
    size = _size_that_fits(title, bold)
    subtitle = pieces(inline.plain(dossier.subtitle.content) if dossier.subtitle else "")
    svg = renderer.render(
        "cover.svg",
        family=fonts.font_family(work.faces).replace('"', ""),
        title_size=size,
        title_lines=wrap_lines(title, (bold,), size, COVER_WIDTH),
        subtitle_lines=wrap_lines(subtitle, (regular,), 56, COVER_WIDTH),
    )
    return cover_png(svg, work.faces)


def _size_that_fits(title: Sequence[str], face: fonts.Face) -> int:
    """The largest size at which the title's longest piece fits and the lines are not too many."""
    for size in range(170, 60, -10):
        widest = max((text_width(piece.strip(), (face,), size) for piece in title), default=0)
        if widest <= COVER_WIDTH and len(wrap_lines(title, (face,), size, COVER_WIDTH)) <= 6:
            return size
    return 60


WRITERS: Mapping[str, Callable[[_Work, Progress], tuple[bytes, int]]] = {"pdf": _pdf, "epub": _epub}
"""The formats. A new one is a line here, one in ``edition.FORMATS`` and a folder of templates."""
