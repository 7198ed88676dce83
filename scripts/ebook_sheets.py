"""Draws pages of e-books as foliate-js shows them, on sheets to look at.

    make setup-ebook && make book && .venv/bin/python scripts/ebook_sheets.py build/*.epub

Each sheet has the pages of one book on one screen: a phone by day and by night, an e-ink reader
in grey, a desktop by day and by night. On it are the cover, the contents, the first page of every
chapter and register, every figure and table, the deepest post of a thread, and a note that pops up.
Sheets go into build/reading (``--to``); they are for people, no test compares them.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from reading.systems import (  # noqa: E402 - found by the line above
    DAY,
    DESKTOP,
    EINK,
    NARROW,
    NIGHT,
    PHONE,
    Size,
    foliate,
    readium,
)

GAP = 12
SHEET = 2400
"""Pixels that a sheet may be wide."""


@dataclass(frozen=True)
class Screen:
    """A device and how its reader has set it."""

    name: str
    size: Size
    night: bool = False
    grey: bool = False


SCREENS = (
    Screen("phone", PHONE),
    Screen("phone-night", PHONE, night=True),
    Screen("narrow", NARROW),
    Screen("eink", EINK, grey=True),
    Screen("desktop", DESKTOP),
    Screen("desktop-night", DESKTOP, night=True),
)

PAGE = "html, foliate-view {{ background: {} }}"

INTERESTING = (
    "figure",
    "figure:nth-of-type(2)",
    ".table",
    ".depth-4",
    ".depth-3",
    ".depth-2",
    "blockquote",
)
"""What is worth a page of its own in every section that has it."""

_WRITTEN = {
    "figure": "<figure>",
    "figure:nth-of-type(2)": "<figure>.*<figure>",
    "blockquote": "<blockquote>",
    **{name: rf'class="([^"]* )?{name[1:]}[ "]' for name in INTERESTING if name.startswith(".")},
}
"""How it looks in a file."""


def places(book: Path) -> list[str]:
    """What is looked at: addresses, or an address and a selector."""
    found = []
    with zipfile.ZipFile(book) as archive:
        manifest = readium(book)
        for item in manifest["readingOrder"]:
            href = item["href"]
            text = archive.read(href).decode("utf-8")
            found.append(href)
            for selector in INTERESTING:
                if re.search(_WRITTEN[selector], text, re.DOTALL):
                    found.append(f"{href} {selector}")
    return [*found, "note"]


def sheet(book: Path, screen: Screen, names: list[str]) -> Image.Image:
    """One sheet: every place on that screen."""
    with tempfile.TemporaryDirectory() as scratch:
        pictures = {f"{scratch}/{number:03}.png": name for number, name in enumerate(names)}
        style = NIGHT if screen.night else DAY
        page = PAGE.format("#121212; color: #dcdcdc" if screen.night else "#ffffff")
        foliate(book, screen.size, style=style, page=page, night=screen.night, pictures=pictures)
        images = [Image.open(path).convert("L" if screen.grey else "RGB") for path in pictures]
    size = screen.size
    across = max(1, min(len(images), SHEET // (size.width + GAP)))
    down = -(-len(images) // across)
    whole = (across * (size.width + GAP) + GAP, down * (size.height + GAP) + GAP)
    found = Image.new(images[0].mode, whole, "gray")
    for number, image in enumerate(images):
        row, column = divmod(number, across)
        place = (GAP + column * (size.width + GAP), GAP + row * (size.height + GAP))
        found.paste(image, place)
    return found


def main() -> None:
    """Draw what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=ROOT / "build/reading")
    parser.add_argument("--screen", action="append", choices=[screen.name for screen in SCREENS])
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for book in options.books:
        names = places(book)
        for screen in SCREENS:
            if not options.screen or screen.name in options.screen:
                path = options.to / f"{book.stem}.{screen.name}.png"
                sheet(book, screen, names).save(path)
                print(path)


if __name__ == "__main__":
    main()
