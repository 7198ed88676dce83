"""A line as XHTML: links of each kind, fallbacks marked, nothing that a text says is markup."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from hexapla.diagnostics import Place
from hexapla.edition.inlines import Writer, language_attributes
from hexapla.language import Language
from hexapla.text import State, Text

WRITER = Writer(
    edition=Language("ka"),
    source=Language("en"),
    resolve=lambda target: ("to-" + target.lstrip("#@"), Markup("<i>filled</i>")),
    note=lambda label: Markup("<sup>{}</sup>").format(label),
    mention=lambda target: "here" if target == "@marked" else "",
)


def xhtml(content: str, state: State = State.TRANSLATED) -> str:
    return str(WRITER.xhtml(Text(content, "", Place("x"), state=state)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a *b **c*** `d<`", 'a <em>b <strong>c</strong></em> <code dir="ltr">d&lt;</code>'),
        ("a\\\nb", "a<br/>b"),
        ("[x](#T1)", '<a class="locator-link" href="to-T1">x</a>'),
        ("[*x*](@y)", '<a class="entry-link" href="to-y"><em>x</em></a>'),
        ("[](@y)", '<a class="entry-link" href="to-y"><i>filled</i></a>'),
        ("[m](@marked)", '<a class="entry-link" id="here" href="to-marked">m</a>'),
        (
            "[x](https://a.example/?b&c)",
            '<a class="web-link" href="to-https://a.example/?b&amp;c">x</a>',
        ),
        ("a[^n]", "a<sup>n</sup>"),
        ("a ![b](c.png)", "a "),
        ("<b>&amp;</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
        ("{{7*7}} {% x %} {0}", "{{7*7}} {% x %} {0}"),
        ("\"a 'b'\"", "„a «b»“"),
    ],
)
def test_lines(content: str, expected: str) -> None:
    assert xhtml(content) == expected


@pytest.mark.parametrize("state", [State.FUZZY, State.UNTRANSLATED])
def test_a_fallback_is_marked_and_keeps_the_quotation_marks_of_its_language(state: State) -> None:
    assert xhtml('"a"', state) == (
        '<span class="fallback" lang="en" xml:lang="en" dir="ltr">“a”</span>'
    )


@pytest.mark.parametrize("state", [State.SOURCE, State.TRANSLATED])
def test_what_is_in_the_editions_language_is_not_marked(state: State) -> None:
    assert xhtml("a", state) == "a"


def test_attributes_of_a_language() -> None:
    assert language_attributes(Language("ar")) == ' lang="ar" xml:lang="ar" dir="rtl"'


PRINTED = st.characters(exclude_categories=["Cs", "Cc", "Cn"])


@settings(deadline=None)
@given(st.text(PRINTED), st.sampled_from(list(State)))
def test_any_text_gives_well_formed_xhtml(content: str, state: State) -> None:
    ElementTree.fromstring(f"<p>{xhtml(content, state)}</p>")


@settings(deadline=None)
@given(st.lists(st.sampled_from([*"<>&\"'`*_[]()!\\^@#{}%", "[a](@b)", "[^1]", "a "])).map("".join))
def test_any_markdown_gives_well_formed_xhtml(content: str) -> None:
    ElementTree.fromstring(f"<p>{xhtml(content)}</p>")
