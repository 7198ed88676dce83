"""Plurals: CLDR's rule for a language as the expression of a catalog's Plural-Forms header.

Source of the rules: CLDR, supplemental/plurals.xml; of their syntax: UTS 35, part 3, section 5.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Sequence
from typing import Any

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""CLDR's plural categories in the order in which gettext numbers them."""

_TRIED = (*range(200), *range(1000, 1100), 10_000, 100_000)
"""Whole numbers that show which categories of a rule a catalog needs; none of a million or more,
for which French, Spanish and others have a category that no count in a book reaches."""


def plural_forms(rule: Sequence[tuple[str, Any]]) -> str:
    """``nplurals=2; plural=(n != 1);`` for a rule as Babel has it (``PluralRule.abstract``).

    Categories that no whole number below a million takes are left out: catalogs count things.
    """
    conditions = [(category, _condition(node)) for category, node in rule]
    cases = [(category, said) for category, said in conditions if said != _NEVER]
    first = next((at for at, (_, said) in enumerate(cases) if said == _ALWAYS), len(cases))
    rest = cases[first][0] if first < len(cases) else "other"
    expression = _chain(cases[:first], rest, CATEGORIES)
    taken = {CATEGORIES[gettext.c2py(expression)(number)] for number in _TRIED}
    names = [category for category in CATEGORIES if category in taken]
    needed = [case for case in cases[:first] if case[0] in taken]
    if rest not in taken:  # what is left over never comes: the last case needs no condition
        *needed, (rest, _) = needed
    return f"nplurals={len(names)}; plural=({_chain(needed, rest, names)});"


def _chain(cases: Sequence[tuple[str, str]], rest: str, names: Sequence[str]) -> str:
    """The C expression that gives the place in ``names`` of the first case that holds."""
    usual = {"n==1": "n != 1", "n==0 || n==1": "n > 1", "n>=0 && n<=1": "n > 1"}
    if len(cases) == 1 and len(names) == 2 and cases[0][1] in usual:
        return usual[cases[0][1]]
    return "".join(f"{said} ? {names.index(name)} : " for name, said in cases) + str(
        names.index(rest)
    )


_ALWAYS, _NEVER = "1", "0"


def _condition(node: tuple[str, Any]) -> str:
    """A condition of a rule in C, for whole numbers; or one of the constants above."""
    kind, parts = node
    if kind == "not":
        said = _condition(parts[0])
        return {_ALWAYS: _NEVER, _NEVER: _ALWAYS}.get(said, f"!({said})")
    if kind in ("and", "or"):
        end, idle = (_NEVER, _ALWAYS) if kind == "and" else (_ALWAYS, _NEVER)
        found = [said for part in parts if (said := _condition(part)) != idle]
        if end in found or not found:
            return end if end in found else idle
        inner = [f"({said})" if kind == "and" and "||" in said else said for said in found]
        return (" && " if kind == "and" else " || ").join(inner)
    _, expression, (_, ranges) = parts
    cases = list(_cases(_operand(expression), ranges))
    return _ALWAYS if _ALWAYS in cases else " || ".join(cases) or _NEVER


def _cases(operand: str, ranges: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """``n%10==1`` or ``n%10>=2 && n%10<=4`` for each range of a relation; none if it never is."""
    for low, high in ranges:
        start, end = int(low[1][0]), int(high[1][0])
        if operand == "0":
            yield from [_ALWAYS] if start <= 0 <= end else []
        elif start == end:
            yield f"{operand}=={start}"
        else:
            yield f"{operand}>={start} && {operand}<={end}"


def _operand(node: tuple[str, Any]) -> str:
    """``n`` or ``n%100``; ``0`` for what only numbers with decimals or exponents have."""
    kind, parts = node
    if kind in ("n", "i"):
        return "n"
    if kind == "mod":
        return "0" if _operand(parts[0]) == "0" else f"{_operand(parts[0])}%{int(parts[1][1][0])}"
    return "0"
