"""Theme: what a house makes its own with one small file, ``templates/theme.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report
from hexapla.language import Language
from hexapla.paths import inside, is_file
from hexapla.project import Project
from hexapla.toml_text import Lines, parse_toml, read_text

FILE = "templates/theme.toml"

COLOURS = {"ink": "#1d1d22", "accent": "#7b1e2b", "link": "#1b5575"}
"""Text; rules, numbers and marks; links on a screen. Each is legible on white."""

LEAST_CONTRAST = 4.5
"""Of text to its ground: WCAG 2.2, success criterion 1.4.3 (level AA)."""


@dataclass(frozen=True)
class Theme:
    """Colours, a logo, typefaces."""

    colours: Mapping[str, str] = field(default_factory=lambda: dict(COLOURS))
    """``ink``, ``accent`` and ``link``, as ``#rrggbb``."""
    logo: str = ""
    """A picture's path relative to ``templates/``; empty for none."""
    logo_place: Place = Place(FILE)  # noqa: RUF009 - frozen
    fonts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Font files relative to ``templates/``, by language tag; ``default`` for all."""


def read_theme(project: Project) -> tuple[Theme, tuple[Diagnostic, ...]]:
    """The theme of a project, and a warning for a colour that is hard to read (P009).

    What the file does not say, or all of it where there is none, is the tool's own. Raises
    Refusal with everything that is wrong in it.
    """
    path = project.root / FILE
    if not path.is_file():
        return Theme(), ()
    text = read_text(path, Place(FILE))
    table, lines = parse_toml(text, Place(FILE)), Lines(text)
    report = Report()
    known = (*COLOURS, "logo", "fonts")
    for key in table:
        if key not in known:
            problem = f"the key “{key}” is unknown; known are {', '.join(known)}"
            report.error("P004", problem, Place(FILE, lines.key(key)))
    theme = Theme(
        {**COLOURS, **_colours(table, lines, report)},
        _logo(project, table, lines, report),
        Place(FILE, lines.key("logo")),
        _fonts(project, table, lines, report),
    )
    return theme, report.close()


def _colours(table: Mapping[str, object], lines: Lines, report: Report) -> dict[str, str]:
    found: dict[str, str] = {}
    for key in COLOURS:
        if key not in table:
            continue
        value, place = table[key], Place(FILE, lines.key(key))
        if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            report.error("P006", f"“{key}” must be a colour such as “#7b1e2b”", place)
            continue
        found[key] = value.lower()
        contrast = contrast_with_white(value)
        if contrast < LEAST_CONTRAST:
            problem = (
                f"“{key}” has a contrast of {contrast:.1f} : 1 with white paper; text needs "
                f"{LEAST_CONTRAST} : 1 (WCAG 2.2, AA). Take a darker colour"
            )
            report.warn("P009", problem, place)
    return found


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of ``#rrggbb`` and white, from 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo(project: Project, table: Mapping[str, object], lines: Lines, report: Report) -> str:
    value = table.get("logo", "")
    if not isinstance(value, str):
        problem = "“logo” must be the name of a picture beside theme.toml"
        report.error("P006", problem, Place(FILE, lines.key("logo")))
        return ""
    return (
        value
        if not value or _is_file(project, value, Place(FILE, lines.key("logo")), report)
        else ""
    )


def _fonts(
    project: Project, table: Mapping[str, object], lines: Lines, report: Report
) -> dict[str, tuple[str, ...]]:
    fonts = table.get("fonts", {})
    if not isinstance(fonts, dict):
        report.error("P006", "“fonts” must be a table: [fonts]", Place(FILE, lines.key("fonts")))
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for key, files in fonts.items():
        place = Place(FILE, lines.key_of("fonts", key))
        if not isinstance(files, list) or not all(isinstance(item, str) for item in files):
            problem = f"“{key}” must be a list of font files"
            report.error("P006", problem, place)
            continue
        tag = key
        try:
            tag = key if key == "default" else Language.parse(key).tag
        except ValueError as error:
            report.error("P007", str(error), place)
        found[tag] = tuple(file for file in files if _is_file(project, file, place, report))
    return found


def _is_file(project: Project, name: str, place: Place, report: Report) -> bool:
    try:
        if is_file(inside(project.root / "templates", name, place)):
            return True
        report.error("P002", f"the file templates/{name} does not exist", place)
    except Refusal as refusal:
        report.found += refusal.diagnostics
    return False
