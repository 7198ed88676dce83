"""What makes an EPUB one that anybody can read: roles, labels, languages, ways there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import epub_reading
from built import Edition
from epub_reading import NS, TYPE, XHTML, Epub, read_epub

ROLES = {
    **dict.fromkeys(("bodymatter", "frontmatter", "backmatter", "landmarks"), ""),
    **dict.fromkeys(("cover", "titlepage"), ""),
    "toc": "doc-toc",
    "page-list": "doc-pagelist",
    "pagebreak": "doc-pagebreak",
    "noteref": "doc-noteref",
    "footnote": "doc-footnote",
    **{
        name: f"doc-{name}"
        for name in ("chapter", "abstract", "appendix", "glossary", "bibliography", "colophon")
    },
    "index": "doc-index",
}
"""The role (DPUB-ARIA 1.1) that says what an ``epub:type`` (EPUB 3 Structural Semantics
Vocabulary 1.1) does; empty for those that have none."""


def every_type_has_its_role(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    for name in epub.spine:
        for item in epub.document(name).iter():
            kind = item.get(TYPE)
            if kind and item.tag != f"{XHTML}a":  # the links of landmarks say where they lead
                assert item.get("role", "") == ROLES[kind], (name, kind)


def every_section_and_list_has_a_label(edition: Edition) -> None:
    """In the edition's language, or with its own: by a heading that is there, or by itself."""
    epub = read_epub(edition.epub)
    for name in epub.spine:
        root = epub.document(name)
        named = (item for item in root.iter() if item.get("id"))
        texts = {item.get("id"): epub_reading.text_of(item) for item in named}
        for item in root.iter(f"{XHTML}nav", f"{XHTML}section"):
            if item.get("role") or item.tag == f"{XHTML}nav":
                assert texts.get(item.get("aria-labelledby")) or item.get("aria-label"), name
    navs = epub.nav.iterfind(".//h:nav", NS)
    labels = [nav.get("aria-labelledby") for nav in navs]
    assert len(set(labels)) == 3


def headings_descend_one_by_one(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    for name in epub.chapters:
        items = epub.document(name).iter(*(f"{XHTML}h{level}" for level in range(1, 7)))
        levels = [int(item.tag[-1]) for item in items]
        assert levels[0] == 1
        assert levels.count(1) == 1


def heads_of_tables_say_what_they_head(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    for name in epub.spine:
        for head in epub.document(name).iter(f"{XHTML}th"):
            assert head.get("scope") in ("col", "row"), name


def drawings_are_described(edition: Edition) -> None:
    """Each that is drawn from registers has a table of what it shows, in the edition's words."""
    epub = read_epub(edition.epub)
    described = 0
    for name in epub.spine:
        root = epub.document(name)
        by_id = {item.get("id"): item for item in root.iter() if item.get("id")}
        for image in root.iterfind(".//h:img[@aria-details]", NS):
            details = by_id[image.get("aria-details")]
            assert details.tag == f"{XHTML}details"
            assert epub_reading.text_of(details.find("h:summary", NS))
            rows = details.findall(".//h:tbody/h:tr", NS)
            assert rows
            assert all(epub_reading.text_of(cell) for row in rows for cell in row)
            described += 1
    names = [name for name in epub.files if name.endswith(".svg")]
    drawn = [name for name in names if b'class="lettering"' in epub.files[name]]
    assert (described > 0) == bool(drawn)
    features = epub.properties("schema:accessibilityFeature")
    assert ("longDescription" in features) == bool(drawn)


def it_says_how_accessible_it_is(edition: Edition) -> None:
    epub = read_epub(edition.epub)
    has_pictures = any("/pictures/" in name for name in epub.files)
    modes = epub.properties("schema:accessMode")
    assert modes == (["textual", "visual"] if has_pictures else ["textual"])
    assert "textual" in epub.properties("schema:accessModeSufficient")
    features = epub.properties("schema:accessibilityFeature")
    assert ("alternativeText" in features) == has_pictures
    assert ("index" in features) == epub_reading.has_index(epub)
    assert len(features) == len(set(features))
    assert epub.properties("schema:accessibilityHazard") == ["none"]
    (summary,) = epub.properties("schema:accessibilitySummary")
    is_english = summary.startswith("All text can be read aloud")
    if edition.source.name == "languages":  # whose catalogs of templates' words are complete
        assert is_english == edition.is_source
    claim = edition.manifest.get("accessibility")
    standard = ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"] if claim else []
    assert epub.properties("dcterms:conformsTo") == standard
    certifiers = [claim["certified-by"]] if isinstance(claim, dict) else []
    assert epub.properties("a11y:certifiedBy") == certifiers


def what_a_passage_links_to_leads_back(edition: Edition) -> None:
    """An entry names each passage and entry that links to it."""
    epub = read_epub(edition.epub)
    order = [anchor for _, anchor in epub_reading.locators(epub)]
    there = set(_links(epub))
    back = {(to, holder) for holder, to in _with_ranges(epub, order)}
    assert sorted(pair for pair in there if pair not in back) == []


def _links(epub: Epub) -> Iterator[tuple[str, str]]:
    """From the anchor of what holds a link to the entry that it leads to."""
    for name in epub.chapters:
        for link in epub.document(name).iterfind(".//h:a[@class='entry-link']", NS):
            holder = _holder(link)
            target = link.get("href").rpartition("#")[2]
            if holder and holder != target:
                yield holder, target


def _holder(link: Any) -> str:
    """The passage or entry around a link; empty for what has no locator: a table, a source line."""
    if any(item.tag in (f"{XHTML}aside", f"{XHTML}details") for item in link.iterancestors()):
        return ""
    for item in link.iterancestors():
        id = item.get("id") or ""
        if item.tag == f"{XHTML}dd":
            return str(next(item.itersiblings(f"{XHTML}dt", preceding=True)).get("id") or "")
        is_passage = item.find(".//h:span[@class='locator']", NS) is not None
        if id and is_passage and item.tag != f"{XHTML}section":
            return id
    return ""


def _with_ranges(epub: Epub, order: list[str]) -> Iterator[tuple[str, str]]:
    """From each entry to what it links to, and to what stands between two ends of a range."""
    for name in epub.chapters:
        for link in epub.document(name).iter(f"{XHTML}a"):
            holder = _holder(link)
            target = str(link.get("href")).rpartition("#")[2]
            yield holder, target
            before = link.getprevious()
            if before is not None and (before.tail or "").strip() == "–":
                first = str(before.get("href")).rpartition("#")[2]
                if first in order and target in order:
                    between = order[order.index(first) : order.index(target)]
                    yield from ((holder, one) for one in between)


ACCESS_CHECKS: tuple[Callable[[Edition], None], ...] = (
    every_type_has_its_role,
    every_section_and_list_has_a_label,
    headings_descend_one_by_one,
    heads_of_tables_say_what_they_head,
    drawings_are_described,
    it_says_how_accessible_it_is,
    what_a_passage_links_to_leads_back,
)
