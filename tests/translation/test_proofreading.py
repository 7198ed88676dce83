"""Proofreading: for each check, texts on which it fires and good ones on which it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.language import Language
from hexapla.translation.proofreading import PROOFS, Pair


def fired(language: str, source: str, target: str, limit: int = 0) -> list[str]:
    pair = Pair(source, target, Language("en", "GB"), Language.parse(language), limit)
    return [code for code, proof in PROOFS.items() for _ in proof(pair)]


GOOD = [
    ("ka", "He left.", "წავიდა."),
    ("ka", "Who left?", "ვინ წავიდა?"),
    ("ka", "He said: “I left.”", "მან თქვა: „წავედი“."),
    ("ka", "A title", "სათაური"),
    ("ar", "Who left?", "من غادر؟"),
    ("ar", "One, two;", "واحد، اثنان؛"),
    ("hi", "He left.", "वह चला गया।"),
    ("th", "He left.", "เขาออกไปแล้ว"),
    ("ja", "He left.", "彼は去った。"),
    ("el", "Who left?", "Ποιος έφυγε;"),
    ("ru", "In 2022", "В 2022 г."),
    ("ru", "At 5 a.m.", "В 5 утра"),
    ("ru", "Read on {date}.", "Прочитано {date}"),
    ("ru", "He left.[^1]", "Он ушёл.[^1]"),
    ("ru", "He left…", "Он ушёл..."),
    ("fr", "Who left?", "Qui est parti ?"),
    ("fr", "Note: here", "Note : ici"),
    ("ru", "1,200 people", "1 200 человек"),
    ("ru", "a, b", "а, б"),
    ("ru", "so … it was", "так … было"),
    ("ru", "CC BY-SA 4.0", "CC BY-SA 4.0"),
    ("ru", "Novaya Gazeta Europe", "Novaya Gazeta Europe"),
    ("ru", "Hexapla", "Hexapla"),
    ("fa", "I go", "می\u200cروم"),
    ("hi", "a", "क्\u200dष"),
    ("km", "a b", "ក\u200bខ"),
    ("ka", "the “army”", "„არმია“"),
    ("ka", "the “army”", '"არმია"'),
    ("ka", "it’s “that ‘one’”", "„ეს «ერთი»“"),
    ("uk", "it is", "п’ять об’єктів"),
    ("en", "“One”", "“One’s”"),
    ("ka", "NATO’s", "NATO-ს"),
    ("ja", "the EPUB file", "EPUBファイルの中"),
    ("ru", "the EPUBs", "файлы EPUB"),
    ("ka", "step by step", "ნაბიჯ-ნაბიჯ"),
    ("ru", "he had had it", "он он"),
    ("tr", "slowly", "yavaş yavaş"),
    ("vi", "slowly", "từ từ"),
    ("ru", "*One* word", "*Одно* слово"),
    ("ru", "one\\\ntwo", "один\\\nдва"),
    ("ru", "(a) b)", "(а) б)"),
    ("ru", "[a](@x) (b)", "(б) [а](@x)"),
    ("ru", "a) one", "а) один"),
    ("th", ".", " "),
    ("th", "Who left?", "ใครออกไป"),
    ("hy", "Who left?", "Ո՞վ գնաց։"),
    ("ja", "Why did they go?", "彼らはなぜ去ったのか。"),
    ("el", "One; two;", "ένα· δύο·"),
    ("fr", "We washed.", "Nous nous sommes lavés."),
    ("ru", "via the Telegram", "Telegramом"),
    ("sr", "the “army”", "„војска“"),
    ("nl", "the “army”", "“leger”"),
    ("sv", "the “army”", "»armén»"),
    ("en-US", "He left the front in March", "He left the front in March"),
]
BAD = [
    ("ru", "The sergeant shot him.", "Сержант выстрелил в него", "T017"),
    ("ru", "the “army”", "армия", "T023"),
    ("fr", "“yes”", "« oui", "T023"),
    ("ka", "He left.", "წავიდა ის", "T017"),
    ("ka", "Who left?", "ვინ წავიდა.", "T017"),
    ("ka", "A title", "სათაური რამე:", "T017"),
    ("ka", "He left.[^1]", "ის სადღაც წავიდა[^1]", "T017"),
    ("ru", "He left", " Он ушёл", "T018"),
    ("ru", "He left", "Он ушёл ", "T018"),
    ("ru", "He left", "Он  ушёл", "T018"),
    ("ru", "He left, then", "Он ушёл , потом", "T018"),
    ("ru", "Who left? I", "Кто ушёл ? Я", "T018"),
    ("fr", "one, two", "un , deux", "T018"),
    ("ru", "one (two)", "один ( два )", "T018"),
    ("ru", "He left the front in March", "He left the front in March", "T019"),
    ("ru", "one two", "один\u200b два", "T022"),
    ("ru", "one two", "\ufeffодин", "T022"),
    ("ru", "one two", "о\u200dдин", "T022"),
    ("ka", "the “army”", "”არმია”", "T023"),
    ("ru", "the “army”", "“армия”", "T023"),
    ("ru", "the “army”", "«армия", "T023"),
    ("fr", "the “army”", "„armée“", "T023"),
    ("ru", "Crimea", "Кpым", "T024"),
    ("ka", "the army", "аრმია", "T024"),
    ("ka", "he left it", "ის ის დატოვა", "T025"),
    ("ru", "in the town", "в городе Городе", "T025"),
    ("ru", "*One* word", "Одно слово", "T026"),
    ("ru", "*One* word", "**Одно** слово", "T026"),
    ("ru", "One word", "*Одно* слово", "T026"),
    ("ru", "one\\\ntwo", "один два", "T026"),
    ("ru", "one (two)", "один (два", "T028"),
    ("ru", "one", "один)", "T028"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_texts_pass(language: str, source: str, target: str) -> None:
    assert fired(language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "code"), BAD)
def test_what_a_proofreader_sees(language: str, source: str, target: str, code: str) -> None:
    assert set(fired(language, source, target)) == {code}


TOLD = [
    (
        "fr",
        "Who left?",
        "Qui est parti",
        "stands nothing at the end, in the source a question mark",
    ),
    ("fr", "He left", " Il partit", "stands a space at the beginning, in the source none"),
    ("ru", "Crimea", "Кpым", "the word “Кpым” mixes letters of the scripts Cyrl and Latn"),
]


@pytest.mark.parametrize(("language", "source", "target", "said"), TOLD)
def test_what_is_said_ends_a_sentence(language: str, source: str, target: str, said: str) -> None:
    pair = Pair(source, target, Language("en", "GB"), Language.parse(language), 0)
    assert [problem for proof in PROOFS.values() for problem in proof(pair)] == [said]


def test_length() -> None:
    assert fired("ru", "A name", "Название", limit=8) == []
    assert fired("ru", "A name", "[Название](@name)", limit=8) == []
    assert fired("ru", "A name", "Названия", limit=7) == ["T027"]


def test_every_proof_is_tried() -> None:
    assert {code for *_, code in BAD} | {"T027"} == set(PROOFS)


@given(st.text(), st.text(), st.sampled_from(["ka", "ru", "ar", "th", "fr", "ja", "el"]))
def test_any_texts_can_be_read(source: str, target: str, language: str) -> None:
    fired(language, source, target, 3)


@given(st.text(alphabet="abc. ,()“”*", max_size=30))
def test_a_text_has_what_itself_has(text: str) -> None:
    pair = Pair(text, text, Language("en"), Language("fr"))
    for code in ("T017", "T018", "T022", "T024", "T026", "T028"):
        assert list(PROOFS[code](pair)) == [], code
