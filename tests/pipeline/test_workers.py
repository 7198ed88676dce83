"""Work side by side in processes."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import synchronize, util
from typing import Any

import pytest

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.pipeline.workers import side_by_side


def _square(item: int, listen: Any) -> int:
    time.sleep(0.05 * (3 - item))  # the last is done first
    listen(("at", item))
    return item * item


def _refuse_odd(item: int, _listen: Any) -> int:
    if item % 2:
        raise Refusal(Diagnostic("O001", f"item {item}"), Diagnostic("O002", "of all"))
    return item


def _end(item: int, _listen: Any) -> int:
    if item == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(30 if item == 0 else 0)
    return item


def _fail(item: int, _listen: Any) -> int:
    raise ZeroDivisionError(item)


def test_results_come_in_order_and_every_step_is_told() -> None:
    steps: list[Any] = []
    assert side_by_side(_square, (0, 1, 2), 2, steps.append) == [0, 1, 4]
    assert sorted(steps) == [("at", 0), ("at", 1), ("at", 2)]


def test_all_that_is_refused_is_told_once() -> None:
    with pytest.raises(Refusal) as refused:
        side_by_side(_refuse_odd, (0, 1, 2, 3), 2, print)
    told = [item.message for item in refused.value.diagnostics]
    assert told == ["item 1", "of all", "item 3"]


def test_a_process_that_is_killed_ends_the_work_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(Refusal, match=r"error O016: .* \(SIGKILL\)"):
        side_by_side(_end, (0, 1), 2, print)
    assert time.monotonic() - began < 20, "it waited for the other process"


def test_a_fault_of_the_tool_is_raised_with_where_it_was() -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        side_by_side(_fail, (5,), 2, print)
    assert "in _fail" in raised.value.__notes__[0]


def test_nothing_with_a_name_is_made_in_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Semaphores and sockets of multiprocessing have names, and stay when all is killed."""

    def refuse(*_arguments: Any, **_named: Any) -> None:
        pytest.fail("something with a name was made")

    monkeypatch.setattr(synchronize.SemLock, "__init__", refuse)
    monkeypatch.setattr(util, "get_temp_dir", refuse)
    assert side_by_side(_square, (0, 1), 2, print) == [0, 1]
