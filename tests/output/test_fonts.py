"""Fonts: reading, choosing, subsets."""

from __future__ import annotations

import io
import struct
import tempfile
from contextlib import suppress
from pathlib import Path

import pymupdf_fonts
import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._f_v_a_r import Axis, table__f_v_a_r
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.diagnostics import Place, Refusal
from hexapla.language import Language
from hexapla.output.fonts import (
    default_faces,
    faces_for,
    font_face_rules,
    font_family,
    notices,
    read_face,
    subset,
)

PLACE = Place("book/fonts/own.ttf")
NOTO = pymupdf_fonts.myfont("notos")


def changed(family: str = "Own", *, fs_type: int = 0, flavor: str | None = None) -> bytes:
    font = TTFont(io.BytesIO(NOTO))
    font["OS/2"].fsType = fs_type
    for number in (1, 16):
        font["name"].setName(family, number, 3, 1, 0x409)
    font.flavor = flavor
    saved = io.BytesIO()
    font.save(saved)
    return saved.getvalue()


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def refusal_of(folder: Path, data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        read_face(saved(folder, "own.ttf", data), PLACE)
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.place) == ("O002", PLACE)
    return problem.message


def code_points(font: bytes) -> set[int]:
    return set(TTFont(io.BytesIO(font)).getBestCmap())


def test_the_default_is_firago_in_four_styles() -> None:
    assert [(face.family, face.weight, face.style, face.name) for face in default_faces()] == [
        ("FiraGO", 400, "normal", "FiraGO-Regular.ttf"),
        ("FiraGO", 700, "normal", "FiraGO-Bold.ttf"),
        ("FiraGO", 400, "italic", "FiraGO-Italic.ttf"),
        ("FiraGO", 700, "italic", "FiraGO-BoldItalic.ttf"),
    ]
    assert default_faces() is default_faces()


@pytest.mark.parametrize("flavor", [None, "woff", "woff2"])
def test_reads_a_font_in_each_wrapping(tmp_path: Path, flavor: str | None) -> None:
    face = read_face(saved(tmp_path, "own.ttf", changed("Own Ⅰ", flavor=flavor)), PLACE)
    assert (face.family, face.weight, face.style) == ("Own Ⅰ", 400, "normal")
    assert face.data[:4] == b"\0\1\0\0"
    assert face.name == "NotoSans-Regular.ttf"
    assert face.characters == code_points(NOTO)


@pytest.mark.parametrize("rights", [0x2, 0x102, 0x100, 0x200])
def test_refuses_a_font_that_forbids_embedding(tmp_path: Path, rights: int) -> None:
    assert "forbids embedding" in refusal_of(tmp_path, changed(fs_type=rights))


@pytest.mark.parametrize("rights", [0x4, 0x8, 0x6])
def test_takes_a_font_that_permits_embedding(tmp_path: Path, rights: int) -> None:
    assert read_face(saved(tmp_path, "a.ttf", changed(fs_type=rights)), PLACE).family == "Own"


def test_refuses_what_is_not_a_font(tmp_path: Path) -> None:
    for data in (b"", b"Not a font", b"ttcf" + bytes(40), NOTO[:5000], b"OTTO" + bytes(100)):
        assert refusal_of(tmp_path, data)


def test_refuses_a_variable_font(tmp_path: Path) -> None:
    font = TTFont(io.BytesIO(NOTO))
    font["fvar"] = font_variations()
    buffer = io.BytesIO()
    font.save(buffer)
    assert "static" in refusal_of(tmp_path, buffer.getvalue())


def font_variations() -> object:
    table, axis = table__f_v_a_r(), Axis()
    axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue = "wght", 100, 400, 900
    axis.axisNameID = 2
    table.axes, table.instances = [axis], []
    return table


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1500), st.integers(0, 255))
def test_a_damaged_font_never_ends_in_another_exception(where: int, byte: int) -> None:
    data = bytearray(NOTO)
    data[where] = byte
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder), "a.ttf", bytes(data))
        with suppress(Refusal):
            read_face(path, PLACE)


def test_a_missing_font_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        read_face(tmp_path / "none.ttf", PLACE)
    assert caught.value.diagnostics[0].code == "P002"


def test_the_languages_own_fonts_come_first(tmp_path: Path) -> None:
    for name in ("pt", "all", "ja"):
        saved(tmp_path, f"fonts/{name}.ttf", changed(name))
    table = {"pt": ["fonts/pt.ttf"], "default": ["fonts/all.ttf"], "ja": ["fonts/ja.ttf"]}
    faces = faces_for(tmp_path, table, "pt-BR")
    assert [face.family for face in faces] == ["pt", "all", *["FiraGO"] * 4]
    assert len({face.name for face in faces}) == len(faces)
    assert font_family(faces) == '"pt", "all", "FiraGO", sans-serif'
    assert faces_for(tmp_path, None, "ka") == default_faces()


def test_a_project_can_bring_its_own_firago(tmp_path: Path) -> None:
    saved(tmp_path, "mine.ttf", changed("FiraGO"))
    faces = faces_for(tmp_path, {"default": ["mine.ttf"]}, "en")
    assert [face.name for face in faces] == [
        "NotoSans-Regular.ttf",
        *(face.name for face in default_faces()[1:]),
    ]


def test_a_font_outside_of_the_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        faces_for(tmp_path, {"default": ["../x.ttf"]}, "en")
    assert caught.value.diagnostics[0].code == "P008"


def test_a_family_name_cannot_break_out_of_the_style_sheet(tmp_path: Path) -> None:
    face = read_face(saved(tmp_path, "a.ttf", changed('a"; } </style>\\')), PLACE)
    rules = font_face_rules([face], "fonts/")
    assert rules.count('"') == 4
    assert "<" not in rules
    assert 'url("fonts/NotoSans-Regular.ttf")' in rules


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(sorted(map(chr, default_faces()[0].characters))), min_size=1))
def test_a_subset_has_what_was_asked_for_and_little_else(wanted: set[str]) -> None:
    face = default_faces()[0]
    made = subset(face, wanted)
    assert code_points(made) >= {ord(one) for one in wanted}
    # HarfBuzz adds mirrored brackets and the like.
    assert len(code_points(made)) <= 2 * len(wanted)
    assert made == subset(face, sorted(wanted, reverse=True))


def test_a_subset_keeps_layout_licence_and_notdef() -> None:
    face = default_faces()[0]
    font = TTFont(io.BytesIO(subset(face, ["AVfiГеორ0123", "ლა"])))
    assert "Open Font License" in font["name"].getDebugName(13)
    assert "FiraGO" in font["name"].getDebugName(0)
    tags = {one.FeatureTag for one in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"tnum", "onum"} <= tags
    assert "kern" in {one.FeatureTag for one in font["GPOS"].table.FeatureList.FeatureRecord}
    assert font["glyf"][".notdef"].numberOfContours > 0
    assert len(font.getBestCmap()) == 14


def test_a_language_fits_in_a_small_face() -> None:
    for tag in ("en", "ka", "ru", "ar"):
        wanted = [*Language(tag).alphabet(), *map(chr, range(32, 127))]
        sizes = [len(subset(face, wanted)) for face in default_faces()]
        assert all(30_000 < size < 90_000 for size in sizes), (tag, sizes)


def test_notices_say_whose_the_fonts_are() -> None:
    text = notices(default_faces())
    assert text.startswith("FiraGO\n")
    assert text.count("SIL Open Font License") == 1


def test_sfnt_tables_of_a_subset_are_in_order() -> None:
    made = subset(default_faces()[0], ["a"])
    (count,) = struct.unpack(">H", made[4:6])
    tags = [made[12 + 16 * n : 16 + 16 * n] for n in range(count)]
    assert tags == sorted(tags)
