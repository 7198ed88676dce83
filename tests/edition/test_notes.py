"""Notes behind a text know every call of theirs, also those in other notes."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from hexapla.edition.notes import call_anchor, note_anchor, set_notes


def test_each_call_has_an_id_of_its_own_and_the_first_one_the_old() -> None:
    assert note_anchor("thread", 3) == "thread-note3"
    ids = [call_anchor("thread-note3", before) for before in range(3)]
    assert ids == ["thread-note3-call", "thread-note3-call-2", "thread-note3-call-3"]


def test_a_note_that_a_later_note_calls_leads_back_there_too() -> None:
    called = Counter({"one": 1, "two": 2})

    def write(label: str) -> tuple[Markup, ...]:
        if label == "two":
            called["one"] += 1
        return (Markup(label),)

    first, second = set_notes("a", {"two": 2, "one": 1}, write, called)
    assert (first.number, first.anchor, first.paragraphs) == (1, "a-note1", (Markup("one"),))
    assert first.calls == ("a-note1-call", "a-note1-call-2")
    assert second.calls == ("a-note2-call", "a-note2-call-2")
