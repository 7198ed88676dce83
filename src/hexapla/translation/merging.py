"""Merging: a catalog brought up to date with the manuscript, and not a byte more.

Entries are their lines (see :mod:`hexapla.translation.syntax`); what did not change is written
back as it was read: order, wrapping, comments, flags, header, line ends. The header's
POT-Creation-Date is left alone too: it would change every catalog at every update.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from hexapla.diagnostics import Place
from hexapla.language import Language
from hexapla.message import Message
from hexapla.translation.catalogs import (
    catalog_of,
    comment_lines,
    entry_lines,
    file_lines,
    form_lines,
    id_lines,
    key_of,
)
from hexapla.translation.matching import match
from hexapla.translation.reading import parse
from hexapla.translation.rewriting import (
    made_living,
    made_obsolete,
    names_of,
    previous_lines,
    texts_of_lines,
    with_flags,
    with_fuzzy_flag,
)
from hexapla.translation.syntax import Entry, File, Key, exchanged, written


@dataclass(frozen=True, slots=True)
class Merged:
    """A catalog after a merge, and what the merge did; texts are msgids."""

    data: bytes
    """The file's new content; equal to the old where there was nothing to do."""
    fuzzied: tuple[tuple[str, str], ...] = ()
    """Old and new text of messages whose translation a translator must look at."""
    added: tuple[str, ...] = ()
    """New messages without a translation."""
    obsoleted: tuple[str, ...] = ()
    """Messages that are gone; their translations are kept at the end of the file."""
    revived: tuple[str, ...] = ()
    """Messages that came back, with the translation that they had."""


def merge(data: bytes, messages: Sequence[Message], language: Language, place: Place) -> Merged:
    """Bring the catalog ``data`` of ``language``, read from ``place``, up to ``messages``.

    Messages are known by msgctxt and msgid and keep their places in the file. A changed one is
    fuzzy, with its old text in ``#|``. A new one goes after the message that it follows in the
    manuscript. A vanished one becomes obsolete, or is dropped if it had no translation.
    Raises Refusal if ``data`` is not a valid catalog of ``language``.
    """
    with _without_collecting():
        file = parse(data, place)
        catalog = catalog_of(file, place, language)
        work = _Work(file, {key_of(message): message for message in messages}, catalog.forms)
        work.take_back()
        work.match()
        work.add()
        return work.result()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for cycles of objects: a merge makes hundreds of thousands and no cycle.

    The search takes a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass
class _Work:
    """The state of one merge."""

    file: File
    wanted: Mapping[Key, Message]
    """The manuscript's messages in reading order."""
    forms: int
    """Plural forms of the language."""
    renamed: dict[Key, Message] = field(default_factory=dict)
    """By the key of a vanished entry: the message that takes its place in the file."""
    placed: dict[Key, Entry] = field(default_factory=dict)
    """By the key of a message that the file has no place for yet: its new entry."""
    fuzzied: list[tuple[str, str]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    revived: dict[Key, Entry] = field(default_factory=dict)
    """The obsolete entries that are taken back, as they stood."""

    def __post_init__(self) -> None:
        entries = [entry for entry in self.file.entries if not entry.is_header]
        self.live = {entry.key: entry for entry in entries if not entry.obsolete}
        self.obsolete = {entry.key: entry for entry in entries if entry.obsolete}
        self.new = [key for key in self.wanted if key not in self.live]

    def take_back(self) -> None:
        """Messages whose obsolete entry is still there."""
        for key in self.new:
            old = self.obsolete.get(key)
            if old and _is_worked_on(old):
                self.revived[key] = old
                self.placed[key] = _updated(
                    made_living(old, self.file.newline), self.wanted[key], self
                )
        self.new = [key for key in self.new if key not in self.placed]

    def match(self) -> None:
        """Messages that resemble an old one: in the place of one that vanished, or beside it."""
        translated = {key: entry for key, entry in self.live.items() if entry.translated}
        kept = {key: entry for key, entry in self.live.items() if _is_worked_on(entry)}
        vanished = {entry.id: entry for key, entry in kept.items() if key not in self.wanted}
        # A fuzzy translation is somebody's guess already; no second guess is built on it.
        sure = [*translated.items(), *self.obsolete.items()]
        live = {
            entry.id: entry
            for key, entry in sure
            if entry.translated and not entry.fuzzy and (entry.obsolete or key in self.wanted)
        }
        texts = list(dict.fromkeys(id for _, id in self.new))
        now, before = self._places()
        places = [now[text] for text in texts], [before[text] for text in vanished]
        found = match(texts, list(vanished), list(live), places)
        for key in self.new:
            old_id = found.get(key[1])
            if old_id is None:
                continue
            old = vanished.pop(old_id, None)
            if old:
                self.renamed[old.key] = self.wanted[key]
            elif old_id in live:
                self.placed[key] = self._copied(live[old_id], self.wanted[key])
        done = {key_of(message) for message in self.renamed.values()} | set(self.placed)
        self.new = [key for key in self.new if key not in done]

    def _places(self) -> tuple[dict[str, int], dict[str, int]]:
        """Where new and vanished texts stand: after how many of those that stay in the file.

        Entries of the file are counted in its order, so that a text edited in place has the
        place of its old form wherever its chapter was moved to.
        """
        before: dict[str, int] = {}
        stays: dict[Key, int] = {}
        for key in self.live:
            if key in self.wanted:
                stays[key] = len(stays) + 1
            else:
                before[key[1]] = len(stays)
        now: dict[str, int] = {}
        place = 0
        for key in self.wanted:
            place = stays.get(key, place)
            if key not in stays:
                now[key[1]] = place
        return now, before

    def add(self) -> None:
        """The rest is new."""
        for key in self.new:
            message = self.wanted[key]
            self.placed[key] = Entry(entry_lines(message, self.forms, self.file.newline))
            self.added.append(message.id)

    def _copied(self, old: Entry, message: Message) -> Entry:
        """A new entry with the translation of another message as a proposal."""
        blank = Entry(entry_lines(message, self.forms, self.file.newline))
        lines = exchanged(blank.lines, "msgstr", _forms(old, message, self))
        copied = replace(old, lines=lines, obsolete=False)
        return _fuzzied(copied, message, self)

    def result(self) -> Merged:
        """The entries in the order of the new file."""
        after = self._neighbours()
        kept: list[Entry] = []
        gone: list[Entry] = []
        # gettext refuses a message that is both there and obsolete.
        back = {
            id(old)
            for key, old in self.obsolete.items()
            if key in self.wanted and key not in self.live
        }
        for entry in self.file.entries:
            if id(entry) in back:
                continue
            if entry.obsolete:
                kept.append(entry)
                continue
            key = None if entry.is_header else entry.key
            if key is None:
                kept.append(entry)
            elif message := self.renamed.get(key):
                kept.append(_updated(_fuzzied(entry, message, self), message, self))
            elif message := self.wanted.get(key):
                kept.append(_updated(entry, message, self))
            elif _is_worked_on(entry):
                gone.append(entry)
            kept += after.get(key, ())
        crossed = [made_obsolete(entry, self.file.newline) for entry in gone]
        file = replace(self.file, entries=(*kept, *crossed))
        return Merged(
            written(file),
            tuple(self.fuzzied),
            tuple(self.added),
            tuple(entry.id for entry in gone),
            tuple(entry.id for entry in self.revived.values()),
        )

    def _neighbours(self) -> dict[Key | None, list[Entry]]:
        """New entries by the key of the one that they stand after; None for the header."""
        slots = {key_of(message): key for key, message in self.renamed.items()}
        after: dict[Key | None, list[Entry]] = defaultdict(list)
        anchor: Key | None = None
        for key in self.wanted:
            if key in self.placed:
                after[anchor].append(self.placed[key])
            elif len(self.wanted[key].files) <= 1:  # another may stand in another chapter's place
                anchor = slots.get(key, key)
        return after


def _is_worked_on(entry: Entry) -> bool:
    """Whether there is anything of a translator in it: a translation, or a note."""
    return entry.translated or any(text.strip("# ") for text in entry.of_kind("#"))


def _updated(entry: Entry, message: Message, work: _Work) -> Entry:
    """``entry`` with the comments, files and plural of ``message`` where they differ."""
    end = work.file.newline
    lines = entry.lines
    comments = comment_lines(message)
    if entry.comments != tuple(text[2:].strip() for text in comments):
        lines = exchanged(lines, "#.", [text + end for text in comments])
    if entry.files != message.files:
        lines = exchanged(lines, "#:", [text + end for text in file_lines(message)])
    if not set(message.flags) <= set(entry.flags):
        lines = with_flags(lines, message.flags, names_of(message.flags), end)
    entry = replace(entry, lines=lines) if lines is not entry.lines else entry
    if (entry.plural or "") != message.plural:
        return _fuzzied(entry, message, work)
    if message.plural and len(entry.forms) != work.forms:  # gettext counts them
        return _fuzzied(entry, message, work)
    return entry


def _fuzzied(entry: Entry, message: Message, work: _Work) -> Entry:
    """``entry`` as the fuzzy one of ``message``, with its own text as the previous one.

    One that is fuzzy already keeps the previous text that it has: its translation is of that.
    """
    end = work.file.newline
    lines = entry.lines
    if entry.translated:
        work.fuzzied.append((entry.id, message.id))
        if not (entry.fuzzy and entry.of_kind("#|")):
            lines = exchanged(lines, "#|", texts_of_lines(previous_lines(entry, end)))
        lines = with_fuzzy_flag(lines, end)
    lines = with_flags(lines, message.flags, _STALE | names_of(message.flags), end)
    wanted = work.forms if message.plural else 1
    if len(entry.forms) != wanted or bool(entry.plural) != bool(message.plural):
        lines = exchanged(lines, "msgstr", _forms(entry, message, work))
    ids = id_lines(message, end)
    for kind in ("msgctxt", "msgid", "msgid_plural"):
        lines = exchanged(lines, kind, texts_of_lines(line for line in ids if line.kind == kind))
    changed = replace(entry, lines=lines, context=message.context or None, id=message.id)
    return replace(changed, plural=message.plural or None)


_STALE = frozenset({"placeholders"})
"""The names of flags that tell of a text which is no longer there."""


def _forms(entry: Entry, message: Message, work: _Work) -> list[str]:
    """The translation of ``entry`` in as many forms as ``message`` takes."""
    forms = entry.forms
    wanted = work.forms if message.plural else 1
    if bool(entry.plural) != bool(message.plural):
        forms = forms[:1] * wanted
    forms = (*forms, *forms[-1:] * wanted)[:wanted]
    return texts_of_lines(form_lines(forms, bool(message.plural), work.file.newline))
