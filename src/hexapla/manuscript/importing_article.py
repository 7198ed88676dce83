"""An article as captured: headline, head lines, subheadings, quotations and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.manuscript.capture import (
    QUOTES,
    Group,
    Imported,
    chapter,
    is_byline,
    is_dateline,
    is_headline,
    is_rule,
    paragraph_markdown,
    read_capture,
    unwrap,
)

UNTITLED = "Article"
LONGEST_TITLE = 200
"""Characters; a longer first line is the first paragraph."""
LONGEST_STANDFIRST = 500

_MARKED = re.compile(r"(?:> ?)+")
_ATTRIBUTION = re.compile(r"(?:[—–―]|--?)\s?(?P<name>[^\W_].{0,119})")
_CREDIT = re.compile(
    r"(?:file )?(?:photo|image|picture|illustration|graphic|video|map|source|credit)s?\b"
    r".{0,40}[:/©|].*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    marked: bool = False
    """It stood behind ``>``: a block quotation."""
    furniture: bool = False
    starts: bool = False
    """For a marked one: a new quotation begins here."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the text, and the text."""

    fields: dict[str, str]
    body: tuple[_Paragraph, ...]


def import_article(
    text: str, *, title: str = "", keep_all: bool = False, file: str = ""
) -> Imported:
    """Turn a captured article into a chapter.

    ``text`` is the page as plain text, ``title`` what the chapter is called (default: the
    headline, which is the first line); with ``keep_all`` nothing is taken out. ``file`` names the
    capture in messages. Raises Refusal (I001) if there is no text in it.
    """
    capture = read_capture(text, keep_all=keep_all, file=file)
    paragraphs = [
        paragraph for group in capture.groups for paragraph in _paragraphs(group, capture.width)
    ]
    head = _head(paragraphs, " ".join(title.split()))
    return Imported(
        markdown=chapter("article", head.fields, _blocks(head.body)),
        title=head.fields["title"],
        dropped=capture.dropped,
        remarks=capture.remarks,
    )


def _paragraphs(group: Group, width: int) -> Iterator[_Paragraph]:
    """The paragraphs of a group; lines behind ``>`` and attributions stand for themselves."""
    run: list[str] = []
    in_quote = False
    for line in group:
        marks = _MARKED.match(line.text)
        if marks or line.furniture or _ATTRIBUTION.fullmatch(line.text):
            yield from (_Paragraph(text) for text in unwrap(run, width))
            run = []
        if marks:
            yield _Paragraph(line.text[marks.end() :], marked=True, starts=not in_quote)
        elif line.furniture or _ATTRIBUTION.fullmatch(line.text):
            yield _Paragraph(line.text, furniture=line.furniture)
        else:
            run.append(line.text)
        in_quote = marks is not None
    yield from (_Paragraph(text) for text in unwrap(run, width))


# ---- the head ---------------------------------------------------------------------------------


def _head(paragraphs: Sequence[_Paragraph], title: str) -> _Head:
    """Headline, standfirst, byline and dateline, as far as they are clear.

    A standfirst is known by what follows: one paragraph between the headline and a byline or
    date. A headline that is not the title that was asked for stays in the text.
    """
    first = paragraphs[0]
    has_headline = len(first.text) <= LONGEST_TITLE and not first.marked and not first.furniture
    headline = first.text if has_headline else UNTITLED
    fields = {"title": title or headline, "standfirst": "", "byline": "", "dateline": ""}
    kept = [first] if has_headline and title not in ("", headline) else []
    length = int(has_headline)
    rest = [paragraph.text for paragraph in paragraphs[1:3]]
    if has_headline and len(rest) == 2 and _is_standfirst(rest[0]) and _is_head_line(rest[1]):
        fields["standfirst"] = rest[0]
        length += 1
    for paragraph in paragraphs[length:]:
        key = "byline" if is_byline(paragraph.text) else "dateline"
        if not _is_head_line(paragraph.text) or (key == "byline" and fields[key]):
            break
        fields[key] = " · ".join(filter(None, (fields[key], paragraph.text)))
        length += 1
    return _Head(fields, (*kept, *paragraphs[length:]))


def _is_head_line(text: str) -> bool:
    return is_byline(text) or is_dateline(text)


def _is_standfirst(text: str) -> bool:
    return not _is_head_line(text) and len(text) <= LONGEST_STANDFIRST


# ---- the body ---------------------------------------------------------------------------------


def _blocks(paragraphs: Sequence[_Paragraph]) -> Iterator[str]:
    """The body's blocks in Markdown."""
    index = 0
    while index < len(paragraphs):
        length = _quote_length(paragraphs, index)
        if length:
            yield _quote([item.text for item in paragraphs[index : index + length]])
        elif _is_subheading(paragraphs, index):
            yield "## " + paragraph_markdown(paragraphs[index].text)
        else:
            yield paragraph_markdown(paragraphs[index].text)
        index += length or 1


def _quote_length(paragraphs: Sequence[_Paragraph], index: int) -> int:
    """How many paragraphs from ``index`` on are one block quotation; 0 if none is."""
    if paragraphs[index].marked:
        end = index + 1
        while end < len(paragraphs) and paragraphs[end].marked and not paragraphs[end].starts:
            end += 1
        return end - index
    following = paragraphs[index + 1 : index + 2]
    attributed = bool(following) and _ATTRIBUTION.fullmatch(following[0].text) is not None
    return 2 if attributed and _is_quotation(paragraphs[index].text) else 0


def _quote(texts: Sequence[str]) -> str:
    """A block quotation; a last paragraph that begins with a dash is its attribution."""
    *quoted, last = texts
    paragraphs = [paragraph_markdown(text) for text in quoted]
    match = _ATTRIBUTION.fullmatch(last)
    attribution = match is not None and bool(quoted)
    name = match["name"] if match else ""
    paragraphs.append("— " + paragraph_markdown(name) if attribution else paragraph_markdown(last))
    return "\n>\n".join(f"> {text}" for text in paragraphs if text)


def _is_quotation(text: str) -> bool:
    """Whether a paragraph is one quotation from its first character to its last."""
    inner = text[1:-1]
    if not inner or text[-1] not in QUOTES.get(text[0], ""):
        return False
    # ’ is an apostrophe too; the opening mark alone tells whether another quotation begins.
    return text[0] not in inner and (text[-1] == "’" or text[-1] not in inner)


def _is_subheading(paragraphs: Sequence[_Paragraph], index: int) -> bool:
    """Whether a paragraph is like a headline and stands between two that are not."""
    if not 0 < index < len(paragraphs) - 1 or not _is_short(paragraphs[index]):
        return False
    before, after = paragraphs[index - 1], paragraphs[index + 1]
    return not (_is_short(before) or _is_short(after) or after.furniture or is_rule(after.text))


def _is_short(paragraph: _Paragraph) -> bool:
    if paragraph.marked or paragraph.furniture or _CREDIT.fullmatch(paragraph.text):
        return False
    return is_headline(paragraph.text)
