"""Bait: a server on this machine and files with a mark, offered in every way of fetching.

The ways are those that a search of WeasyPrint's, EbookLib's and resvg's code finds. Each is tried
bare first, to see that it bites; then through the tool, which must not ask the server for
anything, nor have a byte of the marked files in anything that it makes.
"""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html  # type: ignore[import-untyped]
from PIL import Image

from hexapla.diagnostics import Place, Refusal
from hexapla.output.assets import drawing, read_picture
from hexapla.output.cover import cover_png
from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.markup import check_markup, check_style
from hexapla.output.pdf import PageMap, PdfBook, load_weasyprint, write_pdf
from hostile import CHAPTER, EARLIER, MANIFEST, PO, Hostile

CANARY = b"CANARY-5f1d"
HERE = Place("templates/pdf/chapter.xhtml")


@dataclass
class Bait:
    """A server that counts, and a folder of files with the mark."""

    address: str
    folder: Path
    requests: list[str] = field(default_factory=list)

    def fill(self, text: str, at: str = "") -> str:
        """``text`` with AT replaced by the server's address, or that of the folder."""
        return text.replace("AT", at or self.address)


def _jpeg() -> bytes:
    """A picture with the mark in a comment, which a PDF would hold as it is."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "JPEG", comment=CANARY)
    return buffer.getvalue()


CONTENTS = {
    "a.jpg": _jpeg(),
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<text id="a" y="9">%s</text></svg>' % CANARY,
    "a.css": b"p::before { content: '%s' } /* %s */" % (CANARY, CANARY),
    "a.txt": CANARY,
    "a.ttf": CANARY,
    "a.icc": CANARY,
}
TYPES = {"jpg": "image/jpeg", "svg": "image/svg+xml", "css": "text/css", "txt": "text/plain"}


@pytest.fixture
def bait(tmp_path: Path) -> Iterator[Bait]:
    folder = tmp_path / "outside"
    folder.mkdir()
    for name, data in CONTENTS.items():
        (folder / name).write_bytes(data)
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            name = self.path.rpartition("/")[2].partition("?")[0]
            if self.path.startswith("/moved/"):
                self.send_response(302)
                self.send_header("Location", f"/{name}")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", TYPES.get(name[2:], "application/octet-stream"))
            self.end_headers()
            self.wfile.write(CONTENTS.get(name, CANARY))

        do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Bait(f"http://127.0.0.1:{server.server_port}", folder, requests)
        server.shutdown()
        thread.join()


HTML = {
    "img": "<img src='AT/a.jpg'>",
    "moved": "<img src='AT/moved/a.jpg'>",
    "embed": "<embed src='AT/a.svg'>",
    "object": "<object data='AT/a.svg'></object>",
    "style sheet": "<link rel=stylesheet href='AT/a.css'>",
    "import": "<style>@import 'AT/a.css';</style>",
    "import url": "<style>@import url(AT/a.css);</style>",
    "background": "<p style='background: url(AT/a.jpg)'>x</p>",
    "escaped": r"<p style='background: u\72l(AT/a.jpg)'>x</p>",
    "several": "<p style='background: none, url(AT/a.jpg)'>x</p>",
    "border": "<p style='border: 9px solid; border-image: url(AT/a.jpg) 3'>x</p>",
    "list": "<ul><li style='list-style-image: url(AT/a.jpg)'>x</ul>",
    "before": "<style>p::before { content: url(AT/a.jpg) }</style><p>x",
    "margin box": "<style>@page { @top-left { content: url(AT/a.jpg) } }</style>",
    "page": "<style>@page { background: url(AT/a.jpg) }</style>",
    "font": "<style>@font-face { font-family: x; src: url(AT/a.ttf) }</style>",
    "attachment": "<link rel=attachment href='AT/a.txt'>",
    "attached link": "<a rel=attachment href='AT/a.txt'>x</a>",
    "base": "<base href='AT/'><img src='a.jpg'>",
    "svg image": "<svg width=9 height=9><image width='9' height='9' href='AT/a.jpg'/></svg>",
    "svg in data": (
        "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' "
        "height='9'><image width='9' height='9' href='AT/a.jpg'/></svg>\">"
    ),
}
"""What bare WeasyPrint fetches."""

QUIET = {
    "content": "<p style='content: url(AT/a.jpg)'>x</p>",
    "svg style": "<svg width=9 height=9><style>@import 'AT/a.css';</style><text>x</text></svg>",
    "script": "<script src='AT/a.txt'></script>",
    "frame": "<iframe src='AT/a.txt'></iframe>",
    "video": "<video src='AT/a.txt' poster='AT/a.jpg'></video>",
    "set of sources": "<img src='' srcset='AT/a.jpg 1x, AT/a.jpg 2x'>",
    "icon": "<link rel=icon href='AT/a.jpg'>",
    "refresh": "<meta http-equiv=refresh content='0; url=AT/a.txt'>",
    "body": "<body background='AT/a.jpg'>x",
    "profile": "<style>@color-profile device-cmyk { src: url(AT/a.icc) }</style>",
    "image-set": "<p style='background: image-set(\"AT/a.jpg\" 1x)'>x</p>",
    "svg use": "<svg width=9 height=9><use href='AT/a.svg#a'/></svg>",
    "svg filter": "<svg width=9 height=9><filter id=f><feImage href='AT/a.jpg'/></filter></svg>",
    "svg fill": "<svg width=9 height=9><rect width=9 height=9 fill='url(AT/a.svg#a)'/></svg>",
    "mask": "<p style='mask-image: url(AT/a.svg#a); cursor: url(AT/a.jpg), auto'>x</p>",
    "entity": "<!DOCTYPE html [<!ENTITY a SYSTEM 'AT/a.txt'>]><p>&a;",
    "doctype": "<!DOCTYPE html SYSTEM 'AT/a.txt'><p>x",
    "style instruction": "<?xml-stylesheet href='AT/a.css'?><p>x",
}
"""What it does not, but a later one or an e-reader might."""

STYLE = font_face_rules(default_faces()[:1], "asset:") + (
    f"html {{ font: 12pt {font_family(default_faces()[:1])} }}"
)
FONTS = {face.name: ("font/ttf", face.data) for face in default_faces()[:1]}


def holds_mark(data: bytes) -> bool:
    """Whether a PDF, unpacked, or anything else, holds the mark."""
    if CANARY in data:
        return True
    if not data.startswith(b"%PDF"):
        return False
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        return any(
            CANARY in stream.read_raw_bytes() or CANARY in _unpacked(stream) for stream in streams
        )


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a JPEG, which is looked into as it is
        return b""


def outcome(book: PdfBook) -> tuple[list[str], bytes]:
    """The codes of what refuses a book, and the PDF that is written if nothing does."""
    try:
        return [], write_pdf(book).data
    except Refusal as refusal:
        return [item.code for item in refusal.diagnostics], b""


@pytest.mark.parametrize("name", HTML)
def test_the_bait_bites_where_nothing_guards(name: str, bait: Bait) -> None:
    weasyprint = load_weasyprint()
    document = f"<html><body>{bait.fill(HTML[name])}"
    weasyprint.HTML(string=document, base_url=bait.address).write_pdf()
    assert bait.requests


def test_the_mark_is_found_where_nothing_guards(bait: Bait) -> None:
    weasyprint = load_weasyprint()
    for text in (HTML["img"], HTML["attachment"]):
        document = bait.fill(text, bait.folder.as_uri())
        assert holds_mark(weasyprint.HTML(string=document, base_url="/").write_pdf()), text
    assert bait.requests == []


@pytest.mark.parametrize("name", [*HTML, *QUIET])
def test_the_layout_fetches_nothing(name: str, bait: Bait) -> None:
    """Even if nobody had looked through what a template made."""
    for at in (bait.address, bait.folder.as_uri()):
        text = bait.fill({**HTML, **QUIET}[name], at)

        def render(section: str, first: int, pages: PageMap, text: str = text) -> str:  # noqa: ARG001
            return f"<html lang=en><title>x</title><body>{text}"

        codes, data = outcome(PdfBook((), ("one",), render, STYLE, FONTS))
        assert codes == ["O004"] or name in QUIET, "what is fetched must be told"
        assert not holds_mark(data)
    assert bait.requests == []


UNSEEN = {"entity", "doctype", "style instruction"}
"""What no HTML parser takes for anything."""


@pytest.mark.parametrize("name", sorted({*HTML, *QUIET} - UNSEEN - {"svg in data"}))
def test_markup_with_bait_is_refused(name: str, bait: Bait) -> None:
    for at in (bait.address, bait.folder.as_uri(), str(bait.folder), "//127.0.0.1:1"):
        fragment = bait.fill({**HTML, **QUIET}[name], at)
        with pytest.raises(Refusal, match=r"O004|O006.*not well-formed"):
            check_markup(fragment, HERE)
        with pytest.raises(Refusal, match="O004"):
            check_markup(
                html.tostring(html.document_fromstring(fragment), method="xml").decode(), HERE
            )


STYLES = {
    "import": "@import 'AT/a.css';",
    "import url": "@import url('AT/a.css');",
    "escaped import": r"@\69mport 'AT/a.css';",
    "background": "p { background: url(AT/a.jpg) }",
    "escaped": r"p { background: u\72l(AT/a.jpg) }",
    "comment": "p { background: /**/url( 'AT/a.jpg' ) }",
    "font": "@font-face { font-family: x; src: local(x), url(AT/a.ttf) format('truetype') }",
    "page": "@page { @top-left { content: url(AT/a.jpg) } }",
    "media": "@media print { p { background: url(AT/a.jpg) } }",
    "set": "p { background: image-set('AT/a.jpg' 1x) }",
    "variable": ":root { --x: url(AT/a.jpg) } p { background: var(--x) }",
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_fetches_nothing(name: str, bait: Bait) -> None:
    for at in (bait.address, bait.folder.as_uri()):
        css = bait.fill(STYLES[name], at)
        with pytest.raises(Refusal, match="error O004"):
            check_style(css, Place("templates/epub/style.css"))

        def render(section: str, first: int, pages: PageMap) -> str:  # noqa: ARG001
            return "<html lang=en><title>x</title><p>x"

        codes, data = outcome(PdfBook((), ("one",), render, STYLE + css, FONTS))
        assert codes in ([], ["O004"])
        assert not holds_mark(data)
    assert bait.requests == []


DRAWINGS = [
    "<image width='9' height='9' href='AT/a.jpg'/>",
    "<image width='9' height='9' xlink:href='AT/a.jpg'/>",
    "<image width='9' height='9' href='AT/a.svg'/>",
    "<use href='AT/a.svg#a'/>",
    "<style>@import 'AT/a.css';</style>",
    "<style>@font-face { font-family: x; src: url(AT/a.ttf) }</style>",
    "<rect width='9' height='9' fill='url(AT/a.svg#a)'/>",
    "<filter id='f'><feImage href='AT/a.jpg'/></filter><rect width='9' filter='url(#f)'/>",
    "<text><textPath href='AT/a.svg#a'>x</textPath></text>",
    "<a href='AT/a.txt'><rect/></a>",
]
OPEN = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9">'
)


@pytest.mark.parametrize("inner", DRAWINGS)
def test_a_drawing_fetches_nothing(inner: str, bait: Bait) -> None:
    for at in (bait.address, bait.folder.as_uri(), str(bait.folder)):
        svg = f"{OPEN}{bait.fill(inner, at)}</svg>"
        with pytest.raises(Refusal, match="O004"):
            drawing(svg.encode(), "a.svg", HERE)
        with pytest.raises(Refusal, match="O004"):
            cover_png(svg, default_faces())
    assert bait.requests == []


def test_a_picture_is_read_from_the_project_alone(bait: Bait, tmp_path: Path) -> None:
    book = tmp_path / "book"
    (book / "media").mkdir(parents=True)
    (book / "media" / "link.jpg").symlink_to(bait.folder / "a.jpg")
    (book / "media" / "folder").symlink_to(bait.folder)
    for source in (
        *(f"{bait.address}/a.jpg", str(bait.folder / "a.jpg"), "../outside/a.jpg"),
        *((bait.folder / "a.jpg").as_uri(), "media/link.jpg", "media/folder/a.jpg"),
    ):
        with pytest.raises(Refusal, match="P008"):
            read_picture(book, source, HERE)
    assert bait.requests == []


# ---- whole projects ---------------------------------------------------------------------------


@pytest.fixture
def hostile(tmp_path: Path, in_this_process: None) -> Hostile:  # noqa: ARG001
    return Hostile.at(tmp_path / "project")


BOOK = {
    "a chapter's picture": (CHAPTER, "This sentence stays English.", "![x](AT/a.jpg)"),
    "a translated link": (PO, "Le pont est fermé.", "Le pont ![x](AT/a.jpg)."),
    "a translated picture": (PO, "Le pont est fermé.", "[x](AT/a.txt)"),
}


@pytest.mark.parametrize("name", BOOK)
def test_manuscripts_and_translations_fetch_nothing(
    name: str, bait: Bait, hostile: Hostile
) -> None:
    file, old, new = BOOK[name]
    for at in (bait.address, bait.folder.as_uri(), "../../outside"):
        text = hostile.read(file)
        hostile.change(file, old, bait.fill(new, at))
        hostile.refused()
        hostile.write(file, text)
    assert bait.requests == []


TEMPLATES = {
    "pdf/chapter.xhtml": '<html lang="en"><head><title>x</title></head><body>{}</body></html>',
    "pdf/theme.css": "p {{ background: url(AT/a.jpg) }}",
    "epub/cover.svg": OPEN + '<image width="9" height="9" href="{{{{ \'AT\' }}}}/a.jpg"/></svg>',
    "epub/style.css": "@import 'AT/a.css';",
    "shared/blocks.xhtml": "{{% include '../../../outside/a.txt' %}}",
}


@pytest.mark.parametrize("file", TEMPLATES)
def test_a_strangers_templates_fetch_nothing(file: str, bait: Bait, hostile: Hostile) -> None:
    inner = f"<img src='{bait.folder}/a.jpg'/><link rel='attachment' href='AT/a.txt'/>"
    hostile.write(f"templates/{file}", bait.fill(TEMPLATES[file].format(inner)))
    form = "epub" if file.startswith("epub") else "pdf"
    told = hostile.refused("build", "--language", "en", "--format", form)
    assert any(code in told.stderr for code in ("O004", "O006")), told.stderr
    assert bait.requests == []


def test_a_project_whose_folders_lead_out_is_refused(bait: Bait, hostile: Hostile) -> None:
    (hostile.root / "templates").symlink_to(bait.folder)
    hostile.refused("build", "--language", "en", "--format", "epub")
    (hostile.root / "templates").unlink()
    (hostile.root / "templates").mkdir()
    (hostile.root / "templates" / "logo.jpg").symlink_to(bait.folder / "a.jpg")
    hostile.write("templates/theme.toml", 'logo = "logo.jpg"\n')
    hostile.refused("build", "--language", "en", "--format", "epub")
    (hostile.root / "templates" / "theme.toml").unlink()
    (hostile.root / "templates" / "epub").symlink_to(bait.folder)
    (bait.folder / "colophon.xhtml").write_bytes(b"<p>%s</p>" % CANARY)
    hostile.run("build", "--language", "en", "--format", "epub")
    for path in (hostile.root / "build").glob("*.epub"):
        if path.read_bytes() != EARLIER:
            with zipfile.ZipFile(path) as epub:
                assert not any(CANARY in epub.read(name) for name in epub.namelist())


@pytest.mark.parametrize("link", ["templates/epub", "templates/notes.bin", "book/hyphenation"])
def test_no_source_that_travels_in_a_pdf_is_from_outside(
    link: str, bait: Bait, hostile: Hostile
) -> None:
    path = hostile.root / link
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(bait.folder / "a.txt" if path.suffix else bait.folder)
    told = hostile.refused("build", "--language", "en", "--format", "pdf", "--embed-sources")
    assert told.stderr.startswith(link)
    assert "error P008: " in told.stderr


def test_the_manifest_names_nothing_outside(bait: Bait, hostile: Hostile) -> None:
    text = hostile.read(MANIFEST)
    for at in (bait.address, bait.folder.as_uri(), str(bait.folder), "../../outside"):
        hostile.write(MANIFEST, f'{text}\n[fonts]\ndefault = ["{at}/a.ttf"]\n')
        assert "P008" in hostile.refused().stderr
    assert bait.requests == []
