"""Projects built by the command line itself, and where their outputs are."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOSSIERS = ROOT / "tests" / "dossiers"


@dataclass(frozen=True)
class Edition:
    """One edition in both formats."""

    source: Path
    """The project's folder."""
    pdf: Path
    epub: Path
    language: str
    first: Path
    """The EPUB in the manuscript's language."""

    @cached_property
    def manifest(self) -> dict[str, object]:
        return manifest_of(self.source)

    @property
    def is_source(self) -> bool:
        return self.language == self.manifest["language"]

    def __str__(self) -> str:
        return self.pdf.stem


@dataclass(frozen=True)
class Build:
    """A project and the folder that holds its outputs and ``messages.txt``."""

    source: Path
    folder: Path

    def edition(self, language: str) -> Edition:
        manifest = manifest_of(self.source)
        stem = f"{manifest['slug']}.{language}"
        first = self.folder / f"{manifest['slug']}.{manifest['language']}.epub"
        pdf, epub = self.folder / f"{stem}.pdf", self.folder / f"{stem}.epub"
        return Edition(self.source, pdf, epub, language, first)

    @property
    def messages(self) -> str:
        return (self.folder / "messages.txt").read_text(encoding="utf-8")


def manifest_of(source: Path) -> dict[str, object]:
    return tomllib.loads((source / "book/dossier.toml").read_text(encoding="utf-8"))


def languages_of(source: Path) -> list[str]:
    """The manuscript's language and whatever is under ``locales/``."""
    folders = {path.parent.name.replace("_", "-") for path in source.glob("locales/*/LC_MESSAGES")}
    return sorted(folders | {str(manifest_of(source)["language"])})


def build_project(source: Path, folder: Path) -> None:
    """Build everything into ``folder``; what the tool says goes to ``messages.txt`` there."""
    done = hexapla("build", "--project", source, "--output", folder, cwd=folder)
    (folder / "messages.txt").write_text(done.stderr, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr


def hexapla(
    *arguments: str | Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run the command line of this checkout in a process of its own."""
    command = [sys.executable, "-m", "hexapla", *map(str, arguments)]
    return run(command, cwd, environment, umask)


def run_python(
    code: str, *arguments: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that imports this checkout in a process of its own."""
    return run([sys.executable, "-c", code, *map(str, arguments)], cwd, environment)


def run(
    command: list[str],
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    umask: int = -1,
) -> subprocess.CompletedProcess[str]:
    """Run a command that sees this checkout; ``environment`` is added to the present one."""
    added = dict(environment or {})
    paths = [added.pop("PYTHONPATH", ""), str(ROOT / "src")]
    surroundings = {**os.environ, **added, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.run(
        command,
        cwd=cwd,
        env=surroundings,
        umask=umask,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
