"""What the tests in reading systems share: e-books, built once; tools that may be missing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from built import Build
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
def ebooks(built: Callable[[Path], Build]) -> Callable[[Path, str], Path]:
    """From a project's folder and a language to the e-book."""
    return lambda source, language: built(source).edition(language).epub


@pytest.fixture
def ebook(request: pytest.FixtureRequest, ebooks: Callable[[Path, str], Path]) -> Path:
    """One e-book; the parameter is its project's folder and its language."""
    source, language = request.param
    return ebooks(source, language)
