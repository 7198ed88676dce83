"""What verbs print: diagnostics, tables, JSON; plain in pipes, in colour on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from hexapla.diagnostics import Diagnostic, Severity


def say(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics to standard error, one a line, in colour on a terminal."""
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
    for item in diagnostics:
        where = click.style(f"{item.place}: ", bold=True) if item.place else ""
        what = click.style(f"{item.severity} {item.code}", fg=colours[item.severity])
        click.echo(f"{where}{what}: {item.message}", err=True)


def print_json(value: object) -> None:
    """A value of JSON types to standard output, for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def short(path: Path) -> str:
    """A path as a person in this folder would write it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def table(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: tuple[int, ...] = ()
) -> None:
    """Columns padded with spaces: plain text that reads the same on a terminal and in a pipe."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [
            cell.rjust(width) if index in numbers else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
