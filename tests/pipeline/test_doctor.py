"""What the tool stands on is found, and what is missing is told with what to do."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from hexapla.pipeline import doctor
from hexapla.pipeline.doctor import Finding, examine


@pytest.fixture
def found() -> dict[str, Finding]:
    return {item.name: item for item in examine()}


def test_everything_that_a_build_needs_is_here(found: dict[str, Finding]) -> None:
    assert [item for item in found.values() if item.required and not item.found] == []


@pytest.mark.parametrize("name", ["WeasyPrint", "EbookLib", "Babel", "Jinja2", "translate-toolkit"])
def test_versions_are_those_of_the_packages(name: str, found: dict[str, Finding]) -> None:
    assert found[name].found == version(name)


def test_pango_and_icu_say_their_own_versions(found: dict[str, Finding]) -> None:
    assert re.fullmatch(r"1\.\d+\.\d+", found["Pango"].found)
    assert re.match(r"\d+\.\d+", found["ICU"].found)


def test_four_styles_of_firago_are_here(found: dict[str, Finding]) -> None:
    assert found["FiraGO"].found.startswith("4 styles")


def test_a_tool_that_tests_alone_need_is_optional(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (msgfmt,) = (item for item in examine() if item.name == "msgfmt")
    assert (msgfmt.found, msgfmt.required) == ("", False)
    assert "gettext" in msgfmt.advice


def test_a_broken_library_is_told_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise ImportError("libicudata.so: cannot open shared object file")

    monkeypatch.setattr(doctor, "_icu", fail)
    found = {item.name: item for item in examine()}
    assert found["ICU"].found == ""
    assert "libicudata.so" in found["ICU"].advice
    assert found["Pango"].found
