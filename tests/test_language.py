"""What an edition takes from CLDR. The expected values are those of CLDR's own charts."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import babel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpu import little_work
from hexapla.dates import PartialDate
from hexapla.language import Language
from hexapla.scripts import direction_of, visual_runs
from judges import msgfmt_check

DAY, MONTH, YEAR = PartialDate(2022, 3, 30), PartialDate(2022, 3), PartialDate(2022)


@pytest.mark.parametrize(
    ("tag", "quotes"),
    [
        ("en", "“”‘’"),
        ("ka", "„“«»"),
        ("ru", "«»„“"),
        ("ar", "”“’‘"),
        ("de", "„“‚‘"),
        ("ja", "「」『』"),
        ("sv", "””’’"),
    ],
)
def test_quotation_marks(tag: str, quotes: str) -> None:
    assert "".join(Language(tag).quotes) == quotes


def test_french_quotation_marks() -> None:
    assert Language("fr").quotes[:2] == ("«", "»")


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        (Language("en"), "March 30, 2022", "March 2022", "2022"),
        (Language("en", "GB"), "30 March 2022", "March 2022", "2022"),
        (Language("ka"), "30 მარტი, 2022", "მარტი, 2022", "2022"),
        (Language("ru"), "30 марта 2022 г.", "март 2022 г.", "2022"),
        (Language("fr"), "30 mars 2022", "mars 2022", "2022"),
        (Language("ja"), "2022年3月30日", "2022年3月", "2022年"),
    ],
)
def test_dates(language: Language, day: str, month: str, year: str) -> None:
    written = [plain(language.date(date)) for date in (DAY, MONTH, YEAR)]
    assert written == [day, month, year]


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        (Language("en"), "February 24 – 28, 2022", "February 24, 2022 – March 1, 2022"),
        (Language("en", "GB"), "24–28 February 2022", "24 February 2022 – 1 March 2022"),
        (Language("ka"), "24–28 თებერვალი, 2022", "24 თებერვალი, 2022 – 1 მარტი, 2022"),
        (Language("ru"), "24–28 февраля 2022 г.", "24 февраля 2022 г. – 1 марта 2022 г."),
        (Language("de"), "24.–28. Februar 2022", "24. Februar 2022 – 1. März 2022"),
    ],
)
def test_ranges(language: Language, near: str, far: str) -> None:
    start = PartialDate(2022, 2, 24)
    assert plain(language.date_range(start, PartialDate(2022, 2, 28))) == near
    assert plain(language.date_range(start, PartialDate(2022, 3, 1))) == far


def test_ranges_of_months_and_years() -> None:
    english = Language("en")
    assert english.date_range(PartialDate(2017, 3), PartialDate(2017, 5)) == "March 2017 – May 2017"
    assert english.date_range(PartialDate(1991), PartialDate(1992)) == "1991 – 1992"


@pytest.mark.parametrize("tag", ["fa", "th", "ar-SA", "ckb-IR", "uz-Arab", "sd", "he", "am"])
def test_dates_are_gregorian_and_in_one_kind_of_digits(tag: str) -> None:
    language = Language(tag)
    near = language.date_range(PartialDate(2022, 2, 24), PartialDate(2022, 2, 28))
    for written in (language.date(DAY), near):
        assert language.in_digits(2022) in written
        assert {character for character in written if character.isdigit()} <= set(language.digits)


@pytest.mark.parametrize(
    ("tag", "region", "number", "date"),
    [
        ("ar", "", "1,200.5", "30 مارس 2022"),  # CLDR: of the world, as in the Maghreb and the Gulf
        ("ar", "EG", "١٬٢٠٠٫٥", "٣٠ مارس ٢٠٢٢"),
        ("ar", "AE", "1,200.5", "30 مارس 2022"),
        ("fa", "", "۱٬۲۰۰٫۵", "۳۰ مارس ۲۰۲۲"),
        ("bn", "", "১,২০০.৫", "৩০ মার্চ, ২০২২"),
        ("mr", "", "१,२००.५", "३० मार्च, २०२२"),
        ("hi", "", "1,200.5", "30 मार्च 2022"),
        ("th", "", "1,200.5", "30 มีนาคม ค.ศ. 2022"),
        ("he", "", "1,200.5", "30 במרץ 2022"),
    ],
)
def test_digits_are_those_of_language_and_region(
    tag: str, region: str, number: str, date: str
) -> None:
    language = Language(tag, region)
    assert language.number(1200.5) == number
    assert plain(language.date(DAY)) == date
    assert language.in_digits("T29") == f"T{language.digits[2]}{language.digits[9]}"


def test_lists_and_numbers() -> None:
    items = ["a", "b", "c"]
    assert Language("en").joined(items) == "a, b, and c"
    assert Language("en", "GB").joined(items) == "a, b and c"
    assert Language("ka").joined(items) == "a, b და c"
    assert Language("ru").joined(items) == "a, b и c"
    assert Language("ar").joined(items) == "a وb وc"
    assert Language("en").number(1234567.5) == "1,234,567.5"
    assert plain(Language("ru").number(1234567.5)) == "1 234 567,5"


PLURALS = {"ja": 1, "en": 2, "ka": 2, "fr": 2, "ru": 3, "ar": 6}


@pytest.mark.parametrize("tag", PLURALS)
def test_plural_forms_are_as_many_as_cldr_tells_apart(tag: str) -> None:
    assert Language(tag).plural_forms.startswith(f"nplurals={PLURALS[tag]};")


def test_gettext_accepts_the_plural_forms_of_every_language(tmp_path: Path) -> None:
    forms: dict[str, str] = {}
    for name in babel.localedata.locale_identifiers():
        if "POSIX" not in name:
            forms.setdefault(Language.parse(name).plural_forms, name)
    assert len(forms) > 15
    for number, (form, name) in enumerate(forms.items()):
        path = tmp_path / f"{number}.po"
        path.write_text(catalog(form, name), encoding="utf-8")
        assert msgfmt_check(path) == [], f"{name}: {form}"


def catalog(plural_forms: str, name: str) -> str:
    count = int(plural_forms.partition(";")[0].removeprefix("nplurals="))
    header = {
        "Project-Id-Version": "a",
        "PO-Revision-Date": "2022-03-30 10:00+0000",
        "Last-Translator": "a",
        "Language-Team": "a",
        "Language": name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms,
    }
    lines = ['msgid ""', 'msgstr ""', *(f'"{key}: {value}\\n"' for key, value in header.items())]
    lines += ["", 'msgid "%d post"', 'msgid_plural "%d posts"']
    lines += [f'msgstr[{index}] "x"' for index in range(count)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("ka", ["აფხაზეთი", "ბიბილოვი", "თბილისი", "ცხინვალი", "ჯავა"]),
        ("ru", ["Еж", "Ёлка", "Ель", "Жук"]),
        ("de", ["Arzt", "Ärzte", "Bad"]),
        ("sv", ["Arzt", "Bad", "Zug", "Ärzte"]),
        ("cs", ["cena", "dům", "hora", "chata", "ikona"]),
    ],
)
def test_sort_order(tag: str, words: list[str]) -> None:
    assert Language(tag).in_order(sorted(words), str) == words


def test_sorting_keeps_equals_in_their_order() -> None:
    pairs = [("a", 2), ("a", 1), ("A", 0)]
    assert Language("en").in_order(pairs, lambda pair: pair[0]) == pairs


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("uz-Arab", "rtl"), ("ka", "ltr"), ("xx", "ltr")],
)
def test_direction(tag: str, direction: str) -> None:
    assert Language(tag).direction == direction


@pytest.mark.parametrize(
    ("name", "tag", "folder"),
    [
        ("ka", "ka", "ka"),
        ("EN_us", "en-US", "en_US"),
        ("pt_BR", "pt-BR", "pt_BR"),
        ("zh_Hant", "zh-Hant", "zh_Hant"),
        ("zh-hant-tw", "zh-Hant-TW", "zh_Hant_TW"),
        ("es-419", "es-419", "es_419"),
        ("sr@latin", "sr-Latn", "sr@latin"),
        ("uz_UZ@cyrillic", "uz-Cyrl-UZ", "uz_UZ@cyrillic"),
        ("ca@valencia", "ca-valencia", "ca@valencia"),
        ("ka_GE.UTF-8", "ka-GE", "ka_GE"),
    ],
)
def test_names_of_folders_and_tags(name: str, tag: str, folder: str) -> None:
    language = Language.parse(name)
    assert (language.tag, language.folder) == (tag, folder)
    assert Language.parse(folder) == language


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../x", "en/../x", "en./../x", "en.utf8@../x", "en@/etc", "/etc", "en/"),
        *("a b", "english!!", "english", "en\0", "en\n", " en", "e", "en-", "-en", "en--US"),
        *("ქართული", "en_US_", "interface", "x-y", "en;q=1", "C:en"),
    ],
)
def test_what_is_no_language_or_could_be_a_path_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a language tag"):
        Language.parse(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ge", "GE is a region (Georgia) and no language; Georgian is “ka”"),
        ("jp_JP", "Japanese is “ja”"),
        ("cz", "Czech is “cs”"),
        ("ua", "Ukrainian is “uk”"),
        ("gr", "Greek is “el”"),
        ("xx", "CLDR knows no language “xx”"),
    ],
)
def test_two_letters_that_are_no_language_are_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Language.parse(name)


@pytest.mark.parametrize("tag", ["sh", "os", "am", "qaa", "qtz-Latn", "abq", "en-XA", "ar-XB"])
def test_languages_of_two_letters_and_private_and_rare_ones_are_taken(tag: str) -> None:
    assert Language.parse(tag).tag == tag


@pytest.mark.parametrize("tag", ["abq", "qaa", "tlh", "en-XA", "und", "de-1996", "mul", "zxx"])
def test_languages_that_cldr_does_not_know_do_not_fail(tag: str) -> None:
    language = Language.parse(tag)
    assert "2022" in language.date(DAY)
    assert language.joined(["a", "b"])
    assert language.number(1.5)
    assert language.name
    assert len(language.quotes) == 4
    assert language.in_order(["b", "a"], str) == ["a", "b"]
    assert "a" in Language("xx").alphabet()


def test_names_of_languages() -> None:
    assert Language("ka").name == "ქართული"
    assert Language("en").name_of("ka") == "Georgian"
    assert Language("ru").name_of("ka") == "грузинский"
    assert Language("xx").name == "xx"


def test_alphabets_have_letters_of_both_cases_and_punctuation() -> None:
    assert set("абвёЯ«»") <= Language("ru").alphabet()
    assert set("აბჰ„“") <= Language("ka").alphabet()


PROBE = """
from hexapla.language import Language
from hexapla.dates import (PartialDate)
for tag in ("en", "ka", "ru", "fr", "ar", "os", "abq", "tlh", "und", "fa"):
    language = Language.parse(tag)
    days = [PartialDate(2011, 12, day) for day in (28, 29, 30, 31)]
    print(ascii((
        language.quotes, language.plural_forms, language.date(days[2]), language.name,
        language.name_of("ka"), language.joined("abc"), language.number(1e6), language.direction,
        [language.date_range(days[0], day) for day in days[1:]],
        language.date_range(days[2], days[3]),
        language.in_order(["z", "ä", "o", "ö", "ch", "h", "i"], str), sorted(language.alphabet()),
    )))
"""

MACHINES = [
    {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "sv_SE.UTF-8", "LANG": "sv_SE.UTF-8", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "ka_GE.UTF-8", "LANG": "ka_GE.UTF-8", "TZ": "America/New_York"},
    {"LC_ALL": "fa_IR.UTF-8", "LANGUAGE": "fa", "TZ": "Asia/Kathmandu"},
]


def test_every_machine_gives_the_same_whatever_its_locale_and_time_zone() -> None:
    root = Path(__file__).parents[1]
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROBE],
            env=dict(os.environ) | {"PYTHONPATH": str(root / "src")} | machine,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for machine in MACHINES
    }
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == 10


def plain(text: str) -> str:
    """``text`` with every kind of space as a plain one."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("tag", "text", "pieces"),
    [
        ("en", "The return\u00a0from  Sarn", ("The ", "return\u00a0from  ", "Sarn")),
        ("ka", "დაბრუნება უკრაინიდან", ("დაბრუნება ", "უკრაინიდან")),
        ("ja", "帰還の", ("帰", "還", "の")),
        ("en", "", ()),
        ("en", "😀 x", ("😀 ", "x")),
    ],
)
def test_lines_may_break_where_the_language_says(
    tag: str, text: str, pieces: tuple[str, ...]
) -> None:
    assert Language.parse(tag).line_pieces(text) == pieces


def test_thai_lines_break_between_words() -> None:
    text = "การกลับจากยูเครน"
    found = Language.parse("th").line_pieces(text)
    assert len(found) > 1
    assert "".join(found) == text


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            "en",
            "en-GB",
            "ka",
            "ru",
            "de",
            "de-CH",
            "fr",
            "ar",
            "hi",
            "tr",
            "fa",
            "ar-EG",
            "bn",
            "my",
        ]
    ),
    st.decimals(0, 10**9, places=2),
)
def test_numbers_are_read_as_the_language_writes_them(tag: str, number: Decimal) -> None:
    language = Language.parse(tag)
    written = language.number(float(number), 2)
    assert language.numbers_in(f"x{written}, y") == (number,)


@pytest.mark.parametrize(
    ("tag", "text", "numbers"),
    [
        ("en", "4th base, 1,200 in 2022–2023; 58th.", [4, 1200, 2022, 2023, 58]),
        ("en", "in 2016, 700 to 900", [2016, 700, 900]),
        ("ru", "1 200 и 1\u00a0200 и 1\u202f200", [1200, 1200, 1200]),
        ("ka", "მე-4, 2022 წლის 30 მარტი", [4, 2022, 30]),
        ("de", "1.200 und 3,5", [1200, Decimal("3.5")]),
        ("en", "٣٠ and 1,20", [30, 1, 20]),
        ("en", "none", []),
        ("ar", "١٬٢٠٠", [1200]),
        ("fa", "۱٬۲۰۰٫۵", [Decimal("1200.5")]),
        ("fa", "1,200.5", [Decimal("1200.5")]),
        ("hi", "1,00,000", [100000]),
        ("de-CH", "1'200 oder 1’200", [1200, 1200]),
    ],
)
def test_numbers_in_texts(tag: str, text: str, numbers: list[int]) -> None:
    assert list(Language.parse(tag).numbers_in(text)) == numbers


@pytest.mark.parametrize(
    "tag",
    ["en", "ka", "ru", "uk", "de", "fr", "ar", "fi", "lt", "el", "he", "th", "hi", "os", "tr"],
)
def test_the_months_of_its_own_dates_are_found(tag: str) -> None:
    language = Language.parse(tag)
    for month in range(1, 13):
        for date in (PartialDate(2022, month, 7), PartialDate(2022, month)):
            assert language.months_in(language.date(date)) == {month}, language.date(date)
    assert language.tells_months


@pytest.mark.parametrize("tag", ["vi", "zh", "ja", "ko"])
def test_where_months_cannot_be_told_it_says_so(tag: str) -> None:
    assert not Language.parse(tag).tells_months


def test_the_months_of_one_language_do_not_leak_into_another() -> None:
    for tag in ("he", "ka", "zh", "he", "ru"):
        Language.parse(tag).months_in("x")
    assert Language.parse("ka").months[3] == ("მარტი",)
    assert Language.parse("ru").months[5] == ("май", "мая")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("abc", [("abc", "ltr")]),
        ("حوالي 300", [("300", "ltr"), ("حوالي ", "rtl")]),
        ("50 كم", [(" كم", "rtl"), ("50", "ltr")]),
        ("x 😀 שלום", [("x 😀 ", "ltr"), ("שלום", "rtl")]),
        ("", []),
    ],
)
def test_a_line_in_runs_of_one_direction(text: str, runs: list[tuple[str, str]]) -> None:
    assert list(visual_runs(text)) == runs


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("ka", "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"),
        ("ru", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЭЮЯ"),
        ("en", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ],
)
def test_every_letter_of_the_alphabet_heads_its_own_group(tag: str, letters: str) -> None:
    groups = Language.parse(tag).in_groups([letter + "х" for letter in letters], str)
    assert groups == [(letter, [letter + "х"]) for letter in letters]


def test_an_index_has_every_item_under_one_letter() -> None:
    words = ["Яна", "Ёлка", "58-я", "UNA", "ბესო", "Ель", "名"]
    groups = Language.parse("ru").in_groups(words, str)
    assert groups[0] == ("…", ["58-я"])
    assert [letter for letter, _ in groups[1:4]] == ["Е", "Я", "U"]
    assert sorted(word for _, found in groups for word in found) == sorted(words)


def test_a_language_goes_to_another_process_whatever_it_was_asked_before() -> None:
    language = Language("en", "GB")
    assert language.alphabet()
    assert language.months_in("May") == {5}
    assert pickle.loads(pickle.dumps(language)) == language


@pytest.mark.parametrize(
    ("text", "direction"),
    [("A title", "ltr"), ("12 שלום", "rtl"), ("مرحبا X", "rtl"), ("(1234)", "ltr"), ("", "ltr")],
)
def test_a_text_has_the_direction_of_its_first_letter(text: str, direction: str) -> None:
    assert direction_of(text) == direction


def test_signs_before_a_name_do_not_count_in_the_order() -> None:
    names = ["Ирыстон", "«Алания»", "“Zeta”", "«Бюро»", "…"]
    russian = Language("ru")
    order = ["…", "«Алания»", "«Бюро»", "Ирыстон", "“Zeta”"]
    assert russian.in_order(names, str) == order
    groups = russian.in_groups(names, str)
    assert [label for label, _ in groups] == ["…", "А", "Б", "И", "Z"]


@pytest.mark.parametrize(
    ("direction", "tags"),
    [
        ("rtl", "ar fa he ur yi ary arz azb pnb lad ku-Arab man-Nkoo ckb ar-XB"),
        ("ltr", "en ka ru ar-Latn he-Latn fa-Latn yi-Latn ug-Cyrl ku qaa sr-Latn"),
    ],
)
def test_the_direction_is_that_of_the_script(direction: str, tags: str) -> None:
    assert {Language.parse(tag).direction for tag in tags.split()} == {direction}


def test_nothing_is_taken_from_another_script() -> None:
    day = PartialDate(2022, 3, 30)
    assert Language.parse("be@latin").date(day) == Language.parse("en-001").date(day)
    assert "марта" in Language.parse("ru").date(day)
    assert Language.parse("be@latin").plural_forms == Language.parse("be").plural_forms


def test_a_long_row_of_digits_is_looked_through_once() -> None:
    with little_work():
        found = Language("en").numbers_in("1" + ",11" * 24_000)
    assert [int(number) for number in found[:2]] == [1, 11]
    with little_work():
        assert Language("en").numbers_in("1" + ",111" * 12_000)


@pytest.mark.parametrize(
    "name",
    [
        "en-abcde-abcde",
        "en-abcde-ABCDE",
        "en" + "-abcde" * 8_000,
        "en-US-posix",
        "en_US@posix",
        "en-Qaaa",
        "ka-Abcd",
        "x" * 50_000,
    ],
    ids=range(8),
)
def test_tags_that_nobody_can_use_are_none(name: str) -> None:
    with little_work(), pytest.raises(ValueError, match="is not a language tag") as told:
        Language.parse(name)
    assert len(str(told.value)) < 200
    assert name[:40] in str(told.value)


def test_the_longest_tags_are_read() -> None:
    assert Language.parse("zh-Hant-TW-abcde-fghijklm-12345678").direction == "ltr"
    assert Language.parse("de_CH@1996").tag == "de-CH-1996"
    assert Language.parse("de-1996").tag == "de-1996"


@given(
    st.lists(
        st.sampled_from(["en", "KA", "Latn", "qaab", "US", "419", "posix", "abcde", "1996", "u"])
        | st.text("abZ19", min_size=1, max_size=8),
        min_size=1,
        max_size=5,
    ).map("-".join)
)
def test_any_name_is_a_tag_of_use_or_none(name: str) -> None:
    try:
        language = Language.parse(name)
    except ValueError:
        return
    assert Language.parse(language.tag) == language
    assert language.direction in ("ltr", "rtl")
    assert language.number(1)
