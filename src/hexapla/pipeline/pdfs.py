"""write: the PDF of one edition, for a screen or for paper; and where its pages begin."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, fields, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Place
from hexapla.edition import Renderer
from hexapla.output.assets import Asset
from hexapla.output.hyphenation import Hyphenation
from hexapla.output.markup import check_markup, check_style
from hexapla.output.pagination import PageStart
from hexapla.output.pdf import PageMap, Pdf, PdfBook, lay_out_pdf, write_pdf
from hexapla.output.qr import qr_svg
from hexapla.paths import read_regular
from hexapla.pipeline.materials import read_logo
from hexapla.pipeline.packaging import pdf_identifier_of
from hexapla.pipeline.provenance import attachments_of
from hexapla.pipeline.versions import made_with
from hexapla.pipeline.work import Progress, Work, modified, sections_of, stylesheet_of, template_of

FRONT = ("cover", "imprint", "contents")
"""The sections before the body."""

MEMORY_LIMIT = 100_000_000
"""Bytes of what is remembered of an edition: that of 2,000 pages has 5,000,000."""


@dataclass(frozen=True)
class Remembered:
    """A file of the cache that spares the next build of the same edition a layout."""

    path: Path
    data: bytes


def write_edition(work: Work, variant: str, progress: Progress) -> tuple[Pdf, Remembered]:
    """The PDF of an edition, and what is to be kept of its pages.

    ``variant`` is ``screen`` or ``print``. Pages for print face each other and have 3 mm of bleed
    and crop marks; their number is made a multiple. Raises Refusal as :func:`write_pdf` and
    the templates do.
    """
    book = _book(work, variant)
    path, key, secret = _memory(work, variant), _key(book, progress), work.settings.secret
    pages, _ = _recall(path, key, secret)
    pdf = write_pdf(replace(book, remembered=pages), progress)
    return pdf, Remembered(path, _kept(key, secret, pdf))


def page_starts(work: Work, progress: Progress) -> tuple[tuple[PageStart, ...], Remembered | None]:
    """Where the pages of an edition's PDF for a screen begin, and what is to be kept of it.

    As the last build left it, if everything that pages depend on is as it was; else it is laid
    out, and not written. Both give the same. Raises Refusal as :func:`write_edition` does.
    """
    book = _book(work, "screen")
    path, key, secret = _memory(work, "screen"), _key(book, progress), work.settings.secret
    pages, starts = _recall(path, key, secret)
    if starts:
        return starts, None
    pdf = lay_out_pdf(replace(book, remembered=pages), progress)
    return pdf.starts, Remembered(path, _kept(key, secret, pdf))


def _book(work: Work, variant: str) -> PdfBook:
    renderer = work.renderer("pdf", variant)
    logo = read_logo(work.project, work.theme)
    url = work.edition.dossier.url
    qr = qr_svg(url, work.theme.colours["ink"]) if url else b""
    is_print = variant == "print"
    stylesheet = stylesheet_of(work, renderer, "asset:")
    check_style(stylesheet, Place("templates/pdf/style.css"))
    return PdfBook(
        front=FRONT,
        body=sections_of(work.edition.dossier),
        render=partial(_section, work, renderer, {"logo": _address(logo), "qr": qr and "asset:qr"}),
        stylesheet=stylesheet,
        files=_files(work, logo, qr),
        right_to_left=work.edition.language.direction == "rtl",
        hyphenation=work.hyphenation,
        facing=is_print,
        crop_marks=is_print,
        multiple=work.settings.multiple if is_print else 1,
        identifier=pdf_identifier_of(work),
        anchors=frozenset(work.edition.homes),
        page_limit=work.project.limits.pages,
        attachments=attachments_of(work),
    )


def _section(  # noqa: PLR0913, PLR0917 - three of them are given beforehand
    work: Work,
    renderer: Renderer,
    pictures: Mapping[str, object],
    name: str,
    first: int,
    pages: PageMap,
) -> str:
    template, values = template_of(work, name)
    values |= pictures
    content = renderer.render(
        template, name, **values, first_page=first, pages=pages, modified=modified(work)
    )
    check_markup(content, Place(f"templates/pdf/{template}"))
    return content


def _address(logo: Asset | None) -> str:
    return f"asset:{logo.name}" if logo else ""


def _files(work: Work, logo: Asset | None, qr: bytes) -> dict[str, tuple[str, bytes]]:
    files = {face.name: ("font/ttf", face.data) for face in work.faces}
    pictures = [*work.pictures.values(), *([logo] if logo else [])]
    files |= {asset.name: (asset.media_type, asset.data) for asset in pictures}
    return files | ({"qr": ("image/svg+xml", qr)} if qr else {})


# ---- what is remembered of the last layout ----------------------------------------------------


def _memory(work: Work, variant: str) -> Path:
    return work.settings.cache / f"pages.{work.edition.language.tag}.{variant}.json"


def _key(book: PdfBook, progress: Progress) -> str:
    """A digest of everything that pages depend on: a map of other pages is not used.

    The sections come in as they are before any page is known.
    """
    digest = hashlib.sha256(repr(made_with(pages=True)).encode())
    settings = (book.facing, book.right_to_left, book.multiple, _broken_by(book.hyphenation))
    texts = []
    for name in (*book.front, *book.body):
        progress(name, counted=False)
        texts.append(book.render(name, 1, {}))
    for text in (repr(settings), repr(sorted(book.anchors)), book.stylesheet, *texts):
        digest.update(hashlib.sha256(text.encode()).digest())
    for name, (_, data) in sorted(book.files.items()):
        digest.update(name.encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()


def _broken_by(hyphenation: Hyphenation) -> object:
    """What words are broken by: what is in the dictionaries, not where they are."""
    patterns = {
        tag: hashlib.sha256(path.read_bytes()).hexdigest()
        for tag, path in sorted(hyphenation.dictionaries.items())
    }
    return patterns, sorted(hyphenation.exceptions.items())


def _kept(key: str, secret: bytes, pdf: Pdf) -> bytes:
    starts = [astuple(start) for start in pdf.starts]
    told = {"key": key, "pages": pdf.body_map, "starts": starts}
    return json.dumps(told | {"sum": _sum(told, secret)}, indent=0, sort_keys=True).encode()


def _sum(told: Mapping[str, object], secret: bytes) -> str:
    """What tells that a build of this user kept it: nothing else tells it of where pages start.

    A project that somebody sends may bring any file with it.
    """
    text = json.dumps([told["key"], told["pages"], told["starts"]], sort_keys=True)
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()


def _recall(path: Path, key: str, secret: bytes) -> tuple[PageMap, tuple[PageStart, ...]]:
    """The page map that was kept for ``key``, and where pages begin.

    Both are empty for another's, a damaged one, one that ``secret`` did not sign, or none.
    """
    with suppress(OSError, ValueError, RecursionError):
        kept: Any = json.loads(read_regular(path, MEMORY_LIMIT)) if secret else None
        if not _is_memory(kept) or kept["key"] != key:
            return {}, ()
        if hmac.compare_digest(kept["sum"].encode(), _sum(kept, secret).encode()):
            return kept["pages"], tuple(PageStart(*start) for start in kept["starts"])
    return {}, ()


def _is_memory(kept: Any) -> bool:
    """Whether a value has the form of what :func:`_kept` writes."""
    if not isinstance(kept, dict) or kept.keys() != {"key", "pages", "starts", "sum"}:
        return False
    pages, starts = kept["pages"], kept["starts"]
    if not isinstance(pages, dict) or not isinstance(starts, list):
        return False
    rows = all(isinstance(row, list) and len(row) == len(fields(PageStart)) for row in starts)
    texts = [kept["key"], kept["sum"], *pages.values()]
    return rows and all(isinstance(one, str) for one in chain(texts, *starts))
