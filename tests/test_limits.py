"""Limits: their table, what a project may move, and files at their edge."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import pytest

from built import ROOT
from hexapla import limits
from hexapla.diagnostics import Place, Refusal
from hexapla.limits import MESSAGE, RANGES, TEXT_BYTES, TEXT_LINES, Limits, how_to_raise
from hexapla.project import MANIFEST, Project
from hexapla.toml_text import read_text

HERE = Place("book/x.md")
DOCUMENT = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")


def test_each_limit_that_can_be_moved_is_in_its_range() -> None:
    fields = {field.name.replace("_", "-"): field.default for field in dataclasses.fields(Limits)}
    assert fields.keys() == RANGES.keys()
    for name, value in fields.items():
        least, most = RANGES[name]
        assert isinstance(value, int)
        assert least <= value <= most


def test_each_limit_is_documented_with_its_value() -> None:
    for field in dataclasses.fields(Limits):
        assert f"| `{field.name.replace('_', '-')}` | {field.default:,} |" in DOCUMENT
    fixed = {name: value for name, value in vars(limits).items() if name.isupper()}
    for name, value in fixed.items():
        if isinstance(value, int):
            assert f"{value:,}" in DOCUMENT, name


def test_a_reached_limit_says_its_name_and_how_to_raise_it() -> None:
    said = how_to_raise("pages", 5_000)
    assert "“pages” is 5,000" in said
    assert "[limits]" in said
    assert MANIFEST in said


def test_a_project_moves_its_limits(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").write_text("", encoding="utf-8")
    text = 'slug = "x"\ntitle = "X"\nlanguage = "en"\ndate = 2026-01-01\nchapters = ["a.md"]\n'
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")
    assert Project.read(tmp_path).limits == Limits()
    moved = text + "[limits]\npages = 9_000\npicture-pixels = 200\n"
    (tmp_path / MANIFEST).write_text(moved, encoding="utf-8")
    assert Project.read(tmp_path).limits == Limits(pages=9_000, picture_pixels=200)


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    began = time.process_time()
    with pytest.raises(Refusal) as caught:
        read_text(path, HERE)
    assert time.process_time() - began < 2
    return str(caught.value)


def test_files_at_and_over_the_edge(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes((b"x" * 999 + b"\n") * (TEXT_BYTES // 1000))
    assert len(read_text(path, HERE)) == TEXT_BYTES
    assert "error P010" in refusal(path, b"x\n" * (TEXT_BYTES // 2) + b"x")
    path.write_bytes(b"\n" * (TEXT_LINES - 1))
    read_text(path, HERE)
    assert refusal(path, b"\n" * TEXT_LINES).startswith(f"book/x.md:{TEXT_LINES + 1}: error P010")
    path.write_bytes(b"x" * MESSAGE)
    read_text(path, HERE)
    assert refusal(path, b"a\n" + b"x" * (MESSAGE + 1)).startswith("book/x.md:2: error P010")


def test_line_ends_of_all_kinds_are_one(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(tmp_path / "x.md", HERE) == "a\nb\nc\n"


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", ">>>>>>> 1a2b3c", "<<<<<<<"])
def test_a_conflict_marker_is_told_with_its_line(line: str, tmp_path: Path) -> None:
    said = refusal(tmp_path / "x.md", f"a\n{line}\n".encode())
    assert re.match(r"book/x\.md:2: error P002: a conflict marker", said)


@pytest.mark.parametrize("line", ["<<<<<<<<<<", "a <<<<<<< b", "=======", ">>>>>>>>"])
def test_what_only_looks_like_one_is_not(line: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(line, encoding="utf-8")
    assert read_text(tmp_path / "x.md", HERE) == line
