"""What an output is made of, as it travels in it and stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hexapla.formats import OUTPUTS
from hexapla.output.manifest import (
    NAME,
    RECORD_LIMIT,
    Entry,
    Manifest,
    parse_record,
    record_bytes,
    sha256,
    time_of,
)
from hexapla.output.pdf import Attachment
from hexapla.paths import read_regular
from hexapla.pipeline.inputs import digests
from hexapla.pipeline.versions import made_with
from hexapla.pipeline.work import Work, modified

MEDIA_TYPES = {
    ".md": "text/markdown",
    ".toml": "application/toml",
    ".po": "text/x-gettext-translation",
    ".json": "application/json",
    ".css": "text/css",
    ".xhtml": "application/xhtml+xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
}
"""Of files that travel in a PDF, by their ending: what a system knows of them differs."""


def manifest_of(work: Work, ending: str, inputs: Mapping[str, bytes], revision: str) -> Manifest:
    """What the output of ``work`` whose name ends in ``ending`` is made of.

    ``inputs`` are the files of the project, ``revision`` the day on which a catalog was revised.
    """
    name, variant = OUTPUTS[ending]
    is_pdf = name == "pdf"
    has_pages = is_pdf or work.settings.pages
    return Manifest(
        dossier=work.project.slug,
        language=work.edition.language.tag,
        format=name,
        variant=variant,
        page_multiple=work.settings.multiple if variant == "print" else 1,
        fonts_embedded=is_pdf or work.settings.fonts,
        pages_numbered=has_pages,
        sources_embedded=is_pdf and work.settings.sources,
        time=time_of(modified(work)),
        revision=revision,
        coverage=work.edition.coverage,
        inputs=digests(inputs),
        fonts={face.name: sha256(face.data) for face in work.faces},
        made_with=made_with(pages=has_pages),
    )


def attachments_of(work: Work) -> tuple[Attachment, ...]:
    """The files that travel in a PDF: its manifest, and its sources if they are to."""
    when = modified(work)
    found = [
        Attachment(name, data, _media_type(name), when, "Source")
        for name, data in work.sources.items()
    ]
    if work.manifest:
        about = "What this file was made of"
        kind = MEDIA_TYPES[".json"]
        found.append(Attachment(NAME, work.manifest, kind, when, "Data", about))
    return tuple(found)


def _media_type(name: str) -> str:
    return MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def record(folder: Path, entries: Mapping[str, Entry]) -> bytes:
    """The manifest for the outputs in ``folder``: ``entries``, and those that it has of others.

    Of the others those that are still there as they were built. What cannot be read of an earlier
    manifest is left out.
    """
    earlier: Mapping[str, Entry] = {}
    with suppress(OSError, ValueError):
        earlier = parse_record(read_regular(folder / NAME, RECORD_LIMIT))
    kept = {
        name: entry
        for name, entry in earlier.items()
        if name not in entries and Path(name).name == name and _is(folder / name, entry)
    }
    return record_bytes({**kept, **entries})


def _is(path: Path, entry: Entry) -> bool:
    """Whether a file is the one that an entry is of."""
    with suppress(OSError, ValueError):
        data = read_regular(path, max(entry.bytes, 0))
        return len(data) == entry.bytes and sha256(data) == entry.sha256
    return False
