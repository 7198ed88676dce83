"""The benchmark of catalogs makes what it says and counts right; and the bar that merging meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogs import LANGUAGE, Quality, judged, quality, template, translated_catalog
from drafts import Drafts, drafts
from hexapla.diagnostics import Place
from hexapla.translation import merge
from hexapla.translation.reading import parse

PLACE = Place("locales/ka/LC_MESSAGES/book.po")


@pytest.fixture(scope="module")
def book() -> Drafts:
    return drafts(200)


def merged(book: Drafts) -> bytes:
    return merge(translated_catalog(book.before), book.after, LANGUAGE, PLACE).data


def test_drafts_are_the_same_every_time(book: Drafts) -> None:
    assert drafts(200) == book
    assert drafts(200, seed=2) != book


def test_drafts_differ_as_they_say(book: Drafts) -> None:
    before, after = ([message.id for message in draft] for draft in (book.before, book.after))
    assert len(set(before)) == len(before) == 200
    assert len(set(after)) == len(after) == 200 - 2 + 2
    assert set(after) - set(before) == set(book.ancestors) | book.unheard
    assert len(set(before) - set(after)) == len(book.ancestors) + 2
    assert set(book.ancestors.values()) < set(before)
    assert (len(book.ancestors), len(book.unheard)) == (10, 2)
    kept = [text for text in after if text in set(before)]
    assert kept != [text for text in before if text in set(after)]


def test_both_files_are_catalogs_of_the_drafts(book: Drafts) -> None:
    for data, draft in (
        (translated_catalog(book.before), book.before),
        (template(book.after), book.after),
    ):
        entries = parse(data, PLACE).entries[1:]
        assert [(e.id, e.comments, e.files) for e in entries] == [
            (message.id, message.comments, message.files) for message in draft
        ]


def test_what_is_right_wrong_missed_and_false_is_counted(book: Drafts) -> None:
    assert quality(book, merged(book)) == Quality(10, 0, 0, 0, 10, 2)
    assert quality(book, template(book.after)) == Quality(0, 0, 10, 0, 10, 2)
    assert quality(book, translated_catalog(book.after)) == Quality(0, 10, 0, 2, 10, 2)
    unmarked = merged(book).decode().replace("#, fuzzy\n", "")
    assert quality(book, unmarked.encode()) == Quality(0, 10, 0, 0, 10, 2)


def test_merging_meets_its_bar(tmp_path: Path) -> None:
    """Of 100 edited messages 98 get their own translation, of 100 new ones 2 that of another."""
    book = drafts(2_000)
    path = tmp_path / "merged.po"
    path.write_bytes(merged(book))
    found = quality(book, path.read_bytes())
    assert found.found >= 98, found
    assert found.misled <= 2, found
    assert judged(path) == "accepted"
