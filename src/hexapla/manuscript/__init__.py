"""read: the manuscript in ``book/`` becomes a Dossier, or a list of what is wrong with it."""

from __future__ import annotations

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report
from hexapla.manuscript.chapters import read_chapter
from hexapla.manuscript.drawings import read_drawings
from hexapla.manuscript.evidence import check_evidence
from hexapla.manuscript.references import check_references
from hexapla.manuscript.registers import read_register
from hexapla.model import Dossier, Part
from hexapla.project import MANIFEST, Lines, Project, read_text
from hexapla.text import TITLE_LIMIT, Text

__all__ = ["read_dossier"]


def read_dossier(project: Project) -> tuple[Dossier, tuple[Diagnostic, ...]]:
    """Read every chapter and register of a project, with the warnings.

    Raises Refusal with all errors of all files, so that a person can mend them in one go.
    """
    report = Report()
    parts = tuple(
        part for name in project.chapters if (part := _read_part(project, name, report)) is not None
    )
    dossier = _dossier(project, parts)
    if not any(item.code[0] == "P" for item in report.found) and len(parts) == len(
        project.chapters
    ):
        # With a file or an entry that could not be read, everything would seem to point nowhere.
        check_references(dossier, report)
        check_evidence(dossier, report)
    return dossier, report.close()


def _read_part(project: Project, name: str, report: Report) -> Part | None:
    path = project.book / name
    place = project.place(path)
    try:
        if path.suffix == ".toml":
            return read_register(path, place, report)
        return read_drawings(read_chapter(path, place, report), project.book, report)
    except Refusal as refusal:
        report.found += refusal.diagnostics
        return None


def _dossier(project: Project, parts: tuple[Part, ...]) -> Dossier:
    lines = Lines(read_text(project.root / MANIFEST, Place(MANIFEST)))

    def leaf(key: str, content: str) -> Text:
        limit = TITLE_LIMIT if key == "title" else 0
        return Text(content, f"dossier: {key}", Place(MANIFEST, lines.key(key)), limit=limit)

    def text(key: str) -> Text | None:
        content: str = getattr(project, key)
        return leaf(key, content) if content else None

    return Dossier(
        slug=project.slug,
        language=project.language.tag,
        date=project.date,
        title=leaf("title", project.title),
        subtitle=text("subtitle"),
        description=text("description"),
        publisher=text("publisher"),
        rights=text("rights"),
        url=project.url,
        editors=tuple(leaf("editors", name) for name in project.editors),
        subjects=tuple(leaf("subjects", name) for name in project.subjects),
        parts=parts,
        has_index=project.index,
    )
