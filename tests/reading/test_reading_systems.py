"""E-books driven in real reading systems: opened, gone about in, read to the end, judged."""

from __future__ import annotations

import json
import os
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from built import DOSSIERS, ROOT, languages_of
from epub_reading import NS, TYPE, XHTML, locators, read_epub
from hexapla.diagnostics import Place, Severity
from hexapla.output.epub_preflight import JUDGES, ask
from reading import systems
from reading.systems import DAY, EINK, NARROW, NIGHT, PHONE, SEPIA, SETUP, MissingToolError

ARABIC = (DOSSIERS / "arabic", "ar")
EDITIONS = [*((ROOT, tag) for tag in languages_of(ROOT)), ARABIC]
NAMES = [tag for _, tag in EDITIONS]
TABLES = (DOSSIERS / "tables", "en")

each_ebook = pytest.mark.parametrize("ebook", EDITIONS, ids=NAMES, indirect=True)
each_ebook_and_tables = pytest.mark.parametrize(
    "ebook", [*EDITIONS, TABLES], ids=[*NAMES, "tables"], indirect=True
)


@dataclass(frozen=True)
class Expected:
    """What the files of an e-book say, for a reading system to find."""

    title: str
    language: str
    direction: str
    contents: list[str]
    chapters: list[str]
    """The first level of the contents."""
    pages: list[str]
    """Labels of the page list; none if the book has no page list."""
    landmarks: list[str]
    spine: list[str]
    places: list[str]
    """Addresses of some locators."""


def expected(path: Path) -> Expected:
    epub = read_epub(path)
    item = epub.opf.find(".//o:item[@properties='nav']", NS)
    nav = epub.document(posixpath.join(epub.folder, item.get("href")))

    def links(kind: str) -> list[Any]:
        return [
            link
            for one in nav.iter(f"{XHTML}nav")
            if one.get(TYPE) == kind
            for link in one.iter(f"{XHTML}a")
        ]

    def labels(kind: str) -> list[str]:
        return [" ".join("".join(link.itertext()).split()) for link in links(kind)]

    where = {
        element.get("id"): name for name in epub.spine for element in epub.document(name).iter()
    }
    named = [f"{where[anchor]}#{anchor}" for _, anchor in locators(epub) if anchor in where]
    return Expected(
        title=epub.meta("title")[0],
        language=epub.meta("language")[0],
        direction=epub.opf.find(".//o:spine", NS).get("page-progression-direction"),
        contents=labels("toc"),
        chapters=[
            " ".join("".join(link.itertext()).split())
            for link in nav.xpath(
                ".//h:nav[@role='doc-toc']/h:ol/h:li/h:a", namespaces={"h": NS["h"]}
            )
        ],
        pages=labels("page-list"),
        landmarks=[link.get(TYPE) for link in links("landmarks")],
        spine=list(epub.spine),
        places=named[:: max(1, len(named) // 12)],
    )


def plain(text: str) -> str:
    return " ".join(text.split())


# ---- foliate-js in Chromium -------------------------------------------------------------------


@pytest.fixture
def read(
    ebook: Path, once: Callable[[str, Callable[[Path], None]], Path]
) -> tuple[Expected, dict[str, Any]]:
    """What foliate-js shows of an e-book from its cover to its end, on an e-ink screen."""
    book = expected(ebook)

    def make(folder: Path) -> None:
        seen = systems.foliate(
            ebook,
            EINK,
            style=DAY,
            visit=book.places,
            contents=True,
            pages=True,
            sections=True,
            note=True,
            turn=2000,
        )
        (folder / "seen.json").write_text(json.dumps(seen), encoding="utf-8")

    return book, json.loads((once(f"foliate-{ebook.stem}", make) / "seen.json").read_text("utf-8"))


@each_ebook
def test_foliate_opens_it(read: tuple[Expected, dict[str, Any]]) -> None:
    book, seen = read
    assert seen["errors"] == []
    assert (seen["title"], seen["language"], seen["direction"]) == (
        book.title,
        book.language,
        book.direction,
    )
    assert seen["sections"] == book.spine
    assert seen["landmarks"] == book.landmarks


@each_ebook
def test_foliate_goes_where_contents_and_locators_lead(
    read: tuple[Expected, dict[str, Any]],
) -> None:
    book, seen = read
    assert [plain(item["label"]) for item in seen["contents"]] == book.contents
    assert len(seen["contentsVisited"]) == len(book.contents)
    assert len(seen["visits"]) == len(book.places) > 3
    for visit in (*seen["contentsVisited"], *seen["visits"]):
        assert visit["shown"], visit


@each_ebook
def test_foliate_goes_to_pages(read: tuple[Expected, dict[str, Any]]) -> None:
    """Of the printed book, or to passages; of whatever the page list names."""
    book, seen = read
    assert [plain(item["label"]) for item in seen["pages"]] == book.pages
    assert len(seen["pagesVisited"]) == len(book.pages)
    for label, visit in zip(book.pages, seen["pagesVisited"], strict=True):
        assert visit["shown"], visit
        assert visit["page"] is not None, label


@each_ebook
def test_foliate_pops_up_a_note(read: tuple[Expected, dict[str, Any]]) -> None:
    _, seen = read
    note = seen["note"]
    assert (note["type"], note["hidden"]) == ("footnote", True)
    assert len(note["text"]) > 10


@each_ebook
def test_foliate_turns_pages_to_the_end(read: tuple[Expected, dict[str, Any]]) -> None:
    book, seen = read
    assert seen["turned"]["sections"] == list(range(len(book.spine)))
    assert seen["turned"]["pages"] >= len(book.spine)


@each_ebook
def test_foliate_has_the_language_and_the_fonts(read: tuple[Expected, dict[str, Any]]) -> None:
    book, seen = read
    for section in seen["inspected"]:
        assert (section["language"], section["direction"]) == (book.language, book.direction)
        assert set(states_of_fonts(section)) <= {"loaded", "unloaded"}
    assert all("loaded" in states_of_fonts(one) for one in seen["inspected"][1:])


def states_of_fonts(section: dict[str, Any]) -> list[str]:
    """Of the faces of the family that a section is set in."""
    family = section["family"].split(",")[0].strip('"')
    return [one["status"] for one in section["fonts"] if one["family"].strip('"') == family]


# ---- narrow, dark and grey --------------------------------------------------------------------


@each_ebook_and_tables
def test_nothing_sticks_out_of_a_narrow_screen(ebook: Path) -> None:
    """Nor is anything a box that is cut through between pages."""
    for section in systems.foliate(ebook, NARROW, style=SEPIA, sections=True)["inspected"]:
        found = (section["section"], section["wide"], section["boxes"])
        assert found == (section["section"], [], [])


@each_ebook_and_tables
def test_all_ink_is_told_from_its_ground_by_night(ebook: Path) -> None:
    seen = systems.foliate(ebook, PHONE, style=NIGHT, night=True, sections=True)
    for section in seen["inspected"]:
        found = (section["section"], section["wide"], section["faint"])
        assert found == (section["section"], [], [])


def test_what_cannot_be_read_is_found(ebooks: Callable[[Path, str], Path]) -> None:
    """The two tests before see what they look for."""
    faults = "p { color: #222222 } h1 { width: 40em; overflow: auto }"
    style = f"{NIGHT} {faults}"
    found = systems.foliate(ebooks(*TABLES), PHONE, style=style, night=True, sections=True)[
        "inspected"
    ][-2]
    assert "h1" in found["wide"]
    assert "h1" in found["boxes"]
    assert any(name.startswith("p") for name in found["faint"])


@each_ebook
def test_the_style_leaves_colours_and_sizes_to_the_reader(ebook: Path) -> None:
    epub = read_epub(ebook)
    css = re.sub(r"/\*.*?\*/", "", epub.files[f"{epub.folder}/style.css"].decode(), flags=re.DOTALL)
    rules = re.findall(r"([\w-]+)\s*:\s*([^;{}]+)[;}]", css)
    colours = [rule for rule in rules if "color" in rule[0] or "background" in rule[0]]
    assert set(colours) <= {("color", "inherit")}
    fixed = [rule for rule in rules if re.search(r"\d(px|pt|mm|cm|in)\b", rule[1])]
    assert [rule for rule in fixed if "border" not in rule[0]] == []
    assert [rule for rule in rules if "hyphens" in rule[0] or rule[1] == "justify"] == []
    assert len(css) < 8000


# ---- other engines ----------------------------------------------------------------------------


@each_ebook
def test_webkit_opens_it(ebook: Path) -> None:
    """The engine of Apple Books."""
    book = expected(ebook)
    seen = systems.foliate_in_webkit(
        ebook, EINK, style=DAY, visit=book.places, contents=True, sections=True
    )
    assert "AppleWebKit" in seen["engine"]
    assert (seen["title"], seen["direction"]) == (book.title, book.direction)
    assert all(visit["shown"] for visit in (*seen["contentsVisited"], *seen["visits"]))
    for section in seen["inspected"]:
        assert (section["section"], section["wide"]) == (section["section"], [])
        assert set(states_of_fonts(section)) <= {"loaded", "unloaded"}
    assert all("loaded" in states_of_fonts(one) for one in seen["inspected"][1:])


@each_ebook
def test_mupdf_lays_it_out(ebook: Path) -> None:
    book = expected(ebook)
    pages = systems.mupdf(ebook, PHONE)
    found = [plain(title) for title in pages.contents]  # from the NCX, which may be less deep
    assert [title for title in found if title in book.chapters] == book.chapters
    assert set(found) <= set(book.contents)
    assert any("FiraGO" in name for name in pages.fonts)
    assert pages.empty == []
    assert "\N{REPLACEMENT CHARACTER}" not in pages.text
    assert len(pages.text) > 1000


@each_ebook
def test_readium_understands_it(ebook: Path) -> None:
    """The parser of Thorium."""
    book = expected(ebook)
    manifest = systems.readium(ebook)
    metadata = manifest["metadata"]
    title = metadata["title"]
    assert (title[book.language] if isinstance(title, dict) else title) == book.title
    assert metadata["language"] == book.language
    assert metadata["readingProgression"] == book.direction
    assert metadata["accessibilityFeature"]
    assert [item["href"] for item in manifest["readingOrder"]] == book.spine
    assert [plain(label) for label in labels(manifest["toc"])] == book.contents
    assert [plain(label) for label in labels(manifest.get("pageList", ()))] == book.pages
    assert len(manifest["landmarks"]) == len(book.landmarks)


def labels(items: Any) -> list[str]:
    return [label for item in items for label in (item["title"], *labels(item.get("children", ())))]


@each_ebook
def test_calibre_makes_azw3_of_it_without_a_warning(ebook: Path, tmp_path: Path) -> None:
    target = tmp_path / "book.azw3"
    assert systems.to_azw3(ebook, target) == []
    made, own = systems.calibre_metadata(target), systems.calibre_metadata(ebook)
    assert made["Title"] == own["Title"]
    assert made["Languages"] == own["Languages"]


@each_ebook
def test_ace_finds_nothing(ebook: Path, tmp_path: Path) -> None:
    assert systems.ace(ebook, tmp_path) == []


def test_hexapla_understands_what_ace_says(
    ebooks: Callable[[Path, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``check --outputs`` asks it: of what is sound, and of a picture without alternative."""
    folders = (systems.packages() / ".bin", Path(systems.node()).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    monkeypatch.setenv("PUPPETEER_EXECUTABLE_PATH", systems.chromium())
    (judge,) = [one for one in JUDGES if one.name == "Ace"]
    place = Place("build/arabic.ar.epub")
    sound, wrong = ebooks(*ARABIC), tmp_path / "wrong.epub"
    assert ask(judge, sound, place) == ()
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            picture = b'<img src="cover.png"/></section>' if "prose" in name else b"</section>"
            new.writestr(name, old.read(name).replace(b"</section>", picture, 1))
    found = ask(judge, wrong, place)
    assert {(item.code, item.severity) for item in found} == {("E016", Severity.ERROR)}
    assert "prose.xhtml: Ace image-alt" in found[0].message


# ---- the tools themselves ---------------------------------------------------------------------


def test_the_packages_are_pinned_and_no_host_is_named() -> None:
    lock = json.loads((systems.HERE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "://" not in json.dumps(lock)


def test_a_missing_tool_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systems, "CALIBRE", ("no-such-program",))
    with pytest.raises(MissingToolError, match=f"Calibre is missing: {SETUP}"):
        systems.calibre()
