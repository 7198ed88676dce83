"""render: an Edition through the templates of one format, as XHTML, CSS and the like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from hexapla import inline
from hexapla.diagnostics import Refusal
from hexapla.edition.edition import Edition, anchor_of, is_locator
from hexapla.edition.filters import Filters
from hexapla.edition.indexing import (
    Mentions,
    PageRange,
    listed,
    mention_anchor,
    mentions_on,
    page_ranges,
    runs,
)
from hexapla.edition.inlines import Writer, bare, left_to_right
from hexapla.edition.loading import find_template, mistake_in
from hexapla.edition.notes import SetNote, call_anchor, note_anchor, set_notes
from hexapla.edition.sandbox import Sandbox
from hexapla.edition.tables import Ruler, Setting, indents, setting_of, setting_on_screens
from hexapla.entries import STATUSES, Entry, Source
from hexapla.language import Language
from hexapla.model import Chapter, Table
from hexapla.text import Text


@dataclass(frozen=True)
class Format:
    """What sets the templates of one format apart."""

    name: str
    """``pdf`` or ``epub``: the templates' folder."""
    suffix: str
    """What the names of documents end in, in links between documents; empty for one document."""
    notes_in_place: bool
    """Whether a footnote stands where it is called (and CSS moves it to the foot of the page)."""
    marks_mentions: bool
    """Whether links to entries have ids, so that an index can name their pages."""
    joiners: bool
    """Whether word joiners (U+2060) may stand in texts. A PDF's text is without them; an e-book's
    is searched as it stands, so that there a style keeps words whole."""


FORMATS = {
    "pdf": Format("pdf", "", notes_in_place=True, marks_mentions=True, joiners=True),
    "epub": Format("epub", ".xhtml", notes_in_place=False, marks_mentions=False, joiners=False),
}


NO_BREAK = "\u00a0"


@dataclass
class Renderer:
    """Renders one edition in one format. Counts the calls of notes in the current document."""

    edition: Edition
    format: Format
    folders: tuple[Path, ...]
    """Where templates are looked for: the project's own first."""
    pictures: Mapping[str, str]
    """From a figure's source to the picture's address in this format."""
    version: str = ""
    """The tool's name and version, for colophons."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """The theme's: ``ink``, ``accent``, ``link``."""
    variant: str = ""
    """What a PDF is for: ``screen`` or ``print``."""
    ruler: Ruler | None = None
    """With which tables are measured, where pages have a width of their own."""
    _calls: Counter[str] = field(default_factory=Counter)
    _mentions: Counter[str] = field(default_factory=Counter)
    _numbers: Counter[str] = field(default_factory=Counter)
    _document: str = ""
    _pages: Mapping[str, str] = field(default_factory=dict)
    _mentioned: Mentions = field(default_factory=dict)
    _known_pages: Mapping[str, str] | None = None
    _indents: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the environment: sandboxed, since a project's templates may be a stranger's."""
        language = self.edition.language
        self._writer = Writer(
            language,
            Language(self.edition.dossier.language),
            self._link,
            self._note,
            self._mention_id,
            self.format.joiners,
            self._pages_of,
            self._address,
        )
        self._filters = Filters(self.edition, self._writer)
        interface = replace(self.edition.interface, written=self._writer.words)
        self._environment = Sandbox(
            loader=FunctionLoader(lambda name: find_template(self.folders, name)),
            autoescape=lambda name: not (name or "").endswith((".css", ".txt")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.globals.update(
            edition=self.edition,
            dossier=self.edition.dossier,
            language=language,
            version=self.version,
            colours=self.colours,
            variant=self.variant,
            _=interface.text,
            label=interface.label,
            count=interface.count,
            anchor_of=anchor_of,
            numbered=self._numbered,
            notes=self._notes,
            call_anchor=call_anchor,
            ltr=left_to_right(language),
            STATUSES=STATUSES,
        )
        self._environment.tests.update(is_locator=is_locator)
        self._environment.filters.update(
            **self._filters.by_name(),
            href=self._href,
            entry=self._entry,
            mention=self._mention,
            passage=self.edition.name_of,
            runs=runs,
            page_ranges=self._page_ranges,
            picture=lambda source: self.pictures[source],
            setting=self._setting,
        )

    def render(self, template: str, document: str = "", **values: Any) -> str:
        """The text of ``<format>/<template>`` for the part whose id is ``document``.

        Raises Refusal O006, with the template's file and line, for a mistake in it.
        """
        self._calls.clear()
        self._mentions.clear()
        self._numbers.clear()
        self._document = document
        self._known_pages = values.get("pages")
        return self._rendered(f"{self.format.name}/{template}", values)

    def draw(self, template: str, **values: Any) -> str:
        """The text of ``shared/<template>``: a drawing, which is the same in every format.

        Raises Refusal O006 as :meth:`render` does.
        """
        return self._rendered(f"shared/{template}", values)

    def _rendered(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            text = self._environment.get_template(name).render(values)
            _refuse_unknown(text, name)
            return text
        except (Refusal, MemoryError):
            raise
        except Exception as error:  # a designer's template can raise anything
            raise Refusal(mistake_in(name, error, self.folders)) from error

    # ---- filters ----------------------------------------------------------------------------

    def _href(self, anchor: str) -> str:
        """The address of an anchor of the dossier, as seen from the current document."""
        home = self.edition.homes[anchor]
        if not self.format.suffix or home == self._document:
            return f"#{anchor}"
        file = home + self.format.suffix
        return file if anchor == home else f"{file}#{anchor}"

    def _entry(self, entry_id: str) -> Entry:
        return self.edition.entries[entry_id]

    def _page_ranges(self, entry: Entry, pages: Mapping[str, str]) -> tuple[PageRange, ...]:
        """The pages of an entry, for the index; those of all entries are found once a page map."""
        if pages is not self._pages:
            self._pages, self._mentioned = pages, mentions_on(pages)
        return page_ranges(entry.id, anchor_of(entry), pages, self._mentioned)

    def _mention(self, entry_id: str) -> Markup:
        """A link to an entry with its name as the text."""
        return self._writer.link(f"@{entry_id}")

    def _numbered(self, name: str) -> str:
        """An id that begins with ``name`` and is given once in the document."""
        self._numbers[name] += 1
        return f"{name}-{self._numbers[name]}"

    def _mention_id(self, target: str) -> str:
        """The id of one more link to ``target`` in this document; empty where none is needed."""
        if not self.format.marks_mentions or not target.startswith("@"):
            return ""
        self._mentions[target] += 1
        return mention_anchor(target[1:], self._document, self._mentions[target])

    def _setting(self, table: Table) -> Setting:
        """How a table is set: measured for a page, or estimated for whatever screen."""
        if self.ruler is None:
            return setting_on_screens(
                [inline.plain(cell.content) for cell in table.header],
                [[inline.plain(cell.content) for cell in row] for row in table.rows],
            )
        if not self._indents:
            for part in self.edition.dossier.parts:
                if isinstance(part, Chapter):
                    self._indents.update((id(one), indent) for one, indent in indents(part.blocks))
        header = [self._shown(cell) for cell in table.header]
        rows = [[self._shown(cell) for cell in row] for row in table.rows]
        return setting_of(header, rows, self.ruler, self._indents.get(id(table), 0.0))

    def _shown(self, text: Text) -> str:
        """A text as it is printed, without its notes."""
        writer = replace(self._writer, note=lambda _: Markup("1"), mention=lambda _: "")
        return re.sub("[\u200b\u2060]", "", writer.xhtml(text).striptags())

    # ---- what lines link to -----------------------------------------------------------------

    def _link(self, target: str) -> tuple[str, Markup]:
        if target.startswith("#"):
            return self._href(target[1:]), escape(target[1:])
        if not target.startswith("@"):
            return target, escape(target)
        entry = self.edition.entries[target[1:]]
        if isinstance(entry, Source):
            return self._href(anchor_of(entry)), self._filters.cite(entry)
        name: Text | None = getattr(entry, "name", None)
        text = self._writer.xhtml(name) if name else escape(getattr(entry, "locator", entry.id))
        return self._href(anchor_of(entry)), text

    def _pages_of(self, locators: tuple[str, ...], shown: bool) -> Markup:
        """The pages of passages that a line refers to, where they are in another part and known.

        Behind their locators if the line has those (``shown``), else in brackets with them.
        """
        here, homes = self._document, self.edition.homes
        if self._known_pages is None or all(homes.get(one) == here for one in locators):
            return Markup("")
        interface, known = self.edition.interface, self._known_pages
        numbers = [int(known.get(one, "0")) for one in locators]
        comma = interface.label(", ")
        pages = interface.count(
            "p. {pages}",
            "pp. {pages}",
            len(set(numbers)),
            pages=self.edition.language.in_digits(listed(numbers, comma)),
        )
        pages = Markup(re.sub(r" (?=\d)", NO_BREAK, str(pages), count=1))  # “p.” keeps its number
        comma = comma.replace(" ", NO_BREAK)
        if shown:
            return Markup('<span class="page-reference">{}{}</span>').format(comma, pages)
        link = Markup('<a class="locator-link"{} href="{}">{}</a>').format(
            left_to_right(self.edition.language), self._href(locators[0]), locators[0]
        )
        return Markup(' <span class="page-reference">({}{}{})</span>').format(link, comma, pages)

    def _address(self, target: str) -> Markup:
        """Where a web link leads, for paper."""
        if self.variant != "print":
            return Markup("")
        return Markup(' <span class="address">[<bdi dir="ltr">{}</bdi>]</span>').format(
            self._writer.breakable(bare(target))
        )

    def _note(self, label: str) -> Markup:
        """A footnote's call. In place, where notes stand there, the later ones only link to it."""
        number = self.edition.note_numbers[self._document][label]
        anchor, before = note_anchor(self._document, number), self._calls[label]
        self._calls[label] += 1
        module: Any = self._environment.get_template(f"{self.format.name}/note.xhtml").module
        note = self._note_of(label) if self.format.notes_in_place and not before else None
        return Markup(str(module.call(number, anchor, before, note)).strip())

    def _notes(self) -> tuple[SetNote, ...]:
        """The notes of the current document, whose text has been written; for its template."""
        numbers = self.edition.note_numbers.get(self._document, {})
        return set_notes(self._document, numbers, self._note_of, self._calls)

    def _note_of(self, label: str) -> tuple[Markup, ...]:
        """The paragraphs of a note of the current document."""
        note = self.edition.note(self._document, label)
        return tuple(self._writer.xhtml(paragraph.text) for paragraph in note.paragraphs)


_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML can hold (XML 1.0, Char)."""
_NO_TEXT = re.compile(r"[\ud800-\udfff]")
"""What no UTF-8 can hold; a style sheet may have form feeds."""


def _refuse_unknown(text: str, name: str) -> None:
    """Raise ValueError if a template made a character that no file of its kind can hold."""
    found = (_NO_TEXT if name.endswith(".css") else _NO_XML).search(text)
    if found:
        raise ValueError(f"it makes the character U+{ord(found[0]):04X}, which no file can hold")
