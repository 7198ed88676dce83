"""Fonts: the faces of an edition, and the parts of them that an EPUB carries."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import FONT_TABLES, Limits, how_to_raise
from hexapla.paths import inside

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

USUAL = Limits()

_DEFAULT = ("figo", "figbo", "figit", "figbi")
"""FiraGO Regular, Bold, Italic and Bold Italic, as pymupdf-fonts calls them."""

_FEATURES = ("lnum", "onum", "pnum", "tnum", "sups")
"""OpenType features for style sheets (numerals, superiors), beside HarfBuzz's default ones."""

_NOTICES = {0: "", 7: "", 13: "", 14: ""}
"""Entries of a font's name table that tell of rights: copyright, trademark, licence, its address
(OpenType, name table, name IDs)."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, read and found usable."""

    family: str
    """The font's own family name, for CSS ``font-family``."""
    weight: int
    """CSS ``font-weight``: 400 for regular, 700 for bold."""
    style: Literal["normal", "italic"]
    """CSS ``font-style``."""
    data: bytes
    """The whole font as TrueType or OpenType (never WOFF)."""
    name: str
    """ASCII file name, unique among the faces of an edition: ``FiraGO-BoldItalic.ttf``."""
    characters: frozenset[int]
    """The code points that it has glyphs for."""

    def __repr__(self) -> str:
        """Short, since ``data`` and ``characters`` are large."""
        return f"Face({self.name!r}, {self.family!r}, {self.weight}, {self.style!r})"


@cache
def default_faces() -> tuple[Face, ...]:
    """FiraGO in its four styles; read on the first call (about 0.1 s)."""
    import pymupdf_fonts  # noqa: PLC0415 - only a build needs fonts

    place = Place("pymupdf-fonts")
    return tuple(_face(pymupdf_fonts.myfont(key), place) for key in _DEFAULT)


def read_face(path: Path, place: Place, limits: Limits = USUAL) -> Face:
    """The face in a TTF, OTF, WOFF or WOFF2 file. ``place`` is what a message names.

    Raises Refusal: P002 if the file cannot be read; O002 if it is broken, too large, a collection
    or variable, or if its licence bits (OS/2 fsType) forbid embedding or subsetting.
    """
    try:
        most = limits.font_size
        with path.open("rb") as file:
            data = file.read(most * 1_000_000 + 1)
        if len(data) > most * 1_000_000:
            _refuse(f"the file is larger than {most} MB; {how_to_raise('font-size', most)}", place)
    except OSError as error:
        problem = f"the font cannot be read: {error.strerror}"
        raise Refusal(Diagnostic("P002", problem, place)) from None
    return _face(data, place)


def faces_for(
    book: Path,
    fonts: Mapping[str, Sequence[str]] | None,
    language: str,
    more: tuple[Path, Mapping[str, Sequence[str]]] | None = None,
    limits: Limits = USUAL,
) -> tuple[Face, ...]:
    """The faces of an edition, to be tried in this order: the language's own, ``default``, those
    of ``more`` (another folder and its table) in the same way, FiraGO.

    ``fonts`` is ``[fonts]`` of dossier.toml: files relative to ``book`` by BCP 47 tag; the fonts
    of ``pt`` serve ``pt-BR`` too. A FiraGO face gives way to the project's face of the same
    family, weight and style. Raises Refusal as :func:`read_face` and :func:`inside` do.
    """
    own: list[Face] = []
    for folder, files in ((book, fonts or {}), *([more] if more else [])):
        own += [_project_face(folder, source, limits) for source in files_for(files, language)]
    taken = {(face.family, face.weight, face.style) for face in own}
    default = [f for f in default_faces() if (f.family, f.weight, f.style) not in taken]
    return _with_unique_names([*own, *default])


def files_for(fonts: Mapping[str, Sequence[str]], language: str) -> tuple[str, ...]:
    """The files that a table ``[fonts]`` has for a language, in the order of their trying."""
    table = {key.replace("_", "-").lower(): names for key, names in fonts.items()}
    keys = [*_tag_and_parents(language.lower()), "default"]
    return tuple(dict.fromkeys(source for key in keys for source in table.get(key, ())))


def characters_of(data: bytes, place: Place) -> frozenset[int]:
    """The code points that a font file has glyphs for. Raises Refusal O002 if it is broken."""
    return _face(data, place).characters


def subset(face: Face, characters: Iterable[str]) -> bytes:
    """A font with ``face``'s glyphs for ``characters`` (strings of any length) alone.

    Kept: layout features, the name table with its notices of copyright and licence, and the
    outline of .notdef. The same input gives the same bytes.
    """
    import uharfbuzz as hb  # noqa: PLC0415 - only a build needs fonts

    wanted = hb.SubsetInput()
    wanted.unicode_set.update(sorted({ord(one) for text in characters for one in text}))
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _FEATURES)
    wanted.name_id_set.update(_NOTICES)
    # Screens of e-readers do without hints, which are a sixth of the file.
    wanted.flags = hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(hb.Face(face.data), wanted).blob.data)


def font_face_rules(faces: Iterable[Face], folder: str) -> str:
    """CSS ``@font-face`` rules for ``faces``, whose files are at the URL ``folder`` + name."""
    return "".join(
        f'@font-face {{ font-family: "{_css(face.family)}"; font-weight: {face.weight}; '
        f'font-style: {face.style}; src: url("{folder}{face.name}"); }}\n'
        for face in faces
    )


def font_family(faces: Iterable[Face]) -> str:
    """The value of CSS ``font-family`` that tries ``faces`` in their order."""
    families = dict.fromkeys(face.family for face in faces)
    return ", ".join([*(f'"{_css(family)}"' for family in families), "sans-serif"])


def notices(faces: Iterable[Face]) -> str:
    """What the fonts say of their copyright and licence, one paragraph for each family."""
    found: dict[str, list[str]] = {}
    for face in faces:
        lines = found.setdefault(face.family, [])
        table = _open(face.data, Place(face.name))["name"]
        texts = (table.getDebugName(number) for number in _NOTICES)
        lines.extend(text for text in texts if text and text not in lines)
    return "\n\n".join("\n".join([family, *lines]) for family, lines in found.items()) + "\n"


# ---- reading ----------------------------------------------------------------------------------


def _project_face(book: Path, source: str, limits: Limits) -> Face:
    place = Place(f"{book.name}/{source}")
    return read_face(inside(book, source, place), place, limits)


def _face(data: bytes, place: Place) -> Face:
    font = _open(data, place)
    try:
        _check(font, place)
        names, metrics = font["name"], font["OS/2"]
        return Face(
            family=names.getBestFamilyName() or place.file.rpartition("/")[2],
            weight=min(max(int(metrics.usWeightClass), 1), 1000),
            style="italic" if metrics.fsSelection & 1 or font["head"].macStyle & 2 else "normal",
            data=_sfnt(font) if font.flavor else data,
            name=_file_name(names.getDebugName(6) or "", "glyf" in font),
            characters=frozenset(font.getBestCmap()),
        )
    except Refusal:
        raise
    except Exception as error:  # fontTools raises all kinds for a malformed table
        raise _broken(error, place) from None


def _open(data: bytes, place: Place) -> TTFont:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only a build needs fonts

    if data[:4] == b"ttcf":
        _refuse("this is a collection of fonts; take one font out of it (.ttf or .otf)", place)
    # A packed font says in its head how large it is unpacked (WOFF 1 and 2: totalSfntSize).
    if data[:4] in (b"wOFF", b"wOF2") and int.from_bytes(data[16:20], "big") > FONT_TABLES:
        _refuse(f"unpacked it would have more than {FONT_TABLES // 1_000_000} MB", place)
    try:
        return TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False)
    except Exception as error:  # see _face
        raise _broken(error, place) from None


def _characters_claimed(cmap: bytes) -> int:
    """The most characters that a subtable of ranges claims to have, before they are listed.

    Formats 12 and 13 of OpenType's cmap table hold groups of a first and a last character of 32
    bits: 28 bytes can stand for four thousand million of them.
    """
    most = 0
    for number in range(int.from_bytes(cmap[2:4], "big")):
        table = cmap[int.from_bytes(cmap[8 + 8 * number : 12 + 8 * number], "big") :]
        if int.from_bytes(table[:2], "big") in (12, 13):
            groups = table[16 : 16 + 12 * int.from_bytes(table[12:16], "big")]
            pairs = [groups[at : at + 8] for at in range(0, len(groups), 12)]
            claimed = (int.from_bytes(p[4:], "big") - int.from_bytes(p[:4], "big") for p in pairs)
            most = max(most, sum(abs(one) + 1 for one in claimed))
    return most


def _check(font: TTFont, place: Place) -> None:
    missing = [tag for tag in ("cmap", "head", "hhea", "hmtx", "name", "OS/2") if tag not in font]
    if missing or not ("glyf" in font or "CFF " in font):
        what = ", ".join(missing) or "outlines"
        _refuse(f"the font is not complete: it has no {what}; choose another", place)
    if _characters_claimed(font.reader["cmap"]) > 0x110000:
        _refuse("its list of characters (cmap) names more than there are; choose another", place)
    if "fvar" in font:
        _refuse(
            "this is a variable font; take the static files of its styles, "
            "which its download has too (often in a folder “static”)",
            place,
        )
    # OpenType, OS/2, fsType: 2 restricted (void beside a milder bit), 0x100 no subsetting,
    # 0x200 bitmaps only.
    rights = font["OS/2"].fsType
    if rights & 0x300 or rights & 0xE == 2:
        _refuse("its maker forbids embedding it (OS/2 fsType); choose another font", place)


def _sfnt(font: TTFont) -> bytes:
    """A WOFF or WOFF2 font unpacked."""
    font.flavor = None
    unpacked = io.BytesIO()
    font.save(unpacked, reorderTables=False)
    return unpacked.getvalue()


def _refuse(problem: str, place: Place) -> NoReturn:
    raise Refusal(Diagnostic("O002", problem, place))


def _broken(error: Exception, place: Place) -> Refusal:
    detail = str(error) or type(error).__name__
    problem = f"this is not a usable font ({detail}); it takes a whole TTF, OTF, WOFF or WOFF2 file"
    return Refusal(Diagnostic("O002", problem, place))


def _file_name(postscript_name: str, truetype: bool) -> str:
    stem = re.sub(r"[^A-Za-z0-9-]+", "", postscript_name) or "font"
    return stem + (".ttf" if truetype else ".otf")


def _with_unique_names(faces: Iterable[Face]) -> tuple[Face, ...]:
    found: dict[str, Face] = {}
    for face in faces:
        stem, _, ending = face.name.rpartition(".")
        name, number = face.name, 1
        while name.lower() in found:
            number += 1
            name = f"{stem}-{number}.{ending}"
        found[name.lower()] = replace(face, name=name)
    return tuple(found.values())


def _tag_and_parents(tag: str) -> list[str]:
    """``zh-hant-tw``, ``zh-hant``, ``zh``."""
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _css(name: str) -> str:
    """``name`` within a quoted CSS string, and within <style> of XHTML."""
    return re.sub(r'[\x00-\x1f"\\<>&]', lambda match: f"\\{ord(match[0]):x} ", name)
