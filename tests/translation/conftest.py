"""What the tests of this room share: the judge, and catalogs to judge."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: A book\\n"
"PO-Revision-Date: 2026-11-20 10:30+0400\\n"
"Last-Translator: Nino\\n"
"Language-Team: none\\n"
"Language: ka\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"X-Generator: Poedit 3.4\\n"
"""


@pytest.fixture
def header() -> str:
    return HEADER


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[bytes], None]:
    """Fails unless GNU gettext accepts a catalog."""

    def accept(data: bytes) -> None:
        done = _msgfmt(data, tmp_path)
        assert done.returncode == 0, f"msgfmt -c: {done.stderr}\n{data.decode()}"

    return accept


@pytest.fixture
def refused_by_gettext(tmp_path: Path) -> Callable[[bytes], bool]:
    return lambda data: _msgfmt(data, tmp_path).returncode != 0


def _msgfmt(data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("msgfmt")
    assert program, "GNU gettext is missing: install it, these tests need its msgfmt"
    (folder / "judged.po").write_bytes(data)
    return subprocess.run(
        [program, "-c", "-o", str(folder / "judged.mo"), str(folder / "judged.po")],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
