"""Text as two readers may see it differently, made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from built import ROOT

_INVISIBLE = re.compile(
    r"[ \t\u00a0\u00ad\u2010\u2011\ufffe\x02\u200b-\u200f\u2028-\u202e\u2060-\u2069-]+"
)
"""Spaces, hyphens of all kinds (PDFium writes a line's last one as U+FFFE or 0x02) and marks of
direction."""


def squeezed(text: str) -> str:
    """Without spaces, line breaks and hyphens."""
    return lines(text).replace("\n", "")


def ascii_digits(text: str) -> str:
    """With ASCII digits for those of other scripts."""
    return "".join(str(unicodedata.decimal(one, one)) for one in text)


def lines(text: str) -> str:
    """Without spaces and hyphens, its line breaks kept."""
    return re.sub(r"\n+", "\n", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


def across_lines(text: str) -> str:
    """A regular expression that finds ``text`` in what :func:`lines` gave."""
    return r"\n?".join(map(re.escape, squeezed(text)))


def sentences(text: str) -> list[str]:
    """The sentences of a text; a piece without a letter or digit is none."""
    found = re.split(r"(?<=[.!?…])\s+|\n+", text)
    return [one for one in found if re.search(r"\w", one)]


def plain_pieces(message: str) -> list[str]:
    """What a reader must meet of a line of Markdown, in pieces between what the edition fills in.

    Filled in are the numbers of footnotes, the texts of empty links and quotation marks.
    """
    text = re.sub(r"\[([^\]^][^\]]*)\]\([^)]*\)", r"\1", message)
    text = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"(?<!\\)[*`]|\\$", "", text, flags=re.M))
    pieces = re.split(r"\[\^[^\]]+\]|\[\]\([^)]*\)|[\"'’‘“”„«»]", text)
    return [sentence for piece in pieces for sentence in sentences(piece)]


def absent(pages: list[str], wanted: list[str]) -> list[str]:
    """Those of ``wanted`` that stand on none of ``pages``, nor across two of them."""
    whole = [squeezed(page) for page in pages]
    by_line = ["\n" + lines(page) for page in pages]
    return [one for one in wanted if not _present(squeezed(one), whole, by_line)]


def _present(text: str, whole: list[str], by_line: list[str]) -> bool:
    if any(text in page for page in whole):
        return True
    for number, page in enumerate(whole[:-1]):
        for cut in range(1, len(text)):
            if text[:cut] not in page:
                break
            if re.search("\n" + across_lines(text[cut:]), by_line[number + 1]):
                return True
    return False


@lru_cache
def _references(source: Path, language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What print adds behind a reference to another chapter, as the catalogs of an edition say it.

    ``, p. 4`` and ``, pp. 2, 4–5`` behind a locator, `` (A1, p. 2)`` behind other words.
    """
    comma, forms = ", ", {"p. {pages}", "pp. {pages}"}
    for folder in (source, ROOT):
        path = folder / f"locales/{language.replace('-', '_')}/LC_MESSAGES/interface.po"
        if path.exists():
            with path.open("rb") as file:
                catalog = read_po(file)
            between, pages = catalog.get(", "), catalog.get("p. {pages}")
            comma = str(between.string if between and between.string else comma)
            forms |= {form for form in (pages.string or () if pages else ()) if form}
            break
    comma = re.escape(comma.strip())
    number = rf"\d+(?:[\s\u2060–-]*(?:{comma}\s*)?\d+)*"
    said = "|".join(
        r"\s*".join(map(re.escape, form.split())).replace(re.escape("{pages}"), number)
        for form in forms
    )
    pages_alone = rf"{comma}\s*(?:{said})(?!\d)"
    return re.compile(pages_alone), re.compile(rf"\s*\([A-Z]+[\d.]+{pages_alone}\)|{pages_alone}")


def without_references(text: str, source: Path, language: str, *, whole: bool = False) -> str:
    """The text of a page without the numbers that print puts behind references.

    ``whole`` takes locators in brackets away as well, which stand behind links with other words.
    """
    return _references(source, language)[whole].sub("", text)
