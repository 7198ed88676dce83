from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from hexapla.diagnostics import Diagnostic, Place, Severity
from hexapla.language import Language
from hexapla.message import Message, Translation
from hexapla.translation.catalogs import Catalog
from hexapla.translation.checks import Standard, check_catalog
from hexapla.translation.proofreading import PROOFS

KA = Standard(Language("en", "GB"), Language("ka"))
PLACE = Place("locales/ka/LC_MESSAGES/book.po")


def catalog(message: Message, translation: Translation | None) -> Catalog:
    key = (message.context, message.id)
    known = {key: translation} if translation else {}
    return Catalog(PLACE, "ka", known, {key: 7}, forms=2, expression="n != 1")


def found(
    source: str, target: str | Sequence[str], *, plural: str = "", interface: bool = False
) -> list[Diagnostic]:
    message = Message(source, plural=plural)
    forms = (target,) if isinstance(target, str) else tuple(target)
    checked = catalog(message, Translation(forms))
    said = check_catalog(checked, [message], replace(KA, placeholders=interface))
    return [item for item in said if item.code not in PROOFS]


def codes(source: str, target: str, *, interface: bool = False) -> list[str]:
    return [diagnostic.code for diagnostic in found(source, target, interface=interface)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("A plain text.", "უბრალო ტექსტი."),
        ("[Bibilov](@bibilov) on [T1](#T1)", "[T1](#T1)-ზე [ბიბილოვმა](@bibilov)"),
        ("Said[^1] so[^2]", "ასე[^2] თქვა[^1]"),
        ("*One* word", "*ერთი* სიტყვა"),
        ("`code` and <https://example.org/>", "<https://example.org/> და `code`"),
        ("[](@x) a", "ა [](@x)"),
        ("1 < 2", "1 < 2 და 3 > 2"),
        ("a <b>bold</b>", "ა <b>მუქი</b>"),
        ("50 % s, {{7*7}}, %(x)s", "100%, {{8*8}}, {x.__class__}, {% raw %}"),
    ],
)
def test_good_translations_pass(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("[a](@x)", "ა", ["link to @x is missing"]),
        ("a", "[ა](@x)", ["is a link to @x that the source has not"]),
        ("[a](@x)", "[ა](@y)", ["link to @x is missing", "link to @y that"]),
        ("[a](https://a.org)", "[ა](javascript:alert)", ["https://a.org", "javascript:alert"]),
        ("a[^1]", "ა", ["footnote call [^1] is missing"]),
        ("[a](@x) [b](@x)", "[ა](@x) ბ", ["link to @x is missing"]),
        ("`a`", "`b`", ["code `a` is missing", "code `b` that"]),
        ("a", "![ა](media/a.png)", ["picture media/a.png that"]),
    ],
)
def test_different_links_notes_and_code_are_errors(
    source: str, target: str, words: list[str]
) -> None:
    problems = found(source, target)
    assert [(d.code, d.severity) for d in problems] == [("T004", Severity.ERROR)] * len(words)
    for problem, word in zip(problems, words, strict=True):
        assert word in problem.message
        assert problem.place == Place(PLACE.file, 7)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("{n} of {total}", "{total}-დან {n}", []),
        ("{name}", "{name}, {name}", []),
        ("{name}", "სახელი", ["{name} is missing"]),
        ("{name}", "{Name}", ["{name} is missing", "{Name}, which"]),
        ("name", "{x.__class__}", ["{x.__class__}, which"]),
        ("100 %", "100 % (%(x)s)", []),
    ],
)
def test_placeholders_of_the_interface(source: str, target: str, expected: list[str]) -> None:
    problems = found(source, target, interface=True)
    assert [problem.code for problem in problems] == ["T008"] * len(expected)
    for problem, words in zip(problems, expected, strict=True):
        assert words in problem.message


def test_a_plural_form_may_be_like_either_source() -> None:
    forms = ["ერთი გვერდი", "{n} გვერდი"]
    assert found("One page", forms, plural="{n} pages", interface=True) == []
    forms = ["ერთი გვერდი", "{m} გვერდი"]
    problems = found("One page", forms, plural="{n} pages", interface=True)
    assert [problem.code for problem in problems] == ["T008", "T008"]


def test_a_problem_of_all_forms_is_said_once() -> None:
    assert len(found("[a](@x)", ["ა", "ბ"], plural="[as](@x)")) == 1


@pytest.mark.parametrize(
    ("source", "plural", "forms"),
    [("a", "as", ["ა"]), ("a", "as", ["ა", "ბ", "გ"]), ("a", "", ["ა", "ბ"])],
)
def test_the_number_of_plural_forms(source: str, plural: str, forms: list[str]) -> None:
    (only,) = found(source, forms, plural=plural)
    assert (only.code, only.place) == ("T005", Place(PLACE.file, 7))


@pytest.mark.parametrize(
    "target", ["ა\x1b[31m", "ა\x00", "ა\r", "ა\x7f", "ა\x85", "ა\u202eb\u202c", "ა\u2066ბ\u2069"]
)
def test_control_characters_are_errors(target: str) -> None:
    assert set(codes("a", target)) == {"T009"}


def test_directions_must_be_the_source_s_and_balanced() -> None:
    source = "a \u2066b\u2069 c \u202bd\u202c"
    assert codes(source, "ა \u202bბ \u2066გ\u2069\u202c") == []
    assert codes(source, "ა \u2066b") == ["T009"]
    assert codes(source, "ა b\u2069") == ["T009"]
    assert codes(source, "ა \u202b\u2066გ\u202c\u2069") == ["T009"]


def test_marks_that_languages_need_are_no_control_characters() -> None:
    assert codes("a b", "שלום\u200f \u200eabc\u061c ک\u200cی\u200d \u00ad\tב\nא") == []


@pytest.mark.parametrize(
    "target", ["<b>ა</b>", "ა<br/>", "<script>alert(1)</script>", '<img src="x">', "ა <!-- ბ"]
)
def test_html_is_a_warning(target: str) -> None:
    problems = found("a", target)
    assert problems
    assert {(d.code, d.severity) for d in problems} == {("T010", Severity.WARNING)}


def test_a_link_that_shows_another_address_is_a_warning() -> None:
    source = "[The report](https://b.org)"
    (only,) = found(source, "[https://a.org](https://b.org)")
    assert (only.code, only.severity) == ("T032", Severity.WARNING)
    assert "hexapla: ignore T032" in only.message
    assert codes(source, "[https://b.org](https://b.org)") == []
    assert codes("[a.org](https://b.org)", "[a.org](https://b.org)!") == []


@pytest.mark.parametrize("translation", [Translation(("<b>\x1b",), fuzzy=True), Translation(("",))])
def test_what_editions_do_not_use_is_not_checked(translation: Translation) -> None:
    message = Message("[a](@x)")
    assert check_catalog(catalog(message, translation), [message], KA) == ()


def test_missing_messages_are_one_warning() -> None:
    message = Message("a")
    (only,) = check_catalog(catalog(message, None), [message, Message("b")], KA)
    assert (only.code, only.severity, only.place) == ("T006", Severity.WARNING, PLACE)
    assert "2 of 2" in only.message
    assert "hexapla update" in only.message


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("A heading", "# სათაური"),
        ("A word", "- სიტყვა"),
        ("A word", "* სიტყვა"),
        ("A word", "> სიტყვა"),
        ("A word", "---"),
        ("A word", "```"),
        ("A word", "    სიტყვა"),
        ("Two words", "ორი\n- სიტყვა"),
        ("A word", "1. სიტყვა"),
        ("A word", "ა | ბ\n--- | ---\nგ | დ"),
        ("A word", "ა\n\nბ."),
        ("A word", "ა\n===="),
        ("A word", "[foo]: http://x"),
        ("A word", "ა\n: ბ"),
    ],
)
def test_a_translation_that_opens_a_block_is_a_warning(source: str, target: str) -> None:
    """As it is in a build, in which the source text stands in for it."""
    (only,) = [item for item in found(source, target) if item.code == "T016"]
    assert only.severity is Severity.WARNING
    assert re.match(r"the translation of “.*” (opens|draws|defines|has) .*; \w+", only.message)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("On 1 March 2022", "1. მარტი 2022"),  # as German and Georgian date
        ("The 4th base", "4. ბაზა"),
        ("– a dash", "– ტირე"),
        ("A word", "\\- სიტყვა"),
        ("#1 of all", "#1 ყველაში"),
        ("A word", "*სიტყვა*"),
        ("> as the source", "> როგორც წყარო"),
        ("- as the source", "- როგორც წყარო"),
    ],
)
def test_what_only_looks_like_a_block_is_none(source: str, target: str) -> None:
    assert "T016" not in codes(source, target)


def test_a_value_may_be_left_out_for_the_number_one_alone() -> None:
    source, plural = "One page", "{number} pages"
    ka = found(source, ["ერთი გვერდი", "{number} გვერდი"], plural=plural, interface=True)
    assert ka == []
    bad = found(source, ["ერთი გვერდი", "ბევრი გვერდი"], plural=plural, interface=True)
    assert [item.code for item in bad] == ["T008"]


def test_a_form_of_21_too_needs_the_value() -> None:
    message = Message("One page", plural="{number} pages")
    forms = ("одна страница", "{number} страницы", "{number} страниц")
    expression = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
    key = ("", message.id)
    catalog = Catalog(PLACE, "ru", {key: Translation(forms)}, {key: 7}, {}, 3, expression)
    standard = Standard(Language("en"), Language("ru"), placeholders=True)
    assert [item.code for item in check_catalog(catalog, [message], standard)] == ["T008"]


def test_the_words_of_templates_are_no_markdown() -> None:
    assert codes("Notes", "# შენიშვნები", interface=True) == []
    assert codes("Notes", "[1](x) შენიშვნები", interface=True) == []
