"""Processes that make editions: their results, their limits, and that none is left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import synchronize, util
from typing import Any

import pytest

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import Limits
from hexapla.pipeline.bounds import bound_memory, bounded_time
from hexapla.pipeline.workers import work_on

HERE = Place("book/thread.md")


def whereabouts(item: Any, last: Any) -> tuple[str, Place | None]:
    return f"item {item}, at {last},", HERE if last else None


def run(
    items: list[Any], jobs: int = 2, limits: Limits | None = None
) -> tuple[list[Any], list[Any]]:
    said: list[Any] = []
    made = work_on(
        items,
        work,
        jobs=jobs,
        limits=limits or Limits(),
        listen=said.append,
        whereabouts=whereabouts,
    )
    return made, said


def work(item: Any, report: Callable[[Any], None]) -> Any:  # noqa: PLR0912 - one for each kind
    """What the processes do: the first part of an item's name says what."""
    report(f"begin {item}")
    kind, _, more = str(item).partition(" ")
    match kind:
        case "refuse":
            raise Refusal(Diagnostic("M007", f"no {more}", HERE))
        case "fail":
            raise ValueError(item)
        case "fail-oddly":
            raise _Unsendable(threading.Lock())
        case "make-oddly":
            return threading.Lock()
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "grow":
            return len(bytearray(2_000_000_000))
        case "grow-in-c":
            held = []
            while True:
                held.append("x" * 10_000_000)
        case "recurse":
            return work(item, report)
        case "abort":
            os.kill(os.getpid(), signal.SIGABRT)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "process":
            return os.getpid()
        case "scratch":
            return tempfile.gettempdir()
    return f"made {item}"


class _Unsendable(Exception):  # noqa: N818 - for one test
    """An exception that no pipe takes."""


def refusal(items: list[Any], **how: Any) -> list[str]:
    with pytest.raises(Refusal) as caught:
        run(items, **how)
    return [str(item) for item in caught.value.diagnostics]


def test_results_come_in_order_with_what_is_said() -> None:
    made, said = run(["a", "b", "c"])
    assert made == ["made a", "made b", "made c"]
    assert sorted(said) == ["begin a", "begin b", "begin c"]
    assert multiprocessing.active_children() == []


def test_nothing_to_do_starts_nothing() -> None:
    assert run([]) == ([], [])


def test_one_process_makes_one_item_after_the_other() -> None:
    made, _ = run(["process 1", "process 2"], jobs=1)
    assert made[0] == made[1] != os.getpid()


def test_temporary_files_have_no_other_place_than_they_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where no file can be written, :mod:`tempfile` would take another folder by itself."""
    monkeypatch.setenv("TMPDIR", os.devnull)
    assert run(["scratch"])[0] == [os.devnull]


def test_everything_that_is_refused_is_told_in_order() -> None:
    told = refusal(["refuse one", "a", "refuse two", "exit"])
    assert told[:2] == [
        "book/thread.md: error M007: no one",
        "book/thread.md: error M007: no two",
    ]
    assert told[2].startswith("book/thread.md: error O011: item exit, at begin exit, ended with")
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("fail", "(ValueError: fail x)"),
        ("fail-oddly", "(_Unsendable: <unlocked"),
        ("make-oddly", "(TypeError: cannot pickle"),
    ],
)
def test_what_nobody_expected_is_told_with_where_it_was(kind: str, what: str) -> None:
    with pytest.raises(Refusal) as caught:
        run([f"{kind} x", "refuse a", "b"])
    told = [str(item) for item in caught.value.diagnostics]
    where = f"item {kind} x, at begin {kind} x,"
    assert told[0].startswith(f"book/thread.md: error O016: {where} failed {what}")
    assert "templates/" in told[0]
    assert told[1:] == ["book/thread.md: error M007: no a"], "the others are made"
    trace = str(caught.value.__cause__)
    assert "Traceback" in trace
    assert "in work" in trace or kind == "make-oddly"
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("kind", ["hang", "spin"])
def test_what_takes_too_long_is_ended_and_named(kind: str) -> None:
    began = time.monotonic()
    (told,) = refusal([kind, "a"], limits=Limits(seconds=2))
    assert time.monotonic() - began < 20
    assert told.startswith(f"book/thread.md: error O011: item {kind}, at begin {kind}, takes too")
    assert "the limit “seconds” is 2; " in told
    assert "under [limits] in book/dossier.toml" in told
    assert multiprocessing.active_children() == []


needs_bound = pytest.mark.skipif(
    sys.platform == "darwin", reason="macOS has no limit of address space; docs/safety.md says so"
)


@needs_bound
@pytest.mark.parametrize("kind", ["grow", "grow-in-c"])
def test_what_takes_too_much_memory_is_ended_and_named(kind: str) -> None:
    (told,) = refusal([kind], limits=Limits(memory=1_000))
    assert "takes too much memory; the limit “memory” is 1,000; " in told
    assert "under [limits] in book/dossier.toml" in told


def test_what_goes_too_deep_is_told() -> None:
    (told,) = refusal(["recurse"])
    assert "error O011: " in told
    assert "goes too deep" in told


@pytest.mark.parametrize(
    ("kind", "name", "jobs"), [("abort", "SIGABRT", 1), ("killed", "SIGKILL", 2)]
)
def test_a_process_that_ends_by_a_fault_spoils_no_other(kind: str, name: str, jobs: int) -> None:
    told = refusal([kind, "a", "refuse b"], jobs=jobs)
    assert name in told[0]
    assert "error O011: " in told[0]
    assert "memory" in told[0]
    assert told[1:] == ["book/thread.md: error M007: no b"], "the others were made"


def test_nothing_with_a_name_is_made_in_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Semaphores and sockets of multiprocessing have names, and stay when all is killed."""

    def refuse(*_arguments: Any, **_named: Any) -> None:
        pytest.fail("something with a name was made")

    monkeypatch.setattr(synchronize.SemLock, "__init__", refuse)
    monkeypatch.setattr(util, "get_temp_dir", refuse)
    assert run(["a", "b"])[0] == ["made a", "made b"]


def test_an_interrupt_leaves_no_process() -> None:
    def interrupt(said: Any) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_on(
            ["hang", "spin"],
            work,
            jobs=2,
            limits=Limits(),
            listen=interrupt,
            whereabouts=whereabouts,
        )
    assert multiprocessing.active_children() == []


# ---- bounds of this process -------------------------------------------------------------------


def test_time_is_bounded_where_python_runs() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(Refusal, match="error O011: counting took too long"):
        _count_for(1)
    assert signal.getsignal(signal.SIGALRM) is before
    with bounded_time(1, "counting"):
        pass
    time.sleep(1.1)  # nothing comes afterwards


def _count_for(seconds: int) -> None:
    with bounded_time(seconds, "counting"):
        while True:
            pass


def test_nothing_within_goes_on_when_the_time_is_over() -> None:
    """Readers collect refusals; the end of the time is none of those that they collect."""
    with pytest.raises(Refusal, match="error O011: counting took too long"):
        _count_on(1)


def _count_on(seconds: int) -> None:
    with bounded_time(seconds, "counting"):
        for _ in range(2):
            with suppress(Exception):
                _count_until(time.monotonic() + 10)


def test_what_swallows_the_end_is_told_again() -> None:
    with pytest.raises(Refusal, match="error O011: counting took too long; count less"):
        _swallow(1)


def _swallow(seconds: int) -> None:
    with bounded_time(seconds, "counting", "count less"):
        try:
            _count_until(time.monotonic() + 10)
        except BaseException:  # as a callback of a C library loses it
            _count_until(time.monotonic() + 10)


def _count_until(end: float) -> None:
    while time.monotonic() < end:
        pass


def _bounded(connection: Any) -> None:
    done = bound_memory(1_000)
    try:
        bytearray(1_500_000_000)
    except MemoryError:
        connection.send((done, True))
    else:
        connection.send((done, False))


@needs_bound
def test_memory_is_bounded() -> None:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_bounded, args=(theirs,))
    process.start()
    assert ours.poll(60)
    assert ours.recv() == (True, True)
    process.join()
