"""The sandbox in which templates run: a project's own may be a stranger's."""

from __future__ import annotations

import re
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST = 1_000_000
"""Items that a multiplication may make of a text or a list, and bits of a power."""


_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+>")
"""How Python shows an object that has no text of its own."""


def _same_each_time(value: Any) -> Any:
    """``value``, to be printed; raises SecurityError for what is shown by its place in memory."""
    if not isinstance(value, str) and _ADDRESS.search(str(value)):
        raise SecurityError(f"a {type(value).__name__} is nothing that can be printed")
    return value


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's own sandbox, which lets nothing of Python be reached, with bounds for sums.

    ``9 ** 9 ** 9`` keeps a processor busy for hours where no signal interrupts it. And without
    what differs from build to build: chance, and where things are in memory.
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, finalize=_same_each_time, **options)
        del self.filters["random"]
        del self.globals["lipsum"]
        self._known: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Jinja's answer, found once for each class: it asks after nothing else of ``obj``."""
        key = type(obj), attr
        if key not in self._known:
            self._known[key] = super().is_safe_attribute(obj, attr, value)
        return self._known[key]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``left * right`` or ``left ** right``; raises SecurityError for a result too large."""
        if operator == "**":
            bits = left.bit_length() if isinstance(left, int) else 1
            if isinstance(right, int) and bits * abs(right) > MOST:
                raise SecurityError(f"{left} ** {right} is too large")
        else:
            for one, times in ((left, right), (right, left)):
                if isinstance(one, str | list | tuple) and isinstance(times, int):
                    size = len(one) * times
                    if size > MOST:
                        raise SecurityError(f"a text or list of {size:,} items is too large")
        return super().call_binop(context, operator, left, right)
