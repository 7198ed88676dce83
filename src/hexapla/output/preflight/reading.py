"""A finished PDF as plain data: pages, pieces of text and where they stand, tags, links, fonts.

The file alone is read, by libraries that took no part in making it: pikepdf for its structure,
PDFium for what stands on its pages. Lengths are points, from the page's lower left corner.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.preflight.glyphs import FontUse, fonts_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was painted at once: a line, or a part of one in one style."""

    page: int
    """Counted from 0."""
    mark: int
    """Its marked content's number (MCID) on the page; -1 for none."""
    text: str
    left: float
    bottom: float
    right: float
    top: float
    """The edges of its ink."""
    baseline: float
    size: float
    """Of its font."""
    font: str
    """Without the subset's tag."""
    width: float
    """Of its ink."""

    @property
    def is_bold(self) -> bool:
        """Whether the font's name says so."""
        return any(word in self.font.lower() for word in ("bold", "black", "heavy"))


@dataclass(frozen=True, slots=True)
class Link:
    """A rectangle of a link."""

    page: int
    target: str
    """The name of a destination, an address, or a description of what it is."""
    destination: int | None
    """The page, counted from 0, that it leads to; None if it leads to none."""
    is_internal: bool
    """Whether it leads into this document, or should."""


@dataclass(eq=False, slots=True)
class Element:
    """An element of the structure tree."""

    kind: str
    """``P``, ``H1``, ``TR`` …: the standard type."""
    children: list[Element | Piece | Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    """The link annotations that belong to it."""
    parent: Element | None = None

    def walk(self) -> Iterator[Element]:
        """This and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def pieces(self) -> Iterator[Piece]:
        """Its text in reading order."""
        for child in self.children:
            if isinstance(child, Piece):
                yield child
            elif isinstance(child, Element):
                yield from child.pieces()

    def pages(self) -> list[int]:
        """The pages on which something of it stands, in order."""
        found: set[int] = set()
        for element in self.walk():
            found.update(child.page for child in element.children if not isinstance(child, Element))
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content that is no text: a picture."""

    page: int


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of pixels, as it is painted."""

    page: int
    pixels: tuple[int, int]
    """Wide and high."""
    size: tuple[float, float]
    """Wide and high."""

    @property
    def resolution(self) -> float:
        """Pixels an inch, in the direction that has fewer."""
        return min(
            count / (length / 72) if length else 0.0
            for count, length in zip(self.pixels, self.size, strict=True)
        )


Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    number: int
    """Counted from 0."""
    label: str
    """The number by which viewers call it."""
    boxes: Mapping[str, Box]
    """``MediaBox``, ``TrimBox`` and those others that it has."""
    turned: bool
    furniture: tuple[Piece, ...]
    """Text that no tag holds: running heads, the page's number."""

    @property
    def trim(self) -> Box:
        """What is left of it when it is cut."""
        for name in ("TrimBox", "CropBox", "MediaBox"):
            if name in self.boxes:
                return self.boxes[name]
        return (0.0, 0.0, 0.0, 0.0)

    def __str__(self) -> str:
        """“page 12”, or “page 12 (printed: 10)”: as the viewer counts, and as it is called."""
        count = str(self.number + 1)
        return f"page {count}" if self.label == count else f"page {count} (“{self.label}”)"


@dataclass(frozen=True)
class Finished:
    """A finished PDF."""

    pages: tuple[Page, ...]
    roots: tuple[Element, ...]
    """The top of the structure tree; empty for a file without tags."""
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    fonts: tuple[FontUse, ...]

    def elements(self) -> Iterator[Element]:
        """All elements, in reading order."""
        for root in self.roots:
            yield from root.walk()


def read_finished(path: Path, place: Place) -> Finished:
    """Read a PDF. Raises Refusal F002 if it cannot be read."""
    import pikepdf  # noqa: PLC0415 - heavy
    import pypdfium2  # noqa: PLC0415 - heavy

    try:
        with pikepdf.open(path) as pdf:
            document = pypdfium2.PdfDocument(path)
            try:
                return _Reader(pdf, document).read()
            finally:
                document.close()
    except (pikepdf.PdfError, pypdfium2.PdfiumError, OSError) as error:
        problem = f"the PDF cannot be read ({error}); build it again"
        raise Refusal(Diagnostic("F002", problem, place)) from None


def identifier_of(path: Path) -> str:
    """What a PDF calls itself in XMP (``dc:identifier``); empty if it does not, or is none."""
    import pikepdf  # noqa: PLC0415 - heavy

    try:
        with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
            return str(metadata.get("dc:identifier") or "")
    except (pikepdf.PdfError, OSError, ValueError):
        return ""


class _Reader:
    """Reads one file with both libraries."""

    def __init__(self, pdf: Any, document: Any) -> None:
        self.pdf, self.document = pdf, document
        self.numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        self.links: dict[Any, Link] = {}
        """By the annotation's object number."""
        self.pieces: dict[tuple[int, int], list[Piece]] = {}
        """By page and marked content."""
        self.tagged: set[tuple[int, int]] = set()

    def read(self) -> Finished:
        count = len(self.pdf.pages)
        links = tuple(link for number in range(count) for link in self._links(number))
        images = tuple(image for number in range(count) for image in self._paint(number))
        roots = tuple(self._roots())
        return Finished(
            pages=tuple(self._page(number) for number in range(count)),
            roots=roots,
            links=links,
            images=images,
            fonts=fonts_of(self.pdf),
        )

    # ---- pages ------------------------------------------------------------------------------

    def _page(self, number: int) -> Page:
        page = self.pdf.pages[number]
        names = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
        boxes = {name: _box(page.obj[f"/{name}"]) for name in names if f"/{name}" in page.obj}
        if "MediaBox" not in boxes:
            boxes["MediaBox"] = _box(page.mediabox)  # inherited
        furniture = tuple(
            piece
            for (where, mark), pieces in self.pieces.items()
            if where == number and (mark < 0 or (where, mark) not in self.tagged)
            for piece in pieces
        )
        turned = bool(int(page.obj.get("/Rotate", 0)) % 360)
        label = str(self.document.get_page_label(number)) or str(number + 1)
        return Page(number, label, boxes, turned, furniture)

    def _paint(self, number: int) -> Iterator[Image]:
        """Note a page's text; its images."""
        import pypdfium2.raw as pdfium  # noqa: PLC0415 - heavy

        page = self.document[number]
        text = page.get_textpage()
        wanted = [pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM]
        outer: dict[int, tuple[float, float]] = {}
        for item in page.get_objects(filter=wanted, textpage=text):
            if item.type == pdfium.FPDF_PAGEOBJ_TEXT and item.level == 0:
                mark = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
                piece = _piece(item, number, mark)
                if piece:
                    self.pieces.setdefault((number, mark), []).append(piece)
                continue
            # How much larger things become by the matrices around them, along each axis.
            scale = outer.get(item.level, (1.0, 1.0))
            a, b, c, d, *_ = item.get_matrix().get()
            across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
            if item.type == pdfium.FPDF_PAGEOBJ_FORM:
                outer[item.level + 1] = (scale[0] * across, scale[1] * up)
            elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                size = (scale[0] * across, scale[1] * up)
                yield Image(number, item.get_px_size(), size)

    # ---- links ------------------------------------------------------------------------------

    def _links(self, number: int) -> Iterator[Link]:
        for note in self.pdf.pages[number].obj.get("/Annots", []):
            if note.get("/Subtype") == "/Link":
                link = self._link(note, number)
                self.links[note.objgen] = link
                yield link

    def _link(self, note: Any, number: int) -> Link:
        action = note.get("/A", {})
        if "/Dest" in note or action.get("/S") == "/GoTo":
            target = note.Dest if "/Dest" in note else action.get("/D")
            return Link(number, _shown(target), self._page_of(target), True)
        return Link(number, str(action.get("/URI", "")), None, False)

    def _page_of(self, target: Any) -> int | None:
        """The page of a destination: named, or told."""
        import pikepdf  # noqa: PLC0415 - heavy

        if isinstance(target, pikepdf.String | pikepdf.Name):
            target = self._destinations.get(str(target).removeprefix("/"))
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if not isinstance(target, pikepdf.Array) or not len(target):
            return None
        page = target[0]
        if isinstance(page, int):
            return page if 0 <= page < len(self.numbers) else None
        return self.numbers.get(page.objgen)

    @property
    def _destinations(self) -> dict[str, Any]:
        if not hasattr(self, "_names"):
            import pikepdf  # noqa: PLC0415 - heavy

            root = self.pdf.Root
            found = {key.removeprefix("/"): item for key, item in root.get("/Dests", {}).items()}
            if "/Names" in root and "/Dests" in root.Names:
                found |= {
                    str(key): item for key, item in pikepdf.NameTree(root.Names.Dests).items()
                }
            self._names: dict[str, Any] = found
        return self._names

    # ---- tags -------------------------------------------------------------------------------

    def _roots(self) -> Iterator[Element]:
        tree = self.pdf.Root.get("/StructTreeRoot")
        if tree is None or "/K" not in tree:
            return
        self.roles = {
            str(key)[1:]: str(value)[1:] for key, value in tree.get("/RoleMap", {}).items()
        }
        top = Element("Root")
        self._fill(top, tree.K, None)
        for child in top.children:
            if isinstance(child, Element):
                child.parent = None
                yield child

    def _fill(self, element: Element, kids: Any, page: int | None) -> None:
        """Add what ``/K`` holds: elements, marked content, annotations (ISO 32000-1, 14.7.4)."""
        import pikepdf  # noqa: PLC0415 - heavy

        if isinstance(kids, pikepdf.Array):
            for kid in kids:
                self._fill(element, kid, page)
        elif isinstance(kids, int):
            self._mark(element, page, kids)
        elif isinstance(kids, pikepdf.Dictionary):
            if "/Pg" in kids:
                page = self.numbers.get(kids.Pg.objgen, page)
            kind = kids.get("/Type")
            if kind == "/MCR":
                self._mark(element, page, int(kids.MCID))
            elif kind == "/OBJR":
                if (link := self.links.get(kids.Obj.objgen)) is not None:
                    element.links.append(link)
            else:
                name = str(kids.get("/S", "/NonStruct"))[1:]
                child = Element(self.roles.get(name, name), parent=element)
                element.children.append(child)
                if "/K" in kids:
                    self._fill(child, kids.K, page)

    def _mark(self, element: Element, page: int | None, mark: int) -> None:
        if page is None:
            return
        self.tagged.add((page, mark))
        pieces = self.pieces.get((page, mark))
        element.children.extend(pieces or [Mark(page)])


def _piece(item: Any, page: int, mark: int) -> Piece | None:
    """A text object; None if nothing of it is to be seen."""
    text = str(item.extract())
    left, bottom, right, top = item.get_bounds()
    if not text.strip() or right <= left:
        return None
    a, b, _, _, _, baseline = item.get_matrix().get()
    return Piece(
        page=page,
        mark=mark,
        text=unicodedata.normalize("NFC", text),
        left=left,
        bottom=bottom,
        right=right,
        top=top,
        baseline=baseline,
        size=item.get_font_size() * (a * a + b * b) ** 0.5,
        font=item.get_font().get_base_name().rpartition("+")[2],
        width=right - left,
    )


def _box(value: Any) -> Box:
    x1, y1, x2, y2 = (float(edge) for edge in value)
    return (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _shown(target: Any) -> str:
    """What a message calls a destination."""
    import pikepdf  # noqa: PLC0415 - heavy

    return str(target) if isinstance(target, pikepdf.String | pikepdf.Name) else "a page"
