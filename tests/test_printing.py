"""What verbs print: nothing that a file holds does anything to the terminal that shows it."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from built import ROOT
from hexapla.diagnostics import Diagnostic, Place
from hexapla.message import Translation
from hexapla.pipeline.build import Step
from hexapla.pipeline.catalogs import Updated
from hexapla.pipeline.context import Context
from hexapla.printing import (
    print_contexts,
    print_json,
    print_updates,
    say,
    table,
    tell,
    visible,
)
from hexapla.progress import Bars
from hexapla.scripts import DIRECTIONS
from hexapla.text import Text

TITLE = "\x1b]0;PWNED\x07"
"""What gives a terminal's window another name (xterm, Operating System Commands)."""

HARMFUL = [
    *map(chr, [*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xD800, 0xDCFF]),
    *sorted(DIRECTIONS),
]
texts = st.text(st.one_of(st.sampled_from(HARMFUL), st.characters(exclude_categories=())))


def rules_a_terminal(text: str) -> bool:
    return any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in DIRECTIONS for one in text
    )


@contextmanager
def on_a_terminal() -> Iterator[io.StringIO]:
    """What is printed where nothing is taken out of it, but without our own colours."""
    printed = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patched,
        click.Context(click.Command("a"), color=True),
        redirect_stdout(printed),
        redirect_stderr(printed),
    ):
        patched.setattr(click, "style", lambda text, **_: text)
        yield printed


def updated(text: str) -> Updated:
    return Updated(text, "ka", "book", written=True, fuzzied=((f"a {text}", f"{text} b {text}"),))


def context(text: str) -> Context:
    translations = {text: Translation((text,))}
    return Context(Text(text, text, Place(text, 1)), text, text, text, (text,), translations)


PRINTERS: dict[str, Callable[[str], None]] = {
    "say": lambda text: say([Diagnostic("P004", text, Place(text, 3)), Diagnostic("P004", text)]),
    "tell": tell,
    "table": lambda text: table(("what", "found"), [(text, text), ("a", text)], numbers=(1,)),
    "print_updates": lambda text: print_updates([updated(text)]),
    "print_contexts": lambda text: print_contexts([context(text)] * 2),
    "print_json": lambda text: print_json({text: [text]}),
}


@pytest.mark.parametrize("printer", PRINTERS)
@given(text=texts)
def test_nothing_that_is_printed_rules_a_terminal(printer: str, text: str) -> None:
    with on_a_terminal() as printed:
        PRINTERS[printer](text)
    assert not rules_a_terminal(printed.getvalue().replace("\n", ""))


@pytest.mark.parametrize("printer", ["say", "tell", "table"])
def test_no_text_makes_a_line_of_its_own(printer: str) -> None:
    with on_a_terminal() as printed:
        PRINTERS[printer]("a")
    lines = printed.getvalue().count("\n")
    with on_a_terminal() as printed:
        PRINTERS[printer]("a\nerror P001: \r\x0b\x0c\x85\u2028")
    assert printed.getvalue().count("\n") == lines
    assert len(printed.getvalue().splitlines()) == lines


@pytest.mark.parametrize("printer", ["print_updates", "print_contexts"])
def test_lines_of_a_text_are_indented(printer: str) -> None:
    with on_a_terminal() as printed:
        PRINTERS[printer]("one\ntwo")
    assert "\ntwo" not in printed.getvalue()
    assert "\n    two" in printed.getvalue()


def test_it_is_shown_what_there_was() -> None:
    assert visible(f"a{TITLE}b") == "a<U+001B>]0;PWNED<U+0007>b"
    assert visible("a\nb\u202ec\udcff") == "a<U+000A>b<U+202E>c<U+DCFF>"


@pytest.mark.parametrize("text", ["a", "ქართული", "العربية \u200e12", "हि\u200dन्दी", "– “…” \xa0"])
def test_what_texts_are_made_of_is_shown_as_it_is(text: str) -> None:
    assert visible(text) == text


@given(texts)
def test_programs_get_every_character(text: str) -> None:
    with redirect_stdout(io.StringIO()) as printed:
        print_json([text])
    assert json.loads(printed.getvalue().encode()) == [text]


def test_bars_show_names_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with redirect_stderr(io.StringIO()) as printed:
        bars = Bars(["a"], ["pdf"])
        with bars:
            bars.step(Step("ka", "pdf", f"[bold]a{TITLE}"))
            bars._progress.refresh()
    assert "[bold]a<U+001B>]0;PWNED<U+0007>" in printed.getvalue()
    assert TITLE not in printed.getvalue()


def test_whatever_is_printed_goes_through_here() -> None:
    sources = {path: path.read_text() for path in Path(ROOT / "src/hexapla").rglob("*.py")}
    users = {path.name for path, text in sources.items() if "click.echo(" in text}
    assert users == {"printing.py"}
    assert not [path for path, text in sources.items() if "sys.stdout.write" in text]
