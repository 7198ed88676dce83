"""A project with an input of every kind, built once while every file that is opened is noted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pymupdf_fonts

from built import DOSSIERS, ROOT, hexapla

HEADER = """msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=n > 1;\\n"

msgid "Contents"
msgstr "Table"
"""


@dataclass(frozen=True)
class BuiltProject:
    """The project and what was seen while it was built."""

    root: Path
    read: frozenset[str]
    """Files that were opened for reading."""
    written: frozenset[str]
    """Files that were opened for writing."""
    changed: frozenset[str]
    """Files and folders that were renamed, removed or made."""
    scratch: Path
    """Where temporary files were to go."""


def fill(folder: Path) -> None:
    """Make the project in ``folder`` and build it, in French: a PDF for print, and an EPUB."""
    root, scratch = folder / "project", folder / "tmp"
    scratch.mkdir()
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    shutil.copytree(DOSSIERS / "pictures" / "book" / "media", root / "book" / "media")
    shutil.copytree(DOSSIERS / "brand" / "templates", root / "templates")
    (root / "book/hyphenation").mkdir()
    (root / "book/hyphenation/fr.txt").write_text("pon-ti-fe\n", encoding="utf-8")
    (root / "book/house.ttf").write_bytes(pymupdf_fonts.myfont("figo"))
    (root / "book/not-of-it.txt").write_text("no input", encoding="utf-8")
    (root / "locales/fr/LC_MESSAGES/interface.po").write_text(HEADER, encoding="utf-8")
    (root / "templates/pdf").mkdir()
    (root / "templates/pdf/theme.css").write_text(":root { --measure: 1 }\n", encoding="utf-8")
    with (root / "book/dossier.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[fonts]\nfr = ["house.ttf"]\n')
    with (root / "book/context/background.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\n\n![A bridge](media/bridge.svg)\n\n![A square](media/square.png)\n")
    environment = {
        "TMPDIR": str(scratch),
        "XDG_CACHE_HOME": str(folder / "caches"),
        "WATCH": str(folder / "seen"),
        "PYTHONPATH": str(ROOT / "tests" / "surroundings"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = ["build", "--language", "fr", "--variant", "print"]
    more = ["--embed-sources", "--page-multiple", "4", "--jobs", "1"]
    done = hexapla(*command, *more, cwd=root, environment=environment)
    assert done.returncode == 0, done.stderr


def project_in(folder: Path) -> BuiltProject:
    """What :func:`fill` made."""
    seen: dict[str, set[str]] = {"read": set(), "written": set(), "changed": set()}
    for line in (folder / "seen").read_text(encoding="utf-8").splitlines():
        what, path = json.loads(line)
        seen[what].add(path)
    read, written, changed = map(frozenset, seen.values())
    return BuiltProject(folder / "project", read, written, changed, folder / "tmp")


Once = Callable[[str, Callable[[Path], None]], Path]
"""The fixture ``once``."""
