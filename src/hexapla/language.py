"""Language: a BCP 47 tag with what CLDR and ICU know of it. No list of languages but theirs."""

from __future__ import annotations

import datetime
import gettext
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

import icu
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.plurals import get_plural

from hexapla.dates import PartialDate
from hexapla.months import months_named
from hexapla.plurals import CATEGORIES, plural_forms
from hexapla.scripts import is_right_to_left, is_script, likely, likely_script

_T = TypeVar("_T")

# ICU falls back to the machine's locale for what it does not know of a language, and formats
# intervals in the machine's time zone: an edition would differ from one machine to the next.
icu.Locale.setDefault(icu.Locale("en_001"))
icu.TimeZone.setDefault(icu.TimeZone.getGMT())

_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}
"""gettext's ``@modifier`` as an ISO 15924 script; other modifiers are variants."""

_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8}|-[0-9][A-Za-z0-9]{3})*"
)
"""RFC 5646 ``langtag`` without extensions: language, script, region, variants."""

_LONGEST = 50
"""Characters of a name: a tag has 35 at most (RFC 5646, section 4.4.1), an encoding some more."""

_VARIANT = re.compile(r"[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}")
"""RFC 5646 ``variant``: ``valencia``, ``1996``."""

_GROUPS = 20
"""Of digits in one number, at most; a row of more is looked through in steps."""

_DAY = re.compile(r"(?<!\d)(\d{1,2}) (?=\w)")
"""A day of the month before the month's name."""


@dataclass(frozen=True)
class Language:
    """A language of an edition. Make one with :meth:`parse`."""

    tag: str
    """BCP 47 tag in its canonical case: ``ka``, ``pt-BR``, ``sr-Latn``."""
    region: str = ""
    """Whose conventions for dates and numbers to follow where the tag names no region: ``GB``."""

    @classmethod
    def parse(cls, name: str) -> Language:
        """Read a BCP 47 tag or a gettext locale name (``pt_BR``, ``sr@latin``).

        Raises ValueError if it is neither, if it could be a path, or if its language is two letters
        that are none: ``ge``, ``xx``. (Of those of three letters CLDR does not know all.)
        """
        base, _, modifier = name.partition("@")
        parts = [re.sub(r"\.[A-Za-z0-9-]+$", "", base).replace("_", "-")]  # ka_GE.UTF-8
        if modifier:
            parts.append(_SCRIPTS.get(modifier.lower(), modifier))
        tag = _script_first("-".join(parts)) if len(name) <= _LONGEST else ""
        try:
            found = icu.Locale.forLanguageTag(tag).toLanguageTag() if _TAG.fullmatch(tag) else ""
        except icu.ICUError:  # a variant that stands there twice
            found = ""
        script = found.split("-")[1:2]
        unknown = script and re.fullmatch("[A-Za-z]{4}", script[0]) and not is_script(script[0])
        if not _TAG.fullmatch(found) or unknown:  # “posix” becomes an extension
            shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
            raise ValueError(f"“{shown}” is not a language tag (examples: fr, pt-BR, sr-Latn)")
        code = tag.partition("-")[0].lower()
        if len(code) == 2 and code == icu.Locale(code).getDisplayLanguage(icu.Locale("en")):
            raise ValueError(_no_language(name, code))
        return cls(found)

    def __str__(self) -> str:
        """The tag."""
        return self.tag

    def __reduce__(self) -> tuple[type[Language], tuple[str, str]]:
        """Pickled as tag and region: what ICU knows cannot go to another process."""
        return Language, (self.tag, self.region)

    @property
    def folder(self) -> str:
        """Its name under ``locales/`` as gettext writes it: ``pt_BR``, ``sr@latin``, ``zh_Hant``.

        Scripts that gettext has a modifier for, and variants, stand behind an ``@``.
        """
        first, *rest = self.tag.split("-")
        names = {script: name for name, script in _SCRIPTS.items()}
        plain = [part for part in rest if part not in names and not _VARIANT.fullmatch(part)]
        others = [names.get(part, part) for part in rest if part not in plain]
        if len(others) > 1:  # gettext has one modifier at most
            return self.tag.replace("-", "_")
        return "@".join(["_".join([first, *plain]), *others])

    @cached_property
    def _cldr(self) -> Locale:
        """Its CLDR data, or that of the nearest parent; international English if there is none.

        Never data in another script: from that nothing is inherited (UTS 35, part 1, 4.1.3).
        """
        parts = [*self.tag.split("-"), *([self.region] if self.region else [])]
        while parts:
            try:
                found = Locale.parse("-".join(parts), sep="-")
            except (UnknownLocaleError, ValueError):
                found = None
            if found and likely_script(str(found).replace("_", "-")) == self.script:
                return found
            parts.pop()
        return Locale.parse("en_001")

    @cached_property
    def script(self) -> str:
        """The script that it is written in, ISO 15924: its tag's own, or the likely one (CLDR)."""
        return likely_script(self.tag)

    @cached_property
    def _icu(self) -> icu.Locale:
        """The same as ICU knows it. Gregorian, with ASCII digits, as Babel writes dates."""
        return self._icu_in("latn")

    def _icu_in(self, numbering_system: str) -> icu.Locale:
        tag = self.tag + (f"-{self.region}" if self.region else "")
        if self._cldr.language != self.tag.partition("-")[0]:
            tag = str(self._cldr).replace("_", "-")
        return icu.Locale.forLanguageTag(f"{tag}-u-ca-gregory-nu-{numbering_system}")

    @cached_property
    def direction(self) -> str:
        """``ltr`` or ``rtl``: that of its script (Unicode, by ICU)."""
        return "rtl" if is_right_to_left(self.script) else "ltr"

    @property
    def name(self) -> str:
        """Its own name for itself: ``ქართული``. Falls back to the tag."""
        return self.name_of(self.tag)

    def name_of(self, tag: str) -> str:
        """This language's name for another language: in English ``ka`` is “Georgian”."""
        return str(icu.Locale.forLanguageTag(tag).getDisplayName(self._icu)) or tag

    @property
    def numbering_system(self) -> str:
        """CLDR's default numbering system for it and its region: ``latn``, ``arab``, ``deva``.

        ``latn`` where that is no system of ten digits.
        """
        name = str(self._cldr.default_numbering_system)
        return "latn" if icu.NumberingSystem.createInstanceByName(name).isAlgorithmic() else name

    @cached_property
    def digits(self) -> str:
        """The digits from 0 to 9 in its numbering system (CLDR, by ICU)."""
        return str(icu.NumberingSystem.createInstanceByName(self.numbering_system).getDescription())

    def in_digits(self, text: object) -> str:
        """``text`` with each ASCII digit in it written as the language writes digits."""
        return str(text).translate(self._to_digits)

    @cached_property
    def _to_digits(self) -> dict[int, str]:
        return {ord("0") + value: digit for value, digit in enumerate(self.digits)}

    @cached_property
    def quotes(self) -> tuple[str, str, str, str]:
        """Quotation marks: outer opening, outer closing, inner opening, inner closing (CLDR)."""
        data = icu.LocaleData(self._icu.getName())
        start, end, inner_start, inner_end = (data.getDelimiter(kind) for kind in range(4))
        return start, end, inner_start, inner_end

    @cached_property
    def plural_forms(self) -> str:
        """The value of a catalog's ``Plural-Forms`` header.

        gettext's usual expression where it tells whole numbers apart as CLDR's rule does, in the
        order of its categories; else CLDR's rule (for Georgian, gettext's table has one form and
        CLDR two).
        """
        try:  # in any script: the rules are the language's
            locale = Locale.parse(self.tag.partition("-")[0])
        except (UnknownLocaleError, ValueError):
            locale = self._cldr
        usual = get_plural(str(locale))
        rule = locale.plural_form
        index = gettext.c2py(usual.plural_expr)
        taken = {number: rule(number) for number in (*range(200), 1000)}
        names = [category for category in CATEGORIES if category in taken.values()]
        alike = all(index(number) == names.index(taken[number]) for number in taken)
        return str(usual) if alike else plural_forms(rule.abstract)

    def date(self, date: PartialDate | datetime.date) -> str:
        """``30 March 2022``, ``March 2022`` or ``2022``, in the long form of the language.

        A day and its month are held together by a no-break space; digits are the language's.
        """
        if isinstance(date, datetime.date):
            date = PartialDate(date.year, date.month, date.day)
        if date.month is None:
            return self.in_digits(format_skeleton("y", date.first_day(), locale=self._cldr))
        if date.day is None:
            return self.in_digits(format_skeleton("yMMMM", date.first_day(), locale=self._cldr))
        written = format_date(date.first_day(), "long", locale=self._cldr)
        return self.in_digits(_DAY.sub("\\1\u00a0", written))

    def date_range(self, start: PartialDate, end: PartialDate) -> str:
        """``24–28 February 2022``; across months both dates in full, with a dash between.

        (Several languages' CLDR patterns across months are poor: Georgian's has stray stops.)
        """
        if (start.year, start.month) != (end.year, end.month) or not (start.day and end.day):
            return f"{self.date(start)} – {self.date(end)}"
        formatter = icu.DateIntervalFormat.createInstance("yMMMMd", self._icu)
        interval = str(formatter.format(icu.DateInterval(_noon(start), _noon(end))))
        return self.in_digits(_DAY.sub("\\1\u00a0", interval))

    def number(self, number: float, decimals: int | None = None) -> str:
        """A number by the language's conventions, in its digits; to ``decimals`` places, if any."""
        formatter = icu.NumberFormat.createInstance(self._icu_in(self.numbering_system))
        if decimals is not None:
            formatter.setMinimumFractionDigits(decimals)
            formatter.setMaximumFractionDigits(decimals)
        return str(formatter.format(number))

    def numbers_in(self, text: str) -> tuple[Decimal, ...]:
        """The numbers written in digits in ``text``, in its order; digits of any script.

        Digits are grouped by CLDR's sign for the language, and by the signs that are used beside
        it: spaces, apostrophes and Arabic's own. The signs are those that go with ASCII digits and
        those that go with the language's. A 万 behind a number multiplies it.
        """
        systems = dict.fromkeys(["latn", self.numbering_system])
        symbols = [icu.DecimalFormatSymbols(self._icu_in(system)) for system in systems]
        group, point = (
            "".join(dict.fromkeys(one.getSymbol(kind) for one in symbols))
            for kind in (_GROUPING, _DECIMAL)
        )
        groups = re.escape(group + " \u00a0\u2009\u202f'’٬")
        points = re.escape(point + "٫")
        grouped = rf"\d{{1,3}}(?:[{groups}]\d{{2,3}}){{0,{_GROUPS}}}[{groups}]\d{{3}}(?!\d)"
        found = re.findall(rf"((?:{grouped}|\d+)(?:[{points}]\d+)?)([{''.join(_MYRIADS)}]?)", text)
        plain = ((re.sub(f"[{groups}]", "", number), sign) for number, sign in found)
        return tuple(
            Decimal(re.sub(f"[{points}]", ".", number)) * _MYRIADS.get(sign, 1)
            for number, sign in plain
        )

    @cached_property
    def months(self) -> Mapping[int, tuple[str, ...]]:
        """The forms of each month's name, from 1 to 12: alone, and in a date (CLDR, by ICU)."""
        symbols = icu.DateFormatSymbols(self._icu)
        kinds = (icu.DateFormatSymbols.STANDALONE, icu.DateFormatSymbols.FORMAT)
        forms = [symbols.getMonths(kind, icu.DateFormatSymbols.WIDE) for kind in kinds]
        return {
            month: tuple(dict.fromkeys(str(names[month - 1]) for names in forms))
            for month in range(1, 13)
        }

    def months_in(self, text: str, *, any_case: bool = False) -> frozenset[int]:
        """The months that ``text`` names, whatever their case endings (see :mod:`months`)."""
        declines = self.tag.partition("-")[0] not in _UNDECLINED
        return months_named(text, self.months, any_case=any_case, declines=declines)

    @cached_property
    def tells_months(self) -> bool:
        """Whether :meth:`months_in` can be relied on: it finds in a date the month and no other.

        Not so where months are numbered, written without spaces, or joined to other words.
        """
        return all(
            self.months_in(self.date(date)) == {month}
            for month in range(1, 13)
            for date in (PartialDate(2022, month, 7), PartialDate(2022, month))
        )

    def joined(self, items: Sequence[str]) -> str:
        """``a, b and c``."""
        return format_list(items, locale=self._cldr)

    def in_order(self, items: Iterable[_T], key: Callable[[_T], str]) -> list[_T]:
        """``items`` in the order of the language's alphabet (ICU collation).

        Quotation marks and other signs before the first letter or digit do not count.
        """
        collator = icu.Collator.createInstance(self._icu)
        return sorted(items, key=lambda item: collator.getSortKey(_from_letter(key(item))))

    def in_groups(
        self, items: Iterable[_T], key: Callable[[_T], str]
    ) -> list[tuple[str, list[_T]]]:
        """``items`` as an index has them: in order, under the letters of the alphabet.

        Letters are CLDR's index characters, those of Latin, Greek and Cyrillic behind the
        language's own; what belongs under none of them stands under ``…``.
        """
        index = icu.AlphabeticIndex(self._icu)
        index.maxLabelCount = 1000  # with ICU's 99 it leaves out letters here and there
        for other in ("en", "el", "ru"):
            index.addLabels(icu.Locale(other))
        letters = index.buildImmutableIndex()
        labels = [str(letters.getBucket(number)[0]) for number in range(letters.bucketCount)]
        groups: dict[int, list[_T]] = {}
        for item in self.in_order(items, key):
            groups.setdefault(letters.getBucketIndex(_from_letter(key(item))), []).append(item)
        return [(labels[number], groups[number]) for number in sorted(groups)]

    def line_pieces(self, text: str) -> tuple[str, ...]:
        """``text`` cut wherever a line may break in this language (ICU, UAX 14).

        At spaces, which end a piece, and in Thai, Chinese or Japanese between words or letters.
        """
        breaks = icu.BreakIterator.createLineInstance(self._icu)
        units = icu.UnicodeString(text)  # ICU counts UTF-16 code units
        breaks.setText(units)
        ends = tuple(breaks)
        return tuple(str(units[a:b]) for a, b in zip((0, *ends), ends, strict=False))

    def alphabet(self) -> frozenset[str]:
        """The letters of the language, both cases, and its punctuation (CLDR exemplar sets).

        With its digits, and the signs that stand in its numbers.
        """
        data = icu.LocaleData(self._icu.getName())
        found = {*self.digits, *self.number(-1234.5)}
        for kind in _EXEMPLARS:
            for item in data.getExemplarSet(0, kind):
                found.update(item + item.upper())
        return frozenset(found)


_UNDECLINED = frozenset(
    {
        *("af", "ca", "cy", "da", "en", "es", "fr", "ga", "gl", "id", "it", "ms", "mt", "nb", "nl"),
        *("nn", "no", "oc", "pt", "ro", "sv", "sw", "vi"),
    }
)
"""Languages whose nouns have no cases, or none but a genitive (WALS, feature 49A)."""

_MYRIADS = {
    **dict.fromkeys("万萬만", 10**4),
    **dict.fromkeys("億亿억", 10**8),
    **dict.fromkeys("兆조", 10**12),
}
"""What numbers in Chinese, Japanese and Korean are multiplied by."""

_DECIMAL, _GROUPING = 0, 1
"""ICU's UNumberFormatSymbol: UNUM_DECIMAL_SEPARATOR_SYMBOL, UNUM_GROUPING_SEPARATOR_SYMBOL."""

_EXEMPLARS = (0, 1, 3)
"""ICU's ULocaleDataExemplarSetType: standard, auxiliary, punctuation (the last has no name in
PyICU)."""


def _no_language(name: str, code: str) -> str:
    """What to say of a name whose two letters are no language, but perhaps a region."""
    if code.upper() not in icu.Locale.getISOCountries():
        return f"“{name}”: CLDR knows no language “{code}” (examples: fr, pt-BR, sr-Latn)"
    english = icu.Locale("en")
    region = icu.Locale("", code.upper()).getDisplayCountry(english)
    spoken = likely(f"und-{code}")
    said = f"{spoken.getDisplayLanguage(english)} is “{spoken.getLanguage()}”"
    return f"“{name}”: {code.upper()} is a region ({region}) and no language; {said}"


def _from_letter(text: str) -> str:
    """``text`` from its first letter or digit; whole if there is none."""
    return re.sub(r"^[\W_]+(?=\w)", "", text)


def _noon(date: PartialDate) -> float:
    """Seconds since 1970 at noon of its first day, in the time zone that ICU formats in."""
    day = date.first_day()
    return float(icu.GregorianCalendar(day.year, day.month - 1, day.day, 12, 0).getTime())


def _script_first(tag: str) -> str:
    """``uz-UZ-Cyrl`` as ``uz-Cyrl-UZ``: gettext's modifier comes last, BCP 47's script second."""
    first, *rest = tag.split("-")
    scripts = [part for part in rest if re.fullmatch(r"[A-Za-z]{4}", part)]
    return "-".join([first, *scripts, *(part for part in rest if part not in scripts)])


def icu_version() -> str:
    """The version of ICU in use, with that of its CLDR data's Unicode."""
    return f"{icu.ICU_VERSION} (Unicode {icu.UNICODE_VERSION})"
