from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from hexapla.translation import matching
from hexapla.translation.matching import match

LONG = "The servicemen walked through the Roki tunnel on the thirtieth of March {}."


def test_a_changed_text_finds_its_old_form() -> None:
    old = ["The soldiers left the front.", "The president spoke on television."]
    new = ["The president spoke on the radio.", "The soldiers then left the front."]
    assert match(new, old, []) == {new[0]: old[1], new[1]: old[0]}


def test_an_unlike_text_finds_nothing() -> None:
    assert match(["Sources"], ["The president spoke on television."], []) == {}


def test_an_old_text_is_given_away_once() -> None:
    old = LONG.format("2022")
    new = [LONG.format("of 2022"), LONG.format("or the first of April 2022")]
    assert match(new, [old], []) == {new[0]: old}


def test_equals_are_told_apart_by_their_places() -> None:
    old = [LONG.format(f"202{number}") for number in range(10)]
    new = [LONG.format(f"203{number}") for number in range(10)]
    same = {text: text.replace("203", "202") for text in new}
    assert match(new, old, []) == same
    alike_old = [f"Chapter {letter}" for letter in "abc"]
    alike_new = [f"Chapter {letter}" for letter in "xyz"]
    assert list(match(alike_new, alike_old, []).values()) == alike_old


def test_between_the_same_neighbours_half_of_the_words_are_enough() -> None:
    old, new = ["The court", "A war"], ["The soldiers", "Afterwards"]
    assert match(new, old, [], ([7, 7], [7, 7])) == {"The soldiers": "The court"}
    assert match(new, old, [], ([6, 6], [7, 7])) == {}


def test_between_the_same_neighbours_texts_must_be_alike_too() -> None:
    old = ["The soldiers of the army left the front in the spring and went to the south."]
    new = ["The sources of the book were read by the editors of it, in a library."]
    assert match(new, old, [], ([0], [0])) == {}


def test_a_text_in_place_is_preferred_to_one_a_little_more_like() -> None:
    old, new = ["Letters of May", "Letters of June"], ["Letters of July"]
    assert match(new, old, []) == {new[0]: old[1]}
    assert match(new, old, [], ([3], [3, 9])) == {new[0]: old[0]}


def test_a_part_written_anew_has_no_places() -> None:
    count = matching._CANDIDATES + 1
    old = [f"The {number}" for number in range(count)]
    assert match(["The soldiers"], old, [], ([0], [0] * count)) == {}


def test_a_living_text_is_proposed_only_if_very_like() -> None:
    live = [LONG.format("2022"), "Something else altogether, about a court in Tskhinvali."]
    near, far = LONG.format("2023"), "Something else about a tunnel and a march in winter."
    assert match([near, far], [], live) == {near: live[0]}


def test_many_texts_are_matched_through_rare_words() -> None:
    count = 1100  # more than a million pairs
    old = [f"Paragraph w{number} tells of the house h{number}." for number in range(count)]
    new = [f"Paragraph w{number} tells of that house h{number}." for number in range(count)]
    assert len(old) * len(new) > matching._ALL_PAIRS
    assert match(new, old, []) == dict(zip(new, old, strict=True))


words = st.lists(st.sampled_from(["one", "two", "three", "four", "five"]), max_size=6)
lists = st.lists(words.map(" ".join), max_size=8, unique=True)


@given(lists, lists, lists)
def test_only_what_was_given_is_answered(
    new: list[str], vanished: list[str], live: list[str]
) -> None:
    found = match(new, vanished, live)
    assert set(found) <= set(new)
    assert set(found.values()) <= set(vanished) | set(live)
    once = [old for old in found.values() if old not in live]
    assert len(once) == len(set(once))


def test_hash_order_does_not_matter_and_numpy_is_not_loaded() -> None:
    program = (
        "import sys; from hexapla.translation.matching import match;"
        "old = [f'the {a} and the {b} of it' for a in 'abcdef' for b in 'uvwxyz'];"
        "new = [f'the {b} or the {a} of it' for a in 'abcdef' for b in 'uvwxyz'];"
        "assert 'numpy' not in sys.modules;"
        "print(match(new, old[:20], old[20:]))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(answers) == 1
