"""Templates: where they are found, and what is wrong with one."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from jinja2 import TemplateError
from jinja2.loaders import split_template_path

from hexapla.diagnostics import Diagnostic, Place, Refusal, warning
from hexapla.paths import is_text
from hexapla.toml_text import read_text


def find_template(folders: Sequence[Path], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template's text and file, as Jinja2 asks for it, from the first of ``folders`` that has it.

    Never a file outside the project; the last folder is the tool's own. Raises Refusal for a file
    that is no text.
    """
    parts = split_template_path(name)  # refuses ..
    # Hidden files are no part of a theme, nor are those that no catalog can name.
    if any(part.startswith(".") for part in parts) or not is_text(name):
        return None
    for folder in folders:
        path = folder.joinpath(*parts)
        theme = folder == folders[-1]  # an installer may link its files
        inside = theme or path.resolve().is_relative_to(folder.parent.resolve())
        if inside and path.is_file():
            text = read_text(path, Place(f"templates/{name}"))
            return text, str(path), lambda: True
    return None


_ENDINGS = {".xhtml", ".css", ".ncx"}
"""Of files that are templates, whatever else lies in a project's folder of them."""

_LOADS = re.compile(r"{%[-+]?\s*(?:include|import|from|extends)\s+(.*?)%}", re.DOTALL)


def idle_templates(folders: Sequence[Path]) -> tuple[Diagnostic, ...]:
    """A warning (O017) for each template of the first of ``folders`` that nothing loads.

    The last folder, the tool's own, has none of its name, and no template of the project names
    it. Nothing is said where one makes up the names that it loads.
    """
    own, theme = folders[0], folders[-1]
    names = [
        path.relative_to(own).as_posix()
        for path in sorted(own.rglob("*"))
        if path.suffix in _ENDINGS
    ]
    texts: list[str] = []
    for name in names:
        with suppress(Refusal):  # told by what loads it, if anything does
            found = find_template([own, theme], name)
            texts += [found[0]] if found else []
    loads = [match for text in texts for match in _LOADS.findall(text)]
    if any(not match.startswith(("'", '"', "[")) or "~" in match for match in loads):
        return ()
    named = {name for match in loads for name in re.findall("[\"']([^\"']+)[\"']", match)}
    problem = (
        "nothing loads this template: the tool’s own has none of its name, and no other names it. "
        "Look for a typing mistake, or take it out"
    )
    return tuple(
        warning("O017", problem, Place(f"templates/{name}"))
        for name in names
        if name not in named
        and not (theme / name).is_file()
        and not any(part.startswith(".") for part in name.split("/"))
    )


def mistake_in(name: str, error: Exception, folders: Sequence[Path]) -> Diagnostic:
    """What is wrong with a template, at the innermost line of a template that took part (O006)."""
    place = Place(
        f"templates/{getattr(error, 'name', None) or name}", getattr(error, "lineno", None)
    )
    if place.line is None:
        for frame in traceback.extract_tb(error.__traceback__):
            for folder in folders:
                if Path(frame.filename).is_relative_to(folder):
                    file = Path(frame.filename).relative_to(folder).as_posix()
                    place = Place(f"templates/{file}", frame.lineno)
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    problem = f"the template has a mistake: {kind}{error}"
    return Diagnostic("O006", problem, place)
