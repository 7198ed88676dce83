"""Manifests: read as they were written, and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.message import Coverage
from hexapla.output.manifest import (
    LIMIT,
    Entry,
    Manifest,
    json_bytes,
    parse_record,
    record_bytes,
)

MANIFEST = Manifest(
    dossier="a-dossier",
    language="ka",
    format="pdf",
    variant="print",
    page_multiple=4,
    time="2024-05-06T00:00:00Z",
    revision="2024-05-01",
    coverage=Coverage(3, 2, 1),
    inputs={"book/ა.md": "ab" * 32},
    fonts={"FiraGO-Regular.ttf": "cd" * 32},
    made_with={"Pango": "1.50.12"},
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert Manifest.parse(MANIFEST.as_bytes()) == MANIFEST
    assert MANIFEST.as_bytes() == Manifest.parse(MANIFEST.as_bytes()).as_bytes()
    record = {"a.pdf": Entry("ef" * 32, 7, 3, MANIFEST)}
    assert parse_record(record_bytes(record)) == record


@pytest.mark.parametrize("year", ["0900", "2024", "9999"])
def test_any_year_is_read(year: str) -> None:
    of_a_year = replace(MANIFEST, time=f"{year}-01-02T03:04:05Z")
    assert Manifest.parse(of_a_year.as_bytes()).when.year == int(year)


@given(st.sampled_from(sorted(MANIFEST.as_json())), json_values)
def test_another_value_is_refused_or_read_as_it_is(key: str, value: object) -> None:
    told = MANIFEST.as_json() | {key: value}
    try:
        found = Manifest.from_json(told)
    except ValueError:
        return
    again = found.as_json()
    assert again[key] == value or key == "coverage"


@given(st.binary(max_size=200) | json_values.map(json_bytes))
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Manifest.parse(data)
    with pytest.raises(ValueError, match=r"."):
        parse_record(data)


@pytest.mark.parametrize("data", [b"[" * 100_000, b" " * LIMIT + b"{}"])
def test_what_is_too_deep_or_too_long_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"nested too deep|too long"):
        Manifest.parse(data)


@pytest.mark.parametrize("name", [one.name for one in fields(Manifest)])
def test_what_is_missing_is_refused(name: str) -> None:
    told: dict[str, Any] = MANIFEST.as_json()
    del told[name]
    with pytest.raises(ValueError, match=r"not as (it|they) should be"):
        Manifest.from_json(told)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("page_multiple", 10**9),
        ("page_multiple", 0),
        ("made_with", {"Pango": "1\x1b[2J"}),
        ("inputs", {"book/\n": "ab"}),
        ("format", "epub"),
        ("time", "yesterday"),
        ("time", "0001-01-01T00:00:00+23:59"),
        ("time", "9999-12-31T23:59:59-23:59"),
    ],
)
def test_what_would_do_harm_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        Manifest.from_json(MANIFEST.as_json() | {key: value})


def test_every_key_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/manifest.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z_0-9]+)` \|", text, re.MULTILINE))
    assert listed == Entry("", 0, 0, MANIFEST).as_json().keys()
    example = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])
    assert Manifest.from_json(example).as_json() == example
