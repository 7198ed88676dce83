"""Catalogs: templates (.pot) written, catalogs (.po) started and read.

The only module that knows the PO library (translate-toolkit): it quotes and wraps what is new.
It is imported when something is written. Reading is in :mod:`hexapla.translation.reading`,
which is stricter than the library and quicker to load.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report
from hexapla.language import Language
from hexapla.limits import CATALOG_BYTES
from hexapla.message import Message, Translation
from hexapla.translation.header import (
    NO_REVISION,
    check_charset,
    check_language,
    fields_of,
    plural_forms,
    plural_function,
    revision,
    translator,
)
from hexapla.translation.reading import parse
from hexapla.translation.syntax import Entry, File, Key, Line

_WAIVER = re.compile(r"#\s*hexapla:\s*ignore((?:[\s,]+[A-Z]\d{3})+)\s*(?:[-–—(].*)?")
_MEANT = re.compile(r"#\s*hexapla\b\W+ignore\b", re.IGNORECASE)
"""What is meant for a waiver, well written or not."""

WIDTH = 79
"""Columns of a line, as gettext wraps."""


@dataclass(frozen=True)
class Catalog:
    """One .po file, read; made by :func:`read_catalog`. Can be pickled."""

    place: Place
    """The file."""
    language: str
    """BCP 47 tag."""
    entries: Mapping[tuple[str, str], Translation]
    """By msgctxt (empty for none) and msgid; neither the header nor obsolete entries."""
    lines: Mapping[tuple[str, str], int]
    """The line of each entry's first msgstr."""
    waivers: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The codes that translators waive (``# hexapla: ignore T011``), by the message's key."""
    forms: int = 1
    """Number of plural forms: the header's nplurals."""
    expression: str = "0"
    """Which of them a number takes: the header's C expression in n, known to be safe."""
    revision: str = ""
    """Date of the last translation, ``2026-11-22``; empty if the header does not say."""
    translator: str = ""
    """Who translated last; empty if the header does not say."""
    warnings: tuple[Diagnostic, ...] = ()

    def translation(self, id: str, context: str = "") -> Translation | None:
        """What it knows of a message; None if it does not hold it."""
        return self.entries.get((context, id))

    def plural(self, number: int) -> int:
        """Which plural form ``number`` takes, counted from 0."""
        return plural_function(self.expression)(number)

    def place_of(self, id: str, context: str = "") -> Place:
        """Where the translation of a message stands."""
        return Place(self.place.file, self.lines.get((context, id)))


def read_catalog(path: Path, place: Place, language: Language) -> Catalog:
    """Read the catalog at ``path``, called ``place`` in diagnostics, of ``language``.

    Raises Refusal (T001, T002, T003, T005, P008) for whatever ``msgfmt -c`` refuses, for a
    catalog of another language, and for a symbolic link.
    """
    if any(part.is_symlink() for part in (path, *path.parents[:2])):
        problem = "the catalog or its folder is a symbolic link; put the file itself there"
        raise Refusal(Diagnostic("P008", problem, place))
    if not path.is_file():  # a pipe would keep us waiting
        raise Refusal(Diagnostic("T001", "the catalog is no file; put a .po file there", place))
    try:
        with path.open("rb") as stream:
            data = stream.read(CATALOG_BYTES + 1)
    except OSError as error:
        problem = f"the catalog cannot be read: {error.strerror}"
        raise Refusal(Diagnostic("T001", problem, place)) from None
    return catalog_of(parse(data, place), place, language)


def catalog_of(file: File, place: Place, language: Language) -> Catalog:
    """The catalog in ``file``. Raises Refusal as :func:`read_catalog` does."""
    report = Report()
    header = next((entry for entry in file.entries if entry.is_header), None)
    if header is None:
        template = f"locales/{place.file.rpartition('/')[2].removesuffix('.po')}.pot"
        problem = (
            f"there is no header, the entry whose msgid is empty; copy it from {template} to the "
            f"beginning and write in it “Language: {language.folder}\\n”"
        )
        raise Refusal(Diagnostic("T001", problem, place))
    where = Place(place.file, header.number)
    fields = fields_of(header)
    messages = [entry for entry in file.entries if not (entry.obsolete or entry.is_header)]
    check_charset(fields, where, report)
    check_language(fields, language, where, report)
    usual = fields.get("plural-forms", "") or language.plural_forms
    forms, expression = plural_forms(usual, where, report)
    if "plural-forms" not in fields and any(entry.plural is not None for entry in messages):
        problem = f"the header has no Plural-Forms; add “Plural-Forms: {usual}\\n”"
        report.error("T005", problem, where)
    for entry in messages:
        _check_entry(entry, forms, Place(place.file, entry.number), report)
    # An empty msgctxt is not the same as none (gettext manual); no message of ours has one.
    ours = [entry for entry in messages if entry.context != ""]
    return Catalog(
        place=place,
        language=language.tag,
        entries={_key(entry): Translation(_worded(entry), entry.fuzzy) for entry in ours},
        lines={_key(entry): entry.number for entry in ours},
        waivers={_key(entry): codes for entry in ours if (codes := _waived(entry))},
        forms=forms,
        expression=expression,
        revision=revision(fields, where, report),
        translator=translator(fields),
        warnings=report.close(),
    )


def _waived(entry: Entry) -> frozenset[str]:
    """The codes in an entry's translator's comments of the form ``# hexapla: ignore T011 T013``."""
    found = (_WAIVER.fullmatch(text) for text in entry.of_kind("#"))
    return frozenset(code for match in found if match for code in re.findall(r"\w+", match[1]))


def _worded(entry: Entry) -> tuple[str, ...]:
    """The forms of an entry; one that says nothing, of a text that does, is none."""
    if not _says_something(entry.id):
        return entry.forms
    return tuple(form if _says_something(form) else "" for form in entry.forms)


def _says_something(text: str) -> bool:
    """Whether there is a letter, a digit or a symbol such as an arrow in ``text``."""
    return any(one.isalnum() or unicodedata.category(one)[0] == "S" for one in text)


def write_template(messages: Sequence[Message], *, title: str, date: datetime.date) -> bytes:
    """A template (.pot): ``messages`` in their order, for ``title`` with its version, if any.

    ``date`` stands for the time of writing, so that the same messages give the same bytes.
    """
    fields = _header(title, date) | {"Language": ""}
    lines = ["#, fuzzy\n", *_header_lines(fields)]
    for message in messages:
        lines += [line.text for line in entry_lines(message, 2)]
    return "".join(lines).encode()


def new_catalog(
    messages: Sequence[Message], language: Language, *, title: str, date: datetime.date
) -> bytes:
    """A catalog (.po) of ``language`` with nothing translated yet; otherwise as the template."""
    fields = _header(title, date) | {"Plural-Forms": language.plural_forms}
    forms, _ = plural_forms(language.plural_forms, Place(""), Report())
    lines = list(_header_lines(fields | {"Language": language.folder}))
    for message in messages:
        lines += [line.text for line in entry_lines(message, forms)]
    return "".join(lines).encode()


def entry_lines(message: Message, forms: int, newline: str = "\n") -> tuple[Line, ...]:
    """An untranslated entry with the blank line before it; ``forms`` if it has a plural."""
    return (
        Line("", newline),
        *(Line("#.", text + newline) for text in comment_lines(message)),
        *(Line("#:", text + newline) for text in file_lines(message)),
        *(Line("#,", text + newline) for text in flag_lines(message.flags)),
        *id_lines(message, newline),
        *form_lines(("",) * (forms if message.plural else 1), bool(message.plural), newline),
    )


def comment_lines(message: Message) -> list[str]:
    """The comments for the translator, each with ``#.`` before it.

    gettext takes a backslash at the end of any line for a continued one, so none stands there.
    """
    lines = (line.strip() for comment in message.comments for line in comment.split("\n"))
    return [f"#. {line} " if line.endswith("\\") else f"#. {line}".rstrip() for line in lines]


def file_lines(message: Message) -> list[str]:
    """The files that the message stands in, as many to a ``#:`` line as gettext puts there."""
    lines: list[str] = []
    for name in message.files:
        word = f"\u2068{name}\u2069" if re.search(r"\s", name) else name
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"#: {word}")
    return lines


def flag_lines(flags: Sequence[str]) -> list[str]:
    """The flags in one line behind ``#,``; none for none."""
    return [f"#, {', '.join(flags)}"] if flags else []


def id_lines(message: Message, newline: str) -> tuple[Line, ...]:
    """msgctxt, msgid and msgid_plural, as far as the message has them."""
    return (
        *(field_lines("msgctxt", message.context, newline) if message.context else ()),
        *field_lines("msgid", message.id, newline),
        *(field_lines("msgid_plural", message.plural, newline) if message.plural else ()),
    )


def form_lines(forms: Iterable[str], plural: bool, newline: str) -> tuple[Line, ...]:
    """One msgstr, or one for each plural form."""
    return tuple(
        line
        for index, form in enumerate(forms)
        for line in field_lines(f"msgstr[{index}]" if plural else "msgstr", form, newline)
    )


def field_lines(keyword: str, text: str, newline: str, previous: bool = False) -> tuple[Line, ...]:
    """``keyword`` and ``text``, quoted and wrapped; with ``#|`` before it if ``previous``."""
    from translate.storage import pypo  # noqa: PLC0415 - only for writing

    prefix = "#| " if previous else ""
    kind = "#|" if previous else keyword.partition("[")[0]
    quoted = pypo.quoteforpo(text) or ['""']
    if len(quoted) == 1 and len(f"{prefix}{keyword} {quoted[0]}") > WIDTH:
        quoted.insert(0, '""')
    quoted[0] = f"{keyword} {quoted[0]}"
    return tuple(Line(kind, f"{prefix}{line}{newline}") for line in quoted)


def _key(entry: Entry) -> tuple[str, str]:
    context, id = entry.key
    return context or "", id


def key_of(message: Message) -> Key:
    """The key of the entry that ``message`` has in a catalog."""
    return message.context or None, message.id


def _header(title: str, date: datetime.date) -> dict[str, str]:
    return {
        "Project-Id-Version": " ".join(title.split()),
        "POT-Creation-Date": f"{date.isoformat()} 00:00+0000",
        "PO-Revision-Date": NO_REVISION,
        "Last-Translator": "",
        "Language-Team": "",
        "Language": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def _header_lines(fields: Mapping[str, str]) -> Iterable[str]:
    """The header's entry. One line for each field, whatever its length."""
    from translate.storage import pypo  # noqa: PLC0415 - only for writing

    yield from ('msgid ""\n', 'msgstr ""\n')
    for name, value in fields.items():
        yield f'"{pypo.escapeforpo(f"{name}: {value}")}\\n"\n'


_FORMAT = re.compile(r"(?!no-)[a-z][a-z-]*-format")
"""gettext's flags for texts of programs, by which it judges them."""


def _check_entry(entry: Entry, forms: int, place: Place, report: Report) -> None:
    """What ``msgfmt -c`` refuses in a living entry, and what only seems to be something."""
    for text in entry.of_kind("#"):
        if _MEANT.match(text) and not _WAIVER.fullmatch(text):
            problem = "this is no waiver; write “# hexapla: ignore T011”, a reason behind a dash"
            report.warn("T014", problem, place)
    if entry.forms != _worded(entry):
        problem = "the translation says nothing: it holds no letter or digit, and counts as none"
        report.warn("T031", problem, place)
    if entry.fuzzy or not entry.forms[0]:
        return
    flags = (text[2:].split(",") for text in entry.of_kind("#,") if text.startswith("#,"))
    for flag in (one.strip() for some in flags for one in some if _FORMAT.fullmatch(one.strip())):
        problem = f"the flag “{flag}” is for texts of programs; take it out, a book has none"
        report.error("T001", problem, place)
    if entry.plural is not None and len(entry.forms) != forms:
        problem = f"there are {len(entry.forms)} plural forms, but the language has {forms}"
        report.error("T005", problem, place)
    texts = [text for text in (entry.id, entry.plural, *entry.forms) if text is not None]
    for said, ends in (("begin", str.startswith), ("end", str.endswith)):
        if len({ends(text, "\n") for text in texts}) > 1:
            problem = f"msgid and msgstr do not both {said} with a line break (\\n)"
            report.error("T001", problem, place)
