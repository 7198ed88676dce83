"""What the package document of an EPUB says of an edition: who made it, of what, for whom."""

from __future__ import annotations

import uuid

from hexapla import inline
from hexapla.edition import Renderer
from hexapla.entries import Person
from hexapla.output.epub import EpubMetadata, EpubPerson
from hexapla.pipeline.work import Work, modified
from hexapla.text import Text


def identifier_of(work: Work) -> str:
    """The same for one slug and language for ever."""
    return _urn(work.project.slug, work.edition.language.tag)


def metadata_of(work: Work, renderer: Renderer, *, has_pages: bool) -> EpubMetadata:
    """The metadata of an edition. ``has_pages``: it has markers where pages of the PDF begin."""
    dossier, language = work.edition.dossier, work.edition.language
    slug = work.project.slug
    return EpubMetadata(
        identifier=identifier_of(work),
        language=language.tag,
        direction=language.direction,
        title=plain(dossier.title),
        subtitle=plain(dossier.subtitle),
        description=plain(dossier.description),
        date=dossier.date,
        modified=modified(work),
        publisher=plain(dossier.publisher),
        rights=plain(dossier.rights),
        creators=tuple(_editor(work, plain(editor)) for editor in dossier.editors),
        accessibility_summary=renderer.render("accessibility.txt", has_pages=has_pages).strip(),
        page_source=_urn(slug, language.tag, "pdf") if has_pages else "",
    )


def plain(text: Text | None) -> str:
    """A text without markup; empty for none."""
    return inline.plain(text.content) if text else ""


def _editor(work: Work, name: str) -> EpubPerson:
    """An editor; sorted as the register of people has it, if it knows somebody of that name."""
    people = (entry for entry in work.edition.entries.values() if isinstance(entry, Person))
    found = (plain(one.sort_name) for one in people if plain(one.name) == name)
    return EpubPerson(name, "edt", next(filter(None, found), ""))


def _urn(*names: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ':'.join(('hexapla', *names)))}"
