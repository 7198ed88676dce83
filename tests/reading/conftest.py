"""What the tests in reading systems share: e-books alone, built once; tools that may be missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from built import hexapla, manifest_of
from reading.systems import NOT_CHECKED, TOOLS, MissingToolError


@pytest.fixture(autouse=True)
def tools(request: pytest.FixtureRequest) -> None:
    """A test whose tool is missing fails where all are wanted, and is told of elsewhere."""
    for marker in request.node.iter_markers("needs"):
        for name in marker.args:
            try:
                TOOLS[name]()
            except MissingToolError as error:
                if "CI" in os.environ or request.config.getoption("--all-tools"):
                    pytest.fail(str(error), pytrace=False)
                pytest.skip(f"{NOT_CHECKED} {error}")


@pytest.fixture(scope="session")
def ebooks(once: Callable[[str, Callable[[Path], None]], Path]) -> Callable[[Path, str], Path]:
    """From a project's folder and a language to the e-book."""

    def build(source: Path, folder: Path) -> None:
        where: list[str | Path] = ["--project", source, "--output", folder]
        done = hexapla("build", "--format", "epub", *where, cwd=folder)
        assert done.returncode in (0, 1), done.stderr

    def find(source: Path, language: str) -> Path:
        slug = manifest_of(source)["slug"]
        return once(f"ebooks-{slug}", lambda folder: build(source, folder)) / (
            f"{slug}.{language}.epub"
        )

    return find


@pytest.fixture
def ebook(request: pytest.FixtureRequest, ebooks: Callable[[Path, str], Path]) -> Path:
    """One e-book; the parameter is its project's folder and its language."""
    source, language = request.param
    return ebooks(source, language)
