"""A finished e-book as plain data: the package, documents and their ids, the lists of its nav.

The file alone is read, by libraries that took no part in making it: zipfile and lxml.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from hexapla.diagnostics import Diagnostic, Place, Refusal

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLINK = "{http://www.w3.org/1999/xlink}href"
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}


@dataclass(frozen=True, eq=False)
class Document:
    """An XML file of the archive: XHTML, SVG, the NCX, the package itself."""

    name: str
    """In the archive: ``EPUB/thread.xhtml``."""
    root: Any

    @cached_property
    def elements(self) -> tuple[Any, ...]:
        """In the order of the file, without comments and the like."""
        return tuple(item for item in self.root.iter() if isinstance(item.tag, str))

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """For each id the number of its (first) element among :attr:`elements`."""
        found: dict[str, int] = {}
        for number, item in enumerate(self.elements):
            if item.get("id"):
                found.setdefault(item.get("id"), number)
        return found

    def by_id(self, id: str) -> Any:
        """The element with an id; None if there is none."""
        return self.elements[self.ids[id]] if id in self.ids else None

    def target(self, address: str) -> tuple[str, str]:
        """The file of the archive and the id (or nothing) to which a relative address leads."""
        path, fragment = urldefrag(address)
        folder = posixpath.dirname(self.name)
        file = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else self.name
        return file, unquote(fragment)


@dataclass(frozen=True)
class Listed:
    """A line of a list of the nav or the NCX."""

    label: str
    file: str
    """In the archive."""
    id: str
    """Empty for the file itself."""
    kind: str
    """Of a landmark: its ``epub:type``."""
    element: Any


@dataclass(frozen=True, eq=False)
class Ebook:
    """A finished EPUB."""

    place: Place
    files: Mapping[str, bytes]
    package: Document
    media_types: Mapping[str, str]
    """Of each file that the manifest names."""
    spine: tuple[Document, ...]
    """The documents in reading order."""
    nav: Document
    ncx: Document | None
    drawings: tuple[Document, ...]
    """SVG files."""

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The spine, and the nav if it is not in it."""
        return self.spine if self.nav in self.spine else (*self.spine, self.nav)

    @cached_property
    def by_name(self) -> Mapping[str, Document]:
        """The documents by their names in the archive."""
        return {document.name: document for document in self.documents}

    def listed(self, kind: str) -> tuple[Listed, ...] | None:
        """The lines of a list of the nav (``toc``, ``landmarks``, ``page-list``); None for none."""
        for nav in self.nav.root.iter(f"{XHTML}nav"):
            if kind in (nav.get(TYPE) or "").split():
                return tuple(self._listed(nav))
        return None

    def _listed(self, nav: Any) -> Iterator[Listed]:
        for link in nav.iter(f"{XHTML}a"):
            file, id = self.nav.target(link.get("href") or "")
            yield Listed(text_of(link), file, id, link.get(TYPE) or "", link)

    def listed_in_ncx(self, name: str) -> tuple[Listed, ...]:
        """The lines of the NCX: ``navPoint`` or ``pageTarget``."""
        if self.ncx is None:
            return ()
        found = []
        for point in self.ncx.root.iterfind(f".//n:{name}", NS):
            content = point.find("n:content", NS)
            label = " ".join(point.findtext("n:navLabel/n:text", "", NS).split())
            file, id = self.ncx.target(content.get("src") or "" if content is not None else "")
            found.append(Listed(label, file, id, "", point))
        return tuple(found)

    def properties(self, name: str) -> list[str]:
        """The values of ``<meta property="name">`` in the package."""
        found = self.package.root.iterfind(f".//o:meta[@property='{name}']", NS)
        return [(item.text or "").strip() for item in found]

    def language(self) -> str:
        """The book's language as the package has it; empty if it has none."""
        return str(self.package.root.findtext(".//dc:language", "", NS)).strip()

    # ---- what is wrong --------------------------------------------------------------------

    def error(self, code: str, document: Document, element: Any, problem: str) -> Diagnostic:
        """A diagnostic that begins with the file in the archive and the line."""
        line = f":{element.sourceline}" if element is not None else ""
        name = posixpath.basename(document.name)
        return Diagnostic(code, f"{name}{line}: {problem}", self.place)


def text_of(element: Any) -> str:
    """All text in an element, spaces made single ones."""
    return " ".join("".join(element.itertext()).split())


def is_remote(address: str) -> bool:
    """Whether an address leads out of the book. Data within the address itself is in the book."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # half an address in brackets
        return True
    return bool(parts.netloc) or parts.scheme not in ("", "data")


# ---- reading ----------------------------------------------------------------------------------


def read_ebook(path: Path, place: Place) -> Ebook:
    """Read an EPUB. Raises Refusal E001 if it is none, or lacks a file that it names."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError) as error:
        _refuse(f"the e-book cannot be read ({error})", place)
    container = _document(files, "META-INF/container.xml", place)
    rootfile = container.root.find(".//{*}rootfile")
    name = rootfile.get("full-path") if rootfile is not None else None
    package = _document(files, name or "the package document", place)
    return _ebook(files, package, place)


def _ebook(files: Mapping[str, bytes], package: Document, place: Place) -> Ebook:
    names: dict[str, str] = {}
    media_types: dict[str, str] = {}
    nav = ""
    for item in package.root.iterfind(".//o:manifest/o:item", NS):
        href = item.get("href") or ""
        if is_remote(href):
            continue  # a check of its own tells it
        file, _ = package.target(href)
        if file not in files:
            _refuse(f"“{file}”, which the package names, is not in the e-book", place)
        names[item.get("id") or ""] = file
        media_types[file] = item.get("media-type") or ""
        nav = file if "nav" in (item.get("properties") or "").split() else nav
    if not nav:
        _refuse("the e-book has no navigation document", place)
    texts = {
        file: _document(files, file, place)
        for file, media_type in media_types.items()
        if media_type in _XML
    }
    spine = package.root.find("o:spine", NS)
    order = [names.get(item.get("idref") or "", "") for item in package.root.iterfind(_REFS, NS)]
    if spine is None or not order or any(file not in texts for file in order):
        _refuse("the reading order of the e-book names what is not in it", place)
    ncx = names.get(spine.get("toc") or "", "")
    drawings = (file for file in texts if media_types[file] == "image/svg+xml")
    return Ebook(
        place,
        files,
        package,
        media_types,
        tuple(texts[file] for file in order),
        texts[nav],
        texts.get(ncx),
        tuple(texts[file] for file in drawings),
    )


_REFS = "o:spine/o:itemref"
_XML = ("application/xhtml+xml", "image/svg+xml", "application/x-dtbncx+xml")


def _document(files: Mapping[str, bytes], name: str, place: Place) -> Document:
    if name not in files:
        _refuse(f"the e-book has no “{name}”", place)
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        return Document(name, etree.fromstring(files[name], parser))
    except etree.XMLSyntaxError as error:
        file = posixpath.basename(name)
        _refuse(f"{file}:{error.lineno}: this is not well-formed XML: {error.msg}", place)


def _refuse(problem: str, place: Place) -> NoReturn:
    raise Refusal(Diagnostic("E001", f"{problem}; build it again", place))
