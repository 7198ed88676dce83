"""What hyphenation does to the lines of this repository's dossier: spaces, hyphens, ragged edges.

    .venv/bin/python benchmarks/hyphenation.py [LANGUAGE …]

Builds the PDF of each language (default: ka ru en) as it is designed, and with the text justified
or ragged, words broken or not, in a copy of the project whose style sheet says so. Each line of
the main column that another line of its paragraph follows is measured as PDFium has it: the mean
space between its words, in parts of the type's size (a plain space of FiraGO has 0.27), how far it
ends before the edge, whether it ends with a hyphen, and how many such lines follow one another.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pypdfium2

ROOT = Path(__file__).resolve().parents[1]
HYPHENS = "\ufffe\x02\u2010-"
"""PDFium has U+FFFE or 0x02 for a hyphen at a line's end."""
PIXEL = 0.75
"""Points of a CSS pixel, in which WeasyPrint gives the sizes of types."""
WIDE = 0.6
"""A space that the eye sees as a hole: more than twice the plain one."""

VARIANTS = {
    "as designed": "",
    "ragged, no hyphens": "p { text-align: start; hyphens: manual }",
    "ragged": "p { text-align: start; hyphenate-limit-zone: 0 }",
    "ragged, 2 letters": "p { text-align: start; hyphenate-limit-zone: 0; "
    "hyphenate-limit-chars: 6 2 2 }",
    "ragged, zone 6 %": "p { text-align: start; hyphenate-limit-zone: 6% }",
    "ragged, zone 12 %": "p { text-align: start; hyphenate-limit-zone: 12% }",
    "justified, no hyphens": "p { text-align: justify; hyphens: manual }",
    "justified": "p { text-align: justify; hyphenate-limit-zone: 0 }",
    "justified, 2 letters": "p { text-align: justify; hyphenate-limit-zone: 0; "
    "hyphenate-limit-chars: 6 2 2 }",
}


@dataclass(frozen=True)
class Line:
    """A line of text; lengths in parts of its type's size."""

    left: float
    right: float
    bottom: float
    """Points."""
    size: float
    """Points."""
    spaces: tuple[float, ...]
    """Between its words."""
    hyphen: bool


def lines(pdf: Path) -> list[list[Line]]:
    """The lines of each page, as they follow one another."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_lines(page.get_textpage()) for page in document]
    finally:
        document.close()


def _lines(text: Any) -> list[Line]:
    found: list[list[tuple[str, tuple[float, float, float, float], float]]] = [[]]
    for number in range(text.count_chars()):
        character = text.get_text_range(number, 1)
        size = PIXEL * float(pypdfium2.raw.FPDFText_GetFontSize(text.raw, number))
        if character in "\r\n":
            continue
        box = text.get_charbox(number, loose=True)
        if found[-1] and abs(box[1] - found[-1][-1][1][1]) > size / 2 and character.strip():
            found.append([])
        found[-1].append((character or HYPHENS[0], box, size))
    return [_line(one) for one in found if len([c for c, *_ in one if c.strip()]) > 1]


def _line(characters: list[tuple[str, tuple[float, float, float, float], float]]) -> Line:
    shown = [one for one in characters if one[0].strip()]
    size = statistics.mode(round(one[2], 2) for one in shown)
    shown = [one for one in shown if abs(one[2] - size) < 0.1]  # without locators and note calls
    spaces: list[float] = []
    for before, after in pairwise(shown):
        gap = (after[1][0] - before[1][2]) / size
        if gap > 0.1:
            spaces.append(gap)
    box = shown[0][1]
    return Line(box[0], shown[-1][1][2], box[1], size, tuple(spaces), shown[-1][0] in HYPHENS)


@dataclass(frozen=True)
class Figures:
    """What was measured of one edition."""

    pages: int
    count: int
    spaces: tuple[float, ...]
    """The mean space of each line."""
    gaps: tuple[float, ...]
    """Before the edge."""
    runs: tuple[int, ...]
    """How many lines that end with a hyphen follow one another, each time there is one."""

    def __str__(self) -> str:
        tenths = statistics.quantiles(self.spaces, n=20)
        wide = sum(space > WIDE for space in self.spaces) / self.count
        broken = sum(self.runs) / self.count
        three = sum(run >= 3 for run in self.runs)
        return (
            f"{self.pages:5} {self.count:6} {statistics.median(self.spaces):7.2f} "
            f"{tenths[18]:6.2f} {wide:7.1%} {statistics.mean(self.gaps):7.2f} "
            f"{statistics.pstdev(self.gaps):6.2f} {broken:8.1%} {max(self.runs, default=0):5} "
            f"{three:5}"
        )


HEADER = (
    f"{'':24}{'pages':>5} {'lines':>6} {'median':>7} {'95 %':>6} {'> 0.6':>7} {'gap':>7} "
    f"{'sd':>6} {'hyphens':>8} {'most':>5} {'3 up':>5}"
)


def measure(pdf: Path) -> Figures:
    """Lines of the main text size that another follows at the distance of one line."""
    pages = lines(pdf)
    every = [line for page in pages for line in page]
    size = statistics.mode(line.size for line in every)
    edge = sorted(line.right for line in every if line.size == size)[-20]
    full: list[Line] = []
    runs: list[int] = []
    for page in pages:
        followed = [
            line
            for line, after in pairwise(page)
            if line.size == after.size == size
            and 1.4 * size < line.bottom - after.bottom < 1.6 * size
            and len(line.spaces) > 1
        ]
        full += followed
        flags = (line.hyphen for line in followed)
        runs += [len(list(group)) for is_hyphen, group in groupby(flags) if is_hyphen]
    return Figures(
        len(pages),
        len(full),
        tuple(statistics.mean(line.spaces) for line in full),
        tuple(max(0.0, (edge - line.right) / size) for line in full),
        tuple(runs),
    )


def build(language: str, style: str, folder: Path) -> Path:
    """The PDF of an edition of a copy of the dossier whose theme says ``style``."""
    project = folder / "project"
    for name in ("book", "locales"):
        shutil.copytree(ROOT / name, project / name)
    if style:
        theme = project / "templates" / "pdf" / "style.css"
        theme.parent.mkdir(parents=True)
        text = (ROOT / "templates" / "pdf" / "style.css").read_text(encoding="utf-8")
        theme.write_text(f"{text}\n{style}\n", encoding="utf-8")
    command = [sys.executable, "-m", "hexapla", "build", "--format", "pdf", "--language", language]
    command += ["--project", str(project), "--output", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (pdf,) = folder.glob("*.pdf")
    return pdf


def main(languages: list[str]) -> None:
    for language in languages:
        print(language)
        print(HEADER)
        for name, style in VARIANTS.items():
            with tempfile.TemporaryDirectory() as folder:
                print(f"{name:24}{measure(build(language, style, Path(folder)))}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["ka", "ru", "en"])
