"""The documents tell all that there is to tell, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from hexapla.cli import cli
from hexapla.diagnostics import CODES
from hexapla.manuscript.chapters import KINDS as CHAPTERS
from hexapla.manuscript.registers import KINDS as REGISTERS

ROOT = Path(__file__).parents[1]

COMMANDS = sorted(cli.commands)


def documents() -> str:
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def diagnostics() -> str:
    return (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    assert re.search(rf"\b{code}\b", diagnostics())


def test_no_code_is_explained_that_there_is_not() -> None:
    assert set(re.findall(r"\b[PMITOFE]\d{3}\b", diagnostics())) == set(CODES)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert re.search(rf"\bhexapla {name}\b", documents())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    text = documents()
    options = [item for item in cli.commands[name].params if isinstance(item, click.Option)]
    for option in options:
        assert any(re.search(rf"{re.escape(opt)}\b", text) for opt in option.opts), option.opts


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_shows_an_example(name: str) -> None:
    command = cli.commands[name]
    shown = command.get_help(click.Context(command, info_name=name))
    assert re.search(rf"Example:\n\s+hexapla {name}\b", shown)


def test_no_command_is_documented_that_there_is_not() -> None:
    shown = re.findall(r"^\s*(?:\$ )?hexapla ([a-z][a-z-]+)", documents(), re.MULTILINE)
    assert set(shown) <= set(COMMANDS)


@pytest.mark.parametrize("kind", REGISTERS)
def test_every_field_of_a_register_is_documented(kind: str) -> None:
    manual = (ROOT / "docs" / "manuscript.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `\[\[{kind}\]\]`.*$", manual, re.MULTILINE)
    fields = {"id", *REGISTERS[kind].required, *REGISTERS[kind].optional}
    assert fields <= set(re.findall(r"`([a-z0-9-]+)`", row))


@pytest.mark.parametrize("kind", CHAPTERS)
def test_every_kind_of_chapter_is_documented_with_its_letter(kind: str) -> None:
    manual = (ROOT / "docs" / "manuscript.md").read_text(encoding="utf-8")
    assert f"| {kind} | `{CHAPTERS[kind].prefix}` |" in manual


LARGEST = 150_000
"""Bytes of a picture in a document."""

TARGETS = [
    (path.relative_to(ROOT).as_posix(), alt, target)
    for path in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("*.md")),
    ]
    for alt, target in re.findall(
        r"(!?\[[^\]`]*\])\(((?!https?:|#|@)[^)\s]+)\)",
        re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL),
    )
]


@pytest.mark.parametrize(("document", "alt", "target"), TARGETS)
def test_every_link_leads_to_a_file(document: str, alt: str, target: str) -> None:
    path = ROOT / Path(document).parent / target.partition("#")[0]
    assert path.is_file()
    if alt.startswith("!"):
        assert len(alt) > len("![…]")
        assert path.parent.name != "pictures" or path.stat().st_size < LARGEST


def test_every_picture_is_shown() -> None:
    there = {path.name for path in (ROOT / "docs" / "pictures").iterdir()}
    assert there == {Path(target).name for _, _, target in TARGETS if "pictures/" in target}
