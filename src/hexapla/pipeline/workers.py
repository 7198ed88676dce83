"""Work side by side in processes of its own, which talk through pipes and leave nothing behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.resource_tracker import ensure_running
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal

Listen = Callable[[Any], None]
"""Told what a task reports while it is at work."""

Task = Callable[[Any, Listen], Any]
"""What is done with each item: a function at the top of a module, or a partial of one."""


def side_by_side(task: Task, items: Sequence[Any], jobs: int, listen: Listen) -> list[Any]:
    """``task`` done with each of ``items``, ``jobs`` at a time; the results in their order.

    ``listen`` is told what they report. Raises Refusal with everything that the refused ones say,
    once all are done; O016 at once if a process comes to an end by itself; and whatever a fault
    of the tool raised.

    There is no pool, queue or manager of :mod:`multiprocessing`: their locks and sockets have
    names in the system, which stay if all processes are killed together.
    """
    # Fresh processes: layout libraries hold threads and locks that a fork would copy half-way.
    context = multiprocessing.get_context("spawn")
    left = list(enumerate(items))[::-1]
    done: dict[int, Any] = {}
    wrong: dict[int, tuple[Diagnostic, ...]] = {}
    workers: list[_Worker] = []
    try:
        with _interrupts_held():
            for _ in range(min(jobs, len(items))):
                workers.append(_started(context, task))
        for worker in workers:
            _hand_out(worker, left)
        while len(done) + len(wrong) < len(items):
            for worker in _ready(workers):
                kind, value = _answer(worker)
                if kind == "step":
                    listen(value)
                    continue
                (done if kind == "done" else wrong)[worker.number] = value
                _hand_out(worker, left)
    except BaseException:
        for worker in workers:
            worker.process.terminate()
        raise
    finally:
        for worker in workers:
            worker.connection.close()  # which tells it that nothing more is to be done
            worker.process.join()
    if wrong:
        told = (item for number in sorted(wrong) for item in wrong[number])
        raise Refusal(*dict.fromkeys(told))
    return [done[number] for number in range(len(items))]


@dataclass
class _Worker:
    process: SpawnProcess
    connection: Connection
    number: int = -1
    """Of the item that it is at work on."""


def _started(context: SpawnContext, task: Task) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task))
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _hand_out(worker: _Worker, left: list[tuple[int, Any]]) -> None:
    if left:
        worker.number, item = left.pop()
        with suppress(BrokenPipeError):  # it has ended, which is seen when it is listened to
            worker.connection.send(item)


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    """Those that say something, or have ended; waits for one."""
    said = wait([worker.connection for worker in workers])
    return [worker for worker in workers if worker.connection in said]


def _answer(worker: _Worker) -> tuple[str, Any]:
    """``step``, ``done`` or ``refused``, and what comes with it. Raises what else happened."""
    try:
        kind, value = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join()
        code = worker.process.exitcode or 0
        how = signal.Signals(-code).name if code < 0 else f"status {code}"
        problem = (
            f"a process that makes editions came to an end by itself ({how}); if the memory is "
            "used up, try --jobs 1 and fewer languages at a time"
        )
        raise Refusal(Diagnostic("O016", problem)) from None
    if kind == "failed":
        raise value
    return kind, value


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes are started: they never see it, and end when told to."""
    ensure_running()  # it would let the signal through again when the first process starts it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---- in the other process -------------------------------------------------------------------


def _work(connection: Connection, task: Task) -> None:
    """Do ``task`` with every item that comes, until no more will."""
    _end_with_parent()
    with suppress(EOFError, OSError):  # whoever asked has gone
        while True:
            connection.send(_done(task, connection.recv(), connection))


def _done(task: Task, item: Any, connection: Connection) -> tuple[str, Any]:
    try:
        return "done", task(item, lambda value: connection.send(("step", value)))
    except Refusal as refusal:
        return "refused", refusal.diagnostics
    except Exception as error:  # a fault of the tool, to be raised where it is seen
        error.add_note(traceback.format_exc())
        return "failed", error


def _end_with_parent() -> None:
    """Let this process end when the one that started it has gone, even if it was killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
