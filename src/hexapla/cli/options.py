"""What verbs share: the options of many, the project that they work on, how mistakes are told."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec

import click

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.printing import print_json, say, short, tell

if TYPE_CHECKING:
    from hexapla.project import Project

P = ParamSpec("P")


def answers(verb: Callable[P, None]) -> Callable[P, None]:
    """Turn a Refusal into status 1 and messages: lines for people, or JSON if that is asked for."""

    def refuse(found: Sequence[Diagnostic], *, as_json: bool) -> NoReturn:
        if as_json:
            print_json([item.as_json() for item in found])
        else:
            say(found)
        sys.exit(1)

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.get("as_json"))
        try:
            verb(*args, **kwargs)
        except Refusal as refusal:
            if os.environ.get("HEXAPLA_TRACEBACK") == "1":
                for line in "".join(traceback.format_exception(refusal)).splitlines():
                    tell(line, err=True)
            refuse(refusal.diagnostics, as_json=as_json)
        except MemoryError:
            problem = "this takes more memory than a book should; look for a file that is too large"
            refuse([Diagnostic("O011", problem)], as_json=as_json)
        except BrokenPipeError:
            # The reader of our output has gone (`| head`); nothing is left to be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return run


class Registered(click.Choice[str]):
    """A choice among the names of a table, which is loaded when it is needed and not before."""

    def __init__(self, names: Callable[[], Iterable[str]]) -> None:
        super().__init__(())
        del self.choices  # until somebody asks
        self._names = names

    def __getattr__(self, name: str) -> object:
        """The choices, at the first time."""
        if name != "choices":
            raise AttributeError(name)
        self.choices = tuple(self._names())
        return self.choices


class NamedPath(click.Path):
    """A path that has a name: an empty one, which would be the current folder, is wrong usage."""

    def __init__(self, *, exists: bool = False, file_okay: bool = True, dir_okay: bool = True):
        super().__init__(exists=exists, file_okay=file_okay, dir_okay=dir_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; fails for an empty name."""
        if not str(value).strip():
            self.fail("the name is empty; write “.” for the current folder", param, ctx)
        return super().convert(value, param, ctx)


project_option = click.option(
    "--project",
    "folder",
    type=NamedPath(exists=True, file_okay=False),
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
    from hexapla.limits import Limits  # noqa: PLC0415 - verbs load what they need
    from hexapla.pipeline.bounds import bounded_time  # noqa: PLC0415
    from hexapla.project import Project, find_root  # noqa: PLC0415 - doctor tells of a broken ICU

    root = find_root(folder or Path.cwd(), upwards=folder is None)
    with bounded_time(Limits().seconds, "reading book/dossier.toml", "make it smaller"):
        return Project.read(root)
