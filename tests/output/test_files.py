"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hexapla.diagnostics import Place, Refusal
from hexapla.output.files import write_atomically, write_changed

PLACE = Place("book/article.md", 3)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refusal_of(path: Path, data: bytes = b"new") -> str:
    with pytest.raises(Refusal) as caught:
        write_atomically(path, data)
    (problem,) = caught.value.diagnostics
    assert problem.code == "O005"
    assert problem.place == Place(str(path))
    return problem.message


def test_writes_into_a_new_folder(tmp_path: Path) -> None:
    write_atomically(tmp_path / "build" / "a.pdf", b"new")
    assert (tmp_path / "build" / "a.pdf").read_bytes() == b"new"
    assert names(tmp_path / "build") == ["a.pdf"]


def test_replaces_a_symbolic_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "a").symlink_to("other")
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "other").read_bytes() == b"other"
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_follows_the_umask(tmp_path: Path, umask: int, mode: int) -> None:
    old = os.umask(umask)
    try:
        write_atomically(tmp_path / "a", b"new")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o660)
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o660


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    assert "a folder stands in its place" in refusal_of(tmp_path / "a.pdf")
    assert names(tmp_path) == ["a.pdf"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"")
    assert "a file stands where its folder should be" in refusal_of(tmp_path / "build" / "a.pdf")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EIO, "error")],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "a.pdf").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    assert words in refusal_of(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_limit_of_file_size_leaves_the_old_file(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from hexapla.output.files import write_atomically\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "write_atomically(Path(sys.argv[1]), b'x' * 100_000)\n"
    )
    (tmp_path / "a.pdf").write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.pdf")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "Refusal" in run.stderr
    assert "larger than this system allows" in run.stderr
    assert (tmp_path / "a.pdf").read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from hexapla.output.files import write_atomically\n"
        "print(flush=True)\n"
        "while True:\n"
        "    for byte in b'ab': write_atomically(Path(sys.argv[1]), bytes([byte]) * 300_000)\n"
    )
    target, chance = tmp_path / "a.pdf", random.Random(1)
    write_atomically(target, b"a" * 300_000)
    left = 0
    for _ in range(12):
        command = [sys.executable, "-c", code, str(target)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            writer.send_signal(signal.SIGKILL)
        assert target.read_bytes() in (b"a" * 300_000, b"b" * 300_000)
        left += len(names(tmp_path)) - 1
    assert left, "no kill struck while a file was being written: the test shows nothing"
    write_atomically(tmp_path / "other.pdf", b"new")
    assert names(tmp_path) == ["a.pdf", "other.pdf"]


def test_what_another_run_is_writing_stays(tmp_path: Path) -> None:
    busy = tmp_path / ".hexapla-0123456789abcdef.part"
    with busy.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        write_atomically(tmp_path / "a", b"new")
        assert names(tmp_path) == [busy.name, "a"]
    write_atomically(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]


def test_an_unchanged_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.po"
    assert write_changed({path: b"one"})
    os.utime(path, (1, 1))
    assert write_changed({path: b"one", tmp_path / "a": b"a"}) == {tmp_path / "a"}
    assert path.stat().st_mtime == 1
    assert write_changed({path: b"two"}) == {path}
    assert path.read_bytes() == b"two"


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(os.devnull)
    before = path.lstat()
    with pytest.raises(Refusal, match=r"O005.*a device or a pipe of that name"):
        write_atomically(path, b"new")
    after = path.lstat()
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)
    assert [one.name for one in tmp_path.iterdir()] == ["x"]
