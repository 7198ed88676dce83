"""Checks: what is wrong with a translation. Each is a function from two texts to sentences.

What would break the book is here; what a proofreader sees is in ``proofreading``, what a reader
of both languages sees in ``agreement``, and what only the whole catalog shows in ``consistency``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hexapla.blocks import may_open_block, outer_blocks, what_blocks
from hexapla.diagnostics import Diagnostic, Place, Severity, warning
from hexapla.inline import markup
from hexapla.language import Language
from hexapla.links import misleading_links
from hexapla.message import Message
from hexapla.scripts import DIRECTIONS, directions_end
from hexapla.translation.agreement import Agreement
from hexapla.translation.catalogs import Catalog
from hexapla.translation.consistency import inconsistencies
from hexapla.translation.proofreading import PROOFS, Pair
from hexapla.translation.syntax import shortened

_TAG = re.compile(r"(?<!\\)<(?:!--|(/?[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>)")
"""An HTML tag or the beginning of a comment; ``<https://…>`` is a link of Markdown."""

_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")

_MARKUP = re.compile(r"[\[`<]")
"""What every link, note call, picture and code span begins with."""


ERRORS = frozenset({"T004", "T005", "T008", "T009"})
"""The codes of faults, which an edition cannot print; all others are judgements, but for T016, in
whose place an edition has the source text."""
WAIVABLE = ("T010", "T011", "T012", "T013", "T015", *PROOFS, "T020", "T021", "T032")
"""The codes that a translator may waive for a message: judgements, and no faults."""

Problem = tuple[str, str]
"""A code, and the end of a sentence that begins “in the translation of …”; of T016 without “in”."""


@dataclass(frozen=True)
class Standard:
    """What the translations of one catalog are held to."""

    source: Language
    target: Language
    placeholders: bool = False
    """Whether it is the interface's catalog: plain text, with values in braces."""
    agreement: Agreement | None = None
    """What numbers, months, names and terms are compared by; None to leave them."""


def check_catalog(
    catalog: Catalog, messages: Sequence[Message], standard: Standard
) -> tuple[Diagnostic, ...]:
    """What is wrong with the translations of ``messages`` in ``catalog``, with file and line.

    Fuzzy and missing translations are not looked at: editions do not use them.
    """
    known = [
        (message, translation)
        for message in messages
        if (translation := catalog.translation(message.id, message.context))
    ]
    usable = [(message, translation) for message, translation in known if translation.usable]
    across = inconsistencies({m.id: t.forms[0] for m, t in usable if not m.plural})
    found: list[Diagnostic] = []
    for message, translation in usable:
        place = catalog.place_of(message.id, message.context)
        problems = dict.fromkeys(
            (
                *_problems(message, translation.forms, catalog, standard),
                *across.get(message.id, ()),
            )
        )
        waived = catalog.waivers.get((message.context, message.id), frozenset())
        found += _told(message, problems, waived, place)
        found += _idle_waivers(waived, {code for code, _ in problems}, place)
    missing = len(messages) - len(known)
    if missing:
        problem = f"{missing} of {len(messages)} messages are not in it; run “hexapla update”"
        found.append(warning("T006", problem, catalog.place))
    return tuple(found)


def _told(
    message: Message, problems: Iterable[Problem], waived: Iterable[str], place: Place
) -> Iterator[Diagnostic]:
    for code, problem in problems:
        if code in WAIVABLE and code in waived:
            continue
        advice = ""
        if code in WAIVABLE and code != "T010":
            advice = f"; mend it, or write “# hexapla: ignore {code}” above the message"
        begin = "the" if code == "T016" else "in the"
        said = f"{begin} translation of “{shortened(message.id)}” {problem}{advice}"
        severity = Severity.ERROR if code in ERRORS else Severity.WARNING
        yield Diagnostic(code, said, place, severity)


def _idle_waivers(
    waived: Iterable[str], fired: Container[str], place: Place
) -> Iterator[Diagnostic]:
    for code in sorted(waived):
        if code not in WAIVABLE:
            known = ", ".join(sorted(WAIVABLE))
            yield warning("T014", f"{code} cannot be waived; only {known} can", place)
        elif code not in fired:
            yield warning("T014", f"the waiver of {code} waives nothing; take it out", place)


def _problems(
    message: Message, forms: Sequence[str], catalog: Catalog, standard: Standard
) -> Iterator[Problem]:
    """The problems of one translation. The interface's messages are plain text, not Markdown."""
    wanted = catalog.forms if message.plural else 1
    if len(forms) != wanted:
        yield "T005", f"are {len(forms)} plural forms, but here it takes {wanted}"
    sources = [text for text in (message.id, message.plural) if text]
    for index, form in enumerate(forms):
        if standard.placeholders:
            alone = message.plural and not _is_for_one(catalog, index)
            for problem in _different_placeholders(sources[-1:] if alone else sources, form):
                yield "T008", problem
        else:
            yield from _marked_up(sources, form)
        for problem in _control_characters("".join(sources), form):
            yield "T009", problem
        for problem in _html("".join(sources), form):
            yield "T010", problem
        # A plural form is held to the plural source, which is the form of most numbers.
        pair = Pair(sources[-1], form, standard.source, standard.target, message.limit)
        proofs = PROOFS if not standard.placeholders else PROOFS.keys() - {"T026"}
        for code in sorted(proofs):
            for problem in PROOFS[code](pair):
                yield code, problem
        if standard.agreement:
            yield from standard.agreement.problems(message.id, form)


def _marked_up(sources: Sequence[str], form: str) -> Iterator[Problem]:
    """What is wrong with the Markdown of a translation."""
    for problem in _different_markup(sources, form):
        yield "T004", problem
    for problem in opened_block(sources[0], form):
        yield "T016", problem
    for problem in _misleading_links("".join(sources), form):
        yield "T032", problem


def _is_for_one(catalog: Catalog, index: int) -> bool:
    """Whether a plural form is that of the number 1 and of no other."""
    return {n for n in (*range(200), 1000) if catalog.plural(n) == index} == {1}


def _different_markup(sources: Sequence[str], form: str) -> Iterator[str]:
    """Links, note calls, pictures and code that one has and the other has not, order aside."""
    if not any(map(_MARKUP.search, (*sources, form))):
        return
    has = markup(form)
    wanted = [markup(source) for source in sources]
    if has in wanted:
        return
    for item in wanted[-1] - has:
        yield f"the {item} is missing; put it in as the source has it"
    for item in has - wanted[-1]:
        yield f"there is a {item} that the source has not; take it out"


def _different_placeholders(sources: Sequence[str], form: str) -> Iterator[str]:
    """Words in braces; one may stand twice in a translation."""
    has = set(_PLACEHOLDER.findall(form))
    wanted = [set(_PLACEHOLDER.findall(source)) for source in sources]
    if has in wanted:
        return
    for item in sorted(wanted[-1] - has):
        yield f"{item} is missing; put it in, it stands for a value"
    for item in sorted(has - wanted[-1]):
        yield f"there is {item}, which the source has not; take it out"


def _control_characters(source: str, form: str) -> Iterator[str]:
    """Characters that are not seen, and turn or break what is."""
    found = sorted(set(form) - set(source))
    for character in found:
        control = unicodedata.category(character) == "Cc" and character not in "\n\t"
        if control or character in DIRECTIONS:
            yield f"is the control character U+{ord(character):04X}; take it out"
    if not directions_end(form):
        yield (
            "a change of direction is not ended, or ended twice; every U+202A to U+202E needs "
            "its U+202C, every U+2066 to U+2068 its U+2069"
        )


def _misleading_links(source: str, form: str) -> Iterator[str]:
    """Links that show one address and lead to another, and do not in the source."""
    if not _SHOWS_LINK.search(form):
        return  # most texts, without the work
    known = set(misleading_links(source))
    for shown, target in dict.fromkeys(misleading_links(form)):
        if (shown, target) not in known:
            yield f"a link shows “{shortened(shown)}” and leads to {target}"


_SHOWS_LINK = re.compile(r"\]\(|<")


def _html(source: str, form: str) -> Iterator[str]:
    """HTML tags that the source has not."""
    known = {match[1] for match in _TAG.finditer(source)}
    for match in {match[1]: match for match in _TAG.finditer(form)}.values():
        if match[1] not in known:
            tag = shortened(match[0], 24)
            yield f"stands “{tag}”, which is printed as it is; use *…* and **…**"


def opened_block(source: str, form: str) -> Iterator[str]:
    """T016: a message is one block, so its translation opens no other.

    A number and a stop open none where the source has the number: it is a date or an ordinal.
    """
    if not may_open_block(form):
        return  # most texts, without the work
    blocks = outer_blocks(form)
    if blocks in (["paragraph_open"], outer_blocks(source)):
        return
    number = re.match(r" {0,3}(\d{1,9})[.)]", form)
    if number and re.search(rf"(?<!\d){int(number[1])}(?!\d)", source) and "\n" not in form:
        return
    yield what_blocks(blocks)
