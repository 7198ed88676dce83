"""A large book by our layout, section by section, and as one document with ``target-counter()``.

    .venv/bin/python benchmarks/stress.py [PAGES] [LANGUAGE]

Makes a project of about PAGES pages (default 300; see tests/stress_dossier.py) and its PDF in
LANGUAGE (default en) twice, each in a process of its own:

    ours    as `hexapla build` does: section by section, contents last, literal page numbers
    one     the same XHTML and style as one WeasyPrint document, in which contents, index and
            cross-references get their numbers from `target-counter()`

Prints processor seconds (of layout and writing alone), seconds a page, peak memory, and what
preflight finds in each, lost, doubled and displaced footnotes first. Ours may take 0.7 of the
other's time and must have every footnote.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from hexapla.diagnostics import Place  # noqa: E402 - found by the line above
from hexapla.output.pdf import Pdf, PdfBook, write_pdf  # noqa: E402
from hexapla.output.preflight import preflight  # noqa: E402
from stress_dossier import write_stress  # noqa: E402

RATIO = 0.7
"""What ours may take of the other's processor time."""

FOOTNOTES = {"F003": "lost", "F004": "doubled", "F005": "displaced"}


@dataclass(frozen=True)
class Result:
    """What one way came to."""

    name: str
    seconds: float
    """Of the processor."""
    pages: int
    peak: float
    """Megabytes."""
    found: Counter[str]
    """Preflight's findings, by code."""

    def __str__(self) -> str:
        notes = ", ".join(f"{self.found[code]} {word}" for code, word in FOOTNOTES.items())
        others = ", ".join(
            f"{code} {count}" for code, count in sorted(self.found.items()) if code not in FOOTNOTES
        )
        return (
            f"{self.name:6}{self.seconds:8.1f} s{self.pages:6} pages"
            f"{1000 * self.seconds / self.pages:7.0f} ms a page{self.peak:7.0f} MB   "
            f"footnotes: {notes}; else: {others or 'nothing'}"
        )


# ---- in a process of its own ------------------------------------------------------------------


def book_of(project: Path, tag: str) -> PdfBook:
    """What ``hexapla build`` would lay out."""
    from hexapla.manuscript import read_dossier  # noqa: PLC0415
    from hexapla.pipeline import editions as made  # noqa: PLC0415
    from hexapla.pipeline import pdfs as module  # noqa: PLC0415
    from hexapla.pipeline.catalogs import choose_languages, load_catalogs  # noqa: PLC0415
    from hexapla.pipeline.work import Settings  # noqa: PLC0415
    from hexapla.project import Project  # noqa: PLC0415

    pdfs: Any = module
    taken: list[PdfBook] = []

    def quiet(section: str, *, counted: bool = True) -> None:
        pass

    def take(book: PdfBook, _: Callable[[str], None]) -> Pdf:
        taken.append(book)
        return Pdf(b"", 0)

    opened = Project.read(project)
    dossier, _ = read_dossier(opened)
    (language,) = choose_languages(opened, (tag,))
    catalogs = load_catalogs(opened, language)
    before = pdfs.write_pdf
    pdfs.write_pdf = take
    try:
        settings = Settings(project / "build/.cache")
        made.make(opened, dossier, catalogs, settings, {"pdf": quiet})
    finally:
        pdfs.write_pdf = before
    return taken[0]


def measured(work: Callable[[], tuple[bytes, int, Any]], target: Path) -> None:
    start = time.process_time()
    data, pages, rest = work()
    seconds = time.process_time() - start
    target.write_bytes(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"seconds": seconds, "pages": pages, "peak": peak_mb, "rest": rest}))


def ours(book: PdfBook) -> tuple[bytes, int, Any]:
    pdf = write_pdf(book)
    return pdf.data, pdf.pages, dict(pdf.page_map)


def one(book: PdfBook, page_map: dict[str, str]) -> tuple[bytes, int, Any]:
    """All sections as one document; ``page_map`` only tells which lines the index has."""
    import weasyprint  # noqa: PLC0415 - heavy
    from weasyprint.css.counters import CounterStyle  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            media_type, data = book.files[url.removeprefix("asset:")]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    fetcher = Fetcher(allowed_protocols=("asset",))
    html = one_document([book.render(name, 1, page_map) for name in (*book.front, *book.body)])
    style = (
        re.sub(r"\bbody\.(contents|cover|imprint|blank)\b", r"div.\1", book.stylesheet) + ONE_STYLE
    )
    shared: dict[str, Any] = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
    sheet = weasyprint.CSS(string=style, url_fetcher=fetcher, **shared)
    document = weasyprint.HTML(string=html, base_url="asset:", url_fetcher=fetcher).render(
        stylesheets=[sheet],
        **shared,
        pdf_tags=True,
        presentational_hints=True,
    )
    return document.write_pdf(pdf_tags=True), len(document.pages), None


ONE_STYLE = """
.whole { break-before: page; counter-reset: footnote }
.whole.cover { break-before: auto }
.number::after { content: target-counter(attr(data-to), page) }
"""


def one_document(sections: list[str]) -> str:
    """The bodies of sections in one, with the numbers of pages made by ``target-counter()``."""
    head = re.sub(r"<style>.*?</style>", "", sections[0][: sections[0].index("<body")])
    bodies: list[str] = []
    for section in sections:
        match = re.search(r'<body class="([^"]*)">(.*)</body>', section, re.DOTALL)
        assert match
        kind, body = match[1], match[2]
        if kind == "contents":  # <a href="#x">…<span class="page">12</span></a>
            body = re.sub(
                r'(href="(#[^"]+)">.*?<span class="page">)[^<]*',
                r'\1<span class="number" data-to="\2"></span>',
                body,
            )
        if kind == "body index":
            body = re.sub(
                r'<a href="(#[^"]+)"( class="main")?>\d[^<]*</a>',
                r'<a href="\1"><span class="number" data-to="\1"></span></a>',
                body,
            )
        body = re.sub(  # <a href="#T1">T1</a> <span class="page-number">(p. 12)</span>
            r'(href="(#[^"]+)">[^<]*</a> ?<span class="page-number">[^<]*?)\d+',
            r'\1<span class="number" data-to="\2"></span>',
            body,
        )
        body = re.sub(  # <a href="#T1">T1</a><span class="page-reference">, p. 12</span>
            r'(href="(#[^"]+)">[^<]*</a><span class="page-reference">[^<\d]*)[\d\u2060–, ]+',
            r'\1<span class="number" data-to="\2"></span>',
            body,
        )
        bodies.append(f'<div class="whole {kind}">{body}</div>')
    return f"{head}<body>{''.join(bodies)}</body></html>"


# ---- side by side -----------------------------------------------------------------------------


def run(name: str, project: Path, tag: str, folder: Path) -> Result:
    """One way, in a process of its own."""
    command = [sys.executable, __file__, f"--{name}", str(project), tag, str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    if name == "ours":
        (folder / "pages.json").write_text(json.dumps(said["rest"]), encoding="utf-8")
    target = folder / f"{name}.pdf"
    found = Counter(item.code for item in preflight(target, Place(target.name)))
    return Result(name, said["seconds"], said["pages"], said["peak"], found)


def compared(pages: int, tag: str, folder: Path) -> tuple[Result, Result]:
    """Both ways; PDFs and project stay in ``folder``."""
    project = folder / "project"
    if not project.exists():
        write_stress(project, pages)
    return run("ours", project, tag, folder), run("one", project, tag, folder)


def main() -> None:
    if sys.argv[1:2] in (["--ours"], ["--one"]):
        way, project, tag, folder = sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
        book = book_of(project, tag)
        if way == "--ours":
            measured(lambda: ours(book), folder / "ours.pdf")
        else:
            page_map = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
            measured(lambda: one(book, page_map), folder / "one.pdf")
        return
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    tag = sys.argv[2] if len(sys.argv) > 2 else "en"
    with tempfile.TemporaryDirectory() as scratch:
        mine, other = compared(pages, tag, Path(scratch))
    print(mine, other, sep="\n")
    ratio = mine.seconds / other.seconds
    print(f"ours takes {ratio:.2f} of the other's time; {RATIO} are allowed")
    if ratio > RATIO or any(mine.found[code] for code in FOOTNOTES):
        sys.exit(1)


if __name__ == "__main__":
    main()
