"""Verbs for publishing: what is wrong, editions, what the tool stands on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hexapla import __version__
from hexapla.cli.options import (
    NamedPath,
    answers,
    json_option,
    languages_option,
    least_option,
    open_project,
    project_option,
    tell_waiting,
)
from hexapla.diagnostics import Diagnostic, Refusal, Severity
from hexapla.formats import FORMAT_NAMES, VARIANTS
from hexapla.printing import print_json, say, short, table, tell

if TYPE_CHECKING:
    from hexapla.pipeline.build import Built, Order
    from hexapla.project import Project


@click.command()
@languages_option
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@least_option
@click.option("--outputs", is_flag=True, help="Look through what was built, too: PDFs and EPUBs.")
@click.option(
    "--output",
    type=NamedPath(file_okay=False),
    help="The folder in which they are; default: build/ of the project. Means --outputs.",
)
@click.option(
    "--against",
    type=NamedPath(exists=True, file_okay=False),
    help="A folder with the EPUBs of an earlier build: say what links and bookmarks would miss.",
)
@click.option("--sarif", is_flag=True, help="Print SARIF, which code hosts show beside the lines.")
@json_option
@project_option
@answers
def check(  # noqa: PLR0913, PLR0917 - one for each option
    languages: tuple[str, ...],
    strict: bool,
    min_coverage: int,
    outputs: bool,
    output: Path | None,
    against: Path | None,
    sarif: bool,
    as_json: bool,
    folder: Path | None,
) -> None:
    """Say everything that is wrong with manuscript, pictures, fonts and catalogs.

    With --outputs also what is wrong with the finished PDFs (lost footnotes, split rows, dead
    links, stranded headings and more) and EPUBs (contents, pages, notes, links, fonts, pictures
    without alternative and more; EPUBCheck and Ace are asked if they are installed).

    \b
    Example:
      hexapla check
      hexapla check --language ka --strict --min-coverage 95
      hexapla build && hexapla check --outputs
      hexapla build --output /tmp/new && hexapla check --output /tmp/new --against build
    """
    from hexapla.pipeline.finished import check_outputs, judges_of_ebooks  # noqa: PLC0415
    from hexapla.pipeline.reports import check as run  # noqa: PLC0415
    from hexapla.sarif import sarif_log  # noqa: PLC0415

    if sarif and as_json:
        raise click.UsageError("--sarif and --json are two formats; ask for one")
    if against and not (outputs or output):
        raise click.UsageError("--against compares outputs: give --outputs or --output too")
    found: tuple[Diagnostic, ...] = ()
    try:
        project = open_project(folder)
        found = run(project, languages, min_coverage)
        if outputs or output:
            judges = judges_of_ebooks()
            found += check_outputs(project, languages, output, before=against, judges=judges)
    except Refusal as refusal:  # programs want what is wrong in the format that they asked for
        found += refusal.diagnostics
    if sarif:
        print_json(sarif_log(found, __version__))
    elif as_json:
        print_json([item.as_json() for item in found])
    else:
        say(found)
        counts = Counter(item.severity for item in found)
        tell(", ".join(_counted(counts[one], one) for one in _COUNTED if _told(one, counts)))
    faults = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(item.severity in faults for item in found):
        sys.exit(1)


_COUNTED = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _told(severity: Severity, counts: Counter[Severity]) -> bool:
    """Whether it is said how many there are: of notes only if there are any."""
    return severity is not Severity.NOTE or bool(counts[severity])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@click.command()
@languages_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMAT_NAMES),
    help="Only this format; may be repeated.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    type=click.Choice(VARIANTS),
    help="What PDFs are for; may be repeated. Print has facing pages, bleed and crop marks.",
)
@click.option(
    "--page-multiple",
    type=click.IntRange(min=1, max=64),
    default=1,
    help="Let the number of pages for print be a multiple of this, by blank ones at the end.",
)
@click.option(
    "--no-fonts", is_flag=True, help="Leave fonts out of EPUBs: reading systems use their own."
)
@click.option(
    "--no-pages",
    is_flag=True,
    help="Leave page numbers out of EPUBs: the PDF, whose they are, need not be laid out.",
)
@click.option(
    "--embed-sources",
    is_flag=True,
    help="Let PDFs carry the manuscript and the catalogs of their language, from which anybody "
    "can build them again.",
)
@click.option("--strict", is_flag=True, help="Refuse while anything is untranslated or doubtful.")
@least_option
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Editions at a time; default: one a processor."
)
@click.option(
    "--output",
    type=NamedPath(file_okay=False),
    help="The folder to write to; default: build/ of the project.",
)
@json_option
@project_option
@answers
def build(  # noqa: PLR0913, PLR0917 - one for each option
    languages: tuple[str, ...],
    formats: tuple[str, ...],
    variants: tuple[str, ...],
    page_multiple: int,
    no_fonts: bool,
    no_pages: bool,
    embed_sources: bool,
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
      hexapla build --language ka --format epub --no-pages --output /tmp/proof
      hexapla build --format pdf --variant print --page-multiple 4
    """
    from hexapla.pipeline.build import Order  # noqa: PLC0415

    chosen = tuple(dict.fromkeys(formats)) or FORMAT_NAMES
    wanted = tuple(dict.fromkeys(variants)) or ("screen",)
    _refuse_idle(
        {
            "--variant": bool(variants) and "pdf" not in chosen and "--format pdf",
            "--embed-sources": embed_sources and "pdf" not in chosen and "--format pdf",
            "--page-multiple": page_multiple > 1 and "print" not in wanted and "--variant print",
            "--no-fonts": no_fonts and "epub" not in chosen and "--format epub",
            "--no-pages": no_pages and "epub" not in chosen and "--format epub",
        }
    )
    order = Order(
        languages,
        chosen,
        output,
        strict=strict,
        least=min_coverage,
        jobs=jobs or 0,
        variants=wanted,
        multiple=page_multiple,
        fonts=not no_fonts,
        pages=not no_pages,
        embed_sources=embed_sources,
    )
    built = _build(open_project(folder), order)
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


def _refuse_idle(lacking: Mapping[str, str | bool]) -> None:
    """Raise UsageError for options that would do nothing without what they lack."""
    said = [f"{option} does nothing without {what}" for option, what in lacking.items() if what]
    if said:
        raise click.UsageError("; ".join(said))


def _build(project: Project, order: Order) -> Built:
    """Build, with a bar for each edition if somebody is watching."""
    from hexapla.pipeline.build import build as run  # noqa: PLC0415

    if not sys.stderr.isatty():
        return run(project, order, waiting=tell_waiting)
    from hexapla.progress import Bars  # noqa: PLC0415 - only on a terminal

    sections = (*project.chapters, *(["index"] if project.index else []))
    with Bars(sections, order.endings) as bars:
        return run(project, order, bars.step, tell_waiting)


@click.command()
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="[FILE]...",
)
@click.option(
    "--from-pdf",
    is_flag=True,
    help="Take the manuscript from the PDF itself (see build --embed-sources).",
)
@json_option
@project_option
@answers
def verify(files: tuple[Path, ...], from_pdf: bool, as_json: bool, folder: Path | None) -> None:
    """Say whether PDFs and EPUBs are, to the byte, what this manuscript builds.

    They are built again in a temporary folder. If one is not the same, the input that changed, or
    the output, is named. Without FILE: all outputs of build/.

    \b
    Example:
      hexapla verify
      hexapla verify ~/Downloads/briefing.ka.pdf
      hexapla verify --from-pdf briefing.ka.pdf
    """
    from hexapla.pipeline.verifying import verify as run  # noqa: PLC0415
    from hexapla.pipeline.verifying import verify_from_pdf  # noqa: PLC0415

    if from_pdf and (not files or folder):
        raise click.UsageError("--from-pdf takes PDFs, and no project: it is in them")
    if from_pdf:
        verdicts = tuple(verify_from_pdf(path) for path in files)
    else:
        verdicts = run(open_project(folder), files)
    if as_json:
        print_json([verdict.as_json() for verdict in verdicts])
    else:
        say(dict.fromkeys(item for verdict in verdicts for item in verdict.found))
        for verdict in verdicts:
            tell(f"{short(verdict.path)}: {'verified' if verdict.is_true else 'NOT verified'}")
    if not all(verdict.is_true for verdict in verdicts):
        sys.exit(1)


@click.command()
@json_option
@answers
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
                tell(f"{item.name}: {item.advice}", err=True)
    if any(item.required and not item.found for item in found):
        sys.exit(1)
