from __future__ import annotations

import datetime
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpu import little_work
from hexapla.diagnostics import Place, Refusal, Severity
from hexapla.language import Language
from hexapla.message import Message, Translation
from hexapla.translation.catalogs import Catalog, new_catalog, read_catalog, write_template
from hexapla.translation.header import NO_REVISION, translator
from hexapla.translation.reading import parse

KA = Language("ka")
DAY = datetime.date(2026, 11, 22)
PLACE = Place("locales/ka/LC_MESSAGES/book.po")
ENTRY = '\nmsgid "hello"\nmsgstr "გამარჯობა"\n'
MESSAGES = (
    Message("A title", comments=("Dossier: title",), files=("book/dossier.toml",)),
    Message(
        "A paragraph with a [link](@bibilov) and “quotes”, long enough to be wrapped over lines.",
        comments=("Article “A \\ B”: paragraph", "Two\nlines"),
        files=("book/ch 1.md", "book/" + "long" * 10 + ".md", "book/article.md"),
    ),
    Message("{n} page", plural="{n} pages", context="count", files=("templates/a.html",)),
)


def read(path: Path, text: str, language: Language = KA) -> Catalog:
    path.write_bytes(text.encode())
    return read_catalog(path, PLACE, language)


def refused(path: Path, text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(Refusal) as caught:
        read(path, text)
    return [(d.code, d.place.line if d.place else None) for d in caught.value.diagnostics]


@pytest.fixture
def po(tmp_path: Path) -> Path:
    return tmp_path / "book.po"


# ---- reading ----------------------------------------------------------------------------------


def test_a_catalog_knows_its_translations(po: Path, header: str) -> None:
    fuzzy = '\n#, fuzzy\nmsgctxt "menu"\nmsgid "Open"\nmsgstr "ღია"\n'
    plural = '\nmsgid "page"\nmsgid_plural "pages"\nmsgstr[0] "ა"\nmsgstr[1] "ბ"\n'
    gone = '\n#~ msgid "gone"\n#~ msgstr "წასული"\n'
    catalog = read(po, header + ENTRY + fuzzy + plural + gone)
    assert catalog.translation("hello") == Translation(("გამარჯობა",))
    assert catalog.translation("Open") is None
    assert catalog.translation("Open", "menu") == Translation(("ღია",), fuzzy=True)
    assert catalog.translation("page") == Translation(("ა", "ბ"))
    assert catalog.translation("gone") is None
    assert catalog.translation("") is None
    assert catalog.place_of("hello") == Place(PLACE.file, 15)
    assert catalog.place_of("Open", "menu") == Place(PLACE.file, 20)
    assert catalog.place_of("unknown") == PLACE
    assert (catalog.language, catalog.revision, catalog.forms) == ("ka", "2026-11-20", 2)
    assert [catalog.plural(number) for number in (0, 1, 2)] == [1, 0, 1]
    assert catalog.warnings == ()


def test_a_catalog_goes_to_another_process(po: Path, header: str) -> None:
    catalog = read(po, header + ENTRY)
    other = pickle.loads(pickle.dumps(catalog))
    assert other == catalog
    assert other.plural(1) == 0


@pytest.mark.parametrize("change", ["bom", "crlf"])
def test_byte_order_mark_and_windows_line_ends_are_read(po: Path, header: str, change: str) -> None:
    text = header + ENTRY
    text = "\ufeff" + text if change == "bom" else text.replace("\n", "\r\n")
    assert read(po, text).translation("hello") == Translation(("გამარჯობა",))


def test_a_missing_file_is_refused(po: Path) -> None:
    with pytest.raises(Refusal, match="T001"):
        read_catalog(po, PLACE, KA)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_symbolic_links_are_refused(tmp_path: Path, header: str, level: int) -> None:
    real = tmp_path / "elsewhere" / "ka" / "LC_MESSAGES"
    real.mkdir(parents=True)
    (real / "book.po").write_text(header, encoding="utf-8")
    wanted = tmp_path / "locales" / "ka" / "LC_MESSAGES" / "book.po"
    link = (wanted, wanted.parent, wanted.parent.parent)[level]
    link.parent.mkdir(parents=True)
    link.symlink_to((real / "book.po", real, real.parent)[level])
    with pytest.raises(Refusal, match="P008"):
        read_catalog(wanted, PLACE, KA)


@pytest.mark.parametrize("name", ["ka", "ka_GE", "ru", "../../etc/passwd", "xx_YY@zz!", "ka.UTF-8"])
def test_the_language_must_be_that_of_the_folder(po: Path, header: str, name: str) -> None:
    text = header.replace("Language: ka", f"Language: {name}")
    if name in ("ka", "ka.UTF-8"):
        assert read(po, text).warnings == ()
    else:
        assert refused(po, text) == [("T002", 2)]


@pytest.mark.parametrize("name", ["sr@latin", "sr_Latn", "sr-Latn"])
def test_languages_are_compared_not_spellings(po: Path, header: str, name: str) -> None:
    text = header.replace("Language: ka", f"Language: {name}")
    assert read(po, text, Language("sr-Latn")).warnings == ()


@pytest.mark.parametrize("with_field", [True, False])
def test_no_language_is_a_warning(po: Path, header: str, with_field: bool) -> None:
    line = '"Language: \\n"\n' if with_field else ""
    (only,) = read(po, header.replace('"Language: ka\\n"\n', line)).warnings
    assert (only.code, only.severity) == ("T002", Severity.WARNING)


@pytest.mark.parametrize(
    "charset", ["windows-1251", "UTF-16", "CHARSET", "rot13", "unicode_escape"]
)
def test_another_charset_is_refused(po: Path, header: str, charset: str) -> None:
    assert refused(po, header.replace("charset=UTF-8", f"charset={charset}")) == [("T001", 2)]


def test_no_charset_and_no_header_are_refused(po: Path, header: str) -> None:
    assert refused(po, header.replace("; charset=UTF-8", "")) == [("T001", 2)]
    assert refused(po, ENTRY) == [("T001", None)]


def test_a_missing_header_is_told_with_where_to_copy_it_from(po: Path) -> None:
    with pytest.raises(Refusal, match=r"copy it from locales/\w+\.pot .*“Language: ka\\n”"):
        read(po, ENTRY)


HOSTILE_PLURALS = [
    "nplurals=100000000; plural=0;",
    "nplurals=0; plural=0;",
    "nplurals=2; plural=1/0;",
    "nplurals=2; plural=1/(n-n);",
    "nplurals=2; plural=" + "(" * 400 + "n" + ")" * 400 + ";",
    "nplurals=2; plural=" + "(" * 5000 + "n" + ")" * 5000 + ";",
    "nplurals=2; plural=" + "n+" * 4000 + "0;",
    "nplurals=2; plural=" + "n*" * 400 + "9" * 100 + ";",
    "nplurals=2; plural=__import__('os').system('id');",
    "nplurals=2; plural=9**9**9**9;",
    "nplurals=2; plural=n;",
    "nplurals=2; plural=n-1;",
    "nplurals=2;",
    "nplurals=2; plural=;",
    "nplurals=INTEGER; plural=EXPRESSION;",
]


@pytest.mark.parametrize("value", HOSTILE_PLURALS)
def test_hostile_plural_forms_are_refused_at_once(po: Path, header: str, value: str) -> None:
    began = time.perf_counter()
    text = header.replace("nplurals=2; plural=(n != 1);", value)
    assert refused(po, text) == [("T005", 2)]
    assert time.perf_counter() - began < 1


def test_plurals_need_plural_forms_in_the_header(po: Path, header: str) -> None:
    bare = "\n".join(line for line in header.split("\n") if "Plural" not in line)
    assert read(po, bare + ENTRY).forms == 2
    plural = '\nmsgid "page"\nmsgid_plural "pages"\nmsgstr[0] "ა"\nmsgstr[1] "ბ"\n'
    assert refused(po, bare + plural) == [("T005", 2)]


@pytest.mark.parametrize(
    ("date", "revision", "warned"),
    [
        ("2026-11-20 10:30+0400", "2026-11-20", False),
        ("yesterday", "", True),
        ("2026-13-45 10:30+0400", "", True),
        (NO_REVISION, "", False),
        ("", "", False),
    ],
)
def test_bad_dates_are_a_warning(
    po: Path, header: str, date: str, revision: str, warned: bool
) -> None:
    catalog = read(po, header.replace("2026-11-20 10:30+0400", date))
    assert catalog.revision == revision
    assert [found.severity for found in catalog.warnings] == [Severity.WARNING] * warned


@pytest.mark.parametrize(
    ("source", "target"), [("a\\n", "b"), ("a", "b\\n"), ("\\na", "b"), ("a", "\\nb")]
)
def test_line_breaks_at_the_ends_must_agree(
    po: Path,
    header: str,
    source: str,
    target: str,
    refused_by_gettext: Callable[[bytes], bool],
) -> None:
    text = f'{header}\nmsgid "{source}"\nmsgstr "{target}"\n'
    assert refused_by_gettext(text.encode())
    assert refused(po, text) == [("T001", 15)]
    fuzzy = f'{header}\n#, fuzzy\nmsgid "{source}"\nmsgstr "{target}"\n'
    assert read(po, fuzzy).entries


# ---- writing ----------------------------------------------------------------------------------


def test_a_template_looks_so() -> None:
    template = write_template(MESSAGES, title="A title 1.0", date=DAY).decode()
    assert template == (
        '#, fuzzy\nmsgid ""\nmsgstr ""\n'
        '"Project-Id-Version: A title 1.0\\n"\n'
        '"POT-Creation-Date: 2026-11-22 00:00+0000\\n"\n'
        '"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n'
        '"Last-Translator: \\n"\n"Language-Team: \\n"\n"Language: \\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        "\n#. Dossier: title\n#: book/dossier.toml\n"
        'msgid "A title"\nmsgstr ""\n'
        "\n#. Article “A \\ B”: paragraph\n#. Two\n#. lines\n"
        f"#: \u2068book/ch 1.md\u2069 book/{'long' * 10}.md\n#: book/article.md\n"
        'msgid ""\n"A paragraph with a [link](@bibilov) and “quotes”, long enough to be wrapped "\n'
        '"over lines."\nmsgstr ""\n'
        '\n#: templates/a.html\nmsgctxt "count"\n'
        'msgid "{n} page"\nmsgid_plural "{n} pages"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )


def test_gettext_accepts_a_template(judge: Callable[[bytes], None]) -> None:
    judge(write_template(MESSAGES, title='A "title" \\ 1.0', date=DAY))


@pytest.mark.parametrize(
    ("tag", "forms"), [("ka", 2), ("ru", 3), ("ar", 6), ("ja", 1), ("pt-BR", 2), ("sr-Latn", 3)]
)
def test_gettext_accepts_a_new_catalog(
    tag: str, forms: int, po: Path, judge: Callable[[bytes], None]
) -> None:
    language = Language(tag)
    data = new_catalog(MESSAGES, language, title="A title", date=DAY)
    judge(data)
    po.write_bytes(data)
    catalog = read_catalog(po, PLACE, language)
    assert catalog.warnings == ()
    assert (catalog.forms, catalog.revision) == (forms, "")
    assert catalog.translation("A title") == Translation(("",))
    assert catalog.translation("{n} page", "count") == Translation(("",) * forms)


@pytest.mark.parametrize("tag", ["af", "am", "be", "br", "cy", "ga", "gd", "he", "lt", "lv", "mt"])
def test_the_plural_forms_of_hard_languages_are_accepted(
    tag: str, po: Path, judge: Callable[[bytes], None]
) -> None:
    data = new_catalog(MESSAGES, Language(tag), title="A title", date=DAY)
    judge(data)
    po.write_bytes(data)
    assert read_catalog(po, PLACE, Language(tag)).warnings == ()


def test_gettext_wraps_as_we_do() -> None:
    """For text as in a dossier; in exotic cases the library follows a newer gettext's rules."""
    msgcat = shutil.which("msgcat")
    assert msgcat, "GNU gettext is missing: install it, these tests need its msgcat"
    data = write_template(MESSAGES[:1] + MESSAGES[2:], title="A title", date=DAY)
    done = subprocess.run([msgcat, "-"], input=data, capture_output=True, check=True)
    assert done.stdout == data


def test_a_comment_may_end_in_a_backslash(judge: Callable[[bytes], None]) -> None:
    """gettext takes a backslash at the end of any line for a continued line."""
    some = [Message("a", comments=("Article “\\”, or \\",))]
    judge(write_template(some, title="T", date=DAY))
    (_, entry) = parse(write_template(some, title="T", date=DAY), PLACE).entries
    assert entry.comments == some[0].comments


ids = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t"\\'), min_size=1
)
messages = st.lists(
    st.builds(
        Message,
        ids,
        plural=st.just("") | ids,
        context=st.just("") | ids,
        comments=st.lists(ids, max_size=2).map(tuple),
        files=st.lists(st.sampled_from(["book/a.md", "book/b c.md"]), unique=True).map(tuple),
    ),
    max_size=4,
    unique_by=lambda message: (message.context, message.id),
)


@given(messages)
def test_what_is_written_is_read(some: list[Message]) -> None:
    file = parse(new_catalog(some, KA, title="T", date=DAY), PLACE)
    read = [entry for entry in file.entries if not entry.is_header]
    assert [(e.context or "", e.id, e.plural or "") for e in read] == [
        (m.context, m.id, m.plural) for m in some
    ]
    assert [entry.files for entry in read] == [message.files for message in some]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(some=messages)
def test_gettext_accepts_whatever_we_write(
    some: list[Message], judge: Callable[[bytes], None]
) -> None:
    judge(write_template(some, title="T", date=DAY))
    judge(new_catalog(some, KA, title="T", date=DAY))


def test_reading_needs_no_heavy_library(po: Path, header: str) -> None:
    po.write_text(header, encoding="utf-8")
    program = (
        "import sys, pathlib; from hexapla.diagnostics import Place;"
        "from hexapla.language import Language; from hexapla.translation import read_catalog;"
        "read_catalog(pathlib.Path(sys.argv[1]), Place('a'), Language('ka'));"
        "heavy = {'weasyprint', 'ebooklib', 'jinja2', 'numpy', 'lxml', 'translate', 'rapidfuzz'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", program, str(po)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# ---- what gettext refuses beyond the syntax ---------------------------------------------------


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('#, python-brace-format\nmsgid "{a}"\nmsgstr "{b}"\n', "T001"),
        ('#, fuzzy-not, c-format\nmsgid "%s"\nmsgstr "%d"\n', "T001"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', "T005"),
        ('msgid "a\\n"\nmsgid_plural "b\\n"\nmsgstr[0] "c\\n"\nmsgstr[1] ""\n', "T001"),
    ],
)
def test_what_gettext_refuses_is_refused(
    body: str, code: str, po: Path, header: str, refused_by_gettext: Callable[[bytes], bool]
) -> None:
    assert refused_by_gettext(f"{header}\n{body}".encode())
    assert [found for found, _ in refused(po, f"{header}\n{body}")] == [code]


def test_the_first_of_two_plural_forms_counts(po: Path, header: str) -> None:
    two = header + '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    assert read(po, two).forms == 2


@pytest.mark.parametrize("nothing", [" ", "…", "\u200b", "–"])
def test_a_translation_that_says_nothing_is_none(po: Path, header: str, nothing: str) -> None:
    catalog = read(po, f'{header}\nmsgid "He left"\nmsgstr "{nothing}"\n')
    assert [item.code for item in catalog.warnings] == ["T031"]
    found = catalog.translation("He left")
    assert found is not None
    assert not found.usable


def test_signs_may_be_translated_by_signs(po: Path, header: str) -> None:
    catalog = read(po, f'{header}\nmsgid ", "\nmsgstr "、"\n\nmsgid "see"\nmsgstr "→"\n')
    assert catalog.warnings == ()
    assert all(entry.usable for entry in catalog.entries.values())


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# hexapla: ignore T011", {"T011"}),
        ("# hexapla: ignore T011, T012 - said in words", {"T011", "T012"}),
        ("# a note on hexapla and what to ignore", set()),
    ],
)
def test_waivers(po: Path, header: str, comment: str, codes: set[str]) -> None:
    catalog = read(po, f'{header}\n{comment}\nmsgid "a"\nmsgstr "b"\n')
    assert catalog.waivers.get(("", "a"), frozenset()) == codes
    assert catalog.warnings == ()


@pytest.mark.parametrize(
    "comment", ["# hexapla: ignore t017", "# Hexapla: ignore T017", "# hexapla ignore T017"]
)
def test_what_is_meant_for_a_waiver_and_is_none_is_told(
    po: Path, header: str, comment: str
) -> None:
    catalog = read(po, f'{header}\n{comment}\nmsgid "a"\nmsgstr "b"\n')
    assert [item.code for item in catalog.warnings] == ["T014"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Nino Beridze <nino@example.org>", "Nino Beridze"),
        ("Nino Beridze\t <nino@example.org> (ka)", "Nino Beridze (ka)"),
        ("Nino <a", "Nino"),
        ("<nino@example.org>", ""),
        ("nino@example.org", ""),
        ("a" + " " * 60_000 + "b", "a" + " " * 60_000 + "b"),
        ("a" + "<" * 60_000, "a"),
    ],
    ids=range(7),
)
def test_a_translator_is_named_without_the_address(said: str, name: str) -> None:
    with little_work():
        assert translator({"last-translator": said}) == name


def test_a_translators_name_has_no_control_characters() -> None:
    assert translator({"last-translator": "A\x01\x9bB <a@example.org>"}) == "AB"
