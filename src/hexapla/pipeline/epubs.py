"""write: the EPUB of one edition, from its templates, fonts and pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from hexapla import inline
from hexapla.diagnostics import Place
from hexapla.edition import Renderer
from hexapla.output import fonts
from hexapla.output.assets import Asset
from hexapla.output.cover import cover_png
from hexapla.output.epub import COVER, FONTS, STYLESHEET, EpubBook, EpubDocument, epub_bytes
from hexapla.output.lettering import text_width, wrap_lines
from hexapla.output.markup import check_markup, check_style
from hexapla.output.pagination import PageStart, with_markers
from hexapla.pipeline.materials import characters_of, read_logo
from hexapla.pipeline.packaging import identifier_of, metadata_of
from hexapla.pipeline.work import Progress, Work, sections_of, stylesheet_of, template_of

BASIC = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”„«»…·°№•†‡"
"""What every embedded font keeps beside its language's alphabet: ASCII and typographic signs."""


COUNTERPARTS = {"cover": "cover", "imprint": "titlepage", "contents": "nav"}
"""The documents that say what a PDF's sections before the body do."""


def write_epub(work: Work, progress: Progress, starts: Sequence[PageStart] = ()) -> bytes:
    """The EPUB of an edition. ``progress`` is told the name of each section.

    ``starts`` tells where the pages of the edition's PDF begin: the e-book has markers there and
    a list of pages; empty for none. Raises Refusal O006 for a template that makes what is not XML.
    """
    if not work.settings.fonts:
        work = replace(work, edition=replace(work.edition, fonts=()))
    renderer = work.renderer("epub")
    identifier = identifier_of(work)
    names = ("cover", "titlepage", "nav", *sections_of(work.edition.dossier))
    front = {start.page: at for at, start in enumerate(starts, 1) if not start.page.isdigit()}
    starts_in = _by_document(starts)
    pages = [
        ListedPage(start.page, f"{name}.xhtml#page-{start.page}", front.get(start.page, 0))
        for name in names
        for start in starts_in.get(name, ())
    ]
    files = {STYLESHEET, COVER, *(picture.name for picture in work.screen_pictures.values())}
    documents: list[EpubDocument] = []
    for name in names:
        progress(name)
        template, values = template_of(work, name)
        content = renderer.render(template, name, **values, cover="cover.png", page_list=pages)
        check_markup(content, Place(f"templates/epub/{template}"), files)
        if name in starts_in:
            mark = partial(_marker, renderer)
            content = with_markers(content, starts_in[name], work.edition.homes.keys(), mark)
            check_markup(content, Place("templates/epub/page.xhtml"), files)
        properties = ("nav",) if name == "nav" else ()
        documents.append(
            EpubDocument(f"part-{name}", f"{name}.xhtml", content.encode(), properties)
        )
    with_fonts = work.settings.fonts
    stylesheet = stylesheet_of(work, renderer, "fonts/", with_fonts=with_fonts)
    named = {FONTS + face.name for face in work.faces}
    check_style(stylesheet, Place("templates/epub/style.css"), named)
    ncx = renderer.render("toc.ncx", identifier=identifier, page_list=pages)
    check_markup(ncx, Place("templates/epub/toc.ncx"), {document.name for document in documents})
    book = EpubBook(
        metadata=metadata_of(work, renderer, has_pages=bool(pages)),
        documents=tuple(documents),
        ncx=ncx.encode(),
        stylesheet=stylesheet.encode(),
        fonts=tuple(_embedded(work)) if with_fonts else (),
        fonts_notice=fonts.notices(work.faces) if with_fonts else "",
        cover_png=_cover(work, renderer),
        manifest=work.manifest,
        pictures=tuple(dict.fromkeys(work.screen_pictures.values())),
    )
    return epub_bytes(book)


@dataclass(frozen=True)
class ListedPage:
    """A line of the list of pages."""

    page: str
    """The printed number in ASCII."""
    href: str
    front: int
    """For a Roman number, what it comes to; 0 for the others, which are of the body."""


def _by_document(starts: Sequence[PageStart]) -> dict[str, list[PageStart]]:
    """The pages of each document. Of a section in front of the body only the first is told."""
    found: dict[str, list[PageStart]] = {}
    for start in starts:
        name = start.section if start.page.isdigit() else COUNTERPARTS.get(start.section, "")
        if name and (start.page.isdigit() or name not in found):
            found.setdefault(name, []).append(start)
    return found


def _marker(renderer: Renderer, page: str) -> str:
    """The XHTML that stands where a page of the PDF begins."""
    return renderer.render("page.xhtml", page=page).strip()


def _embedded(work: Work) -> Iterator[tuple[str, bytes]]:
    """Each face with the whole alphabet, so that a reader's notes and searches show as well."""
    texts = (text for text, _ in characters_of(work.edition.dossier, work.edition.interface))
    used = set(BASIC).union(*work.edition.language.alphabet(), *texts)
    characters = "".join(sorted(used))
    for face in work.faces:
        yield face.name, fonts.subset(face, (characters,))


COVER_WIDTH = 1180
"""Width of the text on the cover, in the pixels of ``templates/epub/cover.svg``."""


def _cover(work: Work, renderer: Renderer) -> bytes:
    bold = max(work.faces, key=lambda face: (face.style == "normal", face.weight == 700))
    regular = max(work.faces, key=lambda face: (face.style == "normal", face.weight == 400))
    dossier, pieces = work.edition.dossier, work.edition.language.line_pieces
    title = pieces(inline.plain(dossier.title.content))
    size = _size_that_fits(title, bold)
    subtitle = pieces(inline.plain(dossier.subtitle.content) if dossier.subtitle else "")
    names = [inline.plain(editor.content) for editor in dossier.editors]
    editors = pieces(work.edition.language.joined(names)) if names else ()
    svg = renderer.render(
        "cover.svg",
        family=fonts.font_family(work.faces).replace('"', ""),
        title_size=size,
        title_lines=wrap_lines(title, (bold,), size, COVER_WIDTH),
        subtitle_lines=wrap_lines(subtitle, (regular,), 56, COVER_WIDTH),
        editor_lines=wrap_lines(editors, (regular,), 46, COVER_WIDTH),
        logo=_data_address(read_logo(work.project, work.theme)),
    )
    return cover_png(svg, work.faces)


def _data_address(picture: Asset | None) -> str:
    """A picture within the address itself (RFC 2397); empty for none."""
    if picture is None:
        return ""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _size_that_fits(title: Sequence[str], face: fonts.Face) -> int:
    """The largest size at which the title's longest piece fits and the lines are not too many."""
    for size in range(170, 60, -10):
        widest = max((text_width(piece.strip(), (face,), size) for piece in title), default=0)
        if widest <= COVER_WIDTH and len(wrap_lines(title, (face,), size, COVER_WIDTH)) <= 6:
            return size
    return 60
