"""The structure of a PDF, judged by Poppler, pikepdf and PDFium on a small document.

What bare WeasyPrint makes of the same document is in the tests too: when one of those fails,
WeasyPrint has mended what ``tags.py`` is for, and some of it can go.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.pdf import load_weasyprint
from hexapla.output.pdf.describing import describe
from hexapla.output.pdf.tags import structured
from judges import pdf_png, pdf_text, poppler_picture, poppler_structure, poppler_text, qpdf_check
from pdf_tags import Link, read_tags

STYLE = """
* { margin: 0; padding: 0 }
@page { size: 90mm 60mm; margin: 12mm 8mm; @top-left { content: element(head) }
  @bottom-left { content: counter(page) } }
p.running { position: running(head) }
.footnote { float: footnote } .footnote::footnote-marker { content: counter(footnote) ". " }
.leader::before { content: leader(" . ") }
a.line { display: block }
.new { break-before: page }
td, th { padding-bottom: 8mm }
"""

BODY = """
<p class="running">The running head</p>
<nav><ol style="list-style: none"><li><a class="line" href="#here"><span>A chapter</span><span
 class="leader"></span><span>7</span></a></li></ol></nav>
<section class="new"><h1 id="here">A chapter</h1>
<p>A paragraph with a note<span class="footnote" id="n">The <i>text</i> of the note.</span> in it.
 {words}</p>
<p>After it comes <a href="#here"><span><b>a li</b>nk</span></a>, and <span lang="fr">des
 <b>mots</b></span> of another tongue.</p></section>
<section class="new"><ol><li>One<ul><li><p>Inner</p></li></ul></li><li>Two</li></ol>
<dl><dt>Term</dt><dt>Other</dt><dd><p>Meaning</p></dd><dt>Last</dt><dd>End</dd></dl></section>
<section class="new"><table aria-label="What it shows"><thead><tr><th scope="col">Who</th><th
 scope="col">What</th></tr></thead><tbody>{rows}</tbody></table></section>
<section class="new"><figure><div><img src="{picture}" alt="A square"></div>
<figcaption>Its caption</figcaption></figure><img src="{picture}" alt="">
<div>Text <q>by</q> itself</div><blockquote lang="de"><p>Zitat</p></blockquote></section>
"""
WORDS = "Words and more words go on until the page is full and then beyond its end. " * 8
ROWS = "".join(f"<tr><th scope=row>R{n}</th><td colspan=1>V{n}</td></tr>" for n in range(6))
PICTURE = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'>"
PICTURE += "<rect width='20' height='20'/></svg>"

Write = Callable[..., Path]


@pytest.fixture(scope="module")
def write(tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes a document, with the remedy or without."""
    folder = tmp_path_factory.mktemp("tags")
    face = default_faces()[0]
    (folder / face.name).write_bytes(face.data)
    style = font_face_rules([face], f"{folder.as_uri()}/")
    style += f"html {{ font: 9pt/12pt {font_family([face])} }} {STYLE}"

    def written(body: str = "", *, mended: bool, direction: str = "ltr", css: str = "") -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.pdf"
        body = body or BODY.format(words=WORDS, rows=ROWS, picture=PICTURE)
        html = f"<html lang=en dir={direction}><title>A book</title>"
        html += f"<style>{style}{css}</style><body>{body}"
        document = load_weasyprint().HTML(string=html).render(pdf_tags=True)
        with structured() if mended else contextlib.nullcontext():
            data = document.write_pdf(
                pdf_tags=True, finisher=lambda _, pdf: describe(pdf, document.metadata)
            )
        path.write_bytes(data)
        return path

    return written


@pytest.fixture(scope="module")
def mended(write: Write) -> Path:
    return write(mended=True)


@pytest.fixture(scope="module")
def bare(write: Write) -> Path:
    return write(mended=False)


def outline(path: Path) -> str:
    """The tree as Poppler has it: kinds, and text, that of several pieces in one line."""
    found: list[str] = []
    for line in poppler_structure(path).splitlines():
        text = re.fullmatch(r'( *)"(.*)"', line)
        kind = re.fullmatch(r"( *\w+)(?: <[^>]*>)?(?: \(\w+\))?:?", line)
        if text and text[2].strip() and found[-1].startswith(f"{text[1]}“"):
            found[-1] = f"{found[-1][:-1].rstrip()} {text[2].strip()}”"
        elif text and text[2].strip():
            found.append(f"{text[1]}“{text[2].strip()}”")
        elif kind:
            found.append(kind[1])
    return "\n".join(found)


def test_the_file_is_sound(mended: Path) -> None:
    assert qpdf_check(mended) == []


def test_nothing_moves_and_no_text_changes(bare: Path, mended: Path) -> None:
    assert pdf_text(bare) == pdf_text(mended)
    assert poppler_text(bare) == poppler_text(mended)
    assert poppler_picture(bare) == poppler_picture(mended)


ROW = "        TR\n          TH\n            “R{0}”\n          TD\n            “V{0}”"
LISTED = "\n".join(ROW.format(number) for number in range(6))

TREE = f"""
Document
  Sect
    TOC
      TOCI
        Reference
          Link
            “A chapter 7”
  Sect
    H1
      “A chapter”
    P
      “A paragraph with a note”
      Reference
        “1”
      “in it. {WORDS.strip()}”
    Note
      Lbl
        “1.”
      “The text of the note.”
    P
      “After it comes”
      Link
        “a li nk”
      “, and”
      Span
        “des mots”
      “of another tongue.”
  Sect
    L
      LI
        Lbl
          “1.”
        LBody
          “One”
          L
            LI
              Lbl
                “◦”
              LBody
                P
                  “Inner”
      LI
        Lbl
          “2.”
        LBody
          “Two”
    L
      LI
        Lbl
          “Term”
        Lbl
          “Other”
        LBody
          P
            “Meaning”
      LI
        Lbl
          “Last”
        LBody
          “End”
  Sect
    Table
      THead
        TR
          TH
            “Who”
          TH
            “What”
      TBody
{LISTED}
  Sect
    Div
      Figure
      Caption
        “Its caption”
    P
      “Text”
      Quote
        ““ by ””
      “itself”
    BlockQuote
      P
        “Zitat”
""".strip()
"""Paragraph and table stand on two pages and more, the note at the end of the first."""


def test_the_tree_is_that_of_the_elements(mended: Path) -> None:
    assert outline(mended) == TREE


def test_bare_weasyprint_makes_a_tree_of_each_page(bare: Path) -> None:
    kinds = read_tags(bare).kinds
    assert (kinds["Table"], kinds["Note"], kinds["TOC"]) == (6, 0, 0)
    assert kinds["Sect"] > 6


def test_passages_in_other_languages_say_so(bare: Path, mended: Path) -> None:
    assert read_tags(mended).languages == {("Span", "fr"): 1, ("BlockQuote", "de"): 1}
    assert read_tags(bare).languages == {}


def test_a_link_is_one_link_by_the_name_of_its_text(bare: Path, mended: Path) -> None:
    links = [Link("A chapter 7", "here", "Link"), Link("a link", "here", "Link")]
    assert list(read_tags(mended).links) == links
    assert {(link.name, link.kind) for link in read_tags(bare).links} >= {
        ("here", "Span"),
        ("here", "NonStruct"),
    }


def test_a_link_over_two_lines_is_one_element(write: Write) -> None:
    text = "many words of a link, more than a line can hold, and one that is in&shy;divi&shy;sible"
    body = f"<p style='width: 31mm; hyphens: manual'>See <a href='https://example.org/'>{text}</a>"
    tags = read_tags(write(body, mended=True))
    assert tags.kinds["Link"] == 1
    assert len(tags.links) > 2
    name = text.replace("&shy;", "")
    assert set(tags.links) == {Link(name, "https://example.org/", "Link")}


def test_a_picture_gives_its_link_a_name(write: Write) -> None:
    body = f"<p><a href='https://example.org/'><img alt='A map' src=\"{PICTURE}\"></a>"
    assert {link.name for link in read_tags(write(body, mended=True)).links} == {"A map"}


def test_what_furnishes_pages_is_no_text(bare: Path, mended: Path) -> None:
    tags = read_tags(mended)
    assert all(found["Header"] == found["Footer"] == 1 for found in tags.artifacts)
    assert not any(found["Header"] for found in read_tags(bare).artifacts)


def test_all_text_is_of_an_element_or_an_artifact(mended: Path) -> None:
    tags = read_tags(mended)
    assert (tags.lost, tags.bare) == ((), ())
    assert tags.artifacts[0][""] > 10, "leaders"


def test_tables_and_lists_say_how_they_are_read(mended: Path) -> None:
    found = read_tags(mended).attributes
    assert [item for kind, item in found if kind == "Table"] == [
        {"O": "/Table", "Summary": "What it shows"}
    ]
    scopes = [item["Scope"] for kind, item in found if kind == "TH"]
    assert scopes == ["/Column"] * 2 + ["/Row"] * 6
    numbering = [item["ListNumbering"] for kind, item in found if kind == "L"]
    assert numbering == ["/Decimal", "/Circle"]


def test_notes_have_names_of_their_own(mended: Path) -> None:
    with pikepdf.open(mended) as pdf:
        names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert {str(key): str(note.S) for key, note in names.items()} == {"note-1": "/Note"}


def test_pictures_say_what_they_show_and_where(mended: Path) -> None:
    with pikepdf.open(mended) as pdf:
        (figure,) = (
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        )
        assert figure.Alt == "A square", "and decoration is no figure"
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
        assert (right - left, top - bottom) == pytest.approx((15, 15)), "points"
        assert 100 < bottom < top < float(pdf.pages[0].MediaBox[3])


def test_hyphens_of_broken_words_are_soft(write: Write) -> None:
    body = "<p style='width: 20mm; hyphens: manual'>An extra&shy;ordinary well-known word"
    bare, mended = (write(body, mended=mended) for mended in (False, True))
    assert "extra\u2010\nordinary" in poppler_text(bare)
    assert "extra\u00ad\nordinary" in poppler_text(mended)
    assert re.search("extra[\x02\ufffe]ordinary", pdf_text(mended)[0]), "one word for PDFium"
    assert "well-known" in poppler_text(mended)
    assert poppler_picture(bare) == poppler_picture(mended)


def test_soft_hyphens_stand_where_hyphens_stood(write: Write) -> None:
    """Behind letters that it is kerned with too: by PDFium, which forgets numbers of such."""
    words = "".join(f"<p>Сло{letter}&shy;слово" for letter in "агдуьтврTryfAVW")
    css = "p { width: 10mm; hyphens: manual } @page { size: 90mm 290mm }"
    bare, mended = (write(words, mended=mended, css=css) for mended in (False, True))
    assert pdf_text(mended)[0].count("\u2010") == 0
    assert pdf_png(bare, 0, 3) == pdf_png(mended, 0, 3)


def test_pages_from_right_to_left_say_so(write: Write, mended: Path) -> None:
    path = write("<p>שלום</p>", mended=True, direction="rtl")
    assert ("Document", {"O": "/Layout", "WritingMode": "/RlTb"}) in read_tags(path).attributes
    assert "Document" not in dict(read_tags(mended).attributes)


def test_a_note_of_a_cell_an_item_or_a_term_stays_in_it(write: Write) -> None:
    note = "<span class='footnote'>Note {}.</span>"
    body = (
        f"<table><tr><td>Cell{note.format(1)}</td></tr></table><ul><li>Item{note.format(2)}</li>"
        f"</ul><dl><dt>Term{note.format(3)}</dt><dd>Body</dd></dl><h2>Head{note.format(4)}</h2>"
    )
    with pikepdf.open(write(body, mended=True, css="@page { size: 90mm 150mm }")) as pdf:
        notes = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        around = [str(note.P.S)[1:] for _, note in sorted(notes.items())]
        assert around == ["TD", "LBody", "Lbl", "Document"]
        assert [str(kid.S) for kid in pdf.Root.StructTreeRoot.K[0].K][-2:] == ["/H2", "/Note"]


def test_the_file_describes_itself_and_claims_nothing(mended: Path) -> None:
    with pikepdf.open(mended) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "A book"
        assert not metadata.pdfa_status
        assert "pdfuaid" not in str(metadata)


def test_the_same_document_gives_the_same_bytes(write: Write) -> None:
    assert write(mended=True).read_bytes() == write(mended=True).read_bytes()
