"""A project's catalogs: which languages there are, what is known of them, bringing them up to date.

read -> extract -> merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hexapla import __version__
from hexapla.diagnostics import Diagnostic, Refusal, Severity
from hexapla.language import Language
from hexapla.manuscript import read_dossier
from hexapla.message import Message, Translation
from hexapla.model import Dossier
from hexapla.paths import refuse_link_out
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.pipeline.locales import DOMAINS, catalog_path, language_folders, misplaced
from hexapla.project import Project, shipped
from hexapla.translation import (
    Catalog,
    Piece,
    is_pseudo,
    merge,
    messages_of,
    new_catalog,
    opened_block,
    pseudo_label,
    pseudo_markdown,
    read_catalog,
    replace_messages,
    word_differences,
    write_template,
)


@dataclass(frozen=True)
class Catalogs:
    """What is known of one language: the project's catalogs of both domains, if they are there."""

    language: Language
    book: Catalog | None
    interface: Catalog | None
    shipped: Catalog | None
    """The interface's catalog that travels with the tool; None where it is the project's own."""

    @property
    def revision(self) -> str:
        """The latest day on which one of the project's catalogs was revised."""
        days = [catalog.revision for catalog in (self.book, self.interface) if catalog]
        return max(days, default="")

    def words(self) -> dict[tuple[str, str], Translation]:
        """The interface's translations; the project's own come before the tool's."""
        found: dict[tuple[str, str], Translation] = {}
        for catalog in filter(None, (self.shipped, self.interface)):
            found |= {key: entry for key, entry in catalog.entries.items() if entry.usable}
        return found


def languages_of(project: Project) -> tuple[Language, ...]:
    """The languages found under ``locales/`` and the manuscript's own, by tag.

    Raises Refusal P007 for a folder that is no language, or two that are the same one.
    """
    found = {project.language.tag: project.edition_language(project.language.tag)}
    folders: dict[str, str] = {}
    for folder in sorted(language_folders(project.locales)):
        place = project.place(folder)
        try:
            language = project.edition_language(folder.name)
        except ValueError as error:
            raise Refusal(Diagnostic("P007", f"{error}; rename the folder", place)) from None
        if is_pseudo(language.tag):
            raise Refusal(Diagnostic("P007", f"{_PSEUDO}; remove the folder", place))
        if language.tag in folders:
            problem = f"this is the same language as {folders[language.tag]}; keep one of them"
            raise Refusal(Diagnostic("P007", problem, place))
        folders[language.tag] = folder.name
        found[language.tag] = language
    return tuple(found[tag] for tag in sorted(found))


_PSEUDO = "a pseudo-language is made of the source text and needs no catalogs"


def choose_languages(
    project: Project, names: Sequence[str], *, pseudo: bool = False
) -> tuple[Language, ...]:
    """The project's languages among ``names``; all of them if there are no names.

    With ``pseudo`` also the pseudo-languages (see :mod:`hexapla.translation.pseudo`) among them.
    Raises Refusal P007 for a name that is none of them.
    """
    languages = {language.tag: language for language in languages_of(project)}
    if not names:
        return tuple(languages.values())
    chosen: dict[str, Language] = {}
    for name in names:
        try:
            tag = Language.parse(name).tag
            if is_pseudo(tag) and not pseudo:
                raise Refusal(Diagnostic("P007", f"{_PSEUDO}; there is nothing to show of it"))
            chosen[tag] = project.edition_language(name) if is_pseudo(tag) else languages[tag]
        except ValueError as error:
            raise Refusal(Diagnostic("P007", str(error))) from None
        except KeyError:
            astray = [item.found for item in misplaced(project) if item.language == tag]
            if astray:
                raise Refusal(*(replace(one, severity=Severity.ERROR) for one in astray)) from None
            problem = (
                f"there is no language “{name}”; there are {', '.join(languages)}. "
                f"Start it with “hexapla add-language {name}”"
            )
            raise Refusal(Diagnostic("P007", problem)) from None
    return tuple(chosen.values())


def load_catalogs(project: Project, language: Language) -> Catalogs:
    """Read a language's catalogs. Raises Refusal for one that is not valid."""
    book, interface = (_catalog(project, language, name, project.locales) for name in DOMAINS)
    tools = None
    if shipped("locales").resolve() != project.locales.resolve():
        tools = _catalog(project, language, "interface", shipped("locales"))
    return Catalogs(language, book, interface, tools)


def pseudo_catalogs(
    project: Project, language: Language, domains: Mapping[str, Sequence[Message]]
) -> Catalogs:
    """The catalogs of a pseudo-language, made of the messages of both domains (:func:`extract`)."""
    tag = language.tag
    book = {("", message.id): (pseudo_markdown(message.id, tag),) for message in domains["book"]}
    words = {
        (message.context, message.id): tuple(
            pseudo_label(form, tag) for form in (message.id, message.plural) if form
        )
        for message in domains["interface"]
    }
    return Catalogs(
        language,
        _pseudo_catalog(project, tag, "book", book),
        _pseudo_catalog(project, tag, "interface", words),
        None,
    )


def _pseudo_catalog(
    project: Project, tag: str, domain: str, forms: Mapping[tuple[str, str], tuple[str, ...]]
) -> Catalog:
    place = project.place(project.locales / f"{domain}.pot")
    entries = {key: Translation(texts) for key, texts in forms.items()}
    # As many plural forms as English has, in which the templates are written.
    return Catalog(place, tag, entries, {}, forms=2, expression="n != 1")


def _catalog(project: Project, language: Language, domain: str, folder: Path) -> Catalog | None:
    path = catalog_path(folder, language, domain)
    return read_catalog(path, project.place(path), language) if path.exists() else None


def translate(dossier: Dossier, catalogs: Catalogs) -> Dossier:
    """The dossier in the language of the catalogs.

    A translation that opens a block (T016) cannot be set as the one block that it is for: it
    counts as one that awaits review.
    """

    def lookup(message: str) -> Translation | None:
        found = catalogs.book.translation(message) if catalogs.book else None
        if found and any(any(opened_block(message, form)) for form in found.forms):
            return replace(found, fuzzy=True)
        return found

    return replace_messages(dossier, lookup, language=catalogs.language.tag)


@dataclass(frozen=True)
class Updated:
    """What ``hexapla update`` did to one file."""

    file: str
    language: str
    """BCP 47 tag; empty for a template."""
    domain: str
    written: bool
    fuzzied: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    obsoleted: tuple[str, ...] = ()
    revived: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[tuple[Piece, ...], ...]:
        """For each of ``fuzzied``, what changed in the source word by word."""
        return tuple(word_differences(old, new) for old, new in self.fuzzied)

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "file": self.file,
            "language": self.language,
            "domain": self.domain,
            "written": self.written,
            "fuzzy": [
                {"old": old, "new": new, "diff": [piece.as_json() for piece in pieces]}
                for (old, new), pieces in zip(self.fuzzied, self.differences, strict=True)
            ],
            "added": self.added,
            "obsolete": self.obsoleted,
            "revived": self.revived,
        }


Waiting = Callable[[Path], None]
"""Told of a folder that another run is at work in."""


def update(
    project: Project, waiting: Waiting = lambda _: None
) -> tuple[tuple[Updated, ...], tuple[Diagnostic, ...]]:
    """extract and merge: bring the templates and every catalog up to the manuscript.

    Nothing is written until everything is read, so a mistake in one file leaves all as they are.
    Another run that is at work on the catalogs is waited for, and ``waiting`` told.
    """
    from hexapla.output.locks import held  # noqa: PLC0415 - keeps `status` light

    with held(project.locales, waiting):
        return _update(project)


def _update(project: Project) -> tuple[tuple[Updated, ...], tuple[Diagnostic, ...]]:
    from hexapla.output.files import write_changed  # noqa: PLC0415 - keeps `status` light

    with bounded_time(project.limits.seconds, READING):
        todo, warnings = _to_update(project)
    _refuse_links_out(project, (path for path, _, _ in todo))
    written = write_changed({path: data for path, data, _ in todo})
    found = (*warnings, *(item.found for item in misplaced(project)))
    return tuple(replace(done, written=path in written) for path, _, done in todo), found


def _to_update(
    project: Project,
) -> tuple[Sequence[tuple[Path, bytes, Updated]], tuple[Diagnostic, ...]]:
    """Each template and catalog as it should be, with what becomes of it; and warnings."""
    dossier, warnings = read_dossier(project)
    domains = extract(project, dossier)
    todo: list[tuple[Path, bytes, Updated]] = []
    for domain, messages in domains.items():
        path = project.locales / f"{domain}.pot"
        template = write_template(messages, title=_title(project, domain), date=project.date)
        todo.append((path, template, Updated(project.place(path).file, "", domain, False)))
    for language in languages_of(project):
        load_catalogs(project, language)  # refuses what must not be touched
        for domain, messages in domains.items():
            path = catalog_path(project.locales, language, domain)
            if path.exists():
                todo.append(_merged(project, language, domain, path, messages))
    return todo, warnings


def extract(project: Project, dossier: Dossier) -> dict[str, tuple[Message, ...]]:
    """The messages of both domains: the manuscript's and the templates'."""
    from hexapla.edition import interface_messages  # noqa: PLC0415 - keeps `status` light

    return {
        "book": messages_of(dossier),
        "interface": interface_messages(project.templates),
    }


def _merged(
    project: Project, language: Language, domain: str, path: Path, messages: Sequence[Message]
) -> tuple[Path, bytes, Updated]:
    place = project.place(path)
    merged = merge(path.read_bytes(), messages, language, place)
    done = Updated(
        place.file,
        language.tag,
        domain,
        False,
        merged.fuzzied,
        merged.added,
        merged.obsoleted,
        merged.revived,
    )
    return path, merged.data, done


def _title(project: Project, domain: str) -> str:
    """The Project-Id-Version of a catalog."""
    return project.slug if domain == "book" else f"hexapla {__version__}"


def add_language(
    project: Project, name: str, waiting: Waiting = lambda _: None
) -> tuple[Path, ...]:
    """Start a language's catalogs, and the templates if there are none.

    The interface is prefilled where the tool speaks the language.

    Returns the files written. Raises Refusal P007 if ``name`` is no language, a pseudo-language, or
    is there already, T033 if a catalog of it lies elsewhere. Waits as :func:`update` does.
    """
    from hexapla.output.locks import held  # noqa: PLC0415 - keeps `status` light

    try:
        language = project.edition_language(name)
    except ValueError as error:
        raise Refusal(Diagnostic("P007", str(error))) from None
    if is_pseudo(language.tag):
        problem = f"{_PSEUDO}; “hexapla build --language {language.tag}” shows it"
        raise Refusal(Diagnostic("P007", problem))
    with held(project.locales, waiting):
        return _add_language(project, language)


def _add_language(project: Project, language: Language) -> tuple[Path, ...]:
    from hexapla.output.files import write_together  # noqa: PLC0415 - keeps `status` light

    with bounded_time(project.limits.seconds, READING):
        dossier, _ = read_dossier(project)
        domains = extract(project, dossier)
    paths = {domain: catalog_path(project.locales, language, domain) for domain in DOMAINS}
    _refuse_links_out(project, paths.values())
    for path in paths.values():
        if path.exists():
            problem = "the language is there already; “hexapla update” brings it up to date"
            raise Refusal(Diagnostic("P007", problem, project.place(path)))
    astray = [item.found for item in misplaced(project) if item.language == language.tag]
    if astray:  # or there would be a second pair beside the work
        raise Refusal(*(replace(one, severity=Severity.ERROR) for one in astray))
    files: dict[Path, bytes] = {}
    for domain, messages in domains.items():
        title = _title(project, domain)
        data = new_catalog(messages, language, title=title, date=project.date)
        known = catalog_path(shipped("locales"), language, domain)
        if domain == "interface" and known.exists():
            data = merge(known.read_bytes(), messages, language, project.place(known)).data
        files[paths[domain]] = data
        template = project.locales / f"{domain}.pot"
        if not template.exists():  # Weblate and others begin further languages with it
            files[template] = write_template(messages, title=title, date=project.date)
    _refuse_links_out(project, files)
    write_together(files)
    return tuple(paths.values())


def _refuse_links_out(project: Project, paths: Iterable[Path]) -> None:
    """Raise Refusal P008 for the first of ``paths`` that leads out of the project."""
    for path in paths:
        refuse_link_out(project.root, project.place(path).file)
