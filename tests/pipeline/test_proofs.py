"""``hexapla proof``: which files, which cells, what changed; on coloured pages and on real ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from built import DOSSIERS, Build, hexapla
from coloured import BLUE, GREEN, ORANGE, RED, VIOLET, YELLOW, coloured_pdf, rgb
from hexapla.diagnostics import Refusal
from hexapla.output.proof import CHANGE, UNSEEN
from hexapla.pipeline.places import parse_wishes
from hexapla.pipeline.proofs import ProofOrder, ProofSheet, proof
from hexapla.project import Project

FRENCH = DOSSIERS / "french"
WHITE = "#ffffff"


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A folder with PDFs of two languages: a passage is on another page in each."""
    folder = tmp_path / "build"
    english = [YELLOW, VIOLET, RED, WHITE]
    french = [YELLOW, VIOLET, WHITE, WHITE, BLUE]
    coloured_pdf(folder / "french.en.pdf", english, front=1, anchors={"background": 1, "C1": 2})
    coloured_pdf(
        folder / "french.fr.pdf", french, front=1, anchors={"background": 1, "C1": 4, "index": 3}
    )
    return folder


def order(folder: Path, pages: str = "", **more: object) -> ProofOrder:
    wishes = parse_wishes(pages) if pages else ()
    return replace(ProofOrder(wishes=wishes, folder=folder, width=100), **more)  # type: ignore[arg-type]


def run(asked: ProofOrder) -> tuple[ProofSheet, ...]:
    return proof(Project.read(FRENCH), asked)


def area(path: Path, colour: str) -> tuple[int, int, int, int] | None:
    """The box around all pixels of a colour, but for what nobody sees."""
    image = Image.open(path).convert("RGB")
    off = ImageChops.difference(image, Image.new("RGB", image.size, rgb(colour)))
    channels = [channel.point(lambda value: 255 * (value <= UNSEEN)) for channel in off.split()]
    return ImageChops.darker(ImageChops.darker(channels[0], channels[1]), channels[2]).getbbox()


def size(box: tuple[int, int, int, int] | None) -> tuple[int, int]:
    assert box
    return box[2] - box[0], box[3] - box[1]


def test_a_passage_stands_side_by_side_in_all_languages(outputs: Path) -> None:
    (sheet,) = run(order(outputs, "C1"))
    red, blue = area(sheet.path, RED), area(sheet.path, BLUE)
    assert size(red) == size(blue) == (100, 150)
    assert red
    assert blue
    assert red[1] == blue[1]
    assert red[2] < blue[0]
    ((name, shown),) = sheet.rows
    assert (name, [(item.language, item.page) for item in shown]) == (
        "C1",
        [("en", "2"), ("fr", "4")],
    )


def test_languages_stand_in_the_order_in_which_they_are_asked_for(outputs: Path) -> None:
    (sheet,) = run(order(outputs, "C1", languages=("fr", "en")))
    red, blue = area(sheet.path, RED), area(sheet.path, BLUE)
    assert red
    assert blue
    assert blue[2] < red[0]
    (sheet,) = run(order(outputs, "C1", languages=("fr",)))
    assert area(sheet.path, RED) is None


def test_a_place_that_one_language_lacks_is_an_empty_cell(outputs: Path) -> None:
    (sheet,) = run(order(outputs, "index"))
    ((_, (english, french)),) = sheet.rows
    assert (english.page, french.page) == ("", "3")
    white = area(sheet.path, WHITE)
    assert size(white) == (100, 150)


def test_sheets_go_beside_the_pdfs_and_take_the_place_of_earlier_ones(outputs: Path) -> None:
    folder = outputs / "proof"
    folder.mkdir()
    for name in ("proof-1.png", "proof-7.png", "proof-x.png", "mine.png"):
        (folder / name).write_bytes(b"earlier")
    (sheet,) = run(order(outputs))
    assert sheet.path == folder / "proof-1.png"
    assert {path.name for path in folder.iterdir()} == {"proof-1.png", "proof-x.png", "mine.png"}
    assert sheet.path.read_bytes() != b"earlier"


def test_many_rows_are_parted_evenly(outputs: Path, tmp_path: Path) -> None:
    coloured_pdf(outputs / "french.en.pdf", [WHITE] * 18, front=1)
    sheets = run(order(outputs, "all", to=tmp_path / "sheets"))
    assert [len(sheet.rows) for sheet in sheets] == [6, 6, 6]
    assert [sheet.path.name for sheet in sheets] == ["proof-1.png", "proof-2.png", "proof-3.png"]
    assert [name for sheet in sheets for name, _ in sheet.rows][:3] == [
        "page i",
        "page 1",
        "page 2",
    ]


def test_a_file_is_called_as_it_was_asked_for(outputs: Path, tmp_path: Path) -> None:
    (sheet,) = run(order(outputs, to=tmp_path / "docs/one.png"))
    assert sheet.path == tmp_path / "docs/one.png"
    coloured_pdf(outputs / "french.en.pdf", [WHITE] * 10)
    sheets = run(order(outputs, "all", to=tmp_path / "docs/one.png"))
    assert [item.path.name for item in sheets] == ["one-1.png", "one-2.png"]


def test_the_print_variant_has_its_own_files(outputs: Path) -> None:
    for tag, colour in (("en", GREEN), ("fr", ORANGE)):
        coloured_pdf(outputs / f"french.{tag}.print.pdf", [colour])
    (sheet,) = run(order(outputs, "cover", variant="print"))
    assert size(area(sheet.path, GREEN)) == size(area(sheet.path, ORANGE)) == (100, 150)


def test_what_is_not_built_is_told_of_every_language_and_nothing_is_written(outputs: Path) -> None:
    for path in outputs.glob("*.pdf"):
        path.unlink()
    with pytest.raises(Refusal) as told:
        run(order(outputs))
    assert [item.code for item in told.value.diagnostics] == ["F001", "F001"]
    assert not (outputs / "proof").exists()


def test_the_same_pdfs_give_the_same_bytes(outputs: Path, tmp_path: Path) -> None:
    one, two = (run(order(outputs, to=tmp_path / name)) for name in ("a", "b"))
    assert [item.path.read_bytes() for item in one] == [item.path.read_bytes() for item in two]


# ---- before and after -----------------------------------------------------------------------


@pytest.fixture
def before(outputs: Path, tmp_path: Path) -> Path:
    """An earlier build: the passage in French was on another page, and had less on it."""
    folder = tmp_path / "before"
    shutil.copytree(outputs, folder)
    coloured_pdf(
        outputs / "french.fr.pdf",
        [YELLOW, VIOLET, BLUE],
        front=1,
        anchors={"background": 1, "C1": 2},
        extra={2: b"0 1 0 rg 10 60 30 30 re f\n"},  # points from below, of 150
    )
    return folder


def test_what_changed_is_marked_and_nothing_else(outputs: Path, before: Path) -> None:
    (sheet,) = run(order(outputs, "cover,C1,index", against=before))
    changed = {name: [item.changed for item in shown] for name, shown in sheet.rows}
    assert changed == {"cover": [False, False], "C1": [False, True], "index": [False, True]}
    (_, passage) = sheet.rows[1]
    assert (passage[1].before, passage[1].page) == ("4", "2")
    (_, gone) = sheet.rows[2]
    assert (gone[1].before, gone[1].page) == ("3", "")


def test_before_and_after_stand_beside_one_another(outputs: Path, before: Path) -> None:
    (sheet,) = run(order(outputs, "C1", against=before))
    blue, mark, green = (area(sheet.path, colour) for colour in (BLUE, CHANGE, GREEN))
    assert blue
    assert mark
    assert green
    assert size(blue) == (100 + 14 + 100, 150)
    assert size(green) == (30, 30)
    image = Image.open(sheet.path).convert("RGB")
    frame = blue[2] - 100 - 3
    assert _is_marked(image, frame, green[1])
    # The bar beside the page is as long as what changed.
    bar = [y for y in range(blue[1], blue[3]) if _is_marked(image, frame - 5, y)]
    assert (bar[0], bar[-1] + 1) == (green[1], green[3])


def _is_marked(image: Image.Image, x: int, y: int) -> bool:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return all(abs(a - b) <= UNSEEN for a, b in zip(found, rgb(CHANGE), strict=True))


def test_what_did_not_change_can_be_left_out(outputs: Path, before: Path) -> None:
    (sheet,) = run(order(outputs, "cover,background,C1", against=before, only_changed=True))
    assert [name for name, _ in sheet.rows] == ["C1"]


def test_if_nothing_changed_there_are_no_sheets_not_even_old_ones(outputs: Path) -> None:
    run(order(outputs, "all"))
    assert run(order(outputs, "all", against=outputs, only_changed=True)) == ()
    assert list((outputs / "proof").iterdir()) == []


def test_a_language_that_was_not_built_before_is_new(outputs: Path, before: Path) -> None:
    (before / "french.fr.pdf").unlink()
    (sheet,) = run(order(outputs, "cover", against=before))
    ((_, (english, french)),) = sheet.rows
    assert (english.changed, french.changed, french.before) == (False, True, "")


def test_an_earlier_build_that_is_not_there_is_told(outputs: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="F001: the earlier build is not there"):
        run(order(outputs, against=tmp_path))


# ---- the command line -----------------------------------------------------------------------


def test_the_usual_places_of_a_real_build(built: Callable[[Path], Build], tmp_path: Path) -> None:
    folder = built(FRENCH).folder
    options = ("--project", FRENCH, "--output", folder, "--to", tmp_path)
    done = hexapla("proof", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "proof-1.png\n")
    done = hexapla("proof", *options, "--json", cwd=tmp_path)
    (sheet,) = json.loads(done.stdout)
    assert Path(sheet["file"]) == tmp_path / "proof-1.png"
    places = [row["place"] for row in sheet["rows"]]
    assert places[:4] == ["cover", "imprint", "contents", "background"]
    assert places[-1].endswith("colophon")
    for row in sheet["rows"]:
        assert [page["language"] for page in row["pages"]] == ["en", "fr"]
        assert all(page["page"] and not page["changed"] for page in row["pages"])
    assert sheet["rows"][0]["pages"][0]["page"] == "i"


def test_a_real_build_against_itself_and_against_a_spoiled_one(
    built: Callable[[Path], Build], outputs: Path, tmp_path: Path
) -> None:
    folder = built(FRENCH).folder
    options = ("--project", FRENCH, "--output", folder, "--to", tmp_path / "sheets")
    done = hexapla("proof", *options, "--against", folder, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "no page changed\n")
    shutil.copy(folder / "french.en.pdf", outputs)  # French is as the fixture made it
    done = hexapla("proof", *options, "--against", outputs, "--only-changed", cwd=tmp_path)
    assert done.returncode == 0
    told = done.stderr.splitlines()
    assert told[0] == "changed: cover (fr i)"
    assert all(line.startswith("changed: ") and "en" not in line.partition("(")[2] for line in told)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--pages", "T99"), 1, "error F018: no edition has “T99”"),
        (("--pages", "8-3"), 2, "“8-3” ends before it begins"),
        (("--pages", ","), 2, "name at least one page"),
        (("--width", "20"), 2, "--width"),
        (("--variant", "web"), 2, "--variant"),
        (("--only-changed",), 2, "--against"),
        (("--against", "nowhere"), 2, "nowhere"),
        (("--variant", "print"), 1, "french.en.print.pdf: error F001"),
        (("--language", "xx"), 1, "error P007"),
        (("--to", "french.en.pdf"), 2, "name a file “french.en.png”"),
        (("--to", "french.en.pdf/sheets"), 1, "error O005"),
    ],
    ids=str,
)
def test_mistakes_are_told(
    arguments: tuple[str, ...], status: int, said: str, outputs: Path
) -> None:
    options = ("--project", FRENCH, "--output", outputs)
    done = hexapla("proof", *options, *arguments, cwd=outputs)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
