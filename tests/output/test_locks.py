"""Folders that one run has to itself, and what killed runs leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hexapla.diagnostics import Refusal
from hexapla.output.locks import held, remove_leftovers, scratch_folder

HOLD = (
    "import sys, time; from pathlib import Path\n"
    "from hexapla.output.locks import held, scratch_folder\n"
    "with held(Path(sys.argv[1])), scratch_folder() as scratch:\n"
    "    (scratch / 'inner').mkdir(); (scratch / 'inner' / 'a').write_bytes(b'a')\n"
    "    print(scratch, flush=True)\n"
    "    sys.stdin.read()\n"
)


@contextmanager
def another_run(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has ``folder`` until its standard input is closed, and its scratch folder."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdin
        assert run.stdout
        try:
            yield run, Path(run.stdout.readline().strip())
        finally:
            run.kill()


def test_another_run_is_waited_for_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    told: list[Path] = []
    had = threading.Event()

    def take() -> None:
        with held(folder, told.append):
            had.set()

    with another_run(folder) as (run, _):
        waiter = threading.Thread(target=take)
        waiter.start()
        assert not had.wait(0.3), "two runs had the folder at once"
        assert told == [folder]
        assert run.stdin
        run.stdin.close()
        waiter.join(20)
    assert had.is_set()
    assert not folder.exists(), "the last one takes an empty folder away that it made"


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    with another_run(tmp_path / "build") as (run, _):
        run.send_signal(signal.SIGKILL)
        run.wait()
    with held(tmp_path / "build", lambda _: pytest.fail("waits for a run that is no more")):
        pass


def test_a_folder_with_something_in_it_stays(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "c").write_bytes(b"c")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"c"


def test_folders_that_were_made_for_nothing_go_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(KeyError), held(tmp_path / "a" / "b" / "c"):
        raise KeyError
    assert list((tmp_path / "a").iterdir()) == []


def test_a_link_to_a_folder_is_held_as_the_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with another_run(tmp_path / "real") as (run, _):
        told: list[Path] = []

        def let_go(folder: Path) -> None:
            told.append(folder)
            assert run.stdin
            run.stdin.close()

        with held(tmp_path / "link", let_go):
            assert told == [tmp_path / "link"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"")
    with (
        pytest.raises(Refusal, match=r"build: error O005: the folder cannot be made"),
        held(tmp_path / "build"),
    ):
        pass


def test_a_scratch_folder_is_for_all_temporary_files_and_goes(tmp_path: Path) -> None:
    before = tempfile.gettempdir(), os.environ.get("TMPDIR")
    with scratch_folder() as folder:
        assert Path(tempfile.mkdtemp()).parent == folder
        inner = subprocess.run(
            [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert inner.stdout.strip() == str(folder)
        assert folder.stat().st_mode & 0o777 == 0o700
        with scratch_folder() as within:
            assert within.parent == folder
    assert not folder.exists()
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before
    assert tmp_path.exists()


def test_the_next_run_removes_what_a_killed_one_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with another_run(tmp_path / "build") as (run, scratch):
        with scratch_folder():
            assert (scratch / "inner" / "a").exists(), "the folder of a run at work was removed"
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert scratch.exists()
        with scratch_folder():
            assert not scratch.exists()


def test_what_is_not_ours_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / ".hexapla-link.part").symlink_to(tmp_path / "other")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a").write_bytes(b"a")
    os.mkfifo(tmp_path / ".hexapla-pipe.part")
    (tmp_path / "hexapla.part").write_bytes(b"")
    remove_leftovers(tmp_path)
    assert (tmp_path / "other" / "a").exists()
    assert (tmp_path / "hexapla.part").exists()


def test_no_place_for_temporary_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(Refusal, match="TMPDIR names another folder"), scratch_folder():
        pass
