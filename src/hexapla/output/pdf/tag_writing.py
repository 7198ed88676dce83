"""Writing a structure tree as the objects of a PDF (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hexapla.output.pdf.structure import (
    FULL,
    Annotation,
    Mark,
    Node,
    is_broken,
)

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


class Writer:
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

    def write(self, top: Node) -> None:
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

    def _element(self, node: Node, parent: Any, language: str) -> Any:
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
        page = next((kid.page for kid in node.kids if isinstance(kid, Mark)), -1)
        if page >= 0:
            element["Pg"] = self.pages[page]
        element["K"] = pydyf.Array()
        for kid in _read(node):
            if isinstance(kid, Node):
                element["K"].append(self._element(kid, element, node.language).reference)
            elif isinstance(kid, Mark):
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

    def _marked(self, mark: Mark) -> Any:
        return self.pydyf.Dictionary(
            {"Type": "/MCR", "Pg": self.pages[mark.page], "MCID": mark.mcid}
        )

    def _annotated(self, kid: Annotation, node: Node, element: Any) -> Any:
        annotation = kid.annotation
        annotation["StructParent"] = len(self.marks) + len(self.annotations)
        self.annotations.append(element.reference)
        if name := _said(node):
            annotation["Contents"] = self.pydyf.String(name)
        return self.pydyf.Dictionary(
            {"Type": "/OBJR", "Pg": self.pages[kid.page], "Obj": annotation.reference}
        )


def _read(node: Node) -> Iterator[Node | Mark | Annotation]:
    """What is in a node, in the order in which it is read, notes among it."""
    for kid in node.kids:
        if not isinstance(kid, Node):
            yield kid
            continue
        if not kid.is_empty:
            yield kid
        if kid.kind in FULL:
            yield from kid.notes
    if node.kind not in FULL:
        yield from node.notes


def _said(link: Node) -> str:
    """The text of a link in one line; the alternative of its picture if it has none."""
    said, before = "", None
    for box in link.texts:
        text = box.text.translate(_UNSEEN)
        if before is not None:
            if abs(box.position_y - before.position_y) > before.height / 2:
                said = said if is_broken(before) else f"{said} "
            elif _gap(before, box) > 0.15 * before.style["font_size"]:
                said += " "
        said += text[: -len(box.style["hyphenate_character"])] if is_broken(box) else text
        before = box
    return " ".join(said.split()) or _pictured(link)


def _gap(one: Any, other: Any) -> float:
    """The room between two texts of a line."""
    left = min(one.position_x + one.width, other.position_x + other.width)
    return float(max(one.position_x, other.position_x) - left)


def _pictured(node: Node) -> str:
    found = [node.entries.get("Alt", "")]
    found += [_pictured(kid) for kid in node.kids if isinstance(kid, Node)]
    return " ".join(filter(None, found))
