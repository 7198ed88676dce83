"""Threads: numbers as structure, in every style, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import little_work
from hexapla import inline
from hexapla.diagnostics import Report
from hexapla.manuscript.markdown import Body, Desk
from hexapla.manuscript.threads import LABEL, _follows, read_thread, read_unnumbered_thread
from hexapla.model import Code, Figure, ItemList, Paragraph, Post, Quote, Rule, Table, texts_of


def read(source: str, line: int = 0, *, numbered: bool = True) -> tuple[Body, list[str]]:
    report = Report()
    desk = Desk("book/thread.md", "thread", report, line)
    body = (read_thread if numbered else read_unnumbered_thread)(source, desk, "T")
    wrong = [
        f"{item.place.line} {item.code} {item.severity}" for item in report.found if item.place
    ]
    return body, wrong


def posts(body: Body) -> list[tuple[str, int, str]]:
    return [(b.label, b.depth, b.locator) for b in body.blocks if isinstance(b, Post)]


def locators(body: Body) -> list[str]:
    """Each text of the body with the locator that it is cited by, if any."""
    found: list[str] = []
    for block in body.blocks:
        if isinstance(block, Post):
            found.append(block.locator)
            found += [b.locator for b in block.blocks if isinstance(b, Paragraph) and b.locator]
        elif isinstance(block, Paragraph):
            found.append(block.locator)
    return found


def numbers(body: Body) -> list[int | None]:
    return [text.place.line for text in texts_of(body.blocks)]


STYLES = {
    "1. a\n\n1.1 b\n\n1.2 c\n\n2. d": ["1.", "1.1", "1.2", "2."],
    "1. a\n\n1.1. b\n\n1.1.1. c\n\n2. d": ["1.", "1.1.", "1.1.1.", "2."],
    "1) a\n\n2) b": ["1)", "2)"],
    "1) a\n\n1.1) b": ["1)", "1.1)"],
    "1/ a\n\n2/ b": ["1/", "2/"],
    "1/16 a\n\n2/16 b": ["1/16", "2/16"],
    "1/n a\n\n2/n b": ["1/n", "2/n"],
    "1. a\n\n2/ b\n\n3) c": ["1.", "2/", "3)"],
    "0/ a\n\n1/ b": ["0/", "1/"],
}


@pytest.mark.parametrize("source", STYLES)
def test_labels_stay_as_they_were_typed_and_leave_the_text(source: str) -> None:
    body, wrong = read(source)
    assert [label for label, _, _ in posts(body)] == STYLES[source]
    expected = ["abcd"[n] for n in range(len(STYLES[source]))]
    assert [text.content for text in texts_of(body.blocks)] == expected
    assert wrong == []


def test_locators_are_the_posts_numbers_whatever_the_style() -> None:
    body, _ = read("1/16 a\n\n2) b\n\n2.1. c\n\n2.1.1 d\n\n10. e")
    assert posts(body) == [
        ("1/16", 1, "T1"),
        ("2)", 1, "T2"),
        ("2.1.", 2, "T2.1"),
        ("2.1.1", 3, "T2.1.1"),
        ("10.", 1, "T10"),
    ]


def test_opening_and_closing() -> None:
    body, wrong = read("a\n\nb\n\n1. c\n\n---\n\nd\n\ne\n\n---\n\nf")
    assert locators(body) == ["T0", "T0.2", "T1", "TE", "TE.2", "TE.3"]
    assert Rule() in body.blocks
    assert wrong == []
    assert [text.comment for text in texts_of(body.blocks)] == [
        *["thread: opening of the thread"] * 2,
        "thread: post 1 of the thread",
        *["thread: closing of the thread"] * 3,
    ]


def test_an_opening_before_a_post_zero_does_not_take_its_locator() -> None:
    found = locators(read("a\n\n0/ b\n\n1/ c")[0])
    assert found[1:] == ["T0", "T1"]
    assert len(set(found)) == 3


def test_a_rule_between_posts_closes_nothing() -> None:
    body, wrong = read("1. a\n\n---\n\n2. b\n\n---\n\nc")
    assert locators(body) == ["T1", "T2", "TE"]
    assert wrong == []


def test_pins_hold_in_opening_post_and_closing() -> None:
    body, _ = read("a {#Ta}\n\n1. b\n\nc {#Tc}\n\nd\n\n---\n\ne {#Te}")
    assert locators(body) == ["Ta", "T1", "Tc", "T1-3", "Te"]


POST = """\
1. first
goes on

second

- item

> quoted
>
> — Somebody

| a |
|---|
| b |

third[^1]

[^1]: note

```
2. code

3. code
```

2. next
"""


def test_a_post_holds_every_kind_of_block() -> None:
    body, wrong = read(POST, line=5)
    first, second = body.blocks
    assert isinstance(first, Post)
    assert [type(block) for block in first.blocks] == [
        *(Paragraph, Paragraph, ItemList, Quote, Table, Paragraph, Code)
    ]
    assert locators(body) == ["T1", "T1-2", "T1-3", "T2"]
    assert [text.content for text in texts_of(first)] == [
        *("first goes on", "second", "item", "quoted", "Somebody", "a", "b", "third[^1]")
    ]
    assert numbers(body) == [6, 9, 11, 13, 15, 17, 19, 21, 31]
    assert [(note.label, texts_of(note)[0].place.line) for note in body.notes] == [("1", 23)]
    assert isinstance(second, Post)
    assert wrong == []


def test_lines_are_right_in_every_part() -> None:
    assert numbers(read("\na\n\n1. b\n\nc\n\n\n1.1 d\n\n---\n\ne")[0]) == [2, 4, 6, 9, 13]


def test_a_post_that_begins_with_a_figure_or_a_quotation() -> None:
    body, wrong = read("1. ![alt](media/m.png)\n\na\n\n2. > b")
    first, second = body.blocks
    assert isinstance(first, Post)
    assert isinstance(first.blocks[0], Figure)
    assert isinstance(second, Post)
    assert isinstance(second.blocks[0], Quote)
    assert locators(body) == ["T1", "T1-2", "T2"]
    assert wrong == []


def test_a_number_on_a_line_of_its_own_begins_a_post() -> None:
    body, wrong = read("1.\na\n\n2.\n\nb")
    assert locators(body) == ["T1", "T2"]
    assert numbers(body) == [2, 6]
    assert wrong == []


def test_a_post_without_text_is_an_error() -> None:
    assert read("1. a\n\n2. \n\n3. c")[1] == ["3 M016 error"]


def test_numbered_lists_within_a_post_are_indented() -> None:
    body, wrong = read("1. a\n\n   1. x\n   2. y\n\n2. b")
    assert [label for label, _, _ in posts(body)] == ["1.", "2."]
    assert [text.content for text in texts_of(body.blocks)] == ["a", "x", "y", "b"]
    assert wrong == []


def test_a_number_behind_a_backslash_is_text() -> None:
    body, wrong = read("1. a\n\n1\\.5 million\n\n2022 was a year\n\n2.5million\n\n2. b")
    assert locators(body) == ["T1", "T1-2", "T1-3", "T1-4", "T2"]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("1. a\n\n1. b", "3 M007 error"),
        ("2. a\n\n1. b", "3 M007 error"),
        ("1. a\n\n2. b\n\n1.1 c", "5 M007 error"),
        ("1.2 a\n\n1. b", "3 M007 error"),
        ("1. a\n\n3. b", "3 M014 warning"),
        ("1. a\n\n1.2 b", "3 M014 warning"),
        ("1. a\n\n2.1 b", "3 M014 warning"),
        ("2. a", "1 M014 warning"),
        ("1. a\n2. b", "2 M007 error"),
        ("1. a\n\nb\n1.1 c", "4 M007 error"),
        ("a\n1. b", "2 M007 error"),
    ],
)
def test_numbers_out_of_order(source: str, wrong: str) -> None:
    assert wrong in read(source)[1]


@pytest.mark.parametrize(
    "source",
    [
        "1. a\n\n1.1 b\n\n2. c\n\n2.1 d\n\n2.1.1 e\n\n2.2 f\n\n3. g",
        "1. a\n\n1.0 b\n\n1.1 c",
        "1. a\n9. it goes on",
        "1. a\n\n```\n2. b\n```",
    ],
)
def test_numbers_in_order(source: str) -> None:
    assert read(source)[1] == []


def test_a_warning_does_not_take_a_post_away() -> None:
    assert locators(read("1. a\n\n3. b\n\n7. c")[0]) == ["T1", "T3", "T7"]


def test_without_numbers_each_paragraph_is_a_post() -> None:
    body, wrong = read("a\n\n> b\n\n1\\. c {#T7}\n\nd\n\n---\n\ne", numbered=False)
    assert posts(body) == [("", 1, "T1"), ("", 1, "T7"), ("", 1, "T8"), ("", 1, "T9")]
    assert [type(block) for block in body.blocks] == [Post, Quote, Post, Post, Rule, Post]
    assert numbers(body) == [1, 3, 5, 7, 11]
    assert wrong == []


def test_paragraphs_of_one_post_have_no_locator_beside_the_posts() -> None:
    (block,) = read("a", numbered=False)[0].blocks
    assert isinstance(block, Post)
    assert block.blocks[0] == Paragraph(texts_of(block)[0], "")


PARAGRAPH = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(PARAGRAPH, min_size=1, max_size=6), st.sampled_from(["{}.", "{})", "{}/", "{}/9"]))
def test_posts_written_are_posts_read(paragraphs: list[str], style: str) -> None:
    source = "\n\n".join(
        f"{style.format(number)} {inline.escape(text)}" for number, text in enumerate(paragraphs, 1)
    )
    body, wrong = read(source)
    assert wrong == []
    assert [inline.plain(text.content) for text in texts_of(body.blocks)] == paragraphs
    expected = [(style.format(n), 1, f"T{n}") for n in range(1, len(paragraphs) + 1)]
    assert posts(body) == expected


@settings(deadline=None)
@given(st.from_regex(r"\A[0-9]{1,4}[./)][0-9]{0,2} [a-z]\Z"))
def test_escaped_text_never_begins_with_a_label(text: str) -> None:
    assert LABEL.match(inline.escape(text)) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("12./)- a\n`>|"), max_size=60))
def test_any_text_can_be_read_and_no_line_is_out_of_the_file(source: str) -> None:
    body, _ = read(source)
    last = source.count("\n") + 1
    assert all(1 <= (line or 0) <= last for line in numbers(body))


def test_what_a_label_can_follow_is_not_made_first() -> None:
    long = ".".join("1" * 4_000)
    with little_work():
        _, wrong = read("\n\n".join(f"{long}.{n} a\n{long}.{n + 1} b" for n in range(1, 6)))
    assert {item.partition(" ")[2] for item in wrong} == {"M007 error", "M014 warning"}


PART = st.integers(min_value=0, max_value=2)
NUMBER = st.lists(PART, max_size=3).map(tuple)


@given(NUMBER.filter(bool), NUMBER)
def test_a_number_follows_as_one_counts(number: tuple[int, ...], previous: tuple[int, ...]) -> None:
    next_ones = {(*previous[:depth], previous[depth] + 1) for depth in range(len(previous))}
    assert _follows(number, previous) == (number in next_ones | {(*previous, 0), (*previous, 1)})
