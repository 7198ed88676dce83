"""Each fault is found in an e-book that has it, and nothing in e-books that have none.

The counter-examples are the Arabic e-book of the cases with one thing changed in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from built import DOSSIERS, ROOT, Build, Edition, languages_of
from hexapla.diagnostics import CODES, Diagnostic, Place
from hexapla.output.epub_preflight import Companion, epub_preflight
from hexapla.output.preflight import identifier_of
from hexapla.output.proof import read_printed
from test_dossiers import EDITIONS, NAMES

PLACE = Place("build/book.ar.epub")


def companion(path: Path) -> Companion:
    printed = read_printed(path, PLACE)
    return Companion(printed.labels, printed.anchors, identifier_of(path))


@pytest.fixture(scope="module")
def sound(built: Callable[[Path], Build]) -> Edition:
    return built(DOSSIERS / "arabic").edition("ar")


class Spoiler:
    """Makes copies of an e-book in which something is changed, and says what is found in them."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        self.edition, self.folder = edition, folder
        self.pdf = companion(edition.pdf)
        with zipfile.ZipFile(edition.epub) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}

    def book(self, changes: dict[str, bytes | None]) -> Path:
        """The e-book with other files; None takes one out."""
        path = self.folder / "spoiled.epub"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in {**self.files, **changes}.items():
                if data is not None:
                    archive.writestr(name, data)
        return path

    def replaced(self, name: str, *pairs: tuple[str, str]) -> dict[str, bytes | None]:
        text = self.files[f"EPUB/{name}"].decode()
        for old, new in pairs:
            assert old in text, (name, old)
            text = text.replace(old, new, 1)
        return {f"EPUB/{name}": text.encode()}

    def said(self, name: str, *pairs: tuple[str, str]) -> list[Diagnostic]:
        return self.said_of(self.replaced(name, *pairs))

    def said_of(
        self, changes: dict[str, bytes | None], pdf: Companion | None = None
    ) -> list[Diagnostic]:
        found = list(epub_preflight(self.book(changes), PLACE, pdf or self.pdf))
        assert all(item.place == PLACE for item in found)
        return found


@pytest.fixture
def spoil(sound: Edition, tmp_path: Path) -> Spoiler:
    return Spoiler(sound, tmp_path)


def codes(found: list[Diagnostic]) -> list[str]:
    return [item.code for item in found]


# ---- what is sound ----------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS, ids=NAMES, indirect=True)
def test_the_editions_of_the_cases_are_sound(edition: Edition) -> None:
    assert epub_preflight(edition.epub, PLACE, companion(edition.pdf), edition.epub) == ()


@pytest.mark.parametrize("tag", languages_of(ROOT))
def test_the_editions_of_our_dossier_are_sound(built: Callable[[Path], Build], tag: str) -> None:
    edition = built(ROOT).edition(tag)
    assert epub_preflight(edition.epub, PLACE, companion(edition.pdf), edition.epub) == ()


def test_what_is_packed_anew_is_as_sound(spoil: Spoiler) -> None:
    assert spoil.said_of({}) == []


def test_every_code_of_finished_ebooks_has_a_counter_example() -> None:
    folder = Path(__file__).parents[1]
    names = ("output/test_epub_judges.py", "pipeline/test_finished.py")
    texts = [Path(__file__), *(folder / name for name in names)]
    all_texts = "".join(path.read_text(encoding="utf-8") for path in texts)
    assert [code for code in CODES if code[0] == "E" and f'"{code}"' not in all_texts] == []


# ---- E001: files ------------------------------------------------------------------------------


def test_what_is_no_ebook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(b"PK and no more")
    assert codes(list(epub_preflight(path, PLACE))) == ["E001"]
    assert codes(list(epub_preflight(tmp_path / "none.epub", PLACE))) == ["E001"]


@pytest.mark.parametrize(
    "name",
    ["META-INF/container.xml", "EPUB/content.opf", "EPUB/prose.xhtml", "EPUB/style.css"],
)
def test_a_missing_file_is_named(spoil: Spoiler, name: str) -> None:
    (found,) = spoil.said_of({name: None})
    assert (found.code, name in found.message) == ("E001", True)


def test_what_is_not_xml_is_told_with_its_line(spoil: Spoiler) -> None:
    (found,) = spoil.said("prose.xhtml", ("<h1 ", "<h1\n<"))
    assert (found.code, found.message.partition(" ")[0]) == ("E001", "prose.xhtml:13:")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' properties="nav"', ""),
        ('idref="part-prose"', 'idref="part-none"'),
        ('idref="part-prose"', 'idref="css"'),
        ("<rootfile ", "<other "),
    ],
)
def test_a_package_that_does_not_hold_together_is_told(spoil: Spoiler, old: str, new: str) -> None:
    name = "../META-INF/container.xml" if "rootfile" in old else "content.opf"
    file = "META-INF/container.xml" if "rootfile" in old else f"EPUB/{name}"
    text = spoil.files[file].decode()
    assert old in text
    assert codes(spoil.said_of({file: text.replace(old, new, 1).encode()})) == ["E001"]


# ---- E002: contents and landmarks -------------------------------------------------------------


def test_a_document_that_the_contents_lack_is_told(spoil: Spoiler) -> None:
    line = '<li><a href="people.xhtml">الأشخاص</a></li>\n'
    found = spoil.said("nav.xhtml", (line, ""))
    assert codes(found) == ["E002", "E002"]
    assert found[0].message.startswith("people.xhtml: the contents do not name")
    assert "NCX" in found[1].message


def test_contents_out_of_order_are_told(spoil: Spoiler) -> None:
    one, other = "prose.xhtml#prose-h1", "prose.xhtml#prose-h2"
    swaps = ((one, "@"), (other, one), ("@", other))
    nav, ncx = spoil.replaced("nav.xhtml", *swaps), spoil.replaced("toc.ncx", *swaps)
    (found,) = spoil.said_of({**nav, **ncx})
    assert (found.code, "behind" in found.message) == ("E002", True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('epub:type="toc" role', 'epub:type="lot" role'),
        ('epub:type="landmarks"', 'epub:type="lot"'),
        ('<a epub:type="bodymatter"', '<a epub:type="preface"'),
        ('<a epub:type="toc" href', "<a href"),
        ('epub:type="index" href="index.xhtml"', 'epub:type="cover" href="cover.xhtml"'),
    ],
)
def test_lists_that_are_not_as_they_should_be_are_told(spoil: Spoiler, old: str, new: str) -> None:
    assert set(codes(spoil.said("nav.xhtml", (old, new)))) == {"E002"}


# ---- E003, E004: pages ------------------------------------------------------------------------

LISTED = '<li><a href="prose.xhtml#page-3">٣</a></li>\n'
MARKER = '<span epub:type="pagebreak" role="doc-pagebreak" id="page-3" aria-label="٣"></span>'
TARGET = '<navLabel><text>٣</text></navLabel><content src="prose.xhtml#page-3"/>'


def test_a_page_that_is_not_listed_is_told(spoil: Spoiler) -> None:
    found = spoil.said("nav.xhtml", (LISTED, ""))
    assert codes(found) == ["E003"] * 3  # a marker more than lines, unlike the NCX, unlike the PDF
    assert "prose.xhtml" in found[0].message
    assert found[2].message.endswith("not in the list of pages: 3; build both formats again")


def test_a_page_without_a_marker_is_told(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", (MARKER, ""))
    assert set(codes(found)) == {"E003", "E004", "E007"}
    assert any("leads to no marker" in item.message for item in found)


def test_a_marker_in_a_link_is_told(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", (MARKER, f'<a href="#prose">{MARKER}</a>'))
    assert any("the marker of page ٣ is in a link" in item.message for item in found)


def test_a_marker_that_calls_its_page_otherwise_is_told(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", ('aria-label="٣"', 'aria-label="٤"'))
    assert "leads to the marker of page ٤" in found[0].message
    assert set(codes(found)) == {"E003", "E004"}


def test_pages_in_another_order_than_the_books_are_told(spoil: Spoiler) -> None:
    other = '<li><a href="events.xhtml#page-4">٤</a></li>\n'
    nav = spoil.replaced("nav.xhtml", (LISTED + other, other + LISTED))
    assert set(codes(spoil.said_of(nav))) == {"E003"}


def test_an_ncx_with_other_pages_is_told(spoil: Spoiler) -> None:
    (found,) = spoil.said("toc.ncx", (TARGET, TARGET.replace("٣", "٤")))
    assert (found.code, "“٣”" in found.message) == ("E003", True)


def test_pages_of_another_pdf_are_told(spoil: Spoiler) -> None:
    longer = replace(spoil.pdf, labels=(*spoil.pdf.labels, "10", "11", "12", "13", "14", "15"))
    (found,) = spoil.said_of({}, longer)
    assert found.code == "E003"
    assert "10, 11, 12, 13, 14 and 1 more" in found.message
    last = len(spoil.pdf.labels) - 1
    anchors = {name: page for name, page in spoil.pdf.anchors.items() if page < last}
    shorter = replace(spoil.pdf, labels=spoil.pdf.labels[:-1], anchors=anchors)
    (found,) = spoil.said_of({}, shorter)
    assert "that the PDF has not: 9" in found.message
    (found,) = spoil.said_of({}, replace(spoil.pdf, identifier="urn:uuid:other"))
    assert "own identifier is urn:uuid:other" in found.message
    shuffled = (*spoil.pdf.labels[:-2], *reversed(spoil.pdf.labels[-2:]))
    found, *_ = spoil.said_of({}, replace(spoil.pdf, labels=shuffled))
    assert "not in the order of the PDF" in found.message


def test_a_passage_on_another_page_is_told(spoil: Spoiler) -> None:
    anchors = {**spoil.pdf.anchors, "T1": spoil.pdf.anchors["T1"] + 1}
    (found,) = spoil.said_of({}, replace(spoil.pdf, anchors=anchors))
    assert found.code == "E004"
    assert "T1 is on page 2 of the PDF, and here on page 1" in found.message


def test_a_book_without_pages_has_none_to_compare(
    built: Callable[[Path], Build], tmp_path: Path
) -> None:
    spoiler = Spoiler(built(DOSSIERS / "french").edition("en"), tmp_path)
    changes: dict[str, bytes | None] = {}
    for name, data in spoiler.files.items():
        if name.endswith((".xhtml", ".ncx")):
            text = data.decode()
            while 'role="doc-pagebreak"' in text:
                start = text.index('<span epub:type="pagebreak"')
                text = text[:start] + text[text.index("</span>", start) + 7 :]
            for begin, end in (
                ('<nav epub:type="page-list"', "</nav>"),
                ("<pageList>", "</pageList>"),
            ):
                if begin in text:
                    start = text.index(begin)
                    text = text[:start] + text[text.index(end, start) + len(end) :]
            changes[name] = text.encode()
    assert codes(spoiler.said_of(changes)) == ["E018"]


# ---- E005, E006: notes ------------------------------------------------------------------------


def test_a_call_without_a_note_is_told(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", ('href="#prose-note1" ', 'href="#prose" '))
    assert codes(found) == ["E005", "E005", "E006"]  # and the note has no call, and no way back
    assert "leads to no note" in found[0].message
    assert "nothing calls note" in found[1].message


def test_a_note_in_another_file_does_not_pop_up(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", ('href="#prose-note1" ', 'href="thread.xhtml#thread-note1" '))
    assert codes(found) == ["E005", "E005", "E006"]


def test_a_note_that_does_not_lead_back_is_told(spoil: Spoiler) -> None:
    (found,) = spoil.said("prose.xhtml", (' role="doc-backlink" href="#prose-note1-call"', ""))
    assert found.code == "E006"
    found, other = spoil.said(
        "prose.xhtml", ('href="#prose-note1-call"', 'href="#prose-note2-call"')
    )
    assert (found.code, other.code) == ("E006", "E006")
    assert "leads back to what does not call it" in found.message


def test_each_of_several_calls_needs_a_way_back(
    built: Callable[[Path], Build], tmp_path: Path
) -> None:
    spoiler = Spoiler(built(DOSSIERS / "footnotes").edition("en"), tmp_path)
    back = 'href="#places-note1-call-3"'
    (found,) = spoiler.said("places.xhtml", (f' role="doc-backlink" {back}', ""))
    assert (found.code, "does not lead back to this call" in found.message) == ("E006", True)


# ---- E007, E008: links and ids ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("prose.xhtml", 'href="thread.xhtml#T1"', 'href="thread.xhtml#T9"'),
        ("prose.xhtml", 'href="thread.xhtml#T1"', 'href="threads.xhtml"'),
        ("prose.xhtml", 'href="https://example.org/report"', 'href="https://"'),
        ("prose.xhtml", 'href="https://example.org/report"', 'href="http://[example"'),
        ("prose.xhtml", 'href="https://example.org/report"', 'href="tel:1"'),
        ("prose.xhtml", 'aria-labelledby="prose"', 'aria-labelledby="title"'),
        ("toc.ncx", 'src="people.xhtml"', 'src="people.xhtml#none"'),
        ("style.css", "fonts/FiraGO-Bold.ttf", "fonts/None.ttf"),
    ],
)
def test_what_leads_nowhere_is_told(spoil: Spoiler, name: str, old: str, new: str) -> None:
    found = spoil.said(name, (old, new))
    assert "E007" in codes(found)
    assert set(codes(found)) <= {"E007", "E002"}  # an NCX that differs from the contents
    assert any(item.message.startswith(name) for item in found)


def test_an_id_that_stands_twice_is_told(spoil: Spoiler) -> None:
    found = spoil.said("prose.xhtml", ('<p id="C2"', '<p id="C1"'))
    assert "E008" in codes(found)
    assert set(codes(found)) <= {"E007", "E008"}


# ---- E009: fonts ------------------------------------------------------------------------------


def test_a_character_that_no_font_has_is_told_once(spoil: Spoiler) -> None:
    (found,) = spoil.said("prose.xhtml", ("UNESCO", "ⴰⴰ"), ("BBC", "\u200fⴰ\u00ad"))
    assert (found.code, "“ⴰ” (U+2D30)" in found.message) == ("E009", True)


def test_without_fonts_no_character_is_missing(spoil: Spoiler) -> None:
    opf = spoil.files["EPUB/content.opf"].decode().splitlines()
    kept = "\n".join(line for line in opf if "font/ttf" not in line)
    fonts: dict[str, bytes | None] = {"EPUB/content.opf": kept.encode()}
    css = spoil.files["EPUB/style.css"].decode().splitlines()
    fonts["EPUB/style.css"] = "\n".join(line for line in css if "@font-face" not in line).encode()
    assert spoil.said_of({**fonts, **spoil.replaced("prose.xhtml", ("UNESCO", "ⴰ"))}) == []


def test_a_font_that_is_none_is_told(spoil: Spoiler) -> None:
    found = spoil.said_of({"EPUB/fonts/FiraGO-Bold.ttf": b"no font"})
    assert codes(found) == ["E009"]
    data = io.BytesIO()
    font = TTFont(io.BytesIO(spoil.files["EPUB/fonts/FiraGO-Regular.ttf"]))
    font.save(data)  # another writer's, as sound
    assert spoil.said_of({"EPUB/fonts/FiraGO-Regular.ttf": data.getvalue()}) == []


# ---- E010, E011: what it must not do ----------------------------------------------------------

BODY_END = "</body>"


@pytest.mark.parametrize(
    "added",
    [
        '<img alt="a" src="https://example.org/a.png"/>',
        '<img alt="a" src="//example.org/a.png"/>',
        '<img alt="a" src="cover.png" srcset="cover.png 1x, https://example.org/a.png 2x"/>',
        '<p style="background: url(https://example.org/a.png)">a</p>',
        '<style>@import "https://example.org/a.css";</style>',
        '<video poster="https://example.org/a.png"></video>',
        '<svg xmlns="http://www.w3.org/2000/svg" aria-label="a">'
        '<image href="https://example.org/a.png"/></svg>',
    ],
)
def test_what_would_be_fetched_is_told(spoil: Spoiler, added: str) -> None:
    assert codes(spoil.said("prose.xhtml", (BODY_END, added + BODY_END))) == ["E010"]


def test_styles_and_packages_that_fetch_are_told(spoil: Spoiler) -> None:
    font = ('url("fonts/FiraGO-Bold.ttf")', 'url("https://example.org/a.ttf")')
    assert codes(spoil.said("style.css", font)) == ["E010"]
    item = '<item href="https://example.org/a" id="a" media-type="text/css"/></manifest>'
    assert codes(spoil.said("content.opf", ("</manifest>", item))) == ["E010"]
    sheet = '<?xml-stylesheet href="https://example.org/a.css"?>\n<!DOCTYPE'
    assert codes(spoil.said("prose.xhtml", ("<!DOCTYPE", sheet))) == ["E010"]
    assert spoil.said("style.css", ("body {", "/* url(https://example.org) */ body {")) == []


@pytest.mark.parametrize(
    "added",
    [
        "<script>1</script>",
        '<p onclick="go()">a</p>',
        '<a href="javascript:go()">a</a>',
        '<svg xmlns="http://www.w3.org/2000/svg" aria-label="a"><script>1</script></svg>',
    ],
)
def test_a_script_is_told(spoil: Spoiler, added: str) -> None:
    assert codes(spoil.said("prose.xhtml", (BODY_END, added + BODY_END))) == ["E011"]


def test_a_package_with_scripts_is_told(spoil: Spoiler) -> None:
    scripted = ('id="part-prose"', 'id="part-prose" properties="scripted"')
    assert codes(spoil.said("content.opf", scripted)) == ["E011"]
    item = '<item href="style.css" id="a" media-type="text/javascript"/></manifest>'
    assert codes(spoil.said("content.opf", ("</manifest>", item))) == ["E011"]


# ---- E012, E013: for those who do not see it --------------------------------------------------


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ('<img src="cover.png"/>', ["E012"]),
        ('<img src="cover.png" alt=" "/>', ["E012"]),
        ('<img src="cover.png" alt="" role="presentation"/>', []),
        ('<img src="cover.png" alt="a"/>', []),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', ["E012"]),
        ('<svg xmlns="http://www.w3.org/2000/svg"><title>a</title></svg>', []),
    ],
)
def test_a_picture_without_an_alternative_is_told(
    spoil: Spoiler, added: str, found: list[str]
) -> None:
    assert codes(spoil.said("prose.xhtml", (BODY_END, added + BODY_END))) == found


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("prose.xhtml", ' lang="ar"', ""),
        ("prose.xhtml", ' lang="ar" xml:lang="ar"', ' lang="en" xml:lang="en"'),
        ("prose.xhtml", ' dir="rtl">\n<head>', ">\n<head>"),
        ("prose.xhtml", 'lang="en" xml:lang="en"', 'lang="en"'),
        ("prose.xhtml", 'lang="en" xml:lang="en"', 'lang="no lang" xml:lang="no lang"'),
        ("content.opf", ' page-progression-direction="rtl"', ""),
        ("content.opf", "<dc:language>ar<", "<dc:language>no lang<"),
    ],
)
def test_a_language_that_is_not_said_is_told(spoil: Spoiler, name: str, old: str, new: str) -> None:
    assert codes(spoil.said(name, (old, new))) == ["E013"]


# ---- E014: beside an earlier build ------------------------------------------------------------


def test_what_an_earlier_build_had_is_told(spoil: Spoiler, sound: Edition, tmp_path: Path) -> None:
    before = tmp_path / "before.epub"
    before.write_bytes(sound.epub.read_bytes())

    def said(*pairs: tuple[str, str], name: str = "prose.xhtml") -> list[str]:
        found = epub_preflight(spoil.book(spoil.replaced(name, *pairs)), PLACE, None, before)
        assert set(codes(list(found))) <= {"E014", "E007", "E003", "E018"}
        return [item.message for item in found if item.code == "E014"]

    assert said() == []
    (gone,) = said(('<p id="C2"', "<p"))
    assert "had “C2” here; it is gone" in gone
    (other,) = said(("urn:uuid:d119", "urn:uuid:e119"), name="content.opf")
    assert "its identifier was urn:uuid:d119" in other
    assert said((MARKER, "")) == []  # pages move with the text


def test_an_earlier_build_that_cannot_be_read_is_told(sound: Edition, tmp_path: Path) -> None:
    before = tmp_path / "before.epub"
    before.write_bytes(b"no e-book")
    (found,) = epub_preflight(sound.epub, PLACE, None, before)  # and nothing else is looked at
    assert (found.code, str(found.place)) == ("E001", str(before))
