"""Characters: which of an edition's no font has, and where to get one that does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from hexapla.diagnostics import Diagnostic, Place
from hexapla.output.fonts import Face
from hexapla.scripts import script_name, script_of


def missing_characters(
    text_by_place: Iterable[tuple[str, Place]], faces: Sequence[Face]
) -> tuple[Diagnostic, ...]:
    """An error (O001) for what none of ``faces`` has: a script, or a single character.

    Each at its first passage. Letters of one script are told together, with the fonts that were
    looked through and a package that has one for it. Characters that show nothing by themselves
    are left out: controls, soft hyphens, joiners, direction marks, variation selectors, and
    spaces, which a layout makes from the plain one.
    """
    covered = frozenset().union(*(face.characters for face in faces))
    found: dict[str, list[Place]] = {}
    for text, place in text_by_place:
        for character in dict.fromkeys(text):
            if ord(character) not in covered and is_visible(character):
                found.setdefault(character, []).append(place)
    scripts: dict[str, dict[str, list[Place]]] = {}
    for character, places in found.items():
        script = script_of(character)
        own = script if script not in ("Zyyy", "Zinh", "Zzzz") else character
        scripts.setdefault(own, {})[character] = places
    return tuple(_missing(own, lacking, faces) for own, lacking in scripts.items())


_SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x1680, 0x110BD, 0x110CD}
"""Number signs of Arabic and other scripts (Prepended_Concatenation_Mark), which are of category
Cf and are seen all the same; the Ogham space mark, which has ink."""


def is_visible(character: str) -> bool:
    """Whether a reader would see that the glyph is missing.

    Follows Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt) and, for spaces,
    HarfBuzz, which makes those that a font lacks.
    """
    number = ord(character)
    if 0xFE00 <= number <= 0xFE0F or 0xE0100 <= number <= 0xE01EF or number == 0x034F:
        return False
    if number in _SEEN:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")


_PACKAGES = {
    "Hani": ("Droid Sans Fallback", "fonts-droid-fallback"),
    "Hira": ("IPAexGothic", "fonts-ipaexfont-gothic"),
    "Kana": ("IPAexGothic", "fonts-ipaexfont-gothic"),
    "Hang": ("NanumGothic", "fonts-nanum"),
    "Bopo": ("Droid Sans Fallback", "fonts-droid-fallback"),
}
"""A font in single files for a script, and Debian's package that has it (Noto's fonts for Chinese,
Japanese and Korean are collections, which cannot be embedded as they are)."""


def _missing(
    script: str, lacking: Mapping[str, Sequence[Place]], faces: Sequence[Face]
) -> Diagnostic:
    """The error for the characters ``lacking`` of one script; or for one sign of no script."""
    where = next(iter(lacking.values()))[0]
    families = ", ".join(dict.fromkeys(face.family for face in faces))
    if len(lacking) == 1:
        ((character, places),) = lacking.items()
        name = unicodedata.name(character, "a character without a name")
        shown = f" “{character}”" if character.isprintable() else ""
        more = f" (it stands in {len(places)} passages)" if len(places) > 1 else ""
        what = f"U+{ord(character):04X} {name}{shown}{more}; write another character, or add"
    else:
        shown = "".join(sorted(lacking)[:_SHOWN])
        rest = len(lacking) - _SHOWN
        more = f" and {rest} more" if rest > 0 else ""
        what = f"{len(lacking)} characters of the script {script_name(script)} ({shown}{more}); add"
    hint = ""
    if len(script) == len("Latn"):
        usual = f"Noto Sans {script_name(script)}", "fonts-noto-core"
        font, package = _PACKAGES.get(script, usual)
        hint = f". “{font}” should have them: it is in Debian’s package {package}"
    problem = (
        f"none of the fonts ({families}) has {what} a font that has it under [fonts] in "
        f"book/dossier.toml{hint}"
    )
    return Diagnostic("O001", problem, where)


_SHOWN = 30
"""Missing characters of a script that are shown; the rest is counted."""
