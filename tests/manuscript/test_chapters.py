"""Chapters: front matter, kinds, locators and anchors."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.diagnostics import Place, Report
from hexapla.manuscript.chapters import KINDS, chapter_id_of, read_chapter
from hexapla.model import Chapter, Heading, blocks_of, locators_of, texts_of


def read(
    tmp_path: Path, body: str, kind: str = "article", head: str = ""
) -> tuple[Chapter, list[str]]:
    path = tmp_path / "a.md"
    path.write_text(f'+++\nkind = "{kind}"\ntitle = "T"\n{head}+++\n{body}', encoding="utf-8")
    report = Report()
    chapter = read_chapter(path, Place("book/a.md"), report)
    return chapter, [f"{item.place.line} {item.code}" for item in report.found if item.place]


def names(chapter: Chapter) -> list[str]:
    return [name for name, _ in locators_of(chapter)]


def test_what_the_front_matter_says(tmp_path: Path) -> None:
    head = 'standfirst = "S *x*"\nbyline = "B"\ndateline = "D"\nsource = "src"\n'
    chapter, wrong = read(tmp_path, "text", head=head)
    assert (chapter.id, chapter.kind, chapter.source) == ("a", "article", "src")
    leaves = [(text.content, text.comment, text.place.line) for text in texts_of(chapter)]
    assert leaves == [
        ("T", "a: title of the chapter", 3),
        ("S *x*", "a: standfirst of the chapter", 4),
        ("B", "a: byline of the chapter", 5),
        ("D", "a: dateline of the chapter", 6),
        ("text", "a: paragraph", 9),
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_letter(tmp_path: Path, kind: str) -> None:
    body = "1. text" if kind == "thread" else "text"
    assert names(read(tmp_path, body, kind)[0]) == [f"{kind[0].upper()}1"]
    assert names(read(tmp_path, body, kind, 'locator = "Xy"\n')[0]) == ["Xy1"]


def test_paragraphs_of_quotations_and_lists_are_counted_too(tmp_path: Path) -> None:
    body = "a\n\n> b\n>\n> — c\n\n- d\n- e\n\nT\n: f\n\n| g |\n|---|\n\n![h](i.png)\n\nj"
    chapter, _ = read(tmp_path, body)
    assert names(chapter) == ["A1", "A2", "A3", "A4", "A5", "A6"]


def test_footnotes_have_no_locators(tmp_path: Path) -> None:
    assert names(read(tmp_path, "a[^1]\n\n[^1]: b\n\nc")[0]) == ["A1", "A2"]


def test_pinned_locators(tmp_path: Path) -> None:
    chapter, _ = read(tmp_path, "a\n\nb {#A7}\n\n> c {#A7a}\n\nd")
    assert names(chapter) == ["A1", "A7", "A7a", "A8"]
    assert "{#" not in "".join(text.content for text in texts_of(chapter))


def test_subheadings_have_anchors_wherever_they_stand(tmp_path: Path) -> None:
    chapter, _ = read(tmp_path, "## a\n\n> ## b\n\n- ## c\n\nT\n: ## d\n\n### e")
    anchors = [block.anchor for block in blocks_of(chapter) if isinstance(block, Heading)]
    assert anchors == ["a-h1", "a-h2", "a-h3", "a-h4", "a-h5"]


def test_an_unnumbered_thread(tmp_path: Path) -> None:
    chapter, wrong = read(tmp_path, "a\n\nb", "thread", 'numbering = "none"\n')
    assert names(chapter) == ["T1", "T2"]
    assert wrong == []


@pytest.mark.parametrize(
    ("head", "wrong"),
    [
        ('colour = "red"\n', "4 P004"),
        ("byline = 7\n", "4 P006"),
        ('locator = "A7"\n', "4 P006"),
        ('locator = "ABCDE"\n', "4 P006"),
        ('locator = "Ж"\n', "4 P006"),
        ('numbering = "none"\n', "4 P006"),
        ('standfirst = """a\n\nb"""\n', "4 P006"),
    ],
)
def test_mistakes_in_the_front_matter(tmp_path: Path, head: str, wrong: str) -> None:
    assert read(tmp_path, "text", head=head)[1] == [wrong]


@pytest.mark.parametrize("value", ["auto", "None"])
def test_a_numbering_that_there_is_not(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, "1. a", "thread", f'numbering = "{value}"\n')[1] == ["4 P006"]


def test_an_unknown_kind_and_a_missing_title_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('+++\nbyline = "B"\nkind = "poem"\ntitle = " "\n+++\n# One\n', "utf-8")
    report = Report()
    read_chapter(path, Place("book/a.md"), report)
    found = [f"{item.place.line} {item.code}" for item in report.found if item.place]
    assert sorted(found) == ["3 M002", "4 P005", "6 M013"]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("book/thread.md", "thread"),
        ("book/context/Who is Who.md", "who-is-who"),
        ("book/a.b.toml", "a-b"),
        ("book/статья.md", "part"),
        ("book/--.md", "part"),
    ],
)
def test_ids_are_ascii_from_file_names(file: str, name: str) -> None:
    assert chapter_id_of(file) == name
