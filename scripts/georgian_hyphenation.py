"""Writes src/hexapla/hyphenation/hyph_ka.dic from the rules of Georgian syllable division.

    .venv/bin/python scripts/georgian_hyphenation.py

The rules, and where they are published:

1. A vowel (ა ე ი ო უ) makes a syllable. Each part of a divided word has at least one, so that
   a word of one vowel is not divided, however many consonants it has. (School Orthographic
   Dictionary of the Arnold Chikobava Institute of Linguistics, „სიტყვის გადატანის წესები“, 1
   and 2; reprinted by etaloni.ge, 29 March 2023.)
2. Of two or more consonants after a vowel the first stays with it, the others go with the next
   vowel: საქ-მე, წარ-მო-მად-გე-ნე-ლი. One consonant alone goes with the next vowel. (ena.ge,
   „გრამატიკა“, on syllables.)
3. One letter alone neither stays nor goes. (etaloni.ge, „სიტყვათა დამარცვლა-გადატანის
   წესები“, 11 June 2023, prohibition 2.)
4. A harmonic cluster of a stop or affricate with the uvular of its series counts as one
   consonant: სი-ტყვა, და-წყე-ბა. (The twelve are the textbooks' system B. Marika Butskhrikidze,
   The Consonant Phonotactics of Georgian, 2002, chapter 3: harmonic clusters are complex
   segments.) Those with a velar, system A, are divided by rule 2 as schools do it: ად-გი-ლი.

What the rules also want and no pattern can know is that a word be divided between its
morphemes; a dossier's own book/hyphenation/ka.txt is for words where that matters.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DICTIONARY = ROOT / "src" / "hexapla" / "hyphenation" / "hyph_ka.dic"

VOWELS = "აეიოუ"
CONSONANTS = "ბგდვზთკლმნპჟრსტფქღყშჩცძწჭხჯჰ"
HARMONIC = ("ბღ", "დღ", "ძღ", "ჯღ", "ფხ", "თხ", "ცხ", "ჩხ", "პყ", "ტყ", "წყ", "ჭყ")
ENDINGS = "სთნ"
"""What a word's last three consonants end in: the dative's ს, the plural's თ and ნ."""

HEADER = """UTF-8
% Georgian hyphenation for Pyphen and libhyphen. AGPL-3.0-or-later, as Hexapla.
% Made by scripts/georgian_hyphenation.py, which names the published rules. Do not edit.
LEFTHYPHENMIN 2
RIGHTHYPHENMIN 2
"""


def patterns() -> list[str]:
    """The patterns, weakest first: at each place in a word the highest number counts."""
    pairs = ["".join(pair) for pair in product(CONSONANTS, repeat=2)]
    return [
        # A word may be divided after a vowel …
        *(f"{vowel}1" for vowel in VOWELS),
        # … but not before two consonants, unless they count as one …
        *(f"2{pair}" for pair in pairs if pair not in HARMONIC),
        # … then it is divided after the first of them,
        *(f"{vowel}{consonant}3" for vowel, consonant in product(VOWELS, CONSONANTS)),
        # never between a consonant and its vowel, nor within what counts as one,
        *(f"{consonant}4{vowel}" for consonant, vowel in product(CONSONANTS, VOWELS)),
        *(f"{pair[0]}4{pair[1]}" for pair in HARMONIC),
        # never next to a word's first or last letter,
        *(f".{vowel}4" for vowel in VOWELS),
        *(f"4{vowel}." for vowel in VOWELS),
        # and never before its last consonants, which have no vowel.
        *(f"4{consonant}." for consonant in CONSONANTS),
        *(f"4{pair}." for pair in pairs),
        *(f"4{pair}{ending}." for pair, ending in product(pairs, ENDINGS)),
        *(f"4{''.join(last)}." for last in product(HARMONIC, CONSONANTS, ENDINGS)),
    ]


def dictionary() -> str:
    """The file's text."""
    return HEADER + "\n".join(patterns()) + "\n"


if __name__ == "__main__":
    DICTIONARY.write_text(dictionary(), encoding="utf-8")
