"""Inputs: which files of a project an edition is made of, and that they stay as they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.language import Language
from hexapla.model import Dossier, Figure, blocks_of
from hexapla.output.fonts import files_for
from hexapla.output.hyphenation import FOLDER
from hexapla.output.manifest import is_shown, sha256
from hexapla.paths import read_regular, refuse_link_out
from hexapla.pipeline.locales import DOMAINS, catalog_path
from hexapla.project import MANIFEST, Project
from hexapla.theme import Theme
from hexapla.translation import is_pseudo

ROOMS = ("book", "locales", "templates")
"""The folders of a project that hold inputs."""

INPUT_LIMIT = 500_000_000
"""Bytes of an input: of a picture, as ``[limits]`` can raise it."""


def inputs_of(
    project: Project, theme: Theme, dossier: Dossier, language: Language
) -> dict[str, bytes]:
    """Every file of the project that an edition is made of, by its path with forward slashes.

    Those of ``templates/`` are all there: which of them others take in is known to none but
    them. Raises Refusal P002 for a file that cannot be read, P008 for one that a link has outside
    of the project: what others get must hold no file that is not of it.
    """
    paths = {
        project.root / MANIFEST,
        *(project.book / name for name in project.chapters),
        *(project.book / name for name in _pictures(dossier)),
        *(project.book / name for name in files_for(project.fonts or {}, language.tag)),
        *_files(project.book / FOLDER, project.root),
        *_files(project.root / "templates", project.root),
        *(project.root / "templates" / name for name in files_for(theme.fonts, language.tag)),
        *(path for path in _catalogs(project, language) if path.exists()),
    }
    return {project.place(path).file: _read(project, path) for path in sorted(paths)}


def _pictures(dossier: Dossier) -> Iterator[str]:
    for block in blocks_of(dossier):
        if isinstance(block, Figure) and not block.drawing:
            yield block.source


def _catalogs(project: Project, language: Language) -> list[Path]:
    """The project's catalogs of a language; a pseudo-language is made of templates alone."""
    if is_pseudo(language.tag):
        return []
    return [catalog_path(project.locales, language, domain) for domain in DOMAINS]


def _files(folder: Path, root: Path) -> Iterator[Path]:
    """The files below a folder, links to folders followed once, real folders before them.

    But for hidden ones and those whose names are no text: nothing reads them. A link to a folder
    outside of ``root`` comes as if it were a file: nobody knows how much there is behind it.
    """
    home = os.path.realpath(root)
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        below = sorted(filter(_is_named, folders), key=lambda name: _order(place, name))
        folders[:] = [name for name in below if _is_within(Path(place, name), home)]
        links_out = [name for name in below if name not in folders]
        yield from (Path(place, name) for name in (*filter(_is_named, names), *links_out))


def _order(place: str, name: str) -> tuple[bool, str]:
    """By name, links last: what a file is called does not hang on how a disk lists folders."""
    return Path(place, name).is_symlink(), name


def _is_within(folder: Path, home: str) -> bool:
    return Path(os.path.realpath(folder)).is_relative_to(home)


def _is_named(name: str) -> bool:
    return not name.startswith(".") and is_shown(name)


def _read(project: Project, path: Path) -> bytes:
    refuse_link_out(project.root, project.place(path).file)
    try:
        return read_regular(path, INPUT_LIMIT)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        problem = f"the file cannot be read: {said}"
        raise Refusal(Diagnostic("P002", problem, project.place(path))) from None


def digests(inputs: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {name: sha256(data) for name, data in inputs.items()}


# ---- that they stay ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Survey:
    """How a project's files stood at one moment."""

    project: Project
    stamps: Mapping[str, tuple[int, ...]]
    """By path: what changes if somebody writes to the file, or puts another in its place."""

    def stamp(self, name: str) -> tuple[int, ...]:
        """How the file ``name`` stood, also if a folder on its way is a second way to another."""
        if name in self.stamps:
            return self.stamps[name]
        real, root = (
            os.path.realpath(path) for path in (self.project.root / name, self.project.root)
        )
        return self.stamps.get(Path(os.path.relpath(real, root)).as_posix(), ())


def survey(project: Project) -> Survey:
    """How the files of a project stand. None is read, but for ``dossier.toml``.

    Raises Refusal as :meth:`Project.read` does.
    """
    found = {}
    for room in ROOMS:
        for path in _files(project.root / room, project.root):
            found[project.place(path).file] = _stamp(path)
    return Survey(Project.read(project.root), found)


def _stamp(path: Path) -> tuple[int, ...]:
    """Empty if there is no such file. No program can set the time of change (st_ctime)."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def refuse_changed(before: Survey, names: Iterable[str]) -> None:
    """Raise Refusal O015 if one of the inputs ``names`` is not as it was.

    Then it is not known what of the old and what of the new stands in the outputs.
    """
    root = before.project.root
    changed = [name for name in sorted(set(names)) if _stamp(root / name) != before.stamp(name)]
    if changed:
        raise Refusal(*(_changed(before.project, name) for name in changed))


def _changed(project: Project, name: str) -> Diagnostic:
    problem = "the file changed while editions were made of it; build again"
    return Diagnostic("O015", problem, project.place(project.root / name))


def missing_or_changed(project: Project, recorded: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Of the inputs that a manifest names, those that are not as it has them, with how.

    A path that leads out of the project counts as missing.
    """
    found: list[tuple[str, str]] = []
    root = project.root.resolve()
    for name, digest in sorted(recorded.items()):
        path = root / name
        try:
            inside = name.partition("/")[0] in ROOMS and path.resolve().is_relative_to(root)
            data = read_regular(path, INPUT_LIMIT) if inside else None
        except (OSError, RuntimeError, ValueError):
            data = None
        if data is None:
            found.append((name, "is not there any more"))
        elif sha256(data) != digest:
            found.append((name, "has changed since"))
    return found
