"""What hyphenation does to the lines of this repository's dossier: spaces, hyphens, ragged edges.

    .venv/bin/python benchmarks/hyphenation.py [--few] [LANGUAGE …]

Builds the PDF of each language (default: ka ru en) as it is designed, and with the text justified
or ragged, words broken or not, in a copy of the project whose style sheet says so; with `--few`
only as it is designed and justified, with the language's dictionary and without. “Ladders” are
layouts without what keeps a third line in a row from ending with a hyphen. Each line of the main
column that another line of its paragraph follows is measured as PDFium has it:

    extra    what the mean space between its words has beyond the plain one (0.27 of the type's
             size in FiraGO): the median of all lines, then what nine of ten lines do not exceed;
             in points, and as a part of the plain space
    > 1.5    lines whose spaces are more than one and a half plain ones
    gap      how far lines end before the edge, in parts of the type's size, and how that varies
    hyphens  lines that end with one; how many at most follow one another; how often it is three
             and more
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
PLAIN = 0.27
"""The space between words of FiraGO, in parts of the type's size."""
WIDE = 1.5
"""How many plain spaces are so many that the eye sees a hole."""


@dataclass(frozen=True)
class Variant:
    """How an edition is built."""

    style: str = ""
    """What the style sheet says beside its own."""
    ladders: bool = False
    """Whether any number of lines in a row may end with a hyphen."""


JUSTIFIED = "p { text-align: justify; hyphenate-limit-zone: 0 }"

FEW = {
    "as designed, ladders": Variant(ladders=True),
    "as designed": Variant(),
    "justified, no dictionary": Variant("p { text-align: justify; hyphens: manual }"),
    "justified, ladders": Variant(JUSTIFIED, ladders=True),
    "justified": Variant(JUSTIFIED),
}

VARIANTS = FEW | {
    name: Variant(style)
    for name, style in {
        "justified, 2 letters": f"{JUSTIFIED} p {{ hyphenate-limit-chars: 6 2 2 }}",
        "ragged, no dictionary": "p { text-align: start; hyphens: manual }",
        "ragged": "p { text-align: start; hyphenate-limit-zone: 0 }",
        "ragged, 2 letters": "p { text-align: start; hyphenate-limit-zone: 0; "
        "hyphenate-limit-chars: 6 2 2 }",
        "ragged, zone 6 %": "p { text-align: start; hyphenate-limit-zone: 6% }",
        "ragged, zone 12 %": "p { text-align: start; hyphenate-limit-zone: 12% }",
    }.items()
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
    size: float
    """Of the type, in points."""
    spaces: tuple[float, ...]
    """The mean space of each line."""
    gaps: tuple[float, ...]
    """Before the edge."""
    runs: tuple[int, ...]
    """How many lines that end with a hyphen follow one another, each time there is one."""

    def __str__(self) -> str:
        extra = [space - PLAIN for space in self.spaces]
        half, most = statistics.median(extra), statistics.quantiles(extra, n=10)[8]
        wide = sum(space > WIDE * PLAIN for space in self.spaces) / self.count
        broken = sum(self.runs) / self.count
        three = sum(run >= 3 for run in self.runs)
        return (
            f"{self.pages:5} {self.count:6} {half * self.size:6.2f} {most * self.size:6.2f} pt"
            f"{half / PLAIN:7.0%} {most / PLAIN:5.0%} {wide:7.1%} "
            f"{statistics.mean(self.gaps):6.2f} {statistics.pstdev(self.gaps):5.2f} "
            f"{broken:8.1%} {max(self.runs, default=0):5} {three:5}"
        )


HEADER = (
    f"{'':26}{'pages':>5} {'lines':>6} {'extra':>6} {'9/10':>6}   {'extra':>7} {'9/10':>5} "
    f"{'> 1.5':>7} {'gap':>6} {'sd':>5} {'hyphens':>8} {'most':>5} {'3 up':>5}"
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
        # What is not followed at the distance of one line ends a run, as a paragraph's end does.
        followed = [_is_followed(line, after, size) for line, after in pairwise(page)]
        inner = list(zip(page, followed, strict=False))
        full += [line for line, goes_on in inner if goes_on and len(line.spaces) > 1]
        hyphens = [line.hyphen and goes_on for line, goes_on in inner]
        runs += [len(list(group)) for is_hyphen, group in groupby(hyphens) if is_hyphen]
    return Figures(
        len(pages),
        len(full),
        size,
        tuple(statistics.mean(line.spaces) for line in full),
        tuple(max(0.0, (edge - line.right) / size) for line in full),
        tuple(runs),
    )


def _is_followed(line: Line, after: Line, size: float) -> bool:
    """Whether ``after`` is the next line of the same text, which is of the main ``size``."""
    return line.size == after.size == size and (
        1.4 * size < line.bottom - after.bottom < 1.6 * size
    )


def build(language: str, variant: Variant, folder: Path) -> Path:
    """The PDF of an edition of a copy of the dossier."""
    project = folder / "project"
    for name in ("book", "locales"):
        shutil.copytree(ROOT / name, project / name)
    if variant.style:
        theme = project / "templates" / "pdf" / "style.css"
        theme.parent.mkdir(parents=True)
        text = (ROOT / "templates" / "pdf" / "style.css").read_text(encoding="utf-8")
        theme.write_text(f"{text}\n{variant.style}\n", encoding="utf-8")
    command = [sys.executable, "-c", LADDERS] if variant.ladders else [sys.executable, "-m"]
    command += ["hexapla", "build", "--format", "pdf", "--language", language, "--jobs", "1"]
    command += ["--project", str(project), "--output", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (pdf,) = folder.glob("*.pdf")
    return pdf


LADDERS = """
import contextlib, sys
from hexapla.output import pdf
pdf.no_ladders = contextlib.nullcontext
sys.argv = sys.argv[1:]
from hexapla.__main__ import main
main()
"""


def main(options: list[str]) -> None:
    variants = FEW if "--few" in options else VARIANTS
    for language in [option for option in options if option != "--few"] or ["ka", "ru", "en"]:
        print(language)
        print(HEADER)
        for name, variant in variants.items():
            with tempfile.TemporaryDirectory() as folder:
                figures = measure(build(language, variant, Path(folder)))
                print(f"{name:26}{figures}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
