"""epub_preflight: what is wrong with a finished e-book, judged from the file alone.

Whatever made it is not trusted: documents, lists, links, notes and fonts are read again. Beside
it may be laid the PDF of the same edition, whose pages it names, and an earlier build of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.epub_preflight.checks import CHECKS, stable
from hexapla.output.epub_preflight.judges import JUDGES, Judge, ask
from hexapla.output.epub_preflight.navigation import Companion, pages, passages
from hexapla.output.epub_preflight.reading import Ebook, read_ebook

__all__ = ["JUDGES", "Companion", "Judge", "ask", "epub_preflight"]


def epub_preflight(
    path: Path, place: Place, pdf: Companion | None = None, before: Path | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the EPUB at ``path``, which messages call ``place``.

    ``pdf`` is what is known of the PDF of the same edition, ``before`` the same e-book of an
    earlier build; None for none. Codes begin with E.
    """
    try:
        book = read_ebook(path, place)
        earlier = read_ebook(before, Place(str(before))) if before else None
    except Refusal as refusal:
        return refusal.diagnostics
    return tuple(dict.fromkeys(_judged(book, pdf, earlier)))


def _judged(book: Ebook, pdf: Companion | None, before: Ebook | None) -> Iterator[Diagnostic]:
    for check in CHECKS:
        yield from check(book)
    yield from pages(book, pdf)
    yield from passages(book, pdf)
    if before is not None:
        yield from stable(book, before)
