"""What shapes outputs beside the project's files."""

from __future__ import annotations

import re
import shutil
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from hexapla.pipeline import versions
from hexapla.pipeline.versions import OTHERS, PACKAGES, code_digest, made_with
from hexapla.project import shipped


def _name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(name: str, extras: frozenset[str], seen: set[tuple[str, str]]) -> set[str]:
    """The packages that one stands on, whatever the platform."""
    found: set[str] = set()
    for text in requires(name) or []:
        item = Requirement(text)
        wanted = extras | {""}
        asked = item.marker is None or any(item.marker.evaluate({"extra": x}) for x in wanted)
        key = (_name(item.name), ",".join(sorted(item.extras)))
        if asked and key not in seen:
            seen.add(key)
            found |= {_name(item.name), *_needed(item.name, frozenset(item.extras), seen)}
    return found


def test_every_package_that_the_tool_stands_on_is_known() -> None:
    needed = _needed("hexapla", frozenset(), set())
    told, rest = {_name(one) for one in PACKAGES}, {_name(one) for one in OTHERS}
    assert {"weasyprint", "pydyf", "zopfli", "lxml"} <= needed, "they are not seen"
    assert needed - told - rest == set(), "say of these whether their version may show in outputs"
    assert told <= needed


def test_all_versions_are_found() -> None:
    found = made_with(pages=True)
    assert [name for name, version in found.items() if not version] == []
    assert {"hexapla", "Python", "Pango", "HarfBuzz", "ICU", "weasyprint"} <= found.keys()
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["HarfBuzz"])


def test_what_lays_out_pages_is_not_named_where_there_are_none() -> None:
    assert made_with(pages=True).keys() - made_with(pages=False).keys() == {"Pango", "HarfBuzz"}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package as it lies in a wheel, whose digest is asked for."""
    package = Path(versions.__file__).parents[1]
    ignored = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(package, tmp_path / "hexapla", ignore=ignored)
    for folder in ("templates", "locales"):
        shutil.copytree(shipped(folder), tmp_path / "hexapla/data" / folder)
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path / "hexapla")
    monkeypatch.setattr(versions, "shipped", lambda name: tmp_path / "hexapla/data" / name)
    return tmp_path / "hexapla"


def test_the_digest_is_that_of_the_tools_own_files_wherever_they_lie(copied: Path) -> None:
    code_digest.cache_clear()
    in_wheel = code_digest()
    (copied / "__pycache__").mkdir()
    (copied / "__pycache__/a.pyc").write_bytes(b"a")
    (copied / "data/locales/ka/LC_MESSAGES/book.po").write_bytes(b"no part of the tool")
    code_digest.cache_clear()
    assert code_digest() == in_wheel
    (copied / "data/templates/pdf/style.css").write_bytes(b"other")
    code_digest.cache_clear()
    assert code_digest() != in_wheel
    code_digest.cache_clear()


def test_the_digest_of_a_checkout_is_that_of_its_wheel(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_digest.cache_clear()
    in_wheel = code_digest()
    monkeypatch.undo()
    code_digest.cache_clear()
    assert code_digest() == in_wheel
    assert copied.exists()
