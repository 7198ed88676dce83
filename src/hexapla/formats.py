"""Formats and variants of editions, and what the names of their files end in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

FormatName = Literal["pdf", "epub"]
VariantName = Literal["screen", "print", ""]

OUTPUTS: Mapping[str, tuple[FormatName, VariantName]] = {
    "pdf": ("pdf", "screen"),
    "print.pdf": ("pdf", "print"),
    "epub": ("epub", ""),
}
"""Format and variant of an output (empty if the format has none), by what its name ends in.

In the order in which an edition's are made: an e-book takes its page numbers from the PDF.
"""

FORMAT_NAMES: tuple[str, ...] = tuple(dict.fromkeys(name for name, _ in OUTPUTS.values()))
"""The formats that can be asked for."""

VARIANTS: tuple[str, ...] = tuple(variant for _, variant in OUTPUTS.values() if variant)
"""The variants that can be asked for."""


def endings(formats: tuple[str, ...], variants: tuple[str, ...]) -> tuple[str, ...]:
    """What the names of outputs end in: those of ``formats``, in ``variants`` if they have any."""
    return tuple(
        ending
        for ending, (name, variant) in OUTPUTS.items()
        if name in formats and (not variant or variant in variants)
    )
