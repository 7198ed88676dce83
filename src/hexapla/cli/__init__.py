"""The command line: verbs, their options and what they print. No logic."""

from __future__ import annotations

import os

import click

from hexapla import __version__
from hexapla.cli import designing, editing, publishing, translating


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hexapla")
@click.pass_context
def cli(context: click.Context) -> None:
    """One manuscript and a folder of gettext catalogs become a PDF and an EPUB per language.

    \b
    Example:
      hexapla new demo && cd demo
      hexapla add-language fr
      hexapla build
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


for verb in (
    *(editing.new, editing.import_, editing.compare),
    *(translating.add_language, translating.update, translating.context, translating.status),
    *(translating.export, publishing.check, publishing.build, designing.proof),
    publishing.verify,
    publishing.doctor,
):
    cli.add_command(verb)
