"""What is true of every PDF that Hexapla writes. Each check fails with what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import epub_reading
from built import Edition
from epub_reading import Call, Note, read_epub
from hexapla.diagnostics import Place
from hexapla.language import Language
from hexapla.output.preflight import preflight
from judges import pdf_fonts, qpdf_check
from pdf_reading import Bookmark, PdfFacts, read_pdf
from pdf_tags import read_tags
from texts import across_lines, ascii_digits, lines, squeezed, without_references


def qpdf_finds_nothing(edition: Edition) -> None:
    assert qpdf_check(edition.pdf) == []


def every_font_is_embedded_as_a_subset(edition: Edition) -> None:
    fonts = pdf_fonts(edition.pdf)
    assert fonts
    assert [font for font in fonts if not (font[1] and font[2])] == []
    own = {"ja": {"Droid"}}  # given by the dossier in nine languages
    wanted = own.get(edition.language, {"FiraGO"})
    assert {re.split("[- ]", name)[0] for name, _, _ in fonts} == wanted


def language_title_and_people_are_in_the_metadata(edition: Edition) -> None:
    facts, epub = read_pdf(edition.pdf), read_epub(edition.epub)
    assert facts.language == edition.language
    assert facts.show_title
    assert facts.info["Title"] == epub.meta("title")[0]
    assert facts.info.get("Author", "") == ", ".join(epub.meta("creator"))
    assert facts.info["CreationDate"] == f"D:{edition.manifest['date']:%Y%m%d}"
    if edition.is_source:
        assert facts.info["Title"] == edition.manifest["title"]
        editors = edition.manifest.get("editors", [])
        assert facts.info.get("Author", "").split(", ") == (editors or [""])


def it_is_tagged(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    assert (facts.marked, facts.structure) == (True, True)


def all_text_is_read_or_an_artifact(edition: Edition) -> None:
    tags = read_tags(edition.pdf)
    assert (tags.lost, tags.bare) == ((), ())
    assert "NonStruct" not in tags.kinds


def links_are_read_by_their_text(edition: Edition) -> None:
    links = read_tags(edition.pdf).links
    assert {link.kind for link in links} == {"Link"}
    assert [link for link in links if not link.name] == []
    facts = read_pdf(edition.pdf)
    shown = squeezed("".join(page.text for page in facts.pages))
    if not _is_rtl(edition):
        assert [link for link in links if squeezed(link.name.split()[0]) not in shown] == []


def passages_in_other_languages_say_so(edition: Edition) -> None:
    """As many as the EPUB has; and nothing says that it is in the edition's own language."""
    languages = {tag for _, tag in read_tags(edition.pdf).languages}
    assert edition.language not in languages
    epub = read_epub(edition.epub)
    wanted = {
        item.get("lang") for name in epub.chapters for item in epub.document(name).iter("*")
    } - {None, edition.language}
    assert languages == wanted


def figures_have_their_text_alternatives(edition: Edition) -> None:
    """Those of the e-book; in print also a logo, on cover and imprint, and a QR code."""
    epub, manifest = read_epub(edition.epub), edition.manifest
    has_logo = (edition.source / "templates/logo.svg").exists()
    printed = [str(manifest["publisher"])] * 2 if has_logo else []
    printed += ["QR code of this address"] if "url" in manifest else []
    wanted = [
        image.get("alt")
        for name in epub.chapters
        for image in epub.document(name).iter(f"{epub_reading.XHTML}img")
    ]
    assert Counter(read_pdf(edition.pdf).alternatives) == Counter([*wanted, *printed])


def bookmarks_are_the_headings(edition: Edition) -> None:
    contents, *body = [(mark.level, mark.title) for mark in read_pdf(edition.pdf).bookmarks]
    headings = epub_reading.headings(read_epub(edition.epub))
    assert [(level, squeezed(title)) for level, title in body] == [
        (min(level, 3), squeezed(title)) for level, title in headings
    ]
    assert contents[0] == 1


def bookmarks_open_the_page_of_their_heading(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    for mark in facts.bookmarks:
        assert _stands_in(mark.title, facts.pages[mark.page].body, edition), mark


def every_link_leads_somewhere(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    inside = [link for link in facts.links if link.is_internal]
    assert inside
    assert [link for link in inside if link.target not in facts.destinations] == []
    for link in facts.links:
        if not link.is_internal:
            assert re.match(r"(https?://|mailto:)[^\s]+$", link.target), link


def every_link_can_be_hit(edition: Edition) -> None:
    flat = [link for link in read_pdf(edition.pdf).links if link.height < 3]
    assert flat == []


def links_out_are_those_of_the_epub(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    hrefs = {
        link.get("href")
        for name in epub.chapters
        for link in epub.document(name).iter(f"{epub_reading.XHTML}a")
        if ":" in link.get("href")
    }
    links = read_pdf(edition.pdf).links
    assert {link.target for link in links if not link.is_internal} == hrefs


def labels_are_roman_then_arabic_and_printed(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    labels = [page.label for page in facts.pages]
    front = next(number for number, label in enumerate(labels) if label.isdigit())
    assert front >= 3, "cover, imprint and contents"
    assert labels[:front] == ["i", "ii", "iii", "iv", "v", "vi"][:front]
    assert labels[front:] == [str(number + 1) for number in range(len(labels) - front)]
    assert facts.pages[1].foot == "", "the imprint"
    assert "i" not in facts.pages[0].foot.split()
    printed = [page.foot.split()[-1] for page in facts.pages[2:]]
    assert [ascii_digits(one) for one in printed] == labels[2:]
    digits = set(edition_language(edition).digits)
    assert all(set(one) <= digits for one in printed[front - 2 :])


def contents_name_the_pages_of_the_headings(edition: Edition) -> None:
    """Each line's number is the label of the page on which the heading's text stands."""
    facts = read_pdf(edition.pdf)
    labels = [page.label for page in facts.pages]
    front = range(1, labels.index("1"))
    entries = [link for link in facts.links if link.page in front and link.is_internal]
    headings = epub_reading.contents(read_epub(edition.epub))
    assert len(entries) == len(headings)
    for entry, heading in zip(entries, headings, strict=True):
        page = facts.destinations[entry.target]
        said = re.sub(r"(\s\.)+\s", " … ", entry.text)
        number, title = _number_and_title(said, rtl=_is_rtl(edition))
        assert ascii_digits(number) == labels[page], entry
        assert _same(title, heading, edition), entry
        assert _stands_in(heading, facts.pages[page].body, edition), entry


def _number_and_title(line: str, *, rtl: bool) -> tuple[str, str]:
    pattern = r"(?P<t>.*) … (?P<n>\S+)"
    if rtl and line[0].isdigit():
        pattern = r"(?P<n>\S+) … (?P<t>.*)"
    elif rtl and line.startswith((".", "…")):  # PDFium puts a raised mark first, and all before it
        pattern = r"\.? ?… (?P<n>\d+) (?P<t>.*)"
    match = re.fullmatch(pattern, line, re.DOTALL)
    assert match, line
    return match["n"], match["t"]


def running_heads_name_dossier_and_chapter(edition: Edition) -> None:
    """The chapter above all pages of the body but its first, the dossier below each."""
    facts = read_pdf(edition.pdf)
    title = facts.info["Title"]
    tops = [mark for mark in facts.bookmarks if mark.level == 1]
    for number, top in enumerate(tops[1:], 1):
        first, *rest = facts.section(number)
        assert facts.pages[first].head == "", first
        for page in rest:
            assert _is_part_of(top.title, facts.pages[page].head, edition), page
        for page in (first, *rest):
            assert _is_part_of(title, facts.pages[page].foot, edition), page


def every_note_stands_once_by_its_call(edition: Edition) -> None:
    """On the page of its first call or the next, under the same number as in the EPUB."""
    facts, epub = read_pdf(edition.pdf), read_epub(edition.epub)
    for section, name in enumerate(epub.chapters, 1):
        pages = facts.section(section)
        first: dict[str, Call] = {}
        for call in epub_reading.calls(epub, name):
            first.setdefault(call.number, call)
        notes = epub_reading.notes(epub, name)
        assert set(first) == {note.number for note in notes}
        for note in notes:
            where = _pages_of_note(facts, pages, note, edition)
            assert len(where) == 1, f"note {note.number} of {name} stands on pages {where}"
            called = _pages_of_call(facts, pages, first[note.number], edition)
            assert called & {where[0], where[0] - 1}, (name, note, where, called)


def _pages_of_note(facts: PdfFacts, pages: range, note: Note, edition: Edition) -> list[int]:
    """The pages of a note, one for each time that it stands there."""
    if _is_rtl(edition):
        wanted = _unordered(f"{note.number}.{note.text}")
        return [
            page
            for page in pages
            for some in _neighbours(facts.pages[page].body.splitlines(), wanted.total())
            if _unordered(some) == wanted
        ]
    # A word that is divided at the end of a page is joined by PDFium to the note below it.
    begin = r"(?:^|(?<=[^\W\d_]))"
    pattern = re.compile(begin + across_lines(f"{note.number}.{note.text}") + "$", re.MULTILINE)
    return [page for page in pages for _ in pattern.findall(lines(_text(facts, page, edition)))]


def _text(facts: PdfFacts, page: int, edition: Edition) -> str:
    """The text of a page without the numbers of pages that print puts behind references."""
    return without_references(facts.pages[page].body, edition.source, edition.language)


def _neighbours(rows: list[str], length: int) -> Iterator[str]:
    """Lines that follow each other, joined, as long as they are no longer than ``length``."""
    for start in range(len(rows)):
        joined = ""
        for row in rows[start:]:
            joined += row
            if _unordered(joined).total() > length:
                break
            yield joined


def _pages_of_call(facts: PdfFacts, pages: range, call: Call, edition: Edition) -> set[int]:
    if _is_rtl(edition):  # PDFium puts a raised digit anywhere in a line from right to left
        return {page for page in pages if call.number in facts.pages[page].body}
    # PDFium may read the paragraph's locator, in the margin of the line, before a raised digit.
    names = sorted((re.escape(name) for name in facts.destinations), key=len, reverse=True)
    locator = rf"(?:\n?(?:{'|'.join(names)}))*\n?"
    for length in (16, 8, 4, 2):  # a few characters alone where a page begins between them
        before = across_lines(squeezed(call.before)[-length:])
        pattern = before + locator + re.escape(call.number)
        found = {page for page in pages if re.search(pattern, lines(_text(facts, page, edition)))}
        if found:
            return found
    return set()


def locators_are_printed_where_they_lead(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    for printed, anchor in epub_reading.locators(read_epub(edition.epub)):
        assert printed == anchor
        page = facts.pages[facts.destinations[anchor]]
        words = re.split(r"[^\w.-]+", page.body)
        mixed = re.search("[\u0590-\u08ff]", page.body)  # PDFium turns what is beside it
        assert printed in words or mixed or _is_rtl(edition), (printed, page.label)


def locators_come_in_reading_order(edition: Edition) -> None:
    facts = read_pdf(edition.pdf)
    anchors = [anchor for _, anchor in epub_reading.locators(read_epub(edition.epub))]
    pages = [facts.destinations[anchor] for anchor in anchors]
    assert all(one <= two for one, two in pairwise(pages))


def the_index_names_every_page_and_no_other(edition: Edition) -> None:
    """Each number leads to its page, on whose text the name stands, as the EPUB links to it.

    And each page that links to an entry is among its numbers.
    """
    facts, epub = read_pdf(edition.pdf), read_epub(edition.epub)
    if not epub_reading.has_index(epub):
        assert "index" not in facts.destinations
        return
    start = facts.destinations["index"]
    pages = facts.section(next(n for n, mark in enumerate(_tops(facts)) if mark.page == start))
    labels = [page.label for page in facts.pages]
    texts = epub_reading.mentions(epub)
    named: dict[str, set[int]] = {}
    for link in facts.links:
        if link.page not in pages or not link.is_internal:
            continue
        numbers = re.findall(r"\d+", ascii_digits(link.text))
        if not numbers:  # the name to see, behind an abbreviation
            continue
        entry = "entry-" + re.sub(r"^at-|^entry-|--.*$", "", link.target)
        if _is_rtl(edition):  # PDFium reads “5–3” where 3–5 is written
            numbers.sort(key=int)
        where = range(labels.index(numbers[0]), labels.index(numbers[-1]) + 1)
        assert facts.destinations[link.target] == where[0], link
        named.setdefault(entry, set()).update(where)
        for page in where:
            body, rest = facts.pages[page].body, facts.pages[min(page + 1, len(labels) - 1)].body
            assert (
                _is_rtl(edition)
                or _any_stands_in(texts[entry], body)
                or _any_goes_on(texts[entry], body, rest)
            ), (link, labels[page])
    assert named
    listed = epub_reading.listed(epub)
    for entry in texts.keys() & named.keys():
        linked = {link.page for link in facts.links if link.target == entry} - set(pages)
        assert linked <= named[entry] or entry in listed, (entry, linked, named[entry])
    assert {entry for entry in texts if entry.startswith("entry-")} == named.keys()


def _tops(facts: PdfFacts) -> list[Bookmark]:
    return [mark for mark in facts.bookmarks if mark.level == 1]


def _any_stands_in(texts: set[str], body: str) -> bool:
    """Whether one of ``texts`` or, where it runs on to the next page, its beginning is there."""
    squeezed_body = squeezed(body)
    return any(
        squeezed(text) in squeezed_body or squeezed(text)[:6] in squeezed_body[-40:]
        for text in texts
    )


def page_numbers_in_the_text_are_those_of_the_passages(edition: Edition) -> None:
    """Where the claims register names a passage with its page: “T2.1 (p. 4)”."""
    facts = read_pdf(edition.pdf)
    claims = {facts.destinations[name] for name in facts.destinations if _is_claim(name)}
    found = [
        (name, number)
        for page in claims
        for name, number in re.findall(
            r"([A-Z]{1,4}\d[\w.-]*)\s+\([^()\d]*(\d+)[^()\d]*\)", facts.pages[page].body
        )
        if name in facts.destinations
    ]
    # From right to left PDFium writes brackets and numbers in an order of its own.
    assert bool(found) == bool(claims) or _is_rtl(edition)
    for name, number in found:
        label = facts.pages[facts.destinations[name]].label
        assert label == ascii_digits(number), name


def _is_claim(name: str) -> bool:
    return re.fullmatch(r"CL\d+", name) is not None


def _is_rtl(edition: Edition) -> bool:
    return edition_language(edition).direction == "rtl"


def edition_language(edition: Edition) -> Language:
    """The language, with the region that the dossier chose for it."""
    regions = edition.manifest.get("regions", {})
    assert isinstance(regions, dict)
    return Language(edition.language, regions.get(edition.language, ""))


def _same(one: str, other: str, edition: Edition) -> bool:
    """Whether two texts are the same; from right to left in any order: PDFium has its own."""
    if _is_rtl(edition):
        return _unordered(one) == _unordered(other)
    return squeezed(one) == squeezed(other)


def _unordered(text: str) -> Counter[str]:
    """The characters of a text from right to left, of brackets and quotation marks one of two.

    PDFium mirrors all of them there, whichever the file names.
    """
    return Counter(squeezed(text).translate(str.maketrans(")]}>»”’", "([{<«“‘")))


def _is_part_of(text: str, line: str, edition: Edition) -> bool:
    """Whether a running head or foot has ``text``, beside a range or a number."""
    if _is_rtl(edition):
        return not _unordered(text) - _unordered(line)
    return squeezed(text) in squeezed(line)


def _any_goes_on(texts: Iterable[str], body: str, rest: str) -> bool:
    """Whether one of ``texts`` begins on one page and goes on at the top of the next."""
    for text in texts:
        words = text.split()
        for at in range(1, len(words)):
            first, second = squeezed("".join(words[:at])), squeezed("".join(words[at:]))
            if first in squeezed(body) and squeezed(rest).startswith(second):
                return True
    return False


def _stands_in(text: str, body: str, edition: Edition) -> bool:
    if _is_rtl(edition) and any(_same(text, line, edition) for line in body.splitlines()):
        return True
    return squeezed(text) in squeezed(body)


def no_line_is_wider_than_the_page_has_it(edition: Edition) -> None:
    found = preflight(edition.pdf, Place(edition.pdf.name))
    assert [str(item) for item in found if item.code == "F007"] == []


PDF_CHECKS: tuple[Callable[[Edition], None], ...] = (
    qpdf_finds_nothing,
    every_font_is_embedded_as_a_subset,
    language_title_and_people_are_in_the_metadata,
    it_is_tagged,
    all_text_is_read_or_an_artifact,
    links_are_read_by_their_text,
    passages_in_other_languages_say_so,
    figures_have_their_text_alternatives,
    bookmarks_are_the_headings,
    bookmarks_open_the_page_of_their_heading,
    every_link_leads_somewhere,
    every_link_can_be_hit,
    links_out_are_those_of_the_epub,
    labels_are_roman_then_arabic_and_printed,
    contents_name_the_pages_of_the_headings,
    running_heads_name_dossier_and_chapter,
    every_note_stands_once_by_its_call,
    locators_are_printed_where_they_lead,
    locators_come_in_reading_order,
    the_index_names_every_page_and_no_other,
    page_numbers_in_the_text_are_those_of_the_passages,
    no_line_is_wider_than_the_page_has_it,
)
