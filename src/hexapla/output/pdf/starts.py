"""Where pages begin within the text, read from the boxes of a section that is laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any

from hexapla.output.pagination import AHEAD, PICTURE, PageStart, letters

CALL = "::footnote-call"
"""What the call of a note is to WeasyPrint: made by a style, and yet part of the text."""


def page_starts(
    section: str, pages: Sequence[Any], numbers: Sequence[str], anchors: Set[str]
) -> tuple[PageStart, ...]:
    """Where each of a section's ``pages`` begins; ``numbers`` are printed on them.

    ``anchors`` are the ids from which places are told.
    """
    texts: list[str] = []
    places: dict[str, int] = {}
    begins: list[int] = []
    heads: set[Any] = set()
    length = 0
    for page in pages:
        begins.append(length)
        # The other boxes of a page are its notes and its margins.
        for anchor, text in _flow(page._page_box.children[0], heads):
            if anchor in anchors:
                places.setdefault(anchor, length)
            texts.append(text)
            length += len(text)
    whole = "".join(texts)
    return tuple(
        _start(whole, places, begin, section, number)
        for begin, number in zip(begins, numbers, strict=True)
    )


def _start(whole: str, places: dict[str, int], begin: int, section: str, number: str) -> PageStart:
    anchor, base = "", 0
    for name, place in places.items():  # in reading order
        if place > begin:
            break
        anchor, base = name, place
    return PageStart(number, section, anchor, whole[base:begin], whole[begin : begin + AHEAD])


def _flow(box: Any, heads: set[Any]) -> Iterator[tuple[str, str]]:
    """The ids and the letters of what stands in a box, in order.

    Without what styles add: marks of lists, contents of ``::before``, the heads of tables again
    (``heads`` has those that were met).
    """
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415 - heavy

    tag = box.element_tag or ""
    if "::" in tag and not tag.endswith(CALL):
        return
    if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
        if box.element in heads:
            return
        heads.add(box.element)
    id = box.element.get("id", "") if box.element is not None and "::" not in tag else ""
    if isinstance(box, boxes.TextBox):
        yield "", letters(box.text)
    elif isinstance(box, boxes.ReplacedBox):
        yield id, PICTURE
    else:
        yield id, ""
        for child in getattr(box, "children", ()):
            yield from _flow(child, heads)
