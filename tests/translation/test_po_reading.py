from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from translate.storage import pypo

from cpu import little_work
from hexapla.diagnostics import Place, Refusal
from hexapla.limits import CATALOG_ENTRIES, CATALOG_ENTRY, MESSAGE, REFERENCES
from hexapla.translation.reading import MAX_PROBLEMS, parse
from hexapla.translation.syntax import KINDS, Entry, Line, exchanged, shortened, written
from po_files import po_files

PLACE = Place("locales/ka/LC_MESSAGES/book.po")

DIFFICULT = """\
# Georgian translation of The Book.
#
# Nino <nino@example.org>, 2025
msgid ""
msgstr ""
"Project-Id-Version: book 1.0\\n"
"Language: ka\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Poedit-SourceCharset: UTF-8\\n"

# translator note one

# translator note two, after a blank line
#. extracted comment
#. repeated
#. repeated
#: manuscript/ch1.md:12 manuscript/ch2.md
#: \u2068file with space.md\u2069:7
#= no-wrap
#, fuzzy, md-text, max-length:80
#| msgctxt "old ctx"
#| msgid ""
#| "Old source text "
#| "in two lines"
msgctxt "heading"
msgid "New source text"
msgstr "ახალი ტექსტი"

#, python-brace-format
msgid "one {n} page"
msgid_plural "{n} pages"
msgstr[0] "{n} გვერდი"
msgstr[1] "{n} გვერდი"

msgctxt ""
msgid "empty context"
msgstr "ცარიელი"
msgid "empty context"
msgstr "no context"


msgid "tab\\tquote\\"back\\\\slash\\nnewline\\n"
msgstr "tab\\tquote\\"back\\\\slash\\nnewline\\n"

msgid ""
"line one "
"broken by hand\\n"
"second"
msgstr ""
"ხელით "
"გატეხილი\\n"
"მეორე"

msgid "untranslated \u00a0\u200b\u2028 #~ msgid"
msgstr ""

# obsolete translator comment
#, fuzzy
#~| msgctxt "octx-old"
#~| msgid "very old obsolete"
#~ msgctxt "octx"
#~ msgid "obsolete one"
#~ msgstr "მოძველებული"

#~ msgid "obsolete plural"
#~ msgid_plural "obsolete plurals"
#~ msgstr[0] "a"
#~ msgstr[1] "b"

# a last word
"""


def entries(text: str) -> tuple[Entry, ...]:
    return parse(text.encode(), PLACE).entries


# ---- what is valid ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        DIFFICULT.encode(),
        DIFFICULT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + DIFFICULT.encode(),
        DIFFICULT.rstrip("\n").encode(),
        DIFFICULT.encode() + b"\n\n",
        b"",
        b"\n",
        b"# only a comment",
    ],
)
def test_what_is_read_is_written_back_to_the_byte(data: bytes) -> None:
    assert written(parse(data, PLACE)) == data


def test_the_difficult_catalog_is_valid(judge: Callable[[bytes], None]) -> None:
    judge(DIFFICULT.encode())


@given(po_files())
def test_any_valid_catalog_is_written_back_to_the_byte(data: bytes) -> None:
    assert written(parse(data, PLACE)) == data


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=po_files())
def test_such_catalogs_are_valid(judge: Callable[[bytes], None], data: bytes) -> None:
    judge(
        data.removeprefix("\ufeff".encode())
    )  # the one thing that editors add and gettext refuses


def test_fields_are_read() -> None:
    header, heading, plural, empty, none, escapes, wrapped, last, gone, gone2 = entries(DIFFICULT)
    assert header.is_header
    assert "Language: ka\n" in header.forms[0]
    assert heading.key == ("heading", "New source text")
    assert heading.fuzzy
    assert heading.comments == ("extracted comment", "repeated", "repeated")
    assert heading.files == (
        "manuscript/ch1.md:12",
        "manuscript/ch2.md",
        "file with space.md",
        ":7",
    )
    assert plural.plural == "{n} pages"
    assert len(plural.forms) == 2
    assert not plural.fuzzy
    assert (empty.context, none.context) == ("", None)
    assert escapes.id == escapes.forms[0] == 'tab\tquote"back\\slash\nnewline\n'
    assert wrapped.forms == ("ხელით გატეხილი\nმეორე",)
    assert not last.translated
    assert gone.obsolete
    assert gone.fuzzy
    assert gone2.forms == ("a", "b")


def test_lines_are_counted_to_the_first_msgstr() -> None:
    lines = DIFFICULT.split("\n")
    for entry in entries(DIFFICULT):
        assert lines[entry.number - 1].removeprefix("#~ ").startswith("msgstr")


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace("\n", "\r\n")])
def test_the_library_reads_the_same(change: Callable[[str], str]) -> None:
    text = change(DIFFICULT)
    store = pypo.pofile()
    store.parse(text.encode())
    theirs = [
        (unit.isobsolete(), unit.isfuzzy(), str(unit.source), str(unit.target))
        for unit in store.units
    ]
    ours = [(e.obsolete, e.fuzzy, e.id, e.forms[0]) for e in entries(text)]
    assert theirs[: len(ours)] == ours


safe = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\x04"), max_size=30)


@given(st.lists(st.tuples(safe, safe), max_size=5, unique_by=lambda pair: pair[0]))
def test_what_the_library_writes_is_read(pairs: list[tuple[str, str]]) -> None:
    store = pypo.pofile()
    for source, target in pairs:
        unit = pypo.pounit()
        unit.msgid, unit.msgstr = pypo.quoteforpo("x" + source), pypo.quoteforpo(target)
        store.units.append(unit)
    data = bytes(store)
    file = parse(data, PLACE)
    read = [(entry.id, entry.forms[0]) for entry in file.entries if not entry.is_header]
    assert read == [("x" + source, target) for source, target in pairs]
    assert written(file) == data


LINES = """\
# c|#. c|#: f|#, fuzzy|#| msgid "p"|msgctxt "c"|msgid "a"|msgid "b"|msgid_plural "as"|msgstr "x"
msgstr ""|msgstr[0] "x"|msgstr[1] "y"|"more"|#~ msgid "o"|#~ msgstr "p"|#~| msgid "q"|"open|text
=======|msgid "a" "b"
"""


@given(st.lists(st.sampled_from(re.split(r"(?<!#)(?<!#~)\||\n", LINES)), max_size=12))
def test_any_lines_are_refused_with_a_place_or_kept(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    outcome = kept_or_refused(data)
    assert outcome in (data, Refusal)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_with_a_place_or_kept(data: bytes) -> None:
    assert kept_or_refused(data) in (data, Refusal)


def kept_or_refused(data: bytes) -> object:
    try:
        return written(parse(data, PLACE))
    except Refusal as refusal:
        for found in refusal.diagnostics:
            good = found.place and found.place.file == PLACE.file
            if not good or found.code not in ("T001", "T003"):
                return found
        return Refusal


# ---- what is not ------------------------------------------------------------------------------

ENTRY = '\nmsgid "hello"\nmsgstr "გამარჯობა"\n'

FAULTY = {
    "conflict marker": ("<<<<<<< HEAD\n" + ENTRY, 13, "conflict marker"),
    "second conflict marker": (ENTRY + "=======\n", 16, "conflict marker"),
    "base of a conflict": (ENTRY + "||||||| merged\n", 16, "conflict marker"),
    "string without end": ('\nmsgid "hello\nmsgstr "x"\n', 14, "does not end"),
    "half a string": ('\nmsgid "hello"\nmsgstr "abc\n"def"\n', 15, "does not end"),
    "quote within": ('\nmsgid "a"\nmsgstr "b"c"\n', 15, "does not end"),
    "file cut within a string": ('\nmsgid "hello"\nmsgstr "გამარ', 15, "does not end"),
    "file cut within an entry": ('\nmsgid "hello"\n', None, "ends within an entry"),
    "no msgstr": ('\nmsgid "a"\nmsgid "b"\nmsgstr "c"\n', 15, "msgid cannot follow msgid"),
    "no msgid": ('\nmsgstr "c"\n', 14, "msgstr cannot follow nothing"),
    "plural out of order": (
        '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n',
        16,
        "here must be msgstr[0]",
    ),
    "plural with a gap": (
        '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[5] "c"\n',
        17,
        "here must be msgstr[1]",
    ),
    "form without plural": ('\nmsgid "a"\nmsgstr[0] "c"\n', 15, "without a msgid_plural"),
    "two translations": ('\nmsgid "a"\nmsgstr "c"\nmsgstr "d"\n', 16, "second msgstr"),
    "number of a msgid": ('\nmsgid[0] "a"\nmsgstr "c"\n', 14, "takes no number"),
    "unknown keyword": ('\nmessage "a"\n', 14, "is no keyword of a catalog"),
    "loose string": ('\n"a"\n', 14, "belongs to no"),
    "comment within": ('\nmsgid "a"\n# c\nmsgstr "b"\n', 15, "comment within"),
    "half obsolete": ('\n#~ msgid "a"\nmsgstr "b"\n', 15, "“#~”"),
    "previous without msgid": ('\n#| foo\nmsgid "a"\nmsgstr "b"\n', 14, "#| msgid"),
    "octal escape": ('\nmsgid "a"\nmsgstr "\\000"\n', 15, "no escape"),
    "NUL": ('\nmsgid "a"\nmsgstr "\0"\n', 15, "NUL"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_faults_are_refused_with_their_line(name: str, header: str) -> None:
    text, number, problem = FAULTY[name]
    with pytest.raises(Refusal) as refused:
        parse((header + text).encode(), PLACE)
    first = refused.value.diagnostics[0]
    assert (first.code, first.place) == ("T001", Place(PLACE.file, number))
    assert problem in first.message


STRICTER = {"NUL", "octal escape", "loose string"}
"""What GNU gettext 0.21 accepts. The last it takes for more of the entry above the blank line."""


@pytest.mark.parametrize("name", sorted(set(FAULTY) - STRICTER))
def test_gettext_refuses_the_same(
    name: str, header: str, refused_by_gettext: Callable[[bytes], bool]
) -> None:
    assert refused_by_gettext((header + FAULTY[name][0]).encode())


@pytest.mark.parametrize("name", FAULTY)
def test_faults_with_windows_line_ends_are_refused_too(name: str, header: str) -> None:
    text, number, _ = FAULTY[name]
    with pytest.raises(Refusal) as refused:
        parse((header + text).replace("\n", "\r\n").encode(), PLACE)
    assert refused.value.diagnostics[0].place == Place(PLACE.file, number)


def test_bytes_that_are_not_utf8_are_refused_with_their_line(header: str) -> None:
    for data, number in (
        (header.encode() + b'\nmsgid "bad"\nmsgstr "\xff\xfe\x80"\n', 15),
        (header.encode("utf-16"), 1),
        (header.encode() + 'msgid "a"\nmsgstr "привет"\n'.encode("cp1251"), 14),
    ):
        with pytest.raises(Refusal) as refused:
            parse(data, PLACE)
        (only,) = refused.value.diagnostics
        assert (only.code, only.place) == ("T001", Place(PLACE.file, number))


def test_a_second_entry_for_a_message_is_refused(header: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse((header + ENTRY + ENTRY.replace("გამარჯობა", "other")).encode(), PLACE)
    (only,) = refused.value.diagnostics
    assert (only.code, only.place) == ("T003", Place(PLACE.file, 18))
    assert "line 15" in only.message


def test_contexts_are_no_duplicates(header: str) -> None:
    text = ENTRY + '\nmsgctxt "x"' + ENTRY + '\n#~ msgctxt "y"\n#~ msgid "hello"\n#~ msgstr "a"\n'
    assert len(entries(header + text)) == 4


def test_a_second_header_is_a_duplicate(header: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse((header + "\n" + header).encode(), PLACE)
    assert [found.code for found in refused.value.diagnostics] == ["T003"]


def test_all_faults_are_reported_at_once_but_not_without_end(header: str) -> None:
    two = header + '\nmsgid "a\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d\n'
    with pytest.raises(Refusal) as refused:
        parse(two.encode(), PLACE)
    assert [found.place and found.place.line for found in refused.value.diagnostics] == [14, 18]
    with pytest.raises(Refusal) as refused:
        parse(b"nonsense\n\n" * 100_000, PLACE)
    assert len(refused.value.diagnostics) == MAX_PROBLEMS


# ---- limits -----------------------------------------------------------------------------------

HUGE = {
    "a word of 10 MB": '\nmsgid "a"\nmsgstr "' + "x" * 10_000_000 + '"\n',
    "10 MB of words": '\nmsgid "a"\nmsgstr "' + "word " * 2_000_000 + '"\n',
    "200,000 lines": '\nmsgid "a"\nmsgstr ""\n' + '"x"\n' * 200_000,
    "200,000 comments": "\n" + "# c\n" * 200_000 + ENTRY,
    "100,000 references": "\n#: " + " ".join(f"a.md:{n}" for n in range(100_000)) + ENTRY,
    "100,000 lines of references": "\n" + "#: a.md\n" * 100_000 + ENTRY,
    "a text in many lines": '\nmsgid "a"\nmsgstr ""\n' + f'"{"x" * 60}"\n' * 1_000,
    "references in many lines": "\n" + f"#: {'a ' * 3_000}\n" * (REFERENCES // 3_000 + 1) + ENTRY,
    "too many entries": "\n"
    + "".join(f'msgid "{n}"\nmsgstr ""\n\n' for n in range(CATALOG_ENTRIES + 1)),
    "70 MB": "\n" + ("# " + "x" * 997 + "\n") * 70_000,
    "many backslashes": '\nmsgid "a"\nmsgstr "' + "\\" * 60_001 + '"\n',
}


@pytest.mark.parametrize("name", HUGE)
def test_what_is_huge_is_refused_at_once(name: str, header: str) -> None:
    data = (header + HUGE[name]).encode()
    began = time.process_time()
    with pytest.raises(Refusal) as refused:
        parse(data, PLACE)
    assert time.process_time() - began < 2
    assert refused.value.diagnostics[0].code == "T001"


def test_what_is_large_is_not(header: str) -> None:
    wide = '\nmsgid "a"\nmsgstr "' + "x" * (MESSAGE - 100) + '"\n'
    tall = '\nmsgid "b"\nmsgstr ""\n' + '"x"\n' * (CATALOG_ENTRY - 10)
    assert len(entries(header + wide + tall)) == 3


# ---- lines ------------------------------------------------------------------------------------


def test_lines_are_exchanged_where_they_stood() -> None:
    lines = tuple(Line(kind, kind + "\n") for kind in ("", "#:", "#.", "#:", "#,", "msgid"))
    changed = exchanged(lines, "#:", ["new\n", "newer\n"])
    assert [line.text for line in changed] == [
        "\n", "new\n", "newer\n", "#.\n", "#,\n", "msgid\n"
    ]  # fmt: skip
    assert exchanged(lines, "#,", []) == lines[:4] + lines[5:]


@pytest.mark.parametrize("kind", KINDS)
def test_lines_that_were_not_there_go_where_gettext_has_them(kind: str) -> None:
    lines = tuple(Line(other, "x\n") for other in KINDS if other != kind)
    assert [line.kind for line in exchanged(lines, kind, ["y\n"])] == list(KINDS)


def test_long_texts_are_cut_for_messages() -> None:
    assert shortened("a\n b") == "a b"
    assert shortened("word " * 20, 12) == "word word wo…"


@pytest.mark.parametrize(
    "body",
    [
        'msgid "a"\nmsgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n',
        '#~ msgid "a"\n#~ msgstr "b"\n\n#~ msgid "a"\n#~ msgstr "c"\n',
        'msgid\nmsgstr "b"\n',
        '#| msgstr "x"\nmsgid "a"\nmsgstr "b"\n',
        '#| msgid "x\\q"\nmsgid "a"\nmsgstr "b"\n',
        '#| msgid "x"\n#| msgid "y"\nmsgid "a"\nmsgstr "b"\n',
        '#~| msgid "x"\nmsgid "a"\nmsgstr "b"\n',
        '#| msgid "x"\n#~ msgid "a"\n#~ msgstr "b"\n',
        '#| "x"\nmsgid "a"\nmsgstr "b"\n',
        '#| msgid_plural "x"\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a"\nmsgstr "b"\n\n#| msgid "x"\n',
        'msgid "a"\nmsgstr "b"\n\u00a0\n',
        '\u3000msgid "a"\nmsgstr "b"\n',
        '# note \\\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a\x04b"\nmsgstr "b"\n',
        'msgid "a"\nmsgstr\n',
        'msgid "a"\nmsgstr\n\nmsgid "c"\nmsgstr "d"\n',
    ],
)
def test_what_gettext_refuses_is_refused(
    body: str, header: str, refused_by_gettext: Callable[[bytes], bool]
) -> None:
    data = f"{header}\n{body}".encode()
    assert refused_by_gettext(data)
    with pytest.raises(Refusal):
        parse(data, Place("book.po"))


@pytest.mark.parametrize(
    "line",
    [
        "msgid" + " " * 60_000 + "x",
        "#| msgid" + " " * 60_000 + "x",
        "msgstr [1]" + " " * 60_000 + "x",
        " " * 60_000 + '"a" ' * 1_000 + "x",
        'msgid "' + "\\n" * 30_000,
    ],
    ids=range(5),
)
def test_no_line_is_read_in_all_ways_that_it_could_be(line: str, header: str) -> None:
    data = f'{header}\n{line}\nmsgid "a"\nmsgstr ""\n'.encode()
    with little_work(), pytest.raises(Refusal):
        parse(data, PLACE)


def test_a_keyword_alone_and_several_texts_in_a_line_are_read(
    header: str, judge: Callable[[bytes], None]
) -> None:
    data = f'{header}\nmsgid\n"one " "two"\nmsgstr "ერთი " \n"ორი"\n'.encode()
    judge(data)
    entry = parse(data, Place("book.po")).entries[-1]
    assert (entry.id, entry.forms) == ("one two", ("ერთი ორი",))


@pytest.mark.parametrize("keyword", ["msgst", "msgstrr", "mgsid", "msgid_plurals", "msgtr[0]"])
def test_an_unknown_keyword_is_named(keyword: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(f'msgid "a"\n{keyword} "b"\n'.encode(), PLACE)
    said = refused.value.diagnostics[0]
    assert (said.code, said.place and said.place.line) == ("T001", 2)
    assert f"“{keyword.partition('[')[0]}” is no keyword" in said.message
