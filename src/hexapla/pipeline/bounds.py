"""Bounds of a process: how much memory it may take, and how long a piece of work in it."""

from __future__ import annotations

import gc
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.limits import how_to_raise


def bound_memory(megabytes: int) -> bool:
    """Let this process have so many MB of address space; whether the system sees to it.

    Whoever asks for more gets a MemoryError, or ends.
    """
    if not can_bound_memory():
        return False
    wanted = megabytes * 1_000_000
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        soft = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_AS, (soft, most))
        return resource.getrlimit(resource.RLIMIT_AS)[0] == soft
    return False


def can_bound_memory() -> bool:
    """Whether the system has a limit of address space; macOS takes one and does not hold to it."""
    return sys.platform != "darwin" and hasattr(resource, "RLIMIT_AS")


def collect_rarely() -> None:
    """Look for unreachable cycles a seventieth as often as Python does by itself.

    A manuscript is some hundred thousand objects that live until its editions are written. Looking
    through them took a twentieth of the time of an e-book of 500 chapters.
    """
    gc.set_threshold(50_000, 10, 10)


def leave_no_core() -> None:
    """Let no image of memory be written if this process ends by a fault."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


READING = "reading the project"
"""What most verbs do within :func:`bounded_time`."""


class _TookTooLong(BaseException):
    """Not an Exception, so that nothing within takes it for a mistake in a file and goes on."""


@contextmanager
def bounded_time(seconds: int, what: str, advice: str = "") -> Iterator[None]:
    """Raise Refusal O011 if what is done within takes more than ``seconds``; ``what`` names it.

    ``advice`` says what to do where it is not to raise the project's limit. Only the main thread
    can be interrupted so; in another there is no bound. One bound does not go within another.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise _TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    # Again each second: what is raised within a callback of a C library may be lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _TookTooLong:
        problem = f"{what} took too long; {advice or how_to_raise('seconds', seconds)}"
        raise Refusal(Diagnostic("O011", problem)) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
