"""What the package document of an EPUB says of an edition: who made it, of what, for whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from hexapla import inline
from hexapla.edition import Renderer
from hexapla.entries import Person, Source
from hexapla.model import Figure, blocks_of
from hexapla.output.epub_metadata import EpubCollection, EpubMetadata, EpubPerson
from hexapla.pipeline.work import Work, modified
from hexapla.text import Text


def identifier_of(work: Work) -> str:
    """The edition's ISBN, else an identifier that one slug and language have for ever."""
    tag = work.edition.language.tag
    isbn = (work.project.isbns or {}).get(tag)
    return f"urn:isbn:{isbn}" if isbn else _urn(work.project.slug, tag)


def pdf_identifier_of(work: Work) -> str:
    """What the PDFs of the edition, on whose pages all agree, are called in them and elsewhere."""
    return _urn(work.project.slug, work.edition.language.tag, "pdf")


def metadata_of(work: Work, renderer: Renderer, *, has_pages: bool) -> EpubMetadata:
    """The metadata of an edition. ``has_pages``: it has markers where pages of the PDF begin."""
    dossier, language = work.edition.dossier, work.edition.language
    slug = work.project.slug
    has_drawings = any(
        isinstance(block, Figure) and block.drawing for block in blocks_of(dossier.parts)
    )
    features = {
        "index": dossier.has_index,
        "longDescription": has_drawings,
        "pageBreakMarkers": has_pages,
        "pageNavigation": has_pages,
    }
    summary = renderer.render(
        "accessibility.txt", has_pages=has_pages, has_drawings=has_drawings
    ).strip()
    translators = filter(None, [work.edition.translator])
    return EpubMetadata(
        identifier=identifier_of(work),
        language=language.tag,
        direction=language.direction,
        title=plain(dossier.title),
        title_file_as=filed(plain(dossier.title), _language_of(work, dossier.title)),
        subtitle=plain(dossier.subtitle),
        description=plain(dossier.description),
        date=dossier.date,
        modified=modified(work),
        publisher=plain(dossier.publisher),
        rights=plain(dossier.rights),
        creators=tuple(_editor(work, plain(editor)) for editor in dossier.editors),
        contributors=tuple(
            EpubPerson(name, "trl", filed(name, language.tag)) for name in translators
        ),
        subjects=tuple(plain(subject) for subject in dossier.subjects),
        sources=tuple(_sources(work)),
        collection=EpubCollection(work.project.title, dossier.language, _urn(slug)),
        accessibility_summary=summary,
        page_source=pdf_identifier_of(work) if has_pages else "",
        features=tuple(name for name, is_true in features.items() if is_true),
        conformance=work.project.conformance,
        certifier=work.project.certified_by or plain(dossier.publisher),
    )


def plain(text: Text | None) -> str:
    """A text without markup; empty for none."""
    return inline.plain(text.content) if text else ""


ARTICLES = {
    "en": ("The ", "A ", "An "),
    "fr": ("Le ", "La ", "Les ", "L’", "L'"),
    "de": ("Der ", "Die ", "Das "),
}
"""By language the articles behind which catalogues sort a title."""


def filed(title: str, language: str) -> str:
    """A title as catalogues sort it, ``Return, The``; empty if that is as it stands."""
    for article in ARTICLES.get(language.partition("-")[0], ()):
        rest = title.removeprefix(article)
        if rest and rest != title:
            return f"{rest[0].upper()}{rest[1:]}, {article.strip()}"
    return ""


def _language_of(work: Work, text: Text) -> str:
    """The tag of the language in which a text stands in the edition."""
    is_fallback = text.state.is_fallback
    return work.edition.dossier.language if is_fallback else work.edition.language.tag


def _editor(work: Work, name: str) -> EpubPerson:
    """An editor; sorted as the register of people has it, if it knows somebody of that name.

    A body that begins with an article is sorted behind it: “Editors, The”.
    """
    people = (entry for entry in work.edition.entries.values() if isinstance(entry, Person))
    found = (plain(one.sort_name) for one in people if plain(one.name) == name)
    file_as = next(filter(None, found), "") or filed(name, work.edition.dossier.language)
    return EpubPerson(name, "edt", file_as)


def _sources(work: Work) -> Iterator[str]:
    """What the chapters report: addresses, or titles where there are none."""
    for part in work.edition.reported:
        source = work.edition.entries[part.source]
        assert isinstance(source, Source)
        yield source.url or ", ".join(filter(None, (source.author, source.title)))


def _urn(*names: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ':'.join(('hexapla', *names)))}"
