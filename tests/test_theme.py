"""templates/theme.toml: what it may say, what is refused, which colours are legible."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.diagnostics import Refusal
from hexapla.project import Project
from hexapla.theme import COLOURS, LEAST_CONTRAST, Theme, contrast_with_white, read_theme

BOOK = """
slug = "x"
title = "A title"
language = "en"
date = 2026-01-01
chapters = ["a.md"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "book").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "book/dossier.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "book/a.md").write_text("text\n", encoding="utf-8")
    return Project.read(tmp_path)


def themed(project: Project, text: str) -> Theme:
    (project.root / "templates/theme.toml").write_text(text, encoding="utf-8")
    return read_theme(project)[0]


def test_without_a_file_the_theme_is_the_tools_own(project: Project) -> None:
    assert read_theme(project) == (Theme(), ())
    assert Theme().colours == COLOURS


def test_what_the_file_says_counts_and_the_rest_stays(project: Project) -> None:
    (project.root / "templates/logo.svg").write_text("<svg/>", encoding="utf-8")
    (project.root / "templates/own.ttf").write_bytes(b"")
    theme = themed(
        project, 'accent = "#004466"\nlogo = "logo.svg"\n[fonts]\ndefault = ["own.ttf"]\n'
    )
    assert theme.colours == {**COLOURS, "accent": "#004466"}
    assert (theme.logo, theme.fonts) == ("logo.svg", {"default": ("own.ttf",)})
    assert themed(project, '[fonts]\nzh_TW = ["own.ttf"]\n').fonts == {"zh-TW": ("own.ttf",)}


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ('\ncolour = "#000000"', "P004", 2, "known are ink, accent, link, logo, fonts"),
        ('ink = "red"', "P006", 1, "#7b1e2b"),
        ("accent = 3", "P006", 1, "#7b1e2b"),
        ("logo = 1", "P006", 1, "beside theme.toml"),
        ('logo = "no.svg"', "P002", 1, "templates/no.svg does not exist"),
        ('logo = "../book/a.md"', "P008", 1, "templates/"),
        (f'logo = "{"a" * 300}"', "P002", 1, "does not exist"),
        ("fonts = 1", "P006", 1, "[fonts]"),
        ("[fonts]\ngeorgian = []", "P007", 2, "georgian"),
        ("[fonts]\nka = 1", "P006", 2, "list of font files"),
        ('[fonts]\nka = ["no.ttf"]', "P002", 2, "templates/no.ttf does not exist"),
        ("ink = ", "P003", 1, "TOML"),
    ],
)
def test_mistakes_are_told_with_their_lines(
    project: Project, text: str, code: str, line: int, words: str
) -> None:
    with pytest.raises(Refusal) as refused:
        themed(project, text)
    (told,) = refused.value.diagnostics
    assert told.code == code
    assert told.place is not None
    assert (told.place.file, told.place.line) == ("templates/theme.toml", line)
    assert words in told.message


def test_a_colour_that_is_hard_to_read_is_a_warning(project: Project) -> None:
    (project.root / "templates/theme.toml").write_text('link = "#aabbcc"', encoding="utf-8")
    theme, said = read_theme(project)
    assert theme.colours["link"] == "#aabbcc"
    assert [(item.code, item.severity) for item in said] == [("P009", "warning")]
    assert "2.0 : 1" in said[0].message


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#0000ff", 8.59)]
)
def test_contrasts_that_others_publish(colour: str, ratio: float) -> None:
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.01)


def test_the_tools_own_colours_are_legible() -> None:
    assert all(contrast_with_white(one) >= LEAST_CONTRAST for one in COLOURS.values())


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_contrasts_lie_between_1_and_21(parts: tuple[int, int, int]) -> None:
    colour = "#" + "".join(f"{part:02x}" for part in parts)
    assert 1 <= contrast_with_white(colour) <= 21.01
    darker = "#" + "".join(f"{part // 2:02x}" for part in parts)
    assert contrast_with_white(darker) >= contrast_with_white(colour)
