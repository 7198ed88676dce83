"""Markers of pages: where they stand in an e-book's text, and that nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

from hexapla.output.pagination import AHEAD, PICTURE, PageStart, letters, with_markers

MARK = re.compile(r"<m p='([^']*)'/>")


def marker(page: str) -> str:
    return f"<m p='{page}'/>"


def document(body: str) -> str:
    return (
        "<?xml version='1.0'?>\n<!DOCTYPE html>\n<html><head><title>A title</title></head>\n"
        f'<body class="a > b"><section>{body}</section></body></html>\n'
    )


def marked(body: str, *starts: PageStart, anchors: frozenset[str] = frozenset()) -> str:
    """The body with its markers; that the document is whole is checked too."""
    whole = with_markers(document(body), starts, anchors, marker)
    assert MARK.sub("", whole) == document(body)
    etree.fromstring(whole.encode())
    return re.search(r"<section>(.*)</section>", whole, re.DOTALL)[1]  # type: ignore[index]


def start(before: str, after: str = "", page: str = "2", anchor: str = "") -> PageStart:
    return PageStart(page, "one", anchor, letters(before), letters(after)[:AHEAD])


# ---- any text -----------------------------------------------------------------------------------

WORDS = st.text("abcdeäßგფжяअ", min_size=1, max_size=7)
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=12), min_size=1, max_size=6)
STYLES = st.sampled_from(
    ["{}", "<em>{}</em>", "<a href='#x'>{}</a>", "“{}”", "{},", "({}).", "{} &amp;"]
)


@given(PARAGRAPHS, st.data())
def test_a_marker_stands_before_the_word_that_begins_its_page(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    """Whatever the words, their tags and signs, the pages and the anchors that tell of them."""
    body = ""
    words: list[str] = []
    anchors: dict[str, int] = {}
    for number, paragraph in enumerate(paragraphs):
        anchors[f"p{number}"] = len(words)
        words += paragraph
        styled = (data.draw(STYLES).format(word) for word in paragraph)
        body += f"\n<p id='p{number}'>{' '.join(styled)}</p>"
    begins = sorted(data.draw(st.sets(st.integers(0, len(words) - 1), min_size=1)))
    known = data.draw(st.sets(st.sampled_from(sorted(anchors))))
    starts = []
    for page, begin in enumerate(begins):
        told = [(place, name) for name, place in anchors.items() if name in known]
        base, anchor = max([one for one in told if one[0] <= begin], default=(0, ""))
        texts = "".join(words[base:begin]), "".join(words[begin:])
        starts.append(start(*texts, str(page), anchor))
    result = marked(body, *starts, anchors=frozenset(known))
    assert MARK.findall(result) == [str(page) for page in range(len(begins))]
    for page, begin in enumerate(begins):
        behind = result.partition(marker(str(page)))[2]
        plain = MARK.sub("", re.sub(r"<(?!m)[^>]*>|&amp;", "", behind))
        assert letters(plain) == letters("".join(words[begin:]))
        before = result.partition(marker(str(page)))[0]
        assert not (before[-1:].isalpha() and behind[:1].isalpha()), "within a word"


@given(st.lists(WORDS, min_size=2, max_size=12), st.data())
def test_a_word_that_is_divided_stays_whole(words: list[str], data: st.DataObject) -> None:
    """Its page begins behind it."""
    number = data.draw(st.integers(0, len(words) - 2))
    word = letters(words[number])
    cut = data.draw(st.integers(0, len(word) - 1))
    before = "".join(words[:number]) + word[:cut]
    result = marked(f"<p>{' '.join(words)}</p>", start(before, word[cut:]))
    head, _, tail = result.partition(marker("2"))
    wanted = number + (cut > 0)
    assert head.removeprefix("<p>").split() == words[:wanted]
    assert tail.removesuffix("</p>").replace("<p>", "").split() == words[wanted:]


@given(st.lists(st.text("abcdefghij", min_size=8, max_size=9), min_size=4, unique=True), st.data())
def test_what_only_the_page_says_does_not_matter(words: list[str], data: st.DataObject) -> None:
    """Such as the page numbers behind references, which an e-book has not."""
    begin = data.draw(st.integers(1, len(words) - 1))
    noise = data.draw(st.integers(0, begin))
    before = "".join([*words[:noise], "p 44", *words[noise:begin]])
    result = marked(f"<p>{' '.join(words)}</p>", start(before, "".join(words[begin:])))
    assert result.partition(marker("2"))[2].startswith(words[begin])


# ---- what blocks are like -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "before", "expected"),
    [
        ("<p>One.</p>\n<p>Two.</p>", "one", "<p>One.</p>\n|<p>Two.</p>"),
        ("<p>One.</p>\n<div><p>Two.</p></div>", "one", "<p>One.</p>\n|<div><p>Two.</p></div>"),
        ("<header><h1>One</h1></header>", "", "|<header><h1>One</h1></header>"),
        ("<p>One</p><ul>\n<li>Two</li></ul>", "one", "<p>One</p>|<ul>\n<li>Two</li></ul>"),
        ("<ul><li>One</li>\n<li><p>Two</p></li></ul>", "one",
         "<ul><li>One</li>\n<li>|<p>Two</p></li></ul>"),
        ("<dl><dt>One</dt><dd>Two</dd><dt>Three</dt></dl>", "onetwo",
         "<dl><dt>One</dt><dd>Two</dd><dt>|Three</dt></dl>"),
        ("<p>One</p><table><tr><th>Two</th></tr></table>", "one",
         "<p>One</p>|<table><tr><th>Two</th></tr></table>"),
        ("<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>", "one",
         "<table><tr><td>One</td></tr><tr><td>|Two</td></tr></table>"),
        ("<p>One</p><figure><img src='a>b'/></figure>", "one",
         "<p>One</p>|<figure><img src='a>b'/></figure>"),
        ("<p>One</p><figure><img/></figure><p>Two</p>", "one" + PICTURE,
         "<p>One</p><figure><img/></figure>|<p>Two</p>"),
        ("<p>One <em>“two”</em></p>", "one", "<p>One |<em>“two”</em></p>"),
        ("<p>One</p><p>— Two</p>", "one", "<p>One</p>|<p>— Two</p>"),
        ("<p>One — two</p>", "one", "<p>One — |two</p>"),
        ("<p>South-Ossetian</p>", "south", "<p>South-|Ossetian</p>"),
        ("<p>a/<wbr/>b</p>", "a", "<p>a/<wbr/>|b</p>"),
        ("<p>One t<em>w</em>o, three</p>", "onet", "<p>One t<em>w</em>o,| three</p>"),
        ("<p>ไปก่อน</p>", "ไป", "<p>ไป|ก่อน</p>"),
        ("<p>東京大学</p>", "東京", "<p>東京|大学</p>"),
        ("<p>One</p><aside><p>two</p></aside><p>Two</p>", "one",
         "<p>One</p><aside><p>two</p></aside>|<p>Two</p>"),
        ("<p>One<!-- two --></p><details><p>x</p></details><p>Two</p>", "one",
         "<p>One<!-- two --></p><details><p>x</p></details>|<p>Two</p>"),
        ("<p>One</p>", "one", "<p>One|</p>"),
        ("<p>a <a href='x'>One <em>two</em></a> b</p>", "aone",
         "<p>a |<a href='x'>One <em>two</em></a> b</p>"),
        ("<p>a <a href='x'>One</a> two</p>", "aone", "<p>a <a href='x'>One</a> |two</p>"),
        ("<p>a <a href='x'>One</a></p>", "a", "<p>a |<a href='x'>One</a></p>"),
        ("<p><a href='x'>One</a><a href='y'>Two x</a></p>", "onetwo",
         "<p><a href='x'>One</a>|<a href='y'>Two x</a></p>"),
        ("<hr/><p>One</p>", "", "<hr/>|<p>One</p>"),
        ("<p>R&amp;D &#8212; x</p>", "r", "<p>R&amp;|D &#8212; x</p>"),
    ],
)  # fmt: skip
def test_a_marker_stands_where_it_may(body: str, before: str, expected: str) -> None:
    after = re.sub(r"<aside.*?</aside>|<details.*?</details>|<img[^/]*/>|<[^>]*>", "", body)
    rest = letters(after)[len(letters(before.replace(PICTURE, ""))) :]
    assert marked(body, start(before, rest)) == expected.replace("|", marker("2"))


def test_pages_without_text_of_their_own_stand_in_order() -> None:
    starts = [start("one", "two", page) for page in ("2", "3")]
    assert marked("<p>One</p><p>Two</p>", *starts) == (
        f"<p>One</p>{marker('2')}{marker('3')}<p>Two</p>"
    )


def test_a_document_without_text_has_its_marker_first() -> None:
    content = "<html><body>\n<nav><p>One</p></nav></body></html>"
    result = with_markers(content, [start("")], frozenset(), marker)
    assert result == content.replace("<body>", "<body>" + marker("2"))


def test_the_nearest_of_two_like_places_is_meant() -> None:
    """Where an anchor is missing, which a template of a project may have left out."""
    body = "".join(f"<p>number {one} goes on as the others do</p>" for one in "abcdefgh")
    before = "".join(f"number {one} goes on as the others do p" for one in "abcd")
    result = marked(body, start(before, "number e goes on", anchor="gone"))
    assert f"{marker('2')}<p>number e" in result


@given(st.text())
def test_letters_are_without_what_renderings_differ_in(text: str) -> None:
    assert letters(text) == letters(letters(text))
    assert not re.search(r"[\s\u00ad\u2060\u200b\u2010-]", letters(text))
