"""Captured pages in every shape seen in the wild, with invented text, read back by the reader."""

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import little_work
from hexapla.diagnostics import Refusal
from hexapla.inline import plain
from hexapla.manuscript import read_dossier
from hexapla.manuscript.furniture import is_furniture
from hexapla.manuscript.importing import IMPORTERS, Imported, import_article, import_thread
from hexapla.model import Block, Chapter, Heading, Paragraph, Post, Quote, Rule, blocks_of, texts_of
from hexapla.project import Project

MANIFEST = """
slug = "d"
title = "D"
language = "en"
date = 2024-05-06
chapters = ["chapter.md"]
"""

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069"
    "\ufeff\ufffe\uffff]"
)


def read(imported: Imported) -> Chapter:
    """The chapter as the manuscript's own reader sees it; fails on any error or warning."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        book.mkdir()
        (book / "dossier.toml").write_text(MANIFEST, encoding="utf-8")
        (book / "chapter.md").write_text(imported.markdown, encoding="utf-8", newline="")
        dossier, warnings = read_dossier(Project.read(Path(folder)))
    assert [warning.code for warning in warnings if warning.code != "M014"] == []
    (part,) = dossier.parts
    assert isinstance(part, Chapter)
    return part


def outline(blocks: tuple[Block, ...]) -> list[object]:
    """Blocks as plain values: text, ``("h2", text)``, ``(label, *texts)`` and so on."""
    found: list[object] = []
    for block in blocks:
        match block:
            case Paragraph(text):
                found.append(plain(text.content))
            case Heading(level, text):
                found.append((f"h{level}", plain(text.content)))
            case Post(label, _, _, inner):
                found.append((label, *outline(inner)))
            case Quote(inner, attribution):
                by = plain(attribution.content) if attribution else ""
                found.append((">", *outline(inner), by))
            case Rule():
                found.append("***")
            case _:
                raise AssertionError(block)
    return found


def thread(text: str) -> list[object]:
    return outline(read(import_thread(text)).blocks)


def article(text: str) -> list[object]:
    return outline(read(import_article(text)).blocks)


# ---- threads: the ways to number --------------------------------------------------------------


@pytest.mark.parametrize(
    ("capture", "labels"),
    [
        ("1. Ash.\n1.1 Birch.\n2. Cedar.", ["1.", "1.1", "2."]),
        ("1. Ash.\n1.1. Birch.\n1.1.1. Cedar.", ["1.", "1.1.", "1.1.1."]),
        ("1) Ash.\n2) Birch.\n3) Cedar.", ["1)", "2)", "3)"]),
        ("1/ Ash.\n2/ Birch.\n3/ Cedar.", ["1/", "2/", "3/"]),
        ("1/3 Ash.\n2/3 Birch.\n3/3 Cedar.", ["1/3", "2/3", "3/3"]),
        ("1/3 Ash.\n2/ Birch.\n3/ Cedar.", ["1/3", "2/", "3/"]),
        ("0/ Ash.\n1/ Birch.\n2/ Cedar.", ["0/", "1/", "2/"]),
        ("1/Ash.\n2/Birch.\n3/Cedar.", ["1/", "2/", "3/"]),
        ("1.Ash.\n2.Birch.\n3.Cedar.", ["1.", "2.", "3."]),
        ("(1/3) Ash.\n(2/3) Birch.\n(3/3) Cedar.", ["1/3", "2/3", "3/3"]),
        ("Ash. 1/3\nBirch. 2/3\nCedar. 3/3", ["1/3", "2/3", "3/3"]),
        ("Ash. (1/3)\nBirch. (2/3)\nCedar. (3/3)", ["1/3", "2/3", "3/3"]),
        ("Ash. 1/\nBirch. 2/\nCedar. 3/", ["1/", "2/", "3/"]),
        ("Ash. /1\nBirch. /2\nCedar. /3", ["1/", "2/", "3/"]),
        ("1/\n\nAsh.\n\n2/\n\nBirch.\n\n3/\n\nCedar.", ["1/", "2/", "3/"]),
        ("Ash.\n\n1/3\n\nBirch.\n\n2/3\n\nCedar.\n\n3/3", ["1/3", "2/3", "3/3"]),
        ("Ash.\n1/3\n\nBirch.\n2/3\n\nCedar.\n3/3", ["1/3", "2/3", "3/3"]),
        ("1/5 Ash.\n2/5 Birch.\n5/5 Cedar.", ["1/5", "2/5", "5/5"]),
    ],
)
def test_numbers_stand_in_front_as_the_source_had_them(capture: str, labels: list[str]) -> None:
    assert thread(capture) == list(
        zip(labels, ["Ash.", "Birch.", "Cedar."], strict=True),
    )


def test_without_numbers_each_line_is_a_post() -> None:
    imported = import_thread("The ash fell.\nThe birch stood.\nA cedar grew.")
    assert 'numbering = "none"' in imported.markdown
    chapter = read(imported)
    assert outline(chapter.blocks) == [
        ("", "The ash fell."), ("", "The birch stood."), ("", "A cedar grew."),
    ]  # fmt: skip
    assert [post.locator for post in chapter.blocks if isinstance(post, Post)] == ["T1", "T2", "T3"]


def test_without_numbers_lines_of_a_group_stay_lines_of_one_post() -> None:
    capture = "The ash fell.\n- twice\n2. and again\n\nThe birch stood."
    assert thread(capture) == [
        ("", "The ash fell.\n- twice\n2. and again"),
        ("", "The birch stood."),
    ]


def test_numbers_within_the_text_are_text() -> None:
    capture = (
        "1. It began small.\n2008. was the year.\n1.5 million came.\n24/7 shops.\n"
        "2. It went on.\n3/4 of it burnt.\n9. is a high number.\n3. It ended."
    )
    imported = import_thread(capture)
    assert r"1\.5 million" in imported.markdown
    assert outline(read(imported).blocks) == [
        ("1.", "It began small.", "2008. was the year.", "1.5 million came.", "24/7 shops."),
        ("2.", "It went on.", "3/4 of it burnt.", "9. is a high number."),
        ("3.", "It ended."),
    ]


def test_a_decimal_that_could_be_a_successor_is_text_unless_posts_begin_small() -> None:
    assert thread("1. Ash.\n1.1 million came.\n2. Birch.")[0] == ("1.", "Ash.", "1.1 million came.")
    assert thread("1. ash.\n1.1 birch.\n2. cedar.")[1] == ("1.1", "birch.")


def test_a_fraction_does_not_take_the_place_of_a_post() -> None:
    capture = "1/ Ash.\n2/ Birch.\n3/4 of them fell.\n3/ Cedar.\n4/ Date."
    assert thread(capture)[1:3] == [("2/", "Birch.", "3/4 of them fell."), ("3/", "Cedar.")]


def test_posts_that_the_capture_lacks_leave_a_gap() -> None:
    capture = "1/ Ash.\n2/ Birch.\n5/ Cedar.\n6/ Date."
    assert [post[0] for post in thread(capture) if isinstance(post, tuple)] == [
        "1/", "2/", "5/", "6/",
    ]  # fmt: skip


def test_a_thread_that_counts_its_opening_begins_at_two() -> None:
    capture = "Here is what we know.\n2/ Ash.\n3/ Birch."
    assert thread(capture) == ["Here is what we know.", ("2/", "Ash."), ("3/", "Birch.")]


def test_a_list_within_a_long_thread_does_not_number_it() -> None:
    posts = [f"Post about tree {letter}." for letter in "abcdefghijklmnop"]
    posts[7:7] = ["1. Ash.", "2. Birch."]
    assert 'numbering = "none"' in import_thread("\n".join(posts)).markdown


# ---- threads: what belongs where --------------------------------------------------------------


def test_opening_further_paragraphs_and_closing() -> None:
    capture = (
        "Listen.\nWell.\n\n1/ Ash.\nAsh again.\n\nAsh still.\n\n2/ Birch.\nMore.\n\nThat is all."
    )
    imported = import_thread(capture)
    assert "\n---\n" in imported.markdown
    chapter = read(imported)
    assert outline(chapter.blocks) == [
        "Listen.", "Well.",
        ("1/", "Ash.", "Ash again.", "Ash still."),
        ("2/", "Birch.", "More."),
        "That is all.",
    ]  # fmt: skip
    last = chapter.blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.locator == "TE"


def test_text_before_a_number_at_the_end_belongs_to_that_number() -> None:
    capture = (
        "Listen.\n\nAsh. 1/3\n\nBirch.\nBirch again.\n\nBirch still. 2/3\n\nCedar. 3/3\n\nEnd."
    )
    assert thread(capture) == [
        "Listen.",
        ("1/3", "Ash."),
        ("2/3", "Birch.", "Birch again.", "Birch still."),
        ("3/3", "Cedar."),
        "End.",
    ]


def test_moved_numbers_are_remarked_on() -> None:
    assert import_thread("Ash. 1/2\nBirch. 2/2").remarks == (
        (0, "the posts' numbers stood at their ends; they now stand in front"),
    )


def test_wrapped_lines_are_joined_and_written_lines_are_not() -> None:
    wrapped = (
        "1. The ash stood at the end of the lane, where the water\nused to run in spring.\n\n"
        "2. The birch stood opposite, beside the keeper's boat and\nhouse.\n\n"
        "3. The list:\nan axe,\na saw."
    )
    assert thread(wrapped) == [
        ("1.", "The ash stood at the end of the lane, where the water used to run in spring."),
        ("2.", "The birch stood opposite, beside the keeper's boat and house."),
        ("3.", "The list:", "an axe,", "a saw."),
    ]


def test_a_wrapped_line_may_end_with_the_number() -> None:
    wrapped = (
        "The ash stood at the end of the lane, where the water\nused to run in spring. (1/2)\n\n"
        "The birch stood opposite, beside the keeper's boat and\nhouse. (2/2)"
    )
    assert [len(post) for post in thread(wrapped) if isinstance(post, tuple)] == [2, 2]


def test_a_rule_in_a_post_does_not_begin_the_closing() -> None:
    assert thread("1. ---\nAsh.\n2. Birch.")[0] == ("1.", "---", "Ash.")
    assert thread("1. Ash.\n---\nMore.\n2. Birch.") == [
        ("1.", "Ash.", "***", "More."),
        ("2.", "Birch."),
    ]


def test_a_thread_in_the_shape_of_a_reader_app_page() -> None:
    capture = (
        "Ann’s note () asks for more. Some remarks on the lake’s level.\n"
        "1. The lake fell for years, and nobody measured it.\n"
        "1.1 The driest summer was that of 2011.\n"
        "2. The dam had a keeper – a patient man.\n"
        "2.1 He said: “Water keeps no books”. (He was right).\n"
        "Share this Scrolly Tale with your friends.\n"
        "A Scrolly Tale is a new way to read Twitter threads with a more visually immersive"
        " experience.\n"
        "Discover more beautiful Scrolly Tales like this.\n"
    )
    imported = import_thread(capture)
    assert imported.title == "Thread"
    assert [number for number, _ in imported.dropped] == [6, 7, 8]
    assert [line for _, line in imported.dropped] == capture.split("\n")[5:8]
    assert [block.locator for block in read(imported).blocks if hasattr(block, "locator")] == [
        "T0", "T1", "T1.1", "T2", "T2.1",
    ]  # fmt: skip


def test_head_of_a_thread() -> None:
    capture = (
        "The Lake and Its Keeper\nAnn Fenn\n@annfenn\nMar 31, 2021 • 14 tweets • 3 min read\n"
        "Listen.\n1/ Ash.\n2/ Birch."
    )
    chapter = read(import_thread(capture.partition("\n")[2]))
    assert plain(chapter.title.content) == "Thread"
    assert chapter.byline is not None
    assert plain(chapter.byline.content) == "Ann Fenn @annfenn"
    assert chapter.dateline is not None
    assert plain(chapter.dateline.content).startswith("Mar 31, 2021")
    assert outline(chapter.blocks)[0] == "Listen."
    assert import_thread("The Lake and Its Keeper\nListen.\n1/ Ash.\n2/ Birch.").title == (
        "The Lake and Its Keeper"
    )


def test_title_argument_wins_and_the_title_line_stays() -> None:
    imported = import_thread("The Lake\nListen.\n1/ Ash.\n2/ Birch.", title='My "lake"')
    assert imported.title == 'My "lake"'
    chapter = read(imported)
    assert plain(chapter.title.content) == 'My "lake"'
    assert outline(chapter.blocks)[:2] == ["The Lake", "Listen."]


# ---- articles ---------------------------------------------------------------------------------

ARTICLE = """\
Keepers of the Lake Come Home Without Boats

A handful of keepers, sent to the lake in spring, are home again; nobody saw their boats.

A drawing dated March 3 has five of them — all barefoot — below the weir.

“Nobody rang us,” Ann Fenn said. “We rowed until the oars broke.”

Harbour Board Under Fire

“Somebody should count the oars.”

She said that the boats would “quite likely” float.

“No map of [the] lake was ever drawn,” he said, “nor a plan…”

Also Read:

This post is also available in: Français (French) Suomi (Finnish)

Back to top button
"""


def test_an_article_in_the_shape_of_a_news_page() -> None:
    imported = import_article(ARTICLE)
    chapter = read(imported)
    assert plain(chapter.title.content) == imported.title == ARTICLE.partition("\n")[0]
    lines = [line for line in ARTICLE.split("\n") if line]
    body: list[object] = [*lines[1:-3]]
    body[3] = ("h2", "Harbour Board Under Fire")
    assert outline(chapter.blocks) == body
    assert imported.dropped == tuple(
        (number, line) for number, line in enumerate(ARTICLE.split("\n"), 1) if line in lines[-3:]
    )


def test_keep_all_keeps_every_line_as_a_paragraph() -> None:
    imported = import_article(ARTICLE, keep_all=True)
    assert imported.dropped == ()
    assert (
        outline(read(imported).blocks)[-3:] == [line for line in ARTICLE.split("\n") if line][-3:]
    )
    kept = import_thread("1. Ash.\n2. Birch.\nShare this.", keep_all=True)
    assert outline(read(kept).blocks)[-1] == "Share this."


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        ("By Ann Fenn\n5 May 2021", ("", "By Ann Fenn", "5 May 2021")),
        ("What the lake did.\nBy Ann Fenn", ("What the lake did.", "By Ann Fenn", "")),
        ("05/05/2021 - 14:05", ("", "", "05/05/2021 - 14:05")),
        ("Published on Thursday, May 5, 2021", ("", "", "Published on Thursday, May 5, 2021")),
        ("5 мая 2021\nUpdated 2 hours ago", ("", "", "5 мая 2021 · Updated 2 hours ago")),
        ("By and by the lake fell", ("", "", "")),
        ("On 5 May 2021 the lake fell.", ("", "", "")),
    ],
)
def test_head_of_an_article(head: str, fields: tuple[str, str, str]) -> None:
    for gap in ("\n", "\n\n"):
        lines = ["The Lake", *head.split("\n"), "The lake fell.", "It rose."]
        chapter = read(import_article(gap.join(lines)))
        found = [chapter.standfirst, chapter.byline, chapter.dateline]
        assert tuple(plain(text.content) if text else "" for text in found) == fields


def test_title_of_an_article() -> None:
    assert import_article("The Lake\n\nIt fell.").title == "The Lake"
    assert import_article("The Lake\n\nIt fell.", title="The Lake").markdown.count("The Lake") == 1
    other = import_article("The Lake\nBy Ann Fenn\n\nIt fell.", title="A Report")
    assert other.title == "A Report"
    assert outline(read(other).blocks) == ["The Lake", "It fell."]
    long = import_article("The lake fell. " * 20 + "\n\nIt rose.")
    assert (long.title, len(read(long).blocks)) == ("Article", 2)


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Harbour Board Under Fire", True),
        ("Who gave the order", True),
        ("Who Gave the Order?", True),
        ("Who gave the order?", False),
        ("The council said:", False),
        ("It rained.", False),
        ("“It rained”", False),
        ("and then it rained", False),
        ("Photo: Ann Fenn/Lake News", False),
        ("— Ann Fenn", False),
        ("The level fell in " + "the north and " * 5 + "the south", False),
    ],
)
def test_subheadings(line: str, is_heading: bool) -> None:
    assert article(f"The Lake\n\nIt fell.\n\n{line}\n\nIt rose.")[1] == (
        ("h2", line) if is_heading else line
    )


def test_neighbouring_short_lines_are_a_list_and_no_subheadings() -> None:
    lines = ["It fell.", "Milk", "Eggs", "Bread", "It rose.", "Last Words"]
    assert article("The Lake\n\n" + "\n\n".join(lines)) == lines


def test_quotations() -> None:
    capture = (
        "The Lake\n\nIt fell.\n\n“Water keeps no books.”\n— Ann Fenn, keeper\n\n"
        '"It’s gone."\n\n-- Ben Ash\n\n“It fell,” he said. “It rose.”\n\n— Not An Attribution\n\n'
        "“Alone.”\n\n> First.\n>\n> Second.\n> — Cy Cedar\n\n> Third.\n\n— a dash, no quotation."
    )
    assert article(capture) == [
        "It fell.",
        (">", "“Water keeps no books.”", "Ann Fenn, keeper"),
        (">", '"It’s gone."', "Ben Ash"),
        "“It fell,” he said. “It rose.”", "— Not An Attribution",
        "“Alone.”",
        (">", "First.", "Second.", "Cy Cedar"),
        (">", "Third.", ""),
        "— a dash, no quotation.",
    ]  # fmt: skip


def test_wrapped_paragraphs_of_an_article() -> None:
    first = "The lake fell for many years, and nobody ever wrote it down\nat the time.\n\n"
    assert article(f"The Lake\n\n{first}It rose.") == [first.replace("\n", " ").strip(), "It rose."]


# ---- furniture --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Share this…", "Share this:", "Share this article with your friends", "SHARE THIS ON X",
        "Click to share on Twitter (Opens in new window)", "Facebook Twitter WhatsApp",
        "Facebook | X | Telegram | Print", "Like this:", "Like Loading...", "12 Shares",
        "This post is also available in: Suomi (Finnish)", "Back to top", "Back to top button",
        "Skip to content", "Leave a comment", "Leave a Reply Cancel reply", "No comments yet",
        "Advertisement", "ADVERTISEMENT", "Related", "Related articles:", "Also Read:", "See also:",
        "Also Read: Keepers Return from the Lake", "3 min read", "Reading time: 4 minutes",
        "Subscribe to our newsletter", "Sign up for our weekly newsletter and miss nothing",
        "Follow us on Twitter", "Follow us on Telegram and Facebook!",
        "We use cookies to make this site better.", "Accept all cookies",
        "A Scrolly Tale is a new way to read Twitter threads with a visual experience.",
        "Discover more beautiful Scrolly Tales like this.",
        "Thread by @annfenn on Thread Reader App", "Read on Twitter", "• Read on X", "Unroll",
        "Unroll available on Thread Reader", "Keep Current with Ann Fenn",
        "Stay in touch and get notified when new unrolls are available from this author!",
        "Missing some Tweet in this thread? You can try to force a refresh", "Save as PDF",
        "Try unrolling a thread yourself!", "Show this thread",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["thread", "article"])
def test_furniture_is_taken_out_and_listed(kind: str, line: str) -> None:
    capture = f"The Lake\n\n1. It fell.\n\n  {line} \n\n2. It rose."
    imported = IMPORTERS[kind](capture)
    assert imported.dropped == ((5, f"  {line} "),)
    assert len(read(imported).blocks) == 2
    assert IMPORTERS[kind](capture, keep_all=True).dropped == ()


@pytest.mark.parametrize(
    "line",
    [
        "Share this with nobody, she said, and they did not.", "Back to top form, the team won.",
        "Related families live there.", "Advertisement is a word.", "Also read: he could write.",
        "Follow us on this journey.", "We use cookies, he joked, " + "as coins and " * 30,
        "Telegram", "Like this: a small one.", "They read on X all day.", "Keepers read more.",
        "Subscribe to our view, they ask.", "A Scrolly Tale is good.",
    ],
)  # fmt: skip
def test_prose_is_not_furniture(line: str) -> None:
    assert import_article(f"The Lake\n\nIt fell.\n\n{line}\n\nIt rose.").dropped == ()


def test_buttons_one_a_line_are_furniture_as_neighbours() -> None:
    imported = import_article("The Lake\n\nIt fell.\n\nFacebook\nTwitter\n\nTelegram\n\nIt rose.")
    assert [line for _, line in imported.dropped] == ["Facebook", "Twitter", "Telegram"]


def test_wrapped_furniture_is_furniture() -> None:
    imported = import_article(
        "The Lake\n\nIt fell.\n\nDiscover more beautiful\nScrolly Tales like this."
    )
    assert [number for number, _ in imported.dropped] == [5, 6]


def test_linked_headlines_below_also_read() -> None:
    capture = (
        "The Lake\n\nIt fell.\n\nAlso Read:\nKeepers Return\nBoats Found at Tunnel\n\nNew Facts\n\n"
        "It rose.\n\nAlso Read:\n\nCouncil Meets Again\n\nBack to top button\n\nDam Repaired"
    )
    imported = import_article(capture)
    assert outline(read(imported).blocks) == ["It fell.", ("h2", "New Facts"), "It rose."]
    assert [number for number, _ in imported.dropped] == [5, 6, 7, 13, 15, 17, 19]


def test_a_subheading_apart_from_also_read_is_kept() -> None:
    capture = "The Lake\n\nIt fell.\n\nAlso Read:\n\nNew Facts\n\nIt rose."
    assert article(capture) == ["It fell.", ("h2", "New Facts"), "It rose."]


# ---- characters -------------------------------------------------------------------------------


def test_invisible_characters_are_taken_out_with_a_remark_and_no_break_spaces_stay() -> None:
    imported = import_article("The Lake\r\n\r\nIt\u200b  fell\t5\u00a0m.\r\rA\u200cB.\n\nIt rose.")
    assert outline(read(imported).blocks) == ["It fell 5\u00a0m.", "A\u200cB.", "It rose."]
    assert imported.remarks == ((3, "invisible characters were taken out: U+200B"),)


@pytest.mark.parametrize("capture", ["", "  \n\u200b\n", "Share this.\n\nAdvertisement"])
@pytest.mark.parametrize("kind", ["thread", "article"])
def test_a_capture_without_text_is_refused(kind: str, capture: str) -> None:
    with pytest.raises(Refusal) as caught:
        IMPORTERS[kind](capture, file="page.txt")
    (problem,) = caught.value.diagnostics
    assert (problem.code, str(problem.place)) == ("I001", "page.txt")


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
MARKS = st.sampled_from([*"\"'`*_[]()<>&!|~^\\#+-=:.{}/ $@%;—“”’", "{#A7}", "[^1]", "&amp;", "<b>"])
PIECES = st.one_of(
    st.sampled_from(
        ["ash", "Birch", "Cedar.", "date", "5", "2008.", "1.5", "3/7", "—", "“elm”", "'s"]
    ),
    st.lists(st.one_of(CHARACTERS, MARKS), max_size=6).map("".join),
)
PROSE = st.lists(PIECES, min_size=1, max_size=12).map(" ".join)
OTHER = st.sampled_from(
    [
        "", "", "", "Share this.", "Also Read:", "Facebook", "Twitter", "By Ann Fenn", "5 May 2021",
        "The Old Lake", "> quoted", ">", "— Ann Fenn", "“Whole.”", "---", "***", "+++", "@annfenn",
        "1/", "2/2", "\t", "    code", "| a | b |", "|---|---|", "# Head", "[^1]: note", ": def",
    ]
)  # fmt: skip
FORMS = [
    "{}. {t}",
    "{}.1 {t}",
    "{}) {t}",
    "{}/ {t}",
    "{}/9 {t}",
    "{t} {}/9",
    "{t} ({}/9)",
    "{t} /{}",
    "{t}",
]


@st.composite
def captures(draw: st.DrawFn) -> str:
    """Pages of prose, numbered in one way, with everything else among it."""
    form = draw(st.sampled_from(FORMS))
    lines: list[str] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        lines += draw(st.lists(st.one_of(PROSE, OTHER), max_size=3))
        lines.append(form.format(number, t=draw(PROSE)))
    lines += draw(st.lists(st.one_of(PROSE, OTHER), max_size=3))
    return draw(st.sampled_from(["\n", "\n\n", "\r\n"])).join(lines)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", INVISIBLE.sub("", text)))


def words_of(chapter: Chapter) -> Counter[str]:
    found = [plain(text.content) for text in texts_of(chapter)]
    found += [block.label for block in blocks_of(chapter) if isinstance(block, Post)]
    return words("\n".join(found))


@pytest.mark.parametrize("kind", ["thread", "article"])
@pytest.mark.parametrize("keep_all", [False, True])
@settings(max_examples=100, deadline=None)
@given(capture=captures())
def test_no_word_is_lost_and_none_is_added(kind: str, keep_all: bool, capture: str) -> None:
    try:
        imported = IMPORTERS[kind](capture, keep_all=keep_all)
    except Refusal:
        return
    default = {"thread": "Thread", "article": "Article"}[kind]
    dropped = words("\n".join(line for _, line in imported.dropped))
    found = words_of(read(imported)) + dropped
    assert found == words(capture) or found - Counter([default]) == words(capture)
    assert not (keep_all and imported.dropped)
    lines = re.split(r"\r\n|\r|\n", capture)
    assert all(lines[number - 1] == line for number, line in imported.dropped)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(CHARACTERS, MARKS), max_size=40).map("".join))
def test_every_character_of_a_paragraph_is_read_back(text: str) -> None:
    line = " ".join(re.sub("[\u2028\u2029]", " ", INVISIBLE.sub("", f"zz {text} zz")).split(" "))
    line = re.sub(" +", " ", line)
    assert article(f"The Lake\n\nIt fell.\n\n{line}\n\nIt rose.")[1] in (line, ("h2", line))


@pytest.mark.parametrize("importer", IMPORTERS.values())
def test_changes_of_direction_are_taken_out_and_told(importer: Callable[..., Imported]) -> None:
    page = "A Title\n\nShe is \u2066@ann\u2069 and \u202eevil.\n"
    imported = importer(page)
    assert "She is @ann and evil." in imported.markdown
    assert any("U+202E, U+2066, U+2069" in said for _, said in imported.remarks)


def test_a_row_of_buttons_is_read_in_one_way() -> None:
    with little_work():
        for number in range(400):  # a line has its longest; a page has many lines
            assert not is_furniture("facebook messenger " * 16 + f"!{number}")
        assert is_furniture("facebook messenger " * 16 + "x")
    assert is_furniture("Share on Facebook Messenger | Twitter")
    assert is_furniture("facebook messenger")
