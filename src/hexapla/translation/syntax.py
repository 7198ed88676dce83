"""PO syntax: a catalog's text as entries that remember their lines.

No library writes back what it does not know. So an entry here is its own lines, each with its
kind: rewriting exchanges the lines of one kind and leaves the rest.
Source of the rules: the GNU gettext manual, “The Format of PO Files”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

KINDS = ("", "#", "#.", "#:", "#,", "#|", "msgctxt", "msgid", "msgid_plural", "msgstr")
"""The kinds of line in the order in which gettext writes them: blank, comment of the translator,
comment for the translator, files, flags, previous text, and the four that hold texts."""

_FILE = re.compile("\u2068([^\u2069]*)\u2069|(\\S+)")
"""A file's name in a ``#:`` line; isolated where it holds spaces (gettext 0.22)."""


class Line(NamedTuple):
    """One line of a catalog."""

    kind: str
    """One of :data:`KINDS`."""
    text: str
    """As it stands in the file, its end included."""


Key = tuple[str | None, str]
"""What tells messages apart: msgctxt, None for none, and msgid."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a catalog, with the blank lines and comments before it."""

    lines: tuple[Line, ...]
    number: int = 0
    """Line of its first msgstr in the file."""
    obsolete: bool = False
    context: str | None = None
    id: str = ""
    plural: str | None = None
    forms: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """What tells it from other entries."""
        return self.context, self.id

    @property
    def is_header(self) -> bool:
        """Whether it is the catalog's header."""
        return not (self.id or self.obsolete) and self.context is None

    @property
    def fuzzy(self) -> bool:
        """Whether its translation is marked as not yet confirmed."""
        flags = ",".join([text.strip()[2:] for kind, text in self.lines if kind == "#,"])
        return "fuzzy" in flags and "fuzzy" in map(str.strip, flags.split(","))

    @property
    def flags(self) -> tuple[str, ...]:
        """What ``#,`` and ``#=`` lines hold, known or not."""
        found = (flag.strip() for text in self.of_kind("#,") for flag in text[2:].split(","))
        return tuple(flag for flag in found if flag)

    @property
    def translated(self) -> bool:
        """Whether there is any translation, confirmed or not."""
        return any(self.forms)

    @property
    def comments(self) -> tuple[str, ...]:
        """The comments for the translator."""
        return tuple(text[2:].strip() for text in self.of_kind("#."))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it says the message stands in."""
        found = (match for text in self.of_kind("#:") for match in _FILE.finditer(text[2:]))
        return tuple(match[1] or match[2] for match in found)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The lines of one kind, without spaces and line ends around them."""
        return tuple([text.strip() for other, text in self.lines if other == kind])


@dataclass(frozen=True, slots=True)
class File:
    """A catalog's text, split. ``written(file) == data`` for ``file = parse(data, place)``."""

    entries: tuple[Entry, ...]
    tail: str = ""
    """What stands after the last entry."""
    mark: str = ""
    """The byte order mark, if the file begins with one."""
    newline: str = "\n"
    """How its first line ends."""


def written(file: File) -> bytes:
    """The bytes of a catalog; an entry that lost the file's last, unended line gets an end."""
    parts = ["".join(line.text for line in entry.lines) for entry in file.entries]
    parts = [part for part in (*parts, file.tail) if part]
    ended = [part if part.endswith("\n") else part + file.newline for part in parts[:-1]]
    return (file.mark + "".join(ended + parts[-1:])).encode()


def exchanged(lines: Sequence[Line], kind: str, texts: Iterable[str]) -> tuple[Line, ...]:
    """``lines`` with all of one kind replaced, where those stood or else where gettext has them."""
    rest = [line for line in lines if line.kind != kind]
    rank = KINDS.index(kind)
    at = next((index for index, line in enumerate(lines) if line.kind == kind), None)
    if at is None:
        later = (i for i, line in enumerate(rest) if KINDS.index(line.kind) > rank)
        at = next(later, len(rest))
    return (*rest[:at], *(Line(kind, text) for text in texts), *rest[at:])


def shortened(text: str, width: int = 48) -> str:
    """``text`` on one line, for a diagnostic; cut after ``width`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= width else text[:width].rstrip() + "…"
