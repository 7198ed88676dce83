"""write: the EPUB of one edition, from its templates, fonts and pictures."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence

from lxml import etree  # type: ignore[import-untyped]

from hexapla import inline
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.edition import Renderer
from hexapla.output import fonts
from hexapla.output.cover import cover_png
from hexapla.output.epub import EpubBook, EpubDocument, EpubMetadata, EpubPerson, epub_bytes
from hexapla.output.lettering import text_width, wrap_lines
from hexapla.pipeline.materials import characters_of
from hexapla.pipeline.work import Work, modified, sections_of, stylesheet_of, template_of
from hexapla.text import Text

BASIC = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0–—‘’“”„«»…·°№•†‡"
"""What every embedded font keeps beside its language's alphabet: ASCII and typographic signs."""


def write_epub(work: Work, progress: Callable[[str], None]) -> bytes:
    """The EPUB of an edition. ``progress`` is told the name of each section.

    Raises Refusal O006 for a template that makes what is not XML.
    """
    renderer = work.renderer("epub")
    identifier = f"urn:uuid:{_identifier(work)}"
    documents: list[EpubDocument] = []
    for name in ("cover", "nav", *sections_of(work.edition.dossier)):
        progress(name)
        template, values = template_of(work, name)
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
        stylesheet=stylesheet_of(work, renderer, "fonts/").encode(),
        fonts=tuple(_embedded(work)),
        fonts_notice=fonts.notices(work.faces),
        cover_png=_cover(work, renderer),
        pictures=tuple(dict.fromkeys(work.pictures.values())),
    )
    return epub_bytes(book)


def _check_xml(content: str, template: str) -> None:
    """Raise Refusal O006 if a template made what is not XML: e-readers would show none of it."""
    try:
        etree.fromstring(content.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        problem = f"what the template makes is not well-formed XML: {error.msg}"
        raise Refusal(Diagnostic("O006", problem, Place(template))) from None


def _embedded(work: Work) -> Iterator[tuple[str, bytes]]:
    """Each face with the whole alphabet, so that a reader's notes and searches show as well."""
    characters = [BASIC, "".join(sorted(work.edition.language.alphabet()))]
    characters += [text for text, _ in characters_of(work.edition.dossier, work.edition.interface)]
    for face in work.faces:
        yield face.name, fonts.subset(face, characters)


def _metadata(work: Work, renderer: Renderer, identifier: str) -> EpubMetadata:
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
        modified=modified(work),
        publisher=plain(dossier.publisher),
        rights=plain(dossier.rights),
        creators=tuple(EpubPerson(plain(editor), "edt") for editor in dossier.editors),
        accessibility_summary=renderer.render("accessibility.txt"),
    )


def _identifier(work: Work) -> uuid.UUID:
    """The same for one slug and language for ever."""
    name = f"hexapla:{work.project.slug}:{work.edition.language.tag}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


COVER_WIDTH = 1180
"""Width of the text on the cover, in the pixels of ``templates/epub/cover.svg``."""


def _cover(work: Work, renderer: Renderer) -> bytes:
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
