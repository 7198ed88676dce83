"""EPUBs: what is put in is in it, byte for byte, and EPUBCheck has nothing to say."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image

from hexapla.language import Language
from hexapla.output.assets import Asset
from hexapla.output.cover import cover_png
from hexapla.output.epub import EpubBook, EpubDocument, epub_bytes
from hexapla.output.epub_metadata import EpubMetadata, EpubPerson
from hexapla.output.fonts import default_faces, font_face_rules, font_family, notices, subset
from judges import epubcheck

WORDS = {
    "en": ("A title & more", "Text with a note", "The note", "A map", "Contents"),
    "ka": ("სათაური", "ტექსტი შენიშვნით", "შენიშვნა", "რუკა", "სარჩევი"),
    "ar": ("عنوان", "نص مع حاشية", "الحاشية", "خريطة", "المحتويات"),
}
IDENTIFIER = "urn:uuid:2f4e8e0a-6a0e-5d0c-9d39-5e8a0e1f2d3c"
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}


def page(language: str, title: str, body: str) -> bytes:
    direction = Language(language).direction
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{language}" xml:lang="{language}" dir="{direction}">\n'
        f"<head><title>{title}</title>"
        '<link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
        f"<!-- kept --><body>{body}</body>\n</html>\n"
    ).encode()


def documents(language: str, picture: str) -> tuple[EpubDocument, ...]:
    title, text, note, alt, contents = (word.replace("&", "&amp;") for word in WORDS[language])
    image = f'<img src="cover.png" role="doc-cover" alt="{title}"/>'
    cover = f'<section epub:type="cover">{image}</section>'
    nav = (
        f'<nav epub:type="toc" role="doc-toc" aria-label="{contents}"><h1>{contents}</h1><ol>'
        f'<li><a href="one.xhtml">{title}</a></li></ol></nav>'
        f'<nav epub:type="landmarks" hidden="hidden" aria-label="{contents}"><ol>'
        f'<li><a epub:type="bodymatter" href="one.xhtml">{title}</a></li></ol></nav>'
    )
    one = (
        '<section epub:type="chapter" role="doc-chapter" aria-labelledby="h">'
        f'<h1 id="h">{title}</h1><p id="A1"><em>{text}</em><strong>{text}</strong>'
        '<a epub:type="noteref" role="doc-noteref" id="r1" href="#n1">1</a></p>'
        f'<figure><img src="{picture}" alt="{alt}"/></figure>'
        '<aside epub:type="footnote" role="doc-footnote" id="n1">'
        f'<p><a href="#r1" role="doc-backlink">1</a> {note}</p></aside>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg></section>'
    )
    return (
        EpubDocument("cover", "cover.xhtml", page(language, title, cover)),
        EpubDocument("nav", "nav.xhtml", page(language, contents, nav), ("nav",)),
        EpubDocument("one", "one.xhtml", page(language, title, one), ("svg",)),
    )


def ncx(title: str) -> bytes:
    title = title.replace("&", "&amp;")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">'
        f'<head><meta name="dtb:uid" content="{IDENTIFIER}"/></head>'
        f"<docTitle><text>{title}</text></docTitle><navMap>"
        f'<navPoint id="p1"><navLabel><text>{title}</text></navLabel>'
        '<content src="one.xhtml"/></navPoint></navMap></ncx>\n'
    ).encode()


def metadata(language: str) -> EpubMetadata:
    title, text, note, alt, contents = WORDS[language]
    return EpubMetadata(
        identifier=IDENTIFIER,
        language=language,
        direction=Language(language).direction,
        title=title,
        subtitle=text,
        title_file_as=title,
        description=note,
        date=datetime.date(2026, 11, 22),
        modified=datetime.datetime(2026, 11, 22, 1, 2, 4, tzinfo=datetime.UTC),
        publisher="A < B & C",
        rights="CC BY-SA 4.0",
        creators=(EpubPerson("First Last", "edt", "Last, First"), EpubPerson(alt, "edt")),
        contributors=(EpubPerson("Trans Lator", "trl"),),
        subjects=(contents, "War"),
        sources=("https://example.org/",),
        accessibility_summary=text,
    )


def book(language: str) -> EpubBook:
    """A small book with everything in it."""
    image = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(image, "PNG")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0h3v2z"/></svg>'
    pictures = (
        Asset("pictures/map-1.png", "image/png", image.getvalue(), 30, 20),
        Asset("pictures/plan-1.svg", "image/svg+xml", svg.encode(), 3, 2),
    )
    faces = default_faces()
    letters = [*Language(language).alphabet(), *WORDS[language], *map(chr, range(32, 127))]
    rules = font_face_rules(faces, "fonts/") + f"body {{ font-family: {font_family(faces)} }}\n"
    pages = documents(language, pictures[0].name)
    shown = replace(
        pages[2],
        content=pages[2].content.replace(
            b"</figure>",
            b"""
<img src="pictures/plan-1.svg" alt="plan"/></figure>""",
        ),
    )
    cover = f'<text y="900" font-size="200">{WORDS[language][3]}</text>'
    return EpubBook(
        metadata=metadata(language),
        documents=(*pages[:2], shown),
        ncx=ncx(WORDS[language][0]),
        stylesheet=rules.encode(),
        fonts=tuple((face.name, subset(face, letters)) for face in faces),
        fonts_notice=notices(faces),
        cover_png=cover_png(svg.replace("</svg>", cover + "</svg>"), faces),
        pictures=pictures,
    )


@pytest.fixture(scope="module")
def english() -> EpubBook:
    return book("en")


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def package(data: bytes) -> etree._Element:
    return etree.fromstring(opened(data).read("EPUB/content.opf"))


@pytest.mark.parametrize("language", WORDS)
def test_epubcheck_finds_nothing(tmp_path: Path, language: str) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(epub_bytes(book(language)))
    found = epubcheck(path)
    # A note for each @font-face, which embedded fonts cannot do without.
    assert {one.id for one in found} == {"CSS-028"}, found


def test_epubcheck_itself_finds_faults(tmp_path: Path, english: EpubBook) -> None:
    path = tmp_path / "book.epub"
    broken = replace(english.documents[2], content=b"<p>no page</p>")
    path.write_bytes(epub_bytes(replace(english, documents=(*english.documents[:2], broken))))
    assert "ERROR" in {one.severity for one in epubcheck(path)}


def test_everything_is_stored_byte_for_byte(english: EpubBook) -> None:
    archive = opened(epub_bytes(english))
    expected = {f"EPUB/{one.name}": one.content for one in english.documents}
    expected |= {f"EPUB/{one.name}": one.data for one in english.pictures}
    expected |= {f"EPUB/fonts/{name}": data for name, data in english.fonts}
    expected |= {"EPUB/toc.ncx": english.ncx, "EPUB/style.css": english.stylesheet}
    expected |= {"EPUB/cover.png": english.cover_png or b"", "mimetype": b"application/epub+zip"}
    expected |= {"META-INF/fonts.txt": english.fonts_notice.encode()}
    rest = {"EPUB/content.opf", "META-INF/container.xml"}
    assert set(archive.namelist()) == set(expected) | rest
    assert {name: archive.read(name) for name in expected} == expected


def test_the_archive_is_as_epub_wants_it(english: EpubBook) -> None:
    data = epub_bytes(english)
    entries = opened(data).infolist()
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert {entry.date_time for entry in entries} == {(2026, 11, 22, 1, 2, 4)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.extra for entry in entries} == {b""}


def test_the_package_says_what_the_metadata_say(english: EpubBook) -> None:
    root = package(epub_bytes(english))

    def texts(path: str) -> list[str]:
        return [str(one.text) for one in root.iterfind(path, OPF)]

    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert (root.get("version"), root.get("dir"), root.get("prefix")) == ("3.0", "ltr", None)
    assert texts(".//dc:identifier") == [IDENTIFIER]
    assert texts(".//dc:title") == ["A title & more", "Text with a note"]
    assert texts(".//dc:publisher") == ["A < B & C"]
    assert texts(".//dc:creator") == ["First Last", "A map"]
    assert texts(".//dc:date") == ["2026-11-22"]
    assert texts(".//o:meta[@property='dcterms:modified']") == ["2026-11-22T01:02:04Z"]
    assert texts(".//o:meta[@refines='#title']") == ["main", "A title & more"]
    assert texts(".//o:meta[@refines='#creator-1']") == ["edt", "Last, First"]
    assert texts(".//o:meta[@refines='#contributor-1']") == ["trl"]
    assert texts(".//o:meta[@property='schema:accessMode']") == ["textual", "visual"]
    assert "alternativeText" in texts(".//o:meta[@property='schema:accessibilityFeature']")
    assert not root.findall(".//o:meta[@name='generator']", OPF)
    (cover,) = root.findall(".//o:item[@properties='cover-image']", OPF)
    assert cover.get("href") == "cover.png"
    types = {one.get("media-type") for one in root.iterfind(".//o:item", OPF)}
    assert {"font/ttf", "image/svg+xml", "application/xhtml+xml"} <= types
    spine = root.find("o:spine", OPF)
    assert spine.get("toc") == "ncx"
    assert [one.get("idref") for one in spine] == ["cover", "nav", "one"]
    assert not spine.xpath(".//@linear")


def test_a_book_without_pictures_promises_none(english: EpubBook) -> None:
    bare = replace(english, pictures=(), cover_png=None, fonts=(), fonts_notice="")
    text = opened(epub_bytes(bare)).read("EPUB/content.opf").decode()
    assert "visual" not in text
    assert "alternativeText" not in text
    assert "cover-image" not in text
    assert "schema:accessMode" in text


def test_a_right_to_left_book_turns_its_pages_so() -> None:
    root = package(epub_bytes(replace(book("en"), metadata=metadata("ar"))))
    assert root.get("dir") == "rtl"
    assert root.find("o:spine", OPF).get("page-progression-direction") == "rtl"


def test_a_document_can_stand_outside_of_the_reading_order(english: EpubBook) -> None:
    nav = replace(english.documents[1], in_spine=False)
    pages = (english.documents[0], nav, english.documents[2])
    root = package(epub_bytes(replace(english, documents=pages)))
    assert [one.get("idref") for one in root.find("o:spine", OPF)] == ["cover", "one"]


@pytest.mark.parametrize(
    "name", ["../x.xhtml", "/x.xhtml", "a/../x", "x y.xhtml", "ё.xhtml", "", "a" * 60 + "!"]
)
def test_an_unsafe_name_is_not_packed(english: EpubBook, name: str) -> None:
    extra = EpubDocument("extra", name, b"")
    with pytest.raises(ValueError, match="safe name"):
        epub_bytes(replace(english, documents=(*english.documents, extra)))


def test_what_cannot_be_packed_is_refused(english: EpubBook) -> None:
    first, nav, one = english.documents
    for documents in (
        (first, one),
        (first, nav, nav),
        (*english.documents, replace(one, id="two")),
    ):
        with pytest.raises(ValueError, match=r"nav|two files"):
            epub_bytes(replace(english, documents=documents))
    for changed in (
        replace(english.metadata, modified=datetime.datetime(2026, 1, 1)),
        replace(english.metadata, title="a\x07"),
        replace(english.metadata, creators=(EpubPerson("a\x00", "edt"),)),
        replace(english.metadata, subjects=("a\ufffe",)),
        replace(english.metadata, accessibility_summary="a\ud800"),
        replace(english.metadata, language='en" x="'),
    ):
        with pytest.raises(ValueError, match=r"time zone|XML|language tag"):
            epub_bytes(replace(english, metadata=changed))


def test_the_same_book_is_the_same_bytes_everywhere(tmp_path: Path) -> None:
    code = (
        "import os, sys; os.umask(int(sys.argv[1]))\n"
        "from test_epub import book, epub_bytes\n"
        "sys.stdout.buffer.write(epub_bytes(book('ka')))\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *map(os.path.abspath, sys.path)])
    made = []
    for number, (zone, umask) in enumerate((("Asia/Tokyo", 0), ("America/New_York", 63))):
        folder = tmp_path / f"folder {number}"
        folder.mkdir()
        hashes, locale = str(number * 77), ("C", "C.UTF-8")[number]
        environment = {"TZ": zone, "PYTHONHASHSEED": hashes, "LC_ALL": locale, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", code, str(umask)],
            cwd=folder,
            env={**os.environ, **environment, "TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            check=True,
        )
        made.append(run.stdout)
    assert made[0] == made[1]
    assert len(made[0]) > 100_000
