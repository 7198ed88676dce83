"""Templates: where they are found, and what is said of one that is wrong."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from jinja2 import Environment, FunctionLoader, TemplateError, TemplateNotFound

from hexapla.diagnostics import Refusal
from hexapla.edition.loading import find_template, idle_templates, mistake_in


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A project's own templates, of which there are none yet, and the tool's."""
    own, theme = tmp_path / "project/templates", tmp_path / "theme"
    for folder in (own, theme):
        (folder / "pdf").mkdir(parents=True)
    (theme / "pdf/x.xhtml").write_text("theme", encoding="utf-8")
    return own, theme


def found(folders: tuple[Path, ...], name: str) -> str | None:
    source = find_template(folders, name)
    return source[0] if source else None


def test_the_first_folder_that_has_a_template_gives_it(folders: tuple[Path, Path]) -> None:
    assert found(folders, "pdf/x.xhtml") == "theme"
    (folders[0] / "pdf/x.xhtml").write_text("own", encoding="utf-8")
    assert found(folders, "pdf/x.xhtml") == "own"
    assert found(folders, "pdf/none.xhtml") is None


@pytest.mark.parametrize("name", ["pdf/.y.xhtml", ".git/y.xhtml"])
def test_a_hidden_file_is_no_template(folders: tuple[Path, Path], name: str) -> None:
    path = folders[0] / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("hidden", encoding="utf-8")
    assert found(folders, name) is None


def test_a_path_upwards_is_none(folders: tuple[Path, Path]) -> None:
    with pytest.raises(TemplateNotFound):
        found(folders, "pdf/../../secret")


@pytest.mark.parametrize("linked", ["file", "folder", "everything"])
def test_a_symbolic_link_out_of_the_project_is_no_template(tmp_path: Path, linked: str) -> None:
    outside, own = tmp_path / "outside", tmp_path / "project/templates"
    (outside / "pdf").mkdir(parents=True)
    (outside / "pdf/y.xhtml").write_text("secret", encoding="utf-8")
    own.parent.mkdir()
    if linked == "everything":
        own.symlink_to(outside)
    elif linked == "folder":
        own.mkdir()
        (own / "pdf").symlink_to(outside / "pdf")
    else:
        (own / "pdf").mkdir(parents=True)
        (own / "pdf/y.xhtml").symlink_to(outside / "pdf/y.xhtml")
    theme = tmp_path / "theme"
    assert found((own, theme), "pdf/y.xhtml") is None
    assert found((outside, theme), "pdf/y.xhtml") == "secret"


def test_the_tools_own_folder_may_be_links(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    (tmp_path / "linked").symlink_to(folders[1])
    assert found((folders[0], tmp_path / "linked"), "pdf/x.xhtml") == "theme"


def test_a_template_that_is_no_text_is_refused(folders: tuple[Path, Path]) -> None:
    (folders[0] / "pdf/x.xhtml").write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal) as caught:
        found(folders, "pdf/x.xhtml")
    (problem,) = caught.value.diagnostics
    assert problem.place
    assert problem.place.file == "templates/pdf/x.xhtml"


@pytest.mark.parametrize(
    ("template", "place", "message"),
    [
        ("a\n{% if %}", "templates/pdf/x.xhtml:2", "Expected an expression"),
        ("a\n\n{{ 1 / 0 }}", "templates/pdf/x.xhtml:3", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_mistake_has_its_line_and_its_kind(
    folders: tuple[Path, Path], template: str, place: str, message: str
) -> None:
    (folders[0] / "pdf/x.xhtml").write_text(template, encoding="utf-8")
    loader = FunctionLoader(partial(find_template, folders))
    with pytest.raises((TemplateError, ZeroDivisionError)) as caught:
        Environment(loader=loader, autoescape=True).get_template("pdf/x.xhtml").render()
    told = mistake_in("pdf/x.xhtml", caught.value, folders)
    assert (told.code, str(told.place)) == ("O006", place)
    assert message in told.message


def idle(folders: tuple[Path, Path]) -> list[str]:
    return [str(item.place) for item in idle_templates(folders)]


def test_a_template_that_nothing_loads_is_told(folders: tuple[Path, Path]) -> None:
    own = folders[0]
    (own / "shared").mkdir()
    for name, text in {
        "pdf/x.xhtml": '{% include "pdf/part.xhtml" %}{% from "shared/m.xhtml" import m %}',
        "pdf/part.xhtml": "",
        "shared/m.xhtml": "",
        "pdf/covr.xhtml": "",
        "x.xhtml": "",
        "theme.toml": "",
        "logo.svg": "",
        ".hidden.css": "",
    }.items():
        (own / name).write_text(text, encoding="utf-8")
    assert idle(folders) == ["templates/pdf/covr.xhtml", "templates/x.xhtml"]
    assert idle((folders[1], folders[1])) == []
    assert idle((own / "none", folders[1])) == []


def test_names_that_a_template_makes_up_cannot_be_known(folders: tuple[Path, Path]) -> None:
    (folders[0] / "pdf/part.xhtml").write_text("", encoding="utf-8")
    for load in ("name", '"pdf/" ~ name'):
        (folders[0] / "pdf/x.xhtml").write_text(f"{{% include {load} %}}", encoding="utf-8")
        assert idle(folders) == []
