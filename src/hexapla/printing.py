"""What verbs print: diagnostics, tables, JSON; plain in pipes, in colour on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hexapla.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from hexapla.pipeline.catalogs import Updated
    from hexapla.pipeline.context import Context
    from hexapla.translation import Piece


def say(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics to standard error, one a line, in colour on a terminal."""
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
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


def print_updates(done: Iterable[Updated]) -> None:
    """What an update did to each file, with what changed in the source of what became fuzzy."""
    for item in done:
        counts = {
            "fuzzy": item.fuzzied,
            "new": item.added,
            "obsolete": item.obsoleted,
            "revived": item.revived,
        }
        said = [f"{len(texts)} {name}" for name, texts in counts.items() if texts]
        state = "updated" if item.written else "unchanged"
        click.echo(f"{item.file}: {', '.join([state, *said])}")
        for pieces in item.differences:
            click.echo("  ~ " + "".join(_changed(pieces)).replace("\n", "\n    "))


_LONG = 60
"""Characters of unchanged text that are shown whole between two changes."""


def _changed(pieces: Sequence[Piece]) -> Iterator[str]:
    """A text's pieces as git's word diff marks them, ``[-old-]{+new+}``, the long same ones cut."""
    for number, (kind, text) in enumerate(pieces):
        if kind == "same":
            first, last = number == 0, number == len(pieces) - 1
            head = "" if first else text[: _LONG // 2]
            tail = "" if last else text[-_LONG // 2 :]
            yield text if len(text) <= _LONG else f"{head}…{tail}"
            continue
        bare = text.rstrip()
        marked = f"[-{bare}-]" if kind == "out" else f"{{+{bare}+}}"
        yield click.style(marked, fg="red" if kind == "out" else "green") + text[len(bare) :]


_MOST = 10
"""Messages that are shown at a time."""


def print_contexts(found: Sequence[Context]) -> None:
    """Messages between their neighbours, with comments and translations; the first ten."""
    for number, item in enumerate(found[:_MOST]):
        if number:
            click.echo()
        head = [item.locator, str(item.text.place), *item.comments]
        click.echo(click.style(" · ".join(filter(None, head)), bold=True))
        if item.before:
            click.echo(f"    {item.before}")
        click.echo("  > " + click.style(item.text.content, bold=True))
        if item.after:
            click.echo(f"    {item.after}")
        for tag, translation in item.translations.items():
            fuzzy = " (fuzzy)" if translation.fuzzy else ""
            click.echo(f"{tag}{fuzzy}: {translation.forms[0]}")
    if len(found) > _MOST:
        click.echo(f"\n… and {len(found) - _MOST} more; give more of the text", err=True)
