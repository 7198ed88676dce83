"""Small whole projects: what comes out of each is what its ``expected/`` says, and is sound.

A new case is a new folder. ``pytest --refresh`` writes what it expects; a person reads the diff.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import epub_reading
from built import DOSSIERS, Build, Edition, languages_of
from epub_checks import EPUB_CHECKS
from hexapla import __version__
from hexapla.language import Language
from pdf_checks import PDF_CHECKS
from pdf_reading import read_pdf
from printed import printed_pieces, words_from_right
from texts import absent, without_references

CASES = sorted(path.parents[1] for path in DOSSIERS.glob("*/book/dossier.toml"))
REFUSED = {"refused"}
"""Cases that do not build: all that comes of them is messages."""
EDITIONS = [(case, tag) for case in CASES if case.name not in REFUSED for tag in languages_of(case)]
NAMES = [f"{case.name}-{tag}" for case, tag in EDITIONS]

TRANSLATED = [(case, tag) for case, tag in EDITIONS if case.name == "languages" and tag != "en"]

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=NAMES, indirect=True)


@pytest.fixture
def expected(refresh: bool) -> Callable[[Path, str], None]:
    """Fails unless a file of ``expected/`` holds this text; with ``--refresh`` makes it so."""

    def compare(path: Path, text: str) -> None:
        text = text.replace(f"Hexapla {__version__}", "Hexapla VERSION")
        text = text.replace(f"{__version__} Hexapla", "VERSION Hexapla")  # PDFium, from the right
        if refresh:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text

    return compare


@each_edition
def test_the_text_of_the_pdf(edition: Edition, expected: Callable[[Path, str], None]) -> None:
    pages = [f"== {page.label}\n{_by_sentence(page.text)}" for page in read_pdf(edition.pdf).pages]
    expected(edition.source / "expected" / f"{edition.language}.txt", "\n".join(pages) + "\n")


def _by_sentence(text: str) -> str:
    """A page's text without line breaks and leaders, which differ a little between systems."""
    text = re.sub(r"(\s\.)+\s", " … ", text)
    text = re.sub(r"[\ufffe\x02]\s*", "", text)  # words that are broken go on in PDFium
    return re.sub(r"(?<=[.!?…]) (?=\D)", "\n", " ".join(text.split()))


@each_edition
def test_the_content_of_the_epub(edition: Edition, expected: Callable[[Path, str], None]) -> None:
    path = edition.source / "expected" / f"{edition.language}.epub.txt"
    expected(path, epub_reading.outline(edition.epub))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said(
    case: Path, built: Callable[[Path], Build], expected: Callable[[Path, str], None]
) -> None:
    expected(case / "expected" / "messages.txt", built(case).messages)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_edition_is_there_unless_it_is_refused(
    case: Path, built: Callable[[Path], Build]
) -> None:
    build = built(case)
    names = {path.name for path in build.folder.glob("*.*") if path.suffix in (".pdf", ".epub")}
    editions = [] if case.name in REFUSED else [build.edition(tag) for tag in languages_of(case)]
    assert names == {path.name for one in editions for path in (one.pdf, one.epub)}
    assert (" error " in build.messages) == (case.name in REFUSED)


@pytest.mark.parametrize("check", PDF_CHECKS, ids=lambda check: check.__name__)
@each_edition
def test_pdf(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)


@pytest.mark.parametrize("check", EPUB_CHECKS, ids=lambda check: check.__name__)
@each_edition
def test_epub(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)


@pytest.mark.parametrize("edition", TRANSLATED, ids=lambda one: one[1], indirect=True)
def test_every_sentence_of_the_catalog_is_in_the_pdf(edition: Edition) -> None:
    """From right to left PDFium orders a line's words in its own way, so every word is."""
    wanted = printed_pieces(edition)
    assert len(wanted) >= 80
    pages = [page.body for page in read_pdf(edition.pdf).pages]
    plain, bare = (
        [without_references(page, edition.source, edition.language, whole=whole) for page in pages]
        for whole in (False, True)
    )
    if Language.parse(edition.language).direction == "ltr":
        assert absent(bare, absent(plain, wanted)) == []
    else:
        words = words_from_right(" ".join(wanted))
        assert len(words) > 200
        assert words - words_from_right(" ".join(pages)) == set()
