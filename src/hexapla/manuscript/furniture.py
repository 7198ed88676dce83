"""Page furniture: lines of a captured page that belong to the page and not to its text.

Every pattern must match a whole line, so that prose in which such words occur is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

_NETWORKS = (
    r"(?:facebook|twitter|x|whatsapp|telegram|e-?mail|linkedin|reddit|pinterest|tumblr|pocket|viber"
    r"|vk|vkontakte|odnoklassniki|skype|messenger|facebook messenger|instagram|youtube|tiktok"
    r"|mastodon|bluesky|threads|signal|flipboard|google news|rss)"
)
# In a row the one is the two, and a pattern that has it both ways would try them all.
_NETWORKS_IN_ROW = _NETWORKS.replace("|facebook messenger|", "|")
_BUTTON = rf"(?:(?:share|tweet|pin|print|send|copy link|more)|(?:share (?:on|via) )?{_NETWORKS})"
_IN_ROW = _BUTTON.replace(_NETWORKS, _NETWORKS_IN_ROW)

FURNITURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Above or below most articles: prompts to share.
        r"(?:please )?share this(?: (?:article|post|story|page|thread|entry|scrolly tale))?"
        r"(?: (?:with|on|via) [^.,;!?:]{1,40})?[.:!…]*",
        r"click to (?:share|e-?mail|print)\b.{0,80}\(opens in new window\)",
        # Rows of buttons, in one line.
        rf"{_IN_ROW}(?:[\s,|/·•]+{_IN_ROW})+",
        r"(?:\d[\d.,]*[km]? )(?:shares?|comments?|likes?|views?|retweets?|replies)",
        # WordPress with Jetpack, below an article.
        r"like this:?",
        r"like loading\.{3}|loading\.{3}|loading…",
        # WordPress with a multilingual plugin (Polylang, WPML), below an article.
        r"this (?:post|entry|article|page) is also available in:?.{0,200}",
        # WordPress themes (Jannah and others), in the page's foot.
        r"(?:back|return|scroll) to (?:the )?top(?: button)?",
        r"skip to (?:the )?(?:main )?content",
        r"(?:leave|post|add|write) a (?:comment|reply)(?: cancel reply)?[.:]?",
        r"no comments?(?: yet)?[.:]?|comments? (?:are )?(?:closed|off)[.:]?",
        r"(?:previous|next) (?:article|post|story)",
        # News sites: advertisements and what there is to read, hear or subscribe to.
        r"advertisements?|sponsored(?: content)?|story continues below(?: advertisement)?[.:]?"
        r"|(?:article|story) continues after advertisement",
        r"(?:estimated )?(?:reading|read) time:? \d+ min(?:ute)?s?|\d+[ -]min(?:ute)?s?[ -]read",
        r"listen to (?:this|the) (?:article|story)(?: \d+ min)?",
        r"(?:subscribe|sign up) (?:to|for) (?:our|the) [\w ]{0,30}newsletters?\b.{0,80}",
        r"(?:subscribe|sign up)(?: now)?[!.]?",
        rf"(?:follow|like|join|find) us (?:on|in|at|via) (?:our )?{_NETWORKS}\b[^.!?]{{0,80}}[.!]?",
        r"follow us[.:!]?",
        # Banners about cookies.
        r"(?:we use|(?:this|our) (?:web)?site uses) cookies\b.{0,250}",
        r"by continuing to (?:use|browse|visit) (?:this|our) (?:web)?site\b.{0,200}",
        r"(?:accept|reject|allow|manage) (?:all )?cookies|accept all|cookie (?:settings|policy)",
        # Thread Reader App: the "Scrolly Tale" page.
        r"an? scrolly tale is (?:a new way|an? \w+ way) to read .{1,120}",
        r"discover more (?:\w+ )?scrolly tales(?: like this)?[.!]?",
        # Thread Reader App: the ordinary page, its head and foot.
        r"thread by @\w+ on thread reader(?: app)?.{0,60}",
        r"(?:[•·] )?read (?:it |this |this thread )?on (?:twitter|x)[.!]?",
        r"(?:unroll|unrolled|unroll available) ?(?:this thread|on thread reader(?: app)?)?[.!]?",
        r"@threadreaderapp(?: please)? unroll(?: please)?[.!]?",
        r"keep current with .{1,80}",
        r"stay in touch and get notified when new unrolls are available from this author[.!]?",
        r"missing some tweets? in this thread\?.{0,80}",
        r"(?:you can try to )?force a refresh[.!]?",
        r"try unrolling a thread yourself[.!]?",
        r"(?:practice here first|follow @threadreaderapp|from a twitter thread mention us)\b"
        r".{0,120}",
        r"did thread reader help you today\?|support us!.{0,80}|become a premium member\b.{0,100}",
        r"(?:this thread|twitter) may (?:be removed|remove this content) at ?any ?time\b.{0,160}",
        r"(?:bookmark )?save (?:this thread |it |this )?(?:as )?(?:a )?pdf(?: my authors)?",
        r"(?:add to )?[\"“]?my authors[\"”]?|more from @\w+|read all threads",
        # Twitter's own pages.
        r"show (?:this thread|more replies)|translate (?:tweet|post)",
    )
)
"""Whole lines that are furniture wherever they stand."""

_ANY = re.compile("|".join(f"(?:{item.pattern})" for item in FURNITURE), re.IGNORECASE)
"""All of them in one: a page has many lines."""

_LINKS_BELOW = re.compile(
    # Between or below the paragraphs of news sites: a label, with links below it or behind it.
    r"(?:(?:also read|read also|read more|see also|more on this(?: topic| story)?"
    r"|you may also like|recommended(?: for you)?|most read)(?::|$)"
    r"|related(?: (?:articles?|posts?|stories|news|topics|content|coverage|links?))?:?$)"
    r"(?P<link>.{0,160})",
    re.IGNORECASE,
)

_LONE_BUTTON = re.compile(_BUTTON, re.IGNORECASE)

LONGEST = 320
"""Characters; a longer line is prose, whatever it begins with."""


def is_furniture(text: str) -> bool:
    """Whether a whole line, or a whole paragraph that the page wrapped, is furniture."""
    if len(text) > LONGEST:
        return False
    return _has_links_below(text) or _ANY.fullmatch(text) is not None


def furniture_among(lines: Sequence[str], is_headline: Callable[[str], bool]) -> frozenset[int]:
    """The indices of the furniture among ``lines``, of which the blank ones are empty.

    ``is_headline`` says whether a line can be a linked headline, as below “Also Read:”.
    """
    found = {index for index, text in enumerate(lines) if text and is_furniture(text)}
    for group in _groups(lines):
        if 1 < len(group) <= 4 and is_furniture(" ".join(lines[index] for index in group)):
            found.update(group)
    found |= _lone_buttons(lines, found)
    return frozenset(found | _linked_headlines(lines, found, is_headline))


def _has_links_below(text: str) -> bool:
    match = _LINKS_BELOW.fullmatch(text)
    return match is not None and not match["link"].rstrip("”’\"'").endswith((".", ","))


def _groups(lines: Sequence[str]) -> list[range]:
    """Runs of lines without a blank one among them."""
    blank = [index for index, text in enumerate(lines) if not text]
    edges = [-1, *blank, len(lines)]
    return [range(start + 1, end) for start, end in pairwise(edges) if end - start > 1]


def _lone_buttons(lines: Sequence[str], found: set[int]) -> set[int]:
    """Buttons captured one a line: one alone could be a subheading, neighbours could not."""
    buttons: set[int] = set()
    present = [index for index, text in enumerate(lines) if text]
    alone = {index for index in present if _LONE_BUTTON.fullmatch(lines[index])}
    for before, after in pairwise(present):
        if after in alone and (before in alone or before in found):
            buttons.add(after)
        if before in alone and after in alone:
            buttons.add(before)
    return buttons


def _linked_headlines(
    lines: Sequence[str], found: set[int], is_headline: Callable[[str], bool]
) -> set[int]:
    """What stands below “Also Read:” and is clearly meant by it.

    That is: headlines in the same group of lines, or nothing but headlines down to the end.
    """
    linked: set[int] = set()
    tail = _headline_tail(lines, found, is_headline)
    for group in _groups(lines):
        below = False
        for index in group:
            if index in found:
                below = _LINKS_BELOW.fullmatch(lines[index]) is not None
            elif below and is_headline(lines[index]):
                linked.add(index)
            else:
                below = False
    labels = [index for index in found if _LINKS_BELOW.fullmatch(lines[index])]
    in_tail = [index for index in labels if index >= tail]
    if in_tail:
        linked |= {index for index in range(min(in_tail), len(lines)) if lines[index]} - found
    return linked


def _headline_tail(
    lines: Sequence[str], found: set[int], is_headline: Callable[[str], bool]
) -> int:
    """The first index from which there is no prose any more."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index] and index not in found and not is_headline(lines[index]):
            return index + 1
    return 0
