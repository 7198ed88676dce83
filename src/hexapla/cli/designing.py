"""Verbs of designers: sheets of pages to look at."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hexapla.cli.options import (
    NamedPath,
    answers,
    json_option,
    languages_option,
    open_project,
    project_option,
)
from hexapla.printing import print_json, short, tell

if TYPE_CHECKING:
    from hexapla.pipeline.proofs import ProofOrder, ProofSheet, Variant
    from hexapla.project import Project


@click.command()
@languages_option
@click.option(
    "--variant",
    type=click.Choice(["screen", "print"]),
    default="screen",
    help="Which PDF of a language: NAME.pdf (screen, the default) or NAME.print.pdf.",
)
@click.option(
    "--pages",
    "asked",
    metavar="PLACES",
    help="What to show: cover, contents, a chapter, T2.1, @entry, 5, 1-8, ii, chapters, body, all.",
)
@click.option(
    "--against",
    type=NamedPath(exists=True, file_okay=False),
    help="A folder with the PDFs of an earlier build: show before and after, and what changed.",
)
@click.option("--only-changed", is_flag=True, help="With --against: leave out what did not change.")
@click.option(
    "--output",
    type=NamedPath(file_okay=False),
    help="The folder in which the PDFs are; default: build/ of the project.",
)
@click.option(
    "--to",
    type=NamedPath(),
    help="A folder for the sheets, or a file NAME.png; default: proof/ beside the PDFs.",
)
@click.option(
    "--width",
    type=click.IntRange(100, 1200),
    default=300,
    metavar="PIXELS",
    help="How wide a page is, 100 to 1200; default: 300.",
)
@json_option
@project_option
@answers
def proof(  # noqa: PLR0913, PLR0917 - one for each option
    languages: tuple[str, ...],
    variant: Variant,
    asked: str | None,
    against: Path | None,
    only_changed: bool,
    output: Path | None,
    to: Path | None,
    width: int,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Draw pages of the built PDFs on sheets, one row a place, one column a language.

    Without --pages: cover, contents, where each chapter and register opens, a page of running
    text, index and colophon. A locator or chapter is the same passage in all languages, whatever
    its page.

    \b
    Example:
      hexapla proof
      hexapla proof --pages cover,T2.1,people --width 500
      hexapla build --output /tmp/new && hexapla proof --output /tmp/new --against build
    """
    from hexapla.pipeline.places import parse_wishes  # noqa: PLC0415
    from hexapla.pipeline.proofs import ProofOrder  # noqa: PLC0415

    if only_changed and against is None:
        raise click.UsageError("--only-changed needs an earlier build: --against FOLDER")
    if to and to.suffix.lower() not in {"", ".png"} and not to.is_dir():
        problem = f"sheets are PNG; name a file “{to.stem}.png”, or a folder without an ending"
        raise click.BadParameter(problem, param_hint="--to")
    try:
        wishes = () if asked is None else parse_wishes(asked)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--pages") from None
    order = ProofOrder(languages, variant, wishes, output, against, only_changed, to, width)
    sheets = _proof(open_project(folder), order)
    if as_json:
        print_json([sheet.as_json() for sheet in sheets])
        return
    for sheet in sheets:
        tell(short(sheet.path))
    if against:
        for line in tuple(_changes(sheets)) or ("no page changed",):
            tell(line, err=True)


def _changes(sheets: tuple[ProofSheet, ...]) -> Iterator[str]:
    """A line for each place that changed, with its languages and pages."""
    for sheet in sheets:
        for name, shown in sheet.rows:
            where = [f"{item.language} {item.page or '–'}" for item in shown if item.changed]
            if where:
                yield f"changed: {name} ({', '.join(where)})"


def _proof(project: Project, order: ProofOrder) -> tuple[ProofSheet, ...]:
    """Draw the sheets, with a bar if somebody is watching."""
    from hexapla.pipeline.proofs import proof as run  # noqa: PLC0415

    if not sys.stderr.isatty():
        return run(project, order)
    from hexapla.progress import PatientBar  # noqa: PLC0415 - only on a terminal

    with PatientBar("pages") as bar:
        return run(project, order, bar.step)
