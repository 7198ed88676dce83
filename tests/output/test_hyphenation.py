"""Where words may break: the rules of Georgian, a dossier's own files, and what a PDF makes of it.

The Georgian dictionary is held to an independent implementation: TeX's patterns, made by a
Georgian from 150,000 words that he had divided (see ``scripts/georgian_words.py``). Of the words
of this repository's Georgian catalogs that have at least seven letters, and so may break,
98.1 % have the same breaks in both (1,625 of 1,656); 99.7 % of our breaks are theirs, and 99.4 %
of theirs are ours. That of the harmonic clusters those with a uvular are kept together, and
those with a velar are not, was decided with a view to these patterns; without that rule 93.6 %
of words agree. What still differs:

- საზღვარი, ანაზღაურება: they keep ზღ together, which is not among the twelve harmonic clusters.
- კადრში, კრემლში, ფრონტზე, ერთხელ, კენჭისყრა: they leave some words undivided before a short
  ending or within four consonants, where the rule divides after the first.
- სიფრთხილე, ვებგვერდზე, ნაბეჭდშიც: they divide after the second of several consonants.
"""

from __future__ import annotations

import datetime
import re
import sys
from itertools import product
from pathlib import Path

import pypdfium2
import pyphen
import pytest
from hypothesis import given
from hypothesis import strategies as st

from built import ROOT, hexapla
from hexapla.diagnostics import Refusal
from hexapla.limits import HYPHENATION_BYTES
from hexapla.output.fonts import default_faces, font_face_rules, font_family
from hexapla.output.hyphenation import Hyphenation, hyphenating, parts, read_hyphenation
from hexapla.output.pdf import PdfBook, write_pdf
from hexapla.pipeline.reports import check
from hexapla.pipeline.starting import new_project
from hexapla.project import Project
from judges import poppler_text

sys.path.insert(0, str(ROOT / "scripts"))

from georgian_hyphenation import CONSONANTS, DICTIONARY, ENDINGS, HARMONIC, VOWELS, dictionary

DIVIDED = (ROOT / "tests" / "georgian_words.txt").read_text(encoding="utf-8").split()
"""By the independent implementation."""


def breaks(divided: str) -> set[int]:
    """After how many letters a word has its hyphens."""
    parts = divided.split("-")
    return {len("".join(parts[:count])) for count in range(1, len(parts))}


def georgian(word: str, left: int = 2, right: int = 2) -> str:
    return str(pyphen.Pyphen(DICTIONARY, left=left, right=right).inserted(word))


# ---- Georgian -------------------------------------------------------------------------------


def test_the_dictionary_is_what_its_script_makes() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == dictionary()


@pytest.mark.parametrize(
    "divided",
    [
        # One vowel: never. One consonant, or none, between vowels.
        *("გვბრდღვნის", "ფცქვნის", "თბი-ლი-სი", "კა-ცე-ბი", "გა-ა-ნა-ლი-ზა"),
        # Of several consonants the first stays.
        *("საქ-მე", "ად-გი-ლი", "მარ-ჯვე-ნა", "სა-ქარ-თვე-ლო", "წარ-მო-მად-გე-ნე-ლი", "კლას-სა"),
        # Harmonic clusters.
        *("სი-ტყვა", "და-წყე-ბა", "მო-თხრო-ბა", "რი-ცხვე-ბი", "მარ-ტყამს"),
        # Consonants without a vowel, at the beginning or the end.
        *("თრთვი-ლი", "ფცქვნი-და", "ან-სამბლს", "ტექსტს", "ცეცხლს", "პარ-ლა-მენტს"),
        # No letter by itself.
        *("არის", "ეს", "აფხა-ზი", "კავ-კა-სია", "ოსე-თი"),
    ],
)
def test_words_are_divided_as_the_rules_have_it(divided: str) -> None:
    assert georgian(divided.replace("-", "")) == divided


def test_the_dictionary_agrees_with_an_independent_one() -> None:
    assert len(DIVIDED) > 1500
    ours = {word: georgian(word.replace("-", "")) for word in DIVIDED}
    alike = sum(mine == theirs for theirs, mine in ours.items())
    assert alike / len(DIVIDED) >= 0.98
    common = sum(len(breaks(mine) & breaks(theirs)) for theirs, mine in ours.items())
    assert common / sum(len(breaks(mine)) for mine in ours.values()) >= 0.99
    assert common / sum(len(breaks(theirs)) for theirs in ours) >= 0.99


syllables = st.builds(
    "".join,
    st.tuples(st.text(st.sampled_from(CONSONANTS), max_size=4), st.sampled_from(VOWELS)),
)
tails = st.one_of(
    st.text(st.sampled_from(CONSONANTS), max_size=2),
    st.builds("".join, st.tuples(*[st.sampled_from(CONSONANTS)] * 2, st.sampled_from(ENDINGS))),
)


@given(st.lists(syllables, min_size=1, max_size=6), tails)
def test_every_part_has_a_vowel_and_two_letters_at_the_ends(parts: list[str], tail: str) -> None:
    word = "".join(parts) + tail
    divided = georgian(word, 1, 1).split("-")
    assert "".join(divided) == word
    if len(divided) > 1:
        assert all(set(part) & set(VOWELS) for part in divided)
        assert min(len(divided[0]), len(divided[-1])) >= 2


@given(st.lists(syllables, max_size=6))
def test_every_vowel_makes_a_part(parts: list[str]) -> None:
    """Between two syllables that may stand at a line's end and beginning."""
    word = "".join(["ბა", *parts, "ბა"])
    assert len(georgian(word).split("-")) == len(parts) + 2


@pytest.mark.parametrize("cluster", HARMONIC)
def test_what_counts_as_one_consonant_is_not_divided(cluster: str) -> None:
    for vowel, other in product(VOWELS, ("", *CONSONANTS)):
        assert f"-{cluster}{other}" in georgian(f"ბა{vowel}{cluster}{other}აბა")


def test_capitals_break_as_small_letters_do() -> None:
    assert georgian("ᲡᲘᲢᲧᲕᲔᲑᲘ") == "ᲡᲘ-ᲢᲧᲕᲔ-ᲑᲘ"


# ---- a dossier's own files ------------------------------------------------------------------


def broken(tag: str, *words: str, left: int = 2, right: int = 2) -> str:
    """Words as Pyphen breaks them while it is told what a dossier has."""
    one = pyphen.Pyphen(lang=tag, left=left, right=right)
    return " ".join(map(one.inserted, words))


def files(book: Path, **texts: str) -> Path:
    """``book`` with these files in its ``hyphenation/``; ``__`` stands for the stop of a name."""
    (book / "hyphenation").mkdir(parents=True)
    for name, text in texts.items():
        path = book / "hyphenation" / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
    return book


def told(book: Path) -> list[str]:
    with pytest.raises(Refusal) as caught:
        read_hyphenation(book)
    return [str(item) for item in caught.value.diagnostics]


def test_without_files_of_its_own_a_dossier_has_those_of_the_tool(tmp_path: Path) -> None:
    assert read_hyphenation(tmp_path) == Hyphenation({"ka": DICTIONARY})


def test_exceptions_hold_for_whole_words_in_any_case(tmp_path: Path) -> None:
    book = files(tmp_path / "book", ka__txt="# Names\nცხინვალი\nსამ-ხრეთოსეთი # once\n\n")
    words = ("ცხინვალი", "ცხინვალის", "სამხრეთოსეთი", "ᲪᲮᲘᲜᲕᲐᲚᲘ")
    with hyphenating(read_hyphenation(book)):
        assert broken("ka", *words) == "ცხინვალი ცხინ-ვა-ლის სამ-ხრეთოსეთი ᲪᲮᲘᲜᲕᲐᲚᲘ"
    with hyphenating(read_hyphenation(tmp_path)):
        assert broken("ka", *words).startswith("ცხინ-ვა-ლი ")


def test_the_layouts_limits_hold_for_exceptions(tmp_path: Path) -> None:
    book = files(tmp_path / "book", ka__txt="და-წე-რი-ლი\n")
    with hyphenating(read_hyphenation(book)):
        assert broken("ka", "დაწერილი", left=3, right=3) == "დაწე-რილი"


def test_a_word_comes_in_its_parts_while_books_are_laid_out(tmp_path: Path) -> None:
    book = files(tmp_path / "book", ka__txt="და-წე-რი-ლი\n")
    with hyphenating(read_hyphenation(book)):
        assert parts("დაწერილი", "ka", (6, 2, 3)) == ("და", "წე", "რილი")
        assert parts("დაწერილი", "ka", (9, 2, 3)) == ("დაწერილი",)
        assert parts("hyphenation", "en-GB", (6, 2, 3)) == ("hy", "phen", "a", "tion")
        assert parts("المصطلحات", "ar", (6, 2, 3)) == ("المصطلحات",)


def test_exceptions_serve_a_languages_regions_which_may_have_their_own(tmp_path: Path) -> None:
    texts = {"en__txt": "hexapla\npro-ject\n", "en_GB__txt": "proj-ect\n"}
    with hyphenating(read_hyphenation(files(tmp_path / "book", **texts))):
        assert broken("en", "project", "hexapla") == "pro-ject hexapla"
        assert broken("en-US", "project", "hexapla") == "pro-ject hexapla"
        assert broken("en-GB", "project", "hexapla") == "proj-ect hexapla"
        assert broken("en-GB", "publication") != "publication"


def test_a_language_without_a_dictionary_may_have_words(tmp_path: Path) -> None:
    book = files(tmp_path / "book", hy__txt="Հայաս-տան\n")
    assert pyphen.language_fallback("hy") is None
    with hyphenating(read_hyphenation(book)):
        assert broken("hy", "Հայաստան", "Երեւան") == "Հայաս-տան Երեւան"
    assert pyphen.language_fallback("hy") is None


def test_a_dictionary_of_the_dossier_takes_the_place_of_another(tmp_path: Path) -> None:
    book = files(
        tmp_path / "book", ka__dic="UTF-8\n% one rule\nნ1ვ\n", hyph_tlh__dic="UTF-8\na1b\n"
    )
    with hyphenating(read_hyphenation(book)):
        assert broken("ka", "ცხინვალი") == "ცხინ-ვალი"
        assert broken("tlh", "aabb") == "aa-bb"
    with hyphenating(read_hyphenation(tmp_path)):
        assert broken("ka", "ცხინვალი") == "ცხინ-ვა-ლი"


def test_pyphen_is_as_before_when_a_book_is_done(tmp_path: Path) -> None:
    before = dict(pyphen.LANGUAGES), dict(pyphen.LANGUAGES_LOWERCASE), dict(pyphen.hdcache)
    book = files(tmp_path / "book", en__txt="hexapla\n", hy__txt="Հայաս-տան\n")
    with hyphenating(read_hyphenation(book)):
        assert broken("en", "hexapla") == "hexapla"
    assert (pyphen.LANGUAGES, pyphen.LANGUAGES_LOWERCASE, pyphen.hdcache) == before


@pytest.mark.parametrize(
    ("name", "text", "line", "problem"),
    [
        ("ka__txt", "კარგი\nორი სიტყვა\n", ":2", "“ორი სიტყვა” is not one word"),
        ("ka__txt", "-კარგი\n", ":1", "is not one word"),
        ("ka__txt", "კარ--გი\n", ":1", "is not one word"),
        ("ka__txt", "კარგი2\n", ":1", "is not one word"),
        ("ka__txt", "კარ-გი\nკარგი\n", ":2", "stands twice, with other hyphens"),
        ("ka__dic", "ა1ბ\nა1ბ\n", ":1", "the first line of a dictionary must be “UTF-8”"),
        ("ka__dic", "ISO8859-1\na1b\n", ":1", "the first line"),
        ("ka__dic", "UTF-8\nა1ბ\nა12ბ\n", ":3", "“ა12ბ” is no pattern"),
        ("ka__dic", "UTF-8\nა1ბ\nა 1ბ\n", ":3", "is no pattern"),
        ("ka__dic", "UTF-8\nf1f/ff=f,1,1\n", ":2", "is no pattern"),
        ("ka__dic", "UTF-8\nLEFTHYPHENMIN 2\n% nothing\n", "", "holds no pattern"),
        ("ka__dic", "UTF-8\n" + "ა1ბ\n" * (HYPHENATION_BYTES // 8 + 1), "", "larger than 5 MB"),
        ("x_y_z__txt", "კარგი\n", "", "named after its language"),
        ("ka__tex", "ა1ბ\n", "", "takes dictionaries"),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, name: str, text: str, line: str, problem: str
) -> None:
    (said,) = told(files(tmp_path / "book", **{name: text}))
    file = name.replace("__", ".")
    assert said.startswith(f"book/hyphenation/{file}{line}: error O009: ")
    assert problem in said


def test_two_dictionaries_for_one_language_are_one_too_many(tmp_path: Path) -> None:
    book = files(tmp_path / "book", ka__dic="UTF-8\nა1ბ\n", hyph_ka__dic="UTF-8\nა1ბ\n")
    assert "there are two files .dic for ka" in told(book)[0]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    book = files(tmp_path / "book")
    (book / "hyphenation" / "ru.txt").write_bytes("да\nнет\n".encode("cp1251"))
    assert told(book)[0].startswith("book/hyphenation/ru.txt:1: error P002: ")


def test_a_link_out_of_the_book_is_refused(tmp_path: Path) -> None:
    book = files(tmp_path / "book")
    (tmp_path / "ka.txt").write_text("კარგი\n", encoding="utf-8")
    (book / "hyphenation" / "ka.txt").symlink_to(tmp_path / "ka.txt")
    assert " P008: " in told(book)[0]


def test_check_tells_them_too(tmp_path: Path) -> None:
    new_project(tmp_path / "demo", datetime.date(2026, 1, 2))
    files(tmp_path / "demo" / "book", ka__txt="ორი სიტყვა\n")
    assert [item.code for item in check(Project.read(tmp_path / "demo"))] == ["O009"]


def plain_dictionaries() -> list[Path]:
    """Those of Pyphen's that are in UTF-8 and have no patterns that change letters."""
    paths = sorted(set(pyphen.LANGUAGES.values()))
    texts = {path: path.read_bytes() for path in paths}
    return [path for path, text in texts.items() if text[:5] == b"UTF-8" and b"/" not in text]


@pytest.mark.parametrize("path", plain_dictionaries(), ids=lambda path: path.stem)
def test_pyphens_own_dictionaries_would_do(tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    read_hyphenation(files(tmp_path / "book", ka__dic=text))


# ---- in print -------------------------------------------------------------------------------

REGULAR = default_faces()[:1]
FILES = {face.name: ("font/ttf", face.data) for face in REGULAR}
STYLE = (
    font_face_rules(REGULAR, "asset:") + f"html {{ font: 12pt {font_family(REGULAR)} }}"
    "@page { size: 60mm 100mm; margin: 15mm } p { hyphens: auto }"
)


def lines_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    return re.split(r"[\r\n]+", re.sub("[\ufffe\x02\u2010]\\s*", "-\n", text))


def test_a_pdf_breaks_words_as_the_dossier_has_it(tmp_path: Path) -> None:
    def render(*_: object) -> str:
        return "<html lang=ka><title>T</title><p>წარმომადგენლობითი წარმომადგენლობითი</p>"

    def laid_out(hyphenation: Hyphenation) -> list[str]:
        book = PdfBook((), ("one",), render, STYLE, FILES, hyphenation=hyphenation)
        return [line for line in lines_of(write_pdf(book).data) if line]

    plain = laid_out(read_hyphenation(tmp_path))
    assert len(plain) == 4
    assert [line.endswith("-") for line in plain] == [True, False] * 2
    own = files(tmp_path / "book", ka__txt="წარ-მომადგენლობითი\n")
    excepted = laid_out(read_hyphenation(own))
    assert excepted[0] == "წარ-"
    assert laid_out(read_hyphenation(own)) == excepted


PLAIN, CODE, LINKED, HEADED = (
    *("constitutionalisation", "internationalisation", "institutionalisation"),
    "compartmentalisation",
)


def test_in_print_neither_headings_nor_links_nor_code_break(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    new_project(folder, datetime.date(2026, 1, 2))
    manifest = folder / "book" / "dossier.toml"
    text = manifest.read_text(encoding="utf-8").replace('"A4"', '"90mm 200mm"')
    text = re.sub(r"(?s)chapters = \[.*?\]", 'chapters = ["one.md"]', text)
    manifest.write_text(text, encoding="utf-8")
    pieces = ["+++", 'kind = "context"', 'title = "One"', "+++", ""]
    for count in range(12):
        for piece in (PLAIN, f"`{CODE}`", f"[{LINKED}](https://example.org/)"):
            pieces += ["word " * count + piece, ""]
        pieces += ["## " + "Word " * count + HEADED, ""]
    (folder / "book" / "one.md").write_text("\n".join(pieces), encoding="utf-8")
    done = hexapla("build", "--format", "pdf", cwd=folder)
    assert done.returncode == 0, done.stderr
    (pdf,) = (folder / "build").glob("*.pdf")
    found = poppler_text(pdf)
    assert found.count(PLAIN) < 12
    assert found.count("\u00ad\n") == 12 - found.count(PLAIN)
    assert found.count(CODE) == found.count(LINKED) == 12
    assert found.count(HEADED) >= 12  # in the contents too
