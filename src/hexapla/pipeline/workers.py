"""Workers: processes that make one edition after the other, within limits of time and memory.

What lays out books is large, is written in C for a part and meets whatever people send. In a
process of its own it can be stopped, and what it does wrong ends nothing else.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from pickle import PicklingError
from typing import Any

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import Limits, how_to_raise
from hexapla.pipeline.bounds import bound_memory, collect_rarely, leave_no_core

Report = Callable[[Any], None]
"""Takes what a piece of work says while it is done; anything that can be pickled."""

Work = Callable[[Any, Report], Any]
"""From an item and a listener to what comes of the item; a function that can be pickled."""

Whereabouts = Callable[[Any, Any], tuple[str, Place | None]]
"""From an item and the last that was said of it to words for a message (“the edition in ka, at
the section “thread””), and the place of what was worked at."""


@dataclass
class _Worker:
    """One process and what it is at."""

    process: BaseProcess
    connection: Connection
    number: int = -1
    """Of the item that it is at; -1 for none."""
    deadline: float = 0.0
    last: Any = None
    """What it said last of the item."""
    problem: str = ""
    """Why it cannot go on, if it could say so."""
    code: str = "O011"
    """Of the diagnostic that says so."""


@dataclass
class _Results:
    """What came of the items, by their numbers, and what was said against any."""

    made: dict[int, Any] = field(default_factory=dict)
    refused: dict[int, tuple[Diagnostic, ...]] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)
    """Of exceptions that nothing in the work expected."""


def work_on(  # noqa: PLR0913 - what is to be done, in what way
    items: Sequence[Any],
    work: Work,
    *,
    jobs: int,
    limits: Limits,
    listen: Report,
    whereabouts: Whereabouts,
) -> list[Any]:
    """What ``work`` makes of each of ``items``, in their order, ``jobs`` at a time.

    ``listen`` is told whatever the work reports. Raises Refusal with everything that speaks
    against any item: what the work itself refuses, O011 for one that takes more time or memory
    than ``limits`` have, and O016 for any other exception of the work, whose traceback is in that
    of the Refusal. However it ends, no process is left.
    """
    # A fresh process: layout libraries hold threads and locks that a fork would copy half-way.
    context = multiprocessing.get_context("spawn")
    waiting = list(enumerate(items))
    results = _Results()
    workers: list[_Worker] = []
    with ExitStack() as stack:
        stack.callback(_end, workers)
        while waiting or any(worker.number >= 0 for worker in workers):
            busy = sum(worker.number >= 0 for worker in workers)
            while waiting and busy < jobs:
                idle = next((one for one in workers if one.number < 0), None)
                worker = idle or _start(context, work, limits.memory, workers)
                number, item = waiting.pop(0)
                worker.number, worker.last = number, None
                worker.deadline = time.monotonic() + limits.seconds
                with suppress(BrokenPipeError):  # it has ended, which is seen below
                    worker.connection.send(item)
                busy += 1
            for worker in _ready(workers):
                if not _hear(worker, results, listen, limits.memory):
                    _bury(worker, workers)
                    if worker.number >= 0:
                        where, place = whereabouts(items[worker.number], worker.last)
                        found = _cause_of_death(worker, where, place, limits)
                        results.refused[worker.number] = (found,)
    if results.refused:
        said = [item for _, found in sorted(results.refused.items()) for item in found]
        cause = RuntimeError("in other processes:\n" + "\n".join(results.traces))
        raise Refusal(*dict.fromkeys(said)) from (cause if results.traces else None)
    return [results.made[number] for number in range(len(items))]


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    """The workers that say something, have ended, or have been at it too long, once any is so."""
    busy = [worker for worker in workers if worker.number >= 0]
    first = min(worker.deadline for worker in busy)
    heard = wait([worker.connection for worker in busy], max(0.0, first - time.monotonic()))
    now = time.monotonic()
    return [one for one in busy if one.connection in heard or one.deadline <= now]


def _hear(worker: _Worker, results: _Results, listen: Report, memory: int) -> bool:
    """Take one message; False if there is none and the worker has to go."""
    if worker.deadline <= time.monotonic():
        return False
    try:
        kind, value = worker.connection.recv()
    except (EOFError, OSError):
        return False
    match kind:
        case "step":
            worker.last = value
            listen(value)
            return True
        case "made":
            results.made[worker.number] = value
        case "refused":
            results.refused[worker.number] = value.diagnostics
        case "system":
            raise value
        case "failed":
            what, trace = value
            results.traces.append(trace)
            worker.code = "O016"
            worker.problem = (
                f"failed ({what}); look for what is unusual in templates/ and its styles. If "
                "they are the theme’s own, it is a fault of Hexapla: please report it with what "
                "HEXAPLA_TRACEBACK=1 in the environment shows"
            )
        case "too deep":
            worker.problem = "goes too deep: elements stand in one another without end"
        case "no memory":
            worker.problem = f"takes too much memory; {how_to_raise('memory', memory)}"
    if worker.problem:
        return False
    worker.number = -1
    return True


def _cause_of_death(worker: _Worker, where: str, place: Place | None, limits: Limits) -> Diagnostic:
    """Why a worker has gone before its item was made, as far as that can be told."""
    if worker.deadline <= time.monotonic():
        problem = f"{where} takes too long; {how_to_raise('seconds', limits.seconds)}"
        return Diagnostic("O011", problem, place)
    raising = how_to_raise("memory", limits.memory)
    code = worker.process.exitcode or 0
    if code >= 0:
        problem = worker.problem or f"ended with the status {code}; {raising}"
        return Diagnostic(worker.code, f"{where} {problem}", place)
    name = signal.Signals(-code).name
    if -code == signal.SIGKILL:
        problem = f"{where} was ended by the system (SIGKILL), most likely for want of memory"
        return Diagnostic("O011", f"{problem}; close other programs, or build with --jobs 1", place)
    problem = f"{where} ended by a fault (signal {name}), most likely for want of memory"
    return Diagnostic("O011", f"{problem}; {raising}", place)


# ---- processes --------------------------------------------------------------------------------


def _start(context: Any, work: Work, memory: int, workers: list[_Worker]) -> _Worker:
    ours, theirs = context.Pipe()
    with _interrupts_held():
        process = context.Process(target=_serve, args=(theirs, work, memory), daemon=True)
        process.start()
        theirs.close()
        workers.append(_Worker(process, ours))
    return workers[-1]


def _bury(worker: _Worker, workers: list[_Worker]) -> None:
    """Let a worker end, by force if it does not by itself, and forget it."""
    if worker.deadline <= time.monotonic():
        worker.process.kill()
    worker.process.join(5)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()
    worker.connection.close()
    workers.remove(worker)


def _end(workers: Sequence[_Worker]) -> None:
    for worker in workers:
        worker.process.kill()  # nothing of theirs is on disk but in the scratch folder
    for worker in workers:
        worker.process.join()
        worker.connection.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while a process is started: it never sees it, and ends when told to."""
    ensure_running()  # it would let the signal through again when the first process starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, work: Work, memory: int) -> None:
    """What a process does: item after item, until there is no more to come."""
    from hexapla.output.locks import enter_scratch_folder  # noqa: PLC0415 - needed here alone

    enter_scratch_folder()
    _end_with_parent()
    bound_memory(memory)
    leave_no_core()
    collect_rarely()

    def report(said: Any) -> None:
        connection.send(("step", said))

    while True:
        try:
            item = connection.recv()
        except (EOFError, OSError):
            return
        try:
            message = ("made", work(item, report))
        except Refusal as refusal:
            message = ("refused", refusal)
        except MemoryError:
            message = ("no memory", None)
        except RecursionError:
            message = ("too deep", None)
        except OSError as error:  # a full disk: whoever asked knows of which folder
            message = ("system", error)
        except Exception as error:
            message = _failure(error)
        if _answer(connection, message) in ("no memory", "too deep", "failed"):
            return


def _answer(connection: Connection, message: tuple[str, Any]) -> str:
    """Send what came of an item, or why it cannot be sent; which of them it was."""
    try:
        connection.send(message)
    except MemoryError:
        message = ("no memory", None)
        connection.send(message)
    except (AttributeError, TypeError, ValueError, PicklingError) as error:  # of what was made
        message = _failure(error)
        connection.send(message)
    return message[0]


def _failure(error: Exception) -> tuple[str, Any]:
    """What is sent of an exception that is not expected: its class and text, its traceback."""
    what = f"{type(error).__name__}: {error}"
    return "failed", (what[:_LONGEST], "".join(traceback.format_exception(error)))


_LONGEST = 300
"""Characters of an exception's text that are told; some quote whole files."""


def _end_with_parent() -> None:
    """Let this process end when the one that started it has gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
