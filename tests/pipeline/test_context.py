from __future__ import annotations

import pytest

from built import DOSSIERS
from hexapla.diagnostics import Refusal
from hexapla.pipeline.context import contexts
from hexapla.project import Project

ARABIC = Project.read(DOSSIERS / "arabic")


def test_a_locator_shows_its_message_between_its_neighbours() -> None:
    (found,) = contexts(ARABIC, "T1.1")
    assert found.text.content == "A post below it, see [](#T1)."
    assert found.locator == "T1.1"
    assert found.before == "The first post has a note.[^a]"
    assert found.after == "A subheading"
    assert found.comments == ("thread: post 1.1 of the thread",)
    assert found.translations["ar"].forms[0].startswith("منشور")


def test_the_first_message_of_a_file_has_none_before_it() -> None:
    (found,) = contexts(ARABIC, "A short thread")
    assert (found.before, found.locator) == ("", "")


def test_a_part_of_a_text_in_any_capitals_will_do() -> None:
    (found,) = contexts(ARABIC, "BELOW it")
    assert found.locator == "T1.1"


def test_an_entry_is_named_by_its_id() -> None:
    found = contexts(ARABIC, "@ada")
    assert [item.text.content for item in found] == ["Ada Zimm", "a witness"]


def test_only_the_languages_that_are_asked_for() -> None:
    (found,) = contexts(ARABIC, "T1.1", ["en"])
    assert not found.translations


def test_words_of_the_templates_are_said_not_to_be_searched() -> None:
    with pytest.raises(Refusal, match=r"interface\.po, are not searched"):
        contexts(ARABIC, "Landmarks")


@pytest.mark.parametrize("what", ["T99", "", " "])
def test_nothing_found_is_told(what: str) -> None:
    with pytest.raises(Refusal) as refused:
        contexts(ARABIC, what)
    assert [item.code for item in refused.value.diagnostics] == ["T030"]


def test_in_json() -> None:
    (found,) = contexts(ARABIC, "T1.1")
    told = found.as_json()
    assert told["locator"] == "T1.1"
    assert told["translations"]["ar"]["fuzzy"] is False  # type: ignore[index]
