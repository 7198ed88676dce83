"""Layout: each section of a book on its pages, until the numbers that texts name are true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.limits import how_to_raise
from hexapla.output.pagination import PageStart
from hexapla.output.pdf.book import PageMap, PdfBook
from hexapla.output.pdf.engine import asset_fetcher, keep_alive, load_weasyprint
from hexapla.output.pdf.note_pages import lost_notes
from hexapla.output.pdf.remedies import balance_columns, set_fit, wanted_fits
from hexapla.output.pdf.starts import page_starts

MAX_PASSES = 6
"""Layouts of one section at most: numbers that never settle are an error, not a loop."""


@dataclass
class Laid:
    """One section, laid out; ``key`` is what it was laid out from."""

    name: str
    key: tuple[str, int]
    document: Any

    @property
    def pages(self) -> list[Any]:
        """Its pages."""
        pages: list[Any] = self.document.pages
        return pages


class AskedPages(Mapping[str, str]):
    """A page map that notes what it is asked, so that one sees whether other answers matter."""

    def __init__(self, pages: PageMap) -> None:
        self._pages, self._whole = pages, False
        self._answers: dict[str, str | None] = {}

    def __getitem__(self, anchor: str) -> str:
        self._answers[anchor] = self._pages.get(anchor)
        return self._pages[anchor]

    def __iter__(self) -> Iterator[str]:
        self._whole = True
        return iter(self._pages)

    def __len__(self) -> int:
        self._whole = True
        return len(self._pages)

    def would_say(self, pages: PageMap) -> bool:
        """Whether ``pages`` would have given the same answers."""
        if self._whole:
            return self._pages == pages
        return all(pages.get(anchor) == page for anchor, page in self._answers.items())


class Layout:
    """One run of WeasyPrint: its fonts, its style sheet and what has been laid out."""

    def __init__(self, book: PdfBook, progress: Callable[[str], None], refused: list[str]) -> None:
        """``refused`` gets the addresses that were asked for and are not of the book."""
        self.weasyprint = load_weasyprint()
        from weasyprint.css.counters import CounterStyle  # noqa: PLC0415 - heavy
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        self.book, self.progress = book, progress
        self._texts: dict[str, tuple[int, AskedPages, str]] = {}
        self.fonts, self.counters = FontConfiguration(), CounterStyle()
        self.fetcher = asset_fetcher(book.files, refused)
        self.stylesheet = self.weasyprint.CSS(
            string=book.stylesheet,
            font_config=self.fonts,
            counter_style=self.counters,
            url_fetcher=self.fetcher,
        )

    def body(self) -> tuple[list[Laid], PageMap]:
        """Lay out the body until the page numbers that its texts name are true.

        Raises Refusal O006 if they do not settle, O008 for a note that is on no page.
        """
        laid: dict[str, Laid] = {}
        if self.book.remembered:
            page_map = self._pass(laid, self.book.remembered)
            if page_map == self.book.remembered:
                return [laid[name] for name in self.book.body], page_map
            # From the beginning, so that what comes out never hangs on what was remembered.
            laid.clear()
        page_map = {}
        for _ in range(MAX_PASSES):
            before = dict(laid)
            page_map = self._pass(laid, page_map)
            if laid == before:
                return [laid[name] for name in self.book.body], page_map
        raise Refusal(Diagnostic("O006", "page numbers in the text do not settle; see templates/"))

    def front(self, page_map: PageMap) -> tuple[list[Laid], PageMap]:
        """Lay out the front matter, which names the body's pages."""
        laid: list[Laid] = []
        own: dict[str, str] = {}
        first = 1
        for name in self.book.front:
            section = self._lay_out(name, first, page_map)
            for offset, page in enumerate(section.pages):
                own.update(dict.fromkeys(page.anchors, roman(first + offset)))
            first += len(section.pages)
            laid.append(section)
        if self.book.facing and first % 2 == 0:  # the body begins on a recto
            laid.append(self._lay_out("blank", first, page_map))
        return laid, own

    def starts(self, laid: list[Laid], number: Callable[[int], str]) -> Iterator[PageStart]:
        """Where the pages of sections begin that follow each other from page 1.

        ``number`` makes what is printed of a page's number.
        """
        first = 1
        for section in laid:
            numbers = [number(first + offset) for offset in range(len(section.pages))]
            yield from page_starts(section.name, section.pages, numbers, self.book.anchors)
            first += len(numbers)

    def end(self, pages: int, body_pages: int) -> list[Laid]:
        """The blank pages that make ``pages`` a multiple of what was asked for."""
        missing = -pages % self.book.multiple
        return [self._lay_out("blank", body_pages + 1 + more, {}) for more in range(missing)]

    def _pass(self, laid: dict[str, Laid], page_map: PageMap) -> PageMap:
        """Lay out each body section that changed; the page map that results.

        Sections are told the pages of those before them as they are now, so that an index, which
        comes last, need not be laid out before its numbers are known.
        """
        found: dict[str, str] = {}
        first = 1
        for name in self.book.body:
            html = self._text(name, first, {**page_map, **found})
            if name not in laid or laid[name].key != (html, first):
                laid[name] = self._lay_out(name, first, page_map, html)
            for offset, page in enumerate(laid[name].pages):
                for anchor in page.anchors:
                    found.setdefault(anchor, str(first + offset))
            first += len(laid[name].pages)
            if first - 1 > self.book.page_limit:
                advice = how_to_raise("pages", self.book.page_limit)
                raise Refusal(Diagnostic("O011", f"“{name}” goes over the last page; {advice}"))
        return found

    def _text(self, name: str, first: int, pages: PageMap) -> str:
        """The XHTML of a section: the one that is there, if the pages that it names are the same.

        What only the first page's number tells apart has to be made again as well.
        """
        if name in self._texts:
            number, asked, html = self._texts[name]
            if number == first and asked.would_say(pages):
                return html
        self.progress(name)
        asked = AskedPages(pages)
        html = self.book.render(name, first, asked)
        self._texts[name] = first, asked, html
        return html

    def _lay_out(self, name: str, first: int, page_map: PageMap, html: str = "") -> Laid:
        """Lay out a section; if its last page has but a line or three, with other spaces."""
        if not html:
            self.progress(name)
            html = self.book.render(name, first, page_map)
        document = self._whole(name, first, html)
        for fit in wanted_fits(document):
            other = self._whole(name, first, html, fit)
            if not wanted_fits(other):
                document = other
                break
        keep_alive()
        return Laid(name, (html, first), document)

    def _whole(self, name: str, first: int, html: str, fit: float = 1) -> Any:
        """A section's document with all of its notes. ``fit`` is as in ``set_fit``.

        Raises Refusal O008 for a note that is on no page.
        """
        source = self.weasyprint.HTML(string=html, base_url="asset:", url_fetcher=self.fetcher)
        root = source.etree_element
        if self.book.facing:
            side = "recto" if first % 2 else "verso"
            root.set("style", f"{root.get('style', '')}; break-before: {side}")
        if fit != 1:
            set_fit(root, fit)
        while True:
            document = source.render(
                stylesheets=[self.stylesheet],
                font_config=self.fonts,
                counter_style=self.counters,
                pdf_tags=True,
                presentational_hints=True,  # or a list would not begin at its ``start``
            )
            if not balance_columns(root, document):
                break
        for note in lost_notes(root, document):
            words = " ".join("".join(note.itertext()).split())[:60]
            problem = f"the layout of “{name}” loses the footnote “{words}…”; shorten it"
            raise Refusal(Diagnostic("O008", problem))
        return document


def roman(number: int) -> str:
    """A number from 1 to 3999 in small Roman numerals."""
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
    result = ""
    for value, sign in zip(values, signs, strict=True):
        result += sign * (number // value)
        number %= value
    return result
