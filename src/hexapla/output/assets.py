"""Assets: the pictures of a book, read from ``book/`` alone and found harmless."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import Limits, how_to_raise
from hexapla.paths import inside

if TYPE_CHECKING:
    from PIL import ImageFile

_TYPES = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
}
"""The raster types of EPUB 3.3 (section 3.2, core media types) by Pillow's names: media type and
file ending."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that an edition's pages show."""

    name: str
    """ASCII path within an EPUB, ``pictures/map-0123456789ab.png``: the file's own name and a
    digest of its content, so that one picture used twice is one asset."""
    media_type: str
    data: bytes
    width: int
    """CSS pixels; 0 for an SVG that does not say."""
    height: int
    """CSS pixels; 0 for an SVG that does not say."""

    def __repr__(self) -> str:
        """Short, since ``data`` is large."""
        return f"Asset({self.name!r}, {self.media_type!r}, {self.width}×{self.height})"


USUAL = Limits()


def read_picture(book: Path, source: str, place: Place, limits: Limits = USUAL) -> Asset:
    """The picture ``source``, a path relative to ``book``; ``place`` is where it is asked for.

    Its type is that of its content, whatever its name: PNG, JPEG, GIF, WebP or SVG. Raises
    Refusal: P008 if the path leads out of ``book``; M011 if there is no such file, it is of
    another type, damaged or too large; and what :func:`hexapla.output.svg.safe_svg` raises.
    """
    data = _read(inside(book, source, place), f"{book.name}/{source}", place, limits)
    if _looks_like_xml(data):
        return drawing(data, source, Place(f"{book.name}/{source}"))
    media_type, ending, width, height = _inspect(data, source, place, limits)
    return Asset(_name(data, source) + ending, media_type, data, width, height)


def drawing(data: bytes, source: str, place: Place) -> Asset:
    """The SVG picture ``data``, made harmless; ``source`` is the path that it is named after.

    Raises Refusal as :func:`hexapla.output.svg.safe_svg` does, with ``place``.
    """
    from hexapla.output.svg import safe_svg, svg_size  # noqa: PLC0415 - most books have no SVG

    safe = safe_svg(data, f"svg-{_digest(data)}-", place)
    return Asset(f"{_name(data, source)}.svg", "image/svg+xml", safe, *svg_size(safe))


def _name(data: bytes, source: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", Path(source).stem.lower()).strip("-")[:40]
    return f"pictures/{stem}-{_digest(data)}" if stem else f"pictures/{_digest(data)}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _read(path: Path, shown: str, place: Place, limits: Limits) -> bytes:
    """A regular file that is not larger than ``limits`` have it."""
    most = limits.picture_size * 1_000_000
    try:
        if not path.is_file():
            _refuse(f"there is no picture {shown}; add the file or correct the name", place)
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        _refuse(f"the picture {shown} cannot be read: {error.strerror}", place)
    if len(data) > most:
        size, advice = limits.picture_size, how_to_raise("picture-size", limits.picture_size)
        _refuse(f"the picture {shown} is larger than {size} MB; make it smaller; {advice}", place)
    return data


def _looks_like_xml(data: bytes) -> bool:
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _inspect(data: bytes, source: str, place: Place, limits: Limits) -> tuple[str, str, int, int]:
    """Media type, file ending, width and height of a raster picture, found whole."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - most books have no picture

    try:
        with warnings.catch_warnings():
            # Pillow's own, higher limit warns before this module has seen the size.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as image:
                width, height = image.size
                if width * height > limits.picture_pixels * 1_000_000:
                    raise Image.DecompressionBombError
                _load_whole(image)
                # Telephones write several JPEGs in one file, which Pillow calls MPO.
                kind = "JPEG" if image.format == "MPO" else str(image.format)
                return *_TYPES[kind], width, height
    except UnidentifiedImageError:
        problem = f"“{source}” is not a picture of a known type: PNG, JPEG, GIF, WebP or SVG"
    except Image.DecompressionBombError:
        most = limits.picture_pixels
        problem = (
            f"“{source}” has more than {most} million pixels; make it smaller; "
            f"{how_to_raise('picture-pixels', most)}"
        )
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        problem = f"“{source}” is damaged ({error}); export it again"
    raise Refusal(Diagnostic("M011", problem, place))


def _load_whole(image: ImageFile.ImageFile) -> None:
    """Decode ``image``; raises OSError if it is cut short, which WeasyPrint lets Pillow ignore."""
    from PIL import ImageFile  # noqa: PLC0415 - see _inspect

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _refuse(problem: str, place: Place) -> NoReturn:
    raise Refusal(Diagnostic("M011", problem, place))
