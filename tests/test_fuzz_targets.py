"""The fuzz targets in every test run: what hypothesis makes, and what fuzzers have found."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from built import ROOT

FOUND = sorted((ROOT / "fuzz" / "found").glob("*-*"))
"""Inputs that once made a target fail, named ``TARGET-what``."""


def _targets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("targets", ROOT / "fuzz" / "targets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["targets"] = module
    spec.loader.exec_module(module)
    return module


targets = _targets()
NAMES = sorted(targets.TARGETS)


@pytest.mark.parametrize("name", NAMES)
def test_a_target_has_words_and_seeds(name: str) -> None:
    assert targets.WORDS[name]
    assert any(targets.seeds(name))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_target_bears_what_is_made_of_its_words(name: str, data: st.DataObject) -> None:
    words = st.sampled_from(targets.WORDS[name])
    piece = st.one_of(words, words, st.text(max_size=4), st.sampled_from(["\n", " ", '"', ">"]))
    text = "".join(data.draw(st.lists(piece, max_size=60)))
    targets.TARGETS[name](text.encode(errors="surrogatepass"))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_target_bears_files_with_pieces_moved(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from([one[:3_000] for one in targets.seeds(name)]))
    start, end, to = (data.draw(st.integers(0, len(seed))) for _ in range(3))
    piece = seed[min(start, end) : max(start, end)]
    word = data.draw(st.sampled_from(targets.WORDS[name])).encode()
    targets.TARGETS[name]((seed[:to] + piece + word + seed[to:])[: targets.LONGEST])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30, deadline=5_000)
@given(data=st.binary(max_size=200))
def test_a_target_bears_any_bytes(name: str, data: bytes) -> None:
    targets.TARGETS[name](data)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_is_mended(path: Path) -> None:
    target: Callable[[bytes], None] = targets.TARGETS[path.name.partition("-")[0]]
    began = time.process_time()
    target(path.read_bytes())
    assert time.process_time() - began < 5
