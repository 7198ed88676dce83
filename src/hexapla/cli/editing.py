"""Verbs of editors: a new project, captured pages, what two texts share."""

from __future__ import annotations

import datetime
import re
import shlex
from collections.abc import Iterable
from pathlib import Path

import click

from hexapla.cli.options import (
    NamedPath,
    Registered,
    answers,
    json_option,
    open_project,
    project_option,
    tell_waiting,
)
from hexapla.printing import print_json, tell


@click.command()
@click.argument("name", type=NamedPath(file_okay=False))
@answers
def new(name: Path) -> None:
    """Make a new project in the folder NAME: a small dossier that builds.

    \b
    Example:
      hexapla new demo && cd demo && hexapla build
    """
    from hexapla.pipeline.starting import new_project  # noqa: PLC0415 - verbs load what they need

    for path in new_project(name, datetime.datetime.now().astimezone().date()):
        tell(str(path))
    folder = shlex.quote(str(name))
    tell(f"Next: cd {'-- ' if folder.startswith('-') else ''}{folder} && hexapla build")


def _importers() -> Iterable[str]:
    from hexapla.pipeline.starting import CAPTURED  # noqa: PLC0415

    return CAPTURED


@click.command("import")
@click.argument("kind", type=Registered(_importers))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="The chapter's file name without .md; default: KIND.")
@click.option("--title", default="", help="The chapter's title; default: the page's own.")
@click.option("--keep-all", is_flag=True, help="Keep page furniture in the chapter.")
@project_option
@answers
def import_(  # noqa: PLR0913, PLR0917 - one for each option
    kind: str, file: Path, name: str, title: str, keep_all: bool, folder: Path | None
) -> None:
    """Turn the captured page FILE (plain text, UTF-8) into a chapter of the manuscript.

    Page furniture such as share prompts is taken out, and listed line by line.

    \b
    Example:
      hexapla import thread captured-thread.txt
      hexapla import article page.txt --name second-article
    """
    from hexapla.pipeline.starting import CHAPTER_NAME, import_chapter  # noqa: PLC0415

    if name and not re.fullmatch(CHAPTER_NAME, name):
        problem = f"“{name}” is no name for a chapter; use ASCII letters, digits and hyphens"
        raise click.BadParameter(problem, param_hint="--name")
    project = open_project(folder)
    done = import_chapter(
        project, kind, file, name=name, title=title, keep=keep_all, waiting=tell_waiting
    )
    for number, line in done.chapter.dropped:
        tell(f"taken out: {file}:{number}: {line}")
    for number, remark in done.chapter.remarks:
        tell(f"note: {file}:{number}: {remark}" if number else f"note: {file}: {remark}")
    tell(f"{project.place(done.path)}: “{done.chapter.title}”")


@click.command()
@click.argument("left", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("right", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--words", type=click.IntRange(min=3), help="Words that a passage shares at least; default: 7."
)
@json_option
@answers
def compare(left: Path, right: Path, words: int | None, as_json: bool) -> None:
    """Find the passages that two texts share: captured pages, or chapters (.md).

    Small differences in wording are passed over. Each passage comes with its locator on either
    side and the number of words in common.

    \b
    Example:
      hexapla compare captured-thread.txt page.txt
    """
    from hexapla.pipeline.starting import compare_texts  # noqa: PLC0415

    found = compare_texts(left, right, words)
    if as_json:
        print_json([item.as_json() for item in found])
        return
    for item in found:
        tell(f"{item.left.locator} – {item.right.locator}: {item.words} words")
        tell(f"  {left}: {item.left.text}")
        tell(f"  {right}: {item.right.text}")
    tell(f"{len(found)} shared passage{'s' * (len(found) != 1)}")
