"""Passages that two texts share, and those that only look alike."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hexapla.manuscript.comparing import LEAST, Passage, compare, read_passages

THREAD = """\
What the ferry crew told me.

1. The ferry to Sarn has not sailed since the storm, and nobody on the quay can say when it will.

1.1 The harbour master was asked to repair the worn-out landing stage before winter comes again.

2. I shall ask again tomorrow.
"""

ARTICLE = """\
Ferry Still Idle At Sarn

The harbour master had been asked to repair the worn out landing stage before the winter, a \
traveller wrote online.

“The ferry to Sarn has [still] not sailed since the storm, and nobody on the quay can say when”, \
she added.

A spokesman said on Monday that he would ask again.
"""


def passages(*texts: str) -> list[Passage]:
    return [Passage(f"P{number}", text) for number, text in enumerate(texts, 1)]


def test_shared_passages_are_found_with_their_locators(tmp_path: Path) -> None:
    thread, article = tmp_path / "thread.txt", tmp_path / "article.txt"
    thread.write_text(THREAD, encoding="utf-8")
    article.write_text(ARTICLE, encoding="utf-8")
    found = compare(read_passages(thread), read_passages(article))
    assert [(item.left.locator, item.right.locator) for item in found] == [
        ("T1", "A2"),
        ("T1.1", "A1"),
    ]
    first, second = found
    assert first.right.text.startswith("The ferry to Sarn has [still] not sailed")
    assert second.left.text.startswith("The harbour master was asked to repair the worn-out")
    assert second.words == 13


def test_a_chapter_is_read_like_a_capture(tmp_path: Path) -> None:
    chapter = tmp_path / "notes.md"
    chapter.write_text(
        '+++\nkind = "context"\ntitle = "Notes"\n+++\n\nOne.\n\n'
        "*The ferry* to [Sarn](https://example.org/) has not sailed since the storm, they say.\n",
        encoding="utf-8",
    )
    thread = tmp_path / "thread.txt"
    thread.write_text(THREAD, encoding="utf-8")
    (shared,) = compare(read_passages(chapter), read_passages(thread))
    assert (shared.left.locator, shared.right.locator) == ("C2", "T1")
    assert shared.left.text == "The ferry to Sarn has not sailed since the storm"


def test_few_words_in_common_are_not_a_shared_passage() -> None:
    left = passages("He said on Monday that the bridge over the river was closed to all traffic.")
    right = passages("She denied on Monday that a road near the river had been open to any cars.")
    assert compare(left, right) == []
    assert compare(left, right, least=3)


def test_words_scattered_over_a_passage_do_not_add_up() -> None:
    left = passages("one a b c d two e f g h three i j k l four m n o p five q r s t six u v seven")
    right = passages(
        "one 1 2 3 4 two 5 6 7 8 three 9 8 7 6 four 5 4 3 2 five 1 2 3 4 six 5 6 seven"
    )
    assert compare(left, right) == []


WORDS = st.lists(st.text("abcde", min_size=1, max_size=4), min_size=LEAST, max_size=40)


@given(WORDS)
def test_a_text_shares_all_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    (shared,) = compare(passages(text), passages(text.upper() + "!"))
    assert (shared.words, shared.left.text) == (len(words), text)


@given(WORDS, WORDS, WORDS)
def test_a_passage_is_found_wherever_it_stands(
    before: list[str], words: list[str], after: list[str]
) -> None:
    unlike = [word.translate(str.maketrans("abcde", "vwxyz")) for word in before + after]
    around = " ".join(unlike[: len(before)]), " ".join(unlike[len(before) :])
    text = " ".join(words)
    (shared,) = compare(passages(text), passages(f"{around[0]}, “{text}”, {around[1]}"))
    assert shared.right.text == text


def test_a_quotation_within_a_post_is_part_of_it(tmp_path: Path) -> None:
    head = '+++\nkind = "thread"\ntitle = "T"\n+++\n\n'
    (tmp_path / "thread.md").write_text(f"{head}1. Post.\n\n> Quoted.\n\nMore.\n", encoding="utf-8")
    found = {item.locator: item.text for item in read_passages(tmp_path / "thread.md")}
    assert found == {"T1": "Post. Quoted.", "T1-2": "More."}
