"""extract and merge on whole projects, with git's and gettext's eyes."""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import epub_reading
from built import DOSSIERS, ROOT, hexapla
from epub_reading import NS, XHTML, read_epub
from hexapla.diagnostics import Refusal
from hexapla.language import Language
from hexapla.pipeline.build import Order, build
from hexapla.pipeline.catalogs import add_language, languages_of, load_catalogs, update
from hexapla.project import Project
from judges import msgfmt_check

LANGUAGES = ("fr", "ka", "pt_BR")


def _has_translations(path: Path) -> bool:
    with path.open("rb") as file:
        return any(any(message.string or ()) for message in read_po(file) if message.id)


SHIPPED = sorted(filter(_has_translations, ROOT.glob("locales/*/LC_MESSAGES/interface.po")))
"""Interface catalogs of this repository that hold a translation."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A thread in three languages, each of its posts translated."""
    shutil.copytree(DOSSIERS / "numbering" / "book", tmp_path / "book")
    project = Project.read(tmp_path)
    for name in LANGUAGES:
        for path in add_language(project, name):
            if path.stem == "book":
                _translate_all(path)
    update(project)
    return project


def _translate_all(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n\n")
    rest = re.sub(r'msgid "(.*)"\nmsgstr ""', r'msgid "\1"\nmsgstr "[\1]"', rest)
    rest = re.sub(r'(msgstr "\[.*)(\[.*\]\(.*\))(.*"\n)', r"\1\2\3", rest)
    path.write_text(f"{head}\n\n{rest}", encoding="utf-8")


def _state(project: Project) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(project.locales.rglob("*"))
        if path.is_file()
    }


def _complaints(path: Path) -> list[str]:
    """What gettext says of a catalog, but that nobody has worked on it yet."""
    return [one for one in msgfmt_check(path) if "still has the initial default value" not in one]


def test_twice_changes_nothing(project: Project) -> None:
    before = _state(project)
    assert len(before) == 2 + 2 * len(LANGUAGES)
    done, _ = update(project)
    assert _state(project) == before
    assert not [item for item in done if item.written]


def test_moving_text_changes_no_catalog(tmp_path: Path) -> None:
    """A chapter's paragraphs in another order, and another chapter first."""
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    update(Project.read(root))
    before = _state(Project.read(root))
    chapter, manifest = root / "book/context/background.md", root / "book/dossier.toml"
    head, one, two, three = chapter.read_text(encoding="utf-8").rsplit("\n\n", 3)
    chapter.write_text("\n\n".join((head, two, three.strip(), one)) + "\n", encoding="utf-8")
    order = '"context/background.md", "context/events.toml"'
    text = manifest.read_text(encoding="utf-8")
    assert order in text
    turned = ", ".join(reversed(order.split(", ")))
    manifest.write_text(text.replace(order, turned), encoding="utf-8")
    update(Project.read(root))
    after = _state(Project.read(root))
    assert [path for path in before if path.endswith(".po") and before[path] != after[path]] == []


def test_a_changed_word_makes_one_message_fuzzy_and_touches_no_other_line(
    project: Project,
) -> None:
    before = {path: data.decode() for path, (data, _) in _state(project).items()}
    thread = project.book / "dotted.md"
    text = thread.read_text(encoding="utf-8")
    old, new = "A post two levels down.", "A post three levels down."
    thread.write_text(text.replace(old, new), encoding="utf-8")
    update(project)
    for path, (data, _) in _state(project).items():
        diff = list(
            difflib.unified_diff(before[path].splitlines(), data.decode().splitlines(), n=0)
        )
        changes = [line for line in diff[2:] if not line.startswith("@@")]
        if path.endswith("book.po"):
            assert changes == [
                f'-msgid "{old}"',
                "+#, fuzzy",
                f'+#| msgid "{old}"',
                f'+msgid "{new}"',
            ]
            assert _complaints(Path(path)) == []
        elif path.endswith("book.pot"):
            assert changes == [f'-msgid "{old}"', f'+msgid "{new}"']
        else:
            assert changes == []


def test_changing_it_back_keeps_the_translation(project: Project) -> None:
    """Whether it is marked or not: nothing is lost on the way, and gettext still reads it."""
    thread = project.book / "dotted.md"
    text = thread.read_text(encoding="utf-8")
    thread.write_text(text.replace("two levels down", "three levels down"), encoding="utf-8")
    update(project)
    thread.write_text(text, encoding="utf-8")
    update(project)
    catalog = (project.locales / "fr/LC_MESSAGES/book.po").read_text(encoding="utf-8")
    entry = next(part for part in catalog.split("\n\n") if "two levels down" in part)
    assert 'msgstr "[A post two levels down.]"' in entry
    assert "#~" not in catalog
    assert _complaints(project.locales / "fr/LC_MESSAGES/book.po") == []


def test_a_mistake_in_one_catalog_leaves_all_as_they_are(project: Project) -> None:
    thread = project.book / "dotted.md"
    thread.write_text(
        thread.read_text(encoding="utf-8").replace("A closing.", "An end."), encoding="utf-8"
    )
    with (project.locales / "pt_BR/LC_MESSAGES/book.po").open("a", encoding="utf-8") as file:
        file.write("\n>>>>>>> theirs\n")
    before = _state(project)
    with pytest.raises(Refusal) as refused:
        update(project)
    assert refused.value.diagnostics[0].code == "T001"
    assert _state(project) == before


def test_a_message_that_is_gone_is_kept_as_obsolete_and_comes_back(project: Project) -> None:
    thread = project.book / "bare.md"
    text = thread.read_text(encoding="utf-8")
    gone = "The second one is another."
    thread.write_text(text.replace(gone + "\n", ""), encoding="utf-8")
    update(project)
    path = project.locales / "ka/LC_MESSAGES/book.po"
    assert f'#~ msgid "{gone}"\n#~ msgstr "[{gone}]"' in path.read_text(encoding="utf-8")
    thread.write_text(text, encoding="utf-8")
    update(project)
    assert f'\nmsgid "{gone}"\nmsgstr "[{gone}]"' in path.read_text(encoding="utf-8")


# ---- languages ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fr", "pt-BR", "sr@latin", "zh_Hant", "ar", "cy"])
def test_a_new_language_is_a_folder_that_gettext_accepts(name: str, tmp_path: Path) -> None:
    shutil.copytree(DOSSIERS / "french" / "book", tmp_path / "book")
    project = Project.read(tmp_path)
    written = add_language(project, name)
    assert [path.name for path in written] == ["book.po", "interface.po"]
    assert len({path.parent for path in written}) == 1
    for path in written:
        assert _complaints(path) == []
    assert len(languages_of(project)) == 2


def test_a_language_that_is_there_is_not_begun_again(project: Project) -> None:
    before = _state(project)
    with pytest.raises(Refusal) as refused:
        add_language(project, "pt-BR")
    assert refused.value.diagnostics[0].code == "P007"
    assert _state(project) == before


def test_a_language_of_which_only_the_book_is_there_gets_its_other_catalog_said(
    tmp_path: Path,
) -> None:
    """``add-language`` never overwrites: half a language is told, and left alone."""
    shutil.copytree(DOSSIERS / "french", tmp_path / "project")
    project = Project.read(tmp_path / "project")
    before = _state(project)
    with pytest.raises(Refusal, match="hexapla update"):
        add_language(project, "fr")
    assert _state(project) == before


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parents[1].name)
def test_a_new_project_speaks_the_languages_of_the_tool(path: Path, tmp_path: Path) -> None:
    """The interface is prefilled from the catalog that travels with the tool, whole."""
    assert hexapla("new", "demo", cwd=tmp_path).returncode == 0
    name = path.parents[1].name
    done = hexapla("add-language", name, cwd=tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    made = tmp_path / f"demo/locales/{name}/LC_MESSAGES/interface.po"
    assert msgfmt_check(made) == []
    command = ["msgfmt", "--statistics", "--output-file=/dev/null", str(made)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C"})
    assert re.fullmatch(r"\d+ translated messages\.\n", run.stderr), run.stderr
    assert hexapla("update", cwd=tmp_path / "demo").returncode == 0
    assert msgfmt_check(made) == []


def test_the_tool_brings_translated_interfaces() -> None:
    assert SHIPPED, "no catalog of the interface holds a translation"


# ---- falling back ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A French edition of which three messages are translated and one is fuzzy."""
    output = tmp_path_factory.mktemp("french")
    order = Order(("fr",), ("epub",), output, jobs=1)
    build(Project.read(DOSSIERS / "french"), order)
    return output / "french.fr.epub"


def _whole_text(path: Path) -> str:
    epub = read_epub(path)
    return " ".join(epub_reading.text_of(epub.document(name)) for name in epub.spine)


def test_dates_are_french(french: Path) -> None:
    text = _whole_text(french)
    assert "29 avril 2024" in text
    assert "1–4 mai 2024" in text.replace("\u202f", "").replace(" – ", "–")


def test_quotation_marks_are_french(french: Path) -> None:
    text = re.sub(r"\s", "", _whole_text(french))
    assert "adit«non»etelle" in text
    assert "demandé«pourquoi»." in text


def test_what_is_not_translated_is_marked_english(french: Path) -> None:
    """Fuzzy ones too; what is translated is not marked."""
    epub = read_epub(french)
    marked = [
        epub_reading.text_of(span)
        for name in epub.chapters
        for span in epub.document(name).iterfind(".//h:span[@class='fallback']", NS)
    ]
    assert marked == [
        "Background",
        "This sentence stays English.",
        "Chronology",
        "The bridge is open.",
    ]
    for name in epub.chapters:
        for span in epub.document(name).iterfind(".//h:span[@class='fallback']", NS):
            assert (span.get("lang"), span.get("dir")) == ("en", "ltr")


def test_no_french_is_marked_english(french: Path) -> None:
    epub = read_epub(french)
    for name in epub.spine:
        for item in epub.document(name).iter(f"{XHTML}span"):
            if item.get("lang") == "en":
                words = epub_reading.text_of(item)
                assert "pont" not in words
                assert "greffière" not in words


def test_half_a_language_is_not_begun_again_and_nothing_is_written(project: Project) -> None:
    folder = project.locales / "uk" / "LC_MESSAGES"
    add_language(project, "uk")
    (folder / "book.po").unlink()
    with pytest.raises(Refusal):
        add_language(project, "uk")
    assert [path.name for path in folder.iterdir()] == ["interface.po"]


def test_a_file_in_the_place_of_locales_is_told(tmp_path: Path) -> None:
    shutil.copytree(DOSSIERS / "numbering" / "book", tmp_path / "book")
    (tmp_path / "locales").write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="O005"):
        add_language(Project.read(tmp_path), "uk")


def test_the_revision_is_of_the_projects_own_catalogs(tmp_path: Path) -> None:
    """The tool's own interface catalog says nothing of when the dossier was translated."""
    shutil.copytree(DOSSIERS / "numbering" / "book", tmp_path / "book")
    project = Project.read(tmp_path)
    add_language(project, "ka")
    (tmp_path / "locales/ka/LC_MESSAGES/interface.po").unlink()
    catalogs = load_catalogs(project, Language.parse("ka"))
    assert catalogs.words()
    assert catalogs.revision == ""


def test_a_region_starts_no_catalogs(tmp_path: Path) -> None:
    shutil.copytree(DOSSIERS / "numbering" / "book", tmp_path / "book")
    with pytest.raises(Refusal) as refused:
        add_language(Project.read(tmp_path), "ge")
    (said,) = refused.value.diagnostics
    assert said.code == "P007"
    assert "Georgian is “ka”" in said.message
    assert not list(tmp_path.glob("locales/ge"))


def test_a_pseudo_language_has_no_catalogs(tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(DOSSIERS / "french", root, ignore=shutil.ignore_patterns("expected"))
    project = Project.read(root)
    with pytest.raises(Refusal) as refused:
        add_language(project, "en_XA")
    (said,) = refused.value.diagnostics
    assert said.code == "P007"
    assert "hexapla build --language en-XA" in said.message
    (root / "locales/ar_XB/LC_MESSAGES").mkdir(parents=True)
    with pytest.raises(Refusal) as refused:
        languages_of(project)
    (said,) = refused.value.diagnostics
    assert (said.code, said.place and said.place.file) == ("P007", "locales/ar_XB")


def test_the_first_language_comes_with_templates(tmp_path: Path) -> None:
    shutil.copytree(DOSSIERS / "numbering" / "book", tmp_path / "book")
    project = Project.read(tmp_path)
    add_language(project, "fr")
    written = {path: path.read_bytes() for path in tmp_path.glob("locales/*.pot")}
    assert sorted(path.name for path in written) == ["book.pot", "interface.pot"]
    assert not [item for item in update(project)[0] if item.written]
