"""A thread as captured: an opening, posts by the numbers that the source had, a closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hexapla.manuscript.capture import (
    Capture,
    Group,
    Imported,
    Line,
    chapter,
    is_byline,
    is_dateline,
    is_headline,
    paragraph_markdown,
    read_capture,
    unwrap,
)
from hexapla.manuscript.numbering import UNNUMBERED, Numbering, numbering_of

UNTITLED = "Thread"
MOVED = "the posts' numbers stood at their ends; they now stand in front"


@dataclass(slots=True)
class _Part:
    """The opening, a post or the closing, growing while the capture is read."""

    label: str = ""
    paragraphs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Lines of one group, of which the first or the last may carry a post's number."""

    lines: tuple[Line, ...]
    label: str
    paragraphs: tuple[str, ...]


def import_thread(
    text: str, *, title: str = "", keep_all: bool = False, file: str = ""
) -> Imported:
    """Turn a captured thread into a chapter.

    ``text`` is the page as plain text, ``title`` what the chapter is called (default: a title
    line if the thread opens with one, else “Thread”); with ``keep_all`` nothing is taken out.
    ``file`` names the capture in messages. Raises Refusal (I002) if there is no text in it.
    """
    capture = read_capture(text, keep_all=keep_all, file=file)
    numbering = numbering_of(capture.lines, len(capture.groups))
    title = " ".join(title.split())
    if not numbering.labels:
        return _import_unnumbered(capture, title)
    opening, posts, closing = _parts(capture, numbering)
    fields, taken = _head(opening.paragraphs, title)
    blocks = [paragraph_markdown(text) for text in opening.paragraphs[taken:]]
    for post in posts:
        blocks += _post(post)
    if closing.paragraphs:
        blocks += ["---", *map(paragraph_markdown, closing.paragraphs)]
    moved = ((0, MOVED),) if numbering.at_end else ()
    return Imported(
        markdown=chapter("thread", fields, blocks),
        title=fields["title"],
        dropped=capture.dropped,
        remarks=(*capture.remarks, *moved),
    )


def _import_unnumbered(capture: Capture, title: str) -> Imported:
    """Each group is a post; lines of a group that the page did not wrap stay lines."""
    posts = [
        "\\\n".join(map(paragraph_markdown, segment.paragraphs))
        for segment in _segments(capture, UNNUMBERED)
    ]
    texts = ["\n".join(line.text for line in group) for group in capture.groups]
    fields, taken = _head(texts, title)
    # A number in front would be read as a post's own where there are such.
    markdown = chapter("thread", {**fields, "numbering": "none"}, posts[taken:])
    return Imported(markdown, fields["title"], capture.dropped, capture.remarks)


def _head(opening: Sequence[str], title: str) -> tuple[dict[str, str], int]:
    """Title, byline and dateline, and how many paragraphs of the opening they took."""
    fields = {"title": title or UNTITLED, "byline": "", "dateline": ""}
    taken = 0
    if opening and opening[0] == title:
        taken = 1
    elif opening and not title and is_headline(opening[0]) and not is_byline(opening[0]):
        fields["title"], taken = opening[0], 1
    for text in opening[taken:]:
        key = "byline" if is_byline(text) else "dateline"
        if fields[key] or not (is_byline(text) or is_dateline(text)):
            break
        fields[key] = text
        taken += 1
    return fields, taken


def _post(post: _Part) -> Iterator[str]:
    first, *rest = map(paragraph_markdown, post.paragraphs)
    yield f"{post.label} {first}"
    yield from rest


def _parts(capture: Capture, numbering: Numbering) -> tuple[_Part, list[_Part], _Part]:
    """The opening, the posts and the closing.

    Where numbers stand in front, what follows without one belongs to the post above, and after
    the last post to the closing. Where they stand at the end, it belongs to the post that its
    number ends; before the first it is the opening.
    """
    opening, closing, posts, waiting = _Part(), _Part(), list[_Part](), list[str]()
    last = max(numbering.labels)
    for segment in _segments(capture, numbering):
        if segment.label:
            posts.append(_Part(segment.label, [*waiting, *segment.paragraphs]))
            waiting = []
        elif not posts:
            opening.paragraphs += segment.paragraphs
        elif segment.lines[0].number > last and not _is_empty(posts[-1]):
            closing.paragraphs += segment.paragraphs
        elif numbering.at_end:
            waiting += segment.paragraphs
        else:
            posts[-1].paragraphs += segment.paragraphs
    return opening, posts, closing
