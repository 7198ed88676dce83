"""Pictures: only from book/, of a known type, small enough, harmless."""

from __future__ import annotations

import io
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image, ImageFile

from cpu import little_work
from hexapla.diagnostics import Place, Refusal
from hexapla.limits import Limits
from hexapla.output.assets import Asset, read_picture
from hexapla.output.svg import safe_svg

PLACE = Place("book/article.md", 7)
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '


def raster(kind: str, size: tuple[int, int] = (30, 20)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind)
    return buffer.getvalue()


def drawing(inner: str, attributes: str = 'viewBox="0 0 40 30"') -> bytes:
    return f"{OPEN}{attributes}>{inner}</svg>".encode()


def picture(folder: Path, data: bytes, name: str = "media/Map 1.png") -> Asset:
    path = folder / "book" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return read_picture(folder / "book", name, PLACE)


def refusal_of(folder: Path, data: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        picture(folder, data)
    (problem,) = caught.value.diagnostics
    assert problem.place
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("kind", "media_type", "ending"),
    [
        ("PNG", "image/png", "png"),
        ("JPEG", "image/jpeg", "jpg"),
        ("GIF", "image/gif", "gif"),
        ("WEBP", "image/webp", "webp"),
        ("MPO", "image/jpeg", "jpg"),
    ],
)
def test_the_type_is_that_of_the_content(
    tmp_path: Path, kind: str, media_type: str, ending: str
) -> None:
    found = picture(tmp_path, raster(kind), "media/Карта Map_1.txt")
    assert (found.media_type, found.width, found.height) == (media_type, 30, 20)
    assert found.data == raster(kind)
    assert found.name.startswith("pictures/map-1-")
    assert found.name.endswith(f".{ending}")


def test_the_name_is_made_from_the_content(tmp_path: Path) -> None:
    one = picture(tmp_path, raster("PNG"))
    assert one == picture(tmp_path / "other", raster("PNG"))
    assert one.name != picture(tmp_path, raster("PNG", (31, 20))).name
    assert picture(tmp_path, raster("PNG"), "карта.png").name.isascii()


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    (tmp_path / "book" / "media").mkdir(parents=True)
    for source in ("media/none.png", "media", "x" * 5000):
        with pytest.raises(Refusal) as caught:
            read_picture(tmp_path / "book", source, PLACE)
        assert [one.code for one in caught.value.diagnostics] == ["M011"]
        assert caught.value.diagnostics[0].place == PLACE


def test_a_path_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "secret.png").write_bytes(raster("PNG"))
    (tmp_path / "book" / "link.png").symlink_to("../secret.png")
    for source in ("../secret.png", str(tmp_path / "secret.png"), "link.png", "https://e.org/a"):
        with pytest.raises(Refusal) as caught:
            read_picture(tmp_path / "book", source, PLACE)
        assert [one.code for one in caught.value.diagnostics] == ["P008"]


def bomb() -> bytes:
    """A PNG of 13,000 × 13,000 pixels whose rows compress to almost nothing."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    header = struct.pack(">IIBBBBB", 13_000, 13_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(13_000 * 1626), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 13_000, 100_000])
def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path, side: int) -> None:
    data = bomb().replace(struct.pack(">II", 13_000, 13_000), struct.pack(">II", side, side))
    head = data[12:29]
    data = data.replace(
        struct.pack(">I", zlib.crc32(bomb()[12:29])), struct.pack(">I", zlib.crc32(head))
    )
    start = time.process_time()
    code, message = refusal_of(tmp_path, data)
    assert (code, "million pixels" in message) == ("M011", True)
    assert time.process_time() - start < 1


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "large.png").write_bytes(bytes(1_000_001))
    with pytest.raises(Refusal, match=r"larger than 1 MB.*“picture-size” is 1; .*\[limits\]"):
        read_picture(tmp_path / "book", "large.png", PLACE, Limits(picture_size=1))


@pytest.mark.parametrize("data", [b"", b"text", raster("BMP"), b"%PDF-1.7", b"\x1f\x8b\x08"])
def test_another_type_is_refused(tmp_path: Path, data: bytes) -> None:
    code, message = refusal_of(tmp_path, data)
    assert (code, "known type" in message) == ("M011", True)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_damaged_picture_is_refused(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As WeasyPrint sets it for the whole process.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 50).convert("RGB").save(buffer, kind)
    assert refusal_of(tmp_path, buffer.getvalue()[: len(buffer.getvalue()) // 2])[0] == "M011"


# ---- SVG --------------------------------------------------------------------------------------


def test_a_drawing_is_kept_and_its_ids_are_its_own(tmp_path: Path) -> None:
    inner = (
        "<style>#abc, #b:hover { fill: #abc; clip-path: url('#b') }</style>"
        '<title id="t">Карта</title><defs><path id="abc" d="M0 0"/><clipPath id="b"/></defs>'
        '<use xlink:href="#abc" fill="url( #b )" aria-labelledby="t x"/>'
    )
    found = picture(tmp_path, drawing(inner), "media/map.svg")
    assert (found.media_type, found.width, found.height) == ("image/svg+xml", 40, 30)
    text = found.data.decode()
    prefix = f"svg-{found.name[-16:-4]}-"
    ids = etree.fromstring(found.data).xpath("//@id")
    assert ids == [f"{prefix}1", f"{prefix}2", f"{prefix}3"]
    assert f"#{prefix}2, #{prefix}3:hover {{ fill: #abc; clip-path: url(#{prefix}3) }}" in text
    assert f'xlink:href="#{prefix}2" fill="url(#{prefix}3)" aria-labelledby="{prefix}1 x"' in text
    assert "Карта" in text


def test_private_notes_of_other_programs_are_left_out(tmp_path: Path) -> None:
    note = (
        'a<i:view xmlns:i="http://example.org/i" i:secret="/home/someone"/>b<!-- note --><?pi x?>'
    )
    inner = f'<text xmlns:i="http://example.org/i" i:file="/home/someone">{note}</text>'
    text = picture(tmp_path, drawing(inner)).data.decode()
    assert "<text>ab</text>" in text
    assert "example.org" not in text
    assert "someone" not in text


@pytest.mark.parametrize(
    "inner",
    [
        "<script>1</script>",
        "<Script>1</Script>",
        "<foreignObject/>",
        '<a><set attributeName="href" to="javascript:1"/></a>',
        '<rect onclick="x()"/>',
        '<rect ONLOAD="x()"/>',
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<use href="other.svg#a"/>',
        '<a href="javascript:1"/>',
        '<rect fill="url(https://example.org/#a)"/>',
        "<rect style=\"fill: URL( 'x.svg#a' )\"/>",
        '<rect style="fill: u\\72l(x)"/>',
        '<rect fill="u\\72l(x)"/>',
        '<rect fill="url(https://example.org/a"/>',  # browsers close it at the end
        '<rect fill="url(\'https://example.org/a"/>',
        '<rect fill="url(&quot;a)b&quot;)"/>',
        '<rect fill="url(https://example.org/ a)"/>',  # none to browsers, one to other readers
        '<rect style="fill: url(https://example.org/a"/>',
        "<style>rect { fill: url(https://example.org/a</style>",
        "<rect fill=\"image-set('x.png' 1x)\"/>",
        "<style>@import 'x.css';</style>",
        "<style>rect { background: url(x.png) }</style>",
        "<style><![CDATA[@font-face { src : url(x.ttf) }]]></style>",
        "<rect style=\"background: image-set('x.png' 1x)\"/>",
        '<g xml:base="https://example.org/"/>',
    ],
)
def test_what_runs_or_comes_from_outside_is_refused(tmp_path: Path, inner: str) -> None:
    assert refusal_of(tmp_path, drawing(inner))[0] == "O004"


def billion_uses() -> str:
    """Ten times ten times ten … uses of one element."""
    groups = [f'<g id="a{n}">' + f'<use href="#a{n + 1}"/>' * 10 + "</g>" for n in range(8)]
    return "".join(groups) + '<g id="a8"/><use href="#a0"/>'


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "x">]>' + drawing("&a;"),
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + drawing(""),
        b'<?xml version="1.0"?><!doctype svg>' + drawing(""),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg>' + OPEN + "/>").encode("utf-16"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE svg>' + drawing(""),
        drawing("<g>"),
        b"<html/>",
        b"<svg/>",
        drawing("&undefined;"),
        drawing('<use xl:href="https://example.org/a"/>'),
        drawing("<x:script/>"),
        drawing("<g>" * 5000 + "</g>" * 5000),
        drawing("<g/>" * 60_000),
        drawing('<g id="a"><use href="#a"/></g>'),
        drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
        drawing('<pattern id="a"><rect fill="url(#a)"/></pattern>'),
        drawing(billion_uses()),
    ],
    ids=range(17),
)
def test_a_malformed_or_explosive_drawing_is_refused(tmp_path: Path, data: bytes) -> None:
    start = time.process_time()
    assert refusal_of(tmp_path, data)[0] == "M011"
    assert time.process_time() - start < 2


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.sampled_from(['<rect id="a"/>', "<path d='M0 0'/>", "<text>x &lt; y</text>", "t"]),
        lambda inner: st.lists(inner, max_size=4).map(lambda parts: f"<g>{''.join(parts)}</g>"),
    )
)
def test_a_safe_drawing_stays_the_same(inner: str) -> None:
    once = safe_svg(drawing(inner), "p-", PLACE)
    assert safe_svg(once, "p-", PLACE) == once
    before, after = (etree.fromstring(data) for data in (drawing(inner), once))
    assert [one.tag for one in before.iter()] == [one.tag for one in after.iter()]
    assert "".join(before.itertext()) == "".join(after.itertext())


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 40.4 30"', (40, 30)),
        ('viewBox="0,0,40,30" width="100mm"', (40, 30)),
        ('width="12px" height="13"', (12, 13)),
        ('width="100%" height="13"', (0, 0)),
        ("", (0, 0)),
        (f'width="1{" " * 200_000}x" height="1"', (0, 0)),
        (f'width="{"9" * 400}" height="1"', (0, 0)),
    ],
)
def test_the_size_of_a_drawing(tmp_path: Path, attributes: str, size: tuple[int, int]) -> None:
    with little_work():
        found = picture(tmp_path, drawing("", attributes))
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    "box",
    ["0 0 . .", "0 0 5", "a b c d", "", "0 0 5 5 5", f"0 0 5 {'9' * 400}", "0 0 nan 5", "0 0 5 0"],
)
@pytest.mark.parametrize("inner", [False, True])
def test_a_view_box_is_four_numbers(tmp_path: Path, box: str, inner: bool) -> None:
    attribute = f'viewBox="{box}"'
    data = drawing(f"<symbol {attribute}/>") if inner else drawing("", attribute)
    code, said = refusal_of(tmp_path, data)
    assert code == "M011"
    assert "write four numbers: left, top, width, height" in said


@pytest.mark.parametrize(
    "inner",
    [
        f'<rect fill="url(#{" " * 40_000}"/>',
        f'<rect fill="{"url(#" * 20_000}"/>',
        f"<style>{'a' * 200_000}</style>",
        f"<style>{'a{' * 100_000}</style>",
    ],
    ids=range(4),
)
def test_references_are_looked_for_once(inner: str) -> None:
    with little_work(), suppress(Refusal):  # some of these is no CSS at all
        safe_svg(drawing(inner), "p-", PLACE)


def test_references_are_renamed_however_they_are_written() -> None:
    styles = "#a { fill: url( '#a' ) } @media print { b#a{mask:URL(#a)} } #a"
    inner = f"""<style>{styles}</style><g id="a"/><g fill='url( "#a" )' mask="url(#b)"/>"""
    data = safe_svg(drawing(inner), "p-", PLACE).decode()
    assert "#p-1 { fill: url(#p-1) } @media print { b#p-1{mask:url(#p-1)} } #a" in data
    assert 'fill="url(#p-1)" mask="url(#b)"' in data


MARKER = '<marker id="m">' + "<rect/>" * 100 + "</marker>"
ZIGZAG = "M0 0" + "l1 1" * 1_000


@pytest.mark.parametrize(
    "inner",
    [
        f'<path marker-mid="url(#m)" d="{ZIGZAG}"/>',
        f'<g style="marker: url(#m)"><polyline points="{ZIGZAG[1:].replace("l", " ")}"/></g>',
        f"<style>path {{ marker-mid: url(#m) }}</style><path d='{ZIGZAG}'/>",
        f'<path id="p" d="{ZIGZAG}"/><use marker-mid="URL(#m)" href="#p"/>',
        '<g marker-end="url(#m)">' + '<path d="M0 0l1 1"/>' * 500 + "</g>",
    ],
    ids=range(5),
)
def test_markers_count_as_often_as_they_are_set(tmp_path: Path, inner: str) -> None:
    code, said = refusal_of(tmp_path, drawing(MARKER + inner))
    assert (code, "draws more than 50,000 elements" in said) == ("M011", True)


def test_an_arrow_at_the_end_of_a_long_line_is_drawn_once(tmp_path: Path) -> None:
    inner = f'<path style="fill:none;marker-end:url(#m)" d="{ZIGZAG * 20}"/>'
    assert picture(tmp_path, drawing(MARKER + inner))
