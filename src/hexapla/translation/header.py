"""The header of a catalog: its fields, and what they must say.

The functions note what is wrong in a :class:`Report`, at the header's place.
"""

from __future__ import annotations

import datetime
import gettext
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from hexapla.diagnostics import Place, Report
from hexapla.language import Language
from hexapla.limits import PLURAL_FORMS
from hexapla.text import CONTROL
from hexapla.translation.syntax import Entry

NO_REVISION = "YEAR-MO-DA HO:MI+ZONE"
"""gettext's PO-Revision-Date of a catalog that nobody has saved yet."""


def fields_of(header: Entry) -> dict[str, str]:
    """The header's fields by their names in small letters; of two the first, as gettext does."""
    pairs = (line.partition(":") for line in reversed(header.forms[0].split("\n")))
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def check_charset(fields: Mapping[str, str], where: Place, report: Report) -> None:
    """Catalogs are in UTF-8 and say so (T001)."""
    match = re.search(r"charset=\s*([^\s;]+)", fields.get("content-type", ""))
    if not match or match[1].lower() not in ("utf-8", "utf8"):
        said = f"the charset “{match[1]}”" if match else "no charset"
        problem = f"the header names {said}; it must be “Content-Type: text/plain; charset=UTF-8”"
        report.error("T001", problem, where)


def check_language(
    fields: Mapping[str, str], language: Language, where: Place, report: Report
) -> None:
    """The header names the language of the folder (T002); a warning if it names none."""
    said = fields.get("language", "")
    if not said:
        problem = f"the header names no language; add “Language: {language.folder}\\n”"
        report.warn("T002", problem, where)
        return
    try:
        found = Language.parse(said).tag
    except ValueError as error:
        report.error("T002", f"the header's Language is no language: {error}", where)
        return
    if found != language.tag:
        problem = f"the header's Language is “{said}”, the catalog is in the folder of “{language}”"
        report.error("T002", f"{problem}; one of them is wrong", where)


def plural_forms(value: str, where: Place, report: Report) -> tuple[int, str]:
    """nplurals and the expression; what is not valid is reported, and (1, "0") returned."""
    match = re.fullmatch(r"nplurals\s*=\s*(\d{1,9})\s*;\s*plural\s*=([^;]{1,999});?\s*", value)
    forms, expression = (int(match[1]), match[2].strip()) if match else (0, "")
    if not 1 <= forms <= PLURAL_FORMS:
        problem = f"Plural-Forms must be “nplurals=1 to {PLURAL_FORMS}; plural=an expression in n;”"
        report.error("T005", problem, where)
        return 1, "0"
    try:
        index = plural_function(expression)
        valid = all(0 <= index(number) < forms for number in range(1001))
    except (ValueError, ArithmeticError, SyntaxError, RecursionError, MemoryError):
        valid = False
    if not valid:
        problem = "the expression of Plural-Forms is not valid, or gives a form past nplurals"
        report.error("T005", problem, where)
        return 1, "0"
    return forms, expression


@lru_cache(maxsize=64)
def plural_function(expression: str) -> Callable[[int], int]:
    """A C expression in n as a function. gettext's own compiler accepts arithmetic alone."""
    function: Callable[[int], int] = gettext.c2py(expression)
    return function


def revision(fields: Mapping[str, str], where: Place, report: Report) -> str:
    """The day of the last translation; a date that is none is a warning."""
    said = fields.get("po-revision-date", "")
    if said in ("", NO_REVISION):
        return ""
    try:
        return datetime.datetime.strptime(said, "%Y-%m-%d %H:%M%z").date().isoformat()
    except ValueError:
        problem = f"PO-Revision-Date is “{said}”; it should be like 2026-11-22 10:30+0000"
        report.warn("T001", problem, where)
        return ""


_NOBODY = ("", "FULL NAME", "Automatically generated")
"""What tools write in the place of a translator's name."""


def translator(fields: Mapping[str, str]) -> str:
    """Who translated last, without address and control characters; empty if nobody is named."""
    name = re.sub(r"(?<!\s)\s*+<[^>]*+>?", "", fields.get("last-translator", ""))
    name = CONTROL.sub("", name).strip()
    return "" if name in _NOBODY or "@" in name else name
