"""Rewriting: an entry's lines with other flags, a previous text, crossed out or taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hexapla.translation.catalogs import field_lines, flag_lines
from hexapla.translation.syntax import Entry, Line, exchanged


def previous_lines(entry: Entry, end: str) -> tuple[Line, ...]:
    """The text of ``entry`` as gettext keeps it in a fuzzy entry."""
    fields = {"msgctxt": entry.context, "msgid": entry.id, "msgid_plural": entry.plural}
    return tuple(
        line
        for keyword, text in fields.items()
        if text is not None
        for line in field_lines(keyword, text, end, previous=True)
    )


def with_fuzzy_flag(lines: Sequence[Line], end: str) -> tuple[Line, ...]:
    """``lines`` with the flag in a ``#,``, and in the last line in which gettext looks for flags.

    Of several it heeds the last alone; ``#=`` holds other flags and stays as it is.
    """
    flags = texts_of_lines(line for line in lines if line.kind == "#,")
    heeded = [i for i, text in enumerate(flags) if text.lstrip()[:2] in ("#,", "#!")]
    last = flags[heeded[-1]] if heeded else ""
    if not last.lstrip().startswith("#,"):
        flags.insert(heeded[-1] + 1 if heeded else 0, f"#, fuzzy{end}")
    elif not Entry((Line("#,", last),)).fuzzy:
        flags[heeded[-1]] = last.replace("#,", "#, fuzzy,", 1)
    return exchanged(lines, "#,", flags)


def names_of(flags: Iterable[str]) -> frozenset[str]:
    """What ``flags`` are called: ``max-length`` for ``max-length:40``."""
    return frozenset(flag.partition(":")[0] for flag in flags)


def with_flags(
    lines: Sequence[Line], flags: Sequence[str], names: frozenset[str], end: str
) -> tuple[Line, ...]:
    """``lines`` with the manuscript's ``flags`` in the place of those called ``names``.

    What a translator or a tool has added stays, in its line and its order.
    """
    kept: list[str] = []
    for text in texts_of_lines(line for line in lines if line.kind == "#,"):
        mark, others = text.lstrip()[:2], [one.strip() for one in text.strip()[2:].split(",")]
        rest = [one for one in others if one and not names_of([one]) & names]
        kept += [f"{mark} {', '.join(rest)}{end}"] if rest else []
    first = next((at for at, text in enumerate(kept) if text.startswith("#,")), len(kept))
    before = [kept[first][2:].strip()] if first < len(kept) else []
    whole = [line + end for line in flag_lines([*before, *flags])]
    return exchanged(lines, "#,", [*kept[:first], *whole, *kept[first + 1 :]])


def texts_of_lines(lines: Iterable[Line]) -> list[str]:
    """The lines as they stand in the file."""
    return [line.text for line in lines]


def made_obsolete(entry: Entry, end: str) -> Entry:
    """``entry`` as gettext keeps what is gone: without the manuscript's comments and files."""
    lines = (_crossed_out(line) for line in entry.lines if line.kind not in ("#.", "#:"))
    return replace(entry, lines=_spaced(lines, end), obsolete=True)


def _crossed_out(line: Line) -> Line:
    if line.kind == "#|":
        return Line(line.kind, line.text.replace("#|", "#~|", 1))
    return Line(line.kind, f"#~ {line.text}" if line.kind.startswith("msg") else line.text)


def made_living(entry: Entry, end: str) -> Entry:
    """An obsolete entry made a living one."""
    lines = (Line(kind, re.sub(r"^\s*#~(\|| ?)", _uncrossed, text)) for kind, text in entry.lines)
    return replace(entry, lines=_spaced(lines, end), obsolete=False)


def _uncrossed(match: re.Match[str]) -> str:
    return "#|" if match[1] == "|" else ""


def _spaced(lines: Iterable[Line], end: str) -> tuple[Line, ...]:
    """``lines`` with a blank one before them, since they go to another place in the file."""
    found = tuple(lines)
    return found if found[0].kind == "" else (Line("", end), *found)
