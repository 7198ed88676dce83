"""The words of templates: translated, or in English and marked so; never markup, never code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from markupsafe import Markup

from hexapla.diagnostics import Refusal
from hexapla.edition.interface import Interface, fill, interface_messages
from hexapla.edition.loading import find_template
from hexapla.message import Translation


def interface(language: str = "ru", **translations: str) -> Interface:
    words = {
        ("", message.replace("_", " ")): Translation((text,))
        for message, text in translations.items()
    }
    return Interface(language, words)


def test_a_translated_word() -> None:
    assert interface(Contents="Содержание").text("Contents") == "Содержание"
    assert interface(Contents="Содержание").label("Contents") == "Содержание"


def test_an_untranslated_word_is_english_and_says_so() -> None:
    assert interface().text("Contents") == '<span lang="en" xml:lang="en" dir="ltr">Contents</span>'
    assert interface().label("Contents") == "Contents"


@pytest.mark.parametrize("language", ["en", "en-GB"])
def test_english_needs_no_mark(language: str) -> None:
    assert interface(language).text("Contents") == "Contents"


def test_fuzzy_and_half_translations_are_none() -> None:
    words = {
        ("", "a"): Translation(("б",), fuzzy=True),
        ("", "one"): Translation(("один", "")),
        ("", "empty"): Translation(()),
    }
    russian = Interface("ru", words)
    assert [russian.label(word) for word in ("a", "one", "empty")] == ["a", "one", "empty"]


def test_names_are_filled_in_and_escaped() -> None:
    russian = interface(Note_by_x="<i>{name}</i> & {number}")
    assert russian.text("Note by x", name="<b>", number=3) == (
        "&lt;i&gt;&lt;b&gt;&lt;/i&gt; &amp; 3"
    )
    assert russian.label("Note by x", name="<b>", number=3) == "<i><b></i> & 3"


@pytest.mark.parametrize(
    "text",
    [
        *("{{7*7}}", "{x.__class__}", "{number.__class__}", "{0}", "{}", "%", "100 %", "%(x)s"),
        *("%s", "{% include 'x' %}", "${y}", "{unknown}", "{number!r}", "{number:>9}", "\\{", "{"),
    ],
)
def test_what_is_no_name_is_text(text: str) -> None:
    russian = Interface("ru", {("", "a"): Translation((text,))})
    assert russian.label("a", number=3) == text
    assert russian.text("a", number=3).unescape() == text
    assert fill(text, {"x": 1, "number": 3}) == text


def test_an_english_word_in_another_language_has_english_digits() -> None:
    text = interface("fa").text("{number} of {total}", number="۱۲", total=Markup("<b>۳</b>"))
    assert text.striptags() == "12 of ۳"
    assert interface("fa", x="{number}").text("x", number="۱۲") == "۱۲"


def test_a_value_is_not_filled_in_again() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "{a}"}) == "{b} {a}"


def russian_plural(number: int) -> int:
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


@pytest.mark.parametrize(
    ("number", "form"),
    [(1, "пост"), (2, "поста"), (5, "постов"), (11, "постов"), (21, "пост"), (0, "постов")],
)
def test_plural_forms(number: int, form: str) -> None:
    words = {("", "{number} post"): Translation(tuple(f"{{number}} {f}" for f in FORMS))}
    russian = Interface("ru", words, russian_plural)
    counted = russian.count("{number} post", "{number} posts", number, number=number)
    assert counted == f"{number} {form}"


def test_what_an_untranslated_message_holds_keeps_its_own_language() -> None:
    found = interface().text("Read on {date}.", date=Markup("<time>5 მაისი</time>"))
    marks = 'lang="en" xml:lang="en" dir="ltr"'
    assert found == (
        f'<span dir="ltr"><span {marks}>Read on </span><time>5 მაისი</time>'
        f"<span {marks}>.</span></span>"
    )
    assert "{other}" in interface().text("{date} {other}", date=Markup("<i/>"))


FORMS = ("пост", "поста", "постов")


def test_untranslated_plurals_follow_english() -> None:
    counted = [
        interface("en").count("{number} post", "{number} posts", n, number=n) for n in (0, 1, 2)
    ]
    assert counted == ["0 posts", "1 post", "2 posts"]
    assert 'lang="en"' in interface("ru").count("post", "posts", 2)


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def test_messages_of_templates(tmp_path: Path) -> None:
    theme = write(
        tmp_path / "theme",
        pdf__a_xhtml=(
            '{# translators: of a book #}\n{{ _("Contents") }} '
            '{{ label("Note {number}", number=1) }}'
        ),
        epub__b_xhtml='{{ _("Contents") }}\n{{ count("{number} post", "{number} posts", 2) }}',
        epub__c_svg='<text>{{ label("Cover") }}</text>',
    )
    (theme / "pdf/font.ttf").write_bytes(b"\xff\xfe\x00{{")
    found = {message.id: message for message in interface_messages((theme,))}
    assert list(found) == ["Contents", "{number} post", "Cover", "Note {number}"]
    assert found["Contents"].comments == ("of a book",)
    assert found["Contents"].files == ("templates/epub/b.xhtml", "templates/pdf/a.xhtml")
    assert found["{number} post"].plural == "{number} posts"


def test_a_projects_own_template_stands_for_the_themes(tmp_path: Path) -> None:
    theme = write(tmp_path / "theme", a_xhtml='{{ _("Old") }}', b_xhtml='{{ _("Kept") }}')
    own = write(tmp_path / "own", a_xhtml='{{ _("New") }}')
    assert [message.id for message in interface_messages((own, theme))] == ["New", "Kept"]
    assert interface_messages((tmp_path / "none",)) == ()


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, pdf__a_xhtml='{{ _("a") }}\n{% if %}')
    with pytest.raises(Refusal) as caught:
        interface_messages((folder,))
    assert str(caught.value).startswith("templates/pdf/a.xhtml:2: error O006")
    (folder / "pdf/a.xhtml").write_bytes(b"caf\xe9")
    with pytest.raises(Refusal) as caught:
        interface_messages((folder,))
    assert str(caught.value).startswith("templates/pdf/a.xhtml: error O006")


@pytest.mark.parametrize("name", [b"\xff.xhtml", b"a\n#: b.xhtml", b"a\xe2\x80\xa8.xhtml"])
def test_a_template_that_no_catalog_can_name_is_refused(name: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    path = folder / os.fsdecode(name)
    path.write_text("{{ _('Words') }}", encoding="utf-8")
    with pytest.raises(Refusal, match="error O006: a template's name is no text"):
        interface_messages((folder, tmp_path / "theme"))
    assert find_template((folder, tmp_path / "theme"), path.name) is None
