"""Where the pages of a PDF begin in the XHTML of the same text: markers for an e-book.

Both formats are rendered from one edition, so that they say the same in the same order; but not in
the same characters. A page has hyphens, page numbers behind references, rows of a wide table set
as tables; an e-book has a drawing's description. So a place is told by what is alike: the last
anchor before it, the letters and digits from there to it, and those that follow. All of it is
text, and no template's elements or classes are known here.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

PICTURE = "\ufffc"
"""What stands for a picture among letters and digits: OBJECT REPLACEMENT CHARACTER."""

AHEAD = 48
"""How many letters and digits tell a place, behind it and before it, where texts are not alike."""

LEAST = 6
"""Fewer of them tell nothing."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of a PDF begins."""

    page: str
    """The number that is printed on it, in ASCII: ``14``, ``iii``."""
    section: str
    """The name of the section that it is of."""
    anchor: str = ""
    """The last anchor of the section whose text does not begin after the page does; or none."""
    before: str = ""
    """The letters (:func:`letters`) from the anchor, or the section's beginning, to the page."""
    after: str = ""
    """The first letters on the page, at most :data:`AHEAD`."""


def letters(text: str) -> str:
    """What two renderings of a text share: its letters, marks and digits, small; no space or sign.

    Soft hyphens, joiners and hyphens at the ends of lines are none of them.
    """
    return "".join(one for one in text.lower() if _counts(one))


@lru_cache(maxsize=4096)
def _letters_of(character: str) -> str:
    """:func:`letters` of one character of XHTML, which may be written as ``&#…;``."""
    return letters(html.unescape(character))


def _counts(character: str) -> bool:
    # A vowel sign of Hindi or Thai is no letter to Python, and as much part of the word.
    is_mark = unicodedata.category(character)[0] == "M"
    return character.isalnum() or character == PICTURE or is_mark


def with_markers(
    content: str, starts: Sequence[PageStart], anchors: Set[str], marker: Callable[[str], str]
) -> str:
    """``content``, a well-formed XHTML document, with a marker where each of ``starts`` is.

    ``starts`` are those of one section in order, ``anchors`` the ids from which places are told,
    ``marker`` gives a page's XHTML, which may stand between words and between blocks. A marker
    stands before the block that begins the page, or else in a line before its first word; after
    it, if the word began on the page before; before a link that goes on over the page, whose name
    it would be part of. Nothing else of ``content`` changes by a byte.
    """
    text = _read(content, anchors)
    places: list[tuple[int, str]] = []
    offset = 0
    for start in starts:
        offset = _offset(text, start, offset)
        places.append((_before_link(text, _place(text, offset)), marker(start.page)))
    pieces, end = [], 0
    for place, mark in places:
        pieces += [content[end:place], mark]
        end = place
    return "".join([*pieces, content[end:]])


# ---- the text of a document -------------------------------------------------------------------

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|<(?P<end>/?)(?P<name>[^\s/<>]+)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<void>/?)>"
    r"|(?P<text>[^<]+)",
    re.DOTALL,
)
_ID = re.compile(r"""\sid\s*=\s*(["'])(.*?)\1""")
_CHARACTER = re.compile(r"&[^;]*;|[^&]")

_APART = frozenset({"head", "nav", "aside", "details"})
"""What a page of the same text has elsewhere or not at all: notes, a drawing described."""

_IN_LINES = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "q", "s", "small", "span", "strong"}
    | {"sub", "sup", "time", "wbr"}
)
_HOLDS_BLOCKS = frozenset(
    {"section", "article", "header", "div", "figure", "blockquote", "li", "dd", "td", "th"}
)
"""What may hold a marker between its blocks; the body holds sections, and a marker is in one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag, or text, of the document between its letters."""

    start: int
    end: int
    name: str = ""
    """Of the element; empty for text."""
    is_end: bool = False
    is_void: bool = False
    parent: str = ""
    """The name of the element around it."""

    @property
    def begins_block(self) -> bool:
        """Whether it is the start of an element that stands in no line."""
        return bool(self.name) and not self.is_end and self.name not in _IN_LINES


@dataclass(slots=True)
class _Read:
    """A document, read."""

    content: str
    letters: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Where each of the letters stands in ``content``."""
    anchors: dict[str, int] = field(default_factory=dict)
    """By id the number of letters before it."""
    pieces: list[_Piece] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    """For each letter the number of pieces that begin before it."""
    body: int = 0
    """Where the body's content begins."""


def _read(content: str, anchors: Set[str]) -> _Read:
    found = _Read(content)
    around: list[str] = []
    apart = 0
    all_letters: list[str] = []
    for token in _TOKEN.finditer(content):
        name = token["name"] or ""
        if name:
            parent = around[-1] if around else ""
            is_end, is_void = bool(token["end"]), bool(token["void"])
            if is_end:
                around.pop()
                parent = around[-1] if around else ""
            piece = _Piece(*token.span(), name, is_end, is_void, parent)
            found.pieces.append(piece)
            if name == "body" and not is_end:
                found.body = token.end()
            id = _ID.search(token["attributes"]) if not is_end else None
            if id and not apart and id[2] in anchors:
                found.anchors.setdefault(html.unescape(id[2]), len(all_letters))
            if name == "img" and not apart:
                all_letters.append(PICTURE)
                found.spans.append(token.span())
                found.first.append(len(found.pieces) - 1)
            if is_end:
                apart -= name in _APART
            elif not is_void:
                around.append(name)
                apart += name in _APART
        elif token["text"]:
            found.pieces.append(_Piece(*token.span(), parent=around[-1] if around else ""))
            if not apart and "body" in around:
                before = len(all_letters)
                start = token.start()
                for one in _CHARACTER.finditer(token["text"]):
                    for letter in _letters_of(one[0]):
                        all_letters.append(letter)
                        found.spans.append((start + one.start(), start + one.end()))
                found.first += [len(found.pieces)] * (len(all_letters) - before)
    found.letters = "".join(all_letters)
    return found


# ---- from a page to a letter ------------------------------------------------------------------


def _offset(text: _Read, start: PageStart, least: int) -> int:
    """Before which letter of ``text`` a page begins: the letter's number, ``least`` or more."""
    base = text.anchors.get(start.anchor, 0)
    later = [other for other in text.anchors.values() if other > base]
    limit = min(later, default=len(text.letters))
    if start.anchor and start.anchor not in text.anchors:  # a template without it
        base, limit = least, len(text.letters)
    expected = base + len(start.before)
    if least <= expected <= limit and text.letters[base:expected] == start.before:
        return expected
    places = range(max(base, least), max(limit, least) + 1)
    best, score = max(
        ((place, _likeness(text.letters, place, start)) for place in places),
        key=lambda pair: (pair[1], -abs(pair[0] - expected)),
    )
    return best if score >= LEAST else min(max(expected, places[0]), places[-1])


def _likeness(text: str, place: int, start: PageStart) -> int:
    """How many letters around ``place`` are those around the beginning of the page."""
    before = start.before[-AHEAD:]
    behind = _alike(reversed(text[max(place - AHEAD, 0) : place]), reversed(before))
    return behind + _alike(text[place : place + AHEAD], start.after)


def _alike(one: Iterator[str] | str, other: Iterator[str] | str) -> int:
    """How many characters two texts have in common at their beginnings."""
    pairs = zip(one, other, strict=False)
    return sum(accumulate((a == b for a, b in pairs), lambda whole, same: whole and same))


def _before_link(text: _Read, place: int) -> int:
    """``place``, or where the link begins that it is in: a child with a label is read as a part of
    a link's name (Accessible Name and Description Computation 1.2, name from content)."""
    before = bisect_left(text.pieces, place, key=lambda piece: piece.start)
    for piece in reversed(text.pieces[:before]):
        if piece.name == "a":
            return place if piece.is_end else piece.start
    return place


# ---- from a letter to a place in the file -----------------------------------------------------


def _place(text: _Read, offset: int) -> int:
    """Where in the document a marker before the letter ``offset`` stands."""
    if not text.letters:
        return text.body
    if offset >= len(text.letters):
        return _after_word(text, len(text.letters))
    if offset and _is_one_word(text, offset):
        end = offset + 1
        while end < len(text.letters) and _is_one_word(text, end):
            end += 1
        return _after_word(text, end)
    return _before(text, offset)


def _is_one_word(text: _Read, offset: int) -> bool:
    """Whether the letters before and at ``offset`` are of a word that is written with spaces."""
    one, other = text.letters[offset - 1], text.letters[offset]
    if PICTURE in (one, other) or not (_is_spaced(one) and _is_spaced(other)):
        return False
    between = _TOKEN.sub(
        _if_it_parts, text.content[text.spans[offset - 1][1] : text.spans[offset][0]]
    )
    return not between


def _if_it_parts(token: re.Match[str]) -> str:
    """Nothing for what does not part a word: a tag of a line, a soft hyphen, a joiner."""
    if token["text"]:
        return re.sub("[\u00ad\u2060\u200c\u200d]", "", html.unescape(token["text"]))
    return "" if not token["name"] or token["name"] in _IN_LINES else token[0]


_UNSPACED = (
    *((0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xAC00, 0xD7FF)),
    *((0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x16FE0, 0x1CFFF), (0x20000, 0x3FFFF)),
)
"""Code points of scripts whose lines break between any two syllables or by a dictionary (UAX #14,
classes ID, H2, H3, CJ and SA): from Thai to Tibetan, Burmese, Khmer, Han, kana, Hangul."""


def _is_spaced(character: str) -> bool:
    """Whether the character is of a script whose lines break at spaces."""
    return not any(first <= ord(character) <= last for first, last in _UNSPACED)


_SIGNS = re.compile(r"(?:[^\s<&]|&[^;\s]*;)+")
_CLOSING = re.compile(rf"</(?:{'|'.join(sorted(_IN_LINES))})>")


def _after_word(text: _Read, end: int) -> int:
    """Behind the word that the letter ``end - 1`` ends, its signs and the tags that it closes."""
    place = text.spans[end - 1][1]
    stop = text.spans[end][0] if end < len(text.spans) else len(text.content)
    while found := _CLOSING.match(text.content, place, stop) or _SIGNS.match(
        text.content, place, stop
    ):
        place = found.end()
    return place


def _before(text: _Read, offset: int) -> int:
    """Before the letter ``offset``, the signs that open its word, and the blocks that it begins."""
    place = text.spans[offset][0]
    last = text.spans[offset - 1][1] if offset else text.body
    for number in reversed(range(text.first[offset])):
        piece = text.pieces[number]
        if piece.end <= last or piece.is_end or piece.is_void:
            break
        if piece.name == "section" and piece.parent == "body":
            break
        if piece.name:
            if piece.name in _IN_LINES or piece.parent in _HOLDS_BLOCKS:
                place = piece.start
            continue
        start, end = max(piece.start, last), min(piece.end, place)
        run = text.content[start:end]
        if end == place:  # else a tag is between that a marker may not stand before
            signs = re.split(r"\s", run)[-1]
            if signs == run and start == last and offset:
                break  # it goes on from the letter before: a hyphen, a stroke
            place, run = end - len(signs), run[: len(run) - len(signs)]
        if run.strip() and (start == last or not text.pieces[number - 1].begins_block):
            break
        place = start if run.strip() else place  # a dash that begins a paragraph
    return place
