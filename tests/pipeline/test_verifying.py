"""verify: whether an output is what a manuscript builds, and which byte or input is another."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from built import hexapla
from hexapla.cli import cli
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.epub import MANIFEST
from hexapla.output.manifest import NAME, Manifest, json_bytes, record_bytes, sha256
from hexapla.output.provenance import difference, manifest_in
from hexapla.pipeline import verifying
from hexapla.pipeline.build import Order, Step, assemble
from hexapla.pipeline.inputs import missing_or_changed
from hexapla.pipeline.provenance import record
from hexapla.pipeline.verifying import Verdict, verify, verify_from_pdf
from hexapla.project import Project
from pipeline.provenance_project import Once, fill, project_in

PDF, EPUB = "french.fr.print.pdf", "french.fr.epub"


@pytest.fixture
def project(once: Once, tmp_path: Path) -> Project:
    """A copy of a project that was built."""
    shutil.copytree(project_in(once("provenance", fill)).root, tmp_path / "project")
    return Project.read(tmp_path / "project")


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, ...], object]:
    """Outputs that were built again."""
    return {}


@pytest.fixture
def built_once(
    monkeypatch: pytest.MonkeyPatch,
    known: dict[tuple[str, ...], object],
    in_this_process: None,  # noqa: ARG001
) -> None:
    """Let outputs that were built again be remembered: what is judged differs, not they."""

    def remembered(project: Project, order: Order, listen: Callable[[Step], None]) -> object:
        key = (*order.formats, *order.variants)
        if key not in known:
            known[key] = assemble(project, order, listen)
        return known[key]

    monkeypatch.setattr(verifying, "assemble", remembered)


def codes(verdict: Verdict) -> list[str]:
    return sorted({item.code for item in verdict.found})


def rewritten(data: bytes, change: Callable[[dict[str, object]], None]) -> bytes:
    """An EPUB with another manifest in it, and nothing else changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == MANIFEST:
                told = json.loads(content)
                change(told)
                content = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()
            new.writestr(info, content + b"\n" * (info.filename == MANIFEST), compresslevel=9)
    return result.getvalue()


@pytest.mark.usefixtures("in_this_process")
def test_the_command_verifies_every_output_and_the_pdf_from_itself(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    here = CliRunner().invoke(cli, ["verify"])
    assert (here.stderr, here.exit_code) == ("", 0)
    assert here.stdout.splitlines() == [f"build/{name}: verified" for name in (EPUB, PDF)]
    monkeypatch.undo()
    elsewhere = project.root.parent
    shutil.move(project.output / PDF, elsewhere / "a.pdf")
    shutil.rmtree(project.root)
    done = hexapla("verify", "--from-pdf", "a.pdf", "--json", cwd=elsewhere)
    assert done.returncode == 0, done.stdout
    assert [one["verified"] for one in json.loads(done.stdout)] == [True]
    assert {path.name for path in elsewhere.iterdir()} == {"a.pdf"}


def test_a_byte_more_in_any_input_is_told_by_its_name(project: Project) -> None:
    manifest = Manifest.parse(manifest_in((project.output / PDF).read_bytes()))
    assert len(manifest.inputs) == 12
    for name in manifest.inputs:
        path = project.root / name
        data = path.read_bytes()
        at = len(data) // 2
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        for output in (PDF, EPUB):
            (verdict,) = verify(project, [project.output / output])
            assert not verdict.is_true
            (said,) = verdict.found
            assert (said.code, str(said.place)) == ("F020", name)
            assert f"has changed since build/{output} was built" in said.message
        path.write_bytes(data)


def test_an_input_that_was_taken_away_or_is_new_is_told(project: Project) -> None:
    (project.root / "locales/fr/LC_MESSAGES/interface.po").unlink()
    (verdict,) = verify(project, [project.output / EPUB])
    assert [str(item.place) for item in verdict.found] == ["locales/fr/LC_MESSAGES/interface.po"]
    assert "not there any more" in verdict.found[0].message


@pytest.mark.usefixtures("built_once")
@pytest.mark.parametrize("name", [PDF, EPUB])
def test_another_byte_anywhere_in_an_output_is_told(project: Project, name: str) -> None:
    path, chance = project.output / name, random.Random(7)
    (project.output / NAME).unlink()
    data = path.read_bytes()
    assert verify(project, [path])[0].is_true
    places = [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(30))]
    for place in places:
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        (verdict,) = verify(project, [path])
        assert not verdict.is_true, place
        assert set(codes(verdict)) & {"F019", "F020", "F022"}
    for other in (data + b"\n", data[:-1]):
        path.write_bytes(other)
        assert not verify(project, [path])[0].is_true


@pytest.mark.usefixtures("built_once")
def test_what_was_changed_in_an_e_book_is_named(project: Project) -> None:
    path = project.output / EPUB
    result = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "EPUB/background.xhtml":
                content = content.replace(b"</p>", b"!</p>", 1)
            new.writestr(info, content)
    path.write_bytes(result.getvalue())
    (verdict,) = verify(project, [path])
    messages = [item.message for item in verdict.found]
    assert any("the manuscript builds: EPUB/background.xhtml" in one for one in messages)
    assert any("not the file that was built here" in one for one in messages)


@pytest.mark.usefixtures("in_this_process")
def test_a_manifest_that_tells_what_is_not_so_is_found_out(project: Project) -> None:
    path = project.output / EPUB
    data = path.read_bytes()

    def praise(told: dict[str, object]) -> None:
        told["revision"] = "2030-01-01"

    (project.output / NAME).unlink()
    path.write_bytes(rewritten(data, praise))
    (verdict,) = verify(project, [path])
    assert any("says of its revision is not so" in item.message for item in verdict.found)
    assert not verdict.is_true


def _more_keys(content: bytes) -> bytes:
    return json_bytes(json.loads(content) | {"note": "<p>another text</p>"})


@pytest.mark.parametrize(
    "change",
    [
        _more_keys,
        lambda content: content + b" \n",
        lambda content: content.replace(b'"coverage": {', b'"coverage": {\n  "more": 1,', 1),
        lambda content: content.replace(b'"language":', b'"language": "en",\n "language":', 1),
    ],
)
def test_a_manifest_with_anything_else_in_it_is_none(
    project: Project, change: Callable[[bytes], bytes]
) -> None:
    """It is put into the book that is built again, so that it would be found the same."""
    path, result = project.output / EPUB, io.BytesIO()
    (project.output / NAME).unlink()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            changed = change(content) if info.filename == MANIFEST else content
            assert (changed != content) == (info.filename == MANIFEST)
            new.writestr(info, changed, compresslevel=9)
    path.write_bytes(result.getvalue())
    assert codes(verify(project, [path])[0]) == ["F019"]


@pytest.mark.usefixtures("in_this_process")
def test_other_versions_are_named_and_do_not_matter_if_the_bytes_are_the_same(
    project: Project,
) -> None:
    """As if it had been built elsewhere: with its own manifest it is the same to the byte."""
    path = project.output / EPUB

    def age(told: dict[str, object]) -> None:
        made_with = told["made_with"]
        assert isinstance(made_with, dict)
        made_with["Pango"] = "1.2.3"
        made_with["Old thing"] = "4"

    (project.output / NAME).unlink()
    path.write_bytes(rewritten(path.read_bytes(), age))
    (verdict,) = verify(project, [path])
    assert verdict.is_true
    (said,) = verdict.found
    assert (said.code, said.severity) == ("F021", "warning")
    assert "Pango 1.2.3, here is 1." in said.message
    assert "Old thing 4, here is none" in said.message


def test_what_has_no_manifest_is_told(project: Project, tmp_path: Path) -> None:
    empty = tmp_path / "other.pdf"
    with pikepdf.new() as pdf:
        pdf.save(empty)
    (tmp_path / "text.pdf").write_bytes(b"no PDF")
    (tmp_path / "broken.epub").write_bytes(b"PK\x03\x04 and no more")
    for name in ("other.pdf", "text.pdf", "broken.epub"):
        (verdict,) = verify(project, [tmp_path / name])
        assert codes(verdict) == ["F019"]
        assert "BytesIO" not in verdict.found[0].message


def _without_file(specification: pikepdf.Object) -> None:
    del specification["/EF"]


def _with_dictionary(specification: pikepdf.Object) -> None:
    specification["/EF"] = pikepdf.Dictionary(F=pikepdf.Dictionary(A=1))


def _with_number(specification: pikepdf.Object) -> None:
    specification["/EF"] = 7


@pytest.mark.parametrize("spoil", [_without_file, _with_dictionary, _with_number])
def test_an_attachment_that_is_no_file_is_told(
    spoil: Callable[[pikepdf.Object], None], tmp_path: Path, project: Project
) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        pdf.attachments[NAME] = b"{}"
        spoil(pdf.attachments[NAME].obj)
        pdf.save(path)
    assert codes(verify(project, [path])[0]) == ["F019"]
    assert codes(verify_from_pdf(path)) == ["F019"]


def _archive(method: int = zipfile.ZIP_STORED) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", method) as book:
        book.writestr(MANIFEST, b"{}" * 50)
    return result.getvalue()


def _encrypted() -> bytes:
    """The lowest bit of the flags says so, 6 bytes into the local header, 8 into the central."""
    data = bytearray(_archive())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _badly_packed() -> bytes:
    """LZMA whose properties are none: they stand behind the name, 4 bytes on."""
    data = bytearray(_archive(zipfile.ZIP_LZMA))
    data[30 + len(MANIFEST) + 4] = 0xFF
    return bytes(data)


@pytest.mark.parametrize("make", [_encrypted, _badly_packed])
def test_an_archive_that_cannot_be_unpacked_is_told(
    make: Callable[[], bytes], project: Project
) -> None:
    path = project.output / "a.epub"
    path.write_bytes(make())
    assert codes(verify(project, [path])[0]) == ["F019"]
    assert difference(make(), _archive()).startswith("it is damaged")


def test_sources_that_cannot_be_written_are_told_of_their_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, _: object) -> None:
        raise Refusal(Diagnostic("O005", "the disk is full", Place(str(folder))))

    monkeypatch.setattr(verifying, "write_scratch", full)
    (said,) = verify_from_pdf(project.output / PDF).found
    assert (said.code, str(said.place)) == ("F023", str(project.output / PDF))
    assert "the disk is full" in said.message


@pytest.mark.parametrize("name", [NAME, EPUB])
def test_a_device_is_not_read(name: str, project: Project) -> None:
    """Nor a pipe, into which nobody may ever write."""
    path = project.output / name
    path.unlink()
    path.symlink_to("/dev/zero")
    if name == EPUB:
        (verdict,) = verify(project, [path])
        assert codes(verdict) == ["F001"]
    else:
        with pytest.raises(Refusal, match="F019"):
            verify(project)
        assert record(project.output, {}) == record_bytes({})
    path = project.root / "book/pipe"
    os.mkfifo(path)
    assert missing_or_changed(project, {"book/pipe": "a"}) == [
        ("book/pipe", "is not there any more")
    ]


def test_a_build_that_is_not_there_is_told(project: Project) -> None:
    shutil.rmtree(project.output)
    done = hexapla("verify", cwd=project.root)
    assert done.returncode == 1
    assert "build/manifest.json: error F001" in done.stderr


# ---- from the PDF itself --------------------------------------------------------------------


def test_a_pdf_without_sources_is_told(project: Project) -> None:
    assert codes(verify_from_pdf(project.output / EPUB)) == ["F023"]
    path = project.output / PDF
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name in [name for name in pdf.attachments if name != NAME]:
            del pdf.attachments[name]
        pdf.save(path)
    verdict = verify_from_pdf(path)
    assert codes(verdict) == ["F023"]
    assert "--embed-sources" in verdict.found[0].message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("book/context/background.md", b"other words"),
        ("../outside.md", b""),
        ("/tmp/outside.md", b""),
        ("book/more.md", b"more"),
        ("build/a", b""),
    ],
)
def test_sources_that_are_others_are_not_built(
    project: Project, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.output / PDF
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments[name] = content
        pdf.save(path)
    monkeypatch.setattr(verifying, "write_scratch", lambda *_: pytest.fail("it was written"))
    verdict = verify_from_pdf(path)
    assert codes(verdict) == ["F023"]
    assert any(name in item.message for item in verdict.found)


@pytest.mark.parametrize("name", ["book/dossier.toml/x", f"book/{'x' * 300}", "book/ა" + "ა" * 90])
def test_sources_that_no_disk_takes_are_told_of_the_file(project: Project, name: str) -> None:
    """Even if the manifest names them, too."""
    path = project.output / PDF
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.attachments[name] = b""
        told = json.loads(pdf.attachments[NAME].get_file().read_bytes())
        told["inputs"][name] = sha256(b"")
        pdf.attachments[NAME] = json_bytes(told)
        pdf.save(path)
    (said,) = verify_from_pdf(path).found
    assert (said.code, str(said.place)) == ("F023", str(path))
    assert "book/" in said.message


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("book/a.md", True),
        ("locales/fr/LC_MESSAGES/book.po", True),
        ("templates/ა.css", True),
        ("book", False),
        ("book/", False),
        ("book/../a", False),
        ("book//a", False),
        ("/book/a", False),
        ("book\\a", False),
        ("book/c:a", False),
        ("book/a\n", False),
        ("other/a", False),
        ("", False),
    ],
)
def test_paths_of_sources_stay_in_the_project(name: str, safe: bool) -> None:
    assert verifying._is_safe(name) == safe


def test_a_pdf_that_unpacks_to_too_much_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hexapla.output.preflight.attached.LIMIT", 1000)
    assert codes(verify_from_pdf(project.output / PDF)) == ["F019"]
