"""Notes that stand apart from their calls, with a way back to each of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class SetNote:
    """A footnote as a document shows it behind its text."""

    number: int
    anchor: str
    """The id of its element."""
    paragraphs: tuple[Markup, ...]
    calls: tuple[str, ...]
    """The ids of its calls in the document, in order: where it leads back to."""


def note_anchor(document: str, number: int) -> str:
    """The id of a note by its document and number."""
    return f"{document}-note{number}"


def call_anchor(note: str, before: int) -> str:
    """The id of a call of ``note`` (its id), of which ``before`` calls stand before it.

    The first one's, ``thread-note3-call``, is the one that it has always had.
    """
    return f"{note}-call" + (f"-{before + 1}" if before else "")


def set_notes(
    document: str,
    numbers: Mapping[str, int],
    write: Callable[[str], tuple[Markup, ...]],
    called: Mapping[str, int],
) -> tuple[SetNote, ...]:
    """The notes of a document in the order of ``numbers``, which has their labels.

    ``write`` gives a note's paragraphs. ``called`` counts calls by label while it writes: a note
    may call another, so that all are written before any is told how often it is called.
    """
    labels = sorted(numbers, key=lambda label: numbers[label])
    written = {label: write(label) for label in labels}
    anchors = {label: note_anchor(document, numbers[label]) for label in labels}
    return tuple(
        SetNote(
            numbers[label],
            anchors[label],
            written[label],
            tuple(call_anchor(anchors[label], before) for before in range(called[label])),
        )
        for label in labels
    )
