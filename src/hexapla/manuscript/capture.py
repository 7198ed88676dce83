"""A captured page as lines and paragraphs, and the chapter's file that is written from it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.inline import escape
from hexapla.manuscript.furniture import furniture_among

WRAPPED = range(50, 101)
"""Characters of a page's longest line if the page can have wrapped its lines."""

_SPACE = re.compile(r"[ \t\v\f\x1c-\x1f\x85\u2028\u2029]+")
"""Breaking space; no-break and typographic spaces stay as they are."""

_INVISIBLE = re.compile(
    # Controls, which no XML can hold; soft hyphen, zero width space, word joiner, byte order mark;
    # changes of direction, which pages put around names and which end somewhere else or never.
    # Joiners (U+200C, U+200D) and direction marks are part of the spelling and stay.
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069"
    r"\ufeff\ufffe\uffff]"
)

QUOTES = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "‚": "‘’", '"': '"',
    "「": "」", "『": "』",
}  # fmt: skip
"""Opening quotation marks with those that can close them."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A captured page, made into a chapter."""

    markdown: str
    """The whole file: front matter and body, as ``docs/manuscript.md`` has it."""
    title: str
    """The chapter's title, without markup."""
    dropped: tuple[tuple[int, str], ...]
    """Lines taken out as furniture: number in the capture from 1, and the line as it stood."""
    remarks: tuple[tuple[int, str], ...]
    """What else an editor should know: line in the capture (0: the whole), and a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the capture with something on it."""

    number: int
    """In the capture, from 1."""
    text: str
    """Without space at its ends, runs of space and invisible characters."""
    furniture: bool
    """It looks like furniture, but is to be kept."""


Group = tuple[Line, ...]
"""Lines without a blank one among them."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A captured page."""

    groups: tuple[Group, ...]
    """What is kept. Where the capture has no blank lines, each line is a group."""
    width: int
    """Characters of the longest line if the page can have wrapped its lines; else 0."""
    dropped: tuple[tuple[int, str], ...]
    remarks: tuple[tuple[int, str], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that are kept."""
        return tuple(line for group in self.groups for line in group)


def read_capture(text: str, *, keep_all: bool, file: str) -> Capture:
    """Read a captured page. Raises Refusal (I001) if no text is left of it."""
    raw = re.split(r"\r\n|\r|\n", text)
    clean = [_clean(line) for line in raw]
    furniture = furniture_among(clean, is_headline)
    dropped = frozenset[int]() if keep_all else furniture
    groups = tuple(_groups(clean, furniture, dropped))
    if not groups:
        problem = "there is no text in it but page furniture; capture the page again, or keep all"
        problem = problem if dropped else "there is no text in it; capture the page again"
        raise Refusal(Diagnostic("I001", problem, Place(file) if file else None))
    longest = max(len(line.text) for group in groups for line in group)
    return Capture(
        groups=groups,
        width=longest if longest in WRAPPED else 0,
        dropped=tuple((index + 1, raw[index]) for index in sorted(dropped)),
        remarks=tuple(_remarks_on_invisible(raw)),
    )


def _clean(line: str) -> str:
    return _SPACE.sub(" ", _INVISIBLE.sub("", line)).strip()


def _remarks_on_invisible(raw: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(raw, 1):
        found = sorted({f"U+{ord(character):04X}" for character in _INVISIBLE.findall(line)})
        if found:
            yield number, f"invisible characters were taken out: {', '.join(found)}"


def _groups(
    clean: Sequence[str], furniture: frozenset[int], dropped: frozenset[int]
) -> Iterator[Group]:
    """The groups of kept lines; furniture divides groups as a blank line does."""
    text = [index for index, line in enumerate(clean) if line]
    spaced = bool(text) and len(text) < text[-1] - text[0] + 1
    group: list[Line] = []
    for index, line in enumerate(clean):
        apart = not line or not spaced or index in furniture or index - 1 in furniture
        if apart and group:
            yield tuple(group)
            group = []
        if line and index not in dropped:
            group.append(Line(index + 1, line, index in furniture))
    if group:
        yield tuple(group)


# ---- what a line looks like -------------------------------------------------------------------


def is_headline(text: str) -> bool:
    """Whether a line can be a headline: short, begun with a capital, without a full stop."""
    if len(text) > 120 or not 1 <= len(text.split()) <= 16 or "://" in text:
        return False
    first = next((character for character in text if character.isalnum()), "")
    if not first or first.islower() or text[0] in (*QUOTES, *"'—–-•*@#>(©"):
        return False
    end = text.rstrip("".join(QUOTES.values()) + "')]")[-1:]
    if end in ("?", "!", "？", "！"):
        return is_title_case(text)
    return unicodedata.category(end or ".") != "Po"


def is_title_case(text: str) -> bool:
    """Whether no word of four letters or more begins small."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= 4]
    return bool(words) and not any(word[0].islower() for word in words)


def is_rule(text: str) -> bool:
    """Whether a line is a rule in Markdown: three or more of ``*``, ``-`` or ``_``."""
    return re.fullmatch(r"([*\-_])(?: ?\1){2,}", text) is not None


def unwrap(lines: Sequence[str], width: int) -> tuple[str, ...]:
    """The paragraphs of a run of lines.

    The run is one wrapped paragraph if no line could have taken in the next one's first word at
    ``width`` characters; else, and where ``width`` is 0, each line is a paragraph.
    """
    breaks = pairwise(lines)
    if all(width and len(line) + 1 + len(after.split()[0]) > width for line, after in breaks):
        return (" ".join(lines),) if lines else ()
    return tuple(lines)


# ---- writing the chapter ----------------------------------------------------------------------


def paragraph_markdown(text: str) -> str:
    """A paragraph as Markdown; a thematic break if it is a rule."""
    return "***" if is_rule(text) else text_markdown(text)


def text_markdown(text: str) -> str:
    """Markdown that reads as a paragraph of exactly ``text``, whatever that is."""
    escaped = escape(text)
    # What a manuscript knows beyond Markdown: a post's label (3/7), a pinned locator ({#A7}).
    escaped = re.sub(r"^(\d+)/", r"\1\\/", escaped, flags=re.ASCII)
    return escaped.replace("{#", r"{\#")


def chapter(kind: str, fields: dict[str, str], blocks: Iterable[str]) -> str:
    """A chapter's file: front matter with those ``fields`` that say something, and the body.

    Values are plain text; ``blocks`` are Markdown already.
    """
    lines = ["+++", f'kind = "{kind}"']
    lines += [f"{key} = {_toml(escape(value))}" for key, value in fields.items() if value]
    return "\n".join([*lines, "+++", "", "\n\n".join(blocks)]).rstrip("\n") + "\n"


def _toml(value: str) -> str:
    """A TOML string; literal where that spares backslashes. JSON's escapes are TOML's too."""
    if "\\" in value and "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


# ---- the head of a page -----------------------------------------------------------------------

_BYLINE = re.compile(
    r"(?:(?:(?:words|text|written|reported|story) )?by|author:?) +"
    r"(?P<name>@?[^\W\d_][\w.’'-]*(?:,? +(?:and +|& +)?@?[^\W\d_][\w.’'-]*){0,7})",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?:[^\W\d_][\w.’' -]{1,60} )?\(?@\w{1,30}\)?")

_MONTH_DATE = r"(?:\d{1,2}\.? [^\W\d_]{3,12}\.?,? \d{4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4})"
_DATE = rf"(?:{_MONTH_DATE}|\d{{1,2}}([./-])\d{{1,2}}\1\d{{4}}|\d{{4}}-\d\d-\d\d)"
_DATELINE = re.compile(
    # Thursday, 31 March 2022 – 14:05 CET · 31/03/2022 · Published on March 31, 2022 …
    rf"(?:(?:last )?(?:published|posted|updated|modified|date)(?: on| at)?:? )?"
    rf"(?:[^\W\d_]{{2,12}}\.?, )?{_DATE}"
    r"(?:(?: at|,| [-–—|•·])? ?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,5})?)?"
    # … as Thread Reader App has it: 31 March 2022 • 14 tweets • 3 min read
    r"(?: [•·] \d+ (?:tweets|posts)\b.{0,60})?",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b(?=.*\d)[^.]{1,60}", re.IGNORECASE)


def is_byline(text: str) -> bool:
    """Whether a line is “By Name” or a handle, with at most eight names in capitals."""
    if len(text) > 100:
        return False
    match = _BYLINE.fullmatch(text)
    if match is None:
        return _HANDLE.fullmatch(text) is not None
    names = [word for word in re.findall(r"[\w’'-]+", match["name"]) if word != "and"]
    return not any(word[0].islower() for word in names[:1] + names[-1:])


def is_dateline(text: str) -> bool:
    """Whether a line is a date with nothing but a time, or says when the page was updated."""
    return len(text) <= 120 and bool(_DATELINE.fullmatch(text) or _UPDATED.fullmatch(text))
