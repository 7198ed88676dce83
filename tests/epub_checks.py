"""What is true of every EPUB that Hexapla writes. Each check fails with what is wrong."""

from __future__ import annotations

import io
import posixpath
import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any
from urllib.parse import urldefrag

import icu
from fontTools.ttLib import TTFont
from PIL import ImageChops

import epub_reading
from built import Edition
from epub_access import ACCESS_CHECKS
from epub_pages import PAGE_CHECKS
from epub_reading import NS, TYPE, XHTML, XML_LANG, Epub, read_epub
from hexapla.language import Language
from judges import epubcheck
from pictures import alone, marks


def epubcheck_finds_nothing(edition: Edition) -> None:
    """But CSS-028, a usage note on each @font-face rule: there is no embedding without one."""
    found = epubcheck(edition.epub)
    assert [one for one in found if (one.id, one.severity) != ("CSS-028", "USAGE")] == []
    assert found, "EPUBCheck looked at the style sheet"


def every_address_within_leads_to_an_id(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    anchors = {name: _ids(epub, name) for name in epub.spine}
    links = [(name, href) for name in epub.spine for href in _addresses(epub, name)]
    ncx = posixpath.join(epub.folder, "toc.ncx")
    links += [(ncx, item.get("src")) for item in epub.document(ncx).iterfind(".//n:content", NS)]
    assert links
    for name, href in links:
        file, anchor = urldefrag(href)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
        assert target in epub.files, (name, href)
        assert not anchor or anchor in anchors[target], (name, href)


def _ids(epub: Epub, name: str) -> set[str]:
    return {item.get("id") for item in epub.document(name).iter() if item.get("id")}


def _addresses(epub: Epub, name: str) -> list[str]:
    root = epub.document(name)
    found = [item.get(key) for item in root.iter() for key in ("href", "src") if item.get(key)]
    return [one for one in found if not re.match(r"(https?|mailto):", one)]


def language_and_direction_are_said(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    direction = Language.parse(edition.language).direction
    assert epub.meta("language") == [edition.language]
    assert epub.opf.find("o:spine", NS).get("page-progression-direction", "ltr") == direction
    for name in epub.spine:
        root = epub.document(name)
        found = (root.get("lang"), root.get(XML_LANG), root.get("dir"))
        assert found == (edition.language, edition.language, direction), name


def every_mark_of_language_is_said_twice(edition: Edition) -> None:
    """``lang`` for HTML readers and ``xml:lang`` for XML ones, always alike."""
    epub = read_epub(edition.epub)
    for name in epub.spine:
        for item in epub.document(name).iter():
            assert item.get("lang") == item.get(XML_LANG), (name, item.attrib)


def every_call_pops_its_note_up(edition: Edition) -> None:
    """Each noteref leads to an aside of its document, which leads back to each of them."""
    epub = read_epub(edition.epub)
    for name in epub.chapters:
        root = epub.document(name)
        by_id = {item.get("id"): item for item in root.iter() if item.get("id")}
        called: dict[Any, list[str]] = {}
        for call in root.iterfind(".//h:a[@role='doc-noteref']", NS):
            assert call.get(TYPE) == "noteref"
            aside = by_id[call.get("href").removeprefix("#")]
            called.setdefault(aside, []).append(call.get("id"))
            assert (aside.tag, aside.get(TYPE)) == (f"{XHTML}aside", "footnote")
            assert aside.get("role") == "doc-footnote"
            assert aside.find(".//h:a[@role='doc-backlink']", NS).text == call.text
            assert epub_reading.text_of(aside)
        assert set(called) == set(root.iterfind(".//h:aside", NS))
        for aside, ids in called.items():
            backlinks = aside.findall(".//h:a[@role='doc-backlink']", NS)
            assert [link.get("href") for link in backlinks] == [f"#{id}" for id in ids]
            assert len({link.get("aria-label") for link in backlinks}) == len(ids)


def locators_are_ids_used_once(edition: Edition) -> None:
    found = epub_reading.locators(read_epub(edition.epub))
    assert [pair for pair in found if pair[0] != pair[1]] == []
    assert [one for one, times in Counter(found).items() if times > 1] == []


def locators_are_those_of_the_manuscripts_language(edition: Edition) -> None:
    """The same in every language, in the same files and the same order but for sorted registers."""
    found = epub_reading.locators(read_epub(edition.epub))
    assert found == epub_reading.locators(read_epub(edition.first))


def passages_and_claims_lead_to_each_other(edition: Edition) -> None:
    """From the margin of each passage to its claims, and from each claim to its passages."""
    epub = read_epub(edition.epub)
    there, back = set(), set()
    for name in epub.spine:
        root = epub.document(name)
        for link in root.iterfind(".//h:a[@class='claim-link']", NS):
            passage = next(item for item in link.iterancestors() if item.get("id"))
            there.add((passage.get("id"), urldefrag(link.get("href")).fragment))
        for claim in root.iterfind(".//h:ol[@class='claims']/h:li", NS):
            links = claim.iterfind(".//h:span[@class='passage']/h:a", NS)
            back |= {(link.text, claim.get("id")) for link in links}
    assert there == back


def the_index_is_in_the_order_of_the_alphabet(edition: Edition) -> None:
    """By ICU's collation, signs before a name aside; each line's letter is that of ICU's index."""
    epub = read_epub(edition.epub)
    if not epub_reading.has_index(epub):
        return
    locale = icu.Locale(edition.language)
    collator = icu.Collator.createInstance(locale)
    index = icu.AlphabeticIndex(locale)
    index.maxLabelCount = 1000
    for other in ("en", "el", "ru"):
        index.addLabels(icu.Locale(other))
    letters = index.buildImmutableIndex()
    groups = epub_reading.index_lines(epub)
    assert len(groups) > 1
    for letter, lines in groups:
        names = [re.sub(r"^[\W_]+", "", name) for name, _ in lines]
        assert names == sorted(names, key=collator.getSortKey)
        for name in names:
            assert str(letters.getBucket(letters.getBucketIndex(name))[0]) == letter, name
    firsts = [re.sub(r"^[\W_]+", "", lines[0][0]) for _, lines in groups]
    numbers = [letters.getBucketIndex(first) for first in firsts]
    assert numbers == sorted(set(numbers))


def nothing_overlaps_in_a_drawing(edition: Edition) -> None:
    """Each name and each bar, drawn alone, shares no pixel with another and is in the frame."""
    for name, data in read_epub(edition.epub).files.items():
        if not name.endswith(".svg") or b'class="lettering"' not in data:
            continue
        masks = [(item.get("d", "bar"), alone(data, item)) for item in marks(data)]
        assert len(masks) > 2
        for one, other in combinations(masks, 2):
            if one[0] == other[0] == "bar":
                continue  # the two parts of a bar adjoin
            shared = ImageChops.multiply(one[1], other[1]).getbbox()
            assert shared is None, (name, one[0][:40], other[0][:40], shared)
        for _, mask in masks:
            left, top, right, bottom = mask.getbbox() or (1, 1, 2, 2)
            assert left > 0
            assert top > 0
            assert right < mask.width
            assert bottom < mask.height


def the_package_says_what_the_dossier_does(edition: Edition) -> None:
    epub, manifest = read_epub(edition.epub), edition.manifest
    assert epub.meta("date") == [str(manifest["date"])]
    modified = [
        item.text
        for item in epub.opf.iterfind(".//o:meta", NS)
        if item.get("property") == "dcterms:modified"
    ]
    folder = edition.source / "locales" / Language.parse(edition.language).folder / "LC_MESSAGES"
    catalogs = [] if edition.is_source else sorted(folder.glob("*.po"))
    said = [path.read_text(encoding="utf-8") for path in catalogs]
    revised = [
        day for text in said for day in re.findall(r"PO-Revision-Date: (\d{4}-\d\d-\d\d)", text)
    ]
    assert modified == [f"{max([str(manifest['date']), *revised])}T00:00:00Z"]
    if edition.is_source:
        title = [manifest["title"], *([manifest["subtitle"]] if "subtitle" in manifest else [])]
        assert epub.meta("title") == title
        assert epub.meta("creator") == manifest.get("editors", [])
        assert epub.meta("publisher") == [
            manifest[key] for key in ("publisher",) if key in manifest
        ]
        assert epub.meta("subject") == manifest.get("subjects", [])
    isbns = manifest.get("isbn", {})
    assert isinstance(isbns, dict)
    isbn = isbns.get(edition.language, "").replace("-", "")
    (identifier,) = epub.meta("identifier")
    assert identifier == f"urn:isbn:{isbn}" if isbn else identifier.startswith("urn:uuid:")
    ncx = epub.document(posixpath.join(epub.folder, "toc.ncx"))
    (named,) = ncx.iterfind(".//n:meta[@name='dtb:uid']", NS)
    assert named.get("content") == identifier


def editions_of_one_dossier_are_a_collection(edition: Edition) -> None:
    """The same set with the same identifier in every language, and no two with one identifier."""
    own, first = read_epub(edition.epub), read_epub(edition.first)
    assert own.properties("belongs-to-collection") == first.properties("belongs-to-collection")
    assert own.properties("collection-type") == ["set"]
    (number,) = own.properties("dcterms:identifier")
    assert [number] == first.properties("dcterms:identifier")
    assert number not in own.meta("identifier")
    assert (own.meta("identifier") == first.meta("identifier")) == edition.is_source


def cover_nav_and_ncx_are_whole(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    front = [posixpath.basename(name) for name in epub.spine[:3]]
    assert front == ["cover.xhtml", "titlepage.xhtml", "nav.xhtml"]
    covers = [
        item.get("href")
        for item in epub.opf.iterfind(".//o:item", NS)
        if "cover-image" in item.get("properties", "")
    ]
    assert len(covers) == 1
    assert epub.files[posixpath.join(epub.folder, covers[0])].startswith(b"\x89PNG")
    toc = epub.nav.find(".//h:nav[@id='toc']", NS)
    listed = [urldefrag(link.get("href"))[0] for link in toc.iterfind("./h:ol/h:li/h:a", NS)]
    ncx = epub.document(posixpath.join(epub.folder, "toc.ncx"))
    points = ncx.iterfind("./n:navMap/n:navPoint/n:content", NS)
    names = [posixpath.basename(name) for name in epub.chapters]
    assert listed == names
    assert [urldefrag(point.get("src"))[0] for point in points] == names


def nav_lists_the_headings(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    toc = epub.nav.find(".//h:nav[@id='toc']", NS)
    listed = [epub_reading.text_of(link) for link in toc.iterfind(".//h:a", NS)]
    assert listed == epub_reading.contents(epub)
    ncx = epub.document(posixpath.join(epub.folder, "toc.ncx"))
    points = list(ncx.iterfind(".//n:navPoint", NS))
    labels = [point.findtext("n:navLabel/n:text", "", NS) for point in points]
    assert [" ".join(label.split()) for label in labels] == listed
    addresses = [link.get("href") for link in toc.iterfind(".//h:a", NS)]
    assert [point.find("n:content", NS).get("src") for point in points] == addresses


def an_embedded_font_has_every_character(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    css = epub.files[posixpath.join(epub.folder, "style.css")].decode()
    names = re.findall(r'url\("([^"]+)"\)', css)
    assert names
    fonts = [TTFont(io.BytesIO(epub.files[posixpath.join(epub.folder, name)])) for name in names]
    covered = set().union(*(font.getBestCmap() for font in fonts))
    assert {font["name"].getDebugName(16) or font["name"].getDebugName(1) for font in fonts}
    used = {one for name in epub.spine for one in "".join(epub.document(name).itertext())}
    missing = {one for one in used if one.isprintable() and ord(one) not in covered}
    assert missing <= {"\u200e", "\u200f", "\u00ad"}


EPUB_CHECKS: tuple[Callable[[Edition], None], ...] = (
    epubcheck_finds_nothing,
    every_address_within_leads_to_an_id,
    language_and_direction_are_said,
    every_mark_of_language_is_said_twice,
    every_call_pops_its_note_up,
    locators_are_ids_used_once,
    passages_and_claims_lead_to_each_other,
    the_index_is_in_the_order_of_the_alphabet,
    nothing_overlaps_in_a_drawing,
    locators_are_those_of_the_manuscripts_language,
    the_package_says_what_the_dossier_does,
    editions_of_one_dossier_are_a_collection,
    cover_nav_and_ncx_are_whole,
    nav_lists_the_headings,
    *PAGE_CHECKS,
    *ACCESS_CHECKS,
    an_embedded_font_has_every_character,
)
