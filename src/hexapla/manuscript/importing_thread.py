"""A thread as captured: an opening, posts by the numbers that the source had, a closing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hexapla.manuscript.capture import (
    Capture,
    Imported,
    Line,
    chapter,
    is_byline,
    is_dateline,
    is_headline,
    paragraph_markdown,
    read_capture,
    text_markdown,
    unwrap,
)
from hexapla.manuscript.furniture import is_furniture
from hexapla.manuscript.numbering import UNNUMBERED, Numbering, numbering_of

UNTITLED = "Thread"
MOVED = "the posts' numbers stood at their ends; they now stand in front"


@dataclass(frozen=True, slots=True)
class _Segment:
    """Lines of one group, of which the first or the last may carry a post's number."""

    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Thread:
    """A thread, taken apart."""

    opening: tuple[str, ...]
    posts: tuple[_Segment, ...]
    closing: tuple[str, ...]


def import_thread(
    text: str, *, title: str = "", keep_all: bool = False, file: str = ""
) -> Imported:
    """Turn a captured thread into a chapter.

    ``text`` is the page as plain text, ``title`` what the chapter is called (default: a title
    line if the thread opens with one, else “Thread”); with ``keep_all`` nothing is taken out.
    ``file`` names the capture in messages. Raises Refusal (I001) if there is no text in it.
    """
    capture = read_capture(text, keep_all=keep_all, file=file)
    numbering = numbering_of(capture.lines, len(capture.groups))
    title = " ".join(title.split())
    if numbering.labels:
        fields, blocks = _numbered(capture, numbering, title)
    else:
        fields, blocks = _unnumbered(capture, title)
    moved = ((0, MOVED),) if numbering.at_end else ()
    return Imported(
        markdown=chapter("thread", fields, blocks),
        title=fields["title"],
        dropped=capture.dropped,
        remarks=(*capture.remarks, *moved),
    )


def _numbered(
    capture: Capture, numbering: Numbering, title: str
) -> tuple[dict[str, str], list[str]]:
    """Front matter and blocks of a thread with numbers."""
    thread = _assembled(capture, numbering)
    fields, taken = _head(thread.opening, title)
    blocks = [paragraph_markdown(text) for text in thread.opening[taken:]]
    for post in thread.posts:
        first, *rest = post.paragraphs or (post.label,)
        text = text_markdown(first)
        blocks.append(f"{post.label} {text}" if post.paragraphs else text)
        blocks += map(paragraph_markdown, rest)
    if thread.closing:
        blocks += ["---", *map(paragraph_markdown, thread.closing)]
    return fields, blocks


def _unnumbered(capture: Capture, title: str) -> tuple[dict[str, str], list[str]]:
    """Front matter and posts: each group is one; its lines stay lines if they were not wrapped."""
    posts = ["\n".join(segment.paragraphs) for segment in _segments(capture, UNNUMBERED)]
    fields, taken = _head(posts, title) if len(posts) > 1 else ({"title": title or UNTITLED}, 0)
    blocks = [_with_breaks(post) for post in posts[taken:]]
    return {**fields, "numbering": "none"}, blocks


def _with_breaks(post: str) -> str:
    """A paragraph whose lines are kept by hard breaks."""
    return "\\\n".join(map(text_markdown, post.split("\n")))


# ---- the head ---------------------------------------------------------------------------------


def _head(opening: Sequence[str], title: str) -> tuple[dict[str, str], int]:
    """Title, byline and dateline, and how many paragraphs of the opening they took."""
    fields = {"title": title or UNTITLED, "byline": "", "dateline": ""}
    taken = 0
    if opening and (opening[0] == title or (not title and _is_title(opening))):
        fields["title"], taken = opening[0], 1
    while taken < len(opening):
        count = _byline_length(opening[taken:])
        key = "byline" if count else "dateline"
        if fields[key] or not (count or is_dateline(opening[taken])):
            break
        count = count or 1
        fields[key] = " ".join(opening[taken : taken + count])
        taken += count
    return fields, taken


def _is_title(opening: Sequence[str]) -> bool:
    """Whether the first of these paragraphs is a title: a headline with none below it."""
    first, second = opening[0], "".join(opening[1:2])
    if "\n" in first or is_furniture(first) or _byline_length(opening) or is_dateline(first):
        return False
    return is_headline(first) and not is_headline(second)


def _byline_length(lines: Sequence[str]) -> int:
    """How many lines name the author: “By Name” or an account in one line, or name and account."""
    first, second = lines[0], "".join(lines[1:2])
    if re.fullmatch(r"@\w+", second) and is_headline(first):
        return 2
    return 1 if is_byline(first) else 0


# ---- the posts --------------------------------------------------------------------------------


def _assembled(capture: Capture, numbering: Numbering) -> _Thread:
    """The opening, the posts and the closing.

    Where numbers stand in front, what follows without one belongs to the post above. Where they
    stand at the end, it belongs to the post that the next number ends. Groups before the first
    number are the opening, groups after the last one the closing.
    """
    segments = list(_segments(capture, numbering))
    numbered = [index for index, segment in enumerate(segments) if segment.label]
    first, last = numbered[0], numbered[-1]
    # A number alone on its line has its text beside it.
    if numbering.at_end and not segments[first].paragraphs:
        first -= 1
    if not numbering.at_end and not segments[last].paragraphs:
        last += 1
    posts = _posts(segments[first : last + 1], numbering.at_end)
    return _Thread(_texts(segments[:first]), tuple(posts), _texts(segments[last + 1 :]))


def _posts(segments: Sequence[_Segment], at_end: bool) -> Iterator[_Segment]:
    """Each number's segment, joined by those without a number that belong to it."""
    run: list[_Segment] = []
    for segment in segments:
        if segment.label and run and not at_end:
            yield _Segment(run[0].label, _texts(run))
            run = []
        run.append(segment)
        if segment.label and at_end:
            yield _Segment(segment.label, _texts(run))
            run = []
    if run:
        yield _Segment(run[0].label, _texts(run))


def _texts(segments: Sequence[_Segment]) -> tuple[str, ...]:
    return tuple(text for segment in segments for text in segment.paragraphs)


def _segments(capture: Capture, numbering: Numbering) -> Iterator[_Segment]:
    """The groups, cut before each number that stands in front, or after each at an end."""
    for group in capture.groups:
        run: list[Line] = []
        for line in group:
            numbered = line.number in numbering.labels
            if run and numbered and not numbering.at_end:
                yield _segment(run, capture.width, numbering)
                run = []
            run.append(line)
            if numbered and numbering.at_end:
                yield _segment(run, capture.width, numbering)
                run = []
        if run:
            yield _segment(run, capture.width, numbering)


def _segment(run: Sequence[Line], width: int, numbering: Numbering) -> _Segment:
    """A run of lines without its number, wrapped lines joined."""
    label = numbering.labels.get(run[-1 if numbering.at_end else 0].number)
    if label is None:
        return _Segment("", unwrap([line.text for line in run], width))
    if label.alone:
        texts = [line.text for line in run if line.number != label.line]
        return _Segment(label.text, unwrap(texts, width))
    texts = list(unwrap([line.text for line in run], width))
    if numbering.at_end:
        texts[-1] = texts[-1][: -label.cut]
    else:
        texts[0] = texts[0][label.cut :]
    return _Segment(label.text, tuple(texts))
