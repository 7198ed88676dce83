"""New projects, and captured pages on their way through import and build, losing nothing."""

from __future__ import annotations

import datetime
import errno
import os
import re
import threading
import zipfile
from pathlib import Path

import pytest

import epub_reading
from built import hexapla
from epub_reading import read_epub
from hexapla.diagnostics import Refusal
from hexapla.pipeline.build import Order, build
from hexapla.pipeline.reports import check
from hexapla.pipeline.starting import import_chapter, new_project
from hexapla.project import Project
from pdf_reading import read_pdf
from texts import absent, sentences, squeezed

DATE = datetime.date(2024, 5, 6)

THREAD = """\
Thread by @riverwatch on Thread Reader App
A word on the bridge at Sarn, since so many of you asked. It is long, so make yourselves tea.
1. The bridge was shut on Monday. Nobody was told beforehand – not even the bus company.
1.1 I asked the driver. He said that he had "heard it on the radio, like everybody".
2. By Tuesday there were barriers on the west side. The east side stayed open until noon.
2.1 A ferry was promised. It hasn't come.
2.2 The price that was named, 3.50 a head, is more than the toll ever was.
3. Why does it matter? Because two thirds of the town's bread crosses that bridge each morning.
4. 1,200 people signed the letter; the clerk counted 1,180.
That is all for today. Thanks for reading!
Share this Scrolly Tale with your friends.
A Scrolly Tale is a new way to read Twitter threads with a more visually immersive experience.
Discover more beautiful Scrolly Tales like this.
"""

SLASHED = """\
The ferry did come after all. A correction, in three parts. 1/3

It took eleven people over on Thursday, most of them from the school. 2/3

The engine failed on the way back; nobody was hurt. 3/3

Missing some Tweet in this thread? You can try to force a refresh
"""

ARTICLE = """\
Skip to content
Sarn Waits as Bridge Stays Shut
Council gives no reason; traders count their losses
By Odo Brandt
SARN, 4 May 2024

The bridge over the Lune has been closed for five days, and nobody at the town hall will say why.

Share on Facebook
Share on Twitter

Traders on the east bank say that a third of their customers stay away. “We bake \
for half a town now,” said Jana Holm, who keeps the shop at the old toll house.

What the Council Says

A spokesman told this paper on Friday that the matter was “in hand”. He would not be \
drawn on a date.

“We shall inform the public in due time,” he said. “Until then we ask for patience.”

Also Read:
Ferry Runs Again After Ten Years

Engineers Have Looked at a Pier

Two engineers from the capital were seen at the second pier on Thursday. They measured for \
three hours, wrote nothing down and left at 4 p.m.

This post is also available in: Deutsch (German) Français (French)

Back to top button
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, dict[str, str]]:
    """A new project with three captured pages imported and built; what each import said."""
    root = tmp_path_factory.mktemp("starting") / "demo"
    new_project(root, DATE)
    said = {}
    for kind, name, text in (
        ("thread", "thread", THREAD),
        ("thread", "second", SLASHED),
        ("article", "article", ARTICLE),
    ):
        capture = root.parent / f"{name}.txt"
        capture.write_text(text, encoding="utf-8")
        done = hexapla("import", kind, capture, "--name", name, "--project", root, cwd=root)
        assert done.returncode == 0, done.stderr
        said[name] = done.stdout
    project = Project.read(root)
    build(project, Order(jobs=1))
    return project, said


def _kept(text: str, said: str) -> list[str]:
    """The lines of a capture that its import does not list as taken out."""
    dropped = set(re.findall(r"^taken out: .*?:(\d+): ", said, re.M))
    return [line for number, line in enumerate(text.splitlines(), 1) if str(number) not in dropped]


def _sentences(text: str, said: str) -> list[str]:
    """Without the posts' own numbers, which stand apart from their text."""
    kept = [re.sub(r"^\d+(\.\d+)?\.? | ?\d/\d$", "", line) for line in _kept(text, said)]
    pieces = [piece for line in kept for piece in re.split(r"[\"'“”‘’]", line)]
    return [one for piece in pieces for one in sentences(piece)]


CAPTURES = {"thread": THREAD, "second": SLASHED, "article": ARTICLE}


@pytest.mark.parametrize("name", CAPTURES)
def test_every_sentence_that_was_not_taken_out_is_in_the_pdf(
    name: str, imported: tuple[Project, dict[str, str]]
) -> None:
    project, said = imported
    wanted = _sentences(CAPTURES[name], said[name])
    assert len(wanted) >= 4
    pages = [page.body for page in read_pdf(project.output / "demo.en.pdf").pages]
    assert absent(pages, wanted) == []


@pytest.mark.parametrize("name", CAPTURES)
def test_every_sentence_that_was_not_taken_out_is_in_the_epub(
    name: str, imported: tuple[Project, dict[str, str]]
) -> None:
    project, said = imported
    epub = read_epub(project.output / "demo.en.epub")
    text = squeezed(epub_reading.text_of(epub.document(f"{epub.folder}/{name}.xhtml")))
    wanted = _sentences(CAPTURES[name], said[name])
    assert [one for one in wanted if squeezed(one) not in text] == []


@pytest.mark.parametrize(
    ("name", "furniture"),
    [
        ("thread", ["Thread by @riverwatch", "Share this Scrolly", "A Scrolly Tale", "Discover"]),
        ("second", ["Missing some Tweet"]),
        (
            "article",
            [
                *("Skip to content", "Share on Facebook", "Share on Twitter", "Also Read:"),
                *("Ferry Runs Again", "This post is also available in:", "Back to top button"),
            ],
        ),
    ],
)
def test_furniture_is_taken_out_and_listed_line_by_line(
    name: str, furniture: list[str], imported: tuple[Project, dict[str, str]]
) -> None:
    project, said = imported
    listed = re.findall(r"^taken out: .*?:\d+: (.*)$", said[name], re.M)
    assert len(listed) == len(furniture)
    for line, beginning in zip(listed, furniture, strict=True):
        assert line.startswith(beginning)
    chapter = (project.book / f"{name}.md").read_text(encoding="utf-8")
    assert [line for line in listed if line in chapter] == []


def test_the_numbers_are_those_of_the_sources(imported: tuple[Project, dict[str, str]]) -> None:
    project, _ = imported
    epub = read_epub(project.output / "demo.en.epub")

    def labels(name: str) -> list[str]:
        document = epub.document(f"{epub.folder}/{name}.xhtml")
        return [
            mark.text for mark in document.iterfind(".//h:span[@class='label']", epub_reading.NS)
        ]

    assert labels("thread") == ["1.", "1.1", "2.", "2.1", "2.2", "3.", "4."]
    assert [label.strip() for label in labels("second")] == ["1/3", "2/3", "3/3"]


def test_the_second_thread_has_locators_of_its_own(
    imported: tuple[Project, dict[str, str]],
) -> None:
    project, _ = imported
    assert check(project) == ()
    found = [name for name, _ in epub_reading.locators(read_epub(project.output / "demo.en.epub"))]
    assert {"T2.1", "TA2", "A1"} <= set(found)
    assert len(found) == len(set(found))


def test_headline_and_subheadings_are_recognised(
    imported: tuple[Project, dict[str, str]],
) -> None:
    project, _ = imported
    headings = epub_reading.headings(read_epub(project.output / "demo.en.epub"))
    wanted = [
        (1, "Sarn Waits as Bridge Stays Shut"),
        (2, "What the Council Says"),
        (2, "Engineers Have Looked at a Pier"),
    ]
    first = headings.index(wanted[0])
    assert headings[first : first + 3] == wanted


def test_keep_all_keeps_everything(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "page.txt").write_text(ARTICLE, encoding="utf-8")
    project = Project.read(tmp_path / "demo")
    done = import_chapter(project, "article", tmp_path / "page.txt", keep=True)
    assert done.chapter.dropped == ()
    text = squeezed(done.path.read_text(encoding="utf-8"))
    assert [line for line in ARTICLE.splitlines() if squeezed(line) not in text] == []


def test_the_chapter_is_listed_and_the_manifest_keeps_its_comments(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "page.txt").write_text(THREAD, encoding="utf-8")
    before = (tmp_path / "demo/book/dossier.toml").read_text(encoding="utf-8")
    import_chapter(Project.read(tmp_path / "demo"), "thread", tmp_path / "page.txt", keep=False)
    after = (tmp_path / "demo/book/dossier.toml").read_text(encoding="utf-8")
    project = Project.read(tmp_path / "demo")
    assert project.chapters[0] == "thread.md"
    assert after.splitlines()[0] == before.splitlines()[0]
    assert after.startswith("#")
    kept = [line for line in before.splitlines() if "chapters" not in line]
    assert [line for line in kept if line not in after] == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "page.txt").write_text(THREAD, encoding="utf-8")
    project = Project.read(tmp_path / "demo")
    import_chapter(project, "thread", tmp_path / "page.txt", keep=False)
    before = {path: path.read_bytes() for path in project.book.rglob("*") if path.is_file()}
    with pytest.raises(Refusal, match="--name thread-2"):
        import_chapter(Project.read(project.root), "thread", tmp_path / "page.txt", keep=False)
    with pytest.raises(Refusal, match="not empty"):
        new_project(tmp_path / "demo", DATE)
    after = {path: path.read_bytes() for path in project.book.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "", "ქართული"])
def test_a_chapters_name_cannot_lead_elsewhere(name: str, tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "page.txt").write_text(THREAD, encoding="utf-8")
    project = Project.read(tmp_path / "demo")
    if not name:  # the default
        done = import_chapter(project, "thread", tmp_path / "page.txt", name=name, keep=False)
        assert done.path == project.book / "thread.md"
        return
    with pytest.raises(ValueError, match=re.escape(name)):
        import_chapter(project, "thread", tmp_path / "page.txt", name=name, keep=False)
    assert not (tmp_path / "outside.md").exists()


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff\n"])
def test_an_empty_page_is_refused(text: str, tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    project = Project.read(tmp_path / "demo")
    with pytest.raises(Refusal) as refused:
        import_chapter(project, "thread", tmp_path / "page.txt", keep=False)
    assert refused.value.diagnostics[0].code == "I001"
    assert not (project.book / "thread.md").exists()


@pytest.mark.parametrize("name", ["demo", "My Dossier", 'With "quotes" \\ and \\n', "ქართული"])
def test_a_new_project_builds_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    written = new_project(tmp_path / name, DATE)
    assert tmp_path / name / ".gitignore" in written
    project = Project.read(tmp_path / name)
    assert check(project) == ()
    assert project.date == DATE
    (output,) = build(project, Order(formats=("epub",))).outputs
    assert zipfile.ZipFile(output.path).testzip() is None


@pytest.mark.parametrize("name", ["cover", "dossier", "Events"])
def test_a_name_that_another_part_has_is_refused(name: str, tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    project = Project.read(tmp_path / "demo")
    (tmp_path / "capture.txt").write_text("A headline\n\nA text.", encoding="utf-8")
    with pytest.raises(Refusal, match="I002"):
        import_chapter(project, "article", tmp_path / "capture.txt", name=name, keep=False)
    assert Project.read(project.root) == project


def test_locators_are_free_however_the_other_chapter_is_quoted(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    (tmp_path / "capture.txt").write_text("1. One.\n\n2. Two.", encoding="utf-8")
    first = import_chapter(
        Project.read(tmp_path / "demo"), "thread", tmp_path / "capture.txt", keep=False
    )
    text = first.path.read_text(encoding="utf-8")
    first.path.write_text(text.replace('"thread"', "'thread'", 1), encoding="utf-8")
    for number in range(2, 31):
        project = Project.read(tmp_path / "demo")
        import_chapter(
            project, "thread", tmp_path / "capture.txt", name=f"thread-{number}", keep=False
        )
    assert check(Project.read(tmp_path / "demo")) == ()


def test_a_new_project_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Refusal, match=r"demo: error O005: .* the disk is full"):
        new_project(tmp_path / "a" / "demo", DATE)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_does_not_count_as_a_file(tmp_path: Path) -> None:
    (tmp_path / ".hexapla-0123456789abcdef.part").write_bytes(b"half")
    new_project(tmp_path, DATE)
    assert {path.name for path in tmp_path.iterdir()} == {".gitignore", "book", "locales"}


def test_imports_at_once_wait_for_each_other(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", DATE)
    project = Project.read(tmp_path / "demo")
    capture = tmp_path / "page.txt"
    capture.write_text("A headline\n\nA paragraph of a page, long enough.\n", encoding="utf-8")
    names = ("one", "two", "three")
    threads = [
        threading.Thread(
            target=import_chapter,
            args=(project, "article", capture),
            kwargs={"name": name, "title": "A title", "keep": True},
        )
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"{name}.md" for name in names} <= set(Project.read(project.root).chapters)
