"""Styles: the addresses that CSS names, read as browsers read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2  # type: ignore[import-untyped]

_NAMING = ("url", "src", "image", "image-set", "-webkit-image-set")
"""CSS functions that take addresses."""


def addresses(css: str) -> Iterator[str]:
    """The addresses in a style sheet or a value: of url(…) and the like, and of @import.

    Escapes are resolved, and what is not closed ends with the text (CSS Syntax 3, section 4). For
    an address that is none, which only careless readers take for one, there is “url(”.
    """
    yield from _addresses(tinycss2.parse_component_value_list(css))


def _addresses(values: Iterable[Any]) -> Iterator[str]:
    importing = False
    for value in values:
        match value.type:
            case "url":
                yield value.value
            case "error" if value.kind == "bad-url":
                yield "url("
            case "function" if value.lower_name in _NAMING:
                yield from (one.value for one in value.arguments if one.type == "string")
                yield from _addresses(value.arguments)
            case "function":
                yield from _addresses(value.arguments)
            case "string" if importing:
                yield value.value
            case "{} block" | "[] block" | "() block":
                yield from _addresses(value.content)
            case _:
                pass
        if value.type not in ("whitespace", "comment"):
            importing = value.type == "at-keyword" and value.lower_value == "import"
