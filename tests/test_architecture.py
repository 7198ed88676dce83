"""The rules of the house, checked from the imports themselves."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "hexapla"

SHARED = {
    *(
        "model",
        "text",
        "entries",
        "drawings",
        "diagnostics",
        "language",
        "dates",
        "months",
        "plurals",
        "scripts",
    ),
    *("message", "blocks", "inline", "formats", "limits", "links", "paper", "paths", "project"),
    "toml_text",
}
"""What every room may know."""

ROOMS = {"manuscript", "translation", "edition", "output"}

CALLERS = {"pipeline", "cli", "printing", "progress", "sarif"}
"""What puts the rooms in order, and what stands in front of it."""

HOMES = {
    "weasyprint": {"output/pdf/"},
    "pydyf": {"output/pdf/"},
    "pyphen": {"output/hyphenation.py"},
    "ebooklib": {"output/epub.py"},
    "jinja2": {"edition/"},
    "markupsafe": {"edition/"},
    "icu": {"language.py", "scripts.py"},
    "babel": {"language.py"},
    "translate": {"translation/catalogs.py", "translation/exchange.py"},
    "tinycss2": {"output/styles.py"},
    "shapely": {"output/geography.py", "output/placing.py"},
    "shapefile": {"output/geography.py"},
    "pikepdf": {"output/preflight/"},
    "pypdfium2": {"output/preflight/", "output/proof.py"},
}
"""Where alone a library is imported. ``doctor`` only asks whether they are there."""

WRITERS = {"output/files.py", "output/locks.py"}
"""The only modules that make, change or remove files and folders."""

WRITING = {
    *("write_bytes", "write_text", "mkdir", "touch", "unlink", "rename", "rmdir", "chmod"),
    *("symlink_to", "hardlink_to", "makedirs", "remove_dir", "removedirs", "rmtree", "copyfile"),
    *("copytree", "copy2", "NamedTemporaryFile", "TemporaryDirectory", "mkdtemp", "mkstemp"),
    *("fchmod", "ftruncate", "truncate", "extractall"),
}
"""Names of functions that do so."""

HEAVY = {
    *("weasyprint", "ebooklib", "jinja2", "fontTools", "PIL", "uharfbuzz", "resvg_py", "tomlkit"),
    *("pymupdf_fonts", "rapidfuzz", "rich", "shapely", "shapefile", "numpy"),
    *("pikepdf", "pypdfium2"),
}
"""What takes long to load: for the verbs that need it, and not before."""


@dataclass(frozen=True)
class Import:
    file: str
    """Relative to the package, with forward slashes."""
    line: int
    module: str
    """In full: ``hexapla.model``, ``icu``."""
    at_top: bool
    """Whether importing the file imports it."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"


def modules() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def imports(file: str) -> Iterator[Import]:
    tree = ast.parse((PACKAGE / file).read_text(encoding="utf-8"))
    yield from _imports(tree, file, at_top=True)


def _imports(node: ast.AST, file: str, *, at_top: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for name in child.names:
                yield Import(file, child.lineno, name.name, at_top)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{file}:{child.lineno}: imports are absolute here"
            assert child.module
            for name in child.names:
                yield Import(file, child.lineno, _full(child.module, name.name), at_top)
        else:
            inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imports(child, file, at_top=at_top and not inner and not _typing(child))


def _full(module: str, name: str) -> str:
    """``hexapla.model`` for ``from hexapla import model``; the module alone for other names."""
    inner = PACKAGE.parent / module.replace(".", "/") / name
    is_module = module.startswith("hexapla") and (
        inner.is_dir() or inner.with_suffix(".py").is_file()
    )
    return f"{module}.{name}" if is_module else module


def _typing(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def part_of(file: str) -> str:
    """``output`` for ``output/pdf.py``, ``progress`` for ``progress.py``."""
    return file.partition("/")[0].removesuffix(".py")


ALL = [item for file in modules() for item in imports(file)]
OWN = [item for item in ALL if item.module.partition(".")[0] == "hexapla"]


def test_the_imports_are_seen() -> None:
    assert len(OWN) > 50
    assert any(item.module == "weasyprint" for item in ALL)


def test_no_room_knows_another() -> None:
    for item in OWN:
        here, there = part_of(item.file), [*item.module.split("."), ""][1]
        if here in ROOMS:
            assert there in SHARED | {here, ""}, str(item)


def test_what_all_rooms_know_knows_none_of_them() -> None:
    for item in OWN:
        if part_of(item.file) in SHARED:
            assert [*item.module.split("."), ""][1] in SHARED, str(item)


def test_nothing_calls_the_pipeline_but_what_stands_in_front_of_it() -> None:
    for item in OWN:
        if [*item.module.split("."), ""][1] in CALLERS:
            assert part_of(item.file) in CALLERS | {"__main__"}, str(item)


def test_the_command_line_calls_the_pipeline_and_no_room() -> None:
    for item in OWN:
        if part_of(item.file) in ("cli", "progress"):
            assert [*item.module.split("."), ""][1] not in ROOMS, str(item)


@pytest.mark.parametrize("library", HOMES)
def test_a_library_has_one_home(library: str) -> None:
    users = [item for item in ALL if item.module.partition(".")[0] == library]
    assert users, f"nothing imports {library}: drop it from the rule and from pyproject.toml"
    for item in users:
        at_home = any(item.file.startswith(home) for home in HOMES[library])
        assert at_home or item.file == "pipeline/doctor.py", str(item)


def calls(file: str) -> Iterator[tuple[int, str, list[ast.expr]]]:
    """Line, name and arguments of each call; ``os.open`` for functions of os."""
    for node in ast.walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            named = [keyword.value for keyword in node.keywords if keyword.arg in ("mode", "flags")]
            arguments = [*node.args, *named]
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id, arguments
            elif isinstance(node.func, ast.Attribute):
                of_os = isinstance(node.func.value, ast.Name) and node.func.value.id == "os"
                yield node.lineno, "os." * of_os + node.func.attr, arguments


def writes(name: str, arguments: list[ast.expr]) -> bool:
    """Whether a call changes files: by its name, or by the mode in which it opens one."""
    bare = name.removeprefix("os.")
    if bare in WRITING or name in {"os.remove", "os.replace", "os.write", "os.link", "os.symlink"}:
        return True
    texts = [item.value for item in arguments if isinstance(item, ast.Constant)]
    modes = [text for text in texts if isinstance(text, str) and re.fullmatch("[rwaxbt+]+", text)]
    opens = bare in ("open", "fdopen") and any(set(mode) & set("wax+") for mode in modes)
    flags = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"}
    nodes = (node for item in arguments for node in ast.walk(item))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return opens or (name == "os.open" and bool(flags & names) and "devnull" not in names)


def test_files_are_written_in_one_place() -> None:
    found = {
        file: [(line, name) for line, name, arguments in calls(file) if writes(name, arguments)]
        for file in modules()
    }
    for home in WRITERS:
        assert found.pop(home), f"{home} writes nothing: the rule does not see it"
    assert {file: told for file, told in found.items() if told} == {}


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("path.write_text(text)", True),
        ("open(path, 'w')", True),
        ("path.open(mode='ab')", True),
        ("os.open(path, os.O_WRONLY | os.O_CREAT)", True),
        ("os.replace(one, other)", True),
        ("tempfile.mkdtemp()", True),
        ("open(path)", False),
        ("path.open('rb')", False),
        ("os.open(path, os.O_RDONLY)", False),
        ("os.open(os.devnull, os.O_WRONLY)", False),
        ("text.replace('a', 'w')", False),
    ],
)
def test_what_counts_as_writing(code: str, seen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: code)
    assert any(writes(name, arguments) for _, name, arguments in calls("x.py")) == seen


def test_what_reads_and_writes_books_is_loaded_when_it_is_used() -> None:
    for item in ALL:
        if item.module.partition(".")[0] in ("weasyprint", "ebooklib", "pikepdf", "pypdfium2"):
            assert not item.at_top, str(item)


def test_there_is_no_module_for_odds_and_ends() -> None:
    names = {Path(file).stem for file in modules()}
    assert not names & {"utils", "util", "helpers", "common", "misc", "base", "core"}


LOADED = """
import json, sys
from click.testing import CliRunner
from hexapla.cli import cli
result = CliRunner().invoke(cli, sys.argv[1:])
assert result.exit_code == 0, result.output
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The top-level modules that a command has loaded when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=folder,
        env=dict(os.environ) | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_status_loads_nothing_that_is_heavy(tmp_path: Path) -> None:
    loaded(tmp_path, "new", "demo")
    loaded(tmp_path / "demo", "add-language", "ka")
    assert not loaded(tmp_path / "demo", "status") & HEAVY


def test_help_loads_neither_rooms_nor_what_is_heavy(tmp_path: Path) -> None:
    assert not loaded(tmp_path, "build", "--help") & (HEAVY | {"markdown_it", "translate"})


ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [file for file in modules() if file != "__init__.py"])
def test_every_module_is_named_in_the_architecture(file: str) -> None:
    room, _, name = file.rpartition("/")
    rows = re.findall(rf"^\| `{room}/` .*$", ARCHITECTURE, re.MULTILINE) if room else [ARCHITECTURE]
    assert rows, f"ARCHITECTURE.md has no row for {room}/"
    assert name == "__init__.py" or f"`{name}`" in rows[0], f"ARCHITECTURE.md: {file} is missing"


def test_the_architecture_names_no_module_that_there_is_not() -> None:
    named = set(re.findall(r"`([a-z_]+\.py)`", ARCHITECTURE))
    assert named <= {Path(file).name for file in modules()}
