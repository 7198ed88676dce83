"""Where words may break at the end of a line: dictionaries, and a dossier's own exceptions.

Pyphen, which WeasyPrint asks, has dictionaries of its own. Beside them there are those that
travel with the tool and those in ``book/hyphenation/``, all alike: a file of that folder named
after its language is used, ``ka.dic`` or ``hyph_pt_BR.dic`` for patterns, ``ka.txt`` for words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report, relative
from hexapla.language import Language
from hexapla.limits import HYPHENATION_BYTES
from hexapla.paths import inside
from hexapla.toml_text import read_text

FOLDER = "hyphenation"
"""The folder's name, in ``book/`` and in the package."""

_PATTERN = re.compile(r"\.?[0-9]?([^\s0-9./=][0-9]?)+(\.[0-9]?)?")
"""Letters with at most one digit between two, a stop for a word's end. Libhyphen's patterns that
change a word's letters have a ``/`` and a ``=``; a line of WeasyPrint's cannot do that."""

_DIRECTIVE = re.compile(r"[A-Z]{4,}(\s.*)?")
"""libhyphen's ``LEFTHYPHENMIN 2`` and the like. Pyphen passes over them."""


@dataclass(frozen=True)
class Hyphenation:
    """What is to be known of breaking words beside what Pyphen has, by BCP 47 tag."""

    dictionaries: Mapping[str, Path] = field(default_factory=dict)
    """Files of patterns that have been found in order."""
    exceptions: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    """From a whole word in small letters to the places where alone it may break."""


def read_hyphenation(book: Path) -> Hyphenation:
    """The dictionaries that travel with the tool, and what is in ``hyphenation/`` of ``book``.

    Raises Refusal with all that is wrong: O009 for a file that is named, or written, as none can
    be used; P002 for one that cannot be read; P008 for a link that leads out of ``book``.
    """
    dictionaries = {_tag(path): path for path in _files(shipped())}
    exceptions: dict[str, Mapping[str, tuple[int, ...]]] = {}
    seen: set[tuple[str, str]] = set()
    report = Report()
    for path in _files(book / FOLDER):
        place = Place(relative(path, book.parent))
        try:
            inside(book, f"{FOLDER}/{path.name}", place)
            tag, kind = _name(path, place)
            if (tag, kind) in seen:
                _refuse(f"there are two files {kind} for {tag}; keep one", place)
            seen.add((tag, kind))
            text = _text(path, place)
        except Refusal as refusal:
            report.found += refusal.diagnostics
        else:
            if kind == ".dic":
                _check_patterns(text, place, report)
                dictionaries[tag] = path
            else:
                exceptions[tag] = _read_words(text, place, report)
    report.close()
    return Hyphenation(dictionaries, exceptions)


def shipped() -> Path:
    """The folder of dictionaries that travel with the tool."""
    return Path(str(resources.files("hexapla"))) / FOLDER


@contextmanager
def hyphenating(hyphenation: Hyphenation) -> Iterator[None]:
    """While books are laid out, let Pyphen, and so WeasyPrint, break words as ``hyphenation`` has.

    Dictionaries and exceptions of a language serve its regions too, unless they have their own.
    """
    import pyphen  # noqa: PLC0415 - a part of WeasyPrint

    kept = [(table, dict(table)) for table in (pyphen.LANGUAGES, pyphen.LANGUAGES_LOWERCASE)]
    cached = dict(pyphen.hdcache)
    try:
        for tag, path in hyphenation.dictionaries.items():
            _register(pyphen, tag.replace("-", "_"), path)
        for tag in sorted(hyphenation.exceptions, key=len):  # a region's own words come last
            name = tag.replace("-", "_")
            if name not in pyphen.LANGUAGES:
                fallback = pyphen.language_fallback(name)
                _register(pyphen, name, pyphen.LANGUAGES.get(fallback))
            for one in [*pyphen.LANGUAGES]:
                if f"{one}_".lower().startswith(f"{name}_".lower()):
                    _except(pyphen, one, hyphenation.exceptions[tag])
        yield
    finally:
        for table, before in kept:
            table.clear()
            table.update(before)
        pyphen.hdcache.clear()  # the next book's files may be others
        pyphen.hdcache.update(cached)


def parts(word: str, tag: str, least: tuple[int, int, int]) -> tuple[str, ...]:
    """``word`` cut wherever it may break in the language ``tag``, while books are laid out.

    ``least`` has the letters of a word that may break, before the break and behind it.
    """
    import pyphen  # noqa: PLC0415 - a part of WeasyPrint

    name = pyphen.language_fallback(tag.replace("-", "_"))
    if len(word) < least[0] or not name:
        return (word,)
    dictionary = pyphen.Pyphen(lang=name, left=least[1], right=least[2])
    places = [0, *dictionary.positions(word), len(word)]
    return tuple(word[start:end] for start, end in pairwise(places))


def _register(pyphen: Any, name: str, path: Path | None) -> None:
    pyphen.LANGUAGES[name] = path
    pyphen.LANGUAGES_LOWERCASE[name.lower()] = name


def _except(pyphen: Any, name: str, words: Mapping[str, tuple[int, ...]]) -> None:
    """Put ``words`` before the patterns of a language, which may have none."""
    path = pyphen.LANGUAGES[name]
    if path is not None and path not in pyphen.hdcache:
        pyphen.hdcache[path] = pyphen.HyphDict(path)
    key = Path(f"{name} with exceptions")  # of no file: Pyphen looks here first
    before = pyphen.hdcache[path] if path is not None else None
    pyphen.hdcache[key] = _WithExceptions(pyphen.DataInt, before, words)
    pyphen.LANGUAGES[name] = key


@dataclass(frozen=True)
class _WithExceptions:
    """What Pyphen asks of a dictionary, with words that do not follow its patterns."""

    position: Any
    """Pyphen's own kind of number."""
    patterns: Any
    words: Mapping[str, tuple[int, ...]]

    def positions(self, word: str) -> list[Any]:
        """Where ``word`` may break, counted in letters from its beginning."""
        places = self.words.get(word.lower().replace("’", "'"))
        if places is not None:
            return [self.position(place) for place in places]
        return list(self.patterns.positions(word)) if self.patterns else []


def _files(folder: Path) -> list[Path]:
    """The files of a folder, if there is one; not those that the system hides."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _tag(path: Path) -> str:
    return Language.parse(path.stem.removeprefix("hyph_")).tag


def _name(path: Path, place: Place) -> tuple[str, str]:
    """The language of a file, and ``.dic`` or ``.txt``."""
    if path.suffix not in (".dic", ".txt"):
        _refuse("this folder takes dictionaries (ka.dic) and lists of words (ka.txt)", place)
    try:
        return _tag(path), path.suffix
    except ValueError as error:
        _refuse(f"the file must be named after its language: {error}", place)


def _text(path: Path, place: Place) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # reading it says why
    if size > HYPHENATION_BYTES:
        _refuse(f"the file is larger than {HYPHENATION_BYTES // 1_000_000} MB", place)
    return read_text(path, place, most_lines=HYPHENATION_BYTES)  # the size alone counts


def _check_patterns(text: str, place: Place, report: Report) -> None:
    """Report what Pyphen would not understand, or take for something else, at its line."""
    first, *lines = text.split("\n")
    if first.strip() != "UTF-8":
        report.error("O009", "the first line of a dictionary must be “UTF-8”", Place(place.file, 1))
    patterns = 0
    for number, line in enumerate(lines, 2):
        pattern = line.strip()
        if not pattern or pattern[0] in "%#" or _DIRECTIVE.fullmatch(pattern):
            continue
        patterns += any(map(str.isdigit, pattern))
        if not _PATTERN.fullmatch(pattern):
            problem = f"“{pattern[:40]}” is no pattern: letters with a digit between some of them"
            report.error("O009", problem, Place(place.file, number))
    if not patterns:
        report.error("O009", "the dictionary holds no pattern", place)


def _read_words(text: str, place: Place, report: Report) -> dict[str, tuple[int, ...]]:
    """Words, one a line, with hyphens where they may break; what follows ``#`` is passed over."""
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        written = line.partition("#")[0].strip()
        if not written:
            continue
        parts = written.lower().replace("’", "'").split("-")
        word = "".join(parts)
        places = tuple(len("".join(parts[:count])) for count in range(1, len(parts)))
        if not all(parts) or not all(map(_is_of_words, word)):
            problem = f"“{written[:40]}” is not one word with hyphens between letters"
        elif found.setdefault(word, places) != places:
            problem = f"“{written[:40]}” stands twice, with other hyphens"
        else:
            continue
        report.error("O009", problem, Place(place.file, number))
    return found


def _is_of_words(character: str) -> bool:
    """Whether it is a letter, a mark over or under one, or an apostrophe."""
    return character == "'" or unicodedata.category(character)[0] in "LM"


def _refuse(problem: str, place: Place) -> NoReturn:
    raise Refusal(Diagnostic("O009", problem, place))
