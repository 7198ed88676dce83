"""What a PDF is for: our dossier on a screen and on paper, on pages of every size, and a theme."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from built import DOSSIERS, ROOT, hexapla, languages_of
from judges import qpdf_check
from pdf_reading import PdfFacts, read_pdf

MM = 72 / 25.4
SIZES = {"A4": (210 * MM, 297 * MM), "A5": (148 * MM, 210 * MM), "Letter": (612, 792)}
LANGUAGES = languages_of(ROOT)
SLUG = "ossetian-return"

Once = Callable[[str, Callable[[Path], None]], Path]
each_size = pytest.mark.parametrize("size", SIZES)


@pytest.fixture
def outputs(once: Once, size: str) -> Path:
    """Both variants of our dossier on pages of one size, in the ``build`` of a copy."""

    def make(folder: Path) -> None:
        for name in ("book", "locales"):
            shutil.copytree(ROOT / name, folder / "project" / name)
        manifest = folder / "project/book/dossier.toml"
        text = manifest.read_text(encoding="utf-8")
        assert "page-size" not in text
        manifest.write_text(f'page-size = "{size}"\n{text}', encoding="utf-8")
        variants = ("--variant", "screen", "--variant", "print", "--page-multiple", "4")
        options = ("--project", folder / "project", "--format", "pdf")
        done = hexapla("build", *options, *variants, cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")

    return once(f"variants-{size}", make) / "project"


@each_size
def test_preflight_has_nothing_to_say(outputs: Path) -> None:
    done = hexapla("check", "--outputs", "--json", "--project", outputs, cwd=outputs)
    assert json.loads(done.stdout) == []
    assert len(list((outputs / "build").glob("*.pdf"))) == 2 * len(LANGUAGES)


@each_size
def test_both_variants_have_the_same_pages(outputs: Path) -> None:
    """So that a page can be cited, whichever variant somebody has."""
    for tag in LANGUAGES:
        screen, paper = (
            read_pdf(outputs / "build" / f"{SLUG}.{tag}.{ending}")
            for ending in ("pdf", "print.pdf")
        )
        assert _labels(screen) == _labels(paper)
        assert len(_labels(screen)) > 300


def _labels(facts: PdfFacts) -> dict[str, str]:
    return {name: facts.pages[page].label for name, page in facts.destinations.items()}


@each_size
def test_pages_for_print_face_each_other(outputs: Path, size: str) -> None:
    for tag in LANGUAGES:
        path = outputs / "build" / f"{SLUG}.{tag}.print.pdf"
        assert qpdf_check(path) == []
        facts = read_pdf(path)
        assert len(facts.pages) % 4 == 0
        first = [one.label for one in facts.pages].index("1")
        assert first % 2 == 0, "as page i, the first is a recto"
        with pikepdf.open(path) as pdf:
            for page in pdf.pages:
                trim, bleed = (
                    [float(one) for one in page[name]] for name in ("/TrimBox", "/BleedBox")
                )
                assert trim == pytest.approx([0, 0, *SIZES[size]], abs=0.1)
                assert bleed == pytest.approx(_grown(trim, 3 * MM), abs=0.1)
        odd, even = (_left_edges(path, range(first + side, len(facts.pages), 2)) for side in (0, 1))
        assert even - odd == pytest.approx(0.028 * SIZES[size][0], abs=1)


def _grown(box: list[float], by: float) -> list[float]:
    return [box[0] - by, box[1] - by, box[2] + by, box[3] + by]


def _left_edges(path: Path, pages: range) -> float:
    """Where the text of most ``pages`` begins, in points from the edge of the cut page."""
    document = pypdfium2.PdfDocument(path)
    edges: list[float] = []
    for number in pages:
        text = document[number].get_textpage()
        lefts = [text.get_rect(at)[0] for at in range(text.count_rects())]
        edges += [min(lefts)] if lefts else []
    return sorted(edges)[len(edges) // 2]


@each_size
def test_running_heads_name_what_is_on_the_page(outputs: Path) -> None:
    """PDFium reads the heads; where each passage stands is known from the destinations."""
    facts = read_pdf(outputs / "build" / f"{SLUG}.ka.pdf")
    by_page: dict[int, list[str]] = {}
    for name, page in facts.destinations.items():
        if re.fullmatch(r"T\d+(\.\d+)?", name):
            by_page.setdefault(page, []).append(name)
    thread = sorted(by_page)[1:]  # the first has the title, and no head
    assert thread
    for page in thread:
        found = re.search(r"(T[\d.]+)(?:–(T[\dE.]+))?", facts.pages[page].head)
        assert found, facts.pages[page].head
        numbers = sorted(by_page[page], key=_number)
        assert _number(found[1]) <= _number(numbers[0]), "what goes on from the page before"
        assert found[2] is None or found[2].startswith("TE") or found[2] == numbers[-1]


def _number(locator: str) -> list[int]:
    return [int(part) for part in locator.removeprefix("T").split(".")]


# ---- a theme, an address, links ---------------------------------------------------------------


@pytest.fixture(scope="module")
def brand(once: Once) -> Path:
    """The case ``brand``, both variants."""

    def make(folder: Path) -> None:
        options = ("--project", DOSSIERS / "brand", "--output", folder, "--format", "pdf")
        done = hexapla("build", *options, "--variant", "print", "--variant", "screen", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "")

    return once("brand-variants", make)


def test_paper_shows_where_links_lead(brand: Path) -> None:
    screen, paper = (
        read_pdf(brand / f"brand.en.{ending}").pages for ending in ("pdf", "print.pdf")
    )
    for pages, brackets in ((screen, []), (paper, ["example.org/project", "editors@example.org"])):
        text = " ".join(page.text for page in pages)
        assert re.findall(r"\[(.*?)\]", text.replace("\n", "")) == brackets


def test_references_to_another_chapter_have_their_pages(brand: Path) -> None:
    pages = {
        page.label: " ".join(page.body.split()) for page in read_pdf(brand / "brand.en.pdf").pages
    }
    assert "M1, M2 and M3, p. 2; see also the last of it (M3, p. 2) and, nearer, N2." in pages["1"]
    assert "refers to the first (N1)." in pages["1"]
    assert "back to N1 and to N2, p. 1." in pages["2"]


@pytest.mark.parametrize("ending", ["pdf", "print.pdf"])
def test_the_qr_code_leads_to_the_dossier(brand: Path, ending: str) -> None:
    page = pypdfium2.PdfDocument(brand / f"brand.en.{ending}")[1]
    (code,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.text == "https://example.org/dossiers/house"


def test_the_theme_colours_and_the_logo_are_used(brand: Path) -> None:
    image = pypdfium2.PdfDocument(brand / "brand.en.pdf")[0].render(scale=1).to_pil()
    colours = {colour for _, colour in image.convert("RGB").getcolors(100_000)}
    assert {(0, 0x5A, 0x4E), (0x5A, 0x2D, 0x82)} <= colours
    assert (0x7B, 0x1E, 0x2B) not in colours, "the tool's own accent"


# ---- what is remembered -------------------------------------------------------------------------


def test_a_damaged_memory_of_pages_changes_nothing(tmp_path: Path) -> None:
    options = ("--project", DOSSIERS / "brand", "--format", "pdf", "--output", tmp_path)
    made: list[bytes] = []
    memory = tmp_path / ".cache/pages.en.screen.json"
    good = b""
    for content in (None, None, b"", b"[" * 9999, b'{"key": 1}', b"wrong"):
        if content is not None:
            key = json.loads(good)["key"]
            wrong = json.dumps({"key": key, "pages": {"M1": "9"}}).encode()
            memory.write_bytes(wrong if content == b"wrong" else content)
        done = hexapla("build", *options, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        good = memory.read_bytes()
        made.append((tmp_path / "brand.en.pdf").read_bytes())
    assert len(set(made)) == 1
    assert json.loads(good)["pages"]["M1"] == "2"
