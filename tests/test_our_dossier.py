"""The dossier of this repository, in every language under ``locales/``: built whole and judged."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pyphen
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from built import ROOT, Build, Edition, hexapla, languages_of, manifest_of
from epub_checks import EPUB_CHECKS
from hexapla.entries import STATUSES
from hexapla.output.hyphenation import hyphenating, read_hyphenation
from judges import msgfmt_check, poppler_text
from pdf_checks import PDF_CHECKS
from pdf_reading import read_pdf
from printed import printed_pieces
from texts import absent, without_references

LANGUAGES = languages_of(ROOT)
TRANSLATIONS = [tag for tag in LANGUAGES if tag != manifest_of(ROOT)["language"]]
CATALOGS = sorted(ROOT.glob("locales/*/LC_MESSAGES/*.po"))
TRANSLATED = [path for path in CATALOGS if path.parents[1].name.replace("_", "-") in TRANSLATIONS]
"""The catalog of the manuscript's own language only corrects wording: it may be empty."""
EDITIONS = [(ROOT, tag) for tag in LANGUAGES]

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids=LANGUAGES, indirect=True)


def each_catalog(paths: list[Path]) -> pytest.MarkDecorator:
    names = [f"{path.parents[1].name}-{path.stem}" for path in paths]
    return pytest.mark.parametrize("path", paths, ids=names)


@pytest.mark.parametrize("check", PDF_CHECKS, ids=lambda check: check.__name__)
@each_edition
def test_pdf(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)


@pytest.mark.parametrize("check", EPUB_CHECKS, ids=lambda check: check.__name__)
@each_edition
def test_epub(edition: Edition, check: Callable[[Edition], None]) -> None:
    check(edition)


@pytest.mark.parametrize(("language", "least"), [("ka", 40), ("ru", 15)])
def test_words_break_where_the_dictionary_has_it(
    built: Callable[[Path], Build], language: str, least: int
) -> None:
    """Of the words that Poppler finds divided, those that the catalog has whole."""
    catalog = (ROOT / f"locales/{language}/LC_MESSAGES/book.po").read_text(encoding="utf-8")
    known = set(re.findall(r"\w+", catalog))
    text = poppler_text(built(ROOT).edition(language).pdf)
    divided = re.findall(r"(\w+)\u00ad\n+ *(\w+)", text)
    joined = [(first, rest) for first, rest in divided if first + rest in known]
    assert len(joined) >= least
    with hyphenating(read_hyphenation(ROOT / "book")):
        dictionary = pyphen.Pyphen(lang=language)
        for first, rest in joined:
            assert len(first) in dictionary.positions(first + rest), f"{first}-{rest}"


def test_the_build_has_nothing_to_complain_of(built: Callable[[Path], Build]) -> None:
    assert built(ROOT).messages == ""


@each_catalog(CATALOGS)
def test_gettext_accepts_the_catalog(path: Path) -> None:
    said = msgfmt_check(path)
    if path not in TRANSLATED:
        said = [one for one in said if "still has the initial default value" not in one]
    assert said == []


@each_catalog(TRANSLATED)
def test_the_catalog_is_complete(path: Path) -> None:
    """By gettext's own count: no fuzzy and no untranslated messages."""
    command = ["msgfmt", "--statistics", "--output-file=/dev/null", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C"})
    assert re.fullmatch(r"\d+ translated messages?\.\n", run.stderr), run.stderr


def test_the_check_is_clean_though_warnings_count() -> None:
    done = hexapla("check", "--strict", cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 errors, 0 warnings\n", "")


def test_no_run_of_nine_words_of_the_sources_stands_in_the_book() -> None:
    """``nine_words.txt`` holds a digest of every nine words in a row of the two captured texts.

    The texts themselves are other people's and not in this repository.
    """
    theirs = set((ROOT / "tests/nine_words.txt").read_text(encoding="ascii").split())
    assert len(theirs) > 1000
    files = [path for path in (ROOT / "book").rglob("*") if path.suffix in (".md", ".toml")]
    for path in files:
        words = re.findall(r"\w+", path.read_text(encoding="utf-8").lower())
        runs = [" ".join(words[i : i + 9]) for i in range(len(words) - 8)]
        copied = [run for run in runs if hashlib.sha256(run.encode()).hexdigest()[:12] in theirs]
        assert copied == [], path


def test_the_registers_are_as_full_as_a_reader_may_expect() -> None:
    def table(name: str) -> dict[str, list[dict[str, object]]]:
        return tomllib.loads((ROOT / "book" / name).read_text(encoding="utf-8"))

    claims = table("context/claims.toml")["claims"]
    assert len(claims) >= 25
    assert {claim["status"] for claim in claims} == set(STATUSES)
    sources = table("context/sources.toml")["sources"]
    assert len(sources) >= 15
    for source in sources:
        assert source.keys() >= {"note", "kind", "language"} or not source.get("url"), source["id"]
        assert source["note"], source["id"]
    years = [str(event["date"])[:4] for event in table("context/events.toml")["events"]]
    assert years == sorted(years)
    assert (years[0], years[-1]) == ("1991", "2022")


@each_edition
def test_the_findings_take_one_page(edition: Edition) -> None:
    """Before the first chapter."""
    facts = read_pdf(edition.pdf)
    assert len(facts.section(1)) == 1
    assert facts.destinations["F1"] == facts.section(1)[0] < facts.destinations["T0"]


@pytest.mark.parametrize("tag", TRANSLATIONS)
def test_every_language_has_both_catalogs_for_all_messages(tag: str) -> None:
    for domain in ("book", "interface"):
        template = _catalog(ROOT / f"locales/{domain}.pot")
        (path,) = ROOT.glob(f"locales/{tag.replace('-', '_')}/LC_MESSAGES/{domain}.po")
        assert {item.id for item in _catalog(path)} == {item.id for item in template}


def test_updating_changes_nothing(tmp_path: Path) -> None:
    """The catalogs are those of the manuscript as it stands."""
    for folder in ("book", "locales", "templates"):
        if (ROOT / folder).is_dir():
            subprocess.run(["cp", "-R", str(ROOT / folder), str(tmp_path / folder)], check=True)
    before = _digests(tmp_path / "locales")
    assert hexapla("update", cwd=tmp_path).returncode == 0
    assert _digests(tmp_path / "locales") == before


@each_edition
def test_every_sentence_of_the_messages_is_in_the_pdf(edition: Edition) -> None:
    """Georgian and Russian come out of the PDF as they went in."""
    wanted = printed_pieces(edition)
    assert len(wanted) > 300
    pages = [page.body for page in read_pdf(edition.pdf).pages]
    plain, bare = (
        [without_references(page, edition.source, edition.language, whole=whole) for page in pages]
        for whole in (False, True)
    )
    assert absent(bare, absent(plain, wanted)) == []


@lru_cache
def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _catalog(path: Path) -> list[Message]:
    return [message for message in _read(path) if message.id]


def test_another_time_and_place_give_the_same_bytes(
    built: Callable[[Path], Build], tmp_path: Path
) -> None:
    """Another folder, clock zone, locale, hash seed, umask and number of processes."""
    copy, output = tmp_path / "a copy", tmp_path / "out"
    output.mkdir()
    for folder in ("book", "locales", "templates"):
        (copy / folder).parent.mkdir(exist_ok=True)
        subprocess.run(["cp", "-R", str(ROOT / folder), str(copy / folder)], check=True)
    strange = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4242"}
    done = hexapla(
        *("build", "--jobs", "1", "--output", output),
        cwd=copy / "book",
        environment=strange,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr
    first = built(ROOT).folder
    ours = {name: digest for name, digest in _digests(first).items() if name != "messages.txt"}
    ours.pop("done", None)
    assert _digests(output) == ours
    made = 3 * len(LANGUAGES)  # a PDF, an EPUB, what is remembered of the pages
    assert len(ours) == made + len(["manifest.json"])


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@each_edition
def test_no_citation_is_broken_within_its_number(edition: Edition) -> None:
    for page in read_pdf(edition.pdf).pages:
        assert not re.search(r"\[S?\d*\s*\n\s*\d*\]", page.text), page.label
