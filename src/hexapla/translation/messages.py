"""Messages: the one definition of what is translatable, and what comes back for it.

Extraction, translation, coverage and checks all use :func:`messages_of` and
:func:`replace_messages`, so that they cannot disagree about what a message is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from hexapla.inline import has_words
from hexapla.message import Coverage, Message, Translation
from hexapla.model import Dossier, map_texts, texts_of
from hexapla.text import State, Text

Lookup = Callable[[str], Translation | None]
"""From a msgid to what a catalog knows of it; None where it knows nothing."""


def messages_of(dossier: Dossier) -> tuple[Message, ...]:
    """The messages of ``dossier`` in reading order, without the texts that hold no words.

    A text that stands in several places is one message, with the comments and files of them all.
    """
    comments: dict[str, dict[str, None]] = {}
    files: dict[str, dict[str, None]] = {}
    for text in texts_of(dossier):
        if has_words(text.content):
            comments.setdefault(text.content, {})[text.comment] = None
            files.setdefault(text.content, {})[text.place.file] = None
    return tuple(
        Message(id, comments=tuple(filter(None, said)), files=tuple(files[id]))
        for id, said in comments.items()
    )


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
