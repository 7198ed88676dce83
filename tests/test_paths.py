"""Files inside a folder, and no others."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from hexapla.diagnostics import Place, Refusal
from hexapla.paths import inside, read_regular

PLACE = Place("book/article.md", 3)


def test_inside_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "real.png").write_bytes(b"")
    (tmp_path / "link.png").symlink_to("media/real.png")
    assert inside(tmp_path, "media/real.png", PLACE).name == "real.png"
    assert inside(tmp_path, "link.png", PLACE) == (tmp_path / "media" / "real.png").resolve()


@pytest.mark.parametrize("source", [".a.png", ".media/a.png", "media/.a.png"])
def test_a_hidden_file_is_told_as_such(tmp_path: Path, source: str) -> None:
    """Nothing else reads those, so that a build could not say what it was made of."""
    with pytest.raises(Refusal, match=r"P008.* is hidden: a name begins with a dot"):
        inside(tmp_path, source, PLACE)


@pytest.mark.parametrize(
    "source",
    [
        *(
            "../../etc/passwd",
            "/etc/passwd",
            "media/../../x",
            "out/passwd",
            "https://example.org/x",
        ),
        *("file:///etc/passwd", "C:\\x.png", "a\\b.png", "", "a\0b", "round"),
    ],
)
def test_inside_refuses_what_leads_out(tmp_path: Path, source: str) -> None:
    book = tmp_path / "book"
    book.mkdir()
    (book / "out").symlink_to("/etc")
    (book / "round").symlink_to("round")
    with pytest.raises(Refusal) as caught:
        inside(book, source, PLACE)
    assert [(one.code, one.place) for one in caught.value.diagnostics] == [("P008", PLACE)]


def test_no_more_is_read_than_a_limit_and_no_device(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1234")
    assert read_regular(path, 4) == b"1234"
    with pytest.raises(ValueError, match="too long"):
        read_regular(path, 3)
    with pytest.raises(ValueError, match="no file"):
        read_regular(Path("/dev/zero"), 4)
    for missing in (tmp_path / "b", tmp_path / "a/b"):
        with pytest.raises(OSError, match=r"."):
            read_regular(missing, 4)


def test_a_file_is_read_without_room_for_the_largest_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"small")
    tracemalloc.start()
    try:
        assert read_regular(path, 1_000_000_000) == b"small"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    with pytest.raises(ValueError, match="too long"):
        read_regular(path, 4)
