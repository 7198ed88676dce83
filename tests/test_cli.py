"""The command line as its users meet it: help, status, what it prints and where."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from built import DOSSIERS, ROOT, hexapla
from hexapla.cli import cli
from hexapla.diagnostics import CODES
from hexapla.edition import FORMATS
from hexapla.formats import OUTPUTS
from hexapla.manuscript.importing import IMPORTERS
from hexapla.pipeline.editions import WRITERS
from hexapla.pipeline.exporting import EXPORTS

VERBS = sorted(cli.commands)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project in two languages with an earlier build."""
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    (root / "build").mkdir()
    for name in ("french.en.pdf", "french.en.epub", "french.fr.pdf", "french.fr.epub"):
        (root / "build" / name).write_bytes(b"earlier " + name.encode())
    return root


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def state(folder: Path) -> dict[str, tuple[str, int]]:
    """Hash and time of every file."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }


# ---- help and status ------------------------------------------------------------------------


def test_the_verbs_are_those_that_are_promised() -> None:
    wanted = {"new", "import", "update", "add-language", "status", "check", "build", "doctor"}
    wanted |= {"context", "export", "compare", "proof"}
    assert wanted <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_an_example(verb: str) -> None:
    shown = invoke(verb, "--help")
    assert shown.exit_code == 0
    assert re.search(rf"Example:\n +hexapla {verb}\b", shown.output), shown.output


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_explained(verb: str) -> None:
    for option in cli.commands[verb].params:
        assert isinstance(option, click.Argument) or getattr(option, "help", None), option.name


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_of_the_help_are_valid(verb: str) -> None:
    """Each example's options are known; a wrong one would end with status 2."""
    lines = re.findall(rf"hexapla {verb}\b(.*)", cli.commands[verb].help or "")
    assert lines
    for line in lines:
        words = [word for word in line.partition("&&")[0].split() if word.startswith("--")]
        known = {name for option in cli.commands[verb].params for name in option.opts}
        assert set(words) <= known


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("build", "--format", "docx"),
        ("build", "--jobs", "0"),
        ("build", "--nonsense"),
        ("add-language",),
        ("import", "poem", "x.txt"),
        ("status", "--project", "does-not-exist"),
        ("status", "--project", ""),
        ("new", ""),
        ("build", "--output", ""),
        ("build", "--format", "epub", "--variant", "print"),
        ("build", "--format", "epub", "--embed-sources"),
        ("build", "--page-multiple", "4"),
        ("build", "--variant", "screen", "--page-multiple", "4"),
        ("build", "--format", "pdf", "--no-fonts"),
        ("build", "--format", "pdf", "--no-pages"),
        ("import", "article", __file__, "--name", "a b"),
        ("import", "article", __file__, "--name", "c.md"),
        ("export", "docx"),
        ("proof", "--to", "x.jpg"),
    ],
    ids=" ".join,
)
def test_wrong_usage_has_status_2(arguments: tuple[str, ...]) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert "Error: " in done.stderr
    assert "Usage: " in done.stderr


def test_a_warning_alone_has_status_0_and_strict_1(project: Path) -> None:
    assert invoke("check", "--project", project).exit_code == 0
    assert invoke("check", "--strict", "--project", project).exit_code == 1


def test_options_that_would_do_nothing_are_told_with_what_they_lack() -> None:
    done = invoke("build", "--format", "epub", "--variant", "print", "--embed-sources")
    assert "--variant does nothing without --format pdf" in done.stderr
    assert "--embed-sources does nothing without --format pdf" in done.stderr
    assert "without --variant print" in invoke("build", "--page-multiple", "4").stderr


@pytest.mark.parametrize(
    ("verb", "table"),
    [("import", IMPORTERS), ("export", EXPORTS), ("build", FORMATS)],
)
def test_what_can_be_chosen_is_what_the_tables_have(verb: str, table: Iterable[str]) -> None:
    (choices,) = (
        option.type.choices
        for option in cli.commands[verb].params
        if option.name in ("kind", "formats") and isinstance(option.type, click.Choice)
    )
    assert tuple(choices) == tuple(table)
    assert all(name in invoke(verb, "--help").output for name in table)


def test_each_output_has_its_writer_and_each_format_its_templates() -> None:
    assert tuple(WRITERS) == tuple(OUTPUTS)
    assert {name for name, _ in OUTPUTS.values()} == set(FORMATS)


@pytest.mark.parametrize("name", ["my demo", "-x", "it's", "plain"])
def test_the_next_line_can_be_pasted_into_a_shell(name: str, tmp_path: Path) -> None:
    done = hexapla("new", "--", name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    line = done.stdout.splitlines()[-1].removeprefix("Next: ")
    command = line.replace("hexapla build", "pwd")
    shell = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert Path(shell.stdout.strip()).resolve() == (tmp_path / name).resolve(), shell.stderr


def test_a_pdf_for_print_that_is_not_there_is_built_by_asking_for_it(project: Path) -> None:
    assert (
        "“hexapla build --variant print”"
        in invoke("proof", "--variant", "print", "--project", project).stderr
    )
    shutil.rmtree(project / "build")
    assert "“hexapla build”" in invoke("proof", "--project", project).stderr


@pytest.mark.parametrize("value", ["abc", "-5", "1.5", "٣", "253402300800", " "])
def test_a_time_that_is_none_is_refused(
    value: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    before = state(project / "build")
    done = invoke("build", "--project", project)
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error P006: the variable SOURCE_DATE_EPOCH is “{value}”")
    assert state(project / "build") == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("tmx", "--language", "en"), "in any language but the manuscript’s, en"),
        (("tbx",), "there is no term"),
    ],
)
def test_an_empty_export_is_refused(arguments: tuple[str, ...], told: str, project: Path) -> None:
    done = invoke("export", *arguments, "--output", project / "x", "--project", project)
    assert (done.exit_code, "error T034" in done.stderr) == (1, True)
    assert told in done.stderr
    assert not (project / "x").exists()


def test_a_template_that_nothing_loads_is_told_by_check_and_build(project: Path) -> None:
    (project / "templates/pdf").mkdir(parents=True)
    (project / "templates/pdf/covr.xhtml").write_text("", encoding="utf-8")
    for verb in ("check", "build"):
        arguments = ("--language", "en", "--project", project)
        strict = ("--strict",) if verb == "build" else ()  # and so nothing is laid out
        done = invoke(verb, *arguments, *strict)
        assert re.search(r"^templates/pdf/covr\.xhtml: \w+ O017", done.stderr, re.M), done.stderr


def test_no_color_holds_on_a_terminal(tmp_path: Path) -> None:
    """https://no-color.org: any value of NO_COLOR that is not empty."""
    for value, coloured in (("", True), ("1", False)):
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"}
        environment["NO_COLOR"] = value
        reader, writer = pty.openpty()
        command = [sys.executable, "-m", "hexapla", "status"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=writer):
            os.close(writer)
            shown = _read_terminal(reader)
        assert "P001" in shown
        assert ("\x1b[31m" in shown) == coloured, shown


# ---- which project --------------------------------------------------------------------------


def test_the_least_coverage_is_a_gate(project: Path) -> None:
    arguments = ("check", "--language", "fr", "--project", project)
    assert invoke(*arguments, "--min-coverage", "37").exit_code == 0
    refused = invoke(*arguments, "--min-coverage", "38")
    assert refused.exit_code == 1
    assert "error T029: fr: 37 % are translated" in refused.stderr


def test_sarif_is_told_in_place_of_lines(project: Path) -> None:
    done = invoke("check", "--sarif", "--project", project)
    (run,) = json.loads(done.stdout)["runs"]
    assert {result["ruleId"] for result in run["results"]} == {"T007"}
    assert done.stderr == ""


def test_what_cannot_be_read_is_told_in_the_format_asked_for(project: Path) -> None:
    (project / "book/dossier.toml").write_text("slug = ", encoding="utf-8")
    told = invoke("check", "--json", "--project", project)
    assert told.exit_code == 1
    assert [item["code"] for item in json.loads(told.stdout)] == ["P003"]
    (run,) = json.loads(invoke("check", "--sarif", "--project", project).stdout)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["P003"]
    assert invoke("check", "--sarif", "--json", "--project", project).exit_code == 2


REFUSED = [
    ("build", "--language", "zz"),
    ("context", "no such words"),
    ("verify",),
    ("proof", "--language", "zz"),
]


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_a_refusal_is_json_for_those_who_asked_for_json(
    arguments: tuple[str, ...], project: Path
) -> None:
    lines = invoke(*arguments, "--project", project)
    told = invoke(*arguments, "--json", "--project", project)
    assert (lines.exit_code, lines.stdout) == (1, "")
    assert (told.exit_code, told.stderr) == (1, "")
    found = json.loads(told.stdout)
    assert found
    assert all(f"{item['severity']} {item['code']}: " in lines.stderr for item in found)
    assert all(set(item) == {"severity", "code", "message", "file", "line"} for item in found)


@pytest.mark.parametrize("verb", ["status", "update", "check", "build", "proof", "verify"])
def test_outside_a_project_programs_are_told_so(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke(verb, "--json")
    assert (done.exit_code, done.stderr) == (1, "")
    assert [item["code"] for item in json.loads(done.stdout)] == ["P001"]


def test_pseudo_languages_have_nothing_to_export(project: Path) -> None:
    done = invoke("export", "tmx", "--language", "en-XA", "--project", project)
    assert (done.exit_code, "P007" in done.stderr) == (1, True)


def test_update_shows_what_changed_in_the_source(project: Path) -> None:
    register = project / "book/context/events.toml"
    text = register.read_text(encoding="utf-8")
    assert "The bridge is closed." in text
    catalog = project / "locales/fr/LC_MESSAGES/book.po"
    assert invoke("update", "--project", project).exit_code == 0
    register.write_text(text.replace("is closed", "is not closed"), encoding="utf-8")
    done = invoke("update", "--project", project)
    assert "{+not+}" in done.stdout, done.stdout
    previous = '#, fuzzy\n#| msgid "The bridge is closed."\n'
    assert previous in catalog.read_text(encoding="utf-8")


def test_context_prints_a_message_among_its_neighbours() -> None:
    done = invoke("context", "T1.1", "--project", DOSSIERS / "arabic")
    lines = done.stdout.splitlines()
    assert lines[0] == "T1.1 · book/thread.md:11 · thread: post 1.1 of the thread"
    assert lines[1].startswith("    The first post")
    assert lines[2] == "  > A post below it, see [](#T1)."
    assert lines[4].startswith("ar: ")
    assert invoke("context", "T99", "--project", DOSSIERS / "arabic").exit_code == 1


def test_the_nearest_project_upwards_is_used(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = project / "book" / "context" / "inner"
    shutil.copytree(DOSSIERS / "numbering", inner)
    monkeypatch.chdir(project / "book" / "context")
    assert "background" in invoke("status").output
    (inner / "notes").mkdir()
    monkeypatch.chdir(inner / "notes")
    assert "dotted" in invoke("status").output


def test_project_names_the_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(DOSSIERS / "numbering")
    assert "background" in invoke("status", "--project", project).output


def test_no_project_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke("status")
    assert done.exit_code == 1
    assert "error P001" in done.stderr
    assert "hexapla new" in done.stderr


# ---- output ---------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["status", "update", "check", "doctor"])
def test_json_is_json(verb: str, project: Path) -> None:
    place = () if verb == "doctor" else ("--project", project)
    done = invoke(verb, "--json", *place)
    assert done.exit_code == 0
    assert json.loads(done.stdout)


def test_status_in_json_counts_languages_and_chapters(project: Path) -> None:
    english, french = json.loads(invoke("status", "--json", "--project", project).stdout)
    assert (english["language"], english["percent"]) == ("en", 100)
    assert (french["translated"], french["fuzzy"], french["untranslated"]) == (3, 1, 4)
    assert list(french["chapters"]) == ["dossier", "background", "events"]
    assert sum(item["total"] for item in french["chapters"].values()) == french["total"] == 8


def test_a_pipe_gets_a_table_and_no_colour_and_no_progress(project: Path) -> None:
    done = hexapla("build", "--format", "epub", "--project", project, cwd=project)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "\r" not in done.stdout + done.stderr
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["file", "pages", "size", "coverage", "seconds"]
    assert [row.split()[0] for row in rows] == ["build/french.en.epub", "build/french.fr.epub"]
    first, second = done.stderr.splitlines()
    assert first.startswith("locales/fr/LC_MESSAGES/book.po: warning T007: ")
    assert second.startswith("warning T007: fr: "), "of the words of the templates"


WITHOUT_RIGHTS = () if os.geteuid() else ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""What makes a command of root obey permissions, as those of others do anyway."""


def outside(
    *arguments: str, folder: Path, before: tuple[str, ...] = (), encoding: str = "utf-8"
) -> subprocess.Popen[str]:
    """The command line as a process whose output is a pipe."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": encoding}
    return subprocess.Popen(
        [*before, sys.executable, "-m", "hexapla", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding=encoding,
    )


@pytest.mark.parametrize("name", ["book", "locales", "locales/fr", "templates"])
@pytest.mark.parametrize("verb", ["check", "build"])
def test_a_folder_that_cannot_be_read_is_named(project: Path, name: str, verb: str) -> None:
    (project / "templates").mkdir(exist_ok=True)
    (project / name).chmod(0)
    run = outside(verb, folder=project, before=WITHOUT_RIGHTS)
    try:
        _, told = run.communicate(timeout=60)
    finally:
        (project / name).chmod(0o755)
    assert "Traceback" not in told
    assert run.returncode == 1
    assert re.match(rf"{name}\S*: error P002: this cannot be read: ", told), told


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")
@pytest.mark.parametrize("arguments", ["--help", "status", "check --json"])
def test_output_that_cannot_be_written_is_told(project: Path, arguments: str) -> None:
    command = f'exec "$0" -m hexapla {arguments} > /dev/full'
    run = outside(folder=project, before=("sh", "-c", command))
    _, told = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "Traceback" not in told
    last = "error O005: the output cannot be written: No space left on device"
    assert told.splitlines()[-1] == last


def test_letters_that_a_terminal_does_not_know_are_spelled(project: Path) -> None:
    chapter = project / "book/context/background.md"
    chapter.write_text(chapter.read_text("utf-8") + "\n\nსიტყვა {#C99}\n", encoding="utf-8")
    run = outside("context", "C99", folder=project, encoding="latin-1")
    shown, told = run.communicate(timeout=60)
    assert (run.returncode, told) == (0, "")
    assert "\\u10e1" in shown


def test_build_in_json_names_files_pages_and_coverage(project: Path) -> None:
    arguments = ("--json", "--language", "fr", "--output", "made", "--project", project)
    done = hexapla("build", *arguments, cwd=project)
    pdf, epub = json.loads(done.stdout)
    assert Path(pdf["file"]) == project / "made/french.fr.pdf"
    assert pdf["bytes"] == Path(pdf["file"]).stat().st_size
    assert (pdf["pages"], epub["pages"]) == (6, None)
    assert epub["coverage"]["percent"] == 37


def test_a_terminal_gets_a_bar_that_names_the_chapter(project: Path) -> None:
    command = [sys.executable, "-m", "hexapla", "build", "--language", "fr"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "COLUMNS": "100"}
    reader, writer = pty.openpty()
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=writer
    ) as run:
        os.close(writer)
        shown = _read_terminal(reader)
        table = run.stdout.read().decode() if run.stdout else ""
    assert run.returncode == 0, shown
    assert "fr " in shown
    assert re.search(r"pdf: (background|events|colophon|cover|contents)", shown)
    assert "\x1b" not in table


@pytest.mark.parametrize(("patience", "shows"), [(-1, True), (60, False)])
def test_a_bar_is_shown_if_work_takes_long(patience: int, shows: bool, tmp_path: Path) -> None:
    code = (
        "from hexapla import progress\n"
        f"progress.PATIENCE = {patience}\n"
        "with progress.PatientBar('pages') as bar: bar.step(1, 2)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"}
    reader, writer = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stderr=writer
    ) as run:
        os.close(writer)
        shown = _read_terminal(reader)
    assert run.returncode == 0, shown
    assert ("pages" in shown) == shows
    assert bool(shown) == shows


def _read_terminal(reader: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # Linux says so when the other end is closed
            piece = b""
        if not piece:
            os.close(reader)
            return shown.decode(errors="replace")
        shown += piece


def test_a_reader_that_goes_away_makes_no_noise(project: Path) -> None:
    command = f'"{sys.executable}" -m hexapla status --project "{project}" | true'
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        command, shell=True, env=environment, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""


# ---- errors ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mistake:
    """Something that a person does to a project, and what they must be told."""

    name: str
    file: str
    new: str
    told: str
    """A regular expression for the beginning of the one error."""
    old: str = ""
    """Replaced by ``new``; if empty the file is made or replaced by it."""


MANIFEST, EVENTS = "book/dossier.toml", "book/context/events.toml"
BACKGROUND = "book/context/background.md"
FRENCH = "locales/fr/LC_MESSAGES/book.po"
MISTAKES = [
    Mistake(**table)
    for table in tomllib.loads((ROOT / "tests/mistakes.toml").read_text("utf-8"))["mistake"]
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_gets_one_message_and_earlier_outputs_stay(
    mistake: Mistake, project: Path
) -> None:
    path = project / mistake.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if mistake.old:
        text = path.read_text(encoding="utf-8")
        assert text.count(mistake.old) >= 1, "the case does nothing"
        path.write_text(text.replace(mistake.old, mistake.new, 1), encoding="utf-8")
    else:
        path.write_text(mistake.new, encoding="utf-8")
    before = state(project / "build")
    done = invoke("build", "--jobs", "1", "--project", project)
    assert done.exit_code == 1, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    errors = [line for line in done.stderr.splitlines() if " error " in line]
    assert len(errors) == 1, done.stderr
    assert re.match(mistake.told, errors[0]), errors[0]
    assert "Traceback" not in done.output
    assert done.stdout == ""
    assert state(project / "build") == before


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (BACKGROUND, rf"{BACKGROUND}:6: error P002: .*UTF-8"),
        (EVENTS, rf"{EVENTS}:6: error P002: .*UTF-8"),
        (MANIFEST, rf"{MANIFEST}:2: error P002: .*UTF-8"),
        (FRENCH, rf"{FRENCH}(:\d+)?: error T001: .*UTF-8"),
    ],
)
def test_a_file_that_is_not_utf_8(file: str, told: str, project: Path) -> None:
    path = project / file
    lines = path.read_bytes().split(b"\n")
    number = int(m[1]) if (m := re.search(r":(\d+):", told)) else 20
    lines[number - 1] += b" \xff"
    path.write_bytes(b"\n".join(lines))
    before = state(project / "build")
    done = invoke("build", "--jobs", "1", "--project", project)
    assert (done.exit_code, state(project / "build")) == (1, before)
    (error,) = (line for line in done.stderr.splitlines() if " error " in line)
    assert re.match(told, error), error


def test_a_mistake_in_one_of_several_processes_is_told_the_same(project: Path) -> None:
    text = (project / FRENCH).read_text(encoding="utf-8")
    (project / FRENCH).write_text(text.replace("fermé", "fermé ཀ"), encoding="utf-8")
    before = state(project / "build")
    done = hexapla("build", "--jobs", "2", "--project", project, cwd=project)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(re.findall(" error O001: ", done.stderr)) == 1
    assert state(project / "build") == before


def test_all_mistakes_of_all_files_are_told_at_once(project: Path) -> None:
    for file, mark in (
        (BACKGROUND, "This sentence stays English."),
        (EVENTS, "The bridge is open."),
    ):
        text = (project / file).read_text(encoding="utf-8")
        (project / file).write_text(text.replace(mark, "[x](@nobody)"), encoding="utf-8")
    done = invoke("check", "--project", project)
    assert re.findall(r"^(\S+): error M006", done.stderr, re.M) == [
        f"{BACKGROUND}:10",
        f"{EVENTS}:12",
    ]


def test_an_unknown_language_is_told_with_those_there_are(project: Path) -> None:
    done = invoke("build", "--language", "kv", "--project", project)
    assert done.exit_code == 1
    assert re.search(r"error P007: .*“kv”.*en, fr.*hexapla add-language kv", done.stderr)


def test_a_file_in_place_of_the_output_folder(project: Path) -> None:
    shutil.rmtree(project / "build")
    (project / "build").write_text("a file", encoding="utf-8")
    done = invoke("build", "--format", "epub", "--jobs", "1", "--project", project)
    assert done.exit_code == 1
    assert re.match(r".*build.*: error O005: ", done.stderr.splitlines()[-1])
    assert (project / "build").read_text(encoding="utf-8") == "a file"


def test_an_output_option_that_is_a_file_is_wrong_usage(project: Path) -> None:
    done = invoke("build", "--output", project / MANIFEST, "--project", project)
    assert done.exit_code == 2
    assert "is a file" in done.stderr


def test_an_output_folder_that_may_not_be_written_to(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused as the system refuses it to anyone but root, as whom tests may run."""
    opened = os.open

    def refuse(path: str, flags: int, *rest: int, **named: int) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(project / "build")):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *rest, **named)

    before = state(project / "build")
    monkeypatch.setattr(os, "open", refuse)
    done = invoke("build", "--format", "epub", "--jobs", "1", "--project", project)
    assert done.exit_code == 1
    assert re.search(r"build/french\.en\.epub: error O005: .*permissions", done.stderr)
    assert state(project / "build") == before


def test_every_code_that_the_mistakes_expect_is_in_the_table() -> None:
    told = {code for mistake in MISTAKES for code in re.findall(r"error (\w\d{3})", mistake.told)}
    assert told <= set(CODES)
    assert len(told) > 15


# ---- without Pango --------------------------------------------------------------------------

NO_PANGO = """\
import cffi

load = cffi.FFI.dlopen


def dlopen(self, name, flags=0):
    if name and "pango" in str(name):
        raise OSError(f"cannot load library '{name}': {name}: cannot open shared object file")
    return load(self, name, flags)


cffi.FFI.dlopen = dlopen
"""
"""A sitecustomize.py that hides Pango from whatever loads it by cffi, as WeasyPrint does."""


@pytest.fixture
def without_pango(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text(NO_PANGO, encoding="utf-8")
    environment = {"PYTHONPATH": str(tmp_path / "hidden")}

    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return hexapla(*arguments, cwd=cwd, environment=environment)

    return run


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_without_pango_a_build_says_what_to_install(
    project: Path, without_pango: Callable[..., subprocess.CompletedProcess[str]], jobs: str
) -> None:
    before = state(project / "build")
    done = without_pango("build", "--jobs", jobs, cwd=project)
    assert done.returncode == 1
    (error,) = (line for line in done.stderr.splitlines() if "T007" not in line)
    assert error.startswith("error O003: ")
    assert all(words in error for words in ("apt install", "brew install", "--format epub"))
    assert done.stdout == ""
    assert state(project / "build") == before


def test_without_pango_epubs_are_built(
    project: Path, without_pango: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = without_pango("build", "--format", "epub", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "build/french.fr.epub").read_bytes().startswith(b"PK")
    assert (project / "build/french.fr.pdf").read_bytes() == b"earlier french.fr.pdf"


def test_without_pango_doctor_says_what_to_do(
    project: Path, without_pango: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = without_pango("doctor", cwd=project)
    assert done.returncode == 1
    assert re.search(r"^Pango +missing +PDF$", done.stdout, re.M)
    assert re.search(r"^Pango: .*apt install", done.stderr, re.M)


def test_compare_prints_passages_and_locators(tmp_path: Path) -> None:
    said = "Nobody on the quay can say when the ferry to Sarn will sail again"
    thread, article = tmp_path / "a.txt", tmp_path / "b.txt"
    thread.write_text(f"1. I went there.\n\n2. {said}.\n", encoding="utf-8")
    article.write_text(f"A Headline\n\nA man wrote: “{said},” and left.\n", encoding="utf-8")
    done = hexapla("compare", thread, article, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "T2 – A1: 14 words"
    (shared,) = json.loads(hexapla("compare", thread, article, "--json", cwd=tmp_path).stdout)
    assert shared["left"] == {"locator": "T2", "text": said}
    assert done.stdout.splitlines()[-1] == "1 shared passage"
    assert hexapla("compare", thread, tmp_path / "none.txt", cwd=tmp_path).returncode == 2


def test_a_folder_without_a_dossier_is_told_by_its_path(tmp_path: Path) -> None:
    done = hexapla("status", "--project", tmp_path, cwd=tmp_path)
    assert done.returncode == 1
    assert "P001" in done.stderr
    assert str(tmp_path) in done.stderr


@pytest.mark.parametrize("seconds", [0.5, 1.5, 3.0])
def test_an_interrupt_ends_a_build_at_once_and_quietly(project: Path, seconds: float) -> None:
    # Short: the path of a socket has 100 characters at the most, and Python puts one there.
    scratch = Path(tempfile.mkdtemp(dir="/tmp"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "hexapla", "build", "--jobs", "2"]
    with subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    # Done before the interrupt, ended by it, or interrupted before Python itself had begun.
    assert process.returncode in {0, 1, -signal.SIGINT}
    assert "Traceback" not in said
    scratch.rmdir()  # which fails if anything was left in it


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """A copy of the case with claims, in its own language alone."""
    folder = tmp_path / "claims"
    shutil.copytree(DOSSIERS / "claims" / "book", folder / "book")
    return folder


def test_a_dossier_of_claims_is_clean(claims: Path) -> None:
    done = invoke("check", "--strict", "--project", claims)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "0 errors, 0 warnings\n", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("claims", 'passages = ["T1"]', "passages = []", "claims.toml:5: error M018"),
        ("claims", 'passages = ["T1"]\n', "", "claims.toml:5: error P005"),
        ("claims", 'sources = ["the-thread"]', "sources = []", "claims.toml:5: error M018"),
        ("claims", '["the-article"]', '["the-letter"]', "claims.toml:5: error M006"),
        ("claims", '["ulm"]', '["nobody"]', "claims.toml:5: error M006"),
        ("claims", '["T1"]', '["T9"]', "claims.toml:5: error M004"),
        ("claims", '"confirmed"', '"true"', "claims.toml:8: error P006"),
        ("claims", '["T1"]', '["A1"]', "thread.md:7: error M019"),
        ("claims", 'no-claims = ["A2"]\n', "", "article.md:9: error M019"),
        ("findings", '"closed-since"', '"open"', "findings.toml:3: error M006"),
        ("people", "@ulm", "@elm", "people.toml:12: error M006"),
        ("background", " ([](@the-article))", "", "background.md:7: error M022"),
        ("sources", "the-article", "the-letter", "error M006"),
        (
            "sources",
            'title = "The article"',
            'title = "The article"\n[[sources]]\nid = "idle"\ntitle = "T"',
            "sources.toml:11: error M020",
        ),
        ("chart", "how-many", "how-much", "background.md:11: error M006"),
        ("map", '"port-ane"', '"port-anne"', "background.md:9: error M006"),
        ("map", "longitude = 17.9", "longitude = 117.9", "background.md:9: error O007"),
    ],
)
def test_a_claim_that_does_not_hold_fails_the_check(
    file: str, old: str, new: str, told: str, claims: Path
) -> None:
    (path,) = claims.glob(f"book/{file}.*")
    text = path.read_text(encoding="utf-8")
    assert old in text, "the case does nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = invoke("check", "--project", claims)
    assert done.exit_code == 1, done.output
    assert told in done.stderr


def test_an_event_after_its_source_fails_the_check(claims: Path) -> None:
    manifest = claims / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"people.toml"', '"events.toml", "people.toml"'), "utf-8")
    event = '[[events]]\nid = "e"\ndate = 2024-05-04\ntext = "T"\nsources = ["the-thread"]\n'
    (claims / "book/events.toml").write_text(f'title = "T"\n\n{event}', encoding="utf-8")
    done = invoke("check", "--project", claims)
    assert done.exit_code == 1
    assert "book/events.toml:3: error M021" in done.stderr


def test_a_traceback_is_printed_to_those_who_ask_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = "error P001: "
    assert told in invoke("status").stderr
    assert "Traceback" not in invoke("status").stderr
    monkeypatch.setenv("HEXAPLA_TRACEBACK", "1")
    shown = invoke("status").stderr
    assert shown.startswith("Traceback")
    assert "in find_root" in shown
    assert f"\n{told}" in shown
