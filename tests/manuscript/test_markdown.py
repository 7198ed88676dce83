"""Every kind of block, with its line; and that an editor's way to wrap lines changes nothing."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import inline
from hexapla.diagnostics import Report
from hexapla.manuscript.markdown import Body, Desk, Locators, read_body
from hexapla.model import (
    Block,
    Code,
    DefinitionList,
    Figure,
    Heading,
    ItemList,
    Paragraph,
    Quote,
    Rule,
    Table,
    texts_of,
)
from hexapla.text import Text


def read(source: str, line: int = 0) -> tuple[Body, list[str]]:
    """The body of a text, and what was wrong as ``line code``."""
    report = Report()
    body = read_body(source, Desk("book/a.md", "a", report, line))
    return body, [f"{item.place.line} {item.code}" for item in report.found if item.place]


def block(source: str) -> Block:
    body, wrong = read(source)
    assert wrong == []
    (only,) = body.blocks
    return only


def contents(node: object) -> list[str]:
    return [text.content for text in texts_of(node)]


def lines(node: object) -> list[int | None]:
    return [text.place.line for text in texts_of(node)]


def test_paragraphs_with_their_lines_in_the_file() -> None:
    body, _ = read("one\n\ntwo\nthree\n\n\nfour", line=10)
    assert contents(body.blocks) == ["one", "two three", "four"]
    assert lines(body.blocks) == [11, 13, 17]
    assert {text.place.file for text in texts_of(body.blocks)} == {"book/a.md"}
    assert {text.comment for text in texts_of(body.blocks)} == {"a: paragraph"}


def test_a_pin_is_a_locator_and_not_text() -> None:
    for source in ("text {#A7}", "text{#A7}", "text\n{#A7}", "text {#A7}  "):
        paragraph = block(source)
        assert isinstance(paragraph, Paragraph)
        assert (paragraph.text.content, paragraph.locator) == ("text", "A7")


@pytest.mark.parametrize("source", ["a {#A7} b", "a \\{#A7}", "a {#7}", "a {A7}", "`{#A7}`"])
def test_what_is_no_pin_is_text(source: str) -> None:
    paragraph = block(source)
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.text.content, paragraph.locator) == (source, "")


def test_subheadings() -> None:
    body, wrong = read("## Two\n\ntext\n\n### Three\n\nTwo again\n---------\n\n###### Six")
    headings = tuple(block for block in body.blocks if isinstance(block, Heading))
    assert [(item.level, item.text.content) for item in headings] == [
        (2, "Two"),
        (3, "Three"),
        (2, "Two again"),
        (6, "Six"),
    ]
    assert lines(headings) == [1, 5, 7, 10]
    assert wrong == []


@pytest.mark.parametrize("source", ["text\n\n# One", "text\n\nOne\n==="])
def test_the_title_is_not_in_the_body(source: str) -> None:
    assert read(source)[1] == ["3 M013"]


def test_a_quotation_with_its_attribution() -> None:
    quote = block("> one\n> two\n>\n> — Somebody, *somewhere*")
    assert isinstance(quote, Quote)
    assert contents(quote.blocks) == ["one two"]
    assert quote.attribution is not None
    assert quote.attribution.content == "Somebody, *somewhere*"
    assert quote.attribution.place.line == 4
    assert quote.attribution.comment == "a: attribution of a quotation"


def test_a_quotation_without_attribution() -> None:
    quote = block("> one\n>\n> -- two")
    assert isinstance(quote, Quote)
    assert quote.attribution is None
    assert contents(quote) == ["one", "-- two"]


def test_lists() -> None:
    items = block("- one\n- two\n\n  more\n\n  - inner\n- three")
    assert isinstance(items, ItemList)
    assert not items.ordered
    assert [contents(item) for item in items.items] == [
        ["one"],
        ["two", "more", "inner"],
        ["three"],
    ]
    assert lines(items) == [1, 2, 4, 6, 7]
    numbered = block("7. seven\n8. eight")
    assert isinstance(numbered, ItemList)
    assert (numbered.ordered, numbered.start, contents(numbered)) == (True, 7, ["seven", "eight"])


def test_definition_lists() -> None:
    found = block("Term\n: one\n\n    two\n\nAnother *term*\n: three\n: four")
    assert isinstance(found, DefinitionList)
    assert [(item.term.content, contents(item.blocks)) for item in found.items] == [
        ("Term", ["one", "two"]),
        ("Another *term*", ["three", "four"]),
    ]
    assert lines(found) == [1, 2, 4, 6, 7, 8]


def test_tables() -> None:
    table = block("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2\\|x | *3* | |\n| 5 |")
    assert isinstance(table, Table)
    assert table.alignments == ("start", "center", "end", "")
    assert contents(table.header) == ["a", "b", "c", "d"]
    assert [contents(row) for row in table.rows] == [["1", "2|x", "*3*", ""], ["5", "", "", ""]]
    assert lines(table.header) == [1] * 4
    assert [set(lines(row)) for row in table.rows] == [{3}, {4}]
    assert {text.comment for text in table.header} == {"a: table header"}
    assert {text.comment for text in table.rows[0]} == {"a: table cell"}


def test_code_is_not_translated_and_a_rule_is_a_rule() -> None:
    body, wrong = read("```py\na = 1\n\nb\n```\n\n    indented\n\n***")
    assert body.blocks == (Code("a = 1\n\nb\n"), Code("indented\n"), Rule())
    assert wrong == []


def test_footnotes_of_several_paragraphs() -> None:
    body, wrong = read("a[^one] b[^2]\n\n[^one]: first\n    goes on\n\n    second\n\n[^2]: *other*")
    assert contents(body.blocks) == ["a[^one] b[^2]"]
    assert [(note.label, contents(note)) for note in body.notes] == [
        ("one", ["first goes on", "second"]),
        ("2", ["*other*"]),
    ]
    assert lines(body.notes) == [3, 6, 8]
    assert {text.comment for text in texts_of(body.notes)} == {"a: footnote"}
    assert wrong == []


def test_a_footnote_holds_paragraphs_alone() -> None:
    assert read("a[^1]\n\n[^1]: b\n\n    - c")[1] == ["3 M013"]
    assert read("a[^1]\n\n[^1]:\n\nb")[1] == ["3 M016"]


def test_footnotes_are_found_wherever_they_are_written() -> None:
    body, _ = read("- a[^1]\n\n  [^1]: in a list\n\n> b[^2]\n>\n> [^2]: in a quotation")
    assert contents(body.notes) == ["in a list", "in a quotation"]


FIGURES = {
    "![alt](media/m.png)": ("media/m.png", ["alt"]),
    '![alt](media/m.png "Cap *tion*")': ("media/m.png", ["alt", "Cap *tion*"]),
    '![He: "hi"](m.png "He: \\"hi\\"")': ("m.png", ['He: "hi"', 'He: "hi"']),
    "![alt](m.png 'It\\'s \"hi\"')": ("m.png", ["alt", 'It\'s "hi"']),
    "![alt](<media/my map.png>)": ("media/my map.png", ["alt"]),
    "![alt](media/m(1).png)": ("media/m(1).png", ["alt"]),
    "![a \\] b](m.png)": ("m.png", ["a \\] b"]),
    '![two\nlines](m.png\n"two\nlines")': ("m.png", ["two lines", "two lines"]),
}


@pytest.mark.parametrize("source", FIGURES)
def test_figures(source: str) -> None:
    figure = block(source)
    assert isinstance(figure, Figure)
    assert (figure.source, contents(figure)) == FIGURES[source]
    assert figure.alt.comment == "a: alt text of a figure"


@pytest.mark.parametrize("source", ["![](m.png)", "![  ](m.png)", '![](m.png "Caption")'])
def test_a_figure_needs_alt_text(source: str) -> None:
    assert read("text\n\n" + source)[1] == ["3 M010"]


def test_a_picture_within_a_line_is_not_a_figure() -> None:
    assert isinstance(block("see ![a](m.png)"), Paragraph)


@pytest.mark.parametrize(
    "source",
    ["<div>", "<b>x</b>", "<!-- x -->", "<script>x</script>", "[a]: https://a.example/", "&lt;"],
)
def test_raw_html_and_reference_definitions_are_text(source: str) -> None:
    paragraph = block(source)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.content == source


def test_a_reference_definition_is_not_looked_up() -> None:
    body, _ = read("[a]\n\n[a]: https://a.example/")
    assert inline.targets(contents(body.blocks)[0]) == ()


def test_soft_line_breaks_are_spaces_and_hard_ones_stay() -> None:
    assert contents(block("a\nb  \nc\\\nd\\\\\n  e")) == ["a b\\\nc\\\nd\\\\ e"]


WORDS = st.lists(
    st.sampled_from(["a", "*b", "c*", "[d](@e)", "[^1]", "ქართული", "дом", '"q', 'r"', "x\\*y"]),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)
@given(WORDS, st.integers(1, 60))
def test_how_lines_are_wrapped_changes_no_message(words: list[str], width: int) -> None:
    text = "x " + " ".join(words)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    for source in ("\n".join(lines), "\n   ".join(lines), "\n".join(line + " " for line in lines)):
        assert contents(block(source)) == [text]


@settings(deadline=None)
@given(WORDS, WORDS)
def test_both_forms_of_a_hard_break_give_one_message(above: list[str], below: list[str]) -> None:
    first, second = "x " + " ".join(above), "x " + " ".join(below)
    expected = [f"{first}\\\n{second}"]
    assert contents(block(f"{first}  \n{second}")) == expected
    assert contents(block(f"{first}\\\n  {second}")) == expected


@settings(deadline=None)
@given(st.text(st.sampled_from("ab1.*_[]()#>-|:`~^\\ \n\t{}!=+<&\"'"), max_size=80))
def test_any_text_can_be_read(source: str) -> None:
    body, _ = read(source)
    last = source.count("\n") + 1
    assert all(1 <= (line or 0) <= last for line in lines((body.blocks, body.notes)))


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - ", ">"])
def test_blocks_nested_without_end_are_refused_with_their_line(mark: str) -> None:
    start = time.process_time()
    body, wrong = read("text\n\n" + mark * 2000 + "a")
    assert wrong == ["3 M013"]
    assert texts_of(body.blocks)
    assert time.process_time() - start < 5


def test_lists_nested_line_by_line_are_refused_and_never_lost() -> None:
    depth = 100
    for step in range(1, depth):
        source = "".join("  " * level + f"- x{level}\n" for level in range(step))
        body, wrong = read(source)
        whole = len(texts_of(body.blocks)) == step
        assert whole or wrong, f"{step} levels: text was lost in silence"
        assert whole or step > 15


def test_locators_count_and_a_pinned_one_sets_the_count() -> None:
    locators = Locators("A")
    given = [locators.next(pin) for pin in ("", "A7", "", "A8a", "", "other", "", "A3")]
    assert given == ["A1", "A7", "A8", "A8a", "A9", "other", "A10", "A3"]


def test_heading_text_may_be_empty_of_words_but_is_a_text() -> None:
    heading = block("## 1992")
    assert isinstance(heading, Heading)
    assert isinstance(heading.text, Text)


def test_a_locator_of_too_many_digits_is_no_number() -> None:
    locators = Locators("C")
    assert locators.next(f"C{'9' * 5000}") == f"C{'9' * 5000}"
    assert locators.next("") == "C1"
    assert locators.next("C41a") == "C41a"
    assert locators.next("") == "C42"
