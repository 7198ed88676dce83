"""Proofreading: punctuation, spaces, quotation marks, scripts, doubled words of a translation.

Each check is a function from a pair of texts to the ends of sentences. What CLDR does not tell
of a language's customs stands in the tables of this module, each with its source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hexapla import inline
from hexapla.language import Language
from hexapla.scripts import script_of
from hexapla.translation.words import plain_text, words_of

Problems = Iterator[str]


@dataclass(frozen=True)
class Pair:
    """A source text with one translation of it, both inline Markdown."""

    source: str
    target: str
    source_language: Language
    target_language: Language
    limit: int = 0
    """Characters that the translation may have; 0 for any number."""

    @cached_property
    def plain_source(self) -> str:
        """What is read of the source."""
        return plain_text(inline.parse(self.source))

    @cached_property
    def plain_target(self) -> str:
        """What is read of the translation, straight quotation marks made the language's own."""
        return plain_text(inline.parse(self.target, self.target_language.quotes))

    @property
    def target_subtag(self) -> str:
        """The target's language without script and region."""
        return self.target_language.tag.partition("-")[0]


# ---- punctuation ------------------------------------------------------------------------------

_ENDS = {
    "a full stop": ".。．｡।॥۔։።។။᙮",
    "a question mark": "?؟？⸮;",
    "an exclamation mark": "!！",
    "a colon": ":：፥",
    "an ellipsis": "…‥",
    "a semicolon": ";；؛·\u0387",
    "a comma": ",،、，",
}
"""What may end a text, in all scripts (Unicode, Sentence_Terminal and Terminal_Punctuation)."""
_END = {sign: name for name, signs in _ENDS.items() for sign in signs}

_CLOSING = "\"'”’»›“‘„‚)]}」』》〉）】*_\u200e\u200f\u061c\u2069 \u00a0\u202f\n"
"""What may stand behind the end: quotation marks of any language, brackets, spaces."""

_WITHOUT_STOPS = frozenset({"Thai", "Laoo"})
"""Scripts in which a sentence ends without a sign (Unicode Standard, chapter 16)."""


_ASKED = {"a question mark", "a full stop"}
_AS_GOOD = {
    "el": ({"a question mark", "a semicolon"},),  # Greek asks with a semicolon
    "hy": (_ASKED, {"a full stop", "a colon"}),  # Armenian asks within the word
    "ja": (_ASKED,),  # the particle か asks
    "lo": (_ASKED, {"a question mark", "nothing"}),
    "my": (_ASKED,),
    "th": (_ASKED, {"a question mark", "nothing"}),
}
"""Ends that say the same in a language (CLDR, exemplar punctuation; Unicode Standard, 6.2)."""


def end_punctuation(pair: Pair) -> Problems:
    """T017: source and translation end alike; a stop after an abbreviation counts for nothing."""
    wanted, has = _end_of(pair.plain_source), _end_of(pair.plain_target)
    if wanted == has or not words_of(pair.plain_target):
        return
    if "}" in (pair.source.rstrip(".")[-1:], pair.target.rstrip(".")[-1:]):
        return  # the value may bring its own: a date that ends in “г.”
    if "a full stop" in (wanted, has) and {wanted, has} <= {"a full stop", "nothing"}:
        if any(script_of(letter) in _WITHOUT_STOPS for letter in pair.plain_target):
            return
        stopped = pair.plain_source if wanted == "a full stop" else pair.plain_target
        if _ends_with_abbreviation(stopped, short=has == "a full stop"):
            return
    if {wanted, has} in _AS_GOOD.get(pair.target_subtag, ()):
        return
    yield f"stands {has} at the end, in the source {wanted}"


def _end_of(text: str) -> str:
    bare = text.rstrip(_CLOSING)
    return "an ellipsis" if bare.endswith("...") else _END.get(bare[-1:], "nothing")


_ABBREVIATED = frozenset({"etc.", "inc.", "ltd.", "jr.", "sr.", "no.", "co.", "vol.", "ed."})


def _ends_with_abbreviation(text: str, *, short: bool) -> bool:
    """Whether the last word has a stop of its own: “a.m.”, “etc.”; “2022 г.” if ``short`` do."""
    last = text.rstrip(_CLOSING).split()[-1].lstrip("(„“«\"'")
    return "." in last[:-1] or last.lower() in _ABBREVIATED or (short and len(last) <= 4)


_SPACES_HIGH_SIGNS = frozenset({"fr", "br", "kab"})
"""Languages that put a space before ; : ! ? (Imprimerie nationale, Lexique des règles
typographiques; Weblate's check of punctuation spacing names the same)."""


def spaces(pair: Pair) -> Problems:
    """T018: spaces at the ends, two in a row, before a stop or within brackets."""
    text, source = pair.target, pair.source
    if not words_of(pair.plain_source):
        return  # a comma of lists: every language has its own spaces there
    for end, strip in (("beginning", str.lstrip), ("end", str.rstrip)):
        if strip(text) != text and strip(source) == source:
            yield f"stands a space at the {end}, in the source none"
    inner = text.strip()
    if "  " in inner and "  " not in source:
        yield "are two spaces in a row"
    signs = ",." if pair.target_subtag in _SPACES_HIGH_SIGNS else ",.;:!?"
    match = re.search(rf"(?<=\w) +([{re.escape(signs)}])(?=\s|$)", inner)
    if match and match[0] not in source:
        yield f"is a space before “{match[1]}”"
    if re.search(r"\((?=[ \u00a0]\w)|(?<=\w)[ \u00a0]\)", inner) and not re.search(
        r"\( | \)", source
    ):
        yield "is a space within brackets"


_BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）"}


def brackets(pair: Pair) -> Problems:
    """T028: what is opened is closed, unless the source has it so."""
    for opening, closing in _BRACKETS.items():
        counts = [text.count(opening) - text.count(closing) for text in _plains(pair)]
        if counts[1] and counts[0] != counts[1]:
            yield f"are more “{opening}” than “{closing}”, or the other way round"


_QUOTES = frozenset("“”„‟«»‹›‘‚‛「」『』")
"""Quotation marks (Unicode, Quotation_Mark); without ’, which is an apostrophe too."""


_ALSO_QUOTES = {
    **dict.fromkeys(("af", "bg", "eo", "et", "lv", "nl", "sq"), "„“”‘’‚»«"),
    **dict.fromkeys(("ab", "az", "ce", "ckb", "gl", "it", "km", "mn", "pt", "tg", "tr"), "«»“”"),
    **dict.fromkeys(("tt", "uz", "vi"), "«»“”"),
    **dict.fromkeys(("bs", "hr", "sr"), "»«„“”‘’‚"),
    **dict.fromkeys(("cs", "da", "de", "sk", "sl"), "»«›‹„“‚‘"),  # for German: Duden, K 8
    **dict.fromkeys(("fi", "sv"), "»…”’"),
    "ar": "«»",  # as most of the press writes
    "es": "«»“”‘’",  # Real Academia Española, Ortografía (2010), chapter III, 3.4.8
    "fr": "«»“”‹›",
    "he": "„“”",
    "ko": "「」『』“”‘’",
    "uk": "«»„“”",
    "zh": "「」『』“”‘’",  # GB/T 15834
}
"""Marks that are usual beside those of CLDR (Unicode Standard, 6.2, “Quotation Marks”)."""


def quotation_marks(pair: Pair) -> Problems:
    """T023: the language's own (CLDR delimiters), and closed; straight ones become its own."""
    own = pair.target_language.quotes
    known = set(own) | set(_ALSO_QUOTES.get(pair.target_subtag, ""))
    foreign = sorted((set(pair.plain_target) & _QUOTES) - known)
    if foreign:
        marks = "".join(dict.fromkeys(own))
        yield f"is “{foreign[0]}”, which is no quotation mark of this language ({marks})"
        return
    start, end, *inner = own
    if set(pair.plain_source) & {"“", "”", "«", "»", "„"} and not (
        set(pair.plain_target) & (_QUOTES | {"’", '"', "'"})
    ):
        yield "are no quotation marks, the source has some"
    alone = end not in (start, "’") and (not {start, end} & set(inner) or inner == [start, end])
    if set(pair.plain_target) & (known - set(own)):
        return  # of the other marks one cannot tell which opens and which closes
    if alone and pair.plain_target.count(start) != pair.plain_target.count(end):
        yield f"are more “{start}” than “{end}”, or the other way round"


# ---- letters ----------------------------------------------------------------------------------

_JOINING = "\u200c\u200d"
"""ZERO WIDTH NON-JOINER and JOINER: letters of Arabic and of Indic scripts need them."""
_UNSEEN = {
    "\u200b": "U+200B ZERO WIDTH SPACE",
    "\ufeff": "U+FEFF ZERO WIDTH NO-BREAK SPACE",
    "\u180e": "U+180E MONGOLIAN VOWEL SEPARATOR",
    "\u200c": "U+200C ZERO WIDTH NON-JOINER",
    "\u200d": "U+200D ZERO WIDTH JOINER",
}
_SEPARATED = frozenset({"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Java", "Bali"})
"""Scripts without spaces between words, where U+200B may show one (Unicode Standard, 23.2)."""
_NOT_JOINED = frozenset({"Latn", "Cyrl", "Grek", "Armn", "Geor", "Hebr", "Zyyy"})
"""Scripts whose letters never change by what stands beside them."""


def unseen_characters(pair: Pair) -> Problems:
    """T022: characters of no width where the script has no use for them."""
    told: set[str] = set()
    text = pair.target
    for at, character in enumerate(text):
        if character not in _UNSEEN or character in pair.source or character in told:
            continue
        around = {script_of(one) for one in text[max(0, at - 1) : at] + text[at + 1 : at + 2]}
        if character == "\u200b" and around & _SEPARATED:
            continue
        if character in _JOINING and around - _NOT_JOINED:
            continue
        told.add(character)
        yield f"is {_UNSEEN[character]}, which is not seen"


_WRITTEN_TOGETHER = frozenset({"Zyyy", "Zinh", "Hani", "Hira", "Kana", "Hang", "Bopo"}) | _SEPARATED
"""Scripts that stand beside others in one word, or know no spaces: no mixture to speak of."""


def mixed_scripts(pair: Pair) -> Problems:
    """T024: letters of two alphabets in one word: a Latin “a” in a Russian one."""
    for word in dict.fromkeys(re.findall(r"[^\W\d_]+", pair.plain_target)):
        scripts = {script_of(letter) for letter in word} - _WRITTEN_TOGETHER
        latin = re.findall(r"[A-Za-z]{2,}", word)  # a name with an ending: “Telegramом”
        if len(scripts) > 1 and not (latin and all(part in pair.plain_source for part in latin)):
            which = " and ".join(sorted(scripts))
            yield f"the word “{word}” mixes letters of the scripts {which}"


_REDOUBLING = frozenset(
    {
        *("az", "bn", "fa", "gu", "hi", "hy", "id", "ja", "jv", "kk", "km", "kn", "ko", "ky", "lo"),
        *("ml", "mr", "ms", "my", "ne", "or", "pa", "sa", "si", "ta", "te", "th", "tk", "tl", "tr"),
        *("tt", "ug", "ur", "uz", "vi", "zh", "am", "ckb", "fil", "ha", "haw", "he", "ku", "mg"),
        *("mi", "mn", "so", "su", "sw"),
    }
)
"""Languages that say a word twice to change its meaning, with a space between (WALS, feature 27A:
productive full reduplication)."""


_DOUBLED_RIGHTLY = {
    "ar": "بي سي إن دي في",
    "de": "das dass der die sie",
    "fr": "nous vous",
    "nl": "die dat je ze zij",
    "sv": "det den",
}
"""Words that grammar or letters spelt out put twice in a row: “dass sie sie sah”, “بي بي سي”."""


def doubled_words(pair: Pair) -> Problems:
    """T025: the same word twice in a row."""
    if pair.target_subtag in _REDOUBLING:
        return
    pattern = r"(?<![\w-])([^\W\d_]{2,})[ \u00a0\n]+\1(?![\w-])"
    known = {match[1].lower() for match in re.finditer(pattern, pair.plain_source, re.IGNORECASE)}
    doubled = _DOUBLED_RIGHTLY.get(pair.target_subtag, "").split()
    for match in re.finditer(pattern, pair.plain_target, re.IGNORECASE):
        if not known and match[1].lower() not in doubled:
            yield f"stands “{match[1]}” twice in a row"


# ---- the whole --------------------------------------------------------------------------------


def same_as_source(pair: Pair) -> Problems:
    """T019: the source text itself, where it is a sentence or in another script."""
    here, there = pair.source_language, pair.target_language
    same = here.tag.partition("-")[0] == pair.target_subtag and here.script == there.script
    if pair.source != pair.target or same:
        return
    words = [word for word in words_of(pair.plain_source) if word.isalpha()]
    ordinary = [word for word in words if word.islower()]
    if len(words) >= 3 and len(ordinary) >= 2:
        yield "is nothing but the source text"


def emphasis(pair: Pair) -> Problems:
    """T026: as much emphasis and as many line breaks as the source has, of the same kinds."""
    wanted, has = _styles(pair.source), _styles(pair.target)
    for kind in sorted(wanted | has):
        if wanted[kind] != has[kind]:
            yield f"stands {kind} {has[kind]} times, in the source {wanted[kind]} times"


def _styles(content: str) -> Counter[str]:
    names = {"em": "emphasis (*…*)", "strong": "strong emphasis (**…**)"}
    found: Counter[str] = Counter()
    if not any(map(content.__contains__, "*_\\")):
        return found  # most texts, without the work
    for node in inline.walk(inline.parse(content)):
        if isinstance(node, inline.Styled) and node.tag in names:
            found[names[node.tag]] += 1
        elif isinstance(node, inline.Break):
            found["a line break"] += 1
    return found


def length(pair: Pair) -> Problems:
    """T027: no longer than there is room for (the flag ``max-length:``)."""
    has = len(pair.plain_target)
    if pair.limit and has > pair.limit:
        yield f"are {has} characters, and room for {pair.limit}"


def _plains(pair: Pair) -> tuple[str, str]:
    return pair.plain_source, pair.plain_target


PROOFS: Mapping[str, Callable[[Pair], Problems]] = {
    "T017": end_punctuation,
    "T018": spaces,
    "T019": same_as_source,
    "T022": unseen_characters,
    "T023": quotation_marks,
    "T024": mixed_scripts,
    "T025": doubled_words,
    "T026": emphasis,
    "T027": length,
    "T028": brackets,
}
"""The checks by their codes. A new one is a line here, one in ``CODES`` and one in the docs."""
