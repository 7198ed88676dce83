"""How long an e-book of many chapters takes, beside what pandoc takes for the same.

    .venv/bin/python benchmarks/ebook.py [RUNS]

Makes a book of 50 and one of 500 chapters (ten paragraphs each, two headings, three footnotes, a
table) and builds its EPUB in four ways, each a whole command in a process of its own:

- scratch: `hexapla build --format epub` in a new folder; it lays the PDF out, whose pages the
  e-book has (some thousand for the large one). Once, whatever RUNS.
- again: the same command once more; the pages are remembered.
- no pages: with `--no-pages`. This is what pandoc makes: the same content, no page numbers.
- pandoc: `pandoc --to epub3`, with the four fonts that came out of our own EPUB.

The last three RUNS times (default 1), in turn; medians count. Times are of the processor (user and
system), so that other work on the machine does not count. The time for ten times the chapters may
be 11 times as long at most, each way; without pages ours of the large book may be at most pandoc's
(a small one is mostly the start of Python). pandoc is in Debian's package of that name.
"""

from __future__ import annotations

import random
import re
import resource
import shutil
import statistics
import string
import subprocess
import sys
import tempfile
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


def ours(folder: Path, *options: str) -> list[str]:
    where = ["--project", str(folder / "project"), "--output", str(folder), *options]
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
    """Of the processor, for the command and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compared(chapters: int, runs: int, folder: Path) -> dict[str, float]:
    """Median seconds of each way, by its name."""
    write_books(folder, chapters)
    times = {"scratch": [seconds(ours(folder))]}
    take_fonts(folder)
    for _ in range(runs):
        times.setdefault("again", []).append(seconds(ours(folder)))
        times.setdefault("no pages", []).append(seconds(ours(folder, "--no-pages")))
        times.setdefault("pandoc", []).append(seconds(pandocs(folder)))
    medians = {name: statistics.median(found) for name, found in times.items()}
    said = "  ".join(f"{name} {median:.2f} s" for name, median in medians.items())
    sizes = f"{size(folder / 'book.en.epub')} and {size(folder / 'pandoc.epub')}"
    print(f"{chapters:4} chapters: {said}; {sizes}", flush=True)
    return medians


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1000:.0f} kB"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    found = []
    for chapters in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            found.append(compared(chapters, runs, Path(scratch)))
    small, large = found
    growths = {name: large[name] / small[name] for name in small}
    said = ", ".join(f"{name} {growth:.1f}" for name, growth in growths.items())
    print(f"ten times the chapters: {said} times as long; {GROWTH:g} are allowed")
    ratio = large["no pages"] / large["pandoc"]
    print(f"without pages {ratio:.2f} of pandoc's time; 1 is allowed")
    if ratio > 1 or any(growths[name] > GROWTH for name in growths if name != "pandoc"):
        sys.exit(1)


if __name__ == "__main__":
    main()
