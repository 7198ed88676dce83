"""What can be said of a project without building it: how far each language is, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hexapla.diagnostics import Diagnostic, Refusal, warning
from hexapla.language import Language
from hexapla.manuscript import read_dossier
from hexapla.message import INTERFACE_LANGUAGE, Coverage, Message
from hexapla.model import Dossier
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.pipeline.catalogs import (
    Catalogs,
    choose_languages,
    extract,
    languages_of,
    load_catalogs,
    pseudo_catalogs,
    translate,
)
from hexapla.pipeline.locales import misplaced
from hexapla.project import Project
from hexapla.theme import Theme, read_theme
from hexapla.translation import (
    Agreement,
    Standard,
    agreement_of,
    check_catalog,
    coverage_of,
    is_pseudo,
)


@dataclass(frozen=True)
class LanguageStatus:
    """How far one language is."""

    language: Language
    whole: Coverage
    parts: Mapping[str, Coverage]
    """By the id of the chapter or register, in reading order; ``dossier`` for the title."""
    revision: str

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "language": self.language.tag,
            "name": self.language.name,
            "revision": self.revision or None,
            **self.whole.as_json(),
            "chapters": {name: coverage.as_json() for name, coverage in self.parts.items()},
        }


def status(project: Project) -> tuple[tuple[LanguageStatus, ...], tuple[Diagnostic, ...]]:
    """The coverage of every language, whole and by chapter, and which catalogs are not counted.

    Loads neither fonts nor layout.
    """
    with bounded_time(project.limits.seconds, READING):
        dossier, _ = read_dossier(project)
        counted = tuple(_status(project, dossier, language) for language in languages_of(project))
    return counted, tuple(item.found for item in misplaced(project))


def _status(project: Project, dossier: Dossier, language: Language) -> LanguageStatus:
    catalogs = load_catalogs(project, language)
    translated = translate(dossier, catalogs)
    parts = {
        "dossier": coverage_of(replace(translated, parts=()), replace(dossier, parts=())),
        **{
            part.id: coverage_of(part, source)
            for part, source in zip(translated.parts, dossier.parts, strict=True)
        },
    }
    return LanguageStatus(language, coverage_of(translated, dossier), parts, catalogs.revision)


def check(project: Project, names: Sequence[str] = (), least: int = 0) -> tuple[Diagnostic, ...]:
    """Everything that can be said against the project's files; empty if nothing can.

    Manuscript, pictures, fonts and hyphenation files, and the catalogs of the languages
    ``names`` (all if empty), of which ``least`` per cent have to be translated. Raises Refusal
    O011 if that takes longer than the project's limits allow.
    """
    with bounded_time(project.limits.seconds, "checking the project"):
        return _check(project, names, least)


def _check(project: Project, names: Sequence[str], least: int) -> tuple[Diagnostic, ...]:
    from hexapla.edition import idle_templates  # noqa: PLC0415 - loads Jinja
    from hexapla.output.hyphenation import read_hyphenation  # noqa: PLC0415 - with the layout
    from hexapla.pipeline.materials import (  # noqa: PLC0415 - loads fonts and templates
        draw,
        edition_of,
        faces_of,
        missing_characters,
        read_logo,
        read_pictures,
    )

    try:
        dossier, warnings = read_dossier(project)
    except Refusal as refusal:
        return refusal.diagnostics
    found = [*warnings, *idle_templates(project.templates)]
    theme = Theme()
    try:
        theme, said = read_theme(project)
        found += said
    except Refusal as refusal:
        found += refusal.diagnostics
    for read in (
        lambda: read_pictures(project, dossier),
        lambda: read_hyphenation(project.book),
        lambda: read_logo(project, theme),
    ):
        try:
            read()
        except Refusal as refusal:
            found += refusal.diagnostics
    loaded, said = examine_catalogs(project, dossier, names, least)
    found += said
    for catalogs in loaded:
        translated = translate(dossier, catalogs)
        try:
            faces = faces_of(project, theme, catalogs)
            found += missing_characters(translated, catalogs, faces)
            draw(project, theme, edition_of(dossier, translated, catalogs, faces), faces)
        except Refusal as refusal:  # a font that cannot be used, a name that has no room
            found += refusal.diagnostics
    return tuple(dict.fromkeys(found))


def examine_catalogs(
    project: Project, dossier: Dossier, names: Sequence[str], least: int = 0
) -> tuple[tuple[Catalogs, ...], tuple[Diagnostic, ...]]:
    """The catalogs of the languages ``names`` (all if empty), and all that is wrong with any.

    It is wrong too if less than ``least`` per cent of a language are translated (T029).
    Raises Refusal P007 for a name that is no language of the project.
    """
    domains = extract(project, dossier)
    source = project.edition_language(dossier.language)
    loaded: list[Catalogs] = []
    found: list[Diagnostic] = [item.found for item in misplaced(project)]
    for language in choose_languages(project, names, pseudo=True):
        if is_pseudo(language.tag):
            loaded.append(pseudo_catalogs(project, language, domains))
            continue
        try:
            catalogs = load_catalogs(project, language)
        except Refusal as refusal:
            found += refusal.diagnostics
            continue
        loaded.append(catalogs)
        translated = translate(dossier, catalogs)
        agreement = agreement_of(dossier, translated, source, language)
        coverage = coverage_of(translated, dossier)
        found += _check_catalogs(catalogs, domains, agreement)
        found += _untranslated(coverage, catalogs, domains["interface"])
        if coverage.percent < least:
            problem = f"{language}: {coverage.percent} % are translated; asked for are {least} %"
            place = catalogs.book.place if catalogs.book else None
            found.append(Diagnostic("T029", problem, place))
    return tuple(loaded), tuple(found)


def _untranslated(
    coverage: Coverage, catalogs: Catalogs, words: Sequence[Message]
) -> tuple[Diagnostic, ...]:
    """A warning for each domain in which a language is not complete."""
    found: list[Diagnostic] = []
    tag = catalogs.language.tag
    if coverage.fuzzy or coverage.untranslated:
        problem = (
            f"{tag}: {coverage.fuzzy} fuzzy and {coverage.untranslated} untranslated of "
            f"{coverage.total} messages; they stand in the edition in the manuscript's language"
        )
        found.append(warning("T007", problem, catalogs.book.place if catalogs.book else None))
    known = catalogs.words()
    missing = [message for message in words if (message.context, message.id) not in known]
    if missing and tag.partition("-")[0] != INTERFACE_LANGUAGE:
        problem = (
            f"{tag}: {len(missing)} of {len(words)} words of the templates are fuzzy or "
            "untranslated; they stand in the edition in English"
        )
        catalog = catalogs.interface or catalogs.shipped
        place = catalog.place if catalog else None
        found.append(warning("T007", problem, place))
    return tuple(found)


def _check_catalogs(
    catalogs: Catalogs, domains: Mapping[str, Sequence[Message]], agreement: Agreement
) -> tuple[Diagnostic, ...]:
    """What is wrong with a language's catalogs; the tool's own interface catalog is not checked."""
    found: list[Diagnostic] = []
    language = catalogs.language
    if catalogs.book:
        standard = Standard(agreement.source, language, agreement=agreement)
        found += catalogs.book.warnings
        found += check_catalog(catalogs.book, domains["book"], standard)
    if catalogs.interface:
        standard = Standard(Language(INTERFACE_LANGUAGE), language, placeholders=True)
        found += catalogs.interface.warnings
        found += check_catalog(catalogs.interface, domains["interface"], standard)
    return tuple(found)
