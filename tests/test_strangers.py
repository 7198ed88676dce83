"""A stranger's project: its templates, fonts and limits do no harm to whoever builds it."""

from __future__ import annotations

import io
import re
import struct
import sys
import time
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from jinja2.exceptions import SecurityError

from built import hexapla
from hexapla.diagnostics import Place, Refusal
from hexapla.edition.sandbox import Sandbox
from hexapla.output.fonts import default_faces, read_face
from hostile import MANIFEST, Hostile

SECRET = "SECRET-93ab"
PAGE = '<html lang="en"><head><title>x</title></head><body><p>{}</p></body></html>'


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    return Hostile.at(tmp_path / "project")


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ _.__self__ }}",
    "{{ label.__func__.__globals__ }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ dossier|attr('__class__') }}",
    "{{ edition.__init__.__globals__ }}",
    "{{ '{0.__class__}'.format(edition) }}",
    "{{ '{x.__class__}'.format_map({'x': edition}) }}",
    "{{ self._TemplateReference__context }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ language.parse.__func__.__globals__ }}",
    "{% include '../../secret.txt' %}",
    "{% include '/etc/passwd' %}",
    "{% include 'pdf/../../../secret.txt' %}",
    "{% import '../../secret.txt' as x %}",
    "{% include 'pdf/linked.xhtml' %}",
    "{{ 9 ** (9 ** 9) }}",
    "{{ 'x' * 10 ** 10 }}",
    "{{ [0] * 10 ** 10 }}",
    "{{ range(10 ** 9)|list }}",
    "{{ colours.update({'ink': 'x'}) }}",
    "{% set x = dossier.parts.__setitem__ %}{{ x }}",
    "{{ undefined_name.popen }}",
]


def with_map(hostile: Hostile, template: str) -> None:
    """Let the project draw a map by a template of its own, which "hexapla check" renders."""
    hostile.write("templates/shared/map.svg", template)
    edges = "west = 1.0\nsouth = 1.0\neast = 4.0\nnorth = 3.0\n"
    hostile.write("book/map.toml", f'kind = "map"\n{edges}')
    hostile.change("book/context/background.md", "This sentence stays English.", "![x](map.toml)")


@pytest.mark.parametrize("text", ESCAPES)
def test_a_template_reaches_neither_files_nor_python(text: str, hostile: Hostile) -> None:
    """Rendered by the tool's own renderer, as a check of a project with drawings does."""
    with_map(hostile, text)
    if "linked" in text:
        (hostile.root / "templates/pdf").mkdir()
        (hostile.root / "templates/pdf/linked.xhtml").symlink_to(hostile.root.parent / "secret.txt")
    began = time.process_time()
    told = hostile.refused("check", "--language", "en")
    assert time.process_time() - began < 5
    assert re.search(
        r"templates/(shared/map\.svg|pdf/linked\.xhtml)(:\d+)?: error (O006|P008): ", (told.stderr)
    ), told.stderr
    assert SECRET not in told.stderr
    assert "root:" not in told.stderr


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("{{ 2 ** 10 }}", "1024"), ("{{ 'ab' * 3 }}", "ababab"), ("{{ 2.5 * 4 }}", "10.0")],
)
def test_small_sums_are_done(text: str, wanted: str) -> None:
    assert Sandbox().from_string(text).render() == wanted


@pytest.mark.parametrize("text", ["{{ 10 ** (10 ** 10) }}", "{{ n * 'ab' }}", "{{ [1] * n }}"])
def test_sums_that_fill_a_machine_are_not(text: str) -> None:
    with pytest.raises(SecurityError, match="too large"):
        Sandbox().from_string(text).render(n=10**9)


# ---- limits, as a person meets them -----------------------------------------------------------


def test_a_template_without_end_is_stopped(hostile: Hostile) -> None:
    loop = "{% for a in range(90000) %}" * 3 + "{% endfor %}" * 3
    hostile.write("templates/pdf/chapter.xhtml", PAGE.format(loop))
    hostile.write(MANIFEST, hostile.read(MANIFEST) + "\n[limits]\nseconds = 8\n")
    told = hostile.refused("build", "--language", "en", "--format", "pdf")
    where = "book/context/background.md: error O011: making the edition in en, at the section"
    assert f"{where} “background” of the PDF, takes too long" in told.stderr
    assert "the limit “seconds” is 8; " in told.stderr
    assert told.seconds < 60


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of address space")
@pytest.mark.parametrize("made", ["pdf", "epub"])
def test_a_chapter_without_end_of_memory_is_stopped(hostile: Hostile, made: str) -> None:
    """In a process of its own, by the command line itself."""
    large = "{% if part.id == 'background' %}{{ 'x'|center(900000000) }}{% endif %}"
    hostile.write(f"templates/{made}/chapter.xhtml", PAGE.format(large))
    hostile.write(MANIFEST, hostile.read(MANIFEST) + "\n[limits]\nmemory = 500\n")
    arguments = ("--language", "en", "--format", made, "--project", hostile.root)
    done = hexapla("build", *arguments, cwd=hostile.root)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (error,) = (line for line in done.stderr.splitlines() if "error O" in line)
    what = f"making the edition in en, at the section “background” of the {made.upper()}, "
    assert error.startswith(f"book/context/background.md: error O011: {what}takes too much memory")
    assert "the limit “memory” is 500; " in error


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of address space")
def test_a_check_takes_no_more_memory_than_a_book_does(hostile: Hostile) -> None:
    with_map(hostile, "{{ 'x'|center(9000000000) }}")
    done = hexapla("check", "--project", hostile.root, cwd=hostile.root)
    assert done.returncode == 1
    assert "error O011: this takes more memory than a book should" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("in_this_process")
def test_pages_have_a_limit(hostile: Hostile) -> None:
    hostile.change(
        "book/context/background.md", "This sentence", "word " * 3000 + "\n\nThis sentence"
    )
    hostile.write(MANIFEST, hostile.read(MANIFEST) + "\n[limits]\npages = 3\n")
    told = hostile.refused("build", "--language", "en", "--format", "pdf")
    assert re.search(
        r"error O011: “\w+” goes over the last page; the limit “pages” is 3", told.stderr
    )


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<div>" * 120 + "</div>" * 120, "100 deep"),
        ("<table><tr><td colspan='100000000'>x</td></tr></table>", "colspan=100000000"),
        ("<table><tr><td rowspan='2000'>x</td></tr></table>", "rowspan=2000"),
        ("<table><col span='99999'/><tr><td>x</td></tr></table>", "span=99999"),
    ],
)
def test_26_what_takes_an_engine_without_end_is_refused(
    text: str, what: str, hostile: Hostile
) -> None:
    hostile.write("templates/pdf/chapter.xhtml", PAGE.format(f"</p>{text}<p>"))
    told = hostile.refused("build", "--language", "en", "--format", "pdf")
    assert "templates/pdf/chapter.xhtml: error O011: the template makes " in told.stderr
    assert what in told.stderr


# ---- fonts ------------------------------------------------------------------------------------

HERE = Place("book/fonts/x.ttf")


def cmap_bomb() -> bytes:
    """A font whose list of characters claims four thousand million of them."""
    font = TTFont(io.BytesIO(default_faces()[0].data))
    groups = struct.pack(">III", 0, 0xFFFFFFFF, 1)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 1) + groups
    data = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    font.tables.pop("cmap", None)
    out = io.BytesIO()
    font.save(out)
    raw = bytearray(out.getvalue())
    entry = raw.index(b"cmap")
    offset = struct.unpack(">I", raw[entry + 8 : entry + 12])[0]
    raw[offset : offset + len(data)] = data
    return bytes(raw)


def packed_bomb() -> bytes:
    """A WOFF that says it has four thousand million bytes unpacked."""
    font = TTFont(io.BytesIO(default_faces()[0].data))
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    raw = bytearray(out.getvalue())
    raw[16:20] = b"\xff\xff\xff\xff"
    return bytes(raw)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (cmap_bomb, "names more than there are"),
        (packed_bomb, "unpacked"),
        (lambda: b"", ""),
        (lambda: b"\0\1\0\0" + b"\xff" * 2000, ""),
        (lambda: b"wOF2" + b"\0" * 2000, ""),
        (lambda: b"wOFF" + b"\0\1\0\0" + b"\0" * 30, ""),
        (lambda: default_faces()[0].data[:5000], ""),
    ],
)
def test_a_hostile_font_is_refused(make: object, what: str, tmp_path: Path) -> None:
    assert callable(make)
    path = tmp_path / "x.ttf"
    path.write_bytes(make())
    began = time.process_time()
    with pytest.raises(Refusal, match="error O002") as caught:
        read_face(path, HERE)
    assert time.process_time() - began < 2
    assert what in str(caught.value)
