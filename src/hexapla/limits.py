"""Limits: how much of anything is taken before a person is told that it is too much.

Manuscripts, translations and pictures come from people whom nobody has met. Nothing that a book
needs comes near these limits; what is over one is damaged, or made to do harm. ``docs/safety.md``
lists them. Sizes are in bytes, MB are millions of them.
"""

from __future__ import annotations

from dataclasses import dataclass

# ---- texts of a project ------------------------------------------------------------------------

TEXT_BYTES = 5_000_000
"""Of a chapter, a register, a template, a captured page: a book of 1,000 pages has 3 million."""
TEXT_LINES = 50_000
"""Of the same."""
MESSAGE = 50_000
"""Characters of one passage (a paragraph, a cell, a field), of its translation, of one line of a
file: twenty pages without a break."""
CHAPTERS = 1_000
"""Chapters and registers of a dossier."""
ENTRIES = 20_000
"""Entries of one register."""
KEY_PARTS = 100
"""Of a key in TOML, with stops between."""
BLOCK_NESTING = 40
"""How deep blocks may stand in one another; a list within a list counts twice."""
INLINE_NESTING = 20
"""How deep styles and links may stand in one another. What is deeper reads as if unstyled."""

ADDRESS = 2_000
"""Bytes of the dossier's own address on the web: its QR code would not hold many more (2,331;
ISO/IEC 18004, version 40 with error correction M)."""

# ---- catalogs ----------------------------------------------------------------------------------

CATALOG_BYTES = 64 * 1024 * 1024
CATALOG_LINE = 64 * 1024
"""Characters. Editors wrap at 79; some write a paragraph as one line."""
CATALOG_ENTRY = 5_000
"""Lines of one entry."""
CATALOG_ENTRIES = 50_000
"""Entries, obsolete ones among them."""
REFERENCES = 10_000
"""Files that one entry may name."""
PLURAL_FORMS = 6
"""CLDR knows no language with more."""

# ---- pictures and fonts ------------------------------------------------------------------------

SVG_ELEMENTS = 50_000
"""Elements that a picture draws, with what <use> repeats; a detailed map has 10,000."""
SVG_NESTING = 10
"""How deep <use>, patterns and masks may refer to one another."""
MAP_POINTS = 1_000
"""Of all disputed lines of a map: each may cross each other, and names are kept clear of them."""
FONT_TABLES = 200_000_000
"""Bytes of all of a font's tables, unpacked; the largest fonts have 40 million."""
HYPHENATION_BYTES = 5_000_000
"""Of a file of ``book/hyphenation/``; the largest dictionary of Pyphen's has 1.1 million."""

# ---- what templates make -----------------------------------------------------------------------

MARKUP_NESTING = 100
"""Elements within one another: WeasyPrint goes no deeper than 120. A list in a list in a list, and
so on as deep as :data:`BLOCK_NESTING`, has 45."""
SPAN = 1_000
"""Columns or rows that a cell may span (HTML Standard, section 4.9.11)."""
MARKUP_ELEMENTS = 2_000_000
"""Elements of one section: of a chapter, the index."""

# ---- what a project can raise ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that a project can move, under ``[limits]`` in ``dossier.toml``."""

    seconds: int = 900
    """For all outputs of one edition, by the clock on the wall."""
    memory: int = 4_000
    """MB of address space for making one edition."""
    pages: int = 5_000
    """Of one PDF."""
    picture_pixels: int = 50
    """Millions of pixels of a picture; a page of A4 at 600 dots per inch has 35 million."""
    picture_size: int = 20
    """MB of a picture's file."""
    font_size: int = 50
    """MB of a font's file; the largest fonts for Chinese and Japanese have 25."""


RANGES = {
    "seconds": (1, 86_400),
    "memory": (500, 64_000),
    "pages": (1, 100_000),
    "picture-pixels": (1, 500),
    "picture-size": (1, 500),
    "font-size": (1, 500),
}
"""The names in ``dossier.toml``, and how far each can be moved: a stranger's project too has
limits."""


def how_to_raise(name: str, value: int) -> str:
    """The end of a message about a limit that is reached: its name, its value, what to do.

    ``name`` is a key of :data:`RANGES`.
    """
    advice = "if the book is meant to be so, raise it under [limits] in book/dossier.toml"
    return f"the limit “{name}” is {value:,}; {advice}"
