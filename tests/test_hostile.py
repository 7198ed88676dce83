"""Hostile and faulty catalogs, manuscripts and pictures: what each gets, case by case.

E in a name: an error with file and line, status 1, earlier outputs untouched.
"""

from __future__ import annotations

import re
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from coloured import coloured_pdf
from hostile import CHAPTER, MANIFEST, PO, REGISTER, Hostile, Told
from pdf_reading import read_pdf

HEAD = 'msgid ""\nmsgstr ""\n'
BRIDGE = "The bridge is open."
CLERK = "This sentence stays English."


@pytest.fixture
def hostile(tmp_path: Path, in_this_process: None) -> Hostile:  # noqa: ARG001
    return Hostile.at(tmp_path / "project")


def assert_told(told: Told, code: str, file: str) -> None:
    """One error at least has the code, and stands at a line of the file."""
    pattern = rf"{re.escape(file)}:\d+: error {code}: "
    assert any(re.match(pattern, line) for line in told.errors), told.stderr


# ---- catalogs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('<<<<<<< HEAD\nmsgstr "A"\n=======\nmsgstr "B"\n>>>>>>> other\n', "T001"),
        ('msgstr "half a string\n', "T001"),
        ('msgstr "half a string\n\nmsgid "a"\nmsgstr ""\n', "T001"),
        (f'msgstr "A"\n\nmsgid "{BRIDGE}"\nmsgstr "B"\n', "T003"),
        ('msgstr "\0"\n', "T001"),
        ('msgstr "Le \u202epont\u202c"\n', "T009"),
        ('msgstr "Le \u2066pont"\n', "T009"),
        ('msgstr "[Le](javascript:alert%281%29) pont"\n', "T004"),
        ('msgstr "[Le](data:text/html,x) pont"\n', "T004"),
        ('msgstr "[Le](file:///etc/passwd) pont"\n', "T004"),
    ],
    ids=[
        *("1-conflict", "2-half", "2-half-before-another", "3-twice", "7-nul", "8-override"),
        *("8-isolate", "13-javascript", "13-data", "13-file"),
    ],
)
def test_a_faulty_entry_is_refused(new: str, code: str, hostile: Hostile) -> None:
    hostile.change(PO, f'msgid "{BRIDGE}"\nmsgstr ""\n', f'msgid "{BRIDGE}"\n{new}')
    assert_told(hostile.refused(), code, PO)


@pytest.mark.parametrize(
    ("data", "line"), [(b"\xff", 47), (b"\xe9t\xe9", 47), (b"\xed\xa0\x80", 47)]
)
def test_4_invalid_utf_8_is_refused(data: bytes, line: int, hostile: Hostile) -> None:
    lines = hostile.read(PO).encode().split(b"\n")
    lines[line - 1] += data
    hostile.write(PO, b"\n".join(lines))
    assert hostile.refused().errors[0].startswith(f"{PO}:{line}: error T001: ")


@pytest.mark.parametrize("charset", ["ISO-8859-1", "CP1251", "UTF-16"])
def test_5_another_charset_is_refused(charset: str, hostile: Hostile) -> None:
    hostile.change(PO, "charset=UTF-8", f"charset={charset}")
    assert_told(hostile.refused(), "T001", PO)


def test_6_bom_and_crlf_are_accepted_and_kept(hostile: Hostile) -> None:
    data = b"\xef\xbb\xbf" + hostile.read(PO).replace("\n", "\r\n").encode()
    hostile.write(PO, data)
    assert hostile.run("check").errors == []
    hostile.change(CHAPTER, CLERK, f"{CLERK}\n\nA new paragraph.")
    assert hostile.run("update").status == 0
    after = (hostile.root / PO).read_bytes()
    assert b"A new paragraph." in after
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") == after.count(b"\n")


def test_8_directions_of_the_source_are_accepted_if_they_end(hostile: Hostile) -> None:
    hostile.change(CHAPTER, CLERK, f"\u2067{CLERK}\u2069")
    hostile.change(PO, f'msgid "{CLERK}"', f'msgid "\u2067{CLERK}\u2069"')
    hostile.translate(f"\u2067{CLERK}\u2069", "\u2067Ici.\u2069")
    assert hostile.run("check").errors == []
    hostile.change(PO, "Ici.\u2069", "Ici.")
    assert_told(hostile.refused(), "T009", PO)


LITERAL = {
    "The clerk said \\\"no\\\" and left.": "La <script>alert(1)</script> <b>greffière</b> {{7*7}}.",
    "Nobody asked \\\"why\\\".": "100 % %(x)s %s {x.__class__} {% raw %} {# note #} &lt;.",
    CLERK: "# Un titre",
    BRIDGE: "Le pont {0.globals} est {{ config }} ouvert.",
}  # fmt: skip
"""Translations that are templates, formats and HTML in other places; one opens a block."""


def test_9_to_12_and_20_translations_are_text(hostile: Hostile) -> None:
    for id, translation in LITERAL.items():
        hostile.translate(id, translation)
    told = hostile.run("build", "--language", "fr")
    assert told.status == 0, told.stderr
    assert any("T010" in line and "<script>" in line for line in told.warnings)
    assert any("T016" in line and f"{PO}:" in line for line in told.warnings)
    with zipfile.ZipFile(hostile.root / "build/french.fr.epub") as epub:
        page = epub.read("EPUB/background.xhtml").decode()
        events = epub.read("EPUB/events.xhtml").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;greffière&lt;/b&gt; {{7*7}}." in page
    assert re.search(
        r"100.%.%\(x\)s %s \{x.<strong>class</strong>\} \{% raw %\} \{# note #\} &lt;\.", page
    )
    assert "{0.globals} est {{ config }} ouvert." in events
    assert CLERK in page  # the source text in place of what would be a heading
    assert "Un titre" not in page
    text = " ".join(one.text for one in read_pdf(hostile.root / "build/french.fr.pdf").pages)
    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "%(x)s" in text


def test_20_a_translation_that_opens_a_block_is_refused_if_strict(hostile: Hostile) -> None:
    hostile.translate(CLERK, "- une liste")
    told = hostile.refused("build", "--strict", "--format", "epub")
    assert_told(told, "T016", PO)


def test_14_a_changed_target_is_refused(hostile: Hostile) -> None:
    hostile.change(CHAPTER, CLERK, "[Here](https://example.org/a) it is.")
    hostile.change(PO, CLERK, "[Here](https://example.org/a) it is.")
    hostile.translate("[Here](https://example.org/a) it is.", "[Ici](https://evil.example/a).")
    assert_told(hostile.refused(), "T004", PO)


@pytest.mark.parametrize(
    "plural",
    [
        "nplurals=100000000; plural=n",
        "nplurals=2; plural=1/0",
        "nplurals=2; plural=n/0",
        f"nplurals=2; plural={'(' * 400}n{')' * 400}",
        f"nplurals=2; plural={'n?' * 300}0{':1' * 300}",
        "nplurals=2; plural=9**9**9",
        "nplurals=2; plural=__import__('os').system('true')",
        "nplurals=0; plural=0",
        "nplurals=-1; plural=0",
        "nplurals=2; plural=n*n*n*n%999999999999999999",
    ],
)
def test_15_bad_plural_forms_are_refused_at_once(plural: str, hostile: Hostile) -> None:
    hostile.change(PO, "nplurals=2; plural=(n > 1)", plural)
    told = hostile.refused("check")
    assert_told(told, "T005", PO)
    assert told.seconds < 1 + 1  # all of check, of which the header is the smallest part


HUGE = {
    "a word of 10 MB": 'msgstr "' + "x" * 10_000_000 + '"\n',
    "200,000 lines": 'msgstr ""\n' + '"x"\n' * 200_000,
    "100,000 references": 'msgstr ""\n\n#: ' + " ".join(f"a:{n}" for n in range(100_000)),
}


@pytest.mark.parametrize("name", HUGE)
def test_16_what_is_huge_is_refused_by_a_limit(name: str, hostile: Hostile) -> None:
    hostile.change(PO, f'msgid "{BRIDGE}"\nmsgstr ""\n', f'msgid "{BRIDGE}"\n{HUGE[name]}')
    began = time.process_time()
    told = hostile.refused("check")
    assert time.process_time() - began < 2
    assert_told(told, "T001", PO)
    assert any(re.search(r"more than [\d,]+ ", line) for line in told.errors)


def test_17_flags_and_previous_texts_of_new_kinds_are_kept(hostile: Hostile) -> None:
    odd = '#= unheard-of, no-wrap\n#~| msgid "older"\n#~ msgid "old"\n#~ msgstr "vieux"\n'
    odd = '#= unheard-of, no-wrap\n#. events: odd\nmsgid "odd"\nmsgstr "bizarre"\n\n' + odd[23:]
    hostile.append(PO, "\n" + odd)
    assert hostile.run("check").errors == []
    hostile.change(CHAPTER, CLERK, f"{CLERK}\n\nA new paragraph.")
    assert hostile.run("update").status == 0
    after = hostile.read(PO)
    assert "#= unheard-of, no-wrap\n" in after
    assert '#~| msgid "older"\n#~ msgid "old"\n#~ msgstr "vieux"\n' in after


@pytest.mark.parametrize("date", ["yesterday", "2024-13-45 99:99+0000", "0000-00-00", "2024"])
def test_18_a_bad_date_is_a_warning(date: str, hostile: Hostile) -> None:
    hostile.change(PO, "2024-05-07 12:00+0000", date)
    told = hostile.run("check")
    assert told.status == 0
    assert any(line.startswith(f"{PO}:") and " warning T001: " in line for line in told.warnings)


def test_19_another_language_than_the_folders_is_refused(hostile: Hostile) -> None:
    hostile.change(PO, "Language: fr", "Language: de")
    assert_told(hostile.refused(), "T002", PO)


@pytest.mark.parametrize("name", ["../fr", "/etc", "fr/../../x", "..", "fr\0", "."])
def test_19_a_path_is_no_language(name: str, hostile: Hostile) -> None:
    assert "P007" in hostile.refused("build", "--language", name).stderr
    before = sorted(hostile.root.rglob("*"))
    assert "P007" in hostile.refused("add-language", name).stderr
    assert sorted(hostile.root.rglob("*")) == before


@pytest.mark.parametrize("linked", ["locales", "locales/fr", "locales/fr/LC_MESSAGES", PO])
def test_19_a_symbolic_link_is_no_catalog(linked: str, hostile: Hostile) -> None:
    path = hostile.root / linked
    outside = hostile.root.parent / "outside"
    path.rename(outside)
    path.symlink_to(outside)
    for verb in ("check", "update"):
        told = hostile.refused(verb)
        assert "error P008" in told.stderr
        assert linked.split("/", maxsplit=1)[0] in told.stderr


@pytest.mark.parametrize("linked", ["build", "build/.cache"])
def test_nothing_is_written_through_a_link_out_of_the_project(
    linked: str, hostile: Hostile
) -> None:
    outside = hostile.root.parent / "outside"
    outside.mkdir()
    path = hostile.root / linked
    if path.exists():
        path.rename(hostile.root.parent / "before")
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(outside)
    told = hostile.run("build", "--language", "en")
    assert told.status == 1
    assert told.stderr.startswith(f"{linked}: error P008: ")
    assert not any(outside.iterdir())


@pytest.mark.parametrize(
    ("linked", "folder"),
    [
        ("locales/ka", "LC_MESSAGES"),
        ("locales/ka", ""),
        ("locales/ka/LC_MESSAGES", ""),
        ("locales/book.pot", "x"),
    ],
)
def test_no_catalog_is_written_through_a_link_out_of_the_project(
    linked: str, folder: str, hostile: Hostile
) -> None:
    outside = hostile.root.parent / "outside"
    (outside / folder).mkdir(parents=True)
    path = hostile.root / linked
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(outside / "no-file" if path.suffix else outside)
    before = sorted(hostile.root.parent.rglob("*"))
    for verb in (("add-language", "ka"), *([("update",)] if path.suffix else [])):
        told = hostile.refused(*verb)
        assert told.stderr.startswith(linked)
        assert "error P008" in told.stderr
        assert sorted(hostile.root.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("linked", "command"),
    [
        ("build", ("export", "tmx")),
        ("build", ("proof", "--language", "en")),
        ("build/proof", ("proof", "--language", "en")),
    ],
)
def test_nothing_is_exported_or_drawn_through_a_link_out_of_the_project(
    linked: str, command: tuple[str, ...], hostile: Hostile
) -> None:
    coloured_pdf(hostile.root / "build/french.en.pdf", ["#ffffff", "#ff0000"], front=1)
    outside, path = hostile.root.parent / "outside", hostile.root / linked
    if path.exists():
        path.rename(outside)
    sheets = outside / "proof" if linked == "build" else outside
    sheets.mkdir(parents=True)
    (sheets / "proof-9.png").write_bytes(b"another's")
    path.symlink_to(outside)
    before = sorted(outside.rglob("*"))
    told = hostile.run(*command)
    assert told.status == 1
    assert told.stderr.startswith(f"{linked}: error P008: ")
    assert sorted(outside.rglob("*")) == before
    asked = {"export": ("--output", str(path / "a.tmx")), "proof": ("--to", str(sheets))}
    assert hostile.run(*command, *asked[command[0]]).status == 0
    assert sorted(outside.rglob("*")) != before


# ---- manuscripts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (CLERK, "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other", "P002"),
        (CLERK, "A NUL\0.", "M017"),
        (CLERK, "A bell\a.", "M017"),
        (CLERK, "Le \u202eevil.", "M017"),
        (CLERK, "Le evil\u2069.", "M017"),
        (CLERK, "[x](javascript:alert%281%29)", "M012"),
        (CLERK, "[x](JaVaScRiPt:1)", "M012"),
        (CLERK, "[x](data:text/html;base64,PHA+)", "M012"),
        (CLERK, "[x](file:///etc/passwd)", "M012"),
        (CLERK, "[x](//evil.example/a)", "M012"),
        (CLERK, "[x](https:\\\\evil.example)", "M012"),
        (CLERK, "[x](vbscript:1) [x](ftp://a.org)", "M012"),
        (CLERK, "![x](../../../../etc/passwd)", "P008"),
        (CLERK, "![x](/etc/passwd)", "P008"),
        (CLERK, "![x](file:///etc/passwd)", "P008"),
        (CLERK, "![x](https://example.org/a.png)", "P008"),
        (CLERK, "![x](<..\\..\\secret.png>)", "P008"),
        (CLERK, "![x](map.toml/../../../x.toml)", "P008"),
        (CLERK, "> " * 2000 + "deep", "M013"),
        (CLERK, "\n".join("  " * n + "- deep" for n in range(200)), "M013"),
        (CLERK, "*a _b " * 1000 + "c" + "_ *" * 1000, "M013"),
        (CLERK, "x" * 60_000, "P010"),
        (CLERK, "word and\n" * 10_000, "P010"),
        (CLERK, "One.\n\n" * 30_000, "P010"),
    ],
)
def test_a_hostile_chapter_is_refused(old: str, new: str, code: str, hostile: Hostile) -> None:
    hostile.change(CHAPTER, old, new)
    began = time.process_time()
    assert_told(hostile.refused("check", "--language", "en"), code, CHAPTER)
    assert time.process_time() - began < 5


def test_9_to_12_a_chapter_is_no_template_and_no_html(hostile: Hostile) -> None:
    hostile.change(CHAPTER, CLERK, "<script>x</script> {{7*7}} %(x)s {x.y} {% include %}")
    told = hostile.run("build", "--format", "epub", "--language", "en")
    assert told.status == 0, told.stderr
    with zipfile.ZipFile(hostile.root / "build/french.en.epub") as epub:
        page = epub.read("EPUB/background.xhtml").decode()
    assert "&lt;script&gt;x&lt;/script&gt; {{7*7}} %(x)s {x.y} {% include %}" in page


def test_16_a_chapter_of_10_mb_is_refused_at_once(hostile: Hostile) -> None:
    hostile.append(CHAPTER, "\n" + "x" * 10_000_000 + "\n")
    began = time.process_time()
    told = hostile.refused("check")
    assert time.process_time() - began < 2
    assert re.match(rf"{CHAPTER}: error P010: the file is larger than 5 MB", told.errors[0])


@pytest.mark.parametrize("name", ["picture.png", "map.toml"])
def test_21_a_symbolic_link_out_of_the_project_is_refused(name: str, hostile: Hostile) -> None:
    secret = hostile.root.parent / name
    secret.write_text("kind = 'canary'", encoding="utf-8")
    (hostile.root / "book" / name).symlink_to(secret)
    hostile.change(CHAPTER, CLERK, f"![x]({name})")
    told = hostile.refused("check")
    assert_told(told, "P008", CHAPTER)
    assert "canary" not in told.stderr


@pytest.mark.parametrize("linked", ["book", "templates", "build"])
def test_21_a_room_of_the_project_is_no_link_out_of_it(linked: str, hostile: Hostile) -> None:
    path, outside = hostile.root / linked, hostile.root.parent / "outside"
    path.mkdir(exist_ok=True)
    path.rename(outside)
    path.symlink_to(outside)
    told = hostile.run("build", "--format", "epub", "--language", "en")
    assert told.status == 1
    assert "error P008" in told.stderr
    assert linked in told.stderr
    assert not list(outside.glob("*.part"))


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds a line of it."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = zlib.compress(bytes(1 + 3 * min(width, 1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND", b"")


PICTURES = {
    "22-bomb": (png(100_000, 100_000), "M011"),
    "22-cut-short": (png(500, 500)[:-20], "M011"),
    "23-dtd": (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "M011"),
    "23-entity": (b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "M011"),
    "23-script": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>',
        "O004",
    ),
    "23-handler": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "O004"),
    "23-href": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://a.example/b.png"/></svg>',
        "O004",
    ),
    "23-escaped": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><g fill="u\\72l(//a.example/#b)"/></svg>',
        "O004",
    ),
    "23-foreign": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
        "O004",
    ),
    "no picture": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file", "M011"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_hostile_picture_is_refused(name: str, hostile: Hostile) -> None:
    data, code = PICTURES[name]
    hostile.write("book/media/picture.png", data)
    hostile.change(CHAPTER, CLERK, "![x](media/picture.png)")
    told = hostile.refused("check")
    assert any(f" error {code}: " in line for line in told.errors), told.stderr
    assert any(CHAPTER in line or "picture.png" in line for line in told.errors)
    assert told.seconds < 5


SLOW = 45_000
"""Characters of a passage that is made to be slow, nearly all that are allowed."""


@pytest.mark.parametrize(
    "pattern",
    ["[", "![", "[a](", "*a ", "_a*", "<a", "`a``", "&#", "\\", "[^", "a**b", "(((", '"a '],
)
def test_27_markdown_made_to_be_slow_is_read_in_time(pattern: str, hostile: Hostile) -> None:
    hostile.change(CHAPTER, CLERK, f"x{pattern * (SLOW // len(pattern))}")
    began = time.process_time()
    hostile.run("status")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("pattern", [": a\n", "- a\n", "a|b\n-|-\n", "[^a]: b\n\n", "> a\n"])
def test_27_blocks_made_to_be_slow_are_read_in_time(pattern: str, hostile: Hostile) -> None:
    hostile.change(CHAPTER, CLERK, f"{CLERK}\n\n{pattern * 1_500}")
    began = time.process_time()
    hostile.run("status")
    assert time.process_time() - began < 2


# ---- registers and the project's own file -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a = " + "[" * 5_000 + "]" * 5_000, "P003"),
        (".".join("a" * 5_000) + " = 1", "P010"),
        ("a = " + "9" * 6_000, "P003"),
        ('a = "\0"', "P003"),
        ('a = "\ud7ff\n"', "P003"),
        ("<<<<<<< HEAD", "P002"),
        ('title = "x"\ntitle = "y"', "P003"),
        ("[[events]]\n" * 25_000, "P010"),
        ('[[events]]\nid = "a"\ntext = "' + "word " * 20_000 + '"\ndate = 2024-01-01', "P010"),
        ('[[events]]\nid = "a"\ndate = 99999-01-01\ntext = "x"', "P003|P006"),
        ('[[events]]\nid = "../../x"\ndate = 2024-01-01\ntext = "x"', "P006"),
        ('[[sources]]\nid = "s"\ntitle = "x"\nurl = "javascript:1"', "P006"),
        ('[[sources]]\nid = "s"\ntitle = "x"\nurl = "file:///etc/passwd"', "P006"),
    ],
)
def test_a_hostile_register_is_refused(text: str, code: str, hostile: Hostile) -> None:
    head = "" if "title" in text.split("\n", maxsplit=1)[0] else 'title = "Events"\n'
    hostile.write(REGISTER, head + text + "\n")
    told = hostile.refused("check")
    assert re.match(rf"{REGISTER}(:\d+)?: error ({code}): ", told.errors[0]), told.stderr
    assert told.seconds < 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('slug = "../../evil"', "P006"),
        ('chapters = ["../../../etc/passwd"]', "P008"),
        ('chapters = ["/etc/passwd"]', "P008"),
        ("chapters = [" + '"a.md",' * 2_000 + "]", "P010"),
        ('url = "javascript:alert(1)"', "P006"),
        ('page-size = "1e9mm 1e9mm"', "P006"),
        ("[limits]\nseconds = 1_000_000_000", "P006"),
        ("[limits]\nmemory = 1", "P006"),
        ("[limits]\nmemory = true", "P006"),
        ("[limits]\nmassive = 1", "P004"),
        ("limits = 3", "P006"),
        ('[fonts]\ndefault = ["/etc/passwd"]', "P008"),
        ('[fonts]\ndefault = ["../x.ttf"]', "P008"),
        ('[fonts]\n"../x" = ["x.ttf"]', "P002|P007"),
    ],
)
def test_a_hostile_manifest_is_refused(line: str, code: str, hostile: Hostile) -> None:
    text = hostile.read(MANIFEST)
    key = line.partition(" ")[0]
    kept = (
        re.sub(rf"(?m)^{re.escape(key)} = (\[[^]]*\]|.*)\n", "", text) if line[0] != "[" else text
    )
    hostile.write(MANIFEST, line + "\n" + kept if line[0] != "[" else kept + "\n" + line + "\n")
    told = hostile.refused("check")
    assert any(re.match(rf"{MANIFEST}(:\d+)?: error ({code}): ", one) for one in told.errors), (
        told.stderr
    )


# ---- imported pages ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "I001"),
        (b"\0" * 1_000, "I001"),
        (b"\xff\xfe\0\0", "P002"),
        (b"x" * 10_000_000, "P010"),
        (b"word " * 20_000, "P010"),
        (b"a\n" * 60_000, "P010"),
    ],
)
def test_a_hostile_page_is_not_imported(data: bytes, code: str, hostile: Hostile) -> None:
    page = hostile.root.parent / "page.txt"
    page.write_bytes(data)
    before = hostile.read(MANIFEST)
    for kind in ("thread", "article"):
        told = hostile.refused("import", kind, str(page))
        assert f" error {code}: " in f" {told.errors[0]}", told.stderr
        assert told.seconds < 5
    assert hostile.read(MANIFEST) == before


def test_what_a_page_says_is_imported_as_text(hostile: Hostile) -> None:
    page = hostile.root.parent / "page.txt"
    page.write_text(
        "A Page That Lies\n\nSee ![x](/etc/passwd) and [y](javascript:1), {{7*7}} <script>.\n\n"
        "+++\nkind = 'thread'\n+++\n\n![map](../secret.toml)\n\n[^1]: a note {#A7}\n",
        encoding="utf-8",
    )
    assert hostile.run("import", "article", str(page)).status == 0
    assert hostile.run("check").errors == []
    assert hostile.run("build", "--format", "epub", "--language", "en").status == 0
    with zipfile.ZipFile(hostile.root / "build/french.en.epub") as epub:
        chapter = epub.read("EPUB/article.xhtml").decode()
    assert "![x](/etc/passwd) and [y](javascript:1), {{7*7}} &lt;script&gt;." in chapter
    assert "<img" not in chapter
