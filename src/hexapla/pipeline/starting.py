"""New projects, captured pages turned into chapters, and what two captured texts share."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path
from string import ascii_uppercase

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import Limits
from hexapla.manuscript.chapters import KINDS, chapter_id_of
from hexapla.manuscript.comparing import LEAST, Shared, compare, read_passages
from hexapla.manuscript.frontmatter import parse_front_matter
from hexapla.manuscript.importing import IMPORTERS, Imported
from hexapla.manuscript.references import RESERVED
from hexapla.output.files import write_folder, write_together
from hexapla.output.locks import held, remove_leftovers
from hexapla.pipeline.bounds import bounded_time
from hexapla.project import MANIFEST, Project
from hexapla.toml_text import read_text


def new_project(folder: Path, date: datetime.date) -> tuple[Path, ...]:
    """Make a small project that builds, dated ``date``; returns the files written.

    Raises Refusal I002 if ``folder`` is there already and not empty, O005 if it cannot be made.
    """
    try:
        str(folder).encode()
        if folder.is_dir():
            remove_leftovers(folder)
        there = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except (OSError, UnicodeError) as error:
        problem = f"no folder of this name can be made: {error}; choose another"
        raise Refusal(Diagnostic("O005", problem)) from None
    if there:
        problem = "the folder is there already and not empty; choose another name"
        raise Refusal(Diagnostic("I002", problem, Place(str(folder))))
    name = folder.resolve().name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "dossier"
    title = re.sub(r'[\x00-\x1f\x7f"\\]', "", name)  # what a TOML string cannot hold as it is
    values = {"slug": slug, "title": title or slug, "date": date.isoformat()}
    files = {
        name: re.sub(r"\{(slug|title|date)\}", lambda match: values[match[1]], text).encode()
        for name, text in _skeleton(resources.files("hexapla") / "skeleton")
    }
    write_folder(folder, files, ["locales"])
    return tuple(folder / name for name in files)


def _skeleton(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every file below ``folder`` by its path from there; ``gitignore`` gets its dot."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = ".gitignore" if item.name == "gitignore" else item.name
        if item.is_dir():
            yield from _skeleton(item, f"{prefix}{name}/")
        else:
            yield prefix + name, item.read_text(encoding="utf-8")


CAPTURED = tuple(IMPORTERS)
"""The kinds of captured pages that can be imported."""

CHAPTER_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
"""What a chapter's file may be called, without its ending."""


@dataclass(frozen=True)
class Import:
    """What an import wrote."""

    path: Path
    chapter: Imported


def import_chapter(  # noqa: PLR0913 - what the command line asks
    project: Project,
    kind: str,
    capture: Path,
    *,
    name: str = "",
    title: str = "",
    keep: bool,
    waiting: Callable[[Path], None] = lambda _: None,
) -> Import:
    """Turn the captured page at ``capture`` into ``book/<name>.md`` and list it in dossier.toml.

    ``kind`` is a key of IMPORTERS and the default for ``name``; ``keep`` keeps page furniture.
    Another import that is at work is waited for, and ``waiting`` told.
    Raises ValueError for a name that CHAPTER_NAME does not match, Refusal I001 for an empty page,
    I002 if there is such a chapter, P002 if ``capture`` cannot be read.
    """
    name = name or kind
    if not re.fullmatch(CHAPTER_NAME, name):
        raise ValueError(name)
    with held(project.book, waiting):
        return _import(project, kind, capture, name, title, keep)


def _import(  # noqa: PLR0913, PLR0917 - as import_chapter
    project: Project, kind: str, capture: Path, name: str, title: str, keep: bool
) -> Import:
    path = project.book / f"{name}.md"
    taken = {*RESERVED, *map(chapter_id_of, project.chapters)}
    if path.exists() or chapter_id_of(name) in taken:
        problem = f"there is a part of this name; choose another with --name {name}-2"
        raise Refusal(Diagnostic("I002", problem, project.place(path)))
    with bounded_time(project.limits.seconds, f"reading {capture}"):
        text = read_text(capture, Place(str(capture)))
        imported = IMPORTERS[kind](text, title=title, keep_all=keep, file=str(capture))
        manifest = _with_chapter(read_text(project.root / MANIFEST, Place(MANIFEST)), path.name)
        markdown = _with_free_locator(project, kind, imported.markdown)
    # The chapter first: dossier.toml never names a file that is not there.
    write_together({path: markdown.encode(), project.root / MANIFEST: manifest.encode()})
    return Import(path, imported)


def _with_chapter(manifest: str, file: str) -> str:
    """dossier.toml with one more chapter: behind those of book/ itself, before ``context/``."""
    import tomlkit  # noqa: PLC0415 - keeps the layout and comments of the editor's file

    document = tomlkit.parse(manifest)
    chapters = document["chapters"]
    assert isinstance(chapters, tomlkit.items.Array)  # or the project could not have been read
    position = sum("/" not in str(chapter) for chapter in chapters)
    chapters.insert(position, file)
    return tomlkit.dumps(document)


def _with_free_locator(project: Project, kind: str, markdown: str) -> str:
    """The chapter with letters for its locators that no other chapter has."""
    usual = KINDS[kind].prefix
    taken = set()
    for chapter in project.chapters:
        if chapter.endswith(".md"):
            path = project.book / chapter
            place = project.place(path)
            table = parse_front_matter(read_text(path, place), place).table
            taken.add(str(table.get("locator") or (usual if table.get("kind") == kind else "")))
    letters = (
        usual + "".join(more) for n in range(4) for more in product(ascii_uppercase, repeat=n)
    )
    prefix = next(choice for choice in letters if choice not in taken)
    if prefix == usual:
        return markdown
    return markdown.replace("\n", f'\nlocator = "{prefix}"\n', 1)


def compare_texts(left: Path, right: Path, words: int | None = None) -> list[Shared]:
    """The passages that two captured pages or chapters share; ``words`` in common at the least.

    Raises Refusal if one of them cannot be read, O011 if it takes too long.
    """
    what, advice = f"comparing {left} and {right}", "compare shorter texts"
    with bounded_time(Limits().seconds, what, advice):
        return compare(read_passages(left), read_passages(right), words or LEAST)
