"""Exchange: what translate-toolkit reads back from what we let it write."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile

from hexapla.translation import GlossaryTerm, MemoryUnit, tbx_bytes, tmx_bytes

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(st.lists(st.tuples(words, words, words), max_size=4, unique_by=lambda unit: unit[0]))
def test_a_memory_comes_back(units: list[tuple[str, str, str]]) -> None:
    data = tmx_bytes(
        [MemoryUnit(source, {"ka": ka, "ru": ru}, "a comment") for source, ka, ru in units],
        "en",
        "1.0",
    )
    reader: Any = tmxfile
    memory = reader.parsestring(data)
    for source, ka, ru in units:
        assert memory.translate(source, "en", "ka") == ka
        assert memory.translate(source, "en", "ru") == ru


def test_the_header_of_a_memory() -> None:
    data = tmx_bytes([MemoryUnit("One *two*\\\nthree", {"ka": "ერთი"})], "en", "1.0")
    header = etree.fromstring(data).find("header")
    assert header.get("creationtool") == "Hexapla"
    assert header.get("segtype") == "paragraph"
    assert header.get("srclang") == "en"
    assert data == tmx_bytes([MemoryUnit("One *two*\\\nthree", {"ka": "ერთი"})], "en", "1.0")


def test_a_glossary_comes_back() -> None:
    term = GlossaryTerm(
        "run-off",
        {"en": ("run-off", "second round"), "ka": ("მეორე ტური",)},
        {"en": "Said of <elections>.", "ka": "არჩევნებზე."},
    )
    data = tbx_bytes([term], "en", "A dossier")
    reader: Any = tbxfile
    (unit,) = reader.parsestring(data, sourcelanguage="en", targetlanguage="ka").units
    assert unit.getid() == "run-off"
    assert [found.text for found in unit.get_source_terms()] == ["run-off", "second round"]
    assert [found.text for found in unit.get_target_terms("ka")] == ["მეორე ტური"]
    texts = etree.fromstring(data).xpath("//descrip[@type='definition']/text()")
    assert texts == ["Said of <elections>.", "არჩევნებზე."]
