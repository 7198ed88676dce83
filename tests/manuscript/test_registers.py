"""Registers: every field of every kind, and what is wrong with them, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place, Refusal, Report
from hexapla.entries import (
    Claim,
    Event,
    GeographicPlace,
    Organisation,
    Person,
    Source,
    Term,
    cited_sources,
    named_entries,
)
from hexapla.manuscript.registers import KINDS, read_register
from hexapla.model import Register, texts_of
from hexapla.text import Text


def read(tmp_path: Path, content: str) -> tuple[Register | None, list[str]]:
    path = tmp_path / "r.toml"
    path.write_text(content, encoding="utf-8")
    report = Report()
    register = read_register(path, Place("book/r.toml"), report)
    return register, [f"{item.place.line} {item.code}" for item in report.found if item.place]


def entry(tmp_path: Path, kind: str, fields: str) -> object:
    register, wrong = read(tmp_path, f'title = "T"\n\n[[{kind}]]\nid = "x"\n{fields}\n')
    assert wrong == []
    assert register is not None
    assert register.kind == kind
    (only,) = register.entries
    return only


def wrong(tmp_path: Path, kind: str, fields: str) -> list[str]:
    """What is wrong with the fields of an entry, which begin at line 5."""
    return read(tmp_path, f'title = "T"\n\n[[{kind}]]\nid = "x"\n{fields}\n')[1]


def text(content: str, comment: str, line: int) -> Text:
    return Text(content, f"r: {comment}", Place("book/r.toml", line))


HERE = Place("book/r.toml", 3)
SHA = "0123456789abcdef" * 4


def test_people(tmp_path: Path) -> None:
    fields = 'name = "N"\nsort-name = "S"\nrole = "R"\ndescription = "D *e*"\nsources = ["a", "b"]'
    assert entry(tmp_path, "people", fields) == Person(
        id="x",
        place=HERE,
        name=text("N", "name of the person “x”", 5),
        sort_name=text("S", "sort-name of the person “x”", 6),
        role=text("R", "role of the person “x”", 7),
        description=text("D *e*", "description of the person “x”", 8),
        sources=("a", "b"),
    )


def test_organisations(tmp_path: Path) -> None:
    found = entry(tmp_path, "organisations", 'name = "N"\nabbreviation = "A"')
    assert found == Organisation(
        id="x",
        place=HERE,
        name=text("N", "name of the organisation “x”", 5),
        abbreviation=text("A", "abbreviation of the organisation “x”", 6),
    )


def test_places(tmp_path: Path) -> None:
    found = entry(tmp_path, "places", 'name = "N"\nlatitude = 42.5\nlongitude = -180')
    assert found == GeographicPlace(
        id="x",
        place=HERE,
        name=text("N", "name of the place “x”", 5),
        latitude=42.5,
        longitude=-180.0,
    )


def test_terms(tmp_path: Path) -> None:
    found = entry(tmp_path, "terms", 'name = "N"\ndescription = "D"')
    assert found == Term(
        id="x",
        place=HERE,
        name=text("N", "name of the term “x”", 5),
        description=text("D", "description of the term “x”", 6),
    )


def test_events(tmp_path: Path) -> None:
    found = entry(tmp_path, "events", 'date = 2022-03-30\nend = "2022-04"\ntext = "T"')
    assert found == Event(
        id="x",
        place=HERE,
        locator="E1",
        date=PartialDate(2022, 3, 30),
        end=PartialDate(2022, 4),
        text=text("T", "text of the event “x”", 7),
    )


def test_sources(tmp_path: Path) -> None:
    fields = f"""title = "A <title>"
author = "A"
outlet = "O"
language = "pt_br"
date = "2022"
url = "https://a.example/"
read = 2026-01-02
archive = "http://b.example/"
sha256 = "{SHA}"
kind = "party"
note = "N"
"""
    assert entry(tmp_path, "sources", fields) == Source(
        id="x",
        place=HERE,
        locator="S1",
        title="A <title>",
        author="A",
        outlet=text("O", "outlet of the source “x”", 7),
        language="pt-BR",
        date=PartialDate(2022),
        url="https://a.example/",
        read=PartialDate(2026, 1, 2),
        archive="http://b.example/",
        sha256=SHA,
        kind="party",
        note=text("N", "note of the source “x”", 15),
    )


MINIMAL = {
    "people": 'name = "N"',
    "organisations": 'name = "N"',
    "places": 'name = "N"',
    "terms": 'name = "N"\ndescription = "D"',
    "events": 'date = 2022-03-30\ntext = "T"',
    "sources": 'title = "T"',
    "usages": 'name = "N"\ndescription = "D"',
    "questions": 'name = "N"',
    "claims": 'statement = "S"\nstatus = "disputed"\nclaimants = ["a"]\npassages = ["T1"]\n'
    'sources = ["b"]',
    "findings": 'text = "T"\nclaims = ["a"]',
}


@pytest.mark.parametrize("kind", KINDS)
def test_required_fields_are_enough_and_all_are_needed(tmp_path: Path, kind: str) -> None:
    assert entry(tmp_path, kind, MINIMAL[kind])
    for field in MINIMAL[kind].split("\n"):
        others = MINIMAL[kind].replace(field, "")
        assert wrong(tmp_path, kind, others) == ["3 P005"], f"without {field}"
        empty = field.partition("=")[0] + '= " "'
        assert "3 P005" in wrong(tmp_path, kind, MINIMAL[kind].replace(field, empty))


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_key_names_its_line(tmp_path: Path, kind: str) -> None:
    assert wrong(tmp_path, kind, MINIMAL[kind] + '\ncolour = "red"\nfont = 1') == [
        f"{5 + MINIMAL[kind].count(chr(10)) + 1} P004",
        f"{5 + MINIMAL[kind].count(chr(10)) + 2} P004",
    ]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("people", "role = 7"),
        ("claims", "value = -1"),
        ("claims", "value = [2, 1]"),
        ("claims", "value = [1, 2, 3]"),
        ("claims", "value = []"),
        ("claims", "value = inf"),
        ("claims", 'value = "300"'),
        ("people", 'sources = "a"'),
        ("people", "sources = [1]"),
        ("places", "latitude = 90.5"),
        ("places", "latitude = -91"),
        ("places", "latitude = nan"),
        ("places", 'latitude = "42"'),
        ("places", "longitude = 181"),
        ("places", "longitude = true"),
        ("events", "end = 2022"),
        ("events", 'end = "March 2022"'),
        ("events", 'end = "2022-02-30"'),
        ("events", 'end = "2022-00"'),
        ("events", "end = 2022-03-30T10:00:00"),
        ("sources", "author = 7"),
        ("sources", 'language = "Georgian!"'),
        ("sources", 'url = "a.example"'),
        ("sources", 'url = "javascript:alert(1)"'),
        ("sources", 'archive = "ftp://a.example"'),
        ("sources", 'sha256 = "abc"'),
        ("sources", 'kind = "rumour"'),
        ("sources", "kind = []"),
        ("sources", "read = true"),
    ],
)
def test_values_of_the_wrong_kind(tmp_path: Path, kind: str, field: str) -> None:
    line = 5 + len(MINIMAL[kind].split("\n"))
    assert wrong(tmp_path, kind, f"{MINIMAL[kind]}\n{field}") == [f"{line} P006"]


@pytest.mark.parametrize("value", ["2022-03-30", '"2022-03-30"', '"2022-03"', '"2022"'])
def test_dates_in_every_form(tmp_path: Path, value: str) -> None:
    event = entry(tmp_path, "events", f'date = {value}\ntext = "T"')
    assert isinstance(event, Event)
    assert str(event.date) == value.strip('"')


@pytest.mark.parametrize(
    "name", ['"Bibilov"', '"a b"', '"a_b"', '"-a"', '"ბ"', "7", '"a--b"', '"{a}"']
)
def test_ids_are_ascii(tmp_path: Path, name: str) -> None:
    content = f'title = "T"\n\n[[people]]\nname = "N"\nid = {name}\n'
    assert read(tmp_path, content)[1] == ["5 P006"]


def test_an_entry_without_id_names_its_table(tmp_path: Path) -> None:
    content = 'title = "T"\n\n[[people]]\nid = "a"\nname = "A"\n\n[[people]]\nname = "B"\n'
    assert read(tmp_path, content)[1] == ["7 P005"]


def test_all_that_is_wrong_is_told_at_once_and_what_is_right_is_kept(tmp_path: Path) -> None:
    content = """\
title = "T"
introduction = "I"

[[events]]
id = "a"
date = "soon"
text = "A"

[[events]]
id = "b"
date = "2022"
text = "B"

[[events]]
id = "c"
date = "2023"
text = 1
more = 2
"""
    register, found = read(tmp_path, content)
    assert found == ["6 P006", "18 P004", "17 P006"]
    assert register is not None
    assert [(item.id, getattr(item, "locator", "")) for item in register.entries] == [("b", "E2")]


def test_head_of_a_register(tmp_path: Path) -> None:
    register, found = read(
        tmp_path,
        'title = "T"\nintroduction = """\nOne\ntwo."""\n[[terms]]\nid = "x"\n' + MINIMAL["terms"],
    )
    assert found == []
    assert register is not None
    assert register.id == "r"
    assert [item.content for item in texts_of(register)][:2] == ["T", "One two."]
    assert [item.comment for item in texts_of(register)][:2] == ["r: title", "r: introduction"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('[[terms]]\nid = "x"\nname = "N"\ndescription = "D"', ["1 P005"]),
        ('title = 7\n[[terms]]\nid = "x"\nname = "N"\ndescription = "D"', ["1 P006", "1 P005"]),
        ('title = "T"\nfoo = 1\n[[terms]]\nid = "x"\nname = "N"\ndescription = "D"', ["2 P004"]),
        ('title = "T"', ["None M002"]),
        ('title = "T"\n[[persons]]\nid = "x"', ["2 M002"]),
        ('title = "T"\n[[people]]\nid = "x"\nname = "N"\n[[terms]]\nid = "y"', ["5 M002"]),
        ('title = "T"\nintroduction = """a\n\nb"""\n[[people]]\nid = "x"\nname = "N"', ["2 P006"]),
        ('title = "T"\npeople = 7', ["2 P006"]),
        ('title = "T"\n[people]\nid = "x"', ["2 P006"]),
    ],
)
def test_mistakes_of_the_whole_file(tmp_path: Path, content: str, found: list[str]) -> None:
    assert read(tmp_path, content)[1] == found


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('title = "T"\n[[people]]\nid = "x\n', 3),
        ('title = "T"\ntitle = "U"\n', 2),
        ('title = "T"\n\n[[people]\n', 3),
        ('title = "T"\ndate = 2022-02-30\n', 2),
        ('title = """T\n\n', 3),
    ],
)
def test_malformed_toml_names_its_line(tmp_path: Path, content: str, line: int) -> None:
    with pytest.raises(Refusal) as caught:
        read(tmp_path, content)
    (found,) = caught.value.diagnostics
    assert (found.code, found.place) == ("P003", Place("book/r.toml", line))


def test_strange_line_ends_in_a_text_do_not_shift_lines(tmp_path: Path) -> None:
    content = f'title = "a\u2028b\x85c"\n\n[[people]]\nid = "x"\n{MINIMAL["people"]}\nrole = 1\n'
    assert read(tmp_path, content)[1] == ["6 P006"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('status = "disputed"', 'status = "true"'),
        ('status = "disputed"', 'status = "Disputed"'),
        ('passages = ["T1"]', 'passages = "T1"'),
        ('claimants = ["a"]', "claimants = [1]"),
    ],
)
def test_a_claim_of_another_status_or_form_is_refused(tmp_path: Path, old: str, new: str) -> None:
    fields = MINIMAL["claims"]
    line = 5 + fields[: fields.index(old)].count("\n")
    assert wrong(tmp_path, "claims", fields.replace(old, new)) == [f"{line} P006"]


def test_a_claim_with_everything(tmp_path: Path) -> None:
    fields = (
        'support = ["s"]\nagainst = ["t"]\nquestion = "q"\nanswer = "A"\ncounts = "C"\n'
        'value = [1, 2]\nnote = "N"'
    )
    claim = entry(tmp_path, "claims", MINIMAL["claims"] + "\n" + fields)
    assert isinstance(claim, Claim)
    assert cited_sources(claim) == ("b", "s", "t")
    assert named_entries(claim) == ("a", "q")
    assert (claim.locator, claim.status, claim.value) == ("CL1", "disputed", (1.0, 2.0))
    assert [item.content for item in texts_of(claim)] == ["S", "A", "C", "N"]


def test_only_a_claims_register_exempts_passages(tmp_path: Path) -> None:
    claims = f'[[claims]]\nid = "x"\n{MINIMAL["claims"]}'
    register, found = read(tmp_path, f'title = "T"\nno-claims = ["A5", "A6"]\n{claims}')
    assert register is not None
    assert (register.exempt, found) == (("A5", "A6"), [])
    people = '[[people]]\nid = "x"\nname = "N"'
    assert read(tmp_path, f'title = "T"\nno-claims = ["A5"]\n{people}')[1] == ["2 P004"]
    assert read(tmp_path, f'title = "T"\nno-claims = "A5"\n{claims}')[1] == ["2 P006"]


def test_a_table_that_is_no_register_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text('title = "T"\n[[persons]]\nid = "x"\n', encoding="utf-8")
    report = Report()
    read_register(path, Place("book/r.toml"), report)
    assert "[[persons]]" in report.found[0].message


@pytest.mark.parametrize(
    "description",
    [
        "First.\n\n- item\n\n## Head",
        "a\n\nb",
        "- item",
        "> said",
        "# Head",
        "a\n- b",
        "a | b\n--|--",
    ],
)
def test_a_field_holds_one_paragraph(tmp_path: Path, description: str) -> None:
    fields = f'name = "N"\ndescription = """{description}"""'
    assert wrong(tmp_path, "people", fields) == ["6 P006"]


@pytest.mark.parametrize(
    "description", ["wrapped\nlines\n", "\n  a line\n", "1. March", "– a dash", "\\\\- no list"]
)
def test_what_only_looks_like_a_block_is_one_paragraph(tmp_path: Path, description: str) -> None:
    assert wrong(tmp_path, "people", f'name = "N"\ndescription = """{description}"""') == []


def test_exempted_passages_have_a_line(tmp_path: Path) -> None:
    claims = '[[claims]]\nid = "x"\nstatement = "S"'
    register, _ = read(tmp_path, f'title = "T"\n\nno-claims = ["A5"]\n{claims}')
    assert register is not None
    assert register.exempt_place == Place("book/r.toml", 3)


@pytest.mark.parametrize("field", ["id", "name", "description"])
def test_a_number_that_python_does_not_write_in_digits(tmp_path: Path, field: str) -> None:
    huge = f"{field} = 0x{'F' * 4000}"
    given = {"id": 'id = "a"', "name": 'name = "N"', "description": ""} | {field: huge}
    _, found = read(tmp_path, "[[people]]\n" + "\n".join(given.values()))
    assert "P006" in {item.rpartition(" ")[2] for item in found}
