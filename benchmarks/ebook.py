"""How long an e-book of many chapters takes, beside what pandoc takes for the same.

    .venv/bin/python benchmarks/ebook.py [RUNS]

Makes a book of 50 and one of 500 chapters (ten paragraphs each, two headings, three footnotes, a
table) and builds its EPUB as `hexapla build --format epub` and as `pandoc --to epub3` do, with the
same four fonts embedded: those that come out of our own EPUB. Each is a whole command in a process
of its own, RUNS times (default 3), in turn; medians count. The time for ten times the chapters may
be 11 times as long at most; of the large book, ours may be at most pandoc's (a small one is mostly
the start of Python). pandoc is in Debian's package of that name.
"""

from __future__ import annotations

import random
import re
import shutil
import statistics
import string
import subprocess
import sys
import tempfile
import time
import zipfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (50, 500)
GROWTH = 11.0
"""How much longer ten times the chapters may take."""

WORDS = re.findall(r"\b[A-Za-z]{2,}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


def chapter(number: int) -> str:
    """The Markdown of one chapter, which means the same to both."""
    chance = random.Random(number)

    def text(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."

    parts = []
    for paragraph in range(10):
        if paragraph in (3, 7):
            parts.append(f"## {text(5).rstrip('.')}")
        call = f"[^c{number}n{paragraph}]" if paragraph < 3 else ""
        parts.append(text(60) + call)
    rows = [f"| {text(1)} | {text(4)} | {chance.randrange(1000)} |" for _ in range(5)]
    parts.append("\n".join(["| Word | Words | Number |", "| --- | --- | ---: |", *rows]))
    parts += [f"[^c{number}n{note}]: {text(12)}" for note in range(3)]
    return "\n\n".join(parts) + "\n"


def write_books(folder: Path, chapters: int) -> None:
    """The same book as a project and as files for pandoc."""
    book, plain = folder / "project/book", folder / "pandoc"
    book.mkdir(parents=True)
    plain.mkdir()
    letters = ["".join(pair) for pair in product(string.ascii_uppercase, repeat=3)]
    names = [f"chapter-{number:03}.md" for number in range(chapters)]
    for number, name in enumerate(names):
        body, title = chapter(number), f"Chapter {number + 1}"
        matter = f'+++\nkind = "context"\ntitle = "{title}"\nlocator = "{letters[number]}"\n+++\n\n'
        (book / name).write_text(matter + body, encoding="utf-8")
        (plain / name).write_text(f"# {title}\n\n{body}\n", encoding="utf-8")
    manifest = 'slug = "book"\ntitle = "A book"\nlanguage = "en"\ndate = 2026-01-01\n'
    quoted = ", ".join(f'"{name}"' for name in names)
    (book / "dossier.toml").write_text(f"{manifest}chapters = [{quoted}]\n", encoding="utf-8")


def ours(folder: Path) -> list[str]:
    where = ["--project", str(folder / "project"), "--output", str(folder)]
    return [sys.executable, "-m", "hexapla", "build", "--format", "epub", *where]


def pandocs(folder: Path) -> list[str]:
    program = shutil.which("pandoc")
    if program is None:
        raise SystemExit("pandoc is missing: apt-get install pandoc")
    fonts = [f"--epub-embed-font={path}" for path in sorted((folder / "fonts").iterdir())]
    files = [str(path) for path in sorted((folder / "pandoc").iterdir())]
    options = ["--to=epub3", "--toc", "--toc-depth=2", "--epub-chapter-level=1"]
    title = ["--metadata=title:A book", "--metadata=lang:en"]
    return [program, *options, *title, *fonts, f"--output={folder / 'pandoc.epub'}", *files]


def take_fonts(folder: Path) -> None:
    """Put the fonts of our e-book where pandoc's command finds them."""
    (folder / "fonts").mkdir()
    with zipfile.ZipFile(folder / "book.en.epub") as archive:
        for name in archive.namelist():
            if name.endswith(".ttf"):
                (folder / "fonts" / Path(name).name).write_bytes(archive.read(name))


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compared(chapters: int, runs: int, folder: Path) -> tuple[float, float]:
    """Median seconds of our command and of pandoc's."""
    write_books(folder, chapters)
    seconds(ours(folder))
    take_fonts(folder)
    pairs = [(seconds(ours(folder)), seconds(pandocs(folder))) for _ in range(runs)]
    mine, others = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(
        f"{chapters:4} chapters  hexapla {mine:6.2f} s {size(folder / 'book.en.epub')}"
        f"   pandoc {others:6.2f} s {size(folder / 'pandoc.epub')}   ratio {mine / others:.2f}",
        flush=True,
    )
    return mine, others


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1000:5.0f} kB"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    times = []
    for chapters in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            times.append(compared(chapters, runs, Path(scratch)))
    growth = times[1][0] / times[0][0]
    print(f"ten times the chapters take {growth:.1f} times as long; {GROWTH:g} are allowed")
    mine, others = times[-1]
    if growth > GROWTH or mine > others:
        sys.exit(1)


if __name__ == "__main__":
    main()
