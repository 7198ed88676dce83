"""The text of a PDF as its readers find it, where glyphs do not stand for characters one by one.

WeasyPrint 70 writes glyphs in the order in which they are painted, and for each glyph, once for
the whole file, the characters of the cluster in which it came first. That says what Latin,
Cyrillic, Georgian or Hebrew text says. It cannot say that the Hindi vowel painted before a
consonant is read after it, that several glyphs are one character, or that a sign painted over
the letter before it does not end a word. So while a PDF is written, :func:`logical_text`

- gives every glyph the characters that it stands for itself, as the font's own table has them;
- puts words whose glyphs are not plainly their characters into a ``Span`` with ``ActualText``
  (ISO 32000-1, 14.9.4), within WeasyPrint's own marked content. No glyph moves.

Text from right to left gets no ``ActualText``: PDFium, Poppler and MuPDF all take it to be in
the order of painting, contrary to the standard, and turn it round. The one thing mended there
are ligatures of lam and alef: they become single characters, which have no order.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_COMPLEX = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0600-\u109f\u1700-\u1cff\u1dc0-\u1dff\u200c\u200d"
    "\u20d0-\u20ff\ua800-\uabff\U00010a00-\U00011fff]"
)
"""Marks over and under letters, joiners, and the scripts from Arabic to Myanmar, from Tagalog to
Vedic and beyond. A text without any of these is written as WeasyPrint writes it."""

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""What only says where a line may break."""

_LIGATURES = {"لا": "\ufefb", "لأ": "\ufef7", "لإ": "\ufef9", "لآ": "\ufef5"}
"""Lam with alef, alef with hamza above, below, with madda. The final forms of these are compatible
characters as well; to tell them from the isolated ones helps nobody."""

_NEAR = 0.05
"""A glyph less than this part of the font's size from its place counts as in its place."""


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph that WeasyPrint paints."""

    code: int
    shift: float
    """How far it stands beside the pen, in parts of the font's size."""
    raised: bool
    """WeasyPrint paints it with an operator of its own."""
    plain: bool
    """It takes room, and stands at the pen."""


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Characters and glyphs of which one can only say that those are these."""

    text: str
    glyphs: tuple[_Glyph, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of a line in one font and one direction; clusters in the order of painting."""

    font: Any
    from_right: bool
    clusters: tuple[_Cluster, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """As many glyphs of a line, with what they say if ``ActualText`` is to say it."""

    glyphs: int
    text: str
    marked: bool
    beside: bool = False
    """Its last glyph stands beside its place, so that Poppler sees a gap after it."""


@contextmanager
def logical_text() -> Iterator[None]:
    """While a PDF is written, let WeasyPrint write text that is read in its logical order.

    If WeasyPrint's operators are not those of its glyphs as Pango lists them, a line stays as
    WeasyPrint wrote it; the tests see that.
    """
    from weasyprint.draw import text as drawing  # noqa: PLC0415 - heavy

    draw = drawing.draw_first_line
    own: dict[str, dict[int, str]] = {}

    def draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
        if not _COMPLEX.search(textbox.text):
            return draw(stream, textbox, *rest)
        start = len(stream.stream)
        mapped = {key: len(font.to_unicode) for key, font in stream._fonts.items()}
        emojis = draw(stream, textbox, *rest)
        runs = tuple(_runs(stream, textbox.pango_layout)) if len(stream.stream) > start else ()
        new = {
            font.hash: set(list(font.to_unicode)[mapped.get(key, 0) :])
            for key, font in stream._fonts.items()
        }
        for run in runs:
            _map_glyphs(run, new[run.font.hash], own)
        stream.stream[start:] = _with_actual_text(stream.stream[start:], runs)
        return emojis

    drawing.draw_first_line = draw_first_line
    try:
        yield
    finally:
        drawing.draw_first_line = draw


def _runs(stream: Any, layout: Any) -> Iterator[_Run]:
    """The line that a Pango layout holds, as WeasyPrint's ``draw_first_line`` goes through it."""
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415 - heavy

    encoded = layout.text.encode()
    node = layout.get_first_line()[0].runs[0]
    while node != ffi.NULL:
        item, string = node.data.item, node.data.glyphs
        node = node.next
        font, size = stream.add_font(item.analysis.font)
        from_right = bool(item.analysis.level % 2)
        clusters: list[tuple[int, list[_Glyph]]] = []
        for number, info in enumerate(string.glyphs[0 : string.num_glyphs]):
            if not clusters or clusters[-1][0] != string.log_clusters[number]:
                clusters.append((string.log_clusters[number], []))
            code, place = info.glyph, info.geometry
            if code == pango.PANGO_GLYPH_EMPTY:
                continue
            if code & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                code = font.get_unused_glyph_id(code - pango.PANGO_GLYPH_UNKNOWN_FLAG)
            shift = place.x_offset / 1024 / size
            plain = bool(place.width) and not place.x_offset and not place.y_offset
            clusters[-1][1].append(_Glyph(code, shift, bool(place.y_offset), plain))
        ends = dict(pairwise([*sorted({at for at, _ in clusters}), item.length]))
        yield _Run(
            font,
            from_right,
            tuple(
                _Cluster(encoded[item.offset + at : item.offset + ends[at]].decode(), tuple(glyphs))
                for at, glyphs in clusters
            ),
        )


def _map_glyphs(run: _Run, new: set[int], own: dict[str, dict[int, str]]) -> None:
    """Put right what those glyphs of ``run`` stand for that were ``new`` to its font's map.

    In a cluster of several, glyphs stand for what the font has them for, the first that it has
    for nothing (a ligature, a half letter) for the rest, and others for nothing to be seen.
    """
    to_unicode = run.font.to_unicode
    for cluster in run.clusters:
        codes = [glyph.code for glyph in cluster.glyphs]
        if (len(codes) == 1 and len(cluster.text) == 1) or not new.intersection(codes):
            continue
        if run.font.hash not in own:
            own[run.font.hash] = _characters(run.font)
        left = list(cluster.text)
        if len(codes) > len(left):  # Thai sara am, of a nikhahit and a sara aa
            left = list(unicodedata.normalize("NFKD", cluster.text))
        found: dict[int, str] = {}
        for code in codes:
            text = unicodedata.normalize("NFD", own[run.font.hash].get(code, ""))
            if text and all(left.count(one) >= text.count(one) for one in text):
                found[code] = text
                for one in text:
                    left.remove(one)
        rest = "".join(left)
        for code in codes:
            if code not in found:
                found[code], rest = _LIGATURES.get(rest, rest) or "\u200b", ""
        to_unicode.update({code: text for code, text in found.items() if code in new})


def _characters(font: Any) -> dict[int, str]:
    """The characters that a font has glyphs for, by glyph."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy

    table = TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
    found: dict[int, str] = {}
    for character, name in sorted(table.getBestCmap().items()):
        found.setdefault(table.getGlyphID(name), chr(character))
    return found


def _pieces(run: _Run) -> Iterator[_Piece]:
    """A run in words and spaces; words that need it are marked."""
    word: list[_Cluster] = []
    for cluster in run.clusters:
        if cluster.text.isspace():
            yield from _word(word, run)
            word = []
            yield _Piece(len(cluster.glyphs), cluster.text, marked=False)
        else:
            word.append(cluster)
    yield from _word(word, run)


def _word(word: Sequence[_Cluster], run: _Run) -> Iterator[_Piece]:
    """A word, in one piece if it can be.

    MuPDF 1.28 doubles what is painted as it is read after something that is not (it counts bytes
    for characters). So a piece ends there, unless a reader would then see a gap: Poppler where
    the last glyph stands beside its place, PDFium where one was raised.
    """
    to_unicode = run.font.to_unicode
    is_plain = all(
        len(cluster.glyphs) == 1
        and cluster.glyphs[0].plain
        and to_unicode.get(cluster.glyphs[0].code) == cluster.text
        for cluster in word
    )
    if run.from_right or is_plain:
        count = sum(len(cluster.glyphs) for cluster in word)
        yield _Piece(count, "".join(cluster.text for cluster in word), marked=False)
        return
    count, text, raised = 0, "", False
    for cluster in word:
        glyphs = cluster.glyphs
        said = [to_unicode.get(glyph.code, "") for glyph in glyphs]
        count, text = count + len(glyphs), text + cluster.text
        raised = raised or any(glyph.raised for glyph in glyphs)
        if not glyphs or raised or "".join(said) == cluster.text:
            continue
        after = ""
        while len(said) > 1 and cluster.text.endswith(said[-1] + after):
            after = said.pop() + after
        if abs(glyphs[len(said) - 1].shift) < _NEAR:
            beyond = len(glyphs) - len(said)
            yield _Piece(count - beyond, text.removesuffix(after), marked=True)
            count, text = beyond, after
    shown = [glyph for cluster in word for glyph in cluster.glyphs]
    yield _Piece(count, text, marked=True, beside=bool(shown) and abs(shown[-1].shift) > _NEAR)


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces, with spaces taken into marked ones where a reader would not see one space there.

    Poppler sees another after a piece whose last glyph stands beside its place. PDFium passes
    over an operator that paints nothing but spaces, and then has to guess.
    """
    found: list[_Piece] = []
    for piece in pieces:
        before = found[-1] if found else None
        if not piece.glyphs:
            continue
        if before and before.marked and before.beside and piece.text.isspace():
            found[-1] = _Piece(before.glyphs + piece.glyphs, before.text + piece.text, marked=True)
        elif before and piece.marked and before.text.isspace() and _alone(found):
            found[-1] = _Piece(
                before.glyphs + piece.glyphs, before.text + piece.text, True, piece.beside
            )
        else:
            found.append(piece)
    if len(found) > 1 and found[-1].text.isspace() and _alone(found):
        *found, before, last = found
        found.append(_Piece(before.glyphs + last.glyphs, before.text + last.text, marked=True))
    return found


def _alone(pieces: Sequence[_Piece]) -> bool:
    """Whether the last of ``pieces`` follows a marked one, or nothing."""
    return len(pieces) == 1 or pieces[-2].marked


_SHOW = re.compile(rb"\[(.*)\] TJ", re.DOTALL)
_ELEMENT = re.compile(r"<([0-9a-f]*)>|([^<>]+)")
"""Glyphs in hexadecimal, or numbers between them."""


def _with_actual_text(operators: list[Any], runs: Sequence[_Run]) -> list[Any]:
    """The operators that paint ``runs``, with marked content around marked pieces.

    Empty strings go: PDFium forgets the last number of an array that has one, and moves the rest
    of the line.
    """
    codes = [glyph.code for run in runs for cluster in run.clusters for glyph in cluster.glyphs]
    if [code for one in operators for code in _painted(one)] != codes:
        return operators
    begins: dict[int, _Piece] = {}
    glyph = 0
    for piece in _joined([piece for run in runs for piece in _pieces(run)]):
        begins[glyph] = piece
        glyph += piece.glyphs
    glyph, is_open, result = 0, False, []
    for operator in operators:
        shown = _shown(operator)
        if shown is None:
            result.append(operator)
            continue
        array: list[str] = []
        for element in shown:
            if element.startswith("<"):
                begun = begins.get(glyph)
                glyph += 1
                if begun and (begun.marked or is_open):
                    _show(result, array)
                    if is_open:
                        result.append(b"EMC")
                    if begun.marked:
                        text = _UNSEEN.sub("", begun.text).encode("utf-16-be").hex()
                        result.append(f"/Span<</ActualText<feff{text}>>>BDC".encode("ascii"))
                    is_open = begun.marked
            array.append(element)
        _show(result, array)
    if is_open:
        result.append(b"EMC")
    return result


def _shown(operator: Any) -> list[str] | None:
    """The glyphs and numbers of an operator ``TJ``, each glyph by itself; None for another."""
    match = _SHOW.fullmatch(operator) if isinstance(operator, bytes) else None
    if match is None:
        return None
    found: list[str] = []
    for glyphs, numbers in _ELEMENT.findall(match[1].decode("ascii")):
        found += [f"<{code}>" for code in re.findall("....", glyphs)] or numbers.split()
    return found


def _painted(operator: Any) -> list[int]:
    shown = _shown(operator) or ()
    return [int(element[1:-1], 16) for element in shown if element.startswith("<")]


def _show(result: list[Any], array: list[str]) -> None:
    """Add what has come together as an operator ``TJ``, if anything has."""
    if array:
        result.append(f"[{' '.join(array)}] TJ".replace("> <", "").encode("ascii"))
        array.clear()
