"""write: the PDF of one edition, for a screen or for paper; and where its pages begin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from functools import partial
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
from hexapla.pipeline.materials import read_logo
from hexapla.pipeline.packaging import pdf_identifier_of
from hexapla.pipeline.provenance import attachments_of
from hexapla.pipeline.versions import made_with
from hexapla.pipeline.work import Progress, Work, modified, sections_of, stylesheet_of, template_of

FRONT = ("cover", "imprint", "contents")
"""The sections before the body."""


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
    path, key = _memory(work, variant), _key(book, progress)
    pdf = write_pdf(replace(book, remembered=_recall(path, key)), progress)
    return pdf, Remembered(path, _kept(key, pdf))


def page_starts(work: Work, progress: Progress) -> tuple[tuple[PageStart, ...], Remembered | None]:
    """Where the pages of an edition's PDF for a screen begin, and what is to be kept of it.

    As the last build left it, if everything that pages depend on is as it was; else it is laid
    out, and not written. Both give the same. Raises Refusal as :func:`write_edition` does.
    """
    book = _book(work, "screen")
    path, key = _memory(work, "screen"), _key(book, progress)
    starts = _recall_starts(path, key)
    if starts:
        return starts, None
    pdf = lay_out_pdf(replace(book, remembered=_recall(path, key)), progress)
    return pdf.starts, Remembered(path, _kept(key, pdf))


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


def _kept(key: str, pdf: Pdf) -> bytes:
    starts = [astuple(start) for start in pdf.starts]
    kept = {"key": key, "pages": pdf.body_map, "starts": starts, "sum": ""}
    kept["sum"] = _sum(kept)
    return json.dumps(kept, indent=0, sort_keys=True).encode()


def _sum(kept: Mapping[str, object]) -> str:
    """What tells whether pages are those that were kept: nothing else tells it of their starts."""
    told = json.dumps([kept["key"], kept["pages"], kept["starts"]], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _recall(path: Path, key: str) -> PageMap:
    """The page map that was kept for ``key``; empty for another's, a damaged one or none."""
    with suppress(OSError, ValueError, RecursionError, KeyError, AttributeError):
        return {str(anchor): str(page) for anchor, page in _read(path, key)["pages"].items()}
    return {}


def _recall_starts(path: Path, key: str) -> tuple[PageStart, ...]:
    """Where pages begin as it was kept for ``key``; empty for another's, a damaged one or none."""
    with suppress(OSError, ValueError, RecursionError, KeyError, TypeError):
        return tuple(PageStart(*start) for start in _read(path, key)["starts"])
    return ()


def _read(path: Path, key: str) -> Any:
    """What was kept for ``key``. Raises ValueError or KeyError for anything else."""
    kept = json.loads(path.read_bytes())
    if not isinstance(kept, dict) or kept.get("key") != key or kept["sum"] != _sum(kept):
        raise ValueError("kept for other pages, or damaged")
    return kept
