"""Verbs of translators: languages, catalogs, messages in context, exchange."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from hexapla.cli.options import (
    NamedPath,
    Registered,
    answers,
    json_option,
    languages_option,
    open_project,
    project_option,
    tell_waiting,
)
from hexapla.printing import print_contexts, print_json, print_updates, say, short, table, tell


@click.command("add-language")
@click.argument("tag")
@project_option
@answers
def add_language(tag: str, folder: Path | None) -> None:
    """Start the catalogs of a language, given as a BCP 47 tag or a gettext locale name.

    \b
    Example:
      hexapla add-language fr
      hexapla add-language pt_BR
    """
    from hexapla.pipeline.catalogs import add_language as run  # noqa: PLC0415

    project = open_project(folder)
    for path in run(project, tag, tell_waiting):
        tell(str(project.place(path)))


@click.command()
@json_option
@project_option
@answers
def update(as_json: bool, folder: Path | None) -> None:
    """Bring templates and catalogs up to the manuscript. What did not change is not touched.

    \b
    Example:
      hexapla update
    """
    from hexapla.pipeline.catalogs import update as run  # noqa: PLC0415

    done, warnings = run(open_project(folder), tell_waiting)
    say(warnings)
    if as_json:
        print_json([item.as_json() for item in done])
        return
    print_updates(done)


@click.command()
@click.argument("what")
@languages_option
@json_option
@project_option
@answers
def context(what: str, languages: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Show a message with what stands before and after it, and its translations.

    WHAT is the text of msgid or a part of it, a locator such as T2.1, or an entry's @id. Only the
    dossier's own messages (book.po) are searched, not the words of the templates (interface.po).

    \b
    Example:
      hexapla context T2.1
      hexapla context "refused to go on" --language ka
    """
    from hexapla.pipeline.context import contexts  # noqa: PLC0415

    found = contexts(open_project(folder), what, languages)
    if as_json:
        print_json([item.as_json() for item in found])
    else:
        print_contexts(found)


@click.command()
@json_option
@project_option
@answers
def status(as_json: bool, folder: Path | None) -> None:
    """Show how much of each language is translated, whole and by chapter.

    \b
    Example:
      hexapla status
      hexapla status --json
    """
    from hexapla.pipeline.reports import status as run  # noqa: PLC0415

    found, warnings = run(open_project(folder))
    say(warnings)
    if as_json:
        print_json([item.as_json() for item in found])
        return
    rows = [
        (item.language.tag, name, cover)
        for item in found
        for name, cover in (("all", item.whole), *item.parts.items())
    ]
    table(
        ("language", "chapter", "translated", "fuzzy", "untranslated", "coverage"),
        [
            (tag if name == "all" else "", name, *_counts(cover), f"{cover.percent} %")
            for tag, name, cover in rows
        ],
        numbers=(2, 3, 4, 5),
    )


def _counts(cover: Any) -> tuple[str, str, str]:
    return str(cover.translated), str(cover.fuzzy), str(cover.untranslated)


def _exports() -> Iterable[str]:
    from hexapla.pipeline.exporting import EXPORTS  # noqa: PLC0415

    return EXPORTS


@click.command()
@click.argument("kind", type=Registered(_exports))
@languages_option
@click.option(
    "--output",
    type=NamedPath(dir_okay=False),
    help="The file to write; default: build/ of the project.",
)
@project_option
@answers
def export(kind: str, languages: tuple[str, ...], output: Path | None, folder: Path | None) -> None:
    """Write confirmed translations (tmx) or the terms register (tbx) for other tools.

    \b
    Example:
      hexapla export tmx
      hexapla export tbx --language ka --output terms.tbx
    """
    from hexapla.pipeline.exporting import export as run  # noqa: PLC0415

    tell(short(run(open_project(folder), kind, languages, output)))
