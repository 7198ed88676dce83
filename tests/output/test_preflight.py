"""Preflight finds each fault in a file that has it, and nothing in files that have none.

The counter-examples are made with bare WeasyPrint, or spoiled with pikepdf: none of them was laid
out by our code.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from built import ROOT, Build, Edition, hexapla, languages_of
from hexapla.diagnostics import CODES, Diagnostic, Place
from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pdf import load_weasyprint
from hexapla.output.preflight import preflight
from hexapla.output.preflight.flow import Flow
from hexapla.output.preflight.reading import read_finished
from hexapla.pipeline.finished import check_outputs
from hexapla.project import Project
from test_dossiers import EDITIONS, NAMES

LINES = 12
"""Lines of text on a page of the counter-examples."""

PLACE = Place("build/book.en.pdf")


class Press:
    """Prints HTML with bare WeasyPrint, on small pages of twelve lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        faces = default_faces()
        for face in faces:
            (folder / face.name).write_bytes(face.data)
        self.style = (
            font_face_rules(faces, f"{folder.as_uri()}/")
            + f"html {{ font: 10pt/15pt {font_family(faces)} }} * {{ margin: 0 }}"
            + f"@page {{ size: 100mm {LINES * 15 + 90}pt; margin: 45pt 10mm;"
            + " @bottom-center { content: counter(page) } }"
            + ".footnote { float: footnote } sup { font-size: 6pt; line-height: 0 }"
            + "a { color: inherit; text-decoration: none } img { display: block }"
            + "table { border-spacing: 0; width: 100% } td { padding: 0; width: 50% }"
        )
        self.count = 0

    def __call__(self, body: str, style: str = "") -> Path:
        self.count += 1
        path = self.folder / f"{self.count}.pdf"
        html = f"<html lang=en><title>A book</title><style>{self.style}{style}</style><body>{body}"
        source = load_weasyprint().HTML(string=html, base_url=self.folder.as_uri() + "/")
        path.write_bytes(source.write_pdf(pdf_tags=True))
        return path


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("press"))


def said(path: Path, size: tuple[float, float] | None = None) -> list[Diagnostic]:
    found = list(preflight(path, PLACE, size))
    assert all(item.place == PLACE for item in found)
    return found


def codes(path: Path, size: tuple[float, float] | None = None) -> list[str]:
    return [item.code for item in said(path, size)]


def spoiled(path: Path, spoil: Callable[[pikepdf.Pdf], None]) -> Path:
    other = path.with_suffix(".spoiled.pdf")
    with pikepdf.open(path) as pdf:
        spoil(pdf)
        pdf.save(other)
    return other


def words(number: int) -> str:
    """A paragraph whose lines are full, and end with no stop but the last."""
    return " ".join(["measured", "in", "several", "steps"] * (number // 4)) + "."


def empty(lines: int) -> str:
    return f"<div style='height: {lines * 15}pt'></div>"


def lines_of(press: Press, text: str) -> int:
    (block,) = Flow(read_finished(press(f"<p>{text}"), PLACE)).blocks
    return len(block.lines(0))


# ---- what is sound ----------------------------------------------------------------------------


def test_nothing_is_said_of_a_sound_file(press: Press) -> None:
    path = press(
        "<h1 id=one>One</h1><p>" + words(80) + "<span class=footnote>A note.</span></p>"
        "<h2>Two</h2><p>" + words(80) + "<span class=footnote>Another.</span></p>"
        "<table><tr><td>" + words(8) + "<td>12</table>"
        "<p><a href='#one'>back</a> and <a href='https://example.org/a'>away</a></p>",
        "p { orphans: 2; widows: 2 } tr { break-inside: avoid } h1, h2 { break-after: avoid }",
    )
    assert said(path) == []


def test_messages_begin_with_the_page_and_its_label(press: Press) -> None:
    def label(pdf: pikepdf.Pdf) -> None:
        nums = [0, pikepdf.Dictionary(S=pikepdf.Name.r)]
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(nums))

    path = press(
        "<p>One</p><p style='break-before: page'>Two <a href='tel:1'>call</a></p>",
        "@page { @bottom-center { content: none } }",
    )
    (plain,) = said(path)
    assert plain.message.startswith("page 2: a link leads to")
    (named,) = said(spoiled(path, label))
    assert named.message.startswith("page 2 (“ii”): a link leads to")


# ---- F002: files ------------------------------------------------------------------------------


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(b"%PDF-1.7 and no more")
    assert codes(path) == ["F002"]


def test_a_file_without_tags_is_told(press: Press) -> None:
    def untag(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.StructTreeRoot

    assert codes(spoiled(press("<p>Text"), untag)) == ["F002"]


# ---- F003, F004, F005: footnotes --------------------------------------------------------------

NEXT = "<div style='break-before: page'></div>"


def note(number: str) -> str:
    return f"<span><b>{number}. </b>A note.</span>"


def aside(*numbers: str) -> str:
    return "<aside>" + "<br>".join(map(note, numbers)) + "</aside>"


def test_every_note_has_its_call(press: Press) -> None:
    calls = "<p>One<sup>1</sup> and two<sup>2</sup>.</p>"
    assert codes(press(calls + aside("1", "2"))) == []
    late = "<p style='break-before: page'>More.</p>"
    assert codes(press(calls + aside("1") + late + aside("2"))) == [], "on the next page"
    assert codes(press(calls + aside("1"))) == ["F003"]
    assert codes(press(calls + aside("1", "2", "2"))) == ["F004"]
    assert codes(press(calls + aside("1", "2", "3"))) == ["F004"], "which nothing calls"
    assert codes(press(calls + aside("1", "2") + late + aside("2"))) == ["F004"]
    assert codes(press(calls + aside("1") + 2 * late + aside("2"))) == ["F005"]
    assert codes(press(late + calls + aside("1") + late.replace("More", "Yet"))) == ["F003"]


def test_notes_of_another_section_have_the_same_numbers(press: Press) -> None:
    section = "<p>One<sup>1</sup> and two<sup>2</sup>.</p>" + aside("1", "2")
    assert codes(press(section + NEXT + section)) == []


def test_notes_of_weasyprint_are_known(press: Press) -> None:
    path = press(
        "<p>One<span class=footnote>The <i>first</i> note.</span> and two"
        "<span class=footnote>The second.</span> of 10<sup>th</sup> rank</p>"
    )
    flow = Flow(read_finished(path, PLACE))
    assert [(call.page, call.number) for call in flow.calls] == [(0, "1"), (0, "2")]
    assert [(note.number, note.text) for note in flow.notes] == [
        ("1", "The first note."),
        ("2", "The second."),
    ]


# ---- F006, F015: fonts ------------------------------------------------------------------------


def test_a_character_without_a_glyph_is_told(press: Press) -> None:
    (found,) = said(press("<p>Seen, and not: \ue123"))
    assert (found.code, "U+E123" in found.message) == ("F006", True)


def test_characters_that_are_not_to_be_seen_need_no_glyph(press: Press) -> None:
    assert (
        codes(press("<p>zero\u200bwidth and joined\u2060words, soft\u00adhyphens, no\u00a0break"))
        == []
    )


def test_a_font_that_is_not_embedded_is_told(press: Press) -> None:
    def take_out(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                del item["/FontFile2"]

    assert codes(spoiled(press("<p>Text"), take_out)) == ["F015"]


# ---- F007: measure ----------------------------------------------------------------------------


def test_a_line_that_is_too_wide_is_told(press: Press) -> None:
    text = f"<p>{words(60)}</p>"
    (found,) = said(press(f"{text}<p>https://example.org/{'long' * 12}</p>"))
    assert (found.code, "mm too far" in found.message) == ("F007", True)
    assert codes(press(f"{text}<p style='overflow-wrap: anywhere'>{'long' * 24}</p>")) == []
    (found,) = said(press(f"{text}<p style='text-indent: -8mm'>Into the other margin</p>"))
    assert found.code == "F007"


def test_marks_that_hang_in_the_margin_are_not_too_wide(press: Press) -> None:
    mark = "<span style='font-size: 6pt; margin-left: -8mm; display: inline-block; width: 8mm'>"
    text = "".join(f"<p>{mark}T{number}</span>{words(20)}</p>" for number in range(1, 6))
    assert codes(press(text)) == []


def test_a_cell_that_runs_into_the_next_is_told(press: Press) -> None:
    row = "<tr><td>narrow<td>another"
    wide = f"<tr><td style='white-space: nowrap'>{'not ' * 14}<td>overprinted"
    style = "table { table-layout: fixed }"
    assert codes(press(f"<p>{words(40)}</p><table>{row}</table>", style)) == []
    found = said(press(f"<p>{words(40)}</p><table>{row}{wide}</table>", style))
    assert {item.code for item in found} == {"F007"}
    assert any("runs into “overprinted”" in item.message for item in found)


# ---- F008, F009, F010: breaks -----------------------------------------------------------------

LOOSE = "p { orphans: 1; widows: 1 }"


def test_single_lines_are_told(press: Press) -> None:
    text = words(60)
    count = lines_of(press, text)
    assert 6 < count < LINES

    def broken_after(lines: int) -> list[str]:
        return codes(press(f"{empty(LINES - lines)}<p>{text}</p><p>An end.</p>", LOOSE))

    assert broken_after(1) == ["F009"]
    assert broken_after(2) == []
    assert broken_after(count - 2) == []
    assert broken_after(count - 1) == ["F008"]
    assert broken_after(count) == []


def test_single_lines_of_lists_quotations_and_other_scripts_are_told(press: Press) -> None:
    arabic = " ".join(["هذه", "كلمات", "طويلة", "قليلا"] * 20) + "."
    georgian = " ".join(["ეს", "სიტყვები", "გრძელია"] * 14) + "."
    for before, text in (
        ("<ul><li>", words(60)),
        ("<blockquote><p>", words(60)),
        ("<dl><dd>", words(60)),
        ("<p dir=rtl lang=ar>", arabic),
        ("<p lang=ka>", georgian),
    ):
        loose = "p, li, dd { orphans: 1; widows: 1 }"
        path = press(empty(LINES - 1) + before + text, loose)
        assert codes(path) == ["F009"], before
        assert codes(press(empty(LINES - 2) + before + text, loose)) == [], before


def test_two_paragraphs_are_not_one(press: Press) -> None:
    assert codes(press(f"{empty(LINES - 1)}<p>A short one</p><p>{words(80)}</p>")) == []
    assert codes(press(f"{empty(LINES - 4)}<p>{words(32)}</p><p>A line.</p><p>{words(40)}")) == []


def test_a_heading_at_the_end_of_a_page_is_told(press: Press) -> None:
    style = (
        "h2, h3 { font-size: 10pt; line-height: 15pt; break-after: auto } dt { font-weight: bold }"
    )
    text = f"<p style='orphans: 2'>{words(40)}</p>"

    def ended(lines: int, ending: str) -> list[str]:
        return codes(press(empty(lines) + ending + text, style))

    assert ended(LINES - 1, "<h2>Alone</h2>") == ["F010"]
    assert ended(LINES - 2, "<h2>One</h2><h3>and its first</h3>") == ["F010"]
    assert ended(LINES - 3, "<h2>Not alone</h2>") == []
    assert ended(LINES - 2, "<h2>Over a line</h2><p>This.</p>") == []
    assert ended(LINES - 1, "<h2>With nothing below</h2><h2>Another</h2>") == []
    term = "<dl><dt>Term</dt><dd>What it means, in a line.</dd></dl>"
    assert codes(press(empty(LINES - 1) + term, style)) == ["F010"]
    assert codes(press(empty(LINES - 2) + term, style)) == []


# ---- F011: rows -------------------------------------------------------------------------------


def test_a_row_over_two_pages_is_told(press: Press) -> None:
    def table(style: str) -> list[str]:
        row = f"<tr style='{style}'><td>{words(28)}<td>short</tr>"
        last = "<tr><td>A last one<td>here</tr>"
        return codes(press(f"{empty(LINES - 3)}<table>{row}{last}</table>", LOOSE))

    assert table("") == ["F011"]
    assert table("break-inside: avoid") == []


def test_rows_that_follow_each_other_are_not_one(press: Press) -> None:
    row = "<tr><td>measured in<td>two steps</tr>"
    path = press(f"<table><thead><tr><th>One<th>Two</thead>{row * 30}</table>")
    assert codes(path) == []


# ---- F012: pictures ---------------------------------------------------------------------------


def test_a_coarse_picture_is_told(press: Press) -> None:
    data = io.BytesIO()
    Image.new("RGB", (394, 200), "red").save(data, "PNG")  # 394 pixels on 50 mm: 200 an inch
    (press.folder / "red.png").write_bytes(data.getvalue())

    def printed(width: int) -> list[str]:
        return codes(press(f"<p>It:</p><img src=red.png alt=red style='width: {width}mm'>"))

    assert printed(50) == []
    assert printed(60) == ["F012"]
    assert printed(30) == []


# ---- F013, F014: links and numbers ------------------------------------------------------------


def test_a_link_that_leads_nowhere_is_told(press: Press) -> None:
    def lose(pdf: pikepdf.Pdf) -> None:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        del names["there"]

    path = press("<p><a href='#there'>there</a> <a href='#here'>here</a><p id=there>1<p id=here>2")
    assert codes(path) == []
    (found,) = said(spoiled(path, lose))
    assert (found.code, "“there”" in found.message) == ("F013", True)
    assert codes(press("<p><a href='https:///'>nowhere</a>")) == ["F013"]
    assert codes(press("<p><a href='mailto:one@example.org'>somebody</a>")) == []


def contents(*numbers: str) -> str:
    lines = "".join(
        f"<li><a href='#c{at}'>Chapter <span class=leader></span><span>{number}</span></a>"
        for at, number in enumerate(numbers, 2)
    )
    chapters = "".join(
        f"<h1 id=c{at} style='break-before: page'>Chapter</h1><p>Text."
        for at in range(2, len(numbers) + 2)
    )
    return f"<ol style='list-style: none; padding: 0'>{lines}</ol>{chapters}"


LEADERS = ".leader::before { content: leader(' . ') }"


def test_a_wrong_number_in_the_contents_is_told(press: Press) -> None:
    assert codes(press(contents("2", "3", "4"), LEADERS)) == []
    assert codes(press(contents("٢", "٣", "٤"), LEADERS)) == [], "in digits of another script"
    (found,) = said(press(contents("2", "4", "4"), LEADERS))
    assert (found.code, "names page 4; it is 3" in found.message) == ("F014", True)
    assert codes(press(contents("5"), LEADERS)) == ["F014"]


def test_a_wrong_number_in_the_index_is_told(press: Press) -> None:
    def index(*numbers: str) -> str:
        places = ", ".join(f"<a href='#p{int(number[0])}'>{number}</a>" for number in numbers[:-1])
        last = f"<a href='#p3'>{numbers[-1]}</a>"
        pages = "".join(f"<p id=p{n} style='break-before: page'>Text" for n in range(2, 5))
        return f"<ul><li>Name, {places}<li>Other, {last}</ul>{pages}"

    assert codes(press(index("2", "3–4", "4", "3"))) == []
    assert codes(press(index("2", "3–4", "4", "4"))) == ["F014"]


def test_numbers_that_are_links_by_chance_are_not_taken_for_pages(press: Press) -> None:
    text = "<p>In <a href='#p'>2022</a>, see <a href='#p'>T1</a> and <a href='#p'>T2</a>.<p id=p>1"
    assert codes(press(text)) == []


# ---- F024: lines that end early -----------------------------------------------------------------

WIDTHS = range(245, 302)
"""CSS pixels. At some of them WeasyPrint 70 cuts a line behind its first word, for want of room
for a space."""


def test_a_line_that_ends_early_is_told(press: Press) -> None:
    words = "and so on and so forth " * 6
    cut = f"<p>Alpha beta gamma delta epsilon zeta eta theta.<br>Then<br>more {words}"
    assert codes(press(cut)) == ["F024"]
    assert codes(press(cut.replace("Then<br>", "Then "))) == []


def test_lines_that_are_meant_to_be_short_are_not_told(press: Press) -> None:
    verses = "A line of a poem<br>another that is rather longer than the first<br>a third<br>"
    assert codes(press(f"<p>{verses}last<p>{verses * 2}")) == []
    code = "this line is long<br>and this<br>next to it a line<br>no less long<br>than the first"
    assert (
        codes(press(f"<p>{code}<p>A paragraph to see how wide the page is. {verses[:16] * 5}"))
        == []
    )


def test_the_lines_that_weasyprint_cuts_are_told(press: Press) -> None:
    words = " kappa lambda" * 4
    text = f"Alpha beta gamma delta epsilon zeta eta then <a href='#x'>theta</a> iota{words}"
    several = "".join(f"<p style='width: {width}px'>{text}</p>" for width in WIDTHS)
    found = codes(press(f"<div id=x></div>{several}", "p { hyphens: auto }"))
    assert set(found) == {"F024"}


# ---- F016, F017: pages ------------------------------------------------------------------------


def test_boxes_that_are_not_right_are_told(press: Press) -> None:
    def narrow(pdf: pikepdf.Pdf) -> None:
        for name in ("MediaBox", "TrimBox", "BleedBox"):
            pdf.pages[1][f"/{name}"] = [0, 0, 200, 200]

    def large(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].BleedBox = [-20, -20, 300, 300]

    def turned(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = 90

    path = press("<p>One<p style='break-before: page'>Two")
    for spoil in (narrow, large, turned):
        assert set(codes(spoiled(path, spoil))) == {"F016"}, spoil
    size = (100 * 72 / 25.4, LINES * 15 + 90.0)
    assert codes(path, size) == []
    assert codes(path, (419.5, 595.3)) == ["F016", "F016"]


def test_bleed_and_marks_are_right(press: Press) -> None:
    path = press("<p>One", "@page { bleed: 3mm; marks: crop cross }")
    assert codes(path, (100 * 72 / 25.4, LINES * 15 + 90.0)) == []


def test_a_printed_number_that_is_not_the_label_is_told(press: Press) -> None:
    assert codes(press("<p>One", "@page :first { counter-reset: page 7 }")) == ["F017"]


# ---- whole editions ---------------------------------------------------------------------------

COARSE = {"pictures-en": ["F012", "F012"]}
"""Its pictures are small on purpose."""


@pytest.mark.parametrize("edition", EDITIONS, ids=NAMES, indirect=True)
def test_the_editions_of_the_cases_are_sound(edition: Edition) -> None:
    found = preflight(edition.pdf, PLACE)
    wanted = COARSE.get(f"{edition.source.name}-{edition.language}", [])
    assert [item.code for item in found] == wanted, "\n".join(map(str, found))


def test_the_editions_of_our_dossier_are_sound(built: Callable[[Path], Build]) -> None:
    """With the e-books in all languages; by the command line, which asks EPUBCheck too, in one."""
    folder = built(ROOT).folder
    assert check_outputs(Project.read(ROOT), (), folder) == ()
    options = ("--language", "ka", "--output", folder, "--strict")
    done = hexapla("check", *options, cwd=ROOT)
    assert (done.returncode, done.stdout.startswith("0 errors, 0 warnings")) == (0, True)
    told = done.stderr.splitlines()
    assert [line for line in told if not line.startswith("note E017: Ace was not asked")] == []


def test_every_code_of_finished_files_has_a_counter_example() -> None:
    own = Path(__file__).read_text(encoding="utf-8")
    others = "".join(
        (ROOT / "tests/pipeline" / name).read_text(encoding="utf-8")
        for name in ("test_finished.py", "test_places.py", "test_verifying.py")
    )
    assert [code for code in CODES if code[0] == "F" and f'"{code}"' not in own + others] == []


@pytest.mark.parametrize("tag", languages_of(ROOT))
def test_the_notes_and_numbers_of_our_dossier_are_seen(
    built: Callable[[Path], Build], tag: str
) -> None:
    """A check that sees nothing finds nothing: this one sees what there is."""
    pdf = read_finished(built(ROOT).edition(tag).pdf, PLACE)
    flow = Flow(pdf)
    assert len(flow.notes) == len(flow.calls) > 50
    assert sum(block.is_heading for block in flow.blocks) > 40
    assert len(pdf.links) > 1000
