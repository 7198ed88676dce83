"""Plurals: every rule of CLDR against what gettext makes of our expression."""

from __future__ import annotations

import gettext
import re

import pytest
from babel import Locale, localedata

from hexapla.language import Language
from hexapla.plurals import CATEGORIES, plural_forms

LANGUAGES = [name for name in localedata.locale_identifiers() if "_" not in name]
NUMBERS = (*range(250), *range(995, 1120), 99_999, 100_000, 999_999)


@pytest.mark.parametrize("name", LANGUAGES)
def test_gettext_tells_apart_what_cldr_does(name: str) -> None:
    rule = Locale.parse(name).plural_form
    header = plural_forms(rule.abstract)
    match = re.fullmatch(r"nplurals=(\d); plural=\((.+)\);", header)
    assert match, header
    index = gettext.c2py(match[2])
    wanted = {number: rule(number) for number in NUMBERS}
    names = [category for category in CATEGORIES if category in wanted.values()]
    assert int(match[1]) == len(names)
    assert {number: names[index(number)] for number in NUMBERS} == wanted


@pytest.mark.parametrize(
    ("tag", "header"),
    [
        ("en", "nplurals=2; plural=(n != 1);"),
        ("ka", "nplurals=2; plural=(n != 1);"),
        ("tr", "nplurals=2; plural=(n != 1);"),
        ("os", "nplurals=2; plural=(n != 1);"),
        ("ja", "nplurals=1; plural=0;"),
        (
            "ar",
            "nplurals=6; plural=(n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : n==1 ? 1 "
            ": n==2 ? 2 : n==0 ? 0 : 5);",
        ),
        ("he", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);"),
        ("hi", "nplurals=2; plural=(n > 1);"),
        ("fr", "nplurals=2; plural=(n > 1);"),
        ("pt-BR", "nplurals=2; plural=(n > 1);"),
        (
            "uk",
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || "
            "n%100>=20) ? 1 : 2);",
        ),
    ],
)
def test_headers_that_translators_know(tag: str, header: str) -> None:
    assert Language.parse(tag).plural_forms == header
