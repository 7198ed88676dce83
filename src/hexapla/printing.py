"""What verbs print: diagnostics, tables, JSON; plain in pipes, in colour on a terminal.

Names, keys and texts of a project come from strangers. All that is printed goes through here, so
that none of them moves a cursor, names a window or makes a line that looks like one of ours.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hexapla.diagnostics import Diagnostic, Severity
from hexapla.paths import is_text

if TYPE_CHECKING:
    from hexapla.pipeline.catalogs import Updated
    from hexapla.pipeline.context import Context
    from hexapla.translation import Piece


_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes of characters that turn the direction of others (Unicode Standard Annex 9,
3.2); ICU, which :mod:`hexapla.scripts` asks, may be what is broken when something is told."""


def visible(text: str) -> str:
    """``text`` as one line that does nothing to a terminal.

    Characters that rule it (control characters, line breaks among them), that turn the direction
    of what follows, or that are none (halves of a pair, as names that are no UTF-8 have them) are
    shown by their numbers: ``<U+001B>``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"<U+{ord(one):04X}>" if _rules(one) else one for one in text)


def _rules(character: str) -> bool:
    """Whether a character does something to the line, beside being seen."""
    return not is_text(character) or unicodedata.bidirectional(character) in _TURNING


def tell(line: str = "", *, err: bool = False) -> None:
    """Print a line as :func:`visible` shows it; to standard error if ``err``."""
    click.echo(visible(line), err=err)


def say(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics to standard error, one a line, in colour on a terminal."""
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
    for item in diagnostics:
        where = click.style(f"{visible(str(item.place))}: ", bold=True) if item.place else ""
        what = click.style(f"{item.severity} {item.code}", fg=colours[item.severity])
        click.echo(f"{where}{what}: {visible(item.message)}", err=True)


def print_json(value: object) -> None:
    """A value of JSON types to standard output, for programs."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    # Only strings have them, but for the line breaks that we print; none is above U+FFFF.
    safe = (f"\\u{ord(one):04x}" if one != "\n" and _rules(one) else one for one in text)
    click.echo("".join(safe))


def short(path: Path) -> str:
    """A path as a person in this folder would write it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def table(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: tuple[int, ...] = ()
) -> None:
    """Columns padded with spaces: plain text that reads the same on a terminal and in a pipe."""
    lines = [tuple(map(visible, row)) for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for row in lines:
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
        tell(f"{item.file}: {', '.join([state, *said])}")
        for pieces in item.differences:
            click.echo("  ~ " + "".join(_changed(pieces)))


_LONG = 60
"""Characters of unchanged text that are shown whole between two changes."""


def _changed(pieces: Sequence[Piece]) -> Iterator[str]:
    """A text's pieces as git's word diff marks them, ``[-old-]{+new+}``, the long same ones cut."""
    for number, (kind, text) in enumerate(pieces):
        if kind == "same":
            first, last = number == 0, number == len(pieces) - 1
            head = "" if first else text[: _LONG // 2]
            tail = "" if last else text[-_LONG // 2 :]
            yield _indented(text if len(text) <= _LONG else f"{head}…{tail}", 4)
            continue
        bare, after = _indented(text.rstrip(), 4), _indented(text[len(text.rstrip()) :], 4)
        marked = f"[-{bare}-]" if kind == "out" else f"{{+{bare}+}}"
        yield click.style(marked, fg="red" if kind == "out" else "green") + after


def _indented(text: str, columns: int) -> str:
    """:func:`visible` but for line breaks, after which the text goes on so far to the right."""
    return f"\n{' ' * columns}".join(map(visible, text.split("\n")))


_MOST = 10
"""Messages that are shown at a time."""


def print_contexts(found: Sequence[Context]) -> None:
    """Messages between their neighbours, with comments and translations; the first ten."""
    for number, item in enumerate(found[:_MOST]):
        if number:
            click.echo()
        head = [item.locator, str(item.text.place), *item.comments]
        click.echo(click.style(visible(" · ".join(filter(None, head))), bold=True))
        if item.before:
            click.echo(f"    {_indented(item.before, 4)}")
        click.echo("  > " + click.style(_indented(item.text.content, 4), bold=True))
        if item.after:
            click.echo(f"    {_indented(item.after, 4)}")
        for tag, translation in item.translations.items():
            fuzzy = " (fuzzy)" if translation.fuzzy else ""
            click.echo(f"{visible(tag)}{fuzzy}: {_indented(translation.forms[0], 4)}")
    if len(found) > _MOST:
        click.echo(f"\n… and {len(found) - _MOST} more; give more of the text", err=True)
