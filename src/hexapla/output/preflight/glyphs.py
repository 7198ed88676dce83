"""The fonts of a PDF: whether they are in the file, and what they were to show but cannot."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FontUse:
    """One font of a PDF."""

    name: str
    """Without the subset's tag."""
    is_embedded: bool
    pages: tuple[int, ...]
    """On which something is written in it, counted from 0."""
    missing: tuple[tuple[int, str], ...]
    """Pages and the characters that should be seen there and are not."""


def fonts_of(pdf: Any) -> tuple[FontUse, ...]:
    """All fonts in which something is written (``pdf`` is pikepdf's), by name."""
    fonts: dict[Any, Any] = {}
    codes: dict[Any, dict[bytes, set[int]]] = {}
    forms: dict[Any, list[tuple[Any, Any, bytes]]] = {}
    for number, page in enumerate(pdf.pages):
        for key, font, code in _written(page.obj, page.obj.get("/Resources", {}), forms):
            fonts[key] = font
            codes.setdefault(key, {}).setdefault(code, set()).add(number)
    found = [_use(fonts[key], used) for key, used in codes.items()]
    return tuple(sorted(found, key=lambda use: (use.name, use.pages)))


def _written(
    stream: Any, resources: Any, forms: dict[Any, list[tuple[Any, Any, bytes]]]
) -> Iterator[tuple[Any, Any, bytes]]:
    """Each string with its font, as a content stream and the forms within it write them."""
    import pikepdf  # noqa: PLC0415 - heavy

    font: Any = None
    saved: list[Any] = []
    for instruction in pikepdf.parse_content_stream(stream, "q Q Tf Tj TJ ' \" Do"):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "q":
            saved.append(font)
        elif name == "Q":
            font = saved.pop() if saved else None
        elif name == "Tf":
            font = resources.get("/Font", {}).get(str(operands[0]))
        elif name == "Do":
            form = resources.get("/XObject", {}).get(str(operands[0]))
            if form is not None and form.get("/Subtype") == "/Form":
                if form.objgen not in forms:
                    forms[form.objgen] = []  # a form within itself ends here
                    inner = form.get("/Resources", resources)
                    forms[form.objgen] = list(_written(form, inner, forms))
                yield from forms[form.objgen]
        elif font is not None:
            shown = operands[0] if name == "TJ" else [operands[-1]]
            for item in shown:
                if isinstance(item, pikepdf.String):
                    yield font.objgen, font, bytes(item)


def _use(font: Any, used: dict[bytes, set[int]]) -> FontUse:
    name = str(font.get("/BaseFont", font.get("/Name", "/Type3")))[1:]
    pages = sorted(set().union(*used.values()))
    missing = tuple(sorted(set(_missing(font, used))))
    return FontUse(name.rpartition("+")[2], _file(font) is not None, tuple(pages), missing)


def _file(font: Any) -> Any:
    """The stream that holds a font; the font itself if it is drawn by the file (Type 3)."""
    if font.get("/Subtype") == "/Type3":
        return font
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor", {})
    for key in ("/FontFile2", "/FontFile3", "/FontFile"):
        if key in descriptor:
            return descriptor[key]
    return None


def _missing(font: Any, used: dict[bytes, set[int]]) -> Iterator[tuple[int, str]]:
    """What a composite font was to show, but has an empty glyph for, or none.

    That are all fonts of WeasyPrint; of simple fonts nothing is said.
    """
    import pikepdf  # noqa: PLC0415 - heavy

    if font.get("/Subtype") != "/Type0" or _file(font) is None:
        return
    shown = _shown_glyphs(bytes(_file(font).read_bytes()))
    if shown is None:
        return
    glyphs = font.DescendantFonts[0].get("/CIDToGIDMap")
    table = bytes(glyphs.read_bytes()) if isinstance(glyphs, pikepdf.Stream) else b""
    characters, identifiers = _characters(font), _identifiers(font)
    for string, pages in used.items():
        for at in range(0, len(string) - 1, 2):
            code = int.from_bytes(string[at : at + 2], "big")
            number = identifiers.get(code, 0) if identifiers is not None else code
            glyph = int.from_bytes(table[2 * number : 2 * number + 2], "big") if table else number
            text = characters.get(code, "")
            if glyph not in shown and not _unseen(text):
                yield from ((page, text or "?") for page in pages)


def _unseen(text: str) -> bool:
    """Whether nothing is to be seen of a text: spaces, joiners, controls."""
    return (
        bool(text)
        and all(unicodedata.category(one)[0] in "ZC" for one in text)
        and (not any(unicodedata.category(one) in ("Co", "Cn") for one in text))
    )


def _shown_glyphs(data: bytes) -> frozenset[int] | None:
    """The numbers of the glyphs that paint something, without .notdef; None if one cannot tell."""
    from fontTools.pens.boundsPen import ControlBoundsPen  # noqa: PLC0415 - heavy
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - heavy

    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        order = font.getGlyphOrder()
        if "glyf" in font:
            table = font["glyf"]
            return frozenset(
                number for number, name in enumerate(order) if number and _has_outline(table, name)
            )
        found: set[int] = set()
        glyphs = font.getGlyphSet()
        for number, name in enumerate(order[1:], 1):
            pen = ControlBoundsPen(glyphs)
            glyphs[name].draw(pen)
            if pen.bounds is not None:
                found.add(number)
        return frozenset(found)
    except (TTLibError, KeyError, AssertionError):
        return None  # a bare CFF, or tables that a subset went without


def _has_outline(table: Any, name: str) -> bool:
    return bool(table[name].numberOfContours)


_CID = re.compile(rb"<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>\s*)?(\d+)\b")


def _identifiers(font: Any) -> dict[int, int] | None:
    """What a font's own encoding makes of its codes (9.7.5); None where they are the same."""
    import pikepdf  # noqa: PLC0415 - heavy

    encoding = font.get("/Encoding")
    if not isinstance(encoding, pikepdf.Stream):
        return None
    data = bytes(encoding.read_bytes())
    found: dict[int, int] = {}
    for block in re.findall(rb"begincid(?:char|range)(.*?)endcid", data, re.DOTALL):
        for first, last, number in _CID.findall(block):
            for offset in range(int(last or first, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = int(number) + offset
    return found


_CHARACTERS = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>\s*(?=<|end)")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_SINGLES = re.compile(rb"beginbfchar(.*?endbfchar)", re.DOTALL)


def _characters(font: Any) -> dict[int, str]:
    """What each code stands for (ISO 32000-1, 9.10.3)."""
    stream = font.get("/ToUnicode")
    data = bytes(stream.read_bytes()) if stream is not None else b""
    found: dict[int, str] = {}
    for block in _SINGLES.findall(data):
        for code, text in _CHARACTERS.findall(block):
            found[int(code, 16)] = _utf16(text)
    for block in _RANGES.findall(data):
        for first, last, text in _RANGE.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(int(text, 16) + offset)
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")
