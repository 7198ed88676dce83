"""Valid PO files as difficult as they come, for hypothesis.

What GNU gettext accepts line by line: any order of the header's fields, comments of every kind,
flags that nobody knows, texts cut into lines anywhere, spaces where they do not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

_WORDS = ["the", "a", "soldier", "tunnel", "court", "went", "home", "not", "სასამართლო", "გვირაბი"]
_ODD = ['"', "\\", "\t", "\n", "\\n", "#~", "#| ", "msgid", "[x](@y)", "\u00a0", "\u2028", "\u200b"]
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}

texts = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_ODD)), min_size=1, max_size=9
).map(" ".join)
"""What messages and translations hold; line breaks at their ends too."""

_notes = st.sampled_from(["", " ", " a note", "x", "  hexapla: later", ' msgid "no"', " სიტყვა"])
_comments = st.one_of(
    _notes.map(lambda text: "#" + text),
    st.sampled_from(["#. chapter: heading", "#.", "#.tight", "#.   wide  ", "#. \u00a0"]),
    st.sampled_from(["#: a.md", "#: a.md:12 b.md", "#: \u2068with space.md\u2069 c.md", "#:x"]),
    st.sampled_from(["#, no-wrap", "#, fuzzy", "#,fuzzy,  unheard-of", "#, max-length:80", "#,"]),
    st.sampled_from(["#= no-wrap", "#= unheard-of, c-format", "#! odd", "#@ odder", "#- x"]),
)
_blanks = st.lists(st.sampled_from(["", "", " ", "\t"]), max_size=2)


@st.composite
def _field(draw: st.DrawFn, keyword: str, text: str, tidy: bool) -> list[str]:
    """The lines of a keyword and its text, cut anywhere but within an escape."""
    escaped = [_ESCAPES.get(letter, letter) for letter in text]
    cuts = sorted(draw(st.sets(st.integers(0, len(escaped)), max_size=3)))
    pieces = [
        "".join(escaped[start:end])
        for start, end in zip([0, *cuts], [*cuts, len(escaped)], strict=True)
    ]
    gap, before, after = " ", "", ""
    if not tidy:
        gap = draw(st.sampled_from([" ", "", "  ", "\t"]))
        before, after = draw(st.sampled_from([("", ""), (" ", ""), ("\t", " ")]))
    lines = [f'{keyword}{gap}"{pieces[0]}"', *(f'"{piece}"' for piece in pieces[1:])]
    if not tidy and draw(st.integers(0, 4)) == 0:  # a keyword alone, several texts in a line
        lines = [keyword, gap.join(f'"{piece}"' for piece in pieces)]
    return [f"{before}{line}{after}" for line in lines]


@st.composite
def _entry(
    draw: st.DrawFn, context: str | None, id: str, plural: str | None, tidy: bool
) -> list[str]:
    """The lines of an entry; one in four obsolete."""
    forms = ["msgstr"] if plural is None else ["msgstr[0]", "msgstr[1]"]
    translations = draw(
        st.one_of(
            st.just([""] * len(forms)),
            st.lists(texts, min_size=len(forms), max_size=len(forms)),
        )
    )
    lines: list[str] = []
    if context is not None:
        lines += draw(_field("msgctxt", context, tidy))
    lines += draw(_field("msgid", id, tidy))
    if plural is not None:
        lines += draw(_field("msgid_plural", plural, tidy))
    for keyword, text in zip(forms, translations, strict=True):
        lines += draw(_field(keyword, _ended(text, id), tidy))
    previous = draw(_previous(tidy)) if draw(st.booleans()) else []
    obsolete = draw(st.sampled_from([False, False, False, True]))
    if obsolete:
        mark = "#~ " if tidy else draw(st.sampled_from(["#~ ", "#~", "#~\t"]))
        lines = [mark + line.lstrip() for line in lines]
    previous = [("#~| " if obsolete else "#| ") + line for line in previous]
    comments = draw(st.lists(_comments, max_size=4))
    return [*draw(_blanks), *comments, *previous, *lines]


def _ended(text: str, id: str) -> str:
    """``text`` with a line break at its ends where ``id`` has one, as gettext wants it."""
    if not text:
        return ""
    return "\n" * id.startswith("\n") + (text.strip("\n") or "–") + "\n" * id.endswith("\n")


@st.composite
def _previous(draw: st.DrawFn, tidy: bool) -> list[str]:
    lines: list[str] = []
    if draw(st.booleans()):
        lines += draw(_field("msgctxt", draw(texts), tidy))
    lines += draw(_field("msgid", draw(texts), tidy))
    if draw(st.booleans()):
        lines += draw(_field("msgid_plural", draw(texts), tidy))
    return lines


@st.composite
def _header(draw: st.DrawFn, plurals: str) -> list[str]:
    fields = {
        "Project-Id-Version": "A book: its second edition",
        "PO-Revision-Date": "2026-11-20 10:30+0400",
        "Last-Translator": "Nino <nino@example.org>",
        "Language-Team": "none",
        "Language": "ka",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
        "X-Unheard-Of": "\\ and “quotes”",
        "x-generator": "",
    }
    lines = [f"{name}: {fields[name]}\n" for name in draw(st.permutations(list(fields)))]
    # gettext looks for the charset in the text as it stands in the file.
    written = [f'"{"".join(_ESCAPES.get(letter, letter) for letter in line)}"' for line in lines]
    comments = draw(st.lists(_notes.map(lambda text: "#" + text), max_size=3))
    return [*comments, 'msgid ""', 'msgstr ""', *written]


@st.composite
def po_files(
    draw: st.DrawFn, contexts: Sequence[str] = ("menu", "verb", ""), tidy: bool = False
) -> bytes:
    """A catalog of Georgian, with a header; its messages have one of ``contexts``, or none.

    A ``tidy`` one has spaces where gettext writes them, and no others.
    """
    names = st.one_of(st.none(), st.sampled_from(contexts))
    keys = draw(st.lists(st.tuples(names, texts), max_size=5, unique=True))
    lines = draw(_header("nplurals=2; plural=(n != 1);"))
    for context, id in keys:
        plural = draw(st.sampled_from([None, None, "many"]))
        plural = None if plural is None else _ended(plural, id)
        lines += draw(_entry(context, id, plural, tidy))
    lines += draw(_blanks)
    lines += draw(st.sampled_from([[], ["# the end"], ["#~ # the end"], ["#"]]))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    end = draw(st.sampled_from([newline, newline, ""]))
    return (mark + newline.join(lines) + end).encode()
