"""Checks: what is wrong with a translation. Each is a function from two texts to sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from hexapla.diagnostics import Diagnostic, Place, Severity, warning
from hexapla.inline import markup
from hexapla.message import Message
from hexapla.translation.agreement import Agreement
from hexapla.translation.catalogs import Catalog
from hexapla.translation.syntax import shortened

_OPENERS = {
    "\u202a": "\u202c",  # embeddings and overrides, ended by POP DIRECTIONAL FORMATTING
    "\u202b": "\u202c",
    "\u202d": "\u202c",
    "\u202e": "\u202c",
    "\u2066": "\u2069",  # isolates, ended by POP DIRECTIONAL ISOLATE
    "\u2067": "\u2069",
    "\u2068": "\u2069",
}
"""Characters that turn the direction of what follows (Unicode Standard Annex 9), and their ends.
The marks U+200E, U+200F and U+061C are not among them: they turn nothing but themselves."""
_BIDI = frozenset(_OPENERS) | frozenset(_OPENERS.values())

_TAG = re.compile(r"(?<!\\)<(?:!--|(/?[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>)")
"""An HTML tag or the beginning of a comment; ``<https://…>`` is a link of Markdown."""

_PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")

_MARKUP = re.compile(r"[\[`<]")
"""What every link, note call, picture and code span begins with."""


WAIVABLE = ("T010", "T011", "T012", "T013")
"""The codes that a translator may waive for a message: judgements, and no faults."""


def check_catalog(
    catalog: Catalog,
    messages: Sequence[Message],
    *,
    placeholders: bool = False,
    agreement: Agreement | None = None,
) -> tuple[Diagnostic, ...]:
    """What is wrong with the translations of ``messages`` in ``catalog``, with file and line.

    Fuzzy and missing translations are not looked at: editions do not use them. With
    ``placeholders`` what stands in braces must be the source's: so in the interface's catalogs.
    With ``agreement`` numbers, months and names must be the source's too.
    """
    found: list[Diagnostic] = []
    missing = 0
    for message in messages:
        translation = catalog.translation(message.id, message.context)
        if translation is None:
            missing += 1
        elif translation.usable:
            place = catalog.place_of(message.id, message.context)
            said = list(_checked(message, translation.forms, place, catalog.forms, placeholders))
            if agreement:
                said += _disagreements(message, translation.forms, place, agreement)
            waived = catalog.waivers.get((message.context, message.id), frozenset())
            found += (item for item in said if item.code not in waived.intersection(WAIVABLE))
            found += _idle_waivers(waived, said, place)
    if missing:
        problem = f"{missing} of {len(messages)} messages are not in it; run “hexapla update”"
        found.append(warning("T006", problem, catalog.place))
    return tuple(found)


def _checked(
    message: Message, forms: Sequence[str], place: Place, number: int, placeholders: bool
) -> Iterator[Diagnostic]:
    """The problems of one translation; ``number`` is that of its language's plural forms."""
    name = f"in the translation of “{shortened(message.id)}” "
    wanted = number if message.plural else 1
    if len(forms) != wanted:
        problem = f"are {len(forms)} plural forms, but here it takes {wanted}"
        yield Diagnostic("T005", name + problem, place)
    said: set[str] = set()
    for form in forms:
        for code, severity, problem in _problems(message, form, placeholders):
            if problem not in said:
                said.add(problem)
                yield Diagnostic(code, name + problem, place, severity)


def _disagreements(
    message: Message, forms: Sequence[str], place: Place, agreement: Agreement
) -> Iterator[Diagnostic]:
    """Numbers, months and names in which a translation differs from its source."""
    name = f"in the translation of “{shortened(message.id)}” "
    for code, problem in dict.fromkeys(
        found for form in forms for found in agreement.problems(message.id, form)
    ):
        advice = f"; mend it, or write “# hexapla: ignore {code}” above the message"
        yield warning(code, name + problem + advice, place)


def _idle_waivers(
    waived: Iterable[str], said: Sequence[Diagnostic], place: Place
) -> Iterator[Diagnostic]:
    fired = {item.code for item in said}
    for code in sorted(waived):
        if code not in WAIVABLE:
            known = ", ".join(WAIVABLE)
            yield warning("T014", f"{code} cannot be waived; only {known} can", place)
        elif code not in fired:
            yield warning("T014", f"the waiver of {code} waives nothing; take it out", place)


def _problems(
    message: Message, form: str, placeholders: bool
) -> Iterator[tuple[str, Severity, str]]:
    """Code, severity and the end of a sentence for each problem of one text."""
    sources = [text for text in (message.id, message.plural) if text]
    for problem in _different_markup(sources, form):
        yield "T004", Severity.ERROR, problem
    if placeholders:
        for problem in _different_placeholders(sources, form):
            yield "T008", Severity.ERROR, problem
    for problem in _control_characters("".join(sources), form):
        yield "T009", Severity.ERROR, problem
    for problem in _html("".join(sources), form):
        yield "T010", Severity.WARNING, problem


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
        if control or character in _BIDI:
            yield f"is the control character U+{ord(character):04X}; take it out"
    if not _balanced(form):
        yield (
            "a change of direction is not ended, or ended twice; every U+202A to U+202E needs "
            "its U+202C, every U+2066 to U+2068 its U+2069"
        )


def _balanced(text: str) -> bool:
    """Whether each change of direction in ``text`` is ended, innermost first."""
    awaited: list[str] = []
    for character in text:
        if character in _OPENERS:
            awaited.append(_OPENERS[character])
        elif character in _BIDI and (not awaited or awaited.pop() != character):
            return False
    return not awaited


def _html(source: str, form: str) -> Iterator[str]:
    """HTML tags that the source has not."""
    known = {match[1] for match in _TAG.finditer(source)}
    for match in {match[1]: match for match in _TAG.finditer(form)}.values():
        if match[1] not in known:
            tag = shortened(match[0], 24)
            yield f"stands “{tag}”, which is printed as it is; use *…* and **…**"
