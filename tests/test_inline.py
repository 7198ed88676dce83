"""Inline Markdown: what is read, what a translation must keep, and texts made to be slow."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import inline
from hexapla.diagnostics import Report
from hexapla.inline import Break, Link, NoteCall, Picture, Plain, Styled
from hexapla.limits import INLINE_NESTING
from hexapla.manuscript.markdown import Desk, read_body
from hexapla.model import Paragraph

HARD = [
    *("\\", "\\\\", "`", "``", "*", "**", "_", "__", "[", "]", "(", ")", "<", ">", "!", "|", "~"),
    *("^", '"', "'", "&amp;", "&#35;", "&", "<https://a.example>", "<b>", "https://a.example"),
    *("someone@a.example", "1.", "1)", "12.", "# ", "#", "+ ", "- ", "= ", "===", "---", ": "),
    *("| a |", "|---|", "{#A7}", " {#A7}", "{#A7a}", "{", "}", "{{7*7}}", "[^1]", "[^1]: ", "@"),
    *("[a](@b)", "![a](b.png)", "[a]: b", "```", "~~~", "\u00a0", "\u2028", "“", "’", "…", "ქ"),
    *("ё", "ש", "🙂", "e\u0301", "—", "— ", " ", "  ", "a", "b", "x y", "7", "\t", "\\{#A7}"),
]


def single_lines() -> st.SearchStrategy[str]:
    """Any text of one line: Markdown's own signs, and characters of every kind.

    Without NUL, which CommonMark replaces, and without the characters that Python, CommonMark or
    an editor take for the end of a line.
    """
    characters = st.characters(
        exclude_categories=["Cs"], exclude_characters="\0\n\r\x0b\x0c\x1c\x1d\x1e\x85"
    )
    pieces = st.one_of(st.sampled_from(HARD), st.text(characters, max_size=4))
    return st.lists(pieces, max_size=8).map(lambda found: "".join(found).strip())


@settings(deadline=None)
@given(single_lines())
def test_escaped_text_reads_as_itself(text: str) -> None:
    assert inline.plain(inline.escape(text)) == text


@settings(deadline=None)
@given(single_lines().filter(bool))
def test_escaped_text_is_one_paragraph_of_a_chapter(text: str) -> None:
    report = Report()
    body = read_body(inline.escape(text), Desk("book/a.md", "a", report))
    assert report.found == []
    (block,) = body.blocks
    assert isinstance(block, Paragraph)
    assert block.locator == ""
    assert inline.plain(block.text.content) == text
    assert not inline.markup(block.text.content)


@pytest.mark.parametrize("text", HARD)
def test_each_hard_piece_alone(text: str) -> None:
    text = text.strip()
    assert inline.plain(inline.escape(text)) == text
    assert inline.parse(inline.escape(text)) == ((Plain(text),) if text else ())


def test_every_kind_of_node() -> None:
    content = "a *b* **c** `d` [e](@f) [^g]\\\n![h](i.png)"
    assert inline.parse(content) == (
        Plain("a "),
        Styled("em", (Plain("b"),)),
        Plain(" "),
        Styled("strong", (Plain("c"),)),
        Plain(" "),
        Styled("code", (Plain("d"),)),
        Plain(" "),
        Link("@f", (Plain("e"),)),
        Plain(" "),
        NoteCall("g"),
        Break(),
        Picture("i.png"),
    )


def test_a_link_without_text_is_for_the_edition_to_fill() -> None:
    assert inline.parse("[](@bibilov)") == (Link("@bibilov", ()),)
    assert inline.plain("see [](#T2.1) there") == "see  there"


def test_links_are_left_as_they_are_written() -> None:
    urls = ("https://a.example/ქ?x=1&y=%20", "javascript:alert(1)", "@a-b", "#T2.1-2")
    assert inline.targets(" ".join(f"[x]({url})" for url in urls)) == urls
    assert inline.targets("<https://a.example/>") == ("https://a.example/",)


def test_html_is_text() -> None:
    text = '<b onclick="x">&lt;</b><!-- c --><script>1</script>'
    quotes = ('"', '"', "'", "'")
    assert inline.parse(text, quotes) == (Plain(text.replace("&lt;", "<")),)


def test_straight_quotation_marks_become_the_languages_and_curly_ones_stay() -> None:
    quotes = ("„", "“", "«", "»")
    assert inline.parse("\"a 'b' c\" “d” isn't", quotes) == (Plain("„a «b» c“ “d” isn’t"),)


def test_quotation_marks_in_code_and_escaped_ones_stay() -> None:
    parsed = inline.parse('`"a"` \\"b\\"', ("„", "“", "«", "»"))
    assert parsed == (Styled("code", (Plain('"a"'),)), Plain(' "b"'))


def test_words_stand_outside_targets() -> None:
    assert inline.has_words("[дом](@a)")
    assert inline.has_words("ა")
    assert inline.has_words("1992")
    assert not inline.has_words("– [](@a) [^note] …")


MARKED = ["[a](@x)", "[b](@x)", "[c](#T1)", "[^1]", "[^2]", "`k`", "*w*", "plain", "![](p.png)"]


@settings(deadline=None)
@given(st.permutations(MARKED))
def test_the_order_of_markup_is_free(pieces: list[str]) -> None:
    assert inline.markup(" ".join(pieces)) == Counter(
        {
            "link to @x": 2,
            "link to #T1": 1,
            "footnote call [^1]": 1,
            "footnote call [^2]": 1,
            "code `k`": 1,
            "picture p.png": 1,
        }
    )


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    inline.parse(text)
    inline.plain(text)
    inline.markup(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*HARD, "\n", "\\\n", "](", "[^", "*a", "b*"])).map("".join))
def test_any_markdown_can_be_read(text: str) -> None:
    inline.parse(text)
    inline.plain(text)
    inline.markup(text)


NASTY = {
    "brackets": "[" * 5000,
    "brackets with text": "[a" * 5000,
    "closing": "](" * 5000,
    "links begun": "[a](" * 5000,
    "parentheses": "[a](" + "(" * 5000,
    "titles begun": '[a](b "' * 3000,
    "pictures begun": "![" * 5000,
    "pictures nested": "![" * 2000 + "a" + "](b)" * 2000,
    "links nested": "[" * 2000 + "a" + "](@x)" * 2000,
    "notes begun": "[^" * 5000,
    "stars": "*" * 5000,
    "stars apart": "*a " * 2500,
    "stars and underscores": "*_" * 2000 + "a" + "_*" * 2000,
    "emphasis nested": "*a " * 2000 + "b*" * 2000,
    "strong nested": "**a " * 2000 + " b**" * 2000,
    "stars around": "*" * 2000 + "a" + "*" * 2000,
    "backticks": "".join("`" * number + " " for number in range(300)),
    "quotation marks": "\"'" * 2000,
    "quotation marks nested": "\"a '" * 2000,
    "angles": "<" * 5000,
    "ampersands": "&" * 5000,
    "backslashes": "\\" * 5001,
}


@pytest.mark.parametrize("name", NASTY)
def test_texts_made_to_be_slow_are_read_in_time(name: str) -> None:
    start = time.process_time()
    inline.parse(NASTY[name])
    inline.plain(NASTY[name])
    inline.markup(NASTY[name])
    inline.nested_too_deeply(NASTY[name])
    assert time.process_time() - start < 5


def test_nesting_has_a_limit_beyond_which_styles_are_lost_and_words_are_not() -> None:
    def nested(depth: int) -> str:
        return "".join("*_"[level % 2] + "a " for level in range(depth)) + "".join(
            " b" + "*_"[level % 2] for level in reversed(range(depth))
        )

    inside, outside = nested(INLINE_NESTING), nested(INLINE_NESTING + 1)
    assert not inline.nested_too_deeply(inside)
    assert inline.nested_too_deeply(outside)
    assert inline.plain(outside).count("a") == INLINE_NESTING + 1
    assert "*" not in inline.plain(outside)
    assert inline.nested_too_deeply("**" * 500 + "a" + "**" * 500)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("plain words", ["plain words"]),
        ("**Bold**, [a *link*](@target).", ["Bold", ", ", "a ", "link", "."]),
        ("`code` <https://a.example> [](#T1) [^note] \\* &eacute;", [" "] * 5),
        ("[not a link] ![a picture](b.png)", ["not a link", " "]),
    ],
)
def test_words_are_told_from_markup(content: str, words: list[str]) -> None:
    assert [content[start:end] for start, end in inline.plain_spans(content)] == words


@settings(deadline=None)
@given(single_lines())
def test_words_are_what_is_read(content: str) -> None:
    """They are found in order, and each of their letters is one that is read."""
    spans = inline.plain_spans(content)
    assert list(spans) == sorted(spans)
    found = Counter(filter(str.isalnum, "".join(content[start:end] for start, end in spans)))
    assert found <= Counter(inline.plain(content))
