"""What the tests share: ``--refresh``, and outputs that are built once for all of them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from built import DOSSIERS, Build, Edition, build_project
from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.pipeline import build as building

pytest.register_assert_rewrite("pdf_checks", "epub_checks", "epub_pages", "epub_access")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--refresh",
        action="store_true",
        help="Write tests/dossiers/*/expected anew; a person then reads the diff.",
    )


def pytest_configure() -> None:
    _put_font(DOSSIERS / "languages/book/fonts/DroidSansFallback.ttf")


def _put_font(path: Path) -> None:
    """A font for Japanese, which PyMuPDF carries: no font is kept in the repository."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")  # other workers do the same
        font: Any = pymupdf.Font
        aside.write_bytes(font("japan").buffer)
        aside.replace(path)


@pytest.fixture(scope="session")
def refresh(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--refresh"))


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's caches, of all workers and what they start: not those of who runs the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "caches"
    folder.mkdir(exist_ok=True)
    os.environ["XDG_CACHE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """A folder filled by ``make`` once for the whole run, whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent

    def fill(name: str, make: Callable[[Path], None]) -> Path:
        folder = base / "once" / name
        folder.parent.mkdir(exist_ok=True)
        with (folder.parent / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "done").exists():
                folder.mkdir()
                make(folder)
                (folder / "done").touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[Path], Build]:
    """From a project's folder to its outputs, in all languages and formats."""

    def build(source: Path) -> Build:
        name = source.name if source.parent.name == "dossiers" else "our-dossier"
        return Build(source, once(name, lambda folder: build_project(source, folder)))

    return build


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let editions be made here, without limits: for tests of what is made, which are quicker so.

    A process of its own takes a second to load what lays out books.
    """

    def work_on(
        items: Sequence[Any], work: Callable[[Any, Any], Any], *, listen: Any, **_: Any
    ) -> list[Any]:
        made, refused = [], list[Diagnostic]()
        for item in items:
            try:
                made.append(work(item, listen))
            except Refusal as refusal:
                refused += refusal.diagnostics
        if refused:
            raise Refusal(*dict.fromkeys(refused))
        return made

    monkeypatch.setattr(building, "work_on", work_on)


@pytest.fixture
def edition(request: pytest.FixtureRequest, built: Callable[[Path], Build]) -> Edition:
    """One built edition; the parameter is its project's folder and its language."""
    source, language = request.param
    return built(source).edition(language)
