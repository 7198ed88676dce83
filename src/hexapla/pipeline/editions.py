"""One edition from end to end: translate -> render -> write, in the formats asked for."""

from __future__ import annotations

import datetime
import os
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lxml import etree  # type: ignore[import-untyped]

from hexapla import __version__, inline
from hexapla.dates import PartialDate
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.edition import FORMATS, Edition, Interface, Renderer
from hexapla.message import Coverage
from hexapla.model import Chapter, Code, Dossier, Figure, Source, State, Text, blocks_of, texts_of
from hexapla.output import fonts
from hexapla.output.assets import Asset, read_picture
from hexapla.output.cover import cover_png, text_width, wrap_lines
from hexapla.output.epub import EpubBook, EpubDocument, EpubMetadata, EpubPerson, epub_bytes
from hexapla.output.pdf import PageMap, PdfBook, write_pdf
from hexapla.pipeline.catalogs import Catalogs, translate
from hexapla.project import Project
from hexapla.translation import coverage_of

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

    def renderer(self, name: str) -> Renderer:
        prefix = "asset:" if name == "pdf" else ""
        pictures = {source: prefix + asset.name for source, asset in self.pictures.items()}
        version = f"Hexapla {__version__}"
        return Renderer(self.edition, FORMATS[name], self.project.templates, pictures, version)


def make(
    project: Project,
    dossier: Dossier,
    catalogs: Catalogs,
    formats: tuple[str, ...],
    progress: Mapping[str, Progress],
) -> tuple[Made, ...]:
    """Make one edition. ``progress`` holds a listener for each format.

    Raises Refusal for characters that no font has, pictures that cannot be used, mistakes in
    templates, a missing Pango.
    """
    translated = translate(dossier, catalogs)
    missing = missing_characters(project, translated, catalogs)
    if missing:
        raise Refusal(*missing)
    work = _Work(
        project=project,
        edition=_edition(project, dossier, translated, catalogs),
        faces=_faces(project, catalogs),
        pictures=read_pictures(project, translated),
    )
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
    return (*(part.id for part in dossier.parts), "colophon")


FRONT = ("cover", "contents")
"""The sections before the body of a PDF."""


def _edition(
    project: Project, dossier: Dossier, translated: Dossier, catalogs: Catalogs
) -> Edition:
    first = catalogs.interface or catalogs.shipped
    plural = first.plural if first else lambda number: int(number != 1)
    return Edition(
        dossier=translated,
        language=catalogs.language,
        interface=Interface(catalogs.language.tag, catalogs.words(), plural),
        coverage=coverage_of(translated, dossier),
        revision=PartialDate.parse(catalogs.revision) if catalogs.revision else None,
        fonts=tuple(dict.fromkeys(face.family for face in _faces(project, catalogs))),
    )


def _faces(project: Project, catalogs: Catalogs) -> tuple[fonts.Face, ...]:
    return fonts.faces_for(project.book, project.fonts, catalogs.language.tag)


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
    characters += [text for text, _ in _characters(work.edition.dossier, work.edition.interface)]
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
        title_lines=wrap_lines(title, bold, size, COVER_WIDTH),
        subtitle_lines=wrap_lines(subtitle, regular, 56, COVER_WIDTH),
    )
    return cover_png(svg, work.faces)


def _size_that_fits(title: Sequence[str], face: fonts.Face) -> int:
    """The largest size at which the title's longest piece fits and the lines are not too many."""
    for size in range(170, 60, -10):
        widest = max((text_width(piece.strip(), face, size) for piece in title), default=0)
        if widest <= COVER_WIDTH and len(wrap_lines(title, face, size, COVER_WIDTH)) <= 6:
            return size
    return 60


WRITERS: Mapping[str, Callable[[_Work, Progress], tuple[bytes, int]]] = {"pdf": _pdf, "epub": _epub}
"""The formats. A new one is a line here, one in ``edition.FORMATS`` and a folder of templates."""


# ---- what an edition is made from -----------------------------------------------------------


def read_pictures(project: Project, dossier: Dossier) -> dict[str, Asset]:
    """Every picture by its figure's source. Raises Refusal with all that is wrong."""
    found: dict[str, Asset] = {}
    wrong: list[Diagnostic] = []
    for block in blocks_of(dossier):
        if isinstance(block, Figure) and block.source not in found:
            try:
                found[block.source] = read_picture(project.book, block.source, block.alt.place)
            except Refusal as refusal:
                wrong += refusal.diagnostics
    if wrong:
        raise Refusal(*wrong)
    return found


def missing_characters(
    project: Project, translated: Dossier, catalogs: Catalogs
) -> tuple[Diagnostic, ...]:
    """The characters of an edition that none of its fonts has: the first ten, and how many more."""
    interface = Interface(catalogs.language.tag, catalogs.words())
    characters = _characters(translated, interface, _places_of_translations(catalogs))
    found = fonts.missing_characters(characters, _faces(project, catalogs))
    if len(found) <= 10:
        return found
    more = f"{len(found) - 10} more characters of the edition in {catalogs.language.tag}"
    return (*found[:10], Diagnostic("O001", f"none of the fonts has {more}", found[10].place))


def _places_of_translations(catalogs: Catalogs) -> dict[str, Place]:
    """Where each translation stands in its catalog."""
    return {
        form: catalog.place_of(message, context)
        for catalog in (catalogs.shipped, catalogs.interface, catalogs.book)
        if catalog
        for (context, message), translation in catalog.entries.items()
        for form in translation.forms
        if form
    }


def _characters(
    dossier: Dossier, interface: Interface, places: Mapping[str, Place] | None = None
) -> Iterator[tuple[str, Place]]:
    """Every run of text that an edition shows, with its place; ``places`` has the translations'."""
    places = places or {}
    for text in texts_of(dossier):
        translated = text.state is State.TRANSLATED
        place = places.get(text.content, text.place) if translated else text.place
        yield inline.plain(text.content), place
    for part in dossier.parts:
        for node in blocks_of(part):
            if isinstance(node, Source):
                # Addresses are shown with their percent codes decoded.
                addresses = urllib.parse.unquote(f"{node.url} {node.archive}")
                yield f"{node.title} {node.author} {addresses}", node.place
            elif isinstance(node, Code):
                yield node.content, part.place
    for translation in interface.translations.values():
        for form in translation.forms:
            yield form, places.get(form, Place("locales"))
