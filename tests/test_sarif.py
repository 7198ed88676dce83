"""SARIF: judged by the models of the format's own schema (sarif-pydantic)."""

from __future__ import annotations

import json
import re

import pytest
from sarif_pydantic import Sarif

from hexapla.diagnostics import CODES, Diagnostic, Place, warning
from hexapla.sarif import sarif_log

FOUND = [
    warning("T011", "a number", Place("locales/ka/LC_MESSAGES/book.po", 7)),
    warning("T011", "a number", Place("locales/ka/LC_MESSAGES/book.po", 9)),
    Diagnostic("M002", "a kind", Place("book/a b.md")),
    Diagnostic("P001", "no dossier"),
]


def test_the_schema_accepts_it() -> None:
    log = Sarif.model_validate_json(json.dumps(sarif_log(FOUND, "1.2.3")))
    (run,) = log.runs
    assert run.tool.driver.name == "Hexapla"
    assert run.results is not None
    assert [result.rule_id for result in run.results] == ["T011", "T011", "M002", "P001"]
    assert [result.level.value for result in run.results if result.level] == [
        *("warning", "warning", "error", "error")
    ]


def test_lines_and_files_are_where_hosts_look_for_them() -> None:
    results = sarif_log(FOUND, "1")["runs"][0]["results"]  # type: ignore[index]
    places = [result["locations"] for result in results]
    assert places[0][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "locales/ka/LC_MESSAGES/book.po"},
        "region": {"startLine": 7},
    }
    assert places[2][0]["physicalLocation"] == {"artifactLocation": {"uri": "book/a%20b.md"}}
    assert places[3] == []


def test_rules_are_the_codes_that_occur() -> None:
    log = sarif_log(FOUND, "1")
    driver = log["runs"][0]["tool"]["driver"]  # type: ignore[index]
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == ["M002", "P001", "T011"]
    assert rules[2]["shortDescription"]["text"] == CODES["T011"]
    results = log["runs"][0]["results"]  # type: ignore[index]
    for result in results:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_fingerprint_stays_when_lines_move_and_tells_twins_apart() -> None:
    def prints(line: int) -> list[str]:
        moved = [warning("T011", "n", Place("a.po", line)), warning("T011", "n", Place("a.po", 9))]
        results = sarif_log(moved, "1")["runs"][0]["results"]  # type: ignore[index]
        return [result["partialFingerprints"]["hexapla/v1"] for result in results]

    assert prints(3) == prints(5)
    assert len(set(prints(3))) == 2


@pytest.mark.parametrize(
    ("name", "uri"),
    [("locales/\udcff", "locales/%FF"), ("a\ud800\udfff.md", "a%EF%BF%BD%EF%BF%BD.md")],
)
def test_names_that_are_no_text_are_told_all_the_same(name: str, uri: str) -> None:
    text = json.dumps(sarif_log([Diagnostic("P007", f"rename {name}", Place(name))], "1"))
    assert not re.search(r"\\\\ud[89a-f]", text)
    (result,) = json.loads(text)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert "<U+D" in result["message"]["text"]
