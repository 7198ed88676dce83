"""What templates make: no harm, no end, nothing from elsewhere; and what is well is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.diagnostics import Place, Refusal
from hexapla.limits import MARKUP_NESTING, SPAN
from hexapla.output.markup import check_markup, check_style

HERE = Place("templates/pdf/chapter.xhtml")


def code(content: str) -> str:
    """The code of what is wrong with what stands in a document; empty for nothing."""
    document = content if "<html" in content else f"<html>{content}</html>"
    try:
        check_markup(document, HERE, {"pictures/a.png", "style.css"})
    except Refusal as refusal:
        (problem,) = refusal.diagnostics
        assert problem.place == HERE
        return problem.code
    return ""


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<p>plain</p>",
        "<p><a href='#T1'>x</a> <a href='thread.xhtml#T1'>x</a> <a href='https://a.org/'>x</a></p>",
        "<p><a href='mailto:a@b.org'>x</a> <a href=''>x</a></p>",
        "<img src='asset:pictures/a.png' alt='a (b): url(https://a.org/x)'/>",
        "<img src='pictures/a.png'/><link rel='stylesheet' href='style.css'/>",
        "<p style='background: url(asset:a.png); color: rgb(1, 2, 3)'>x</p>",
        "<style>p { content: 'url(https://a.org)' } /* @import 'https://a.org' */</style>",
        f"<table><tr><td colspan='{SPAN}' rowspan='2'>x</td></tr></table>",
        "<svg><path d='M0 0' transform='rotate(1)' fill='url(#a)'/><use href='#a'/></svg>",
        "<p title='on: a (b)' id='javascript:x'>https://a.org javascript:x</p>",
        "<html xmlns='http://www.w3.org/1999/xhtml' lang='en'><body epub:type='x'></body></html>",
        "<!DOCTYPE html>\n<html><!-- a comment --></html>",
        '<?xml version="1.0" encoding="utf-8"?>\n<html/>',
    ],
)
def test_what_is_well_is_left_alone(content: str) -> None:
    assert code(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        "<p><a href='javascript:alert(1)'>x</a></p>",
        "<p><a href=' JAVASCRIPT:alert(1)'>x</a></p>",
        "<p><a href='java&#115;cript:alert(1)'>x</a></p>",
        "<p><a href='data:text/html,x'>x</a></p>",
        "<p><a href='file:///etc/passwd'>x</a></p>",
        "<p><a href='/etc/passwd'>x</a></p>",
        "<p><a href='//a.org'>x</a></p>",
        "<p onclick='x()'>x</p>",
        "<svg onload='x()'/>",
        "<form action='https://a.org'></form>",
    ],
)
def test_links_and_what_runs(content: str) -> None:
    assert code(content) == "O004"


def test_depth_is_counted_in_elements_that_are_open() -> None:
    def nested(depth: int) -> str:
        return "<html><body>" + "<div>" * depth + "</div>" * depth + "</body></html>"

    assert code(nested(MARKUP_NESTING - 2)) == ""
    assert code(nested(MARKUP_NESTING - 1)) == "O011"
    assert code("<div>x</div>" * 5000) == ""
    assert code(nested(50_000)) == "O011"


@pytest.mark.parametrize("value", [str(SPAN + 1), "9" * 5000, " 99999 "])
def test_spans_have_a_limit(value: str) -> None:
    assert code(f"<table><tr><td colspan='{value}'>x</td></tr></table>") == "O011"


@pytest.mark.parametrize(
    "css",
    [
        "p { color: red }",
        "@font-face { src: url(fonts/a.ttf) }",
        "p { fill: url(#a) }",
        "@font-face { src: url('asset:a.ttf') }",
        "p::before { content: 'https://a.org' }",
        "/* url(https://a.org) */",
        "((((",
        "p { background: url(",
    ],
)
def test_styles_of_the_book_are_left_alone(css: str) -> None:
    check_style(css, HERE, {"fonts/a.ttf"})


@pytest.mark.parametrize(
    "css",
    ["@import 'x.css';", "p { background: url(a.png) }", "p { background: url(fonts/b.ttf) }"],
)
def test_a_style_that_names_a_file_which_is_not_there_is_refused(css: str) -> None:
    """An e-book would be broken, and a page without it, and nobody would be told."""
    with pytest.raises(Refusal, match=r"O004.*templates show its pictures and the theme’s logo"):
        check_style(css, HERE, {"fonts/a.ttf"})


@pytest.mark.parametrize(
    "content",
    [
        "<img src='paper.png'/>",
        "<img src='pictures/b.png#x'/>",
        "<img srcset='pictures/a.png 1x, b.png 2x'/>",
        "<link rel='stylesheet' href='other.css'/>",
        "<p style='background: url(paper.png)'>x</p>",
        "<style>@import 'x.css';</style>",
    ],
)
def test_markup_that_shows_a_file_which_is_not_there_is_refused(content: str) -> None:
    assert code(content) == "O004"
    assert code("<img srcset='pictures/a.png 1x, pictures/a.png#b 2x'/>") == ""


@pytest.mark.parametrize(
    "content",
    [
        "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>x</h:script>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg'/>",
        "<SCRIPT/>",
        "<p ONCLICK='x()'/>",
        "<textarea><script>x</script></textarea>",
        "<style><script>x</script></style>",
        "<svg><title><script>x</script></title></svg>",
        "<p><![CDATA[><!--]]></p><script>x</script><p><![CDATA[-->]]></p>",
        "<p><![CDATA[><b>]]></p>",
        "<!--> <script>x</script> -->",
        "<!---> <b>x</b> -->",
        "<?x > <b>x</b> ?>",
        '<?xml-stylesheet href="https://a.org/x.css"?><html/>',
        '<?xml version="1.0" encoding="utf-7"?><html/>',
        "<!DOCTYPE html [<!ENTITY s 'x'>]><html>&s;</html>",
        "<!doctype html SYSTEM 'https://a.org/x.dtd'><html/>",
        "<p><a href='java&#9;script:x()'>x</a></p>",
        "<p><a href='fi&#10;le:///etc/passwd'>x</a></p>",
        "<svg><style><p><a href='file:///etc/passwd'>x</a></p></style></svg>",
        "<svg><a y:href='javascript:x()' xmlns:y='http://www.w3.org/1999/xlink'/></svg>",
        "<svg><image y:href='http://a.org/' xmlns:y='http://www.w3.org/1999/xlink'/></svg>",
        "<img src='ht&#9;tp://a.org/x.png'/>",
        "<img imagesrcset='http://a.org/x.png 2x'/>",
        "<button formaction='javascript:x()'/>",
        "<p><a href='#a' ping='http://a.org/'>x</a></p>",
        "<style>@import &quot;http://a.org/&quot;;</style>",
        "<style>@imp<!-- -->ort 'http://a.org/';</style>",
        "<style>p { background: u&#x72;l(http://a.org/) }</style>",
        r"<style>p { background: url('ht\9 tp://a.org/') }</style>",
        "<svg><a><set attributeName='href' to='javascript:x()'/></a></svg>",
    ],
)
def test_what_readers_take_otherwise_than_it_looks_is_refused(content: str) -> None:
    assert code(content) == "O004"


@pytest.mark.parametrize("content", ["<p>", "<p>&nbsp;</p>", "<p a=b/>", "", "<p/><p/>"])
def test_what_is_no_xml_is_refused(content: str) -> None:
    with pytest.raises(Refusal, match=r"O006.*not well-formed XML"):
        check_markup(content, HERE)


@given(st.text())
def test_any_text_is_judged(content: str) -> None:
    code(content)
    code(f"<p style='{content}'>{content}")
