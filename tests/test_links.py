"""Where links may lead, and links that lie about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpu import little_work
from hexapla.links import leads_out, misleading_links


@pytest.mark.parametrize(
    "target",
    [
        *("https://a.org", "http://a.org/x?y#z", "https://პატარძეული.გე/", "mailto:a@b.org"),
        *("https://a.org:8443/x", "https://user@a.org/", "https://[2001:db8::1]/"),
    ],
)
def test_a_book_links_to_the_web_and_to_mailboxes(target: str) -> None:
    assert leads_out(target)


@pytest.mark.parametrize(
    "target",
    [
        *("javascript:alert(1)", "JAVASCRIPT:1", "data:text/html,x", "file:///etc/passwd", "ftp://a"),
        *("//a.org", "https:", "https://", "https:///a", "https:\\\\a.org", "https://a.org\\@b.org"),
        *("a.html", "../a", "mailto:", "mailto:a", "tel:1", "HTTPS://a.org", " https://a.org", ""),
        "https://a.org/a b",
    ],
)  # fmt: skip
def test_and_to_nothing_else(target: str) -> None:
    assert not leads_out(target)


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("https://a.org", "https://b.org"),
        ("a.org", "https://b.org/a.org"),
        ("www.a.org/page", "https://a.org.evil.example/page"),
        ("**https://a.org**", "https://b.org"),
        ("“a.org”", "https://b.org"),
        ("https://a.org", "https://a.org@b.org/"),
        ("https://a.org/x", "mailto:a@a.org"),
        ("a@b.org", "mailto:a@c.org"),
        ("a@b.org", "https://b.org"),
        ("HTTP://A.ORG", "https://b.org"),
        ("гов.рф", "https://gov.rf"),
    ],
)
def test_a_link_that_shows_another_address_is_told(shown: str, target: str) -> None:
    ((said, where),) = misleading_links(f"See [{shown}]({target}) there.")
    assert said
    assert where == target


@pytest.mark.parametrize(
    "content",
    [
        "[https://a.org](https://a.org/)",
        "[a.org](https://www.a.org/long/path)",
        "[A.org/x](http://a.org/y)",
        "<https://a.org/x>",
        "<a@b.org>",
        "[a@b.org](mailto:A@b.org?subject=x)",
        "[the report](https://a.org)",
        "[No. 5, p. 3](https://a.org)",
        "[e.g. this](https://a.org)",
        "[3.14](https://a.org)",
        "[a.org](@entry)",
        "[a.org](#T1)",
        "[](https://a.org)",
        "https://a.org is not https://b.org",
    ],
)
def test_a_link_that_does_not_is_not(content: str) -> None:
    assert list(misleading_links(content)) == []


@given(st.text())
def test_any_text_can_be_asked(content: str) -> None:
    for link in (content, f"[{content}](https://a.org)", f"[a.org](https://{content})"):
        list(misleading_links(link))
        leads_out(link)


@pytest.mark.parametrize(
    "shown", ["a@" + "." * 48_000, "a@" + "b." * 24_000, "a." * 24_000, "a-" * 24_000, "@" * 48_000]
)
def test_a_long_text_is_asked_once(shown: str) -> None:
    with little_work():
        assert not list(misleading_links(f"[{shown} y](https://x.org)"))
