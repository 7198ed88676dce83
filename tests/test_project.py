"""dossier.toml: what it may say, and every mistake with its line."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from cpu import little_work
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.qr import qr_svg
from hexapla.project import Project, find_root, isbn13, shipped
from hexapla.toml_text import Lines, parse_toml, read_text

MINIMAL = """\
slug = "x"
title = "T"
language = "en"
date = 2026-11-22
chapters = ["a.md"]
"""

HUGE = f"0x{'F' * 4000}"
"""A number that Python does not write in digits."""
CERTIFIED = 'conformance = "WCAG 2.2 AA"\ncertified-by = "a\\u0001b"'


def make(root: Path, manifest: str | bytes = MINIMAL) -> Path:
    (root / "book").mkdir(exist_ok=True)
    (root / "book/a.md").write_text("+++\n+++\n", encoding="utf-8")
    data = manifest if isinstance(manifest, bytes) else manifest.encode()
    (root / "book/dossier.toml").write_bytes(data)
    return root


def refused(root: Path, manifest: str | bytes) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refusal) as caught:
        Project.read(make(root, manifest))
    return caught.value.diagnostics


def wrong(root: Path, manifest: str | bytes) -> list[str]:
    told = refused(root, manifest)
    assert all(item.place and item.place.file == "book/dossier.toml" for item in told)
    return [f"{item.place.line} {item.code}" for item in told if item.place]


def test_the_least_that_a_dossier_needs(tmp_path: Path) -> None:
    project = Project.read(make(tmp_path))
    assert (project.slug, project.title, project.chapters) == ("x", "T", ("a.md",))
    assert project.date == datetime.date(2026, 11, 22)
    assert project.language.tag == "en"
    assert project.page_size == "210mm 297mm"
    assert project.root == tmp_path.resolve()
    assert project.book == project.root / "book"
    assert project.locales == project.root / "locales"
    assert project.output == project.root / "build"
    assert project.templates[0] == project.root / "templates"


def test_all_that_it_can_say(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/f.ttf").touch()
    manifest = (
        MINIMAL
        + """\
subtitle = "S"
description = \"\"\"
Two
lines.\"\"\"
editors = ["A", "B"]
publisher = "P"
rights = "R"
page-size = "170mm 240.5mm"
subjects = ["One", "Two"]
[fonts]
default = ["f.ttf"]
pt_BR = ["f.ttf"]
[isbn]
en = "978-3-16-148410-0"
pt_BR = 9780306406157
[regions]
en = "GB"
es = "419"
[accessibility]
conformance = "WCAG 2.1  AAA"
certified-by = "C"
"""
    )
    project = Project.read(make(tmp_path, manifest))
    assert project.description == "Two lines."
    assert project.editors == ("A", "B")
    assert project.page_size == "170mm 240.5mm"
    assert project.subjects == ("One", "Two")
    assert (project.conformance, project.certified_by) == ("WCAG 2.1 AAA", "C")
    assert project.isbns == {"en": "9783161484100", "pt-BR": "9780306406157"}
    assert project.fonts == {"default": ("f.ttf",), "pt-BR": ("f.ttf",)}
    assert project.edition_language("en").region == "GB"
    assert project.edition_language("es").date(datetime.date(2022, 3, 30))
    assert project.edition_language("ka").region == ""


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("A4", "210mm 297mm"),
        ("A5", "148mm 210mm"),
        ("Letter", "8.5in 11in"),
        ("17cm 24cm", "17cm 24cm"),
        ("500pt 700pt", "500pt 700pt"),
    ],
)
def test_page_sizes(tmp_path: Path, name: str, size: str) -> None:
    assert Project.read(make(tmp_path, MINIMAL + f'page-size = "{name}"')).page_size == size


@pytest.mark.parametrize(
    "size",
    [
        *("A3!", "a4", "170mm", "170 240", "170mm,240mm", "0mm 0mm", "-1mm 5mm", "170px 240px"),
        *("1mm 1mm", "99999mm 240mm", "1e9mm 1mm", "170mm 240mm; } body { x", "170mm 240mm 1mm"),
    ],
)
def test_what_is_no_page_size(tmp_path: Path, size: str) -> None:
    assert wrong(tmp_path, MINIMAL + f'page-size = "{size}"') == ["6 P006"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('colour = "red"', "6 P004"),
        ("subtitle = 7", "6 P006"),
        ('editors = "A"', "6 P006"),
        ("editors = [1]", "6 P006"),
        ('editors = ["A", " "]', "6 P006"),
        ("fonts = 7", "6 P006"),
        ('fonts = { default = "f.ttf" }', "6 P006"),
        ("[design]\ncolour = 1", "6 P004"),
        ("[fonts]\ndefault = 'f.ttf'", "7 P006"),
        ("[fonts]\ndefault = ['none.ttf']", "7 P002"),
        ("[fonts]\nka = ['../f.ttf']", "7 P008"),
        ("[fonts]\n'no language' = []", "7 P007"),
        ("regions = 7", "6 P006"),
        ("[regions]\nen = 'Britain'", "7 P006"),
        ("[regions]\nen = 1", "7 P006"),
        ("[regions]\nen = ['GB']", "7 P006"),
        ("publisher = 'P'\n[accessibility]\nconformance = true", "8 P006"),
        ("[accessibility]\nconformance = true", "7 P006"),
        ("subjects = 'books'", "6 P006"),
        ("subjects = ['']", "6 P006"),
        ("isbn = 'x'", "6 P006"),
        ("[isbn]\nen = '978-3-16-148410-1'", "7 P006"),
        ("[isbn]\nen = '3-16-148410-X'", "7 P006"),
        ("[isbn]\nen = '978-3-16-148410-0'\nka = '9783161484100'", "6 P006"),
        ("[regions]\nen = 'GB'\n[isbn]\nen = 'x'", "9 P006"),
        ("[regions]\nen = 'GB'\n[fonts]\nen = ['none.ttf']", "9 P002"),
        ("isbn.en = 'x'", "6 P006"),
        ("[isbn]\n'no language' = '978-3-16-148410-0'", "7 P007"),
        ("[regions]\n'no language' = 'GB'", "7 P007"),
        ("accessibility = 'WCAG 2.2 AA'", "6 P006"),
        ("publisher = 'P'\n[accessibility]\nconformance = 'WCAG AA'", "8 P006"),
        ("publisher = 'P'\n[accessibility]\nconformance = ''", "8 P006"),
        ("publisher = 'P'\n[accessibility]\nconformity = 'WCAG 2.2 AA'", "8 P004"),
        ("[accessibility]\nconformance = 'WCAG 2.2 AA'", "7 P005"),
        ("[accessibility]\ncertified-by = 'C'", "7 P005"),
        (f"[regions]\nen = {HUGE}", "7 P006"),
        (f"[isbn]\nen = {HUGE}", "7 P006"),
        (f"publisher = 'P'\n[accessibility]\nconformance = {HUGE}", "8 P006"),
        (f"[accessibility]\n{CERTIFIED}", "8 M017"),
        (f"url = 'https://example.org/{'a' * 1981}'", "6 P006"),
        (f"url = 'https://example.org/{'ა' * 700}'", "6 P006"),
    ],
)
def test_mistakes_in_what_is_optional(tmp_path: Path, line: str, found: str) -> None:
    assert wrong(tmp_path, f"{MINIMAL}{line}\n") == [found]


def test_the_longest_address_fits_its_code(tmp_path: Path) -> None:
    url = f"https://example.org/{'a' * 1980}"
    assert Project.read(make(tmp_path, f"{MINIMAL}url = '{url}'\n")).url == url
    assert qr_svg(url, "#000000").startswith(b"<svg")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('slug = "x"\n', "", "None P005"),
        ('"x"', '"X y"', "1 P006"),
        ('"x"', '"../x"', "1 P006"),
        ('"x"', "7", "1 P006"),
        ('title = "T"\n', "", "None P005"),
        ('"T"', '" "', "2 P005"),
        ('language = "en"\n', "", "None P005"),
        ('"en"', '"English"', "3 P007"),
        ('"en"', '"../en"', "3 P007"),
        ('"en"', '"ge"', "3 P007"),
        ("date = 2026-11-22\n", "", "None P005"),
        ("2026-11-22", '"2026-11-22"', "4 P006"),
        ("2026-11-22", "2026-11-22T10:00:00", "4 P006"),
        ('chapters = ["a.md"]\n', "", "None P005"),
        ('["a.md"]', "[]", "5 P005"),
        ('"a.md"', '"a.md", "b.md"', "5 P002"),
        ('"a.md"', '"a.md", "a.md"', "5 P006"),
        ('"a.md"', '"a.md", "./a.md"', "5 P006"),
        ('"a.md"', '"."', "5 P002"),
        ('"a.md"', '"dossier.toml", "a.txt"', "5 P002"),
    ],
)
def test_mistakes_in_what_is_required(tmp_path: Path, old: str, new: str, found: str) -> None:
    assert wrong(tmp_path, MINIMAL.replace(old, new)) == [found]


@pytest.mark.parametrize(
    "name",
    ["../a.md", "/etc/passwd", "c/../../a.md", "..", "link.md", "folder/a.md", "a\\u0000.md"],
)
def test_no_chapter_is_outside_the_book(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.md").write_text("secret", encoding="utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book/link.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "book/folder").symlink_to(tmp_path)
    assert wrong(tmp_path, MINIMAL.replace("a.md", name)) == ["5 P008"]


def test_a_chapter_is_prose_or_a_register(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/a.txt").touch()
    assert wrong(tmp_path, MINIMAL.replace("a.md", "a.txt")) == ["5 P006"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    manifest = (
        'slug = "X"\ncolour = 1\nlanguage = "!"\npage-size = "big"\nchapters = ["b.md", "../c"]\n'
    )
    assert sorted(wrong(tmp_path, manifest)) == [
        *("1 P006", "2 P004", "3 P007", "4 P006", "5 P002", "5 P008", "None P005", "None P005")
    ]


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        (b"slug = x\n", "1 P003"),
        (b'slug = "x"\n\ntitle = "T\n', "3 P003"),
        (b'slug = "x"\nslug = "y"\n', "2 P003"),
        (b'slug = "x"\ntitle = "caf\xe9"\n', "2 P002"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line(
    tmp_path: Path, manifest: bytes, found: str
) -> None:
    assert wrong(tmp_path, manifest) == [found]


def test_a_mark_at_the_head_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()
    assert Project.read(make(tmp_path, data)).title == "T"
    assert wrong(tmp_path, data + b"colour = 1\r\n") == ["6 P004"]


def test_no_dossier(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        Project.read(tmp_path)
    assert caught.value.diagnostics[0].code == "P002"
    with pytest.raises(Refusal) as caught:
        find_root(tmp_path)
    assert caught.value.diagnostics[0].code == "P001"


def test_the_nearest_dossier_upwards(tmp_path: Path) -> None:
    make(tmp_path)
    inner = tmp_path / "a/b/c"
    inner.mkdir(parents=True)
    assert find_root(inner) == tmp_path.resolve()
    make(tmp_path / "a")
    assert find_root(inner) == (tmp_path / "a").resolve()


def test_places_are_seen_from_the_project(tmp_path: Path) -> None:
    project = Project.read(make(tmp_path))
    assert project.place(project.book / "a.md", 3) == Place("book/a.md", 3)


def test_the_theme_is_where_the_tool_is() -> None:
    assert (shipped("templates") / "pdf" / "base.xhtml").is_file()


def test_toml_within_another_file_counts_that_files_lines() -> None:
    with pytest.raises(Refusal) as caught:
        parse_toml("a = 1\nb = \n", Place("book/a.md"), line_before=10)
    assert caught.value.diagnostics[0].place == Place("book/a.md", 12)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_text(tmp_path, Place("book"))
    assert caught.value.diagnostics[0].code == "P002"
    with pytest.raises(Refusal):
        read_text(tmp_path / "none.toml", Place("none.toml"))


def test_lines_of_keys_and_tables() -> None:
    lines = Lines('a = 1\n"b" = 2\n[[x]]\na = 3\n[[ "x" ]]\n  a=4\n', 10)
    assert lines.key("a") == 11
    assert lines.key("b") == 12
    assert lines.key("a", 13) == 14
    assert lines.key("c") is None
    assert lines.tables("x") == [13, 15]


@pytest.mark.parametrize("value", ["['GB']", "{ x = 1 }", "true", "1979-05-27"])
@pytest.mark.parametrize("table", ["regions", "isbn"])
def test_python_does_not_show_through(tmp_path: Path, table: str, value: str) -> None:
    (told,) = refused(tmp_path, f"{MINIMAL}[{table}]\nen = {value}\n")
    assert "not" not in told.message
    assert not set("[]{}'") & set(told.message)


def test_a_folder_is_no_chapter(tmp_path: Path) -> None:
    (tmp_path / "book" / "part.md").mkdir(parents=True)
    told = refused(tmp_path, MINIMAL.replace("a.md", "part.md"))
    assert [item.message for item in told] == [
        "book/part.md is a folder; name the files in it one by one"
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date = 2026-13-45", "no such day"),
        ("date = 2026-02-30", "no such day"),
        ("date = 2026-1-5", "written as 2026-11-22"),
        ("a = 1\na = 2", "stands twice"),
        ("[a]\n[a]", "stands twice"),
        ("a = { b = 1, b = 2 }", "stands twice"),
        ("a = { b = 1 }\na.c = 2", "closed"),
        ('a = "x" "y"', "has ended"),
        ("a = hello", "quotation marks"),
        ("a = True", "small letters"),
        ("a = 'x", "mark is not closed"),
        ('a = "x\ny"', "mark is not closed on its line"),
        ('a = """x', "mark is not closed"),
        ("a = [1 2]", "comma"),
        ("a = { b = 1", "comma"),
        ("a b = 1", "without spaces"),
        ("[a", "[name]"),
        ("= 1", "neither a key nor a table"),
        ('a = "\\q"', "backslash"),
        ('a = "\\ud800"', "backslash"),
        ('a = "x\x01"', "does not take"),
    ],
)
def test_what_is_no_toml_is_told_in_words(text: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        parse_toml(text, Place("x.toml"))
    (told,) = caught.value.diagnostics
    assert told.message.startswith("this is not valid TOML: ")
    assert words in told.message


def test_keys_are_looked_for_once() -> None:
    lines = Lines("people = [\n" + "{ x = 1 },\n" * 20_000 + "]\n[[a.b]]\n' c' = 1\n[ \"d\" ]\n")
    with little_work():
        assert [lines.key(key, 1) for key in ["id", "name", "people"] * 2_000][:3] == [
            None,
            None,
            1,
        ]
        assert [lines.key(f"unknown-{number}") for number in range(2_000)] == [None] * 2_000
    assert [lines.key(key) for key in ("a.b", " c", "d", "b")] == [20_003, 20_004, 20_005, None]


@pytest.mark.parametrize(
    "line",
    ["{0} = 1", "[{0}]", "[[ {0} ]]", "x = {{ {0} = 1 }}", "'a' . {0} = 1", "x.{0}", '"x".{0}=1'],
)
def test_a_key_of_thousands_of_parts_is_refused(line: str) -> None:
    with little_work(), pytest.raises(Refusal) as refused:
        parse_toml("a = 1\n" + line.format(".".join("a" * 20_000)), Place("x.toml"), 3)
    (found,) = refused.value.diagnostics
    assert (found.code, found.place) == ("P010", Place("x.toml", 5))


@pytest.mark.parametrize(
    "text", ["." * 40_000, ". " * 20_000, "word " * 9_000, "a" * 49_000, "a.b, " * 9_000]
)
def test_stops_in_a_text_are_no_key(text: str) -> None:
    with little_work():
        assert parse_toml(f'a = "{text}"', Place("x.toml")) == {"a": text}


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000])
def test_toml_that_is_too_much_for_the_parser(value: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_toml(f"x = {value}", Place("x.toml"))
    assert [item.code for item in refused.value.diagnostics] == ["P003"]


@pytest.mark.parametrize("name", ["a" * 300 + ".md", "round.md", "a\\u0000.md"])
def test_a_chapters_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "round.md").symlink_to("round.md")
    assert wrong(tmp_path, MINIMAL.replace("a.md", name)) in (["5 P002"], ["5 P008"])


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("978-3-16-148410-0", "9783161484100"),
        ("979 10 90636 07 1", "9791090636071"),  # of the ISBN Users' Manual, section 5
        ("978-0-306-40615-7", "9780306406157"),
        ("978-0-306-40615-6", ""),
        ("0-306-40615-2", ""),
        ("977-0-306-40615-7", ""),
        ("９７８0306406157", ""),
        ("", ""),
    ],
)
def test_an_isbn_has_a_check_digit(text: str, digits: str) -> None:
    assert isbn13(text) == digits
