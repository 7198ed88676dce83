"""What templates ask of an edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hexapla.diagnostics import Place
from hexapla.edition import Edition, anchor_of
from hexapla.model import Chapter, Paragraph, Quote, Register, Table
from hexapla.text import Text

Make = Callable[..., Edition]

HERE = Place("book/x.md")


def text(content: str) -> Text:
    return Text(content, "", HERE)


def test_every_anchor_has_its_home(make_edition: Make) -> None:
    people = ["entry-zoe", "entry-adam", "entry-arzt", "entry-arzu"]
    assert make_edition().homes == {
        **dict.fromkeys(["thread", "T1", "T1-2", "thread-h1", "thread-h2", "T2"], "thread"),
        **dict.fromkeys(["context", "C1"], "context"),
        **dict.fromkeys(["people", *people], "people"),
        **dict.fromkeys(["sources", "S1"], "sources"),
    }


def test_notes_are_numbered_by_their_first_calls_in_each_chapter(make_edition: Make) -> None:
    assert make_edition().note_numbers == {"thread": {"b": 1, "a": 2}, "context": {"x": 1}}


def test_a_note_by_its_label(make_edition: Make) -> None:
    note = make_edition().note("thread", "b")
    assert [paragraph.text.content for paragraph in note.paragraphs] == ["see [](@adam)", "more"]


def test_mentions_name_each_passage_once_with_what_its_notes_say(make_edition: Make) -> None:
    mentions = make_edition().mentions
    assert mentions["zoe"] == ("T1", "C1", "entry-arzu")
    assert mentions["adam"] == ("T1", "T2")
    assert mentions["civil"] == ("T2",)
    assert "arzt" not in mentions


def test_whatever_names_an_entry_counts_to_a_locator(make_edition: Make) -> None:
    """To the last one before it; what stands before the first, to that; S1 is the entry “civil”."""
    edition = make_edition()
    table = Table((text("Head"),), ((text("[](@adam)"),),), ("",))
    quote = Quote((Paragraph(text("words"), "C3"),), text("[](@arzu)"))
    chapter = Chapter(
        id="context",
        kind="context",
        place=HERE,
        title=text("Context"),
        standfirst=text("about [](@zoe)"),
        source="civil",
        blocks=(Paragraph(text("one"), "C1"), table, Paragraph(text("two [x](#S1)"), "C2"), quote),
    )
    parts = (chapter, *edition.dossier.parts[2:])
    found = replace(edition, dossier=replace(edition.dossier, parts=parts)).mentions
    assert found["adam"] == ("C1",)
    assert found["zoe"] == ("C1", "entry-arzu")
    assert found["arzu"] == ("C3",)
    assert found["civil"] == ("C1", "C2")


@pytest.mark.parametrize(
    ("language", "order"),
    [("en", ["arzt", "arzu", "zoe", "adam"]), ("sv", ["arzu", "zoe", "adam", "arzt"])],
)
def test_entries_as_the_language_sorts_them(
    make_edition: Make, language: str, order: list[str]
) -> None:
    edition = make_edition(language)
    people = edition.dossier.parts[2]
    assert isinstance(people, Register)
    assert [entry.id for entry in edition.in_order(people)] == order


def test_entries_with_locators_stay_as_they_stand(make_edition: Make) -> None:
    edition = make_edition()
    sources = edition.dossier.parts[3]
    assert isinstance(sources, Register)
    assert edition.in_order(sources) == sources.entries


def test_contents_show_subheadings_of_the_second_level(make_edition: Make) -> None:
    edition = make_edition()
    found = [[item.anchor for item in edition.contents(part)] for part in edition.dossier.parts]
    assert found == [["thread-h1"], [], [], []]


def test_anchors_of_entries(make_edition: Make) -> None:
    entries = make_edition().entries
    assert (anchor_of(entries["zoe"]), anchor_of(entries["civil"])) == ("entry-zoe", "S1")
