"""What the tests in reading systems share: e-books, built once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from built import Build


@pytest.fixture(scope="session")
def ebooks(built: Callable[[Path], Build]) -> Callable[[Path, str], Path]:
    """From a project's folder and a language to the e-book."""
    return lambda source, language: built(source).edition(language).epub


@pytest.fixture
def ebook(request: pytest.FixtureRequest, ebooks: Callable[[Path, str], Path]) -> Path:
    """One e-book; the parameter is its project's folder and its language."""
    source, language = request.param
    return ebooks(source, language)
