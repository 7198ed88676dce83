"""Microtypography: no-break spaces, dashes and the like, as the language of a text has them.

What is done for a language stands in a table of its own, ``hexapla/typography/<tag>.toml``; what
such a table may hold is described in docs/typography.md. A language without one is left as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate

from hexapla import inline
from hexapla.language import Language
from hexapla.limits import INLINE_NESTING

WORD_JOINER = "\u2060"
"""Between two characters, it keeps a line from breaking there. It is not seen."""

NO_BREAK_SPACES = ("\u00a0", "\u202f")

THING = "\ufffc"
"""What rules see in place of what is not text: code, an address, a link that is filled in."""

SIGNS = frozenset(" \u00a0\u202f\u2060-\u2010\u2011\u2013\u2014\u2212…’.'")
"""All that a rule may take away or put in its place: spaces, hyphens, dashes, stops, apostrophes.
So no table can change a letter or a digit."""

_NAMES = {
    "letter": r"[^\W\d_]",
    "space": "[ \u00a0\u202f]",
    "thing": THING,
    "start": "(?<![\\w\u0300-\u036f\u2060’'-])",
    "end": "(?![\\w\u0300-\u036f’'-])",
}
"""What every table may write in braces: a letter; a space; a thing that is not text; where a word
starts; where it ends. (A hyphen or an apostrophe does not end one.)"""


@dataclass(frozen=True)
class Rule:
    """One rule of a language."""

    name: str
    """Unique in its table."""
    pattern: re.Pattern[str]
    """Its group ``it`` is what changes; all else that it matches is what stands around."""
    hint: re.Pattern[str]
    """Its end from ``it`` on. Most lines do not have that, which takes a third of the time to see:
    looking back at what stands before takes the most."""
    becomes: str
    source: str
    """Who says so: a published authority."""
    examples: tuple[tuple[str, str], ...]
    """Texts before and after the rules of the table."""
    unchanged: tuple[str, ...]
    """Texts that the rules of the table leave as they are."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that rules look at as one text."""

    text: str
    depth: int = 0
    """In how many styles and links it stands."""
    is_text: bool = True
    """Whether it may change; if not, rules see a :data:`THING`."""


# ---- tables -----------------------------------------------------------------------------------


def rules_for(language: Language) -> tuple[Rule, ...]:
    """The rules of the nearest table: for ``pt-BR`` that of ``pt-BR``, else of ``pt``; or none."""
    return _rules_for(language.tag)


@cache
def _rules_for(tag: str) -> tuple[Rule, ...]:
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        file = resources.files("hexapla") / "typography" / f"{'-'.join(parts[:length])}.toml"
        if file.is_file():
            return read_rules(file.read_text(encoding="utf-8"))
    return ()


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a table in TOML, in their order.

    Raises ValueError, KeyError or re.error for a table that is wrong.
    """
    table = tomllib.loads(text)
    lists = {name: _alternatives(words) for name, words in table.get("lists", {}).items()}
    return tuple(_rule(entry, _NAMES | lists) for entry in table["rules"])


def _alternatives(words: Sequence[str]) -> str:
    """A regular expression for any of ``words``, the longest that fits."""
    return (
        "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"
    )


_KEYS = frozenset({"name", "after", "it", "before", "becomes", "source", "examples", "unchanged"})


def _rule(entry: Mapping[str, object], names: Mapping[str, str]) -> Rule:
    unknown = entry.keys() - _KEYS
    if unknown:
        raise ValueError(f"{entry['name']}: unknown are {', '.join(sorted(unknown))}")

    def expression(key: str) -> str:
        return re.sub(r"\{([a-z-]+)\}", lambda name: names[name[1]], str(entry.get(key, "")))

    becomes = str(entry["becomes"])
    if not set(becomes) <= SIGNS:
        raise ValueError(f"{entry['name']}: becomes more than spaces, dashes and the like")
    after, it, before = map(expression, ("after", "it", "before"))
    end = f"(?P<it>{it})(?={before})"
    return Rule(
        name=str(entry["name"]),
        pattern=re.compile(f"(?:{after}){end}"),
        hint=re.compile(end),
        becomes=becomes,
        source=str(entry["source"]),
        examples=tuple((str(a), str(b)) for a, b in entry["examples"]),  # type: ignore[attr-defined]
        unchanged=tuple(map(str, entry["unchanged"])),  # type: ignore[call-overload]
    )


# ---- texts ------------------------------------------------------------------------------------


def set_text(text: str, rules: Sequence[Rule]) -> str:
    """One run of plain text as ``rules`` have it; what they did already is not done again."""
    return set_pieces((Piece(text),), rules)[0]


def set_pieces(pieces: Sequence[Piece], rules: Sequence[Rule]) -> tuple[str, ...]:
    """The pieces of one line, set as one text: a rule sees what stands beyond a piece's end.

    What is put between two pieces goes to the one that stands in fewer styles and links. Pieces
    that are not text come back as they are. Takes time in proportion to the text.
    """
    if not rules:
        return tuple(piece.text for piece in pieces)
    seen = [_seen(piece.text) if piece.is_text else THING for piece in pieces]
    shown = [piece.text if piece.is_text else THING for piece in pieces]
    depths = tuple(piece.depth if piece.is_text else _DEEP for piece in pieces)
    line = _Line("".join(shown), "".join(seen), tuple(accumulate(map(len, shown))))
    for rule in rules:
        line = _applied(rule, line, depths)
    starts = (0, *line.ends)
    return tuple(
        line.text[start:end] if piece.is_text else piece.text
        for piece, start, end in zip(pieces, starts, line.ends, strict=False)
    )


_DEEP = INLINE_NESTING + 1
"""The depth of what is not text: nothing is put into it."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    seen: str
    """The same, as long, with things in place of what no rule may look into."""
    ends: tuple[int, ...]
    """Where each piece ends."""


_HIDDEN = re.compile(r"\{[a-z_]+\}")
"""What a template fills in: ``{page}``."""


def _seen(text: str) -> str:
    """``text`` with things for addresses and for what is filled in, character by character."""
    if "://" in text or "www." in text or "@" in text:
        text = re.sub(r"\S+", _without_address, text)
    return _HIDDEN.sub(lambda token: THING * len(token[0]), text) if "{" in text else text


def _without_address(word: re.Match[str]) -> str:
    is_address = "://" in word[0] or "www." in word[0] or "@" in word[0]
    return THING * len(word[0]) if is_address else word[0]


def _applied(rule: Rule, line: _Line, depths: Sequence[int]) -> _Line:
    if not rule.hint.search(line.seen):
        return line
    edits = [match.span("it") for match in rule.pattern.finditer(line.seen)]
    if not edits:
        return line
    return _Line(
        _edited(line.text, edits, rule.becomes),
        _edited(line.seen, edits, rule.becomes),
        tuple(_moved(line.ends, depths, edits, len(rule.becomes))),
    )


def _edited(text: str, edits: Sequence[tuple[int, int]], becomes: str) -> str:
    starts = (0, *(end for _, end in edits))
    stops = (*(start for start, _ in edits), len(text))
    return becomes.join(text[a:b] for a, b in zip(starts, stops, strict=True))


def _moved(
    ends: Sequence[int], depths: Sequence[int], edits: Sequence[tuple[int, int]], length: int
) -> Iterator[int]:
    """Where the pieces end after the edits. What is cut by an end stays before it."""
    done = shift = 0
    for number, end in enumerate(ends):
        deeper = number + 1 < len(depths) and depths[number] > depths[number + 1]
        while done < len(edits):
            start, stop = edits[done]
            if stop > end or (deeper and start == stop == end):
                break
            shift += length - (stop - start)
            done += 1
        cut = done < len(edits) and edits[done][0] < end
        yield (edits[done][0] + length if cut else end) + shift


# ---- lines of Markdown ------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def line_of(content: str, language: Language) -> tuple[inline.Inline, ...]:
    """The tree of a line of inline Markdown, set as ``language`` has it.

    Straight quotation marks are the language's own; code, addresses and targets stay as they are.
    """
    nodes = inline.parse(content, language.quotes)
    rules = rules_for(language)
    if not rules:
        return nodes
    texts = iter(set_pieces(tuple(_pieces(nodes, 0)), rules))
    return _with_texts(nodes, texts)


def _pieces(nodes: Sequence[inline.Inline], depth: int) -> Iterator[Piece]:
    """A piece for each node that is a leaf. Calls of notes stand beside the text, not in it."""
    for node in nodes:
        match node:
            case inline.Plain(text):
                yield Piece(text, depth)
            case inline.Styled(children=children) if not _is_thing(node):
                yield from _pieces(children, depth + 1)
            case inline.Link(children=children) if not _is_thing(node):
                yield from _pieces(children, depth + 1)
            case inline.Break():
                yield Piece("\n", depth)
            case inline.NoteCall() | inline.Picture():
                pass
            case _:
                yield Piece("", depth, is_text=False)


def _is_thing(node: inline.Inline) -> bool:
    """Whether rules may not look into it: code, what is filled in, a link that shows its target."""
    match node:
        case inline.Styled("code"):
            return True
        case inline.Link(target, children):
            return children in ((), (inline.Plain(target),))
        case _:
            return False


def _with_texts(nodes: Sequence[inline.Inline], texts: Iterator[str]) -> tuple[inline.Inline, ...]:
    """The nodes with ``texts`` for those of their pieces, in the same order."""
    found: list[inline.Inline] = []
    for node in nodes:
        match node:
            case inline.Plain():
                found.append(inline.Plain(next(texts)))
            case inline.Styled(children=children) | inline.Link(children=children) if not _is_thing(
                node
            ):
                found.append(replace(node, children=_with_texts(children, texts)))
            case inline.NoteCall() | inline.Picture():
                found.append(node)
            case _:
                next(texts)
                found.append(node)
    return tuple(found)
