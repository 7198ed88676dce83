"""What verbs share: the options of many, the project that they work on, how mistakes are told."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.printing import say, short, tell

if TYPE_CHECKING:
    from hexapla.project import Project

P = ParamSpec("P")


def answers(verb: Callable[P, None]) -> Callable[P, None]:
    """Turn a Refusal into messages and status 1."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            verb(*args, **kwargs)
        except Refusal as refusal:
            if os.environ.get("HEXAPLA_TRACEBACK") == "1":
                for line in "".join(traceback.format_exception(refusal)).splitlines():
                    tell(line, err=True)
            say(refusal.diagnostics)
            sys.exit(1)
        except MemoryError:
            problem = "this takes more memory than a book should; look for a file that is too large"
            say([Diagnostic("O011", problem)])
            sys.exit(1)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); nothing is left to be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return run


project_option = click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The dossier's folder. Default: the nearest one, upwards, with book/dossier.toml.",
)
languages_option = click.option(
    "--language", "languages", multiple=True, help="Only this language; may be repeated."
)
least_option = click.option(
    "--min-coverage",
    type=click.IntRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="Refuse a language of which less is translated.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def tell_waiting(folder: Path) -> None:
    """Tell that another run is at work in ``folder``, to standard error."""
    tell(f"another hexapla is at work in {short(folder)}; waiting for it", err=True)


def open_project(folder: Path | None) -> Project:
    """The project in ``folder``, or the nearest one upwards. Raises Refusal as they do."""
    from hexapla.project import Project, find_root  # noqa: PLC0415 - doctor tells of a broken ICU

    return Project.read(find_root(folder or Path.cwd(), upwards=folder is None))
