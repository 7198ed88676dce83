"""Markup: what templates made, looked through before anything lays it out or packs it."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree  # type: ignore[import-untyped]

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import MARKUP_ELEMENTS, MARKUP_NESTING, SPAN

_SPANS = ("colspan", "rowspan", "span")


def check_markup(content: str, place: Place) -> None:
    """Raise Refusal O011 if the XHTML ``content`` would take an engine without end.

    That is so if elements stand too deep in one another, if a cell spans more columns or rows
    than any table has, or if there are too many elements. ``place`` is the template.
    """
    counter = _Counter()
    parser = etree.HTMLParser(target=counter, huge_tree=True, no_network=True)
    parser.feed(content)
    parser.close()
    if counter.problem:
        raise Refusal(Diagnostic("O011", f"the template makes {counter.problem}", place))


class _Counter:
    """Takes a parser's events; ``problem`` is the first thing that is too much."""

    def __init__(self) -> None:
        self.problem = ""
        self._depth = self._elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        self._depth += 1
        self._elements += 1
        if self._depth > MARKUP_NESTING:
            self._found(f"elements that stand more than {MARKUP_NESTING} deep in one another")
        if self._elements > MARKUP_ELEMENTS:
            self._found(f"more than {MARKUP_ELEMENTS:,} elements")
        for name in _SPANS:
            value = attributes.get(name, "").strip()
            if value.isdecimal() and (len(value) > 9 or int(value) > SPAN):
                self._found(f"a cell with {name}={value[:12]}; {SPAN:,} is the most")

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._depth -= 1

    def close(self) -> None:
        """What lxml asks for at the end."""

    def _found(self, problem: str) -> None:
        self.problem = self.problem or problem
