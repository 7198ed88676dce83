"""Consistency: of a catalog's translations with one another."""

from __future__ import annotations

from hexapla.translation.consistency import inconsistencies


def test_the_same_words_translated_in_two_ways() -> None:
    found = inconsistencies({"Cover": "ყდა", "Cover:": "გარეკანი:", "Notes": "შენიშვნები"})
    assert {id: [code for code, _ in said] for id, said in found.items()} == {"Cover:": ["T020"]}
    assert "“Cover”" in found["Cover:"][0][1]


def test_two_texts_with_one_translation() -> None:
    one, two = "The soldiers went home.", "A court opened its case on Monday."
    found = inconsistencies({one: "ჯარისკაცები წავიდნენ შინ.", two: "ჯარისკაცები წავიდნენ შინ."})
    assert [code for code, _ in found[two]] == ["T021"]


def test_what_is_consistent_is_not_told() -> None:
    assert not inconsistencies(
        {
            "Cover": "ყდა",
            "Cover:": "ყდა:",
            "A statement of 2022": "განცხადება 2022 წლისა",
            "The statement of 2022": "განცხადება 2022 წლისა",
            "Yes": "კი",
            "Aye": "კი",
            "[](@a)": "[](@a)",
        }
    )
