"""What a dossier rests on: each check on a text that lacks it, and none on a good one."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place, Report
from hexapla.drawings import Chart, Map
from hexapla.entries import (
    Claim,
    Entry,
    Event,
    Finding,
    GeographicPlace,
    Person,
    Question,
    Source,
)
from hexapla.manuscript.evidence import check_evidence
from hexapla.model import Chapter, Dossier, Figure, Note, Paragraph, Part, Post, Register
from hexapla.text import Text

HERE = Place("book/x", 1)


def text(content: str, line: int = 7) -> Text:
    return Text(content, "", Place("book/x", line))


def paragraph(content: str, locator: str) -> Paragraph:
    return Paragraph(text(content, 20), locator)


THREAD = Chapter(
    id="thread",
    kind="thread",
    place=HERE,
    title=text("T"),
    blocks=(
        paragraph("opening", "T0"),
        Post("1.", 1, "T1", (Paragraph(text("post", 10)), paragraph("more", "T1-2"))),
    ),
)
ARTICLE = Chapter(
    id="article", kind="article", place=HERE, title=text("A"), blocks=(paragraph("a", "A1"),)
)
CONTEXT = Chapter(
    id="context",
    kind="context",
    place=HERE,
    title=text("C"),
    must_cite=True,
    blocks=(paragraph("cited [](@report)", "C1"), paragraph("see [^n]", "C2")),
    notes=(Note("n", (Paragraph(text("[](#T1)")),)),),
)
WHO = Person(id="who", place=HERE, name=text("Who"))
TOWN = GeographicPlace(id="town", place=HERE, name=text("Town"), latitude=42.0, longitude=44.0)
REPORT = Source(
    id="report", place=HERE, locator="S1", title="R", date=PartialDate(2022, 3), kind="report"
)
HOW_MANY = Question(id="how-many", place=HERE, locator="Q1", name=text("How many?"))
CLAIM = Claim(
    id="claim",
    place=HERE,
    locator="CL1",
    statement=text("S"),
    status="reported",
    claimants=("who",),
    passages=("T1", "A1"),
    sources=("report",),
    question="how-many",
    answer=text("ten"),
    value=(10.0,),
)
EVENT = Event(
    id="event",
    place=HERE,
    locator="E1",
    date=PartialDate(2022, 3, 31),
    text=text("E"),
    sources=("report",),
)
FINDING = Finding(id="finding", place=HERE, locator="F1", text=text("F"), claims=("claim",))


def register(kind: str, *entries: Entry, exempt: tuple[str, ...] = ()) -> Register:
    return Register(
        id=kind, kind=kind, place=HERE, title=text(kind), entries=entries, exempt=exempt
    )


def check(
    *,
    thread: Chapter = THREAD,
    article: Chapter = ARTICLE,
    context: Chapter = CONTEXT,
    claim: Claim | None = CLAIM,
    event: Event = EVENT,
    finding: Finding = FINDING,
    town: GeographicPlace = TOWN,
    sources: tuple[Source, ...] = (REPORT,),
    exempt: tuple[str, ...] = (),
) -> list[str]:
    """Line, severity and code of what is said of a dossier of these parts."""
    parts: tuple[Part, ...] = (
        thread,
        article,
        context,
        register("people", WHO),
        register("places", town),
        register("questions", HOW_MANY),
        register("events", event),
        register("findings", finding),
        register("sources", *sources),
    )
    if claim:
        parts += (register("claims", claim, exempt=exempt),)
    dossier = Dossier(
        slug="x", language="en", date=datetime.date(2022, 1, 1), title=text("X"), parts=parts
    )
    report = Report()
    check_evidence(dossier, report)
    return [f"{item.place.line} {item.severity} {item.code}" for item in report.found if item.place]


def test_a_good_dossier_has_nothing_against_it() -> None:
    assert check() == []


@pytest.mark.parametrize("field", ["passages", "sources", "claimants"])
def test_a_claim_names_its_passages_its_sources_and_who_makes_it(field: str) -> None:
    found = check(claim=replace(CLAIM, **{field: ()}))  # type: ignore[arg-type]
    assert "1 error M018" in found


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("passages", ("T1", "A1", "A9"), "M004"),
        ("claimants", ("nobody",), "M006"),
        ("claimants", ("report",), "M006"),
        ("claimants", ("how-many",), "M006"),
        ("question", "nothing", "M006"),
        ("question", "who", "M006"),
        ("answer", None, "P005"),
    ],
)
def test_what_a_claim_points_to_is_there(field: str, value: object, code: str) -> None:
    assert check(claim=replace(CLAIM, **{field: value})) == [f"1 error {code}"]  # type: ignore[arg-type]


@pytest.mark.parametrize("claims", [("nothing",), ("who",)])
def test_a_finding_rests_on_claims(claims: tuple[str, ...]) -> None:
    assert check(finding=replace(FINDING, claims=claims)) == ["1 error M006"]


def test_every_numbered_post_is_in_a_claim() -> None:
    assert check(claim=replace(CLAIM, passages=("A1",))) == ["10 error M019"]


def test_every_paragraph_of_an_article_is_in_a_claim_or_exempt() -> None:
    without = replace(CLAIM, passages=("T1",))
    assert check(claim=without) == ["20 error M019"]
    assert check(claim=without, exempt=("A1",)) == []


def test_without_a_register_of_claims_no_passage_needs_one() -> None:
    assert check(claim=None, finding=replace(FINDING, claims=())) == []


def test_an_exemption_that_is_of_no_use_is_told() -> None:
    assert check(exempt=("A1",)) == ["1 warning M023"]
    assert check(exempt=("A9",)) == ["1 error M004"]


def test_an_exemption_is_told_at_its_own_line() -> None:
    one = register("claims", CLAIM, exempt=("A9",))
    dossier = Dossier(
        slug="x",
        language="en",
        date=datetime.date(2022, 1, 1),
        title=text("T"),
        parts=(replace(one, exempt_place=Place("book/c.toml", 7)),),
    )
    report = Report()
    check_evidence(dossier, report)
    assert "book/c.toml:7" in {str(item.place) for item in report.found if item.code == "M004"}


def test_a_source_is_cited_somewhere() -> None:
    idle = replace(REPORT, id="idle")
    assert check(sources=(REPORT, idle)) == ["1 error M020"]
    for cited in (
        {"thread": replace(THREAD, source="idle")},
        {"claim": replace(CLAIM, against=("idle",))},
        {"event": replace(EVENT, sources=("report", "idle"))},
        {"article": replace(ARTICLE, blocks=(paragraph("[x](@idle)", "A1"),))},
    ):
        assert check(sources=(REPORT, idle), **cited) == []


@pytest.mark.parametrize(
    ("date", "reported", "wrong"),
    [
        (PartialDate(2022, 4, 1), PartialDate(2022, 3), True),
        (PartialDate(2022, 3, 31), PartialDate(2022, 3), False),
        (PartialDate(2022, 3, 31), PartialDate(2022, 3, 31), False),
        (PartialDate(2022), PartialDate(2022, 3), False),
        (PartialDate(2023), PartialDate(2022), True),
        (PartialDate(2023), None, False),
    ],
)
def test_no_source_reports_what_came_after_it(
    date: PartialDate, reported: PartialDate | None, wrong: bool
) -> None:
    found = check(event=replace(EVENT, date=date), sources=(replace(REPORT, date=reported),))
    assert found == (["1 error M021"] if wrong else [])


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("nothing", True),
        ("[a person](@who)", True),
        ("[the web](https://a.example/)", True),
        ("[](#T1)", False),
        ("a[^n]", False),
        ("[](@report)", False),
    ],
)
def test_where_citations_are_required_every_passage_has_one(content: str, wrong: bool) -> None:
    blocks = (paragraph(content, "C1"), paragraph("x [^n]", "C2"))
    assert check(context=replace(CONTEXT, blocks=blocks)) == (["20 error M022"] if wrong else [])
    free = replace(CONTEXT, blocks=blocks, must_cite=False)
    assert check(context=free) == []


def test_what_a_drawing_shows_is_there() -> None:
    def drawn(drawing: Map | Chart, **parts: object) -> list[str]:
        figure = Figure("map.toml", text("alt", 30), drawing=drawing)
        context = replace(CONTEXT, blocks=(*CONTEXT.blocks, figure))
        return check(context=context, **parts)  # type: ignore[arg-type]

    chart = Chart(question="how-many")
    plan = Map(west=1, south=1, east=2, north=2, places=("town",), areas=("town",))
    assert drawn(plan) == []
    assert drawn(chart) == []
    assert drawn(replace(plan, places=("nowhere",))) == ["30 error M006"]
    assert drawn(replace(plan, areas=("who",))) == ["30 error M006"]
    assert drawn(plan, town=replace(TOWN, latitude=None)) == ["1 error P005", "1 error P005"]
    assert drawn(Chart(question="who")) == ["30 error M006"]
    assert drawn(chart, claim=replace(CLAIM, value=())) == ["30 error P005"]
