"""Agreement: numbers, months and names that a translation changed, and good ones left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpu import little_work
from hexapla.diagnostics import Place, Severity
from hexapla.language import Language
from hexapla.message import Message
from hexapla.translation import Agreement, Name, Standard, check_catalog, read_catalog

NAMES = {
    "ka": {
        "bibilov": Name(("Anatoly Bibilov",), ("ანატოლი ბიბილოვი",), ("Bibilov", "ბიბილოვი")),
        "dagestan": Name(("Dagestan",), ("დაღესტანი",), ("Dagestan", "დაღესტანი")),
        "roki": Name(("Roki Tunnel",), ("როკის გვირაბი",)),
        "res": Name(("Res",), ("რესი",)),
    },
    "ru": {
        "bibilov": Name(("Anatoly Bibilov",), ("Анатолий Бибилов",), ("Bibilov", "Бибилов")),
        "dagestan": Name(("Dagestan",), ("Дагестан",), ("Dagestan", "Дагестан")),
        "roki": Name(("Roki Tunnel",), ("Рокский тоннель",)),
        "res": Name(("Res",), ("Рес",)),
        "mill": Name(("J. S. Mill",), ("Дж. С. Милль",)),
        "bts": Name(("B. T. S.",), ("Б. Т. С.",)),
    },
}


def codes(language: str, source: str, target: str) -> list[str]:
    names = NAMES.get(language, {})
    agreement = Agreement(Language("en", "GB"), Language(language), names)
    return [code for code, _ in agreement.problems(source, target)]


GOOD = [
    ("ru", "1,200 people", "1200 человек"),
    ("ru", "1,200 people", "1 200 человек"),
    ("ru", "1,200 people", "1\u00a0200 человек"),
    ("ru", "the 4th base", "4-я база"),
    ("ka", "the 4th base", "მე-4 ბაზა"),
    ("ka", "1,200 people", "1 200 ადამიანი"),
    ("ru", "19.35 per 100,000", "19,35 на 100 000"),
    ("ru", "in 2017, again in 2017", "в 2017 году"),
    ("ru", "700 to 900", "от 700 до 900"),
    ("ru", "31 March 2017", "31 марта 2017 года"),
    ("ru", "in May", "в мае"),
    ("ru", "8 May", "8 мая"),
    ("ru", "he may go", "он может уйти"),
    ("ru", "many marched", "многие шли маршем"),
    ("ka", "in January", "იანვრის ბოლოს"),
    ("ka", "10 April", "10 აპრილს"),
    ("ka", "the office of August", "აგვისტოს"),
    ("ru", "[Bibilov](@bibilov) said", "сказал [Бибилов](@bibilov)"),
    ("ru", "by [Bibilov](@bibilov)", "[Бибиловым](@bibilov)"),
    ("ru", "[the leader](@bibilov)", "[лидер](@bibilov)"),
    ("ru", "[](@bibilov)", "[](@bibilov)"),
    ("ka", "[Bibilov](@bibilov)", "[ბიბილოვმა](@bibilov)"),
    ("ka", "[Roki Tunnel](@roki)", "[როკის გვირაბთან](@roki)"),
    ("ru", "[Roki Tunnel](@roki)", "[Рокского тоннеля](@roki)"),
    ("ru", "[Roki Tunnel](@roki)", "[тоннеля](@roki)"),
    ("ru", "[Mill](@mill)", "[Милля](@mill)"),
    ("ru", "[B. T. S.](@bts)", "[Б. Т. С.](@bts)"),
    ("ka", "in Dagestan", "დაღესტნის"),
    ("ru", "in Dagestan", "в Дагестане"),
    ("ru", "[T2.1](#T2.1) and [](#A15)", "[T2.1](#T2.1) и [](#A15)"),
    ("ja", "Lorn, 4 May 2024", "ローン、2024年5月4日"),
    ("vi", "On 29 April 2024", "Ngày 29 tháng 4 năm 2024"),
    ("th", "at the end of May", "ปลายเดือนพฤษภาคม"),
    ("tr", "in May", "mayıs ayında"),
    ("he", "2 May 2024", "2 במאי 2024"),
    ("ar", "1,200 boxes", "١٬٢٠٠ صندوق"),
    ("os", "we are moving", "Мах ивӕм"),
    ("en", "2024-05-04", "4 May 2024"),
    ("zh", "2.5 million people", "250万人"),
    ("ja", "2,500,000 people", "250万人"),
    ("ru", "2.5 million people", "2 500 000 человек"),
    ("fr", "the 21st century", "le XXIe siècle"),
    ("pl", "the 20th century", "XX wiek"),
    ("fr", "at 5 p.m.", "à 17 heures"),
    ("pl", "the 1990s", "lata 90."),
    ("de", "12,000 people", "12 000 Menschen"),
    ("fr", "published in May", "publié en mai"),
    ("sv", "in May", "i maj"),
    ("el", "In March 2022", "Τον Μάρτιο του 2022"),
    ("es", "most people", "la mayoría"),
    ("ru", "General Marchenko left.", "Генерал Марченко ушёл."),
    ("nl", "Maarten left", "Maarten ging"),
]
BAD = [
    ("ja", "Lorn, 4 May 2024", "ローン、2024年6月4日", ["T011"]),
    ("he", "2 May 2024", "2 ביוני 2024", ["T012", "T012"]),
    ("ar", "1,200 boxes", "١٬٣٠٠ صندوق", ["T011", "T011"]),
    ("ru", "1,200 people", "1300 человек", ["T011", "T011"]),
    ("ru", "1,200 people", "много людей", ["T011"]),
    ("ru", "many people", "300 человек", ["T011"]),
    ("ru", "31 March 2017", "31 мая 2017 года", ["T012", "T012"]),
    ("ru", "31 March", "31 числа", ["T012"]),
    ("ka", "in January", "თებერვალში", ["T012", "T012"]),
    ("ru", "at that time", "в апреле", ["T012"]),
    ("ru", "[Bibilov](@bibilov)", "[Тибилов](@bibilov)", ["T013"]),
    ("ru", "Bibilov said", "Кокойты сказал", ["T013"]),
    ("ka", "in Dagestan", "ჩეჩნეთში", ["T013"]),
    ("ru", "[Res](@res)", "[агентство](@res)", ["T013"]),
    ("ru", "[Mill](@mill)", "[Смит](@mill)", ["T013"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_translations_are_left_alone(language: str, source: str, target: str) -> None:
    assert codes(language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "found"), BAD)
def test_what_differs_is_told(language: str, source: str, target: str, found: list[str]) -> None:
    assert codes(language, source, target) == found


@given(st.text(), st.text())
def test_any_texts_can_be_compared(source: str, target: str) -> None:
    codes("ka", source, target)


@given(st.text())
def test_a_text_agrees_with_itself(content: str) -> None:
    agreement = Agreement(Language("en"), Language("en"), {}, (Name(("term",), ("term",)),))
    assert list(agreement._numbers(content, content)) == []
    assert list(agreement._names(content, content)) == []
    assert list(agreement._terms(content, content)) == []


def test_a_glossary_of_thousands_of_terms_is_not_asked_for_each() -> None:
    names = [f"Term{number:04}" for number in range(3_000)]
    terms = tuple(Name((name, f"trade of {name}"), (name.upper(),)) for name in names)
    agreement = Agreement(Language("en"), Language("ka"), {}, terms)
    with little_work():  # each term in each text took minutes
        found = [code for name in names for code, _ in agreement._terms(f"A {name} is", "ტერმინი")]
        assert found == ["T015"] * len(names)
        assert not [item for name in names for item in agreement._terms(f"A {name} is", name)]


def checked(comments: str, target: str, tmp_path: Path, header: str) -> list[str]:
    """What is said of a catalog with one message, of which ``comments`` stand in front."""
    path = tmp_path / "ka" / "LC_MESSAGES" / "book.po"
    path.parent.mkdir(parents=True)
    entry = f'\n{comments}msgid "In March 300 came"\nmsgstr "{target}"\n'
    path.write_text(header + entry, encoding="utf-8")
    catalog = read_catalog(path, Place("book.po"), Language("ka"))
    agreement = Agreement(Language("en"), Language("ka"), {})
    messages = [Message("In March 300 came")]
    found = check_catalog(
        catalog, messages, Standard(Language("en"), Language("ka"), agreement=agreement)
    )
    return [f"{item.severity} {item.code}" for item in found]


@pytest.mark.parametrize(
    ("comments", "target", "codes"),
    [
        ("", "მარტში 300 დაბრუნდა", []),
        ("", "მარტში სამასი დაბრუნდა", ["T011"]),
        ("# hexapla: ignore T011\n", "მარტში სამასი დაბრუნდა", []),
        ("# in words\n# hexapla: ignore T011\n#. c\n", "მარტში სამასი დაბრუნდა", []),
        ("# hexapla: ignore T011 T012\n", "სამასი დაბრუნდა", []),
        ("# hexapla: ignore T012\n", "სამასი დაბრუნდა", ["T011"]),
        ("# hexapla: ignore T011\n", "მარტში 300 დაბრუნდა", ["T014"]),
        ("# hexapla: ignore T004\n", "მარტში 300 დაბრუნდა", ["T014"]),
        ("# hexapla: ignore T004\n", "[მარტში](@x) 300 დაბრუნდა", ["T004", "T014"]),
        ("#. hexapla: ignore T011\n", "მარტში სამასი დაბრუნდა", ["T011"]),
    ],
)
def test_a_translator_waives_a_judgement_for_one_message(
    comments: str, target: str, codes: list[str], tmp_path: Path, header: str
) -> None:
    severities = {"T004": Severity.ERROR}  # a fault, which no waiver takes away
    expected = [f"{severities.get(code, Severity.WARNING)} {code}" for code in codes]
    assert checked(comments, target, tmp_path, header) == expected
