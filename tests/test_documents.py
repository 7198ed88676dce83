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
    assert set(re.findall(r"\b[PMITO]\d{3}\b", diagnostics())) == set(CODES)


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
