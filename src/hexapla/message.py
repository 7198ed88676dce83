"""Message, Translation, Coverage: what catalogs hold and how much of it, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

INTERFACE_LANGUAGE = "en"
"""The language in which templates are written."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a template catalog (.pot) holds of one message."""

    id: str
    """The text to translate: gettext's msgid."""
    plural: str = ""
    """gettext's msgid_plural; empty where the message counts nothing."""
    context: str = ""
    """gettext's msgctxt; empty for none."""
    comments: tuple[str, ...] = ()
    """For translators, each once."""
    files: tuple[str, ...] = ()
    """Files that the message stands in, relative to the project; no line numbers."""
    flags: tuple[str, ...] = ()
    """For tools, as gettext's ``#,`` has them: ``max-length:40``, ``placeholders:"(@bibilov)"``."""

    @property
    def limit(self) -> int:
        """Characters that there is room for, as its flags say; 0 for any number."""
        found = (flag.partition("max-length:")[2] for flag in self.flags)
        return next((int(value) for value in found if value.isdecimal()), 0)


@dataclass(frozen=True, slots=True)
class Translation:
    """What a catalog knows of one message."""

    forms: tuple[str, ...]
    """The translation, one text for each plural form; one alone for a message without plural."""
    fuzzy: bool = False

    @property
    def usable(self) -> bool:
        """Whether editions use it: it is whole and confirmed."""
        return all(self.forms) and not self.fuzzy


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of something is translated, counted in messages."""

    translated: int = 0
    fuzzy: int = 0
    untranslated: int = 0

    @property
    def total(self) -> int:
        """All messages."""
        return self.translated + self.fuzzy + self.untranslated

    @property
    def percent(self) -> int:
        """Translated messages of a hundred, rounded down: 100 only if nothing is missing."""
        return 100 * self.translated // self.total if self.total else 100

    def as_json(self) -> dict[str, int]:
        """A dict of JSON types, for ``--json``."""
        return {
            "translated": self.translated,
            "fuzzy": self.fuzzy,
            "untranslated": self.untranslated,
            "total": self.total,
            "percent": self.percent,
        }
