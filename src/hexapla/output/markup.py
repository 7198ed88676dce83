"""Markup: what templates made, looked through before anything lays it out or packs it.

The same bytes are read as XML by e-readers and as HTML by the layout. So what the two take for
different things is refused: CDATA sections, processing instructions, document types with anything
in them, comments that HTML ends sooner. All else is one tree of elements to both, whose names count
without prefix and in any case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set

from lxml import etree  # type: ignore[import-untyped]

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import MARKUP_ELEMENTS, MARKUP_NESTING, SPAN
from hexapla.output.styles import addresses

_SPANS = ("colspan", "rowspan", "span")

_ACTIVE = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "base", "form", "handler"}
    | {"set", "animate", "animatecolor", "animatemotion", "animatetransform"}
)
"""Elements that run something, bring in what is not the book's, or change where a link leads."""

_SOURCES = frozenset(
    {"src", "poster", "background", "data", "longdesc", "href", "action", "formaction", "manifest"}
    | {"dynsrc", "lowsrc", "archive", "codebase", "classid", "profile", "ping"}
)
"""Attributes that name a file or an address; ``href`` of a link is another thing."""

_SOURCE_SETS = frozenset({"srcset", "imagesrcset"})

_WORDS = frozenset(
    {"alt", "title", "id", "class", "lang", "content", "summary", "name", "value", "type", "role"}
)
"""Attributes in which brackets are brackets."""

_TWO_READINGS = re.compile(
    r"<!DOCTYPE(?!\s+html\s*>)"
    r"|<!\[CDATA\["
    r"|<\?(?!xml\s+version=\"1\.0\"(\s+encoding=\"utf-8\")?\s*\?>)"
    r"|<!--(?=-?>)",
    re.IGNORECASE,
)
"""What XML and HTML read otherwise (HTML Standard, 13.2.5, “bogus comment”, “CDATA section” and
“comment start” states), or what brings in entities (XML 1.0, section 2.8)."""

_SCHEME = re.compile(r"(?:([a-z][a-z0-9+.-]*):|[/\\])", re.IGNORECASE)
"""What an address begins with that leads out of the book's own files."""

_IGNORED = re.compile(r"[\x00-\x1f]")
"""What readers take out of an address before they look at it (URL Standard, section 4.4)."""


def check_markup(content: str, place: Place, names: Set[str] = frozenset()) -> None:
    """Raise Refusal for XHTML that does what a book must not; ``place`` is its template.

    ``names`` are the files that it may show, by their addresses from there.

    O006 for what is not well-formed XML: e-readers would show none of it. O011 for what would take
    an engine without end: elements too deep in one another, a cell that spans more columns or rows
    than any table has, too many elements. O004 for what runs, shows what is not the book's, or
    links to anything but https, http, mailto and the book itself.
    """
    twofold = _TWO_READINGS.search(content)
    if twofold:
        shown = f"“{content[twofold.start() :][:30]}…”, which XML and HTML read in two ways"
        raise Refusal(Diagnostic("O004", f"the template makes {shown}; take it out", place))
    counter = _Counter(names)
    parser = etree.XMLParser(
        target=counter, huge_tree=True, no_network=True, resolve_entities=False
    )
    try:
        parser.feed(content.encode())
        parser.close()
    except etree.XMLSyntaxError as error:
        if not counter.problem:
            problem = f"what the template makes is not well-formed XML: {error.msg}"
            raise Refusal(Diagnostic("O006", problem, place)) from None
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
        self._css: list[str] | None = None
        """The text of the style element that it is in."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = _local(tag)
        self._depth += 1
        self._elements += 1
        if tag == "style":
            self._css = []
        if self._depth > MARKUP_NESTING:
            self._found(f"elements that stand more than {MARKUP_NESTING} deep in one another")
        if self._elements > MARKUP_ELEMENTS:
            self._found(f"more than {MARKUP_ELEMENTS:,} elements")
        own = {_local(name): value for name, value in attributes.items()}
        if tag in _ACTIVE or (tag == "meta" and "http-equiv" in own):
            self._found(f"<{tag}>, which is not for books", "O004")
        for name, value in attributes.items():
            self._attribute(tag, _local(name), value)

    def data(self, text: str) -> None:
        if self._css is not None:
            self._css.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if _local(tag) == "style" and self._css is not None:
            self._style("".join(self._css))
            self._css = None

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
            scheme = _scheme(value)
            if scheme and scheme not in ("https", "http", "mailto"):
                problem = f"a link to “{value[:60]}”; links go to https, http, mailto and the book"
                self._found(problem, "O004")
        elif name in _SOURCES or name in _SOURCE_SETS:
            sources = [one.split()[0] for one in value.split(",") if one.strip()]
            for address in sources if name in _SOURCE_SETS else [value]:
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


def _local(name: str) -> str:
    """A name without its namespace and prefix, in small letters, as HTML takes it."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _scheme(address: str) -> str:
    """The scheme of an address, “/” for one that leads out without; empty for the book's own."""
    found = _SCHEME.match(_IGNORED.sub("", address).strip())
    return (found[1] or "/").lower() if found else ""


def _is_outside(address: str, names: Set[str]) -> bool:
    scheme = _scheme(address)
    if scheme:
        return scheme not in ("asset", "data")
    file = address.strip().partition("#")[0]
    return bool(file) and file not in names


def _not_ours(address: str) -> str:
    shown = f"“{address.strip()[:60]}”, which is not of the book"
    return f"{shown}; templates show its pictures and the theme’s logo, and no other files"
