"""What a person is told, and how several mistakes are gathered."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from hexapla.diagnostics import (
    CODES,
    Diagnostic,
    Place,
    Refusal,
    Report,
    Severity,
    refuse_errors,
    relative,
    warning,
)

HERE = Place("book/thread.md", 12)


def test_a_diagnostic_reads_as_editors_and_terminals_link_it() -> None:
    assert str(Diagnostic("M007", "out of order", HERE)) == (
        "book/thread.md:12: error M007: out of order"
    )
    assert str(warning("M014", "a gap", Place("book/thread.md"))) == (
        "book/thread.md: warning M014: a gap"
    )
    assert str(Diagnostic("P001", "no dossier")) == "error P001: no dossier"


def test_a_diagnostic_for_programs() -> None:
    assert warning("M014", "a gap", HERE).as_json() == {
        "severity": "warning",
        "code": "M014",
        "message": "a gap",
        "file": "book/thread.md",
        "line": 12,
    }
    assert Diagnostic("P001", "no dossier").as_json()["file"] is None


def test_a_code_that_the_table_does_not_list_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Diagnostic("X999", "?")


def test_codes_have_one_form_and_each_its_own_meaning() -> None:
    assert all(len(code) == 4 and code[0] in "PMITOFE" and code[1:].isdigit() for code in CODES)
    assert len(set(CODES.values())) == len(CODES)


def test_a_report_with_warnings_alone_gives_them() -> None:
    report = Report()
    report.warn("M014", "a gap", HERE)
    assert report.close() == (warning("M014", "a gap", HERE),)


def test_a_report_with_an_error_refuses_with_everything_in_order() -> None:
    report = Report()
    report.warn("M014", "a gap", HERE)
    report.error("M007", "order", HERE)
    report.error("M003", "twice")
    with pytest.raises(Refusal) as caught:
        report.close()
    assert [item.code for item in caught.value.diagnostics] == ["M014", "M007", "M003"]
    assert str(caught.value).count("\n") == 2


def test_what_is_found_twice_is_told_once() -> None:
    report = Report()
    report.warn("M014", "a gap", HERE)
    report.warn("M014", "a gap", HERE)
    report.warn("M014", "another gap", HERE)
    assert [item.message for item in report.close()] == ["a gap", "another gap"]


def test_warnings_refuse_nothing() -> None:
    refuse_errors(iter([warning("M014", "a gap")]))
    with pytest.raises(Refusal):
        refuse_errors(iter([warning("M014", "a gap"), Diagnostic("M007", "order")]))


def test_a_refusal_comes_whole_from_another_process() -> None:
    refusal = Refusal(Diagnostic("M007", "order", HERE), warning("M014", "a gap"))
    assert pickle.loads(pickle.dumps(refusal)).diagnostics == refusal.diagnostics


def test_places_sort_by_file_then_line() -> None:
    places = [Place("b", 1), Place("a", 10), Place("a", 9)]
    assert sorted(places) == [Place("a", 9), Place("a", 10), Place("b", 1)]


def test_paths_are_shown_from_the_project_with_forward_slashes(tmp_path: Path) -> None:
    assert relative(tmp_path / "book" / "x.md", tmp_path) == "book/x.md"
    assert relative(Path("/elsewhere/x.md"), tmp_path) == str(Path("/elsewhere/x.md"))


def test_severities_are_words() -> None:
    assert [str(item) for item in Severity] == ["error", "warning", "note"]
