"""PdfBook and Pdf: what a PDF is made of, and what comes of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hexapla.limits import Limits
from hexapla.output.hyphenation import Hyphenation
from hexapla.output.pagination import PageStart

PageMap = Mapping[str, str]
"""From an anchor to the number that is printed on its page."""


@dataclass(frozen=True)
class Attachment:
    """A file that travels in a PDF."""

    name: str
    """Its path with forward slashes, ``book/thread.md``."""
    data: bytes
    media_type: str
    modified: datetime.datetime
    """What the PDF says of when it was changed, in UTC."""
    relationship: Literal["Source", "Data"]
    """To the PDF: what it was made of, or what is to be known of it (ISO 32000-2, 14.13)."""
    description: str = ""


@dataclass(frozen=True)
class PdfBook:
    """What a PDF is made of. Sections are named; ``render`` makes their XHTML."""

    front: tuple[str, ...]
    """Sections before the body, numbered i, ii … on their own; laid out last."""
    body: tuple[str, ...]
    """Sections numbered from 1, each beginning on a new page."""
    render: Callable[[str, int, PageMap], str]
    """From a section's name, its first page number and the page map so far to XHTML."""
    stylesheet: str
    """CSS for all sections; addresses are ``asset:NAME``."""
    files: Mapping[str, tuple[str, bytes]]
    """Everything that the XHTML and the CSS may refer to: media type and content by name."""
    right_to_left: bool = False
    """Whether its pages follow one another from right to left."""
    hyphenation: Hyphenation = field(default_factory=Hyphenation)
    """Where its words may break, beside what Pyphen knows."""
    facing: bool = False
    """Whether it is read two pages at a time: odd numbers are rectos (``:right``; ``:left`` where
    pages follow from right to left), and a blank page keeps the first of the body one."""
    crop_marks: bool = False
    """Whether there are marks around pages where to cut them; for styles with a ``bleed``."""
    multiple: int = 1
    """Blank pages at the end make the number of all pages a multiple of this."""
    identifier: str = ""
    """``urn:uuid:…``, for what refers to its pages; empty for none."""
    anchors: frozenset[str] = frozenset()
    """The ids from which is told where pages begin (:class:`PageStart`)."""
    page_limit: int = Limits().pages
    """The number of pages at which it is no book any more."""
    attachments: tuple[Attachment, ...] = ()
    """Files that travel in it; pages know nothing of them."""
    remembered: PageMap = field(default_factory=dict)
    """The body's page map as an earlier layout of the same book left it; then one pass will do.
    A wrong one costs time and changes nothing."""


@dataclass(frozen=True)
class Pdf:
    """A PDF that was laid out and written."""

    data: bytes
    """Empty if it was only laid out."""
    pages: int
    page_map: PageMap = field(default_factory=dict)
    """Of all of it. Numbers of the front matter are Roman."""
    body_map: PageMap = field(default_factory=dict)
    """Of the body alone: what ``PdfBook.remembered`` takes."""
    starts: tuple[PageStart, ...] = ()
    """Where each page begins, blank ones at the end aside, in order."""
