"""Inline Markdown: the content of one Text as a small tree, and what can be asked of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt, rules_inline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from hexapla.limits import INLINE_NESTING


@dataclass(frozen=True, slots=True)
class Plain:
    """A run of characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    """Emphasis and its kind."""

    tag: str
    """``em``, ``strong`` or ``code``: the XHTML element of the same meaning."""
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the web, to an entry (``@id``) or to a passage (``#T2.1``)."""

    target: str
    children: tuple[Inline, ...]
    """Empty where the edition fills in the text."""


@dataclass(frozen=True, slots=True)
class NoteCall:
    """The call of a footnote."""

    label: str


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture within a line; only figures may hold pictures, so readers refuse it."""

    target: str


Inline = Plain | Styled | Link | NoteCall | Break | Picture

NO_QUOTES = ("“", "”", "‘", "’")


@lru_cache(maxsize=65536)  # more than a large book has: each stage asks for all of them
def parse(content: str, quotes: tuple[str, str, str, str] = NO_QUOTES) -> tuple[Inline, ...]:
    """The tree of ``content``.

    ``quotes`` are what straight quotation marks become: outer opening and closing, inner opening
    and closing (see :attr:`hexapla.language.Language.quotes`). A lone ``'`` becomes ``’``.
    """
    (token,) = _parser(quotes).parseInline(content, {})
    return _tree(iter(token.children or ()))


def nested_too_deeply(content: str) -> bool:
    """Whether ``content`` nests styles and links deeper than :data:`INLINE_NESTING`."""
    if sum(map(content.count, "*_[")) <= INLINE_NESTING:
        return False  # most texts, without the work
    (token,) = _parser(NO_QUOTES).parseInline(content, {})
    return max((child.level for child in token.children or ()), default=0) > INLINE_NESTING


@lru_cache(maxsize=65536)
def plain(content: str) -> str:
    """``content`` without its markup: what is read. Note calls and filled-in links are left out."""
    return "".join(_plain(parse(content)))


@lru_cache(maxsize=65536)
def has_words(content: str) -> bool:
    """Whether there is anything in ``content`` for a translator: a letter or a digit.

    Digits count: a table's “1,200” is “1 200” in another language.
    """
    return any(character.isalnum() for character in plain(content))


def plain_spans(content: str) -> tuple[tuple[int, int], ...]:
    """Where in ``content`` its words stand, from and up to: all that is not markup, code or a
    target, nor an escaped or named sign. Other words there do not change the tree.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    _parser(NO_QUOTES).parseInline(content, {"spans": found})
    return tuple(found.get(content, ()))


def targets(content: str) -> tuple[str, ...]:
    """The targets of all links in ``content``, in order."""
    return tuple(node.target for node in walk(parse(content)) if isinstance(node, Link))


def note_calls(content: str) -> tuple[str, ...]:
    """The labels of all footnotes called in ``content``, in order."""
    return tuple(node.label for node in walk(parse(content)) if isinstance(node, NoteCall))


def markup(content: str) -> Counter[str]:
    """What a translation must keep, order aside: links by target, note calls, pictures, code."""
    found: Counter[str] = Counter()
    for node in walk(parse(content)):
        match node:
            case Link(target):
                found[f"link to {target}"] += 1
            case NoteCall(label):
                found[f"footnote call [^{label}]"] += 1
            case Picture(target):
                found[f"picture {target}"] += 1
            case Styled("code", children):
                found["code `" + "".join(_plain(children)) + "`"] += 1
            case _:
                pass
    return found


def escape(text: str) -> str:
    """Markdown that reads as exactly ``text`` within a paragraph: ``plain(escape(t)) == t``.

    ``text`` holds no line break, and neither begins nor ends with a space.
    """
    escaped = re.sub(r"([\\`*_\[\]<>&!|~^\"']|\{(?=#))", r"\\\1", text)
    escaped = re.sub(r"^([#+\-=:])", r"\\\1", escaped)
    return re.sub(r"^(\d+)([.)/])", r"\1\\\2", escaped)


def walk(nodes: Sequence[Inline]) -> Iterator[Inline]:
    """Every node, outermost first."""
    for node in nodes:
        yield node
        if isinstance(node, Styled | Link):
            yield from walk(node.children)


def _plain(nodes: Sequence[Inline]) -> Iterator[str]:
    for node in walk(nodes):
        match node:
            case Plain(text):
                yield text
            case Break():
                yield "\n"
            case _:
                pass


@lru_cache(maxsize=16)
def _parser(quotes: tuple[str, str, str, str]) -> MarkdownIt:
    """CommonMark's inline rules without raw HTML and pictures by reference, plus note calls."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": list(quotes)})
    parser.disable(["html_inline"]).enable(["smartquotes"])
    parser.inline.ruler.before("link", "note_call", _note_call)
    parser.inline.ruler.at("text", _words)
    # A manuscript's links are checked by the readers, which can say where and why; markdown-it
    # would leave a refused link as literal text without a word.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


def _words(state: StateInline, silent: bool) -> bool:
    """markdown-it's inline rule for text, which notes where it stands if ``env`` wants it."""
    start = state.pos
    if not rules_inline.text(state, silent):
        return False
    if not silent and "spans" in state.env:
        # By the text that it is part of: the label of a picture is one of its own.
        state.env["spans"].setdefault(state.src, []).append((start, state.pos))
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    """A markdown-it inline rule for ``[^label]``."""
    match = _NOTE_CALL.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("note_call", "", 0).content = match[1]
    state.pos = match.end()
    return True


_NOTE_CALL = re.compile(r"\[\^([^\[\]\s]+)\]")

_STYLES = {"em_open": "em", "strong_open": "strong"}


def _tree(tokens: Iterator[Token]) -> tuple[Inline, ...]:
    """The nodes up to the closing token that belongs to the opening one before ``tokens``."""
    found: list[Inline] = []
    for token in tokens:
        # An opening token stands at the level outside, its closing one at the same in `level`.
        if token.nesting and token.level >= INLINE_NESTING:
            continue
        if token.nesting < 0:
            break
        match token.type:
            case "text" | "text_special":
                _add_text(found, token.content)
            case "softbreak":
                _add_text(found, " ")
            case "hardbreak":
                found.append(Break())
            case "code_inline":
                found.append(Styled("code", (Plain(token.content),)))
            case "note_call":
                found.append(NoteCall(token.content))
            case "image":
                found.append(Picture(str(token.attrs.get("src", ""))))
            case "link_open":
                found.append(Link(str(token.attrs.get("href", "")), _tree(tokens)))
            case style if style in _STYLES:
                found.append(Styled(_STYLES[style], _tree(tokens)))
            case unknown:
                raise AssertionError(f"markdown-it token {unknown}")
    return tuple(found)


def _add_text(found: list[Inline], text: str) -> None:
    if found and isinstance(found[-1], Plain):
        found[-1] = Plain(found[-1].text + text)
    elif text:
        found.append(Plain(text))
