"""write: a PDF, laid out section by section with literal page numbers, then written as one."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.output.hyphenation import Hyphenation, hyphenating
from hexapla.output.tags import describe, structured
from hexapla.output.text_layer import logical_text

PageMap = Mapping[str, str]
"""From an anchor to the number that is printed on its page."""

MAX_REMEDIES = 20
"""Layouts of one section at most for the sake of notes that are lost."""

MAX_PASSES = 6
"""Layouts of one section at most: numbers that never settle are an error, not a loop."""


@dataclass(frozen=True)
class PdfBook:
    """What a PDF is made of. Sections are named; ``render`` makes their XHTML."""

    front: tuple[str, ...]
    """Sections before the body, numbered i, ii … on their own; laid out last."""
    body: tuple[str, ...]
    """Sections numbered from 1, each beginning on a new page."""
    render: Callable[[str, int, PageMap], str]
    """From a section's name, its first page number and the page map so far to XHTML."""
    stylesheet: str
    """CSS for all sections; addresses are ``asset:NAME``."""
    files: Mapping[str, tuple[str, bytes]]
    """Everything that the XHTML and the CSS may refer to: media type and content by name."""
    right_to_left: bool = False
    """Whether its pages follow one another from right to left."""
    hyphenation: Hyphenation = field(default_factory=Hyphenation)
    """Where its words may break, beside what Pyphen knows."""


@dataclass(frozen=True)
class Pdf:
    """A PDF that was laid out and written."""

    data: bytes
    pages: int
    page_map: PageMap = field(default_factory=dict)


@dataclass
class _Laid:
    """One section, laid out; ``key`` is what it was laid out from."""

    key: tuple[str, int]
    document: Any


def write_pdf(book: PdfBook, progress: Callable[[str], None] = lambda _: None) -> Pdf:
    """Lay out and write ``book``. ``progress`` is told the name of each section before its layout.

    Raises Refusal O003 if WeasyPrint finds no Pango, O004 if anything but ``files`` was asked for.

    Each section is a document of its own. WeasyPrint's ``target-counter()`` makes it lay out
    again from the middle, which loses and doubles footnotes; numbers that are literal text do
    not. The contents come last, from pages that are known by then.
    """
    load_weasyprint()
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415 - heavy

    refused: list[str] = []
    try:
        with hyphenating(book.hyphenation):
            pdf = _written(_Layout(book, progress, refused))
    except FatalURLFetchingError:
        _refuse(refused)
        raise
    _refuse(refused)
    return pdf


def _written(layout: _Layout) -> Pdf:
    """Lay out body, then front matter, and write them as one."""
    body, page_map = layout.body()
    front, front_map = layout.front(page_map)
    pages = [page for laid in (*front, *body) for page in laid.document.pages]
    front_pages = sum(len(laid.document.pages) for laid in front)
    whole = (front or body)[0].document.copy(pages)
    with logical_text(), structured():
        data = whole.write_pdf(
            pdf_tags=True, finisher=lambda _, pdf: _finish(pdf, layout.book, front_pages, whole)
        )
    return Pdf(data, len(pages), {**page_map, **front_map})


def _refuse(refused: list[str]) -> None:
    """Fail if the layout asked for anything that it was not given.

    WeasyPrint swallows a refusal within an inline SVG, so they are recorded and looked at here.
    """
    if refused:
        asked = ", ".join(dict.fromkeys(refused))
        problem = f"the layout asked for {asked}; a book may only use files of book/"
        raise Refusal(Diagnostic("O004", problem))


class _Layout:
    """One run of WeasyPrint: its fonts, its style sheet and what has been laid out."""

    def __init__(self, book: PdfBook, progress: Callable[[str], None], refused: list[str]) -> None:
        self.weasyprint = load_weasyprint()
        from weasyprint.css.counters import CounterStyle  # noqa: PLC0415 - heavy
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        self.book, self.progress = book, progress
        self.fonts, self.counters = FontConfiguration(), CounterStyle()
        self.fetcher = _fetcher(book.files, refused)
        self.stylesheet = self.weasyprint.CSS(
            string=book.stylesheet,
            font_config=self.fonts,
            counter_style=self.counters,
            url_fetcher=self.fetcher,
        )

    def body(self) -> tuple[list[_Laid], PageMap]:
        """Lay out the body until the page numbers that its texts name are true."""
        laid: dict[str, _Laid] = {}
        page_map: PageMap = {}
        for _ in range(MAX_PASSES):
            before = dict(laid)
            page_map = self._pass(laid, page_map)
            if laid == before:
                return [laid[name] for name in self.book.body], page_map
        raise Refusal(Diagnostic("O006", "page numbers in the text do not settle; see templates/"))

    def front(self, page_map: PageMap) -> tuple[list[_Laid], PageMap]:
        """Lay out the front matter, which names the body's pages."""
        laid: list[_Laid] = []
        own: dict[str, str] = {}
        first = 1
        for name in self.book.front:
            section = self._lay_out(name, first, page_map)
            for offset, page in enumerate(section.document.pages):
                own.update(dict.fromkeys(page.anchors, roman(first + offset)))
            first += len(section.document.pages)
            laid.append(section)
        return laid, own

    def _pass(self, laid: dict[str, _Laid], page_map: PageMap) -> PageMap:
        """Lay out each body section that changed; the page map that results."""
        found: dict[str, str] = {}
        first = 1
        for name in self.book.body:
            html = self.book.render(name, first, page_map)
            if name not in laid or laid[name].key != (html, first):
                laid[name] = self._lay_out(name, first, page_map, html)
            for offset, page in enumerate(laid[name].document.pages):
                for anchor in page.anchors:
                    found.setdefault(anchor, str(first + offset))
            first += len(laid[name].document.pages)
        return found

    def _lay_out(self, name: str, first: int, page_map: PageMap, html: str = "") -> _Laid:
        self.progress(name)
        html = html or self.book.render(name, first, page_map)
        source = self.weasyprint.HTML(string=html, base_url="asset:", url_fetcher=self.fetcher)
        for _ in range(MAX_REMEDIES):
            document = source.render(
                stylesheets=[self.stylesheet],
                font_config=self.fonts,
                counter_style=self.counters,
                pdf_tags=True,
                presentational_hints=True,  # or a list would not begin at its ``start``
            )
            lost = _lost_notes(source.etree_element, document)
            if not lost:
                return _Laid((html, first), document)
            # WeasyPrint 70 can lose a note whose paragraph it tried on one page and then moved
            # to the next. Told beforehand to begin a page with that paragraph, it does not.
            _begin_page_with(source.etree_element, lost[0])
        words = " ".join("".join(lost[0].itertext()).split())[:60]
        problem = f"the layout of “{name}” loses the footnote “{words}…”; shorten it"
        raise Refusal(Diagnostic("O008", problem))


def _lost_notes(root: Any, document: Any) -> list[Any]:
    """The elements of class ``footnote`` whose id is on no page, in the order of the text."""
    shown = {"", *(anchor for page in document.pages for anchor in page.anchors)}
    notes = [item for item in root.iter() if "footnote" in (item.get("class") or "").split()]
    return [note for note in notes if note.get("id", "") not in shown]


_BLOCKS = {"p", "li", "dd", "dt", "tr", "figure", "blockquote", "h2", "h3", "h4", "h5", "h6"}


def _begin_page_with(root: Any, note: Any) -> None:
    """Let a page begin with the block that calls ``note``, or with the headings above it.

    A block of which that is demanded already hands the demand on to the block before it.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    block = note
    while block.tag not in _BLOCKS and block in parents:
        block = parents[block]
    while block in parents:
        siblings = list(parents[block])
        before = siblings[: siblings.index(block)]
        if before and (before[-1].tag in ("h2", "h3", "h4", "h5", "h6") or _begins_page(block)):
            block = before[-1]
        elif not before and _begins_page(block):
            block = parents[block]
        else:
            break
    block.set("style", f"{block.get('style', '')}; break-before: page")


def _begins_page(block: Any) -> bool:
    return "break-before: page" in block.get("style", "")


def load_weasyprint() -> Any:
    """Import WeasyPrint. Raises Refusal O003 with what to install if Pango is missing."""
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    logging.getLogger("weasyprint").propagate = False
    try:
        # It prints advice of its own to standard output, where --json and tables go.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - heavy, and EPUBs are made without it
    except OSError as error:
        problem = (
            f"Pango cannot be loaded ({str(error).splitlines()[0]}). Install it: “apt install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0” or “brew install pango”. "
            "Without it, “hexapla build --format epub” still works"
        )
        raise Refusal(Diagnostic("O003", problem)) from error
    return weasyprint


def _fetcher(files: Mapping[str, tuple[str, bytes]], refused: list[str]) -> Any:
    """A WeasyPrint fetcher that serves ``files`` alone; what it does not goes to ``refused``."""
    from weasyprint.urls import (  # noqa: PLC0415 - heavy
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            file = files.get(url.removeprefix("asset:"))
            if not url.startswith("asset:") or file is None:
                refused.append(url)
                raise FatalURLFetchingError(f"{url} is not of the dossier")
            media_type, data = file
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    return AssetFetcher(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)


def _finish(pdf: Any, book: PdfBook, front_pages: int, document: Any) -> None:
    """Tell viewers the printed numbers: i, ii … in front, then 1, 2 … (ISO 32000-1, 12.4.2).

    And on which side the next page is where they show two (12.2, ViewerPreferences).
    """
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    if book.right_to_left:
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"
    front = [0, pydyf.Dictionary({"S": "/r"})] if front_pages else []
    labels = pydyf.Array([*front, front_pages, pydyf.Dictionary({"S": "/D"})])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": labels})
    describe(pdf, document.metadata)


def roman(number: int) -> str:
    """A number from 1 to 3999 in small Roman numerals."""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    result = ""
    for value, sign in zip(values, signs, strict=True):
        result += sign * (number // value)
        number %= value
    return result


def pango_version() -> str:
    """The version of Pango in use. Raises Refusal O003 if there is none."""
    load_weasyprint()
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - heavy

    number = pango.pango_version()  # 10000 · major + 100 · minor + micro (Pango reference)
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def has_subsetter() -> bool:
    """Whether HarfBuzz's subsetter is there; without it WeasyPrint takes the slower fontTools."""
    load_weasyprint()
    from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 - heavy

    return bool(harfbuzz_subset)
