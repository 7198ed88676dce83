"""What the tests of this room share: a small edition."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from hexapla.dates import PartialDate
from hexapla.diagnostics import Place
from hexapla.edition import Edition, Interface
from hexapla.entries import Person, Source
from hexapla.language import Language
from hexapla.message import Coverage
from hexapla.model import Chapter, Dossier, Heading, Note, Paragraph, Post, Register
from hexapla.text import Text

HERE = Place("book/x.md", 1)


def text(content: str) -> Text:
    return Text(content, "", HERE)


def paragraph(content: str, locator: str = "") -> Paragraph:
    return Paragraph(text(content), locator)


THREAD = Chapter(
    id="thread",
    kind="thread",
    place=Place("book/thread.md"),
    title=text("Thread"),
    blocks=(
        Post("1.", 1, "T1", (paragraph("one [](@zoe) [^b]"), paragraph("two [^a]", "T1-2"))),
        Heading(2, text("Two"), "thread-h1"),
        Heading(3, text("Three"), "thread-h2"),
        Post("2.", 1, "T2", (paragraph("again [^b] [x](@civil)"),)),
    ),
    notes=(
        Note("a", (paragraph("first note"),)),
        Note("b", (paragraph("see [](@adam)"), paragraph("more"))),
    ),
)
CONTEXT = Chapter(
    id="context",
    kind="context",
    place=Place("book/context.md"),
    title=text("Context"),
    blocks=(paragraph("[](#T1) [](@zoe) [^x]", "C1"),),
    notes=(Note("x", (paragraph("note"),)),),
)
PEOPLE = Register(
    id="people",
    kind="people",
    place=Place("book/people.toml"),
    title=text("People"),
    entries=(
        Person(id="zoe", place=HERE, name=text("Zoe *Ärzte*")),
        Person(id="adam", place=HERE, name=text("Adam"), sort_name=text("Ztest, Adam")),
        Person(id="arzt", place=HERE, name=text("Ärzte")),
        Person(id="arzu", place=HERE, name=text("Arzu"), description=text("knows [](@zoe)")),
    ),
)
SOURCES = Register(
    id="sources",
    kind="sources",
    place=Place("book/sources.toml"),
    title=text("Sources"),
    entries=(
        Source(
            id="civil",
            place=HERE,
            locator="S1",
            title="A <title>",
            author="A & B",
            language="ka",
            date=PartialDate(2022, 3, 30),
            url="https://a.example/",
        ),
    ),
)


@pytest.fixture
def make_edition() -> Callable[..., Edition]:
    def make(language: str = "en", interface: Interface | None = None) -> Edition:
        return Edition(
            dossier=Dossier(
                slug="x",
                language="en",
                date=datetime.date(2026, 11, 22),
                title=text("A *title*"),
                editors=(text("A"), text("B"), text("C")),
                parts=(THREAD, CONTEXT, PEOPLE, SOURCES),
            ),
            language=Language(language),
            interface=interface or Interface(language),
            coverage=Coverage(),
        )

    return make
