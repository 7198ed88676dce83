"""What points to something else: every kind of link, id, locator and footnote."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place, Report
from hexapla.entries import Event, Person, Source
from hexapla.manuscript.references import RESERVED, check_references
from hexapla.model import Chapter, Code, Dossier, Note, Paragraph, Register
from hexapla.text import Text


def place(line: int, file: str = "book/a.md") -> Place:
    return Place(file, line)


def text(content: str, line: int = 7) -> Text:
    return Text(content, "", place(line))


def chapter(content: str = "text", *notes: Note, name: str = "a", locator: str = "A1") -> Chapter:
    return Chapter(
        id=name,
        kind="article",
        place=Place(f"book/{name}.md"),
        title=text("T", 3),
        blocks=(Paragraph(text(content), locator),),
        notes=notes,
    )


PERSON = Person(id="bibilov", place=place(3, "book/p.toml"), name=text("N"))
SOURCE = Source(id="civil", place=place(3, "book/s.toml"), locator="S1", title="T")
PEOPLE = Register(
    id="p", kind="people", place=Place("book/p.toml"), title=text("P"), entries=(PERSON,)
)
SOURCES = Register(
    id="s", kind="sources", place=Place("book/s.toml"), title=text("S"), entries=(SOURCE,)
)


def check(*parts: Chapter | Register, title: str = "T") -> list[str]:
    dossier = Dossier(
        slug="x",
        language="en",
        date=datetime.date(2022, 1, 1),
        title=Text(title, "", place(2, "book/dossier.toml")),
        parts=parts,
    )
    report = Report()
    check_references(dossier, report)
    return [f"{item.place}: {item.severity} {item.code}" for item in report.found]


def test_a_whole_dossier_is_in_order() -> None:
    note = Note("1", (Paragraph(text("see [](#A1)")),))
    content = "[](@bibilov) [x](@civil) [](#A1) [y](#S1) [^1] [z](https://a.example/)"
    assert check(chapter(content, note), PEOPLE, SOURCES) == []
    for address in ("<mailto:a@b.example>", "<a@b.example>", "[x](mailto:a@b.example)"):
        assert check(chapter(address)) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[x](#A2)", "M004"),
        ("[x](#a1)", "M004"),
        ("[x](#)", "M004"),
        ("[](#bibilov)", "M004"),
        ("[x](@nobody)", "M006"),
        ("[x](@)", "M006"),
        ("*see **[x](@nobody)***", "M006"),
        ("[x](other.md)", "M012"),
        ("[x](javascript:alert)", "M012"),
        ("[x](data:text/html,x)", "M012"),
        ("[x](file:///etc/passwd)", "M012"),
        ("[x](//a.example/)", "M012"),
        ("[x](ftp://a.example/)", "M012"),
        ("[x](HTTPS:a)", "M012"),
        ("[x]()", "M012"),
        ("[](https://a.example/)", "M012"),
        ("a ![b](c.png)", "M013"),
        ("*" * 300 + "a" + "*" * 300, "M013"),
        ("a[^2]", "M008"),
        ("[<https://a.example/>](#A1)", "M013"),
    ],
)
def test_links_that_lead_nowhere(content: str, code: str) -> None:
    assert check(chapter(content), PEOPLE, SOURCES) == [f"book/a.md:7: error {code}"]


def test_links_in_titles_and_fields_are_checked_too() -> None:
    assert check(chapter(), title="[x](@nobody)") == ["book/dossier.toml:2: error M006"]
    person = replace(PERSON, description=text("[x](#X1)", 5))
    assert check(replace(PEOPLE, entries=(person,))) == ["book/a.md:5: error M004"]


def test_a_name_holds_no_link_since_links_are_filled_in_with_it() -> None:
    person = replace(PERSON, name=text("[x](@bibilov)", 4))
    assert check(replace(PEOPLE, entries=(person,))) == ["book/a.md:4: error M013"]


def test_two_chapters_with_one_prefix() -> None:
    assert check(chapter(), chapter(name="b")) == ["book/a.md:7: error M003"]
    assert check(chapter(), chapter(name="b", locator="B1")) == []


def test_ids_are_unique_in_the_whole_dossier() -> None:
    twin = replace(SOURCE, id="bibilov")
    assert check(PEOPLE, replace(SOURCES, entries=(twin,))) == ["book/s.toml:3: error M005"]


def test_two_files_of_one_name() -> None:
    assert check(chapter(), replace(PEOPLE, id="a")) == ["book/p.toml: error M005"]


@pytest.mark.parametrize("name", RESERVED)
def test_a_chapter_cannot_take_the_name_of_a_section(name: str) -> None:
    assert check(chapter(name=name)) == [f"book/{name}.md: error M005"]


def test_what_cites_a_source_cites_a_source() -> None:
    person = replace(PERSON, sources=("civil", "bibilov", "none"))
    assert check(replace(PEOPLE, entries=(person,)), SOURCES) == ["book/p.toml:3: error M006"] * 2
    found = check(replace(chapter(), source="bibilov"), PEOPLE)
    assert [item.rpartition(" ")[2] for item in found] == ["M006"]
    assert check(replace(chapter(), source="civil"), SOURCES) == []


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2022-03-30", "2022-03-29", True),
        ("2022-03-30", "2022-02", True),
        ("2022-03-30", "2021", True),
        ("2022-03-30", "2022-03-30", False),
        ("2022-03-30", "2022-03", False),
        ("2022-03", "2022-03-01", False),
        ("2022", "2022-01-01", False),
    ],
)
def test_events_end_after_they_begin(start: str, end: str, wrong: bool) -> None:
    event = Event(
        id="e",
        place=place(4, "book/e.toml"),
        locator="E1",
        date=PartialDate.parse(start),
        end=PartialDate.parse(end),
        text=text("T"),
    )
    register = replace(SOURCES, id="e", kind="events", entries=(event,))
    assert check(register) == (["book/e.toml:4: error M015"] if wrong else [])


def note(label: str, content: str, line: int = 20) -> Note:
    return Note(label, (Paragraph(text(content, line)),))


def test_footnotes() -> None:
    assert check(chapter("a[^1] b[^1]", note("1", "n"))) == []
    assert check(chapter("a", note("1", "n"))) == ["book/a.md:20: warning M009"]
    assert check(chapter("a[^1]", note("1", "n"), note("1", "m", 21))) == [
        "book/a.md:21: error M005"
    ]
    assert check(chapter("a[^1]", note("1", "b[^2]"), note("2", "n", 21))) == [
        "book/a.md:20: error M013"
    ]


def test_a_footnote_of_another_chapter_is_not_this_ones() -> None:
    other = chapter("b[^1]", note("1", "n"), name="b", locator="B1")
    assert check(chapter("a[^1]"), other) == ["book/a.md:7: error M008"]


def test_registers_have_no_footnotes() -> None:
    person = replace(PERSON, description=text("a[^1]", 5))
    assert check(replace(PEOPLE, entries=(person,))) == ["book/a.md:5: error M008"]


def test_control_characters_are_refused_wherever_they_stand() -> None:
    code = replace(chapter(), blocks=(Code("a\x0b"),))
    source = replace(SOURCES, entries=(replace(SOURCE, author="A\uffff"),))
    for part in (chapter("a\x01b"), code, source):
        assert [item.partition(" ")[2] for item in check(part)] == ["error M017"]
    assert check(chapter(), title="a\x01") == ["book/dossier.toml:2: error M017"]
    assert check(chapter("tab\t, no-break\u00a0, joiner\u200d, sign 🙂")) == []


def test_a_locator_cannot_be_the_id_of_a_section() -> None:
    for name in ("a", "colophon"):
        assert check(chapter(locator=name)) == ["book/a.md:7: error M003"]


def test_the_dossiers_title_calls_no_footnote() -> None:
    assert check(chapter(), title="T[^1]") == ["book/dossier.toml:2: error M013"]


@pytest.mark.parametrize("name", ["entry-bibilov", "at-home"])
def test_names_kept_for_entries_are_refused(name: str) -> None:
    assert "book/a.md:7: error M003" in check(chapter(locator=name), PEOPLE, SOURCES)
    assert f"book/{name}.md: error M005" in check(chapter(name=name), PEOPLE, SOURCES)


@pytest.mark.parametrize("field", ["name", "sort_name"])
def test_a_name_holds_no_link(field: str) -> None:
    person = replace(PERSON, **{field: text("[x](#A1)", 4)})  # type: ignore[arg-type]
    found = check(chapter(), replace(PEOPLE, entries=(person,)), SOURCES)
    assert "book/a.md:4: error M013" in found


def test_a_link_that_shows_another_address_is_a_warning() -> None:
    told = "book/a.md:7: warning M024"
    assert check(chapter("See [https://a.org](https://b.org).")) == [told]
    assert check(chapter("See [https://a.org/x](https://www.a.org).")) == []
    assert check(chapter("See [the report](https://b.org).")) == []


@pytest.mark.parametrize(
    "content", ["a \u202eb", "a \u2066b", "a\u2069", "\u202a\u2066a\u202c\u2069"]
)
def test_a_direction_without_an_end_is_refused(content: str) -> None:
    assert check(chapter(content)) == ["book/a.md:7: error M017"]


def test_a_direction_that_ends_is_well() -> None:
    assert check(chapter("a \u2067b \u202ac\u202c\u2069 d\u200e")) == []


def test_an_unknown_source_of_a_chapter_is_told_at_its_line() -> None:
    one = replace(chapter(), source="nobody", source_place=place(4, "book/a.md"))
    assert check(one) == ["book/a.md:4: error M006"]
