"""Place, Diagnostic and the table of codes: what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """An error stops a build; a warning does not (but see ``--strict``); a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


CODES: dict[str, str] = {
    # P: the project and its dossier.toml
    "P001": "There is no dossier here",
    "P002": "A file is missing or cannot be read",
    "P003": "A TOML file is malformed",
    "P004": "A key is unknown",
    "P005": "A required key is missing",
    "P006": "A value has the wrong type or form",
    "P007": "A language tag or folder name is not valid",
    "P008": "A path leads out of the project",
    "P009": "A colour of the theme is hard to read",
    "P010": "A file or a passage is larger than any should be",
    # M: the manuscript
    "M001": "A chapter has no front matter, or it does not end",
    "M002": "A chapter's kind is unknown",
    "M003": "A locator is used twice",
    "M004": "A link names a locator that does not exist",
    "M005": "An id is used twice",
    "M006": "A link or field names an entry that does not exist",
    "M007": "A post's number is out of order",
    "M008": "A footnote is called but not written",
    "M009": "A footnote is written but never called",
    "M010": "A figure has no alt text",
    "M011": "A picture is missing or of an unknown type",
    "M012": "A link goes to something that a book must not link to",
    "M013": "A block is not understood here",
    "M014": "A post's number leaves a gap",
    "M015": "An event ends before it begins",
    "M016": "A post, a footnote or a title has no text",
    "M017": "The manuscript holds a control character",
    "M018": "A claim names no passage, no source or nobody who makes it",
    "M019": "A passage has no claim",
    "M020": "A source is cited nowhere",
    "M021": "An event is dated after a source that reports it",
    "M022": "A passage names nothing that it rests on",
    "M023": "A passage is exempted from having a claim, but has one",
    "M024": "A link shows another address than it leads to",
    # I: importing
    "I001": "The captured file holds no text",
    "I002": "The chapter's file exists already",
    # T: translation
    "T001": "A catalog cannot be read",
    "T002": "A catalog's Language differs from its folder",
    "T003": "A catalog has two entries for one message",
    "T004": "A translation's links, notes or targets differ from the source's",
    "T005": "A translation's plural forms are not those of its language",
    "T006": "The catalogs are older than the manuscript",
    "T007": "A message is fuzzy or untranslated",
    "T008": "A translation's named placeholders differ from the source's",
    "T009": "A translation holds control characters",
    "T010": "A translation holds HTML, which is printed as text",
    "T011": "A translation's numbers differ from the source's",
    "T012": "A translation's months differ from the source's",
    "T013": "A translation lacks a proper name of the source",
    "T014": "A waiver waives nothing",
    "T015": "A term of the glossary is translated otherwise",
    "T016": "A translation opens a list, a heading or another block",
    "T017": "A translation ends with other punctuation than the source",
    "T018": "A translation has spaces where none belong",
    "T019": "A translation is the source text itself",
    "T020": "The same words are translated in two ways",
    "T021": "Two texts have the same translation",
    "T022": "A translation holds characters that are not seen",
    "T023": "A translation's quotation marks are not those of its language",
    "T024": "A word mixes letters of two scripts",
    "T025": "A word stands twice in a row",
    "T026": "A translation's emphasis or line breaks differ from the source's",
    "T027": "A translation is longer than there is room for",
    "T028": "A bracket is not closed",
    "T029": "A language is less translated than was asked for",
    "T030": "There is no such message",
    "T031": "A translation holds no letter or digit",
    "T032": "A translation's link shows another address than it leads to",
    "T033": "A catalog lies where nothing reads it",
    "T034": "There is nothing to export",
    # O: output
    "O001": "A character is in none of the fonts",
    "O002": "A font cannot be used",
    "O003": "Pango cannot be loaded",
    "O004": "The layout asked for a file that is not the dossier's",
    "O005": "An output cannot be written",
    "O006": "A template is missing or has a mistake",
    "O007": "A drawing cannot be made as it is described",
    "O008": "The layout loses a footnote",
    "O009": "A hyphenation file cannot be used",
    "O010": "An e-book has no page numbers",
    "O011": "Reading a project or making an edition reaches a limit",
    "O015": "A file of the project changed while editions were made of it",
    "O016": "Making an edition fails in a way that is not known",
    "O017": "A template is loaded by nothing",
    # F: finished files
    "F001": "An output has not been built",
    "F002": "A PDF cannot be read, or has no tags",
    "F003": "A footnote is lost",
    "F004": "A footnote stands twice, or without a call",
    "F005": "A footnote stands far from its call",
    "F006": "A character is not to be seen",
    "F007": "Text is wider than its measure",
    "F008": "A page begins with the last line of a paragraph",
    "F009": "A page ends with the first line of a paragraph",
    "F010": "A page ends with a heading",
    "F011": "A row of a table is split over pages",
    "F012": "A picture has less than 200 pixels an inch",
    "F013": "A link leads nowhere",
    "F014": "The contents or the index name a wrong page",
    "F015": "A font is not embedded",
    "F016": "A page's boxes are not as they should be",
    "F017": "A page's printed number is not its label",
    "F018": "A page that was asked for is in no edition",
    "F019": "An output does not tell what it was made of",
    "F020": "An input is not as it was when an output was built",
    "F021": "An output was built with other versions",
    "F022": "An output is not what the manuscript builds",
    "F023": "A PDF does not hold the sources that it was built of",
    "F024": "A line ends early",
    # E: finished e-books
    "E001": "An e-book cannot be read",
    "E002": "Contents or landmarks of an e-book are not as they should be",
    "E003": "The list of pages is not that of the PDF",
    "E004": "A passage is on another page than in the PDF",
    "E005": "A note has no call, or a call no note",
    "E006": "A note does not lead back to its call",
    "E007": "A link within an e-book leads nowhere",
    "E008": "An id stands twice in a document",
    "E009": "A character is in no embedded font",
    "E010": "An e-book would fetch something from the network",
    "E011": "An e-book has a script",
    "E012": "A picture has no text alternative",
    "E013": "A language or direction is not said, or not rightly",
    "E014": "What an earlier build had is gone",
    "E015": "EPUBCheck finds a fault",
    "E016": "Ace finds a fault",
    "E017": "A judge of e-books was not asked",
    "E018": "An e-book's pages or ids were not compared",
}
"""Every code that a diagnostic can carry, with its short meaning. Codes are stable: a retired one
is never given a new meaning. ``docs/diagnostics.md`` explains each."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the project."""

    file: str
    """Path relative to the project's folder, with forward slashes; or a path given by the user."""
    line: int | None = None
    """Line, counted from 1; None for the file as a whole."""

    def __str__(self) -> str:
        """``book/thread.md:12``, as editors and terminals link it."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that a person should know about their files."""

    code: str
    """A key of :data:`CODES`."""
    message: str
    """What is wrong and what to do, in one or two plain sentences."""
    place: Place | None = None
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        """Refuse a code that the table does not list."""
        if self.code not in CODES:
            raise KeyError(self.code)

    def __str__(self) -> str:
        """``book/thread.md:12: error M007: …``."""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity} {self.code}: {self.message}"

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
        }


def warning(code: str, message: str, place: Place | None = None) -> Diagnostic:
    """A :class:`Diagnostic` of severity warning."""
    return Diagnostic(code, message, place, Severity.WARNING)


def note(code: str, message: str, place: Place | None = None) -> Diagnostic:
    """A :class:`Diagnostic` of severity note: what was not looked at, and the like."""
    return Diagnostic(code, message, place, Severity.NOTE)


class Refusal(Exception):  # noqa: N818 - the field's sense: the work is refused, with reasons
    """Work that cannot go on because of the user's files; holds at least one error."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*diagnostics)  # its args, from which another process remakes it
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        """One line for each diagnostic."""
        return "\n".join(map(str, self.diagnostics))


@dataclass(slots=True)
class Report:
    """A growing list of diagnostics, local to one reader while it works."""

    found: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, message: str, place: Place | None = None) -> None:
        """Note an error and go on, so that a person sees all of them at once."""
        self.found.append(Diagnostic(code, message, place))

    def warn(self, code: str, message: str, place: Place | None = None) -> None:
        """Note a warning."""
        self.found.append(warning(code, message, place))

    def close(self) -> tuple[Diagnostic, ...]:
        """The warnings; raises :class:`Refusal` with everything if there is an error.

        What was found twice, in a file that two chapters use, is told once.
        """
        found = tuple(dict.fromkeys(self.found))
        refuse_errors(found)
        return found


def refuse_errors(found: Iterable[Diagnostic]) -> None:
    """Raise :class:`Refusal` if there is an error among ``found``."""
    everything = tuple(found)
    if any(item.severity is Severity.ERROR for item in everything):
        raise Refusal(*everything)


def relative(path: Path, root: Path) -> str:
    """``path`` as seen from ``root``, with forward slashes; unchanged if it lies elsewhere."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
