"""The text of PDFs in scripts whose glyphs are not their characters one by one.

Judged by Poppler and PDFium, on a small document that WeasyPrint lays out once. What is said here
of the readers was true of Poppler 22.12 and PDFium 153 (pypdfium2 5.15), and of MuPDF 1.28.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pdf import load_weasyprint
from hexapla.output.pdf.text_layer import logical_text
from judges import pdf_text, poppler_picture, poppler_text, qpdf_check
from texts import squeezed

WORDS = {
    "hi": ("निकला", "सूचीपत्र", "लॉर्न में छह", "हिंदी में", "ज़्यादातर", "वज़न", "रहे हैं", "मार्ग से निकला"),
    "th": (
        "ลำดับ",
        "สำหรับแผนที่",
        "เมืองลอร์น หนังสือ",
        "ทั้งหมด (ส่วนใหญ่เป็นนวนิยาย)",
        "ซิมม์ หัวหน้า",
        "ห้อง\u200bสมุด",
    ),
    "ar": ("ما لا يزال", "الأطالس", "الإنجليزية", "الآن", "سلام"),
    "he": ("ספרייה בתנועה", "ק״ג"),
    "ru": ("за́мок стои́т",),
    "vi": ("Thư viện chuyển nhà",),
    "uk": ("перша вантажівка виїхала",),
    "os": ("Куыройы уынгӕй",),
    "tr": ("kütüphane taşınıyor",),
    "ka": ("ბიბლიოთეკა გადადის",),
}
"""Words by language, each of which stands in a paragraph of its own."""

UNTOUCHED = ("he", "vi", "uk", "os", "tr", "ka")

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes the words of some languages, with the remedy or without."""
    folder = tmp_path_factory.mktemp("text-layer")
    face = default_faces()[0]
    (folder / face.name).write_bytes(face.data)
    style = font_face_rules([face], f"{folder.as_uri()}/")
    style += f"html {{ font: 14pt {font_family([face])} }} @page {{ size: 120mm 500mm }}"

    def written(*languages: str, mended: bool) -> Path:
        path = folder / f"{'-'.join(languages)}-{mended}.pdf"
        text = "".join(
            f"<p lang={tag} dir={'rtl' if tag in ('ar', 'he') else 'ltr'}>{words}</p>"
            for tag in languages
            for words in WORDS[tag]
        )
        html = f"<html lang=en><title>Words</title><style>{style}</style>{text}"
        document = load_weasyprint().HTML(string=html).render(pdf_tags=True)
        with logical_text() if mended else contextlib.nullcontext():
            path.write_bytes(document.write_pdf(pdf_tags=True))
        return path

    return written


def lacking(text: str, words: tuple[str, ...]) -> list[str]:
    """Those of ``words`` that are no line of ``text``, with the spaces that it has.

    Readers need not tell where a word may be broken: a space without width.
    """
    found = {unicodedata.normalize("NFC", line.strip()) for line in text.splitlines()}
    plain = {one: unicodedata.normalize("NFC", one.replace("\u200b", "")) for one in words}
    return [one for one in words if plain[one] not in found]


def all_lacking(path: Path, language: str) -> dict[str, list[str]]:
    """What each reader lacks. Poppler gives a ligature of Arabic as the one character it is."""
    poppler, pdfium = poppler_text(path), pdf_text(path)[0]
    if language == "ar":
        poppler = unicodedata.normalize("NFKC", poppler)
    words = WORDS[language]
    return {"Poppler": lacking(poppler, words), "PDFium": lacking(pdfium, words)}


@pytest.mark.parametrize("language", WORDS)
def test_readers_find_every_word(language: str, write: Write) -> None:
    path = write(language, mended=True)
    assert qpdf_check(path) == []
    assert all_lacking(path, language) == {"Poppler": [], "PDFium": []}


@pytest.mark.parametrize("language", ["hi", "th", "ar"])
def test_bare_weasyprint_needs_the_remedy(language: str, write: Write) -> None:
    """If this fails, WeasyPrint has mended what ``text_layer.py`` is for: see what can go."""
    assert all(all_lacking(write(language, mended=False), language).values())


def test_words_of_all_languages_on_one_page(write: Write) -> None:
    """Each glyph has one entry for the whole file, whichever word it came in first."""
    path = write(*WORDS, mended=True)
    text = "\n".join(pdf_text(path))
    assert [word for words in WORDS.values() for word in lacking(text, words)] == []


def test_simple_scripts_are_written_as_ever(write: Write) -> None:
    bare, mended = (write(*UNTOUCHED, mended=mended) for mended in (False, True))
    assert bare.read_bytes() == mended.read_bytes()


def test_the_same_words_give_the_same_bytes(write: Write) -> None:
    first = write("hi", "th", "ar", mended=True).read_bytes()
    assert write("hi", "th", "ar", mended=True).read_bytes() == first


def test_no_glyph_moves(write: Write) -> None:
    pictures = [poppler_picture(write(*WORDS, mended=mended)) for mended in (False, True)]
    assert pictures[0] == pictures[1]


def test_spans_stand_within_the_marked_content_of_the_tags(write: Write) -> None:
    """As ISO 32000-1, 14.6 wants it: within one text object, and none within another."""
    numbers: dict[bool, list[int]] = {}
    texts: list[str] = []
    marks: list[Any] = []
    for mended in (False, True):
        numbers[mended], in_text = [], False
        with pikepdf.open(write("hi", "th", mended=mended)) as pdf:
            for one in pikepdf.parse_content_stream(pdf.pages[0]):
                operands, operator = one.operands, str(one.operator)
                match operator:
                    case "BT" | "ET":
                        assert not any("/ActualText" in mark for mark in marks)
                        in_text = operator == "BT"
                    case "BDC":
                        mark = operands[1]
                        if "/MCID" in mark:
                            assert marks == []
                            numbers[mended].append(int(mark.MCID))
                        else:
                            assert [in_text, len(marks), operands[0]] == [True, 1, "/Span"]
                            texts.append(str(mark.ActualText))
                        marks.append(mark)
                    case "EMC":
                        marks.pop()
        assert marks == []
    assert numbers[False] == numbers[True] != []
    said = squeezed("".join(texts))
    assert all(squeezed(word) in said for word in ("निकला", "सूचीपत्र", "ลำดับ", "ทั้งหมด"))


def test_no_glyph_stands_for_nothing(write: Write) -> None:
    """What stands for nothing a reader takes for the number of the glyph."""
    for mended in (False, True):
        with pikepdf.open(write(*WORDS, mended=mended)) as pdf:
            maps = [item.ToUnicode.read_bytes() for item in fonts(pdf)]
        assert bool(re.search(rb"<[0-9a-f]{4}> <>", b"".join(maps))) is not mended


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [
        item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) if "/ToUnicode" in item
    ]


def test_a_line_that_is_not_understood_stays_as_it_is(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be if WeasyPrint wrote its glyphs in another manner."""
    from weasyprint.draw import text as drawing  # noqa: PLC0415 - after load_weasyprint

    draw = drawing.draw_first_line

    def draw_otherwise(stream: Any, *rest: Any) -> Any:
        emojis = draw(stream, *rest)
        stream.stream.append(b"[<0000>] TJ")
        return emojis

    monkeypatch.setattr(drawing, "draw_first_line", draw_otherwise)
    contents = []
    for mended in (False, True):
        with pikepdf.open(write("th", mended=mended)) as pdf:
            contents.append(pdf.pages[0].Contents.read_bytes())
    assert contents[0] == contents[1]


def test_weasyprint_is_itself_again_afterwards() -> None:
    load_weasyprint()
    from weasyprint.draw import text as drawing  # noqa: PLC0415 - after load_weasyprint

    draw = drawing.draw_first_line
    with contextlib.suppress(ZeroDivisionError), logical_text():
        assert drawing.draw_first_line is not draw
        raise ZeroDivisionError
    assert drawing.draw_first_line is draw


def test_readers_turn_round_actual_text_from_right_to_left(write: Write, tmp_path: Path) -> None:
    """ActualText is text as one reads it (ISO 32000-1, 14.9.4), also from right to left.

    Both readers take it to be in the order of painting, so Arabic and Hebrew have none. If this
    fails, they may have it.
    """
    word = "ספרייה"
    with pikepdf.open(write("he", mended=False)) as pdf:
        page = pdf.pages[0]
        said = word.encode("utf-16-be").hex()
        span = f"/Span <</ActualText <feff{said}>>> BDC\n".encode()
        content = re.sub(
            rb"(\[[^]]*\] TJ)", span + rb"\1\nEMC", page.Contents.read_bytes(), count=1
        )
        page.Contents = pdf.make_stream(content)
        pdf.save(tmp_path / "a.pdf")
    for text in (poppler_text(tmp_path / "a.pdf"), pdf_text(tmp_path / "a.pdf")[0]):
        assert word not in text
        assert word[::-1] in text
