"""The TOML at the head of a chapter."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.diagnostics import Place, Refusal
from hexapla.manuscript.frontmatter import FrontMatter, parse_front_matter
from hexapla.toml_text import read_text


def read(tmp_path: Path, content: str | bytes) -> FrontMatter:
    path = tmp_path / "a.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return parse_front_matter(read_text(path, Place("book/a.md")), Place("book/a.md"))


def refused(tmp_path: Path, content: str | bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read(tmp_path, content)
    (found,) = caught.value.diagnostics
    return f"{found.code} {found.place}"


def test_the_parts_of_a_file(tmp_path: Path) -> None:
    matter = read(tmp_path, '+++\nkind = "article"\n\ntitle = "T"\n+++\n\nBody\n+++\nmore\n')
    assert matter.table == {"kind": "article", "title": "T"}
    assert matter.lines.key("title") == 4
    assert matter.lines.key("byline") is None
    assert matter.body == "\nBody\n+++\nmore\n"
    assert matter.body_line == 5


@pytest.mark.parametrize("ending", ["\n", "\r\n", " \n"])
def test_line_ends_marks_and_spaces_do_not_matter(tmp_path: Path, ending: str) -> None:
    lines = ["\ufeff+++", 'title = "T"', "+++", "Body", ""]
    matter = read(tmp_path, ending.join(lines).encode())
    assert matter.table == {"title": "T"}
    assert (matter.body.rstrip(), matter.body_line) == ("Body", 3)


def test_a_plus_line_within_a_string_of_several_lines_ends_it(tmp_path: Path) -> None:
    # As in Hugo: the fence is found before TOML is read, so the TOML is what is malformed.
    assert refused(tmp_path, '+++\ntitle = """\n+++\n"""\n+++\n').startswith("P003 book/a.md:")


def test_no_front_matter(tmp_path: Path) -> None:
    assert refused(tmp_path, "# Title\n") == "M001 book/a.md:1"
    assert refused(tmp_path, "") == "M001 book/a.md:1"
    assert refused(tmp_path, "\n+++\n+++\n") == "M001 book/a.md:1"
    assert refused(tmp_path, "---\ntitle: T\n---\n") == "M001 book/a.md:1"


def test_front_matter_without_end(tmp_path: Path) -> None:
    assert refused(tmp_path, '+++\ntitle = "T"\n\nBody\n') == "M001 book/a.md:1"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('+++\ntitle = "T"\nkind = thread\n+++\n', 3),
        ('+++\ntitle = "T\n+++\n', 2),
        ("+++\na = 1\n\na = 2\n+++\n", 4),
        ("+++\nfoo\n+++\n", 2),
    ],
)
def test_malformed_toml_names_the_line_of_the_file(tmp_path: Path, content: str, line: int) -> None:
    assert refused(tmp_path, content) == f"P003 book/a.md:{line}"


def test_other_encodings_and_missing_files(tmp_path: Path) -> None:
    latin = '+++\ntitle = "T"\n+++\ncaf\xe9\n'.encode("latin-1")
    assert refused(tmp_path, latin) == "P002 book/a.md:4"
    with pytest.raises(Refusal) as caught:
        read_text(tmp_path / "none.md", Place("book/none.md"))
    assert caught.value.diagnostics[0].code == "P002"
    with pytest.raises(Refusal) as caught:
        read_text(tmp_path, Place("book"))
    assert caught.value.diagnostics[0].code == "P002"
