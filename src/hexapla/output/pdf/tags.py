"""The structure of a PDF as those hear it who do not see its pages (ISO 32000-1, 14.7 and 14.8).

WeasyPrint 70 makes the structure tree page by page, of boxes: a paragraph that goes on over the
page is two, notes follow whatever ends the page, running heads, leaders and the repeated heads of
tables are read out as text, a link is known by the id it leads to, and nothing says in which
language a passage is. So while a PDF is written, :func:`structured` makes the tree instead, of
elements:

- an element of the XHTML is one element of the tree, on however many pages its text stands;
- a note follows the paragraph that calls it;
- what only furnishes the pages becomes an artifact;
- a link is one element, with its text for a name and no annotation within another;
- a passage in another language says so;
- lists, definitions, contents, tables and their heads are what PDF/UA (ISO 14289-1) has for them.

Nothing on the pages moves, and the order of painting is as before. What the tree is like is judged
in its tests by Poppler and pikepdf. Whether a file conforms to PDF/UA nobody can tell by machine
alone, and so none claims it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_KINDS = {
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "article": "Art",
    "main": "Part",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "a": "Link",
    "q": "Quote",
    "code": "Code",
}
"""Elements of XHTML by their names. What is not here is no element of the tree, its text is its
parent's; ``li``, ``dt``, ``dd``, notes and pictures need more than a name."""

_INLINE = frozenset({"Link", "Quote", "Code", "Span", "Reference", "Note"})
_GROUPS = frozenset(
    {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "L", "LI", "TOC"}
    | {"Table", "THead", "TBody", "TFoot", "TR"}
)
"""What holds blocks: text must not stand in it directly."""
_FULL = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6"})
"""What holds no blocks, so that a note of it follows after it."""
_CELLS = frozenset({"TH", "TD"})

_NUMBERING = {
    "none": "None",
    **{name: name.title() for name in ("disc", "circle", "square", "decimal")},
    **{f"{case}-roman": f"{case.title()}Roman" for case in ("lower", "upper")},
    **{f"{case}-alpha": f"{case.title()}Alpha" for case in ("lower", "upper")},
    **{f"{case}-latin": f"{case.title()}Alpha" for case in ("lower", "upper")},
}
"""``ListNumbering`` (14.8.5.5) by ``list-style-type``."""

_LANGUAGE = ("lang", "{http://www.w3.org/XML/1998/namespace}lang")
_SVG = "{http://www.w3.org/2000/svg}"
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_POINTS = 0.75
"""Points to a CSS pixel."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Marked content of a page."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class _Annotation:
    """A rectangle of a link."""

    page: int
    annotation: Any


@dataclass(eq=False, slots=True)
class _Node:
    """An element of the tree."""

    kind: str
    parent: _Node | None = None
    language: str = ""
    """BCP 47; its parent's language if it is the same."""
    kids: list[_Node | _Mark | _Annotation] = field(default_factory=list)
    notes: list[_Node] = field(default_factory=list)
    """The notes that are called in it: read after it, or last in it if it can hold blocks."""
    entries: dict[str, Any] = field(default_factory=dict)
    """``Alt``, ``ID`` …: text, by key."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """By key; ``O`` is their owner."""
    implied: bool = False
    """A paragraph for text that has none."""
    texts: list[Any] = field(default_factory=list)
    """The boxes of a link's text."""

    def within(self, *kinds: str) -> _Node | None:
        """The nearest of those kinds: this, or one around it."""
        node: _Node | None = self
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return self.kind not in _CELLS and not any(
            not (isinstance(kid, _Node) and kid.is_empty) for kid in (*self.kids, *self.notes)
        )


@contextmanager
def structured() -> Iterator[None]:
    """While a PDF is written, let its structure be made here instead of by WeasyPrint."""
    from weasyprint import pdf as writing  # noqa: PLC0415 - heavy

    own_tags, own_links = writing.add_tags, writing.add_links

    def add_tags(pdf: Any, document: Any, _: Any, streams: Any) -> None:
        tree = _Tree(document.metadata.lang or "")
        for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
            tree.read(number, page, stream)
        _Writer(pdf, len(document.pages)).write(tree.top)

    def add_links(links_and_anchors: Any, *rest: Any) -> Any:
        links, anchors = links_and_anchors
        return own_links((_outer(links), anchors), *rest)

    writing.add_tags, writing.add_links = add_tags, add_links
    try:
        yield
    finally:
        writing.add_tags, writing.add_links = own_tags, own_links


def describe(pdf: Any, metadata: Any) -> None:
    """Say title, people and dates in XMP too, as PDF/UA asks for (7.1), and claim nothing."""
    if "Metadata" not in pdf.catalog:
        metadata.include_in_pdf(pdf, "ua", None, conformance=None, compress=False)


def _outer(links: list[Any]) -> list[Any]:
    """Links without those that lead where another leads that is as large and larger.

    WeasyPrint has one for each box of a link, so that a reader comes to each link several times.
    """
    kept: list[Any] = []
    for link in links:
        if any(_covers(other, link) for other in kept):
            continue
        kept = [other for other in kept if not _covers(link, other)]
        kept.append(link)
    return kept


def _covers(one: Any, other: Any) -> bool:
    """Whether the rectangle of link ``one`` holds that of ``other``, which leads to the same."""
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one[2], other[2]
    return bool(
        one[:2] == other[:2]
        and min(left2, right2) >= min(left, right) - 0.1
        and max(left2, right2) <= max(left, right) + 0.1
        and min(top2, bottom2) >= min(top, bottom) - 0.1
        and max(top2, bottom2) <= max(top, bottom) + 0.1
    )


class _Tree:
    """The tree, page by page; what WeasyPrint marked as text and is none becomes artifacts."""

    def __init__(self, language: str) -> None:
        self.top = _Node("Document", language=language)
        self.nodes: dict[tuple[Any, str], _Node] = {}
        """By the element of the XHTML and the part that a node is of it."""
        self.parents: dict[Any, Any] = {}
        """Of elements of the section that is being read."""
        self.root: Any = None
        self.page, self.height, self.notes = 0, 0.0, 0
        self.marks: dict[Any, dict[str, Any]] = {}
        """What WeasyPrint marked on the page, by its box."""
        self.artifacts: dict[int, str] = {}
        """What of that is none of the text: by its number, how it furnishes the page."""
        self.broken: set[int] = set()
        """What of that ends with the hyphen of a broken word."""

    def read(self, number: int, page: Any, stream: Any) -> None:
        """Take in the next page."""
        from weasyprint.formatting_structure import boxes  # noqa: PLC0415 - heavy

        self.boxes = boxes
        self.page, self.height, self.marks = number, page.height, stream._tags
        self.artifacts, self.broken = {}, set()
        html = page._page_box.children[0]
        if html.element is not self.root:
            self.root = html.element
            self.parents = {child: parent for parent in self.root.iter() for child in parent}
        if html.style["direction"] == "rtl":
            self.top.attributes = {"O": "/Layout", "WritingMode": "/RlTb"}
        self._walk(page._page_box, self.top)
        for box in tuple(self.marks):
            self._mark(box, self.top)  # rather out of place than not read
        _furnishing(stream, self.artifacts)
        _softened(stream, self.broken)

    def _walk(self, box: Any, node: _Node) -> None:
        """Take in a box that stands in ``node``."""
        boxes = self.boxes
        box = getattr(box, "_box", box)  # a placeholder of what is placed absolutely
        if isinstance(box, boxes.MarginBox):
            foot = box.at_keyword.startswith("@bottom")
            return self._furnish(box, "Footer" if foot else "Header", node)
        if box.is_leader or self._is_repeated(box) or self._is_decoration(box):
            return self._furnish(box, "", node)
        if isinstance(box, boxes.FootnoteAreaBox):
            for child in box.children:
                self._walk(child, self._note(child.element))
            return None
        node = self._node(box, node)
        if box.link_annotation:
            self._annotate(box, node)
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox) and box in self.marks:
            self._mark(box, node)
        for child in box.children:
            self._walk(child, node)
        return None

    def _mark(self, box: Any, node: _Node) -> None:
        """Let marked content stand in ``node``."""
        mark = _Mark(self.page, self.marks.pop(box)["mcid"])
        if node.kind != "Figure":
            node = _line(node)
        node.kids.append(mark)
        if isinstance(box, self.boxes.TextBox) and _is_broken(box):
            self.broken.add(mark.mcid)
        link = node.within("Link")
        if link is not None and isinstance(box, self.boxes.TextBox):
            link.texts.append(box)

    def _annotate(self, box: Any, node: _Node) -> None:
        link = node.within("Link")
        if link is not None:
            link.kids.append(_Annotation(self.page, box.link_annotation))

    # ---- what is none of the text ---------------------------------------------------------------

    def _furnish(self, box: Any, how: str, node: _Node) -> None:
        """Let a box be an artifact with all that is in it; its links stay links."""
        box = getattr(box, "_box", box)
        if box in self.marks:
            self.artifacts[self.marks.pop(box)["mcid"]] = how
        if box.link_annotation:
            self._annotate(box, self.nodes.get((box.element, ""), node))
        for child in box.children:
            self._furnish(child, how, node)

    def _is_repeated(self, box: Any) -> bool:
        """Whether a box is the head or foot of a table that began on a page before."""
        is_group = isinstance(box, self.boxes.TableRowGroupBox)
        if not is_group or not (box.is_header or box.is_footer):
            return False
        node = self.nodes.get((box.element, ""))
        return node is not None and not node.is_empty and _first_page(node) < self.page

    def _is_decoration(self, box: Any) -> bool:
        return isinstance(box, self.boxes.ReplacedBox) and not _alternative(box.element)

    # ---- from boxes to nodes --------------------------------------------------------------------

    def _node(self, box: Any, node: _Node) -> _Node:
        """The node of a box in ``node``: that one, if the box is none of its own."""
        element = box.element
        if element is None:
            return node
        tag, _, pseudo = box.element_tag.partition("::")
        if pseudo == "marker":
            return self._once(element, "marker", "Lbl", self.nodes.get((element, "item"), node))
        if pseudo == "footnote-call":
            return self._once(element, "call", "Reference", node)
        if pseudo == "footnote-marker":
            return self._once(element, "number", "Lbl", node)
        if pseudo:
            return node
        if tag in ("li", "dt", "dd"):
            found = self._item(element, tag, node)
        elif tag in ("img", f"{_SVG}svg"):
            found = self._once(element, "", "Figure", node)
            self._picture(box, found)
        elif tag in _KINDS:
            found = self._named(box, tag, node)
        else:
            found = self.nodes.get((element, ""), node)
        return self._in_language(element, found, is_new=found is not node)

    def _once(self, element: Any, part: str, kind: str, parent: _Node) -> _Node:
        """The node of a part of an element, made in ``parent`` when it first comes."""
        known = self.nodes.get((element, part))
        if known is not None:
            return known
        if kind in _INLINE:
            parent = _line(parent)
        node = _Node(kind, parent, parent.language)
        self.nodes[element, part] = node
        if part == "marker":
            parent.kids.insert(0, node)
        else:
            parent.kids.append(node)
        return node

    def _named(self, box: Any, tag: str, node: _Node) -> _Node:
        """The node of an element that is what its name says."""
        element, kind = box.element, _KINDS[tag]
        if kind == "L" and self._is_below(element, "nav"):
            kind = "TOC"
        if kind == "Link" and node.kind == "TOCI":
            node = self._once(element, "reference", "Reference", node)
        if kind in _CELLS and node.kind in _CELLS:  # an anonymous box of one
            return node
        is_new = (element, "") not in self.nodes
        found = self._once(element, "", kind, node)
        if is_new and tag in ("ol", "ul") and kind == "L":
            style = box.style["list_style_type"]
            numbering = _NUMBERING.get(style, "Decimal" if tag == "ol" else "None")
            found.attributes = {"O": "/List", "ListNumbering": f"/{numbering}"}
        elif is_new and kind == "TH":
            by_row = element.get("scope") == "row"
            found.attributes = {"O": "/Table", "Scope": "/Row" if by_row else "/Column"}
        if is_new and kind in _CELLS:
            for key, name in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
                if element.get(name, "1") != "1":
                    found.attributes |= {"O": "/Table", key: int(element.get(name))}
        if is_new and kind == "Table" and element.get("aria-label"):
            found.attributes = {"O": "/Table", "Summary": element.get("aria-label")}
        return found

    def _item(self, element: Any, tag: str, node: _Node) -> _Node:
        """What of a list's item holds its text; WeasyPrint has a box or more for each."""
        known = self.nodes.get((element, ""))
        if known is not None:
            return known
        outer = node.within("L", "TOC") or node
        if outer.kind == "TOC":
            return self._once(element, "", "TOCI", outer)
        if tag == "li":
            item = self._once(element, "item", "LI", outer)
            return self._once(element, "", "LBody", item)
        # A term begins an item, unless it stands beside another; its definition ends it.
        last = next((kid for kid in outer.kids[-1:] if isinstance(kid, _Node)), None)
        if last is None or (tag == "dt" and any(_is(kid, "LBody") for kid in last.kids)):
            last = self._once(element, "item", "LI", outer)
        return self._once(element, "", "Lbl" if tag == "dt" else "LBody", last)

    def _note(self, element: Any) -> _Node:
        """The node of a footnote, which is called in the block that it stands in by the source."""
        known = self.nodes.get((element, "note"))
        if known is not None:
            return known
        call = self.nodes.get((element, "call"))
        host = call or self.top
        while host.kind in _INLINE and host.parent is not None:
            host = host.parent
        node = _Node("Note", host, host.language)
        self.notes += 1
        node.entries["ID"] = f"note-{self.notes}"
        host.notes.append(node)
        self.nodes[element, "note"] = node
        return node

    def _picture(self, box: Any, node: _Node) -> None:
        node.entries["Alt"] = _alternative(box.element)
        left, top = box.content_box_x(), box.content_box_y()
        right, bottom = left + box.width, top + box.height
        corners = (left, self.height - bottom, right, self.height - top)
        edges = [round(edge * _POINTS, 3) for edge in corners]
        node.attributes = {"O": "/Layout", "Placement": "/Block", "BBox": edges}

    def _in_language(self, element: Any, node: _Node, *, is_new: bool) -> _Node:
        """``node``, or a node in it, that says in which language the element is."""
        language = next((element.get(key) for key in _LANGUAGE if element.get(key)), "")
        if not language or element in (self.root, None):
            return node
        if is_new:
            node.language = language
            return node
        if language == node.language and (element, "span") not in self.nodes:
            return node
        kind = "Div" if element.tag in ("div", "header", "footer") else "Span"
        span = self._once(element, "span", kind, node)
        span.language = language
        return span

    def _is_below(self, element: Any, tag: str) -> bool:
        while element is not None and element.tag != tag:
            element = self.parents.get(element)
        return element is not None


def _is(kid: _Node | _Mark | _Annotation, kind: str) -> bool:
    return isinstance(kid, _Node) and kid.kind == kind


def _line(node: _Node) -> _Node:
    """What in ``node`` may hold text: a paragraph of its own, where only blocks stand."""
    if node.kind not in _GROUPS:
        return node
    last = node.kids[-1] if node.kids else None
    if isinstance(last, _Node) and last.implied:
        return last
    node.kids.append(made := _Node("P", node, node.language, implied=True))
    return made


def _first_page(node: _Node) -> int:
    """The page that the first text of a node stands on."""
    for kid in node.kids:
        page = _first_page(kid) if isinstance(kid, _Node) else kid.page
        if page >= 0:
            return page
    return -1


def _alternative(picture: Any) -> str:
    """What a picture says in words (``alt``, or the title of an SVG); empty for decoration."""
    title = picture.find(f"{_SVG}title") if picture.tag == f"{_SVG}svg" else None
    found: str = (title.text if title is not None else picture.get("alt")) or ""
    return found.strip()


def _furnishing(stream: Any, artifacts: dict[int, str]) -> None:
    """Let marked content of a page be artifacts (ISO 32000-1, 14.8.2.2)."""
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    operators = stream.stream
    for at, properties in enumerate(operators):
        if not isinstance(properties, pydyf.Dictionary) or "MCID" not in properties:
            continue
        how = artifacts.get(properties["MCID"])
        if how is not None and operators[at + 1] == b"BDC":
            kind = {"Type": "/Pagination", "Subtype": f"/{how}"} if how else {"Type": "/Layout"}
            operators[at - 1], operators[at] = "/Artifact", pydyf.Dictionary(kind)


_LAST = re.compile(rb"\[(.*<[0-9a-f]*?)([0-9a-f]{4})>([^<>]*)\] TJ", re.DOTALL)
"""What paints glyphs, the last of them apart."""


def _softened(stream: Any, broken: set[int]) -> None:
    """Let the hyphens of words that were broken be soft ones (14.8.2.2.3), and as they look."""
    operators, result, is_open = stream.stream, [], False
    for at, operator in enumerate(operators):
        if operator == b"BDC" and hasattr(operators[at - 1], "get"):
            is_open = operators[at - 1].get("MCID") in broken
        found = _LAST.fullmatch(operator) if is_open and isinstance(operator, bytes) else None
        if found and operators[at + 1] == b"ET":
            before, hyphen, after = found.groups()
            # No empty strings: PDFium forgets the last number where one is, and moves what follows.
            before = (before + b">").replace(b"<>", b" ").strip()
            if before:
                result.append(b"[" + before + b"] TJ")
            result.append(b"/Span<</ActualText<feff00ad>>>BDC")
            result += [b"[<" + hyphen + b">" + after + b"] TJ", b"EMC"]
            is_open = False
        else:
            result.append(operator)
    operators[:] = result


class _Writer:
    """Writes a tree as the objects of a PDF."""

    def __init__(self, pdf: Any, pages: int) -> None:
        import pydyf  # noqa: PLC0415 - a part of WeasyPrint

        self.pydyf, self.pdf = pydyf, pdf
        self.pages = tuple(pdf.page_references)
        self.marks: list[dict[int, Any]] = [{} for _ in range(pages)]
        """The elements that marked content is of, by page and number."""
        self.annotations: list[Any] = []
        """The elements that annotations are of."""
        self.names: dict[str, Any] = {}

    def write(self, top: _Node) -> None:
        """Write the tree, and in the catalog that there is one."""
        pydyf, catalog = self.pydyf, self.pdf.catalog
        root = self._object({"Type": "/StructTreeRoot"})
        document = self._element(top, root, "")
        root["K"] = pydyf.Array([document.reference])
        numbers: list[Any] = []
        for page, found in enumerate(self.marks):
            elements = [found.get(mcid, "null") for mcid in range(max(found, default=-1) + 1)]
            numbers += [page, pydyf.Array(elements)]
        for number, element in enumerate(self.annotations, start=len(self.marks)):
            numbers += [number, element]
        root["ParentTree"] = self._object({"Nums": pydyf.Array(numbers)}).reference
        root["ParentTreeNextKey"] = len(self.marks) + len(self.annotations)
        if self.names:
            pairs = [item for name in sorted(self.names) for item in self._pair(name)]
            root["IDTree"] = self._object({"Names": pydyf.Array(pairs)}).reference
        catalog["StructTreeRoot"] = root.reference
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _pair(self, name: str) -> tuple[Any, Any]:
        return self.pydyf.String(name), self.names[name]

    def _object(self, entries: dict[str, Any]) -> Any:
        found = self.pydyf.Dictionary(entries)
        self.pdf.add_object(found)
        return found

    def _element(self, node: _Node, parent: Any, language: str) -> Any:
        """Write a node and what is below it."""
        pydyf = self.pydyf
        element = self._object({"Type": "/StructElem", "S": f"/{node.kind}"})
        element["P"] = parent.reference
        if parent.get("Type") != "/StructTreeRoot" and node.language != language:
            element["Lang"] = pydyf.String(node.language)
        for key, text in node.entries.items():
            element[key] = pydyf.String(text)
        if "ID" in node.entries:
            self.names[node.entries["ID"]] = element.reference
        if node.attributes:
            element["A"] = pydyf.Dictionary(
                {key: self._value(value) for key, value in node.attributes.items()}
            )
        page = next((kid.page for kid in node.kids if isinstance(kid, _Mark)), -1)
        if page >= 0:
            element["Pg"] = self.pages[page]
        element["K"] = pydyf.Array()
        for kid in _read(node):
            if isinstance(kid, _Node):
                element["K"].append(self._element(kid, element, node.language).reference)
            elif isinstance(kid, _Mark):
                self.marks[kid.page][kid.mcid] = element.reference
                element["K"].append(kid.mcid if kid.page == page else self._marked(kid))
            else:
                element["K"].append(self._annotated(kid, node, element))
        return element

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return self.pydyf.Array(value)
        is_text = isinstance(value, str) and not value.startswith("/")
        return self.pydyf.String(value) if is_text else value

    def _marked(self, mark: _Mark) -> Any:
        return self.pydyf.Dictionary(
            {"Type": "/MCR", "Pg": self.pages[mark.page], "MCID": mark.mcid}
        )

    def _annotated(self, kid: _Annotation, node: _Node, element: Any) -> Any:
        annotation = kid.annotation
        annotation["StructParent"] = len(self.marks) + len(self.annotations)
        self.annotations.append(element.reference)
        if name := _said(node):
            annotation["Contents"] = self.pydyf.String(name)
        return self.pydyf.Dictionary(
            {"Type": "/OBJR", "Pg": self.pages[kid.page], "Obj": annotation.reference}
        )


def _read(node: _Node) -> Iterator[_Node | _Mark | _Annotation]:
    """What is in a node, in the order in which it is read, notes among it."""
    for kid in node.kids:
        if not isinstance(kid, _Node):
            yield kid
            continue
        if not kid.is_empty:
            yield kid
        if kid.kind in _FULL:
            yield from kid.notes
    if node.kind not in _FULL:
        yield from node.notes


def _said(link: _Node) -> str:
    """The text of a link in one line; the alternative of its picture if it has none."""
    said, before = "", None
    for box in link.texts:
        text = box.text.translate(_UNSEEN)
        if before is not None:
            if abs(box.position_y - before.position_y) > before.height / 2:
                said = said if _is_broken(before) else f"{said} "
            elif _gap(before, box) > 0.15 * before.style["font_size"]:
                said += " "
        said += text[: -len(box.style["hyphenate_character"])] if _is_broken(box) else text
        before = box
    return " ".join(said.split()) or _pictured(link)


def _is_broken(box: Any) -> bool:
    """Whether a text ends with the hyphen of a word that goes on in the next line."""
    return bool(box.text.endswith(box.style["hyphenate_character"]))


def _gap(one: Any, other: Any) -> float:
    """The room between two texts of a line."""
    left = min(one.position_x + one.width, other.position_x + other.width)
    return float(max(one.position_x, other.position_x) - left)


def _pictured(node: _Node) -> str:
    found = [node.entries.get("Alt", "")]
    found += [_pictured(kid) for kid in node.kids if isinstance(kid, _Node)]
    return " ".join(filter(None, found))
