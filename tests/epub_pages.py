"""What is true of the pages that an EPUB has from the PDF of the same edition."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import pikepdf

import epub_reading
from built import Edition
from epub_reading import NS, read_epub
from hexapla.language import Language
from pdf_reading import read_pdf
from texts import ascii_digits


def the_list_of_pages_is_that_of_the_pdf(edition: Edition) -> None:
    """Each page of the body, cover, imprint, contents: listed, marked, in one order, twice."""
    epub, pdf = read_epub(edition.epub), read_pdf(edition.pdf)
    labels = [page.label for page in pdf.pages]
    body = [label for label in labels if label.isdigit()]
    wanted = ["i", "ii", labels[pdf.destinations["contents"]], *body]
    marks = epub_reading.markers(epub)
    assert [mark.page for mark in marks] == wanted
    assert [ascii_digits(mark.label) for mark in marks] == wanted
    root = epub.nav
    links = root.iterfind(".//h:nav[@role='doc-pagelist']/h:ol/h:li/h:a", NS)
    listed = [(link.get("href"), link.text) for link in links]
    assert listed == [(mark.address, mark.label) for mark in marks]
    ncx = epub.document(posixpath.join(epub.folder, "toc.ncx"))
    targets = [
        (item.find("n:content", NS).get("src"), item.findtext("n:navLabel/n:text", "", NS))
        for item in ncx.iterfind(".//n:pageTarget", NS)
    ]
    assert targets == listed


def pages_begin_where_those_of_the_pdf_do(edition: Edition) -> None:
    """The letters behind each marker are the first ones of the page, as PDFium reads it.

    Or those of another word of a link right behind it: no marker stands within a link.
    """
    pages = {page.label: page.body for page in read_pdf(edition.pdf).pages}
    rtl = Language.parse(edition.language).direction == "rtl"
    for mark in epub_reading.markers(read_epub(edition.epub)):
        line = mark.behind.strip().partition("\n")[0]
        wanted = _only_letters(line)[:10]
        if not mark.page.isdigit() or not wanted:
            continue
        spaced = not re.match("[\u0e00-\u0eff\u3000-\u9fff]", wanted)
        assert not (mark.is_in_word and spaced), mark.behind[:40]
        # Without what stands in margins and before what is not translated.
        body = re.sub(r"[A-Z]{1,4}\d[\w.]*|\b[a-z]{2,3}\u00a0", "", pages[mark.page])
        if rtl:  # PDFium has the words of a line in an order of its own
            first = Counter(_only_letters(body)[:160])
            assert not Counter(wanted) - first, (mark.page, wanted, body[:80])
        else:
            words = line.split()
            later = [" ".join(words[n:]) for n in range(len(mark.link.split()) or 1)]
            found = [_only_letters(body).find(_only_letters(text)[:10]) for text in later]
            assert any(0 <= place <= LONG_WORD for place in found), (mark, found, body[:80])


LONG_WORD = 12
"""Letters at the head of a page that are not yet its text: the letter of a chapter's locators, the
end of a word of the page before."""


def _only_letters(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFC", text).lower() if one.isalpha())


def passages_are_on_their_pages_of_the_pdf(edition: Edition) -> None:
    """“T2.1, p. 14” is one place: the marker before a locator names its page in the PDF."""
    pdf = read_pdf(edition.pdf)
    found = epub_reading.pages_of_locators(read_epub(edition.epub))
    assert found == {locator: pdf.pages[pdf.destinations[locator]].label for locator in found}


def the_pages_are_said_to_be_those_of_the_pdf(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    (source,) = epub.properties("pageBreakSource")
    assert source.startswith("urn:uuid:")
    assert source not in epub.meta("identifier")
    with pikepdf.open(edition.pdf) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:identifier"] == source
    features = epub.properties("schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)


PAGE_CHECKS: tuple[Callable[[Edition], None], ...] = (
    the_list_of_pages_is_that_of_the_pdf,
    pages_begin_where_those_of_the_pdf_do,
    passages_are_on_their_pages_of_the_pdf,
    the_pages_are_said_to_be_those_of_the_pdf,
)
