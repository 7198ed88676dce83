"""E-books however they are built: with a PDF or alone, with fonts or without, without Pango."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from built import DOSSIERS, hexapla
from epub_reading import NS, Epub, markers, read_epub
from judges import epubcheck
from test_cli import NO_PANGO

MANIFEST = "META-INF/hexapla.json"
"""It tells which options an e-book was built with."""


def build(folder: Path, *options: str, case: str = "brand", told: str = "") -> Path:
    """The EPUB of a case in English, built into ``folder``."""
    arguments = ("build", "--project", DOSSIERS / case, "--output", folder, "--language", "en")
    done = hexapla(*arguments, *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, told)
    (path,) = folder.glob("*.epub")
    return path


def faults(path: Path) -> list[str]:
    return [one.message for one in epubcheck(path) if one.id != "CSS-028"]


def forged(kept: dict[str, object]) -> bytes:
    """A memory as who does not know the user's secret can sign it."""
    text = json.dumps([kept["key"], kept["pages"], kept["starts"]], sort_keys=True)
    sum = hmac.new(b"", text.encode(), hashlib.sha256).hexdigest()
    return json.dumps({**kept, "sum": sum}).encode()


def test_what_is_remembered_changes_nothing(tmp_path: Path) -> None:
    """The same bytes with the PDF, with what it left, with what is damaged or of another build."""
    made = [build(tmp_path).read_bytes()]
    memory = tmp_path / ".cache/pages.en.screen.json"
    good = json.loads(memory.read_bytes())
    shifted = [[start[0], *start[1:4], "wrong"] for start in good["starts"]]
    for content in (
        memory.read_bytes(),
        None,
        b"",
        b"[" * 9999,
        b'{"key": 1}',
        json.dumps({"key": good["key"], "pages": good["pages"]}).encode(),
        forged({**good, "starts": shifted}),
        json.dumps({**good, "key": "other"}).encode(),
    ):
        memory.unlink()
        if content is not None:
            memory.write_bytes(content)
        made.append(build(tmp_path, "--format", "epub").read_bytes())
        assert json.loads(memory.read_bytes()) == good
    assert len(set(made)) == 1


def test_an_ebook_alone_has_the_pages_of_the_screen(tmp_path: Path) -> None:
    (tmp_path / "print").mkdir()
    (tmp_path / "both").mkdir()
    one = build(tmp_path / "print", "--variant", "print", "--page-multiple", "8")
    two = build(tmp_path / "both", "--variant", "screen", "--variant", "print")
    assert one.read_bytes() == two.read_bytes()
    assert len(markers(read_epub(one))) > 3


def test_other_patterns_of_hyphenation_make_other_pages(tmp_path: Path) -> None:
    """What is remembered of pages is not used when a dictionary has changed in its place."""
    project = tmp_path / "project"
    shutil.copytree(DOSSIERS / "brand", project)
    patterns = project / "book/hyphenation/en.dic"
    patterns.parent.mkdir()
    keys = []
    for text in ("UTF-8\nz1z\n", "UTF-8\ny1y\n"):
        patterns.write_text(text, encoding="utf-8")
        options = ("--project", project, "--language", "en", "--format", "epub")
        assert hexapla("build", *options, cwd=tmp_path).returncode == 0
        kept = json.loads((project / "build/.cache/pages.en.screen.json").read_bytes())
        keys.append(kept["key"])
    assert keys[0] != keys[1]


@pytest.fixture(scope="module")
def without_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("none"), "--no-pages")


def test_without_pages_nothing_else_is_missing(without_pages: Path, tmp_path: Path) -> None:
    """Nor is the PDF, built beside it, laid out for the e-book alone."""
    one, other = read_epub(without_pages), read_epub(build(tmp_path, "--format", "epub"))
    assert_no_pages(one)
    changed = {name for name in one.files if one.files[name] != other.files[name]}
    spine = {name for name in one.spine if b"doc-pagebreak" in other.files[name]}
    lists = {"EPUB/nav.xhtml", "EPUB/toc.ncx", "EPUB/content.opf"}
    assert changed == spine | lists | {MANIFEST}
    assert faults(without_pages) == []
    alone = tmp_path / "alone"
    alone.mkdir()
    assert build(alone, "--format", "epub", "--no-pages").read_bytes() == without_pages.read_bytes()
    assert not (alone / ".cache").exists()


def assert_no_pages(epub: Epub) -> None:
    assert markers(epub) == []
    assert epub.document("EPUB/nav.xhtml").find(".//h:nav[@id='pages']", NS) is None
    assert epub.document("EPUB/toc.ncx").find(".//n:pageList", NS) is None
    assert epub.properties("pageBreakSource") == []
    assert not {one for one in epub.properties("schema:accessibilityFeature") if "page" in one}
    assert "Page numbers" not in epub.properties("schema:accessibilitySummary")[0]


@pytest.fixture(scope="module")
def without_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("none"), "--no-fonts", "--format", "epub")


def test_without_fonts_there_are_none(without_fonts: Path) -> None:
    with zipfile.ZipFile(without_fonts) as archive:
        assert not [name for name in archive.namelist() if "font" in name]
    epub = read_epub(without_fonts)
    assert b"@font-face" not in epub.files["EPUB/style.css"]
    assert b"FiraGO" not in b"".join(data for name, data in epub.files.items() if "html" in name)
    assert epubcheck(without_fonts) == []


def test_without_fonts_all_else_is_the_same(without_fonts: Path, tmp_path: Path) -> None:
    one, other = read_epub(without_fonts), read_epub(build(tmp_path, "--format", "epub"))
    assert [mark.address for mark in markers(one)] == [mark.address for mark in markers(other)]
    changed = {name for name in one.files if one.files[name] != other.files[name]}
    assert changed == {"EPUB/style.css", "EPUB/colophon.xhtml", "EPUB/content.opf", MANIFEST}


@pytest.fixture(scope="module")
def without_pango(tmp_path_factory: pytest.TempPathFactory) -> tuple[Epub, str]:
    folder = tmp_path_factory.mktemp("no-pango")
    (folder / "sitecustomize.py").write_text(NO_PANGO, encoding="utf-8")
    options = ("--output", folder, "--format", "epub", "--project", DOSSIERS / "brand")
    done = hexapla("build", *options, cwd=folder, environment={"PYTHONPATH": str(folder)})
    assert done.returncode == 0, done.stderr
    assert faults(folder / "brand.en.epub") == []
    strict = hexapla(
        "build", "--strict", *options, cwd=folder, environment={"PYTHONPATH": str(folder)}
    )
    assert strict.returncode == 1
    assert "error O010" in strict.stderr
    return read_epub(folder / "brand.en.epub"), done.stderr


def test_without_pango_there_are_no_pages_and_it_is_said(without_pango: tuple[Epub, str]) -> None:
    epub, told = without_pango
    assert told.startswith("warning O010: the e-book in en has no page numbers")
    assert_no_pages(epub)


def test_a_translation_names_who_made_it(tmp_path: Path) -> None:
    """As the header of its catalog does; the manuscript's own edition has no translator."""
    options = ("--project", DOSSIERS / "arabic", "--output", tmp_path, "--format", "epub")
    assert hexapla("build", *options, cwd=tmp_path).returncode == 0
    assert read_epub(tmp_path / "arabic.en.epub").meta("contributor") == []
    epub = read_epub(tmp_path / "arabic.ar.epub")
    assert epub.meta("contributor") == ["A. Translator"]
    assert "trl" in epub.properties("role")


def test_no_style_is_one_that_old_engines_do_not_know(without_pages: Path) -> None:
    """KOReader's crengine has no “margin-inline-start”; Kindle needs a rule for “hidden”."""
    css = read_epub(without_pages).files["EPUB/style.css"].decode()
    assert "-inline-" not in css
    assert "text-align: start" not in css
    assert "[hidden] { display: none; }" in css
