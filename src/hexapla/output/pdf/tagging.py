"""The structure tree, made of the boxes of pages: an element of XHTML is one node.

``tags.py`` says what it is like, and why.
"""

from __future__ import annotations

from typing import Any

from hexapla.output.pdf.marked_content import furnish, soften
from hexapla.output.pdf.structure import (
    CELLS,
    GROUPS,
    INLINE,
    KINDS,
    LANGUAGE,
    NUMBERING,
    POINTS,
    SVG,
    Annotation,
    Mark,
    Node,
    is_broken,
)


class Tree:
    """The tree, page by page; what WeasyPrint marked as text and is none becomes artifacts."""

    def __init__(self, language: str) -> None:
        self.top = Node("Document", language=language)
        self.nodes: dict[tuple[Any, str], Node] = {}
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
        furnish(stream, self.artifacts)
        soften(stream, self.broken)

    def _walk(self, box: Any, node: Node) -> None:
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

    def _mark(self, box: Any, node: Node) -> None:
        """Let marked content stand in ``node``."""
        mark = Mark(self.page, self.marks.pop(box)["mcid"])
        if node.kind != "Figure":
            node = _line(node)
        node.kids.append(mark)
        if isinstance(box, self.boxes.TextBox) and is_broken(box):
            self.broken.add(mark.mcid)
        link = node.within("Link")
        if link is not None and isinstance(box, self.boxes.TextBox):
            link.texts.append(box)

    def _annotate(self, box: Any, node: Node) -> None:
        link = node.within("Link")
        if link is not None:
            link.kids.append(Annotation(self.page, box.link_annotation))

    # ---- what is none of the text ---------------------------------------------------------------

    def _furnish(self, box: Any, how: str, node: Node) -> None:
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

    def _node(self, box: Any, node: Node) -> Node:
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
        elif tag in ("img", f"{SVG}svg"):
            found = self._once(element, "", "Figure", node)
            self._picture(box, found)
        elif tag in KINDS:
            found = self._named(box, tag, node)
        else:
            found = self.nodes.get((element, ""), node)
        return self._in_language(element, found, is_new=found is not node)

    def _once(self, element: Any, part: str, kind: str, parent: Node) -> Node:
        """The node of a part of an element, made in ``parent`` when it first comes."""
        known = self.nodes.get((element, part))
        if known is not None:
            return known
        if kind in INLINE:
            parent = _line(parent)
        node = Node(kind, parent, parent.language)
        self.nodes[element, part] = node
        if part == "marker":
            parent.kids.insert(0, node)
        else:
            parent.kids.append(node)
        return node

    def _named(self, box: Any, tag: str, node: Node) -> Node:
        """The node of an element that is what its name says."""
        element, kind = box.element, KINDS[tag]
        if kind == "L" and self._is_below(element, "nav"):
            kind = "TOC"
        if kind == "Link" and node.kind == "TOCI":
            node = self._once(element, "reference", "Reference", node)
        if kind in CELLS and node.kind in CELLS:  # an anonymous box of one
            return node
        is_new = (element, "") not in self.nodes
        found = self._once(element, "", kind, node)
        if is_new and tag in ("ol", "ul") and kind == "L":
            style = box.style["list_style_type"]
            numbering = NUMBERING.get(style, "Decimal" if tag == "ol" else "None")
            found.attributes = {"O": "/List", "ListNumbering": f"/{numbering}"}
        elif is_new and kind == "TH":
            by_row = element.get("scope") == "row"
            found.attributes = {"O": "/Table", "Scope": "/Row" if by_row else "/Column"}
        if is_new and kind in CELLS:
            for key, name in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
                if element.get(name, "1") != "1":
                    found.attributes |= {"O": "/Table", key: int(element.get(name))}
        if is_new and kind == "Table" and element.get("aria-label"):
            found.attributes = {"O": "/Table", "Summary": element.get("aria-label")}
        return found

    def _item(self, element: Any, tag: str, node: Node) -> Node:
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
        last = next((kid for kid in outer.kids[-1:] if isinstance(kid, Node)), None)
        if last is None or (tag == "dt" and any(_is(kid, "LBody") for kid in last.kids)):
            last = self._once(element, "item", "LI", outer)
        return self._once(element, "", "Lbl" if tag == "dt" else "LBody", last)

    def _note(self, element: Any) -> Node:
        """The node of a footnote, which is called in the block that it stands in by the source."""
        known = self.nodes.get((element, "note"))
        if known is not None:
            return known
        call = self.nodes.get((element, "call"))
        host = call or self.top
        while host.kind in INLINE and host.parent is not None:
            host = host.parent
        node = Node("Note", host, host.language)
        self.notes += 1
        node.entries["ID"] = f"note-{self.notes}"
        host.notes.append(node)
        self.nodes[element, "note"] = node
        return node

    def _picture(self, box: Any, node: Node) -> None:
        node.entries["Alt"] = _alternative(box.element)
        left, top = box.content_box_x(), box.content_box_y()
        right, bottom = left + box.width, top + box.height
        corners = (left, self.height - bottom, right, self.height - top)
        edges = [round(edge * POINTS, 3) for edge in corners]
        node.attributes = {"O": "/Layout", "Placement": "/Block", "BBox": edges}

    def _in_language(self, element: Any, node: Node, *, is_new: bool) -> Node:
        """``node``, or a node in it, that says in which language the element is."""
        language = next((element.get(key) for key in LANGUAGE if element.get(key)), "")
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


def _is(kid: Node | Mark | Annotation, kind: str) -> bool:
    return isinstance(kid, Node) and kid.kind == kind


def _line(node: Node) -> Node:
    """What in ``node`` may hold text: a paragraph of its own, where only blocks stand."""
    if node.kind not in GROUPS:
        return node
    last = node.kids[-1] if node.kids else None
    if isinstance(last, Node) and last.implied:
        return last
    node.kids.append(made := Node("P", node, node.language, implied=True))
    return made


def _first_page(node: Node) -> int:
    """The page that the first text of a node stands on."""
    for kid in node.kids:
        page = _first_page(kid) if isinstance(kid, Node) else kid.page
        if page >= 0:
            return page
    return -1


def _alternative(picture: Any) -> str:
    """What a picture says in words (``alt``, or the title of an SVG); empty for decoration."""
    title = picture.find(f"{SVG}title") if picture.tag == f"{SVG}svg" else None
    found: str = (title.text if title is not None else picture.get("alt")) or ""
    return found.strip()
