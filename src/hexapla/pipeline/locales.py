"""The folder of catalogs: where each one is, and which lie where nothing reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hexapla.diagnostics import Diagnostic, warning
from hexapla.language import Language
from hexapla.project import Project

DOMAINS = ("book", "interface")


def catalog_path(locales: Path, language: Language, domain: str) -> Path:
    """Where a catalog is or would be: a folder that exists counts whatever way it is spelled."""
    for folder in sorted(language_folders(locales)):
        if _tag(folder.name) == language.tag:
            return folder / "LC_MESSAGES" / f"{domain}.po"
    return locales / language.folder / "LC_MESSAGES" / f"{domain}.po"


def language_folders(locales: Path) -> Iterator[Path]:
    """The folders that hold catalogs where gettext has them, whatever they are called."""
    if locales.is_dir():
        yield from (path for path in locales.iterdir() if (path / "LC_MESSAGES").is_dir())


@dataclass(frozen=True)
class Misplaced:
    """A catalog that nothing reads, since it is not where catalogs are."""

    found: Diagnostic
    """T033, a warning."""
    language: str
    """Tag of the language that it seems to be of; empty if its path does not say."""


def misplaced(project: Project) -> tuple[Misplaced, ...]:
    """Every .po file below ``locales/`` that is not ``<language>/LC_MESSAGES/<domain>.po``.

    But for hidden ones, and those in hidden folders; links to folders are not followed.
    """
    return tuple(
        _misplaced(project, path.relative_to(project.locales).parts)
        for path in sorted(_catalogs_below(project.locales))
        if not _is_in_place(path.relative_to(project.locales).parts)
    )


def _catalogs_below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(".po") and not name.startswith("."):
                yield Path(place, name)


def _is_in_place(parts: Sequence[str]) -> bool:
    return len(parts) == 3 and (parts[1], parts[2]) in {
        ("LC_MESSAGES", f"{domain}.po") for domain in DOMAINS
    }


def _misplaced(project: Project, parts: Sequence[str]) -> Misplaced:
    """What is said of one: where it belongs, as far as its path tells language and domain."""
    names = (*parts[:-1], PurePosixPath(parts[-1]).stem)
    tag = next((tag for name in names if (tag := _tag(name))), "")
    domain = next((name for name in reversed(names) if name in DOMAINS), "")
    if tag:
        folder = catalog_path(project.locales, Language(tag), DOMAINS[0]).parent
        where = project.place(folder).file
    else:
        where = "locales/<language>/LC_MESSAGES"
    what = f"{where}/{domain}.po" if domain else " or ".join(f"{where}/{d}.po" for d in DOMAINS)
    problem = f"nothing reads a catalog here; move it to {what}, or out of locales/"
    return Misplaced(warning("T033", problem, project.place(project.locales.joinpath(*parts))), tag)


def _tag(name: str) -> str:
    """The tag of a folder's name; empty if it is no language."""
    try:
        return Language.parse(name).tag
    except ValueError:
        return ""
