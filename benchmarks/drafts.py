"""Two drafts of a made-up book, and what became of each message between them.

The words are made of syllables, as unequally frequent as those of a language (Zipf's law: the
word of rank r stands 1/r as often as the first), the frequent ones short. Of a hundred messages
5 were edited by a few words, 1 was deleted, 1 is new, and 1 was moved, besides a whole chapter.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hexapla.message import Message

EDITED, DELETED, NEW, MOVED = 0.05, 0.01, 0.01, 0.01
"""Parts of all messages."""
CHAPTER = 80
"""Messages of a chapter."""


@dataclass(frozen=True)
class Drafts:
    """A book before and after, each in its order; no text stands twice."""

    before: tuple[Message, ...]
    after: tuple[Message, ...]
    ancestors: Mapping[str, str]
    """By the text of each edited message: its text before."""
    unheard: frozenset[str]
    """Texts of the messages that have no ancestor."""


def drafts(count: int, seed: int = 1) -> Drafts:
    """A book of ``count`` messages and its next draft; the same ones for the same arguments."""
    chance = random.Random(f"{seed}/{count}")
    writer = _Writer(chance)
    before = [
        writer.message(number // CHAPTER, heading=number % CHAPTER == 0) for number in range(count)
    ]
    edited, deleted, new = (round(count * part) for part in (EDITED, DELETED, NEW))
    fates = chance.sample(range(count), edited + deleted)
    ancestors: dict[str, str] = {}
    unheard: set[str] = set()
    after: dict[int, Message | None] = dict(enumerate(before))
    for number in fates[:edited]:
        message = writer.edited(before[number])
        ancestors[message.id] = before[number].id
        after[number] = message
    for number in fates[edited:]:
        # Half of what is new replaces what was deleted: the place alone proves nothing.
        after[number] = None
        if 2 * len(unheard) < new:
            message = writer.message(number // CHAPTER, heading=False)
            unheard.add(message.id)
            after[number] = message
    kept = _moved([message for message in after.values() if message], chance)
    while len(unheard) < new:
        at = chance.randrange(len(kept) + 1)
        message = writer.message(at // CHAPTER, heading=False)
        unheard.add(message.id)
        kept.insert(at, message)
    return Drafts(tuple(before), tuple(kept), ancestors, frozenset(unheard))


def _moved(messages: list[Message], chance: random.Random) -> list[Message]:
    """``messages`` with some moved by some places, and a chapter's worth of them to the end."""
    for _ in range(round(len(messages) * MOVED)):
        at = chance.randrange(len(messages))
        message = messages.pop(at)
        messages.insert(max(0, at + chance.randint(-20, 20)), message)
    at = chance.randrange(max(1, len(messages) - CHAPTER))
    return messages[:at] + messages[at + CHAPTER :] + messages[at : at + CHAPTER]


class _Writer:
    """Writes and edits; knows what it wrote, so that it writes nothing twice."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._written: set[str] = set()
        self._words = self._vocabulary(8_000)
        self._frequencies = list(accumulate(1 / (rank + 3) for rank in range(len(self._words))))

    def _vocabulary(self, size: int) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < size:
            longest = 1 + sum(len(words) >= rank for rank in (60, 500, 2000))
            word = "".join(
                self.chance.choice("bcdfghklmnprstvwz") + self.chance.choice("aeiou")
                for _ in range(self.chance.randint(min(2, longest), longest))
            )
            words[word + self.chance.choice(("", "", "n", "s", "r", "t"))] = None
        return list(words)

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self._words, cum_weights=self._frequencies, k=count)

    def message(self, chapter: int, *, heading: bool) -> Message:
        """A new one of ``chapter``, of a kind and length as messages of a book are."""
        kinds: Sequence[tuple[str, Callable[[], str]]] = (
            ("heading", self._heading),
            ("table cell", self._heading),
            ("list item", self._item),
            ("paragraph", self._paragraph),
        )
        weights = (1, 0, 0, 0) if heading else (8, 17, 30, 45)
        kind, write = self.chance.choices(kinds, weights)[0]
        text = self._unwritten(write)
        return Message(text, comments=(f"Chapter {chapter}: {kind}",), files=(_file(chapter),))

    def _unwritten(self, write: Callable[[], str]) -> str:
        text = write()
        while text in self._written:
            text = write()
        self._written.add(text)
        return text

    def _heading(self) -> str:
        return " ".join(self.words(self.chance.randint(1, 6))).capitalize()

    def _item(self) -> str:
        return self._sentence(5, 20)

    def _paragraph(self) -> str:
        count = self.chance.randint(1, 5)
        return " ".join(self._sentence(8, 25) for _ in range(count))

    def _sentence(self, least: int, most: int) -> str:
        words = self.words(self.chance.randint(least, most))
        for at in range(len(words)):
            match self.chance.random():
                case part if part < 0.01:
                    words[at] = f"[{words[at]}](@{self.words(1)[0]})"
                case part if part < 0.02:
                    words[at] = f"*{words[at]}*"
                case part if part < 0.03:
                    words[at] = str(self.chance.randint(2, 2026))
                case part if part < 0.1:
                    words[at] += ","
        note = f"[^{self.words(1)[0]}]" if self.chance.random() < 0.1 else ""
        text = " ".join(words).rstrip(",")
        return f"{text[0].upper()}{text[1:]}.{note}"

    def edited(self, message: Message) -> Message:
        """``message`` with a few of its words changed, at the most one in eight or else one."""

        def edit() -> str:
            words = message.id.split(" ")
            for _ in range(self.chance.randint(1, max(1, len(words) // 8))):
                self._edit(words)
            return " ".join(words)

        text = self._unwritten(edit)
        return Message(text, comments=message.comments, files=message.files)

    def _edit(self, words: list[str]) -> None:
        at = self.chance.randrange(len(words))
        # The one word of a message is not replaced: that would be another message.
        kinds = {"replace": 8, "insert": 4, "delete": 3, "inflect": 4, "negate": 1}
        match self.chance.choices(list(kinds), list(kinds.values()))[0]:
            case "replace" if len(words) > 1:
                words[at] = self.words(1)[0]
            case "delete" if len(words) > 2:
                del words[at]
            case "inflect":
                words[at] += self.chance.choice(("n", "s", "ne"))
            case "negate":
                words.insert(at, "not")
            case _:
                words.insert(at, self.words(1)[0])


def _file(chapter: int) -> str:
    return f"book/part-{chapter // 10}/chapter-{chapter:03}.md"
