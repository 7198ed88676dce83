"""Messages: the one definition of what is translatable, and what comes back for it.

Extraction, translation, coverage and checks all use :func:`messages_of` and
:func:`replace_messages`, so that they cannot disagree about what a message is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from hexapla.entries import Term
from hexapla.inline import has_words, parse, plain
from hexapla.message import Coverage, Message, Translation
from hexapla.model import Dossier, entries_of, map_texts, texts_of
from hexapla.text import State, Text
from hexapla.translation.words import Finder, plain_text, ways_of, words_of

Lookup = Callable[[str], Translation | None]
"""From a msgid to what a catalog knows of it; None where it knows nothing."""


def messages_of(dossier: Dossier) -> tuple[Message, ...]:
    """The messages of ``dossier`` in reading order, without the texts that hold no words.

    A text that stands in several places is one message, with the comments and files of them all,
    by the alphabet: their order in the dossier may change.
    """
    texts: dict[str, list[Text]] = {}
    for text in texts_of(dossier):
        if has_words(text.content):
            texts.setdefault(text.content, []).append(text)
    # Each of a term's several ways to say it, with the term's name.
    terms = [(name, words_of(way)) for name, ways in _terms_of(dossier).items() for way in ways]
    finder = Finder([words for _, words in terms], dossier.language)
    names = [name for name, _ in terms]
    return tuple(_message(id, found, names, finder) for id, found in texts.items())


def _message(id: str, texts: Sequence[Text], terms: Sequence[str], finder: Finder) -> Message:
    comments = sorted({text.comment for text in texts if text.comment})
    words = words_of(plain_text(parse(id)))
    own = plain(id)
    found = dict.fromkeys(terms[number] for number in finder.mentioned(words))
    used = [name for name in found if name != own]
    if used:
        comments.append("in the glossary: " + ", ".join(used))
    files = tuple(sorted({text.place.file for text in texts}))
    return Message(id, comments=tuple(comments), files=files, flags=_flags(id, texts))


def _terms_of(dossier: Dossier) -> dict[str, tuple[str, ...]]:
    """The names of the glossary's terms, each with its several ways to say it."""
    entries = entries_of(dossier).values()
    names = [entry.name.content for entry in entries if isinstance(entry, Term)]
    return {plain(name): ways_of(name) for name in sorted(names)}


def _flags(id: str, texts: Sequence[Text]) -> tuple[str, ...]:
    """What tools such as Weblate hold a translation to: length, targets and calls, line breaks.

    See “Customizing behavior using flags” of Weblate's manual, and “no-wrap” of gettext's.
    """
    flags: list[str] = []
    limits = [text.limit for text in texts if text.limit]
    if limits:
        flags.append(f"max-length:{min(limits)}")
    kept = dict.fromkeys(_KEPT.findall(id))
    if kept:
        flags.append("placeholders:" + ":".join(f'"{token}"' for token in kept))
    if "\n" in id:
        flags.append("no-wrap")
    return tuple(flags)


_KEPT = re.compile(r"""(?<=\])\([@#][\w.-]+\)|(?<=\])\(https?://[^\s,"'\\()]+\)|\[\^[\w.-]+\]""")
"""The targets of links and the calls of notes, as a translation must have them too; without those
with signs that part flags from one another."""


def replace_messages(dossier: Dossier, lookup: Lookup, *, language: str) -> Dossier:
    """``dossier`` as an edition in ``language`` (a BCP 47 tag) has it.

    A text with a whole, confirmed translation gets it; any other keeps the source text, marked
    as fuzzy or untranslated unless ``language`` is the manuscript's own. Texts without words
    are the same in every language and stay as they are.
    """

    def change(text: Text) -> Text:
        if not has_words(text.content):
            return text
        found = lookup(text.content)
        if found and found.usable:
            return replace(text, content=found.forms[0], language=language, state=State.TRANSLATED)
        if language == dossier.language:
            return text
        fuzzy = found is not None and found.fuzzy and any(found.forms)
        state = State.FUZZY if fuzzy else State.UNTRANSLATED
        return replace(text, language=dossier.language, state=state)

    return map_texts(dossier, change)


def coverage_of(node: object, source: object | None = None) -> Coverage:
    """The coverage of ``node``: an edition's dossier, or a part of it; each message counts once.

    ``source`` is the same node of the manuscript before :func:`replace_messages`. With it the
    total is that of the catalogs; without it two messages that came to be translated alike
    count as one. In the manuscript's own edition the source text counts as translated.
    """
    texts = texts_of(node)
    ids = texts if source is None else texts_of(source)
    states = {
        (id.content, text.state): _column(text.state)
        for id, text in zip(ids, texts, strict=True)
        if text.state is not State.SOURCE or has_words(text.content)
    }
    return Coverage(**Counter(states.values()))


def _column(state: State) -> str:
    """The field of :class:`Coverage` that counts ``state``."""
    return str(state) if state.is_fallback else "translated"
