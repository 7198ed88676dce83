"""Reading systems and judges of e-books that the tests drive, and how to get those that miss."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

HERE = Path(__file__).parent
SETUP = "make check-ebook"
"""What installs all of them."""

TIMEOUT = 240
"""Seconds that a reading system may take for a book."""

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
CALIBRE = ("ebook-convert", "/Applications/calibre.app/Contents/MacOS/ebook-convert")
MINIBROWSERS = "usr/lib*/**/webkit2gtk-4.*/MiniBrowser"
PACKAGES = HERE / "node_modules" / ".package-lock.json"
"""What npm writes last when it installs."""


class MissingToolError(Exception):
    """A reading system that is not on this machine; the message says how to get it."""


@dataclass(frozen=True)
class Size:
    """A screen in CSS pixels, of which 96 are an inch for most reading systems."""

    width: int
    height: int


PHONE = Size(360, 740)
EINK = Size(600, 800)
DESKTOP = Size(1280, 900)
NARROW = Size(227, 400)
"""60 mm wide, the narrowest screen that the style is made for."""

NIGHT = """
html { color-scheme: dark; background: #121212; color: #dcdcdc }
a:link { color: lightblue }
"""
"""How reading apps are dark: their ground, and their ink where the book names none."""

DAY = "html { background: #ffffff; color: #000000 }"
SEPIA = "html { background: #f4ecd8; color: #5b4636 }"


# ---- where they are ---------------------------------------------------------------------------


def node() -> str:
    """The node of the virtual environment, or the system's."""
    own = Path(sys.executable).parent / "node"
    return str(own) if own.exists() else _program("node", ("node",))


def packages() -> Path:
    if not PACKAGES.is_file():
        raise MissingToolError(f"foliate-js, Readium's parser and Ace are missing: {SETUP}")
    return PACKAGES.parent


def chromium() -> str:
    return _program("Chromium", (os.environ.get("CHROMIUM", ""), *CHROMIUM))


def calibre() -> str:
    return _program("Calibre", CALIBRE)


def webkit() -> str:
    """WebKitGTK's own small browser."""
    _program("WebKitGTK's driver", ("WebKitWebDriver",))
    _program("Xvfb", ("Xvfb",))
    found = sorted(Path("/").glob(MINIBROWSERS))
    if not found:
        raise MissingToolError(f"WebKitGTK's MiniBrowser is missing: {SETUP}")
    return str(found[-1])


def _program(name: str, candidates: tuple[str, ...]) -> str:
    found = next(filter(None, map(shutil.which, filter(None, candidates))), None)
    if found is None:
        raise MissingToolError(f"{name} is missing: {SETUP}")
    return found


# ---- reading ----------------------------------------------------------------------------------


def foliate(book: Path, size: Size, **asked: Any) -> dict[str, Any]:
    """What foliate-js shows of a book in Chromium; ``chromium.mjs`` says what can be asked."""
    packages()
    return _foliate("chromium.mjs", {"CHROMIUM": chromium()}, book, size, asked)


def foliate_in_webkit(book: Path, size: Size, **asked: Any) -> dict[str, Any]:
    """The same in WebKitGTK; ``webkit.mjs`` says what can be asked."""
    packages()
    return _foliate("webkit.mjs", {"MINIBROWSER": webkit()}, book, size, asked)


def _foliate(
    script: str, environment: dict[str, str], book: Path, size: Size, asked: dict[str, Any]
) -> dict[str, Any]:
    question = {"book": str(book), "width": size.width, "height": size.height, **asked}
    said = _run([node(), str(HERE / script), json.dumps(question)], environment)
    answer: dict[str, Any] = json.loads(said)
    return answer


def readium(book: Path) -> dict[str, Any]:
    """A book's Readium manifest, as the parser of Thorium makes it."""
    packages()
    manifest: dict[str, Any] = json.loads(_run([node(), str(HERE / "readium.cjs"), str(book)]))
    return manifest


def ace(book: Path, folder: Path) -> list[str]:
    """What Ace holds against a book; its report goes into ``folder``."""
    program = packages() / "@daisy/ace-cli/bin/ace.js"
    environment = {"PUPPETEER_EXECUTABLE_PATH": chromium(), "ACE_TIMEOUT_INITIAL": "60000"}
    command = [node(), str(program), "--force", "--outdir", str(folder), str(book)]
    _run(command, environment)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    if not report["assertions"]:
        raise RuntimeError("Ace judged no document")
    return [
        f"{document['earl:testSubject']['url']}: {found['earl:test']['dct:title']}: "
        f"{found['earl:result'].get('dct:description', '')}"
        for document in report["assertions"]
        for found in document["assertions"]
    ]


@dataclass(frozen=True)
class Pages:
    """A book as MuPDF lays it out."""

    contents: list[str]
    fonts: set[str]
    text: str
    empty: list[int]
    """Pages on which nothing is painted."""


def mupdf(book: Path, size: Size) -> Pages:
    """Lay the book out for a screen and paint every page."""
    opened: Any = pymupdf.open
    with opened(book) as document:
        document.layout(width=size.width, height=size.height, fontsize=16)
        fonts: set[str] = set()
        texts, empty = [], []
        for page in document:
            texts.append(page.get_text())
            for block in page.get_text("dict")["blocks"]:
                for line in block.get("lines", ()):
                    fonts.update(span["font"] for span in line["spans"])
            if page.get_pixmap(dpi=36).is_unicolor:
                empty.append(page.number)
        contents = [title for _, title, _ in document.get_toc()]
    return Pages(contents, fonts, "\n".join(texts), empty)


def to_azw3(book: Path, target: Path) -> list[str]:
    """Convert with Calibre; the warnings and errors among what it says."""
    said = _run([calibre(), str(book), str(target)], CALIBRE_ENVIRONMENT)
    if not target.is_file():
        raise RuntimeError(f"Calibre wrote nothing: {said}")
    return [line for line in said.splitlines() if _COMPLAINT.search(line)]


def calibre_metadata(book: Path) -> dict[str, str]:
    """What ``ebook-meta`` knows of a book, by its names: ``Title``, ``Languages`` …"""
    program = Path(calibre()).with_name("ebook-meta")
    lines = _run([str(program), str(book)], CALIBRE_ENVIRONMENT).splitlines()
    pairs = (line.partition(" : ") for line in lines if " : " in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


_COMPLAINT = re.compile(r"\b(warn|error|fail|could not|cannot|missing|ignor|traceback)", re.I)

CALIBRE_ENVIRONMENT = {
    "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox",
    "QT_QPA_PLATFORM": "offscreen",
    "LC_ALL": "C.UTF-8",
}


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    """What a command prints. In a group of processes that ends as one, whatever it started."""
    with subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            said, complaint = process.communicate(timeout=TIMEOUT)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
    if process.returncode:
        raise RuntimeError(f"{command[:2]} ended with {process.returncode}: {complaint or said}")
    return said
