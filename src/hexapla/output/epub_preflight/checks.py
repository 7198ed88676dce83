"""One function for each thing that is looked at in a finished e-book, beside its navigation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from hexapla.diagnostics import Diagnostic, Refusal, warning
from hexapla.language import Language
from hexapla.output.characters import is_visible
from hexapla.output.epub_preflight.navigation import contents, landmarks
from hexapla.output.epub_preflight.reading import (
    NS,
    TYPE,
    XHTML,
    XLINK,
    XML_LANG,
    Document,
    Ebook,
    is_remote,
)
from hexapla.output.fonts import characters_of

# ---- notes ------------------------------------------------------------------------------------


def notes(book: Ebook) -> Iterator[Diagnostic]:
    """Each call has its note in the same file and each note its calls, with a way back to each."""
    for document in book.spine:
        asides = [item for item in document.elements if _is(item, "footnote")]
        calls: dict[Any, list[Any]] = {aside: [] for aside in asides}
        for call in document.elements:
            if not _is(call, "noteref"):
                continue
            file, id = document.target(call.get("href") or "")
            note = document.by_id(id) if file == document.name else None
            if note is None or note not in calls:
                problem = f"the call of note {_text(call)} leads to no note of this document"
                yield book.error("E005", document, call, problem)
            else:
                calls[note].append(call)
        for note, called in calls.items():
            yield from _note(book, document, note, called)


def _note(book: Ebook, document: Document, note: Any, calls: list[Any]) -> Iterator[Diagnostic]:
    name = f"note “{_text(note)[:40]}”"
    if not calls:
        yield book.error("E005", document, note, f"nothing calls {name}")
    backlinks = [link for link in note.iter(f"{XHTML}a") if _is(link, "backlink")]
    reached = [document.by_id(document.target(link.get("href") or "")[1]) for link in backlinks]
    for link, call in zip(backlinks, reached, strict=True):
        if call not in calls:
            yield book.error("E006", document, link, f"{name} leads back to what does not call it")
    for call in calls:
        if call not in reached:
            problem = f"{name} does not lead back to this call"
            yield book.error("E006", document, call, problem)


def _is(element: Any, kind: str) -> bool:
    """Whether an element is a ``noteref``, ``footnote`` or ``backlink``, by its role or type."""
    return element.get("role") == f"doc-{kind}" or kind in (element.get(TYPE) or "").split()


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


# ---- links and ids ----------------------------------------------------------------------------

_OUTSIDE = re.compile(r"https?://[^\s/]+\S*|mailto:[^\s@]+@\S+")
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details", "for", "headers")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def links(book: Ebook) -> Iterator[Diagnostic]:
    """Every address within the book leads to a file and an id that are there."""
    documents = (*book.documents, *book.drawings, *((book.ncx,) if book.ncx else ()))
    for document in documents:
        for item in document.elements:
            for name in ("href", "src", XLINK):
                address = item.get(name)
                is_fetched = name == "src" and is_remote(address or "")  # has a check of its own
                if address is not None and not is_fetched:
                    yield from _link(book, document, item, address)
            for name in _REFERENCES:
                for id in (item.get(name) or "").split():
                    if id not in document.ids:
                        problem = f"{name} names “{id}”, which is not in the document"
                        yield book.error("E007", document, item, problem)
    for name, address in _addresses_in_styles(book):
        if not is_remote(address) and not address.startswith("data:"):
            file = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            if file not in book.files:
                problem = f"the style sheet asks for “{address}”, which is not in the book"
                yield Diagnostic("E007", f"{posixpath.basename(name)}: {problem}", book.place)


def _link(book: Ebook, document: Document, item: Any, address: str) -> Iterator[Diagnostic]:
    if is_remote(address):
        if not _is_address(address) and not address.lower().startswith("javascript:"):
            problem = f"a link leads to “{address}”, which is no address"
            yield book.error("E007", document, item, problem)
        return
    if address.startswith("data:"):
        return
    file, id = document.target(address)
    if file not in book.files:
        problem = f"“{address}” leads to a file that is not in the book"
        yield book.error("E007", document, item, problem)
    elif id:
        target = document if file == document.name else book.by_name.get(file)
        if target is not None and id not in target.ids:
            problem = f"“{address}” leads to “{id}”, which is nowhere in {posixpath.basename(file)}"
            yield book.error("E007", document, item, problem)


def _is_address(address: str) -> bool:
    """Whether something could be found at an address of the web or of a person."""
    try:
        urlsplit(address)
    except ValueError:  # half an address in brackets
        return False
    return bool(_OUTSIDE.fullmatch(address))


def ids(book: Ebook) -> Iterator[Diagnostic]:
    """No id stands twice in a document."""
    for document in (book.package, *book.documents, *book.drawings):
        for number, item in enumerate(document.elements):
            id = item.get("id")
            if id and document.ids[id] != number:
                yield book.error("E008", document, item, f"the id “{id}” stands twice here")


# ---- fonts ------------------------------------------------------------------------------------


def characters(book: Ebook) -> Iterator[Diagnostic]:
    """If fonts are embedded, every character that is shown is in one of them."""
    covered: set[int] = set()
    embedded = [name for name, kind in book.media_types.items() if "font" in kind]
    for name in embedded:
        try:
            covered |= characters_of(book.files[name], book.place)
        except Refusal as refusal:
            problem = f"{posixpath.basename(name)}: {refusal.diagnostics[0].message}"
            yield Diagnostic("E009", problem, book.place)
    told: set[str] = set()
    for document in book.spine if covered else ():
        for item in document.root.find(f"{XHTML}body").iter():
            text = ((item.text or "") if isinstance(item.tag, str) else "") + (item.tail or "")
            for one in dict.fromkeys(text):
                if ord(one) not in covered and one not in told and is_visible(one):
                    told.add(one)
                    holder = item if isinstance(item.tag, str) else item.getparent()
                    problem = f"no embedded font has “{one}” (U+{ord(one):04X})"
                    yield book.error("E009", document, holder, problem)


# ---- what an e-book must not do ---------------------------------------------------------------

_FETCHED = ("src", "srcset", "poster", "data", "background")


def remote(book: Ebook) -> Iterator[Diagnostic]:
    """Nothing is fetched from outside: all is in the file, and nobody learns who reads it."""
    for document in (*book.documents, *book.drawings):
        for item in document.elements:
            for address in _asked_for(item):
                if is_remote(address):
                    problem = f"“{address}” would be fetched from outside of the book"
                    yield book.error("E010", document, item, problem)
        for item in document.root.itersiblings(preceding=True):
            if "href" in (item.text or "") and is_remote(item.get("href") or ""):
                yield book.error("E010", document, item, "a style sheet is fetched from outside")
    for item in book.package.root.iterfind(".//o:manifest/o:item", NS):
        if is_remote(item.get("href") or ""):
            problem = f"the package names “{item.get('href')}”, outside of the book"
            yield book.error("E010", book.package, item, problem)
    for name, address in _addresses_in_styles(book):
        if is_remote(address):
            problem = f"{posixpath.basename(name)}: “{address}” would be fetched from outside"
            yield Diagnostic("E010", problem, book.place)


def _asked_for(item: Any) -> Iterator[str]:
    """The addresses that a reading system opens by itself to show an element."""
    for name in _FETCHED:
        value = item.get(name) or ""
        yield from (
            (part.split()[0] for part in value.split(",") if part.strip())
            if (name == "srcset")
            else filter(None, (value,))
        )
    local = str(item.tag).rpartition("}")[2]
    if local in ("link", "image", "use", "feImage"):
        yield from filter(None, (item.get("href"), item.get(XLINK)))


def _addresses_in_styles(book: Ebook) -> Iterator[tuple[str, str]]:
    """What style sheets, ``style`` elements and attributes refer to, with the file's name."""
    for name, kind in book.media_types.items():
        if kind == "text/css":
            css = _COMMENT.sub("", book.files[name].decode("utf-8", "replace"))
            yield from ((name, found[1] or found[2]) for found in _URL.finditer(css))
    for document in (*book.documents, *book.drawings):
        for item in document.elements:
            local = str(item.tag).rpartition("}")[2]
            css = (item.get("style") or "") + ((item.text or "") if local == "style" else "")
            for found in _URL.finditer(_COMMENT.sub("", css)):
                address = found[1] or found[2]
                if not address.startswith("#"):
                    yield document.name, address


_SCRIPT_TYPES = re.compile(r"(text|application)/(java|ecma)script|application/wasm")


def scripts(book: Ebook) -> Iterator[Diagnostic]:
    """Nothing runs."""
    for document in (*book.documents, *book.drawings):
        for item in document.elements:
            if str(item.tag).rpartition("}")[2].lower() == "script":
                yield book.error("E011", document, item, "there is a script")
            for name, value in item.attrib.items():
                if name.lower().startswith("on"):
                    yield book.error("E011", document, item, f"“{name}” is a script")
                if value.strip().lower().startswith("javascript:"):
                    yield book.error("E011", document, item, f"the address “{value}” is a script")
    for item in book.package.root.iterfind(".//o:manifest/o:item", NS):
        is_script = _SCRIPT_TYPES.fullmatch(item.get("media-type") or "")
        if is_script or "scripted" in (item.get("properties") or "").split():
            problem = f"the package names “{item.get('href')}”, a script or something with scripts"
            yield book.error("E011", book.package, item, problem)


# ---- for those who do not see it --------------------------------------------------------------


def pictures(book: Ebook) -> Iterator[Diagnostic]:
    """Every picture has a text alternative, or says that it only adorns."""
    for document in book.documents:
        for item in document.elements:
            if item.tag == f"{XHTML}img":
                is_ornament = item.get("role") in ("presentation", "none")
                if not (item.get("alt") or "").strip() and not is_ornament:
                    problem = f"the picture “{item.get('src')}” has no text alternative"
                    yield book.error("E012", document, item, problem)
            elif item.tag == "{http://www.w3.org/2000/svg}svg" and not _is_named(item):
                yield book.error("E012", document, item, "a drawing has no text alternative")


def _is_named(svg: Any) -> bool:
    name = svg.get("aria-label") or svg.get("aria-labelledby")
    return bool(name or svg.findtext("{http://www.w3.org/2000/svg}title") or svg.get("aria-hidden"))


def languages(book: Ebook) -> Iterator[Diagnostic]:
    """Documents are in the book's language and run its way; every mark of one is said twice."""
    own = book.language()
    try:
        direction = Language.parse(own).direction
    except ValueError as error:
        yield book.error("E013", book.package, None, f"the book's language is not valid: {error}")
        return
    spine = book.package.root.find("o:spine", NS)
    if (spine.get("page-progression-direction") or "ltr") != direction:
        yield book.error("E013", book.package, spine, f"pages do not turn as {own} reads")
    for document in book.documents:
        root = document.root
        said = (root.get("lang"), root.get(XML_LANG), root.get("dir") or "ltr")
        if said != (own, own, direction):
            problem = (
                f"lang, xml:lang and dir are {', '.join(map(str, said))}; "
                f"the book is in {own}, {direction}"
            )
            yield book.error("E013", document, root, problem)
        for item in document.elements[1:]:
            tag = item.get("lang")
            if tag != item.get(XML_LANG):
                problem = f"lang is {tag} and xml:lang is {item.get(XML_LANG)}"
                yield book.error("E013", document, item, problem)
            elif tag and not _is_language(tag):
                yield book.error("E013", document, item, f"“{tag}” is no language")


def _is_language(tag: str) -> bool:
    try:
        Language.parse(tag)
    except ValueError:
        return False
    return True


# ---- beside an earlier build ------------------------------------------------------------------


def stable(book: Ebook, before: Ebook) -> Iterator[Diagnostic]:
    """What could be cited or marked in an earlier build is where it was.

    Markers of pages aside, which move with the text.
    """
    old, new = (
        [item.text for item in one.package.root.iterfind(_ID, NS)] for one in (before, book)
    )
    if old != new:
        problem = f"its identifier was {', '.join(map(str, old))}; libraries take it for another"
        yield warning("E014", f"{posixpath.basename(book.package.name)}: {problem}", book.place)
    for document in before.documents:
        now = book.by_name.get(document.name)
        name = posixpath.basename(document.name)
        if now is None:
            yield warning("E014", f"{name}: an earlier build had this document", book.place)
            continue
        for id, number in document.ids.items():
            is_page = document.elements[number].get("role") == "doc-pagebreak"
            if id not in now.ids and not is_page:
                moved = next((one.name for one in book.documents if id in one.ids), "")
                where = f"it is in {posixpath.basename(moved)} now" if moved else "it is gone"
                problem = f"an earlier build had “{id}” here; {where}, and links to it are dead"
                yield warning("E014", f"{name}: {problem}", book.place)


_ID = ".//dc:identifier"

CHECKS: tuple[Callable[[Ebook], Iterator[Diagnostic]], ...] = (
    *(contents, landmarks, notes, links, ids, characters),
    *(remote, scripts, pictures, languages),
)
"""Those that need nothing but the e-book. A new one is a function here, a code in
``diagnostics.py``, two tests."""
