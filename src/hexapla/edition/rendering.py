"""render: an Edition through the templates of one format, as XHTML, CSS and the like."""

from __future__ import annotations

import datetime
import re
import textwrap
import traceback
import urllib.parse
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.loaders import split_template_path
from markupsafe import Markup, escape

from hexapla import inline
from hexapla.dates import PartialDate
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.edition.edition import Edition, anchor_of, is_locator
from hexapla.edition.indexing import (
    Mentions,
    PageRange,
    listed,
    mention_anchor,
    mentions_on,
    page_ranges,
    runs,
)
from hexapla.edition.inlines import Writer, bare, language_attributes, left_to_right
from hexapla.edition.notes import SetNote, call_anchor, note_anchor, set_notes
from hexapla.edition.sandbox import Sandbox
from hexapla.edition.tables import Ruler, Setting, indents, setting_of, setting_on_screens
from hexapla.edition.typography import Piece, rules_for, set_pieces
from hexapla.entries import STATUSES, Entry, Source
from hexapla.language import Language
from hexapla.model import Chapter, Table
from hexapla.scripts import direction_of
from hexapla.text import Text
from hexapla.toml_text import read_text


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

GUIDE = 20
"""Letters of a name of several words in a running head, at most."""


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
        interface = replace(self.edition.interface, written=self._writer().words)
        self._environment = Sandbox(
            loader=FunctionLoader(self._source),
            autoescape=lambda name: not (name or "").endswith((".css", ".txt")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.globals.update(
            edition=self.edition,
            dossier=self.edition.dossier,
            language=self.edition.language,
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
            ltr=left_to_right(self.edition.language),
            STATUSES=STATUSES,
        )
        self._environment.tests.update(is_locator=is_locator)
        self._environment.filters.update(
            inline=self._inline,
            plain=self._plain,
            name=self._name,
            date=self._date,
            time=self._time,
            own=_own,
            number=self.edition.language.number,
            digits=self.edition.language.in_digits,
            quote=self._quote,
            lang=self._lang,
            kind=lambda node: type(node).__name__,
            href=self._href,
            cite=self._cite,
            entry=self._entry,
            mention=self._mention,
            passage=self.edition.name_of,
            runs=runs,
            guide=self._guide,
            page_ranges=self._page_ranges,
            picture=lambda source: self.pictures[source],
            names=self._names,
            web=self._web,
            setting=self._setting,
            set=lambda text: self._writer().words(text),
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
            return self._environment.get_template(name).render(values)
        except (Refusal, MemoryError):
            raise
        except Exception as error:  # a designer's template can raise anything
            raise Refusal(self._mistake(error, name)) from error

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A template's text and file, as Jinja2 asks for it. Never a file outside the project."""
        parts = split_template_path(name)  # refuses ..
        if any(part.startswith(".") for part in parts):  # hidden files are no part of a theme
            return None
        for folder in self.folders:
            path = folder.joinpath(*parts)
            theme = folder == self.folders[-1]  # the tool's own; an installer may link its files
            inside = theme or path.resolve().is_relative_to(folder.parent.resolve())
            if inside and path.is_file():
                text = read_text(path, Place(f"templates/{name}"))
                return text, str(path), lambda: True
        return None

    def _mistake(self, error: Exception, name: str) -> Diagnostic:
        """What is wrong with a template, at the innermost line of a template that took part."""
        place = Place(
            f"templates/{getattr(error, 'name', None) or name}", getattr(error, "lineno", None)
        )
        if place.line is None:
            for frame in traceback.extract_tb(error.__traceback__):
                for folder in self.folders:
                    if Path(frame.filename).is_relative_to(folder):
                        file = Path(frame.filename).relative_to(folder).as_posix()
                        place = Place(f"templates/{file}", frame.lineno)
        kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
        problem = f"the template has a mistake: {kind}{error}"
        return Diagnostic("O006", problem, place)

    # ---- filters ----------------------------------------------------------------------------

    def _inline(self, text: Text) -> Markup:
        return self._writer().xhtml(text)

    def _writer(self) -> Writer:
        source = Language(self.edition.dossier.language)
        return Writer(
            self.edition.language,
            source,
            self._link,
            self._note,
            self._mention_id,
            self.format.joiners,
            self._pages_of,
            self._address,
        )

    def _plain(self, text: Text) -> str:
        """The text without markup, for titles and attributes."""
        return inline.plain(text.content)

    def _name(self, text: Text) -> Markup:
        """The text without links, notes and styles, its language marked: for lists of contents."""
        language = self.edition.dossier.language if text.state.is_fallback else ""
        return self._lang(self._plain(text), language)

    def _guide(self, text: Text) -> str:
        """What a running head shows of a name as it is sorted: what stands before its comma.

        Of a long one it shows the first words, up to GUIDE letters.
        """
        name = re.split(r"\s*[,،、]", self._plain(text))[0]
        return textwrap.shorten(name, GUIDE, placeholder="…") if " " in name else name

    def _names(self, texts: tuple[Text, ...]) -> str:
        """Several texts without markup, as a list of the language."""
        return self.edition.language.joined([self._plain(text) for text in texts])

    def _date(self, date: PartialDate, end: PartialDate | None = None) -> str:
        language = self.edition.language
        return language.date_range(date, end) if end else language.date(date)

    def _time(self, date: PartialDate | datetime.date) -> Markup:
        """A date as an element of its own, which does not run on from what stands before it."""
        language = self.edition.language
        direction = Markup(' dir="rtl"') if language.direction == "rtl" else ""
        return Markup('<time datetime="{}"{}>{}</time>').format(
            date, direction, self._writer().words(language.date(date))
        )

    def _quote(self, text: str, language: str = "") -> Markup:
        """A title in the edition's quotation marks, its own language marked."""
        start, end, inner_start, inner_end = self.edition.language.quotes
        own = Language.parse(language) if language else self.edition.language
        for opening, closing in dict.fromkeys((own.quotes[:2], *_QUOTES)):
            if opening in text and closing in text:  # a quotation within the title
                text = text.replace(opening, inner_start).replace(closing, inner_end)
                break
        title = Piece("", is_text=False)
        start, _, end = set_pieces(
            (Piece(start), title, Piece(end)), rules_for(self.edition.language)
        )
        return Markup("{}{}{}").format(start, self._lang(text, language), end)

    def _lang(self, text: str, language: str) -> Markup:
        """A text that is in another language than the edition, marked so."""
        if not language or language == self.edition.language.tag:
            return self._writer().words(text)
        own = Language.parse(language)
        return Markup("<span{}>{}</span>").format(
            language_attributes(own), self._writer().words(text, own)
        )

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
        return self._writer().link(f"@{entry_id}")

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

    def _web(self, url: str) -> Markup:
        """A web address to read: its percent codes decoded, with places to break its line."""
        decoded = urllib.parse.unquote(url)
        readable = decoded.isprintable() and " " not in decoded
        return self._writer().breakable(decoded if readable else url)

    def _cite(self, source: Source) -> Markup:
        """A short citation: outlet or author, date, and the source's locator."""
        who = self._inline(source.outlet) if source.outlet else _own(source.author or source.title)
        comma = self.edition.interface.label(", ")
        when = Markup("{}{}").format(comma, self._time(source.date)) if source.date else ""
        return Markup('{}{} <bdi dir="ltr">[{}]</bdi>').format(who, when, source.locator)

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
        writer = replace(self._writer(), note=lambda _: Markup("1"), mention=lambda _: "")
        return re.sub("[\u200b\u2060]", "", writer.xhtml(text).striptags())

    # ---- what lines link to -----------------------------------------------------------------

    def _link(self, target: str) -> tuple[str, Markup]:
        if target.startswith("#"):
            return self._href(target[1:]), escape(target[1:])
        if not target.startswith("@"):
            return target, escape(target)
        entry = self.edition.entries[target[1:]]
        if isinstance(entry, Source):
            return self._href(anchor_of(entry)), self._cite(entry)
        name: Text | None = getattr(entry, "name", None)
        text = self._inline(name) if name else escape(getattr(entry, "locator", entry.id))
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
            self._writer().breakable(bare(target))
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
        return tuple(self._inline(paragraph.text) for paragraph in note.paragraphs)


_QUOTES = (("«", "»"), ("„", "“"), ("„", "”"), ("“", "”"), ("‘", "’"))
"""Pairs of quotation marks in which a title may quote, whatever its language."""


def _own(text: str) -> Markup:
    """What is not of the edition's language, such as an author's name, in its own direction."""
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(text), text)
