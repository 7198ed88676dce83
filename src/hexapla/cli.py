"""The command line: verbs, their options and what they print. No logic."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from hexapla import __version__
from hexapla.diagnostics import Refusal, Severity
from hexapla.printing import print_contexts, print_json, print_updates, say, short, table

if TYPE_CHECKING:
    from hexapla.pipeline.build import Built, Order
    from hexapla.project import Project

P = ParamSpec("P")


def main() -> None:
    """The entry point: status 0 done, 1 problems in the user's files, 2 wrong usage."""
    cli(prog_name="hexapla")


def _answers(verb: Callable[P, None]) -> Callable[P, None]:
    """Turn a Refusal into messages and status 1."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            verb(*args, **kwargs)
        except Refusal as refusal:
            say(refusal.diagnostics)
            sys.exit(1)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); nothing is left to be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return run


_project = click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The dossier's folder. Default: the nearest one, upwards, with book/dossier.toml.",
)
_languages = click.option(
    "--language", "languages", multiple=True, help="Only this language; may be repeated."
)
_least = click.option(
    "--min-coverage",
    type=click.IntRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="Refuse a language of which less is translated.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def _open(folder: Path | None) -> Project:
    from hexapla.project import Project, find_root  # noqa: PLC0415 - doctor tells of a broken ICU

    return Project.read(find_root(folder or Path.cwd(), upwards=folder is None))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hexapla")
def cli() -> None:
    """One manuscript and a folder of gettext catalogs become a PDF and an EPUB per language.

    \b
    Example:
      hexapla new demo && cd demo
      hexapla add-language fr
      hexapla build
    """


@cli.command()
@click.argument("name", type=click.Path(path_type=Path))
@_answers
def new(name: Path) -> None:
    """Make a new project in the folder NAME: a small dossier that builds.

    \b
    Example:
      hexapla new demo && cd demo && hexapla build
    """
    from hexapla.pipeline.starting import new_project  # noqa: PLC0415 - verbs load what they need

    for path in new_project(name, datetime.datetime.now().astimezone().date()):
        click.echo(path)
    click.echo(f"Next: cd {name} && hexapla build")


@cli.command("import")
@click.argument("kind", type=click.Choice(["thread", "article"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="The chapter's file name without .md; default: KIND.")
@click.option("--title", default="", help="The chapter's title; default: the page's own.")
@click.option("--keep-all", is_flag=True, help="Keep page furniture in the chapter.")
@_project
@_answers
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
    from hexapla.pipeline.starting import import_chapter  # noqa: PLC0415

    project = _open(folder)
    done = import_chapter(project, kind, file, name=name, title=title, keep=keep_all)
    for number, line in done.chapter.dropped:
        click.echo(f"taken out: {file}:{number}: {line}")
    for number, remark in done.chapter.remarks:
        click.echo(f"note: {file}:{number}: {remark}" if number else f"note: {file}: {remark}")
    click.echo(f"{project.place(done.path)}: “{done.chapter.title}”")


@cli.command()
@click.argument("left", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("right", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--words", type=click.IntRange(min=3), help="Words that a passage shares at least; default: 7."
)
@_json
@_answers
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
        click.echo(f"{item.left.locator} – {item.right.locator}: {item.words} words")
        click.echo(f"  {left}: {item.left.text}\n  {right}: {item.right.text}")
    click.echo(f"{len(found)} shared passages")


@cli.command()
@_json
@_project
@_answers
def update(as_json: bool, folder: Path | None) -> None:
    """Bring templates and catalogs up to the manuscript. What did not change is not touched.

    \b
    Example:
      hexapla update
    """
    from hexapla.pipeline.catalogs import update as run  # noqa: PLC0415

    done, warnings = run(_open(folder))
    say(warnings)
    if as_json:
        print_json([item.as_json() for item in done])
        return
    print_updates(done)


@cli.command()
@click.argument("what")
@_languages
@_json
@_project
@_answers
def context(what: str, languages: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Show a message with what stands before and after it, and its translations.

    WHAT is the text of msgid or a part of it, a locator such as T2.1, or an entry's @id.

    \b
    Example:
      hexapla context T2.1
      hexapla context "refused to go on" --language ka
    """
    from hexapla.pipeline.context import contexts  # noqa: PLC0415

    found = contexts(_open(folder), what, languages)
    if as_json:
        print_json([item.as_json() for item in found])
    else:
        print_contexts(found)


@cli.command()
@click.argument("kind", type=click.Choice(["tmx", "tbx"]))
@_languages
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: build/ of the project.",
)
@_project
@_answers
def export(kind: str, languages: tuple[str, ...], output: Path | None, folder: Path | None) -> None:
    """Write confirmed translations (tmx) or the terms register (tbx) for other tools.

    \b
    Example:
      hexapla export tmx
      hexapla export tbx --language ka --output terms.tbx
    """
    from hexapla.pipeline.exporting import export as run  # noqa: PLC0415

    click.echo(short(run(_open(folder), kind, languages, output)))


@cli.command("add-language")
@click.argument("tag")
@_project
@_answers
def add_language(tag: str, folder: Path | None) -> None:
    """Start the catalogs of a language, given as a BCP 47 tag or a gettext locale name.

    \b
    Example:
      hexapla add-language fr
      hexapla add-language pt_BR
    """
    from hexapla.pipeline.catalogs import add_language as run  # noqa: PLC0415

    project = _open(folder)
    for path in run(project, tag):
        click.echo(project.place(path))


@cli.command()
@_json
@_project
@_answers
def status(as_json: bool, folder: Path | None) -> None:
    """Show how much of each language is translated, whole and by chapter.

    \b
    Example:
      hexapla status
      hexapla status --json
    """
    from hexapla.pipeline.reports import status as run  # noqa: PLC0415

    found = run(_open(folder))
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


@cli.command()
@_languages
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@_least
@click.option("--sarif", is_flag=True, help="Print SARIF, which code hosts show beside the lines.")
@_json
@_project
@_answers
def check(  # noqa: PLR0913, PLR0917 - one for each option
    languages: tuple[str, ...],
    strict: bool,
    min_coverage: int,
    sarif: bool,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Say everything that is wrong with manuscript, pictures, fonts and catalogs.

    \b
    Example:
      hexapla check
      hexapla check --language ka --strict --min-coverage 95
    """
    from hexapla.pipeline.reports import check as run  # noqa: PLC0415
    from hexapla.sarif import sarif_log  # noqa: PLC0415

    found = run(_open(folder), languages, min_coverage)
    if sarif:
        print_json(sarif_log(found, __version__))
    elif as_json:
        print_json([item.as_json() for item in found])
    else:
        say(found)
        errors = sum(item.severity is Severity.ERROR for item in found)
        click.echo(f"{errors} errors, {len(found) - errors} warnings")
    if any(strict or item.severity is Severity.ERROR for item in found):
        sys.exit(1)


@cli.command()
@_languages
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["pdf", "epub"]),
    help="Only this format; may be repeated.",
)
@click.option("--strict", is_flag=True, help="Refuse while anything is untranslated or doubtful.")
@_least
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Editions at a time; default: one a processor."
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; default: build/ of the project.",
)
@_json
@_project
@_answers
def build(  # noqa: PLR0913, PLR0917 - one for each option
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    strict: bool,
    min_coverage: int,
    jobs: int | None,
    output: Path | None,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Write a PDF and an EPUB for each language.

    \b
    Example:
      hexapla build
      hexapla build --language ka --format epub --output /tmp/proof
    """
    from hexapla.pipeline.build import FORMAT_NAMES, Order  # noqa: PLC0415

    chosen = tuple(dict.fromkeys(formats)) or FORMAT_NAMES
    order = Order(languages, chosen, output, strict, min_coverage, jobs or 0)
    built = _build(_open(folder), order)
    say(built.warnings)
    if as_json:
        print_json([item.as_json() for item in built.outputs])
        return
    table(
        ("file", "pages", "size", "coverage", "seconds"),
        [
            (
                short(item.path),
                str(item.pages or "–"),
                f"{item.size / 1000:.0f} kB",
                f"{item.coverage.percent} %",
                f"{item.seconds:.1f}",
            )
            for item in built.outputs
        ],
        numbers=(1, 2, 3, 4),
    )


def _build(project: Project, order: Order) -> Built:
    """Build, with a bar for each edition if somebody is watching."""
    from hexapla.pipeline.build import build as run  # noqa: PLC0415

    if not sys.stderr.isatty():
        return run(project, order)
    from hexapla.progress import Bars  # noqa: PLC0415 - only on a terminal

    sections = (*project.chapters, *(["index"] if project.index else []))
    with Bars(sections, order.formats) as bars:
        return run(project, order, bars.step)


@cli.command()
@_json
@_answers
def doctor(as_json: bool) -> None:
    """Show which libraries and fonts are in use and what is missing.

    \b
    Example:
      hexapla doctor
    """
    from hexapla.pipeline.doctor import examine  # noqa: PLC0415

    found = examine()
    if as_json:
        print_json([item.as_json() for item in found])
    else:
        rows = [(item.name, item.found or "missing", item.needed_for) for item in found]
        table(("what", "found", "needed for"), rows)
        for item in found:
            if not item.found:
                click.echo(f"{item.name}: {item.advice}", err=True)
    if any(item.required and not item.found for item in found):
        sys.exit(1)
