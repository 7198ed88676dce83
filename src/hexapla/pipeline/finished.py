"""What is wrong with the outputs of a build, judged from the files themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hexapla.diagnostics import Diagnostic, Place, Refusal, note
from hexapla.paper import page_lengths
from hexapla.pipeline.catalogs import choose_languages
from hexapla.project import Project

if TYPE_CHECKING:
    from hexapla.output.epub_preflight import Companion, Judge

_POINT = 25.4 / 72
"""Millimetres."""


def check_outputs(
    project: Project,
    names: Sequence[str] = (),
    folder: Path | None = None,
    *,
    before: Path | None = None,
    judges: Sequence[Judge] = (),
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with PDFs and e-books of the languages ``names`` (all if empty).

    They are looked for in ``folder``, ``build/`` of the project if None; one that is not there
    is told (F001), unless no language has its format. ``before`` is a folder with e-books of an
    earlier build, ``judges`` are asked about each e-book. Raises Refusal P007 for a name that is
    no language of the project.
    """
    from hexapla.output.epub_preflight import ask, epub_preflight  # noqa: PLC0415 - not before
    from hexapla.output.preflight import preflight  # noqa: PLC0415 - they are needed

    folder = folder or project.output
    width, height = page_lengths(project.page_size)
    size = (width / _POINT, height / _POINT)
    formats = _formats(project, folder)
    found: list[Diagnostic] = []
    for language in choose_languages(project, names, pseudo=True):
        for path in _wanted(folder, f"{project.slug}.{language.tag}", formats):
            place = project.place(path)
            if not path.is_file():
                problem = "this has not been built; build it with “hexapla build”"
                found.append(Diagnostic("F001", problem, place))
            elif path.suffix == ".pdf":
                found += preflight(path, place, size)
            else:
                pdf, earlier = _companion(path.with_suffix(".pdf")), _earlier(path, before)
                if before and not earlier:
                    problem = f"there is no {path.name} of an earlier build in {before}"
                    found.append(note("E018", f"ids were not compared: {problem}", place))
                found += epub_preflight(path, place, pdf, earlier)
                found += [item for judge in judges for item in ask(judge, path, place)]
    return tuple(dict.fromkeys(found))


def judges_of_ebooks() -> tuple[Judge, ...]:
    """The programs beside our own checks that can be asked about e-books, here or not."""
    from hexapla.output.epub_preflight import JUDGES  # noqa: PLC0415 - not before it is needed

    return JUDGES


def _formats(project: Project, folder: Path) -> tuple[str, ...]:
    """The formats in which there is an edition in any language; both if there is nothing."""
    formats = ("pdf", "epub")
    return tuple(one for one in formats if any(folder.glob(f"{project.slug}.*.{one}"))) or formats


def _wanted(folder: Path, stem: str, formats: Sequence[str]) -> Iterator[Path]:
    """What there should be of an edition, and other PDFs of it that there are."""
    if "pdf" in formats:
        yield folder / f"{stem}.pdf"
        yield from sorted(folder.glob(f"{stem}.*.pdf"))
    if "epub" in formats:
        yield folder / f"{stem}.epub"


def _companion(path: Path) -> Companion | None:
    """What is known of the PDF beside an e-book; None if it is not there or cannot be read."""
    from hexapla.output.epub_preflight import Companion  # noqa: PLC0415
    from hexapla.output.preflight import identifier_of  # noqa: PLC0415
    from hexapla.output.proof import read_printed  # noqa: PLC0415

    try:
        printed = read_printed(path, Place(str(path)))
    except Refusal:
        return None
    return Companion(printed.labels, printed.anchors, identifier_of(path))


def _earlier(path: Path, before: Path | None) -> Path | None:
    """The same e-book in the folder of an earlier build, if it is there."""
    earlier = before / path.name if before else None
    return earlier if earlier and earlier.is_file() else None
