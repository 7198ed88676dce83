"""A whole manuscript, read; and every mistake of every file told at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.manuscript import read_dossier
from hexapla.model import Chapter, Dossier, locators_of, texts_of
from hexapla.project import Project

MANIFEST = """\
slug = "x"
title = "A *title*"
subtitle = "S"
language = "ka"
date = 2026-11-22
editors = ["E F", "G H"]
publisher = "P"
chapters = ["thread.md", "c/notes.md", "c/people.toml"]
"""
THREAD = '+++\nkind = "thread"\ntitle = "Thread"\n+++\n1. See [](@somebody) and [](#C1).\n'
NOTES = '+++\nkind = "context"\ntitle = "Notes"\n+++\n\nText[^1].\n\n[^1]: A note.\n'
PEOPLE = 'title = "People"\n\n[[people]]\nid = "somebody"\nname = "N"\n'


def project(tmp_path: Path, **files: str) -> Project:
    """A project of three parts, some of its files replaced."""
    whole = {"dossier": MANIFEST, "thread": THREAD, "notes": NOTES, "people": PEOPLE} | files
    paths = {
        "dossier": "dossier.toml",
        "thread": "thread.md",
        "notes": "c/notes.md",
        "people": "c/people.toml",
    }
    (tmp_path / "book/c").mkdir(parents=True)
    for name, content in whole.items():
        (tmp_path / "book" / paths[name]).write_text(content, encoding="utf-8")
    return Project.read(tmp_path)


def read(tmp_path: Path, **files: str) -> tuple[Dossier, tuple[Diagnostic, ...]]:
    return read_dossier(project(tmp_path, **files))


def test_a_dossier(tmp_path: Path) -> None:
    dossier, warnings = read(tmp_path)
    assert warnings == ()
    assert (dossier.slug, dossier.language) == ("x", "ka")
    assert dossier.date == datetime.date(2026, 11, 22)
    assert [part.id for part in dossier.parts] == ["thread", "notes", "people"]
    assert isinstance(dossier.parts[0], Chapter)
    found = [(str(item.place), item.content, item.comment) for item in texts_of(dossier)]
    assert found == [
        ("book/dossier.toml:2", "A *title*", "dossier: title"),
        ("book/dossier.toml:3", "S", "dossier: subtitle"),
        ("book/dossier.toml:7", "P", "dossier: publisher"),
        ("book/dossier.toml:6", "E F", "dossier: editors"),
        ("book/dossier.toml:6", "G H", "dossier: editors"),
        ("book/thread.md:3", "Thread", "thread: title of the chapter"),
        ("book/thread.md:5", "See [](@somebody) and [](#C1).", "thread: post 1 of the thread"),
        ("book/c/notes.md:3", "Notes", "notes: title of the chapter"),
        ("book/c/notes.md:6", "Text[^1].", "notes: paragraph"),
        ("book/c/notes.md:8", "A note.", "notes: footnote"),
        ("book/c/people.toml:1", "People", "people: title"),
        ("book/c/people.toml:5", "N", "people: name of the person “somebody”"),
    ]


def test_warnings_come_with_the_dossier(tmp_path: Path) -> None:
    _, warnings = read(tmp_path, notes=NOTES.replace("Text[^1].", "Text."))
    assert [str(item).partition(":")[0] + item.code for item in warnings] == ["book/c/notes.mdM009"]


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read(
            tmp_path,
            thread=THREAD + "\n1. Again, [x](@nobody).\n",
            notes=NOTES.replace("+++\n\n", "\n"),
            people=PEOPLE + "age = 7\n\n[[people]\n",
        )
    found = [f"{item.place} {item.code}" for item in caught.value.diagnostics]
    # And not that the thread points nowhere (M006): who knows what is in people.toml.
    assert found == [
        "book/thread.md:7 M007",
        "book/c/notes.md:1 M001",
        "book/c/people.toml:8 P003",
    ]


@pytest.mark.parametrize("depth", [2000])
def test_a_chapter_nested_without_end_is_refused_at_its_line(tmp_path: Path, depth: int) -> None:
    nasty = "\n\n" + "> " * depth + "a\n\n" + "*a " * depth + "b*" * depth + "\n"
    with pytest.raises(Refusal) as caught:
        read(tmp_path, notes=NOTES + nasty)
    found = [f"{item.place} {item.code}" for item in caught.value.diagnostics]
    assert found == ["book/c/notes.md:11 M013", "book/c/notes.md:13 M013"]


def test_locators_do_not_depend_on_the_language_of_the_words(tmp_path: Path) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    one, _ = read(tmp_path / "1")
    two, _ = read(
        tmp_path / "2",
        thread=THREAD.replace("See", "იხილეთ").replace("Thread", "ნაკადი"),
        notes=NOTES.replace("Text", "Текст"),
    )
    names = [
        [name for part in dossier.parts for name, _ in locators_of(part)] for dossier in (one, two)
    ]
    assert names[0] == names[1] == ["T1", "C1"]
