"""EPUB: finished XHTML, styles, fonts and pictures put into an EPUB 3.3 file, byte for byte.

EbookLib writes the package document and the archive, and nothing of its own: no navigation, no
time, no identifier, no rewritten XHTML.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hexapla.output.assets import Asset
from hexapla.output.epub_metadata import EpubMetadata, entries_of

if TYPE_CHECKING:
    from ebooklib import epub

STYLESHEET, NCX, COVER, FONTS = "style.css", "toc.ncx", "cover.png", "fonts/"
"""Names within the package folder, as XHTML and CSS that lie beside them refer to them."""

NOTICE = "META-INF/fonts.txt"
"""The fonts' notices of copyright and licence; in the archive, outside of the publication."""

MANIFEST = "META-INF/hexapla.json"
"""What the book was made of (see :mod:`hexapla.output.manifest`); as :data:`NOTICE`."""

_NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"


@dataclass(frozen=True, slots=True)
class EpubDocument:
    """One XHTML file."""

    id: str
    """An XML name, unique in the book."""
    name: str
    """File name, ASCII, ``thread.xhtml``; relative references start from it."""
    content: bytes
    """Stored as it is."""
    properties: tuple[str, ...] = ()
    """EPUB 3.3 manifest properties: ``nav`` for one document, ``svg`` where SVG is inline."""
    in_spine: bool = True
    """Whether it is part of the reading order, which is that of the documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubBook:
    """Everything that is in an EPUB."""

    metadata: EpubMetadata
    documents: tuple[EpubDocument, ...]
    """In reading order; exactly one has the property ``nav``."""
    ncx: bytes
    """The navigation of EPUB 2, for old reading systems; kept at :data:`NCX`."""
    stylesheet: bytes
    """Kept at :data:`STYLESHEET`; its ``url(fonts/…)`` are those of ``fonts``."""
    fonts: tuple[tuple[str, bytes], ...] = ()
    """File name (``.ttf`` or ``.otf``) and subset of each font; kept in :data:`FONTS`."""
    fonts_notice: str = ""
    """Copyright and licence of the fonts (see :func:`hexapla.output.fonts.notices`)."""
    cover_png: bytes | None = None
    """Kept at :data:`COVER`; a document of the book shows it."""
    manifest: bytes = b""
    """What the book was made of, kept at :data:`MANIFEST`; empty for nothing."""
    pictures: tuple[Asset, ...] = ()
    """The pictures of the text, each with a text alternative where it is shown."""


def epub_bytes(book: EpubBook) -> bytes:
    """The EPUB file. The same book gives the same bytes.

    Raises ValueError for a book that cannot be packed: names that are unsafe or used twice, no
    navigation document, a time without zone, characters that XML does not know.
    """
    _check(book)
    return _repacked(_packed(book), book.metadata)


# ---- packing ----------------------------------------------------------------------------------


def _packed(book: EpubBook) -> bytes:
    """The archive as EbookLib writes it."""
    from ebooklib import epub  # noqa: PLC0415 - only an EPUB needs EbookLib

    package = epub.EpubBook()
    # EbookLib begins with its own name and a random identifier.
    package.metadata.clear()
    package.set_identifier(_known(book.metadata.identifier))
    package.set_language(book.metadata.language)
    package.set_direction(book.metadata.direction)
    _add_metadata(package, book)
    for item in _items(book):
        package.add_item(item)
    package.spine = [document.id for document in book.documents if document.in_spine]
    archive = io.BytesIO()
    modified = book.metadata.modified.astimezone(datetime.UTC)
    options = {"mtime": modified, "package_direction": True, "compresslevel": 0}
    epub.EpubWriter(archive, package, options).write()
    return archive.getvalue()


def _items(book: EpubBook) -> Iterator[epub.EpubItem]:
    """The manifest. Documents are plain items: EbookLib parses and rewrites its EpubHtml."""
    from ebooklib.epub import EpubItem  # noqa: PLC0415 - only an EPUB needs EbookLib

    yield EpubItem("ncx", NCX, "application/x-dtbncx+xml", book.ncx)
    yield EpubItem("css", STYLESHEET, "text/css", book.stylesheet)
    for number, (name, data) in enumerate(book.fonts, 1):
        ending = name.rpartition(".")[2].lower()
        yield EpubItem(f"font-{number}", FONTS + name, f"font/{ending}", data)
    if book.cover_png is not None:
        cover = EpubItem("cover-image", COVER, "image/png", book.cover_png)
        cover.properties = ["cover-image"]
        yield cover
    for number, picture in enumerate(book.pictures, 1):
        yield EpubItem(f"picture-{number}", picture.name, picture.media_type, picture.data)
    for document in book.documents:
        item = EpubItem(document.id, document.name, "application/xhtml+xml", document.content)
        item.properties = list(document.properties)
        yield item
    if book.fonts_notice:
        yield EpubItem("", NOTICE, "text/plain", book.fonts_notice.encode(), manifest=False)
    if book.manifest:
        yield EpubItem("made-of", MANIFEST, "application/json", book.manifest, manifest=False)


def _repacked(archive: bytes, metadata: EpubMetadata) -> bytes:
    """``archive`` with the book's own time on each file, and ``xml:lang`` on the package."""
    modified = metadata.modified.astimezone(datetime.UTC)
    # A zip file knows no year before 1980 and none after 2107.
    year = min(max(modified.year, 1980), 2107)
    stamp = (year, *modified.timetuple()[1:6])
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            stored = name == "mimetype" or name.endswith((".png", ".jpg", ".gif", ".webp"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            data = old.read(name)
            if name.endswith("/content.opf"):
                data = _with_language(data, metadata.language)
            new.writestr(info, data, compresslevel=None if stored else 9)
    return result.getvalue()


def _with_language(package: bytes, language: str) -> bytes:
    """``xml:lang`` in the place of a prefix that EbookLib always declares and EPUB reserves."""
    prefix = b'prefix="rendition: http://www.idpf.org/vocab/rendition/#"'
    if package.count(prefix) != 1:
        raise ValueError("EbookLib no longer writes its package document as it did")
    return package.replace(prefix, f'xml:lang="{language}"'.encode())


def _add_metadata(package: epub.EpubBook, book: EpubBook) -> None:
    entries = entries_of(
        book.metadata, has_pictures=bool(book.pictures), has_cover=book.cover_png is not None
    )
    for entry in entries:
        namespace = None if entry.name == "meta" else "DC"
        package.add_metadata(namespace, entry.name, _known(entry.value), dict(entry.attributes))


def _known(value: str) -> str:
    """``value``, unless it has a character that XML does not know: EbookLib would leave it out."""
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", value):
        raise ValueError(f"the metadata {value!r} has a character that XML does not know")
    return value


# ---- checks -----------------------------------------------------------------------------------


def _check(book: EpubBook) -> None:
    """Refuse what EbookLib would pack without a word."""
    if book.metadata.modified.tzinfo is None:
        raise ValueError("“modified” has no time zone")
    if not re.fullmatch(r"[A-Za-z0-9-]+", book.metadata.language):
        raise ValueError(f"{book.metadata.language!r} is not a language tag")
    if [p for document in book.documents for p in document.properties].count("nav") != 1:
        raise ValueError("a book has exactly one document with the property “nav”")
    items = list(_items(book))
    _check_unique([item.id for item in items], "id")
    _check_unique([item.file_name.lower() for item in items], "name")
    for item in items:
        if not re.fullmatch(_NAME, item.file_name):
            raise ValueError(f"{item.file_name!r} is not a safe name within an EPUB")


def _check_unique(names: Iterable[str], what: str) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"two files of the book have the {what} {twice[0]!r}")
