"""A message in its context: what stands before and after it, and how it is translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.inline import has_words
from hexapla.manuscript import read_dossier
from hexapla.message import Translation
from hexapla.model import Dossier, blocks_of, texts_of
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.pipeline.catalogs import choose_languages, load_catalogs
from hexapla.project import Project
from hexapla.text import Text
from hexapla.translation import messages_of


@dataclass(frozen=True)
class Context:
    """One place of a message, as a translator wants to see it."""

    text: Text
    locator: str
    """Of the passage or entry that it is part of; empty if that has none."""
    before: str
    """The message before it in the chapter or register; empty at the beginning."""
    after: str
    comments: tuple[str, ...]
    """The comments for translators."""
    translations: Mapping[str, Translation]
    """By language tag; without languages that do not know the message."""

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "message": self.text.content,
            "locator": self.locator or None,
            "file": self.text.place.file,
            "line": self.text.place.line,
            "before": self.before or None,
            "after": self.after or None,
            "comments": self.comments,
            "translations": {
                tag: {"text": found.forms[0], "fuzzy": found.fuzzy}
                for tag, found in self.translations.items()
            },
        }


def contexts(project: Project, what: str, names: Sequence[str] = ()) -> tuple[Context, ...]:
    """The places of the messages that ``what`` names: a msgid, a locator, an entry's ``@id``.

    Or else a part of a msgid, whatever its capitals. ``names`` are the languages whose
    translations are shown; all if empty. Raises Refusal T030 if there is no such message.
    """
    with bounded_time(project.limits.seconds, READING):
        return _contexts(project, what, names)


def _contexts(project: Project, what: str, names: Sequence[str]) -> tuple[Context, ...]:
    dossier, _ = read_dossier(project)
    locators = dict(_located(dossier))
    texts = [text for text in texts_of(dossier) if has_words(text.content)]
    wanted = _wanted(texts, locators, dossier, what)
    if not wanted:
        problem = (
            f"no message is “{what}” or has these words, and there is no such locator; give the "
            "text as it stands in a msgid of book.po, a locator such as T2.1, or an entry’s @id "
            "(words of the templates, those of interface.po, are not searched)"
        )
        raise Refusal(Diagnostic("T030", problem))
    catalogs = [load_catalogs(project, item) for item in choose_languages(project, names)]
    comments = {message.id: message.comments for message in messages_of(dossier)}
    return tuple(
        Context(
            text,
            locators.get(id(text), ""),
            *_neighbours(texts, at),
            comments[text.content],
            {
                item.language.tag: found
                for item in catalogs
                if item.book and (found := item.book.translation(text.content)) and any(found.forms)
            },
        )
        for at, text in enumerate(texts)
        if id(text) in wanted
    )


def _located(dossier: Dossier) -> Iterator[tuple[int, str]]:
    """The identity of each text of a passage or an entry, with its locator, innermost last."""
    for node in blocks_of(dossier):
        locator = getattr(node, "locator", "")
        if locator:
            yield from ((id(text), locator) for text in texts_of(node))


def _wanted(
    texts: Sequence[Text], locators: Mapping[int, str], dossier: Dossier, what: str
) -> set[int]:
    """The identities of the texts that ``what`` names."""
    exact = {id(text) for text in texts if text.content == what}
    cited = {id(text) for text in texts if locators.get(id(text)) == what}
    named = {
        id(text)
        for node in blocks_of(dossier)
        if what.startswith("@") and getattr(node, "id", "") == what[1:]
        for text in texts_of(node)
    }
    part = {id(text) for text in texts if what.lower() in text.content.lower()}
    return exact or cited or named or (part if what.strip() else set())


def _neighbours(texts: Sequence[Text], at: int) -> tuple[str, str]:
    """The texts before and after one, if they are of the same file."""
    around = [texts[i] if 0 <= i < len(texts) else None for i in (at - 1, at + 1)]
    file = texts[at].place.file
    before, after = (one.content if one and one.place.file == file else "" for one in around)
    return before, after
