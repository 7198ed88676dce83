"""An EPUB as its files say, read with zipfile and lxml alone."""

from __future__ import annotations

import copy
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}


@dataclass(frozen=True)
class Note:
    """A footnote of a chapter."""

    number: str
    text: str


@dataclass(frozen=True)
class Call:
    """The call of a footnote, with the text of its block since the call before it."""

    number: str
    before: str


@dataclass(frozen=True)
class Epub:
    """The files of an EPUB by their full names, and what the package says of them."""

    files: dict[str, bytes]
    opf: Any
    folder: str
    spine: tuple[str, ...]
    """Names of the documents in reading order."""

    def document(self, name: str) -> Any:
        return _tree(self.files[name])

    @property
    def chapters(self) -> tuple[str, ...]:
        """The documents of the body: all but cover, title page and contents."""
        front = ("cover", "titlepage", "nav")
        return tuple(one for one in self.spine if Path(one).stem not in front)

    @property
    def nav(self) -> Any:
        """The document of the contents."""
        return self.document(f"{self.folder}/nav.xhtml")

    def meta(self, name: str) -> list[str]:
        """The texts of ``dc:name`` in the package."""
        return [str(item.text) for item in self.opf.iterfind(f".//dc:{name}", NS)]

    def properties(self, name: str) -> list[str]:
        """The values of ``<meta property="name">`` in the package."""
        found = self.opf.iterfind(f".//o:meta[@property='{name}']", NS)
        return [str(item.text) for item in found]


@lru_cache(maxsize=32)
def read_epub(path: Path) -> Epub:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    container = _tree(files["META-INF/container.xml"])
    opf_name = container.find(".//{*}rootfile").get("full-path")
    opf = _tree(files[opf_name])
    folder = posixpath.dirname(opf_name)
    items = {item.get("id"): item.get("href") for item in opf.iterfind(".//o:item", NS)}
    spine = [items[ref.get("idref")] for ref in opf.iterfind(".//o:itemref", NS)]
    return Epub(files, opf, folder, tuple(posixpath.join(folder, name) for name in spine))


@lru_cache(maxsize=512)
def _tree(data: bytes) -> Any:
    return etree.fromstring(data)


def text_of(element: Any) -> str:
    """An element's text without calls of notes, links back, locators and claims in the margin."""
    element = copy.deepcopy(element)
    for one in element.xpath(
        ".//h:a[@role='doc-noteref' or @role='doc-backlink']"
        " | .//h:span[@class='locator' or @class='margin-claims']",
        namespaces=NS,
    ):
        one.text = ""
        for inner in list(one):
            one.remove(inner)
    return " ".join("".join(element.itertext()).split())


def headings(epub: Epub) -> list[tuple[int, str]]:
    """Level and text of every heading of the body."""
    return [
        (int(element.tag[-1]), text_of(element))
        for name in epub.chapters
        for element in epub.document(name).iter(*(f"{XHTML}h{level}" for level in range(1, 7)))
        if element.get("class") != "index-letter"
    ]


def contents(epub: Epub) -> list[str]:
    """What a list of contents names: titles, and subheadings that are not part of a block."""
    return [
        text_of(element)
        for name in epub.chapters
        for element in epub.document(name).iter(f"{XHTML}h1", f"{XHTML}h2")
        if element.getparent().tag in (f"{XHTML}header", f"{XHTML}section")
        and element.get("class") != "index-letter"
    ]


def locators(epub: Epub) -> list[tuple[str, str]]:
    """Each printed locator with the id of the element that it names, in reading order."""
    found = []
    for name in epub.chapters:
        for mark in epub.document(name).iterfind(".//h:span[@class='locator']", NS):
            holder = next(item for item in mark.iterancestors() if item.get("id"))
            found.append((str(mark.text), str(holder.get("id"))))
    return found


def notes(epub: Epub, name: str) -> list[Note]:
    """The footnotes at the end of a document, with the marks that fallbacks have in print."""
    found = []
    for aside in copy.deepcopy(epub.document(name)).iterfind(".//h:aside", NS):
        number = aside.find(".//h:a[@role='doc-backlink']", NS).text
        for passage in aside.iterfind(".//h:span[@class='fallback']", NS):
            passage.text = f"{passage.get('lang')} {passage.text or ''}"
        found.append(Note(number, text_of(aside)))
    return found


def calls(epub: Epub, name: str) -> list[Call]:
    """The calls of footnotes in a document, in reading order."""
    return [
        Call(str(call.text), _text_before(call))
        for call in epub.document(name).iterfind(".//h:a[@role='doc-noteref']", NS)
    ]


def _text_before(call: Any) -> str:
    blocks = {f"{XHTML}{tag}" for tag in ("p", "li", "td", "th", "dt", "dd", "figcaption")}
    blocks |= {f"{XHTML}h{level}" for level in range(1, 7)}
    block = next(item for item in call.iterancestors() if item.tag in blocks)
    texts: list[str] = []
    for part in block.xpath(".//text()"):
        holder = part.getparent()
        if holder is call and part.is_text:
            break
        if part.is_text and holder.get("role") == "doc-noteref":
            texts.clear()
        elif not holder.xpath("ancestor-or-self::*[@class='locator' or @class='margin-claims']"):
            texts.append(str(part))
    return " ".join("".join(texts).split())


def mentions(epub: Epub) -> dict[str, set[str]]:
    """For the anchor of each entry, the texts by which the book links to it and its name."""
    found: dict[str, set[str]] = {}
    for name in epub.chapters:
        root = epub.document(name)
        for link in root.iterfind(".//h:a[@class='entry-link']", NS):
            found.setdefault(link.get("href").rpartition("#")[2], set()).add(text_of(link))
        for term in root.iterfind(".//h:dt[@id]", NS):
            found.setdefault(term.get("id"), set()).add(text_of(term).partition(" (")[0])
    return found


def listed(epub: Epub) -> set[str]:
    """The anchors of entries that a list of mentions names: other entries are mentioned there."""
    return {
        link.get("href").rpartition("#")[2]
        for name in epub.chapters
        for link in epub.document(name).iterfind(".//h:p[@class='mentions']//h:a", NS)
    }


def index_lines(epub: Epub) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each letter of the index, the lines: the name and the address of its entry."""
    root = epub.document(posixpath.join(epub.folder, "index.xhtml"))
    groups = []
    for group in root.iterfind(".//h:section[@class='index-group']", NS):
        lines = []
        for line in group.iterfind(".//h:li", NS):
            links = line.findall(".//h:a", NS)
            lines.append((_own_text(line), str(links[0].get("href")) if links else ""))
        letter = str(group.find("h:h2", NS).text)
        groups.append((letter.replace("0–9", "…"), lines))
    return groups


def _own_text(line: Any) -> str:
    """The name in a line of the index: what stands before its places or its “see”."""
    line = copy.deepcopy(line)
    for part in line.xpath(".//*[@class='index-places' or @class='see']"):
        part.getparent().remove(part)
    return text_of(line)


def has_index(epub: Epub) -> bool:
    return posixpath.join(epub.folder, "index.xhtml") in epub.files


@dataclass(frozen=True)
class Marker:
    """Where a page of the PDF begins."""

    page: str
    """Its number in ASCII, of its id."""
    label: str
    address: str
    """``thread.xhtml#page-14``."""
    behind: str
    """The text of the document from there on, without what stands in margins, notes, numbers."""
    is_in_word: bool
    """Whether letters stand right before it and after it."""
    link: str
    """The text of the link right behind it, in which the page may begin; empty for none."""


def markers(epub: Epub) -> list[Marker]:
    """The markers of pages in reading order."""
    found = []
    for name in epub.spine:
        root = epub.document(name)
        texts = list(_texts_and_marks(root.find(f"{XHTML}body")))
        for number, part in enumerate(texts):
            if isinstance(part, str):
                continue
            behind = "".join(one for one in texts[number:] if isinstance(one, str))
            last = "".join(one for one in texts[:number] if isinstance(one, str))[-1:]
            address = f"{posixpath.basename(name)}#{part.get('id')}"
            page = str(part.get("id")).removeprefix("page-")
            in_word = last.isalpha() and behind[:1].isalpha()
            label = str(part.get("aria-label"))
            after = part.getnext() if not part.tail else None
            link = text_of(after) if after is not None and after.tag == f"{XHTML}a" else ""
            found.append(Marker(page, label, address, behind, in_word, link))
    return found


_BESIDE = {"locator", "margin-claims", "noteref", "gap"}
_APART = {f"{XHTML}{name}" for name in ("aside", "details", "nav")}


def _texts_and_marks(element: Any) -> Iterator[Any]:
    if element.get("role") == "doc-pagebreak":
        yield element
    elif element.tag not in _APART and element.get("class") not in _BESIDE:
        yield element.text or ""
        for child in element:
            yield from _texts_and_marks(child)
            yield child.tail or ""


def pages_of_locators(epub: Epub) -> dict[str, str]:
    """For each locator the page of the PDF that the marker before it names."""
    found: dict[str, str] = {}
    page = ""
    for name in epub.spine:
        for item in epub.document(name).iter():
            if item.get("role") == "doc-pagebreak":
                page = str(item.get("id")).removeprefix("page-")
            elif item.get("class") == "locator":
                found[str(item.text)] = page
    return found


def outline(path: Path) -> str:
    """Every document of the body as indented text: elements, their attributes, their words."""
    epub = read_epub(path)
    found: list[str] = []
    for name in epub.spine:
        root = epub.document(name)
        found.append(f"== {posixpath.basename(name)} lang={root.get('lang')} dir={root.get('dir')}")
        found += _outline(root.find(f"{XHTML}body"), 0)
    return "\n".join(found) + "\n"


_INLINE = {"a", "em", "strong", "code", "span", "br", "wbr", "time", "cite", "i", "sup", "bdi"}


def _outline(element: Any, depth: int) -> list[str]:
    inner = [child for child in element if etree.QName(child).localname not in _INLINE]
    indent = "  " * depth
    head = indent + etree.QName(element).localname + _attributes(element)
    if not inner:
        content = " ".join((_escaped(element.text) + "".join(map(_inline, element))).split())
        return [f"{head} | {content}" if content else head]
    found = [head]
    for text in [element.text, *(child.tail for child in inner)]:
        if text and text.strip():
            found.append(f"{indent}  “{text.strip()}”")
    for child in element:
        name = etree.QName(child).localname
        found += [indent + "  " + _inline(child).strip()] if name in _INLINE else []
        found += [] if name in _INLINE else _outline(child, depth + 1)
    return found


def _inline(element: Any) -> str:
    name = etree.QName(element).localname
    content = _escaped(element.text) + "".join(map(_inline, element))
    return f"<{name}{_attributes(element)}>{content}</{name}>{_escaped(element.tail)}"


def _attributes(element: Any) -> str:
    named = ((etree.QName(key).localname, value) for key, value in element.attrib.items())
    return "".join(f' {name}="{value}"' for name, value in dict(named).items())


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")
