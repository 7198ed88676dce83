"""Pseudo-editions: whatever is read in them was translated, in both formats.

Each exception is an element (and why it is one), never a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from built import DOSSIERS, Build, Edition, hexapla
from epub_checks import EPUB_CHECKS
from epub_reading import NS, Epub, read_epub
from hexapla.language import Language
from hexapla.manuscript import read_dossier
from hexapla.pipeline.catalogs import extract, pseudo_catalogs
from hexapla.project import Project
from pdf_checks import PDF_CHECKS
from pdf_reading import read_pdf

TAGS = ("en-XA", "ar-XB")
CASES = ("blocks", "claims")
"""Every kind of block; claims and all that is made of them, an index, a map and a chart."""

KEPT = {
    "h:bdi": "what stands in a language of its own: authors, titles, addresses, names of fonts",
    "h:cite": "titles of sources",
    "h:code": "code, and digests",
    "h:time": "dates, whose months are CLDR's",
    "h:p[@class='when']": "spans of dates",
    "h:span[@class='locator']": "locators",
    "h:span[@class='label']": "the numbers of posts, as the source had them",
    "h:a[@class='claim-link']": "locators",
    "h:a[@class='locator-link'][. = substring-after(@href, '#')]": "locators",
    "h:a[starts-with(@class, 'entry-link')][ancestor::h:span[@class='cited-sources']]": "locators",
    "h:span[@class='index-places']": "locators",
    "h:h2[@class='index-letter']": "letters of the alphabet",
    "h:p[@class='editors']": "a list, whose “and” is CLDR's; the package has the names",
    "*[@class='language-name']": "names of languages, which are CLDR's",
}

ATTRIBUTES = ("alt", "title", "aria-label", "data-title")


@pytest.fixture(scope="module")
def pseudo(once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[str], Build]:
    """From a case's name to its pseudo-editions, and the one that others are compared with."""

    def build(name: str) -> Build:
        def make(folder: Path) -> None:
            source = DOSSIERS / name
            order = [part for tag in ("en", *TAGS) for part in ("--language", tag)]
            done = hexapla("build", "--project", source, "--output", folder, *order, cwd=folder)
            (folder / "messages.txt").write_text(done.stderr, encoding="utf-8")
            assert done.returncode == 0, done.stderr

        return Build(DOSSIERS / name, once(f"pseudo-{name}", make))

    return build


@pytest.fixture
def edition(request: pytest.FixtureRequest, pseudo: Callable[[str], Build]) -> Edition:
    name, tag = request.param
    return pseudo(name).edition(tag)


each_edition = pytest.mark.parametrize(
    "edition",
    [(name, tag) for name in CASES for tag in TAGS],
    ids=[f"{name}-{tag}" for name in CASES for tag in TAGS],
    indirect=True,
)


def escaped(text: str, edition: Edition) -> list[str]:
    """The words of ``text`` that are neither in accents nor forced to run from the right."""
    if edition.language.endswith("XB"):
        text = re.sub("\u200f\u202e[^\u202c]*\u202c\u200f", " ", text)
    return re.findall("[A-Za-z]+", text)


def test_nothing_is_said_of_them(pseudo: Callable[[str], Build]) -> None:
    assert [pseudo(name).messages for name in CASES] == ["", ""]


@each_edition
def test_all_that_the_epub_shows_is_translated(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    found = [
        (name, text, escaped(text, edition))
        for name in epub.spine
        for text in _texts(epub.document(name))
    ]
    assert len(found) > 100
    assert [one for one in found if one[2] and not _ROMAN.fullmatch(one[1])] == []


_ROMAN = re.compile("[ivx]+")
"""Numbers of pages in front of the body: the same in every language."""


def _texts(root: etree._Element) -> Iterator[str]:
    """Whatever a reader of a document meets but for what is kept."""
    kept = " or ".join(f"ancestor-or-self::{path}" for path in KEPT)
    holders = root.xpath(f"//h:*[not({kept})]", namespaces=NS)
    for element in holders:
        yield element.text or ""
        yield from (child.tail or "" for child in element)
        yield from (element.get(name, "") for name in ATTRIBUTES)


@each_edition
def test_all_that_the_package_shows_is_translated(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    texts = [text for name in _SHOWN for text in epub.meta(name)]
    summary = "o:meta[@property='schema:accessibilitySummary']"
    texts += [str(item.text) for item in epub.opf.iterfind(f".//{summary}", NS)]
    (ncx,) = (data for name, data in epub.files.items() if name.endswith(".ncx"))
    texts += [str(item.text) for item in etree.fromstring(ncx).iterfind(".//n:text", NS)]
    texts += list(_drawn(epub))
    assert len(texts) > 10
    plain = [one for one in texts if escaped(one, edition) and not _ROMAN.fullmatch(one)]
    assert plain == []


_SHOWN = ("title", "description", "publisher", "rights", "creator")


def _drawn(epub: Epub) -> Iterator[str]:
    """The words of drawings; their letters are outlines."""
    for name, data in epub.files.items():
        if name.endswith(".svg"):
            for element in etree.fromstring(data).iter():
                yield element.text or ""
                yield from (element.get(key, "") for key in ("aria-label", "title"))


@each_edition
def test_all_that_the_pdf_shows_is_translated(edition: Edition) -> None:
    """Its letters are those of the messages, or of what the EPUB keeps by its elements."""
    epub, facts = read_epub(edition.epub), read_pdf(edition.pdf)
    ours = _words(edition)
    kept = {"p", *(word for name in epub.spine for word in _kept(epub.document(name)))}
    said = [page.text for page in facts.pages]
    words = {word for text in said for word in _letters(_whole(text))}
    labels = {page.label for page in facts.pages if not page.label.isdigit()}
    assert len(words) > 100
    left = words - kept - labels
    assert {
        word for word in left if re.search("[A-Za-z]", word) and _key(word) not in ours
    } == set()
    data = [facts.info["Title"], facts.info.get("Author", ""), facts.info.get("Subject", "")]
    data += [mark.title for mark in facts.bookmarks] + list(facts.alternatives)
    assert [one for one in data if escaped(one, edition)] == []


def _letters(text: str) -> list[str]:
    """Rows of letters; CLDR's Arabic “and” is not one with the next word."""
    return re.findall(r"[^\W\d_\u0600-\u06ff]+", text)


def _key(word: str) -> str:
    """PDFium reads forced words backwards but for their ligatures."""
    return "".join(sorted(word))


def _words(edition: Edition) -> set[str]:
    """The words of all messages, by :func:`_key`."""
    project = Project.read(edition.source)
    language = Language.parse(edition.language)
    dossier, _ = read_dossier(project)
    catalogs = pseudo_catalogs(project, language, extract(project, dossier))
    forms = [
        form
        for catalog in (catalogs.book, catalogs.interface)
        if catalog
        for translation in catalog.entries.values()
        for form in translation.forms
    ]
    if edition.language.endswith("XB"):
        forms = re.findall("\u202e([^\u202c]*)\u202c", "".join(forms))
    return {_key(word) for form in forms for word in _letters(form)}


def _kept(root: etree._Element) -> Iterator[str]:
    for path in KEPT:
        for element in root.xpath(f"//{path}", namespaces=NS):
            yield from _letters("".join(element.itertext()))


def _whole(text: str) -> str:
    """``text`` with the words together that a hyphen parts at the end of a line."""
    return re.sub(r"[\u2010\ufffe\x02-]\s*\n\s*", "", text)


READING = {
    *("bookmarks_open_the_page_of_their_heading", "contents_name_the_pages_of_the_headings"),
    "every_note_stands_once_by_its_call",
}
"""Checks that read sentences on pages: not for XB, whose forced words PDFium reads backwards."""

JUDGED = [
    pytest.param((name, tag), check, id=f"{name}-{tag}-{check.__name__}")
    for name in CASES
    for tag in TAGS
    for check in PDF_CHECKS
    if not (tag.endswith("XB") and check.__name__ in READING)
]


@pytest.mark.parametrize(("edition", "check"), JUDGED, indirect=["edition"])
def test_pdf(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)


@pytest.mark.parametrize("check", EPUB_CHECKS, ids=lambda check: check.__name__)
@each_edition
def test_epub(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)
