"""render: an Edition becomes XHTML through the templates of a format."""

from __future__ import annotations

from hexapla.edition.edition import Edition, anchor_of
from hexapla.edition.interface import Interface, interface_messages
from hexapla.edition.loading import idle_templates
from hexapla.edition.rendering import FORMATS, Renderer
from hexapla.edition.tables import Ruler

__all__ = [
    "FORMATS",
    "Edition",
    "Interface",
    "Renderer",
    "Ruler",
    "anchor_of",
    "idle_templates",
    "interface_messages",
]
