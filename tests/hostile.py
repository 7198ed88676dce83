"""A small project with an earlier build, into which tests put what does harm."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from built import DOSSIERS
from hexapla.cli import cli

PO = "locales/fr/LC_MESSAGES/book.po"
CHAPTER = "book/context/background.md"
REGISTER = "book/context/events.toml"
MANIFEST = "book/dossier.toml"
EARLIER = b"an earlier build"


@dataclass(frozen=True)
class Told:
    """What a command said and how it ended."""

    status: int
    stderr: str
    stdout: str
    seconds: float

    @property
    def errors(self) -> list[str]:
        return [line for line in self.stderr.splitlines() if " error " in f" {line}"]

    @property
    def warnings(self) -> list[str]:
        return [line for line in self.stderr.splitlines() if " warning " in f" {line}"]


@dataclass(frozen=True)
class Hostile:
    """A copy of the case “french” and what can be done to it."""

    root: Path

    @classmethod
    def at(cls, root: Path) -> Hostile:
        shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
        (root / "build").mkdir()
        for name in ("french.en.pdf", "french.en.epub", "french.fr.pdf", "french.fr.epub"):
            (root / "build" / name).write_bytes(EARLIER)
        return cls(root)

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, content: str | bytes) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert old in text, "the case does nothing"
        self.write(file, text.replace(old, new, 1))

    def append(self, file: str, text: str) -> None:
        self.write(file, self.read(file) + text)

    def translate(self, id: str, translation: str) -> None:
        """Give a message a translation; both as they stand in the file, escaped."""
        entry = re.compile(rf'(msgid "{re.escape(id)}"\nmsgstr ").*"')
        text, number = entry.subn(lambda match: f'{match[1]}{translation}"', self.read(PO))
        assert number == 1, "the case does nothing"
        self.write(PO, text)

    def run(self, *arguments: str) -> Told:
        began = time.monotonic()
        done = CliRunner().invoke(cli, [*arguments, "--project", str(self.root)])
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert "Traceback" not in done.output
        return Told(done.exit_code, done.stderr, done.stdout, time.monotonic() - began)

    def refused(self, *arguments: str) -> Told:
        """What a build says that must be refused, and must leave the earlier outputs alone."""
        told = self.run(*(arguments or ("build", "--format", "epub")))
        assert told.status == 1, told
        assert told.errors, told
        outputs = sorted((self.root / "build").glob("french.*"))
        assert len(outputs) == 4
        assert {path.read_bytes() for path in outputs} == {EARLIER}
        return told
