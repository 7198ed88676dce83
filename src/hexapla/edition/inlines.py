"""A Text as XHTML: inline Markdown with its links, footnote calls and language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from markupsafe import Markup, escape

from hexapla import inline
from hexapla.edition.tables import address_pieces
from hexapla.edition.typography import NO_BREAK_SPACES, WORD_JOINER, line_of, rules_for, set_text
from hexapla.language import Language
from hexapla.text import Text


@dataclass(frozen=True)
class Writer:
    """How one document of one format writes what is in a line."""

    edition: Language
    source: Language
    """The manuscript's language: the language of fallbacks."""
    resolve: Callable[[str], tuple[str, Markup]]
    """From a link's target to its ``href`` and the text to fill in where there is none."""
    note: Callable[[str], Markup]
    """From a footnote's label to its call (and, where the format wants it, the note itself)."""
    mention: Callable[[str], str]
    """From a link's target to the id of the link; empty for none."""
    joiners: bool = True
    """Whether word joiners may stand in the text; if not, a style keeps words whole."""
    pages: Callable[[tuple[str, ...], bool], Markup] = lambda *_: Markup("")
    """From the locators that a line refers to one after another, and whether they stand in the
    line themselves, to what is printed behind them: their pages."""
    address: Callable[[str], Markup] = lambda _: Markup("")
    """From a web link's target to what is printed behind its text."""

    def xhtml(self, text: Text) -> Markup:
        """The text, its language marked where it is not the edition's."""
        language = self.source if text.state.is_fallback else self.edition
        content = self._nodes(line_of(text.content, language))
        if not text.state.is_fallback:
            return content
        return Markup('<span class="fallback"{}>{}</span>').format(
            language_attributes(language), content
        )

    def words(self, text: str, language: Language | None = None) -> Markup:
        """Plain text, set as its ``language`` (the edition's if there is none) has it."""
        return self._plain(set_text(text, rules_for(language or self.edition)))

    def _plain(self, text: str) -> Markup:
        if self.joiners:
            # WeasyPrint 70 takes a no-break space at the end of an element's text for room that a
            # line can do without, and then cuts the line at the first word that it can hyphenate.
            return escape(text + WORD_JOINER if text.endswith(NO_BREAK_SPACES) else text)
        return (
            Markup(_JOINED.sub(_whole, str(escape(text)))) if WORD_JOINER in text else escape(text)
        )

    def _nodes(self, nodes: Sequence[inline.Inline]) -> Markup:
        written: list[Markup] = []
        run: list[str] = []
        for number, node in enumerate(nodes):
            written.append(self._node(node))
            match node:
                case inline.Link(target=target, children=()) if target.startswith("#"):
                    run.append(target[1:])
                    if not _goes_on(nodes[number + 1 :]):
                        written.append(self.pages(tuple(run), True))
                        run.clear()
                case inline.Link(target=target) if target.startswith("#"):
                    written.append(self.pages((target[1:],), False))
                case inline.Link() if _has_own_text(node):
                    written.append(self.address(node.target))
        return Markup("").join(written)

    def _node(self, node: inline.Inline) -> Markup:
        match node:
            case inline.Plain(content):
                return self._plain(content)
            case inline.Styled(tag, children):
                direction = Markup(' dir="ltr"' if tag == "code" else "")
                return Markup("<{0}{1}>{2}</{0}>").format(
                    Markup(tag), direction, self._nodes(children)
                )
            case inline.Break():
                return Markup("<br/>")
            case inline.NoteCall(label):
                return self.note(label)
            case inline.Link():
                return self.link(node.target, node.children)
            case inline.Picture():
                return Markup("")  # the reader refuses pictures within a line

    def breakable(self, address: str) -> Markup:
        """A web address with the places where its line may break.

        In print these are zero-width spaces: WeasyPrint 70 fills a line with the beginning of
        what comes behind an element, such as ``wbr``.
        """
        between = Markup("\u200b" if self.joiners else "<wbr/>")
        return between.join(escape(piece) for piece in address_pieces(address))

    def link(self, target: str, children: Sequence[inline.Inline] = ()) -> Markup:
        """A link; its text is filled in where it has no ``children``."""
        href, text = self.resolve(target)
        kind = {"#": "locator-link", "@": "entry-link"}.get(target[:1], "web-link")
        direction = left_to_right(self.edition) if kind == "locator-link" and not children else ""
        content = self._nodes(children) or text
        if self.joiners and len(children) == 1 and _is_address(children[0]):
            content = self.breakable(children[0].text)
        if tuple(children) == (inline.Plain(target),):  # an address keeps its own direction
            content = Markup('<bdi dir="ltr">{}</bdi>').format(content)
        name = self.mention(target)
        anchor = Markup(' id="{}"').format(name) if name else ""
        return Markup('<a class="{}"{}{} href="{}">{}</a>').format(
            kind, anchor, direction, href, content
        )


_BETWEEN = re.compile(r"[^.;:()]{1,8}")
"""What stands between two references of one list: a comma, a dash, “and”."""


def _goes_on(rest: Sequence[inline.Inline]) -> bool:
    """Whether a list of locators goes on behind one of them."""
    match rest[:2]:
        case (inline.Plain(between), inline.Link(target=target, children=())):
            return target.startswith("#") and bool(_BETWEEN.fullmatch(between))
        case _:
            return False


def _has_own_text(link: inline.Link) -> bool:
    """Whether a web link shows something else than where it leads."""
    if link.target[:1] in ("#", "@") or not link.children:
        return False
    nodes = inline.walk(link.children)
    text = "".join(node.text for node in nodes if isinstance(node, inline.Plain)).strip()
    return text not in (link.target, bare(link.target))


def bare(address: str) -> str:
    """A web address as it is printed: without its scheme and a slash at its end."""
    return re.sub(r"^(https?://|mailto:)", "", address).rstrip("/")


def _is_address(node: inline.Inline) -> TypeGuard[inline.Plain]:
    return isinstance(node, inline.Plain) and bool(_ADDRESS.fullmatch(node.text))


_ADDRESS = re.compile(r"\w+://[^\s\u2060]+")

_JOINED = re.compile(
    rf"(?<![^\s—{WORD_JOINER}])[^\s—{WORD_JOINER}]+(?:{WORD_JOINER}(?:—|[^\s–—{WORD_JOINER}]+))+"
)
"""What word joiners hold together. After a dash that is joined to what stands before it a line
may break."""


def _whole(words: re.Match[str]) -> str:
    return f'<span class="whole">{words[0].replace(WORD_JOINER, "")}</span>'


def left_to_right(edition: Language) -> Markup:
    """The attribute for a locator or a number in a line of ``edition``; empty if it needs none.

    Where lines run from the right it keeps what stands between two locators from running with
    them from the left, and a number from running on from the number before it.
    """
    return Markup(' dir="ltr"') if edition.direction == "rtl" else Markup("")


def language_attributes(language: Language) -> Markup:
    """The attributes that mark an element's language and direction, in HTML and in XML."""
    return Markup(' lang="{0}" xml:lang="{0}" dir="{1}"').format(language.tag, language.direction)
