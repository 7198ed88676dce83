"""What is wrong with the outputs of a build, judged from the files themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hexapla.diagnostics import Diagnostic
from hexapla.paper import page_lengths
from hexapla.pipeline.catalogs import choose_languages
from hexapla.project import Project

_POINT = 25.4 / 72
"""Millimetres."""


def check_outputs(
    project: Project, names: Sequence[str] = (), folder: Path | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the PDFs of the languages ``names`` (all if empty).

    They are looked for in ``folder``, ``build/`` of the project if None; one that is not there
    is told (F001). Raises Refusal P007 for a name that is no language of the project.
    """
    from hexapla.output.preflight import preflight  # noqa: PLC0415 - not before it is needed

    width, height = page_lengths(project.page_size)
    size = (width / _POINT, height / _POINT)
    found: list[Diagnostic] = []
    for language in choose_languages(project, names):
        stem = f"{project.slug}.{language.tag}"
        for path in _variants(folder or project.output, stem):
            place = project.place(path)
            if path.is_file():
                found += preflight(path, place, size)
            else:
                problem = "this has not been built; build it with “hexapla build”"
                found.append(Diagnostic("F001", problem, place))
    return tuple(dict.fromkeys(found))


def _variants(folder: Path, stem: str) -> Iterator[Path]:
    """The PDF of an edition, which there should be, and others of it that there are."""
    yield folder / f"{stem}.pdf"
    yield from sorted(folder.glob(f"{stem}.*.pdf"))
