"""The judges judge: each is shown something good and something bad."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from weasyprint import HTML

from judges import (
    epubcheck,
    msgfmt_check,
    pdf_fonts,
    pdf_png,
    pdf_text,
    poppler_picture,
    poppler_text,
    qpdf_check,
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("judges") / "a.pdf"
    HTML(string="<p>One<p style='break-before: page'>Two</p>").write_pdf(path)
    return path


def test_text_fonts_and_picture_of_a_pdf(pdf: Path) -> None:
    assert [text.strip() for text in pdf_text(pdf)] == ["One", "Two"]
    ((name, embedded, subset),) = pdf_fonts(pdf)
    assert (bool(name), "+" in name, embedded, subset) == (True, False, True, True)
    image = Image.open(io.BytesIO(pdf_png(pdf, 1, 2)))
    assert image.size == (1191, 1684)
    assert sum(image.convert("L").histogram()[:100]) > 50


def test_text_and_picture_of_a_pdf_as_poppler_sees_them(pdf: Path) -> None:
    assert poppler_text(pdf).split() == ["One", "Two"]
    assert poppler_picture(pdf, 72).startswith(b"P6\n596 842\n")


def test_a_font_that_is_not_embedded_is_seen(tmp_path: Path) -> None:
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, BaseFont=pikepdf.Name.Helvetica)
        made.Root.Font = made.make_indirect(font)
        made.save(tmp_path / "a.pdf")
    assert pdf_fonts(tmp_path / "a.pdf") == [("Helvetica", False, False)]


def test_a_damaged_pdf_is_seen(pdf: Path, tmp_path: Path) -> None:
    assert qpdf_check(pdf) == []
    (tmp_path / "a.pdf").write_bytes(pdf.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    assert qpdf_check(tmp_path / "a.pdf")


def test_a_damaged_catalog_is_seen(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    good, bad = tmp_path / "good.po", tmp_path / "bad.po"
    header = (
        "Project-Id-Version: a\\nPO-Revision-Date: 2026-11-22 00:00+0000\\n"
        "Last-Translator: a <a@example.org>\\nLanguage-Team: a\\nLanguage: ka\\n"
        "MIME-Version: 1.0\\nContent-Transfer-Encoding: 8bit\\n"
    )
    head = head.replace('"Content', f'"{header}Content')
    good.write_text(head + '\nmsgid "a"\nmsgstr "ა"\n', encoding="utf-8")
    bad.write_text(head + '\nmsgid "a\\n"\nmsgstr "ა"\n', encoding="utf-8")
    assert msgfmt_check(good) == []
    assert msgfmt_check(bad)


def test_what_is_not_an_epub_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(b"no archive")
    assert "FATAL" in {one.severity for one in epubcheck(tmp_path / "a.epub")}


def test_a_missing_judge_raises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError):
        msgfmt_check(tmp_path / "a.po")
    with pytest.raises(FileNotFoundError):
        poppler_text(tmp_path / "a.pdf")
