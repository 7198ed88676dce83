"""Filters: how an edition's language writes names, dates, quotations and sources in templates."""

from __future__ import annotations

import datetime
import re
import textwrap
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from hexapla import inline
from hexapla.dates import PartialDate
from hexapla.edition.edition import Edition
from hexapla.edition.inlines import Writer, language_attributes
from hexapla.edition.typography import Piece, rules_for, set_pieces
from hexapla.entries import Source
from hexapla.language import Language
from hexapla.scripts import direction_of, likely_script, script_of
from hexapla.text import Text

GUIDE = 20
"""Letters of a name of several words in a running head, at most."""

_QUOTES = (("«", "»"), ("„", "“"), ("„", "”"), ("“", "”"), ("‘", "’"))
"""Pairs of quotation marks in which a title may quote, whatever its language."""


@dataclass(frozen=True)
class Filters:
    """What templates can ask for of an edition, whichever document it is for."""

    edition: Edition
    writer: Writer

    def by_name(self) -> Mapping[str, Callable[..., Any]]:
        """The filters by the names that templates use."""
        language = self.edition.language
        return {
            "inline": self.writer.xhtml,
            "set": self.writer.words,
            "plain": self.plain,
            "name": self.name,
            "names": self.names,
            "guide": self.guide,
            "date": self.date,
            "time": self.time,
            "number": language.number,
            "digits": language.in_digits,
            "quote": self.quote,
            "lang": self.lang,
            "own": self.own,
            "web": self.web,
            "cite": self.cite,
            "kind": lambda node: type(node).__name__,
        }

    def plain(self, text: Text) -> str:
        """The text without markup, for titles and attributes."""
        return inline.plain(text.content)

    def name(self, text: Text) -> Markup:
        """The text without links, notes and styles, its language marked: for lists of contents."""
        language = self.edition.dossier.language if text.state.is_fallback else ""
        return self.lang(self.plain(text), language)

    def names(self, texts: tuple[Text, ...]) -> str:
        """Several texts without markup, as a list of the language."""
        return self.edition.language.joined([self.plain(text) for text in texts])

    def guide(self, text: Text) -> str:
        """What a running head shows of a name as it is sorted: what stands before its comma.

        Of a long one it shows the first words, up to GUIDE letters.
        """
        name = re.split(r"\s*[,،、]", self.plain(text))[0]
        return textwrap.shorten(name, GUIDE, placeholder="…") if " " in name else name

    def date(self, date: PartialDate, end: PartialDate | None = None) -> str:
        """A date, or the range up to ``end``, in words."""
        language = self.edition.language
        return language.date_range(date, end) if end else language.date(date)

    def time(self, date: PartialDate | datetime.date) -> Markup:
        """A date as an element of its own, which does not run on from what stands before it."""
        language = self.edition.language
        direction = Markup(' dir="rtl"') if language.direction == "rtl" else ""
        return Markup('<time datetime="{}"{}>{}</time>').format(
            date, direction, self.writer.words(language.date(date))
        )

    def quote(self, text: str, language: str = "") -> Markup:
        """A title in the edition's quotation marks, its own language marked.

        An address in the place of a title is of no language.
        """
        language = "" if "/" in text and " " not in text else language
        start, end, inner_start, inner_end = self.edition.language.quotes
        title_language = Language.parse(language) if language else self.edition.language
        for opening, closing in dict.fromkeys((title_language.quotes[:2], *_QUOTES)):
            if opening in text and closing in text:  # a quotation within the title
                text = text.replace(opening, inner_start).replace(closing, inner_end)
                break
        title = Piece("", is_text=False)
        start, _, end = set_pieces(
            (Piece(start), title, Piece(end)), rules_for(self.edition.language)
        )
        return Markup("{}{}{}").format(start, self.lang(text, language), end)

    def lang(self, text: str, language: str) -> Markup:
        """A text, marked where it is in another language than the edition."""
        if not language or language == self.edition.language.tag:
            return self.writer.words(text)
        other = Language.parse(language)
        return Markup("<span{}>{}</span>").format(
            language_attributes(other), self.writer.words(text, other)
        )

    def own(self, text: str, language: str = "") -> Markup:
        """What is not of the edition's language, such as an author's name, in its own direction.

        It is marked as of ``language`` if its letters are of that one's script alone: an English
        voice cannot say Cyrillic, but says Latin letters best itself.
        """
        script = next((script_of(sign) for sign in text if sign.isalpha()), "")
        foreign = script != likely_script(self.edition.language.tag)
        if language and foreign and script == likely_script(language):
            marked = language_attributes(Language.parse(language))
            return Markup("<bdi{}>{}</bdi>").format(marked, text)
        return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(text), text)

    def web(self, url: str) -> Markup:
        """A web address to read: its percent codes decoded, with places to break its line."""
        decoded = urllib.parse.unquote(url)
        readable = decoded.isprintable() and " " not in decoded
        return self.writer.breakable(decoded if readable else url)

    def cite(self, source: Source) -> Markup:
        """A short citation: outlet or author, date, and the source's locator."""
        outlet = source.outlet
        if outlet:
            who = self.writer.xhtml(outlet)
        elif source.author:
            who = self.own(source.author, source.language)
        elif source.language:
            who = self.lang(source.title, source.language)
        else:
            who = self.own(source.title)
        comma = self.edition.interface.label(", ")
        when = Markup("{}{}").format(comma, self.time(source.date)) if source.date else ""
        return Markup('{}{} <bdi dir="ltr">[{}]</bdi>').format(who, when, source.locator)
