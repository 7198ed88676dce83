"""The secret that signs what builds remember: the user's own, or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hexapla.pipeline.secret import LENGTH, user_secret


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches/hexapla/key"


def test_it_is_made_once_for_its_owner_alone(key: Path) -> None:
    before = os.umask(0)
    try:
        secret = user_secret()
    finally:
        os.umask(before)
    assert len(secret) == LENGTH
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(key.parent.iterdir()) == [key]
    assert user_secret() == secret == key.read_bytes()
    key.unlink()
    assert user_secret() != secret


def test_what_others_may_know_is_none(key: Path) -> None:
    secret = user_secret()
    key.chmod(0o644)
    assert user_secret() == b""
    key.chmod(0o600)
    assert user_secret() == secret
    key.rename(key.with_name("other"))
    key.symlink_to("other")
    assert user_secret() == b""
    key.unlink()
    key.write_bytes(b"short")
    key.chmod(0o600)
    assert user_secret() == b""


@pytest.mark.parametrize("named", ["", "caches"])
def test_it_stands_in_the_home_of_the_user_if_no_folder_is_named(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path would be one within a project that a stranger sent."""
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_secret()
    (key,) = tmp_path.rglob("hexapla/key")
    assert key.parents[1].name in (".cache", "Caches")


def test_without_a_place_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert user_secret() == b""
