"""Links: where they may lead, and whether that is where they seem to lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from hexapla.inline import Link, Plain, parse, walk

_OUTSIDE = re.compile(r"(https?://[^\s/\\?#][^\s\\]*|mailto:[^\s@]+@[^\s@]+)")

_SHOWN = re.compile(
    r"(?:https?://|www\.)?(?P<host>[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})(?::\d+)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
"""A web address as a text may show one: ``https://a.org/x``, ``www.a.org``, ``a.org/x``."""

_MAIL = re.compile(
    r"(?:mailto:)?(?P<address>[^\s@<>]++@(?=[^\s@<>]+\.[^\s@<>])[^\s@<>]++)", re.IGNORECASE
)
"""A mailbox, with a stop within its host."""


def leads_out(target: str) -> bool:
    """Whether a target is one that a book may link to outside: https, http or mailto, no other."""
    return bool(_OUTSIDE.fullmatch(target))


def misleading_links(content: str) -> Iterator[tuple[str, str]]:
    """The links of a text that show one address and lead to another: what they show, the target.

    Two addresses are the same if their hosts are; “www.” and capitals count for nothing. A text
    that shows no address cannot disagree with one.
    """
    for node in walk(parse(content)):
        if isinstance(node, Link) and leads_out(node.target):
            shown = "".join(one.text for one in walk(node.children) if isinstance(one, Plain))
            shown = shown.strip().strip("<>()[]“”«».,")
            said = _owner(shown)
            if said and said != _owner(node.target):
                yield shown, node.target


def _owner(address: str) -> str:
    """The host or the mailbox that an address names; empty for a text that is none."""
    mail = _MAIL.fullmatch(address)
    if mail:
        return mail["address"].partition("?")[0].casefold()
    if not _SHOWN.fullmatch(address) and "://" not in address:
        return ""
    if "://" not in address:
        address = f"//{address}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")
