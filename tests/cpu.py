"""How much work something is, by the processor's own count: a busy machine changes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def little_work(seconds: float = 5) -> Iterator[None]:
    """Fail if what is done within takes more than ``seconds`` of the processor.

    The bound is wide: what it is for took minutes, and takes some thousandths of a second.
    """
    before = time.process_time()
    yield
    took = time.process_time() - before
    assert took < seconds, f"this took {took:.1f} s of the processor"
