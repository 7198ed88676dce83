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

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hexapla.output.pdf.tag_writing import Writer
from hexapla.output.pdf.tagging import Tree


@contextmanager
def structured() -> Iterator[None]:
    """While a PDF is written, let its structure be made here instead of by WeasyPrint."""
    from weasyprint import pdf as writing  # noqa: PLC0415 - heavy

    own_tags, own_links = writing.add_tags, writing.add_links

    def add_tags(pdf: Any, document: Any, _: Any, streams: Any) -> None:
        tree = Tree(document.metadata.lang or "")
        for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
            tree.read(number, page, stream)
        Writer(pdf, len(document.pages)).write(tree.top)

    def add_links(links_and_anchors: Any, *rest: Any) -> Any:
        links, anchors = links_and_anchors
        return own_links((_outer(links), anchors), *rest)

    writing.add_tags, writing.add_links = add_tags, add_links
    try:
        yield
    finally:
        writing.add_tags, writing.add_links = own_tags, own_links


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
