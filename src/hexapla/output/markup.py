"""Markup: what templates made, looked through before anything lays it out or packs it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from lxml import etree  # type: ignore[import-untyped]

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import MARKUP_ELEMENTS, MARKUP_NESTING, SPAN
from hexapla.output.styles import addresses

_SPANS = ("colspan", "rowspan", "span")

_ACTIVE = ("script", "iframe", "frame", "object", "embed", "applet", "base", "form")
"""Elements of HTML that run something or bring in what is not the book's."""

_SOURCES = ("src", "srcset", "poster", "background", "data", "longdesc", "xlink:href")
"""Attributes that name a file to show; ``href`` does too, of anything but a link."""

_WORDS = ("alt", "title", "id", "class", "lang", "xml:lang", "content", "summary", "name", "value")
"""Attributes in which brackets are brackets."""

_SCHEME = re.compile(r"\s*(?:([a-z][a-z0-9+.-]*):|[/\\])", re.IGNORECASE)
"""What an address begins with that leads out of the book's own files."""


def check_markup(content: str, place: Place, names: Set[str] = frozenset()) -> None:
    """Raise Refusal for XHTML that does what a book must not; ``place`` is its template.

    ``names`` are the files that it may show, by their addresses from there.

    O011 for what would take an engine without end: elements too deep in one another, a cell that
    spans more columns or rows than any table has, too many elements. O004 for what runs, shows
    what is not the book's, or links to anything but https, http, mailto and the book itself.
    """
    counter = _Counter(names)
    parser = etree.HTMLParser(target=counter, huge_tree=True, no_network=True)
    parser.feed(content)
    parser.close()
    if counter.problem:
        problem = f"the template makes {counter.problem}"
        raise Refusal(Diagnostic(counter.code, problem, place))


def check_style(css: str, place: Place, names: Set[str] = frozenset()) -> None:
    """Raise Refusal O004 if a style sheet names a file that is not the book's.

    ``names`` are those that are, by their addresses from there.
    """
    for address in addresses(css):
        if _is_outside(address, names):
            raise Refusal(Diagnostic("O004", f"the style sheet names {_not_ours(address)}", place))


class _Counter:
    """Takes a parser's events; ``problem`` is the first thing that is wrong, ``code`` its code."""

    def __init__(self, names: Set[str]) -> None:
        self._names = names
        self.problem = self.code = ""
        self._depth = self._elements = 0
        self._in_style = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._in_style = tag == "style"
        if self._depth > MARKUP_NESTING:
            self._found(f"elements that stand more than {MARKUP_NESTING} deep in one another")
        if self._elements > MARKUP_ELEMENTS:
            self._found(f"more than {MARKUP_ELEMENTS:,} elements")
        if tag in _ACTIVE or (tag == "meta" and "http-equiv" in attributes):
            self._found(f"<{tag}>, which is not for books", "O004")
        for name, value in attributes.items():
            self._attribute(tag, name, value)

    def data(self, text: str) -> None:
        if self._in_style:
            self._style(text)

    def end(self, tag: str) -> None:  # noqa: ARG002
        self._depth -= 1
        self._in_style = False

    def close(self) -> None:
        """What lxml asks for at the end."""

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name in _SPANS and value.strip().isdecimal():
            if len(value) > 9 or int(value) > SPAN:
                self._found(f"a cell with {name}={value[:12]}; {SPAN:,} is the most")
        elif name == "style":
            self._style(value)
        elif name == "rel" and "attachment" in value.lower():
            self._found("an attachment, which a book has none of", "O004")
        elif name.startswith("on"):
            self._found(f"the event handler {name}=", "O004")
        elif name == "href" and tag in ("a", "area"):
            scheme = _SCHEME.match(value)
            if scheme and str(scheme[1]).lower() not in ("https", "http", "mailto"):
                problem = f"a link to “{value[:60]}”; links go to https, http, mailto and the book"
                self._found(problem, "O004")
        elif name in (*_SOURCES, "href"):
            sources = [one.split()[0] for one in value.split(",") if one.strip()]
            for address in sources if name == "srcset" else [value]:
                if _is_outside(address, self._names):
                    self._found(_not_ours(address), "O004")
        elif "(" in value and name not in _WORDS and not name.startswith(("aria-", "data-")):
            self._style(value)  # SVG has attributes that are CSS

    def _style(self, css: str) -> None:
        for address in addresses(css):
            if _is_outside(address, self._names):
                self._found(_not_ours(address), "O004")

    def _found(self, problem: str, code: str = "O011") -> None:
        if not self.problem:
            self.problem, self.code = problem, code


def _is_outside(address: str, names: Set[str]) -> bool:
    scheme = _SCHEME.match(address)
    if scheme is not None:
        return str(scheme[1]).lower() not in ("asset", "data")
    file = address.strip().partition("#")[0]
    return bool(file) and file not in names


def _not_ours(address: str) -> str:
    shown = f"“{address.strip()[:60]}”, which is not of the book"
    return f"{shown}; templates show its pictures and the theme’s logo, and no other files"
