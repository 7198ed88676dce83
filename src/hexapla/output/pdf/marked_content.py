"""The marked content of a page: what of it is an artifact, which hyphens are soft ones."""

from __future__ import annotations

import re
from typing import Any


def furnish(stream: Any, artifacts: dict[int, str]) -> None:
    """Let marked content of a page be artifacts (ISO 32000-1, 14.8.2.2)."""
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    operators = stream.stream
    for at, properties in enumerate(operators):
        if not isinstance(properties, pydyf.Dictionary) or "MCID" not in properties:
            continue
        how = artifacts.get(properties["MCID"])
        if how is not None and operators[at + 1] == b"BDC":
            kind = {"Type": "/Pagination", "Subtype": f"/{how}"} if how else {"Type": "/Layout"}
            operators[at - 1], operators[at] = "/Artifact", pydyf.Dictionary(kind)


_LAST = re.compile(rb"\[(.*<[0-9a-f]*?)([0-9a-f]{4})>([^<>]*)\] TJ", re.DOTALL)
"""What paints glyphs, the last of them apart."""


def soften(stream: Any, broken: set[int]) -> None:
    """Let the hyphens of words that were broken be soft ones (14.8.2.2.3), and as they look."""
    operators, result, is_open = stream.stream, [], False
    for at, operator in enumerate(operators):
        if operator == b"BDC" and hasattr(operators[at - 1], "get"):
            is_open = operators[at - 1].get("MCID") in broken
        found = _LAST.fullmatch(operator) if is_open and isinstance(operator, bytes) else None
        if found and operators[at + 1] == b"ET":
            before, hyphen, after = found.groups()
            # No empty strings: PDFium forgets the last number where one is, and moves what follows.
            before = (before + b">").replace(b"<>", b" ").strip()
            if before:
                result.append(b"[" + before + b"] TJ")
            result.append(b"/Span<</ActualText<feff00ad>>>BDC")
            result += [b"[<" + hyphen + b">" + after + b"] TJ", b"EMC"]
            is_open = False
        else:
            result.append(operator)
    operators[:] = result
