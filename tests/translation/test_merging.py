from __future__ import annotations

import difflib
import random
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from translate.storage import pypo

from hexapla.diagnostics import Place, Refusal
from hexapla.language import Language
from hexapla.message import Message
from hexapla.translation.merging import Merged, merge
from hexapla.translation.reading import parse
from po_files import po_files

KA = Language("ka")
PLACE = Place("locales/ka/LC_MESSAGES/book.po")

TITLE = "Soldiers who went home"
FIRST = "The soldiers left the front in March and walked home."
SECOND = "The president called them traitors, later not."
THIRD = "A court in Tskhinvali opened a case; nobody was sentenced."
NEW = "Entirely unlike anything here: sources, maps, notes."


def message(id: str, comment: str = "Article: paragraph", file: str = "book/article.md") -> Message:
    return Message(id, comments=(comment,), files=(file,))


MESSAGES = [message(text) for text in (TITLE, FIRST, SECOND, THIRD)]

BODY = f"""
#. Article: paragraph
#: book/article.md
msgid "{TITLE}"
msgstr "ჯარისკაცები, რომლებიც შინ წავიდნენ"

# a note of the translator
#. Article: paragraph
#: book/article.md
#, no-wrap
msgid "{FIRST}"
msgstr ""
"ჯარისკაცებმა ფრონტი "
"მარტში დატოვეს."

#. Article: paragraph
#: book/article.md
msgid "{SECOND}"
msgstr "პრეზიდენტმა ისინი მოღალატეებად მოიხსენია."

#. Article: paragraph
#: book/article.md
msgid "{THIRD}"
msgstr ""

#~ msgid "{NEW}"
#~ msgstr "სულ სხვა რამ."
"""


@pytest.fixture
def catalog(header: str) -> str:
    return header + BODY


def merged(catalog: str | bytes, messages: Sequence[Message]) -> Merged:
    """A merge, which a second one must leave as it is."""
    data = catalog if isinstance(catalog, bytes) else catalog.encode()
    result = merge(data, messages, KA, PLACE)
    again = merge(result.data, messages, KA, PLACE)
    assert again == Merged(result.data)
    return result


def changes(before: str, after: bytes) -> list[str]:
    """The lines taken out and put in."""
    lines = difflib.ndiff(before.splitlines(), after.decode().splitlines())
    return [line for line in lines if line[0] in "+-"]


# ---- nothing changed --------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["plain", "crlf", "bom", "no end", "blank lines"])
def test_nothing_changed_is_the_same_bytes(catalog: str, form: str) -> None:
    data = {
        "plain": catalog,
        "crlf": catalog.replace("\n", "\r\n"),
        "bom": "\ufeff" + catalog,
        "no end": catalog.rstrip("\n"),
        "blank lines": catalog.replace("\n\n", "\n\n\n") + "\n\n# the end\n",
    }[form].encode()
    assert merged(data, MESSAGES) == Merged(data)


def test_moving_text_changes_nothing(catalog: str) -> None:
    assert merged(catalog, MESSAGES[::-1]) == Merged(catalog.encode())


def test_what_is_not_known_is_kept(header: str) -> None:
    odd = f"""
#= c-format
#, fuzzy, max-length:80
#| msgctxt "old"
#| msgid "Old"
#. Article: paragraph
#: book/article.md
msgid   ""
"{TITLE[:5]}"
"{TITLE[5:]}"
msgstr "ა"
#. Article: paragraph
#: book/article.md
msgid "{FIRST}"
msgstr "ბ"

#, fuzzy
#~| msgid "old gone"
#~ msgid "gone"
#~ msgstr "წასული"
#~ msgid "gone too"
#~ msgstr "ესეც"
# last word
"""
    assert merged(header + odd, MESSAGES[:2]) == Merged((header + odd).encode())


# ---- one word changed -------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_word_changed_changes_that_entry_alone(
    catalog: str, newline: str, judge: Callable[[bytes], None]
) -> None:
    changed = FIRST.replace("walked", "marched")
    messages = [message(changed) if m.id == FIRST else m for m in MESSAGES]
    result = merged(catalog.replace("\n", newline), messages)
    assert result.fuzzied == ((FIRST, changed),)
    assert (result.added, result.obsoleted, result.revived) == ((), (), ())
    before = f'#, no-wrap\nmsgid "{FIRST}"\n'
    after = f'#, fuzzy, no-wrap\n#| msgid "{FIRST}"\nmsgid "{changed}"\n'
    assert catalog.count(before) == 1
    assert result.data.decode() == catalog.replace(before, after).replace("\n", newline)
    assert result.data.count(b"\n") == result.data.count(newline.encode())
    judge(result.data)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#, no-wrap|#, max-length:80", "#, no-wrap|#, fuzzy, max-length:80"),
        ("#, fuzzy|#, no-wrap", "#, fuzzy|#, fuzzy, no-wrap"),
        ("#, no-wrap|#! max-length:80", "#, no-wrap|#! max-length:80|#, fuzzy"),
        ("#, no-wrap|#= max-length:80", "#, fuzzy, no-wrap|#= max-length:80"),
        ("#= max-length:80", "#, fuzzy|#= max-length:80"),
    ],
)
def test_gettext_sees_the_flag_too_that_a_merge_sets(
    catalog: str, judge: Callable[[bytes], None], before: str, after: str
) -> None:
    """It heeds the last line of flags alone, and compares line ends where that is not fuzzy."""
    flags, fuzzy = (text.replace("|", "\n") for text in (before, after))
    changed = FIRST + "\n"
    messages = [message(changed) if m.id == FIRST else m for m in MESSAGES]
    result = merged(catalog.replace("#, no-wrap", flags), messages)
    assert f"\n#: book/article.md\n{fuzzy}\n#| msgid" in result.data.decode()
    judge(result.data)


def test_a_not_that_was_put_in_makes_a_translation_fuzzy(catalog: str) -> None:
    changed = FIRST.replace("walked", "did not walk")
    result = merged(catalog, [message(changed) if m.id == FIRST else m for m in MESSAGES])
    assert result.fuzzied == ((FIRST, changed),)
    assert parse(result.data, PLACE).entries[2].fuzzy


def test_changed_again_keeps_the_text_that_was_translated(catalog: str) -> None:
    once = SECOND.replace("later", "afterwards")
    twice = once.replace("called", "has called")
    first = merged(catalog, [message(once) if m.id == SECOND else m for m in MESSAGES])
    result = merged(first.data, [message(twice) if m.id == SECOND else m for m in MESSAGES])
    assert result.fuzzied == ((once, twice),)
    assert changes(first.data.decode(), result.data) == [f'- msgid "{once}"', f'+ msgid "{twice}"']
    assert f'#| msgid "{SECOND}"' in result.data.decode()


def test_an_untranslated_message_that_changes_is_simply_new(catalog: str) -> None:
    changed = THIRD + " So far."
    result = merged(catalog, [*MESSAGES[:3], message(changed)])
    assert changes(catalog, result.data) == [f'- msgid "{THIRD}"', f'+ msgid "{changed}"']
    assert (result.added, result.fuzzied) == ((changed,), ())


def test_stale_previous_text_of_a_confirmed_entry_is_replaced(header: str) -> None:
    entry = (
        f'\n#. Article: paragraph\n#: book/article.md\n#| msgid "x"\nmsgid "{SECOND}"\nmsgstr "ა"\n'
    )
    changed = SECOND + "!"
    result = merged(header + entry, [message(changed)])
    assert f'#, fuzzy\n#| msgid "{SECOND}"\nmsgid "{changed}"\n' in result.data.decode()
    assert b'#| msgid "x"' not in result.data


def test_two_changed_messages_keep_their_places(catalog: str) -> None:
    one, two = FIRST + " Then.", SECOND + " Now."
    result = merged(catalog, [MESSAGES[0], message(two), message(one), MESSAGES[3]])
    text = result.data.decode()
    assert text.index(one) < text.index(two)
    assert set(result.fuzzied) == {(FIRST, one), (SECOND, two)}


def test_a_short_text_is_known_by_its_neighbours(header: str) -> None:
    """Of a heading's two words one was exchanged, and the chapter was moved."""
    texts = ["The road home", "Some leave", "It was spring.", "On the road", "They walked."]
    body = "".join(f'\nmsgid "{text}"\nmsgstr "ა {text}"\n' for text in texts)
    new = ["On the road", "They walked.", "Nobody asked", "The road home", "Many leave"]
    result = merged(header + body, [Message(text) for text in new])
    assert result.fuzzied == (("Some leave", "Many leave"),)
    assert (result.added, result.obsoleted) == (("Nobody asked",), ("It was spring.",))


def test_a_long_text_is_wrapped_and_only_the_new_one(header: str) -> None:
    old = "word " * 30 + "end."
    entry = f'\n#. Article: paragraph\n#: book/article.md\nmsgid "{old}"\nmsgstr "ა"\n'
    result = merged(header + entry, [message(old.replace("end", "stop"))])
    lines = ['"' + "word " * 15 + '"', '"' + "word " * 15 + '"', '"end."']
    previous = "".join(f"#| {line}\n" for line in lines)
    now = "".join(f"{line}\n" for line in lines).replace("end", "stop")
    assert result.data.decode() == header + entry.replace(
        f'msgid "{old}"\n', f'#, fuzzy\n#| msgid ""\n{previous}msgid ""\n{now}'
    )


# ---- come and gone ----------------------------------------------------------------------------

ADDED = f'+ #. Article: paragraph|+ #: book/article.md|+ msgid "{"Unheard of"}"|+ msgstr ""|+ '


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4])
def test_a_new_message_stands_after_its_neighbour(catalog: str, at: int) -> None:
    messages = [*MESSAGES[:at], message("Unheard of"), *MESSAGES[at:]]
    result = merged(catalog, messages)
    assert sorted(changes(catalog, result.data)) == sorted(ADDED.split("|"))
    ids = [entry.id for entry in parse(result.data, PLACE).entries[1:-1]]
    assert ids == [m.id for m in messages]
    assert result.added == ("Unheard of",)


def test_new_neighbours_keep_their_order(catalog: str) -> None:
    some = [message(f"{letter} {letter}") for letter in "xyz"]
    result = merged(catalog, [*MESSAGES[:2], *some, *MESSAGES[2:]])
    ids = [entry.id for entry in parse(result.data, PLACE).entries[1:-1]]
    assert ids == [TITLE, FIRST, "x x", "y y", "z z", SECOND, THIRD]


def test_a_vanished_translation_is_kept_at_the_end(
    catalog: str, judge: Callable[[bytes], None]
) -> None:
    result = merged(catalog, [MESSAGES[0], *MESSAGES[2:]])
    assert result.obsoleted == (FIRST,)
    before, after = catalog.encode(), result.data
    gone = before[before.index(b"\n# a note") : before.index(b"\n#. Article: paragraph\n#: book/a"
        b"rticle.md\nmsgid \"The president")]  # fmt: skip
    assert after.startswith(before.replace(gone, b""))
    assert after.decode().endswith(
        f"\n\n# a note of the translator\n#, no-wrap\n"
        f'#~ msgid "{FIRST}"\n'
        '#~ msgstr ""\n#~ "ჯარისკაცებმა ფრონტი "\n#~ "მარტში დატოვეს."\n'
    )
    judge(after)


def test_a_vanished_message_without_translation_is_dropped(catalog: str) -> None:
    result = merged(catalog, MESSAGES[:3])
    assert result.obsoleted == ()
    assert THIRD not in result.data.decode()


def test_a_text_that_returns_has_its_translation_again(
    catalog: str, judge: Callable[[bytes], None]
) -> None:
    result = merged(catalog, [MESSAGES[0], message(NEW), *MESSAGES[1:]])
    assert (result.revived, result.added, result.fuzzied) == ((NEW,), (), ())
    assert "#~" not in result.data.decode()
    assert (
        f'\n\n#. Article: paragraph\n#: book/article.md\nmsgid "{NEW}"\nmsgstr "სულ სხვა რამ."\n\n'
        in result.data.decode()
    )
    judge(result.data)


@pytest.mark.parametrize("fuzzy", [False, True])
def test_gone_and_returned_is_as_it_was(catalog: str, fuzzy: bool) -> None:
    if fuzzy:
        catalog = catalog.replace("#, no-wrap", '#, fuzzy, no-wrap\n#| msgid "Earlier"')
    gone = merged(catalog, [MESSAGES[0], *MESSAGES[2:]])
    back = merged(gone.data, MESSAGES)
    assert back.revived == (FIRST,)
    assert back.data.decode() == catalog


def test_a_text_that_returns_is_not_obsolete_beside_that(
    catalog: str, judge: Callable[[bytes], None]
) -> None:
    catalog = catalog.replace("სულ სხვა რამ.", "")
    result = merged(catalog, [*MESSAGES, message(NEW)])
    assert (result.added, result.revived) == ((NEW,), ())
    assert "#~" not in result.data.decode()
    judge(result.data)


def test_a_text_like_a_gone_one_is_proposed_its_translation(catalog: str) -> None:
    like = NEW.replace("notes", "footnotes")
    result = merged(catalog, [*MESSAGES, message(like)])
    assert result.fuzzied == ((NEW, like),)
    assert f'#, fuzzy\n#| msgid "{NEW}"\nmsgid "{like}"\nmsgstr "სულ სხვა რამ."' in (
        result.data.decode()
    )


def test_a_text_like_a_living_one_is_proposed_its_translation(catalog: str) -> None:
    like = SECOND.replace("later", "much later")
    result = merged(catalog, [*MESSAGES, message(like)])
    assert result.fuzzied == ((SECOND, like),)
    assert result.data.decode().count("პრეზიდენტმა ისინი მოღალატეებად მოიხსენია.") == 2


def test_an_empty_manuscript_loses_no_translation(catalog: str) -> None:
    result = merged(catalog, [])
    assert merged(result.data, MESSAGES).revived == (TITLE, FIRST, SECOND)


def test_a_file_without_last_line_end_gets_one_only_where_needed(catalog: str) -> None:
    bare = catalog[: catalog.index("\n#~")].rstrip("\n")
    assert merged(bare, MESSAGES).data == bare.encode()
    longer = merged(bare, [*MESSAGES, message("Unheard of")]).data.decode()
    assert longer.startswith(bare + "\n\n#. Article")


# ---- comments, files, plurals, contexts -------------------------------------------------------


def test_comments_and_files_change_alone(catalog: str) -> None:
    other = Message(SECOND, comments=("Article: quotation", "Box"), files=("book/b c.md",))
    result = merged(catalog, [*MESSAGES[:2], other, MESSAGES[3]])
    assert changes(catalog, result.data) == [
        "- #. Article: paragraph",
        "- #: book/article.md",
        "+ #. Article: quotation",
        "+ #. Box",
        "+ #: \u2068book/b c.md\u2069",
    ]
    assert result == Merged(result.data)


def test_files_wrapped_by_another_tool_are_left_as_they_are(header: str) -> None:
    many = tuple(f"book/context/chapter-{number}.md" for number in range(6))
    entry = "".join(f"#: {name}\n" for name in many) + f'msgid "{TITLE}"\nmsgstr ""\n'
    assert merged(f"{header}\n{entry}", [Message(TITLE, files=many)]).data == (
        f"{header}\n{entry}".encode()
    )


PLURAL = '\nmsgid "{n} page"\nmsgid_plural "{n} pages"\nmsgstr[0] "{n} გვ."\nmsgstr[1] "{n} გვ"\n'


def test_a_changed_plural(header: str, judge: Callable[[bytes], None]) -> None:
    new = Message("{n} page", plural="{n} PAGES")
    result = merged(header + PLURAL, [new])
    assert changes(header + PLURAL, result.data) == [
        "+ #, fuzzy",
        '+ #| msgid "{n} page"',
        '+ #| msgid_plural "{n} pages"',
        '- msgid_plural "{n} pages"',
        '+ msgid_plural "{n} PAGES"',
    ]
    judge(result.data)


@pytest.mark.parametrize(
    ("new", "forms"),
    [
        (Message("{n} page"), ("{n} გვ.",)),
        (Message("{n} pages of it", plural="{n} page of it"), ("{n} გვ.", "{n} გვ")),
    ],
)
def test_a_plural_that_changes_keeps_its_forms(
    header: str, new: Message, forms: tuple[str, ...], judge: Callable[[bytes], None]
) -> None:
    result = merged(header + PLURAL, [new])
    (entry,) = parse(result.data, PLACE).entries[1:]
    assert (entry.forms, entry.fuzzy) == (forms, True)
    judge(result.data)


def test_a_message_that_gets_a_plural(catalog: str, judge: Callable[[bytes], None]) -> None:
    result = merged(catalog, [Message(TITLE, plural="Many soldiers"), *MESSAGES[1:]])
    entry = parse(result.data, PLACE).entries[1]
    assert entry.fuzzy
    assert entry.forms == ("ჯარისკაცები, რომლებიც შინ წავიდნენ",) * 2
    judge(result.data)


@pytest.mark.parametrize("plural", ["", "Many soldiers"])
def test_a_plural_comes_or_goes_in_a_language_with_one_form(
    header: str, plural: str, judge: Callable[[bytes], None]
) -> None:
    one = header.replace("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;")
    form, own = ("msgstr", "") if plural else ("msgstr[0]", 'msgid_plural "Many soldiers"\n')
    result = merged(
        f'{one}\nmsgid "{TITLE}"\n{own}{form} "兵士"\n', [Message(TITLE, plural=plural)]
    )
    judge(result.data)
    assert f'\n{"msgstr[0]" if plural else "msgstr"} "兵士"\n' in result.data.decode()


def test_a_new_plural_has_the_forms_of_the_header(header: str) -> None:
    six = header.replace("nplurals=2; plural=(n != 1);", "nplurals=6; plural=n % 6;")
    result = merged(six, [Message("{n} page", plural="{n} pages")])
    assert parse(result.data, PLACE).entries[1].forms == ("",) * 6


def test_contexts_tell_messages_apart(header: str, judge: Callable[[bytes], None]) -> None:
    entry = '\nmsgctxt "verb"\nmsgid "Open the tunnel"\nmsgstr "გახსენი"\n'
    both = [Message("Open the tunnel", context="verb"), Message("Open the tunnel")]
    result = merged(header + entry, both)
    assert result.data.decode().startswith(header + entry)
    judge(result.data)
    moved = merged(header + entry, [Message("Open the tunnel", context="adjective")])
    assert '#, fuzzy\n#| msgctxt "verb"\n#| msgid "Open the tunnel"\nmsgctxt "adjective"' in (
        moved.data.decode()
    )
    judge(moved.data)


def test_a_faulty_catalog_is_refused_not_mended(catalog: str) -> None:
    with pytest.raises(Refusal, match="conflict"):
        merge(b"<<<<<<< HEAD\n" + catalog.encode(), MESSAGES, KA, PLACE)
    with pytest.raises(Refusal, match="T002"):
        merge(catalog.encode(), MESSAGES, Language("ru"), PLACE)


# ---- properties -------------------------------------------------------------------------------

words = st.lists(
    st.sampled_from(["the", "a", "soldier", "tunnel", "court", "went", "home", "not"]), min_size=1
)
ids = words.map(" ".join)
some_messages = st.lists(
    st.builds(
        Message,
        ids,
        plural=st.sampled_from(["", "", "many"]),
        context=st.sampled_from(["", "", "menu"]),
        comments=st.lists(st.sampled_from(["c", "d"]), max_size=1).map(tuple),
        files=st.lists(st.sampled_from(["a.md", "b c.md"]), unique=True).map(tuple),
    ),
    max_size=7,
    unique_by=lambda message: (message.context, message.id),
)


def translated(data: bytes, pattern: Sequence[int]) -> bytes:
    """The catalog with some of its entries translated and some fuzzy, as pypo writes them."""
    store = pypo.pofile()
    store.parse(data)
    for index, unit in enumerate(store.units[1:]):
        kind = pattern[index % len(pattern)]
        if kind and not unit.isobsolete():
            forms = [f"ტ {form} {unit.source}" for form in range(len(unit.target.strings))] \
                if unit.hasplural() else f"ტ {unit.source}"  # fmt: skip
            unit.target = forms
            unit.markfuzzy(kind == 2)
    return bytes(store)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    history=st.lists(some_messages, min_size=3, max_size=3),
    pattern=st.lists(st.integers(0, 2), min_size=1, max_size=5),
)
def test_any_history_of_merges(
    header: str,
    judge: Callable[[bytes], None],
    history: list[list[Message]],
    pattern: list[int],
) -> None:
    data = merged(header, history[0]).data
    for messages in (*history[1:], history[0]):
        data = translated(data, pattern)
        before = {entry.key: entry for entry in parse(data, PLACE).entries}
        result = merged(data, messages)
        after = parse(result.data, PLACE).entries
        live = {entry.key: entry for entry in after if not entry.obsolete and not entry.is_header}
        assert set(live) == {(m.context or None, m.id) for m in messages}
        for message in messages:
            entry = live[message.context or None, message.id]
            assert (entry.plural or "", entry.files) == (message.plural, message.files)
            if entry.translated and not entry.fuzzy:
                old = before[entry.key]
                assert (old.forms, old.fuzzy) == (entry.forms, False)
        kept = {form for entry in after for form in entry.forms[:1]}
        assert {entry.forms[0] for entry in before.values() if entry.translated} <= kept
        data = result.data
    judge(data)


def messages_in(data: bytes) -> list[Message]:
    """The messages of which a catalog is up to date."""
    return [
        Message(e.id, e.plural or "", e.context or "", e.comments, e.files)
        for e in parse(data, PLACE).entries
        if not (e.obsolete or e.is_header)
    ]


catalogs = po_files(contexts=["menu", "verb"])


@given(catalogs, st.randoms(use_true_random=False))
def test_the_same_messages_in_any_order_change_no_byte(data: bytes, chance: random.Random) -> None:
    messages = messages_in(data)
    assert merge(data, messages, KA, PLACE) == Merged(data)
    chance.shuffle(messages)
    assert merge(data, messages, KA, PLACE) == Merged(data)


@st.composite
def next_drafts(draw: st.DrawFn, messages: Sequence[Message]) -> list[Message]:
    """``messages`` with some edited, gone, moved, described otherwise, and others new."""
    edits = {
        "keep": lambda m: m,
        "negate": lambda m: replace(m, id=f"{m.id} not"),
        "replace": lambda m: replace(m, id=m.id.replace("the", "those") + "\n"),
        "describe": lambda m: replace(m, comments=("new: \\",), files=("x y.md", "z.md")),
        "count": lambda m: replace(m, plural="" if m.plural else f"{m.id} twice"),
        "name": lambda m: replace(m, context="verb"),
    }
    found = [edits[draw(st.sampled_from(list(edits)))](message) for message in messages]
    found += draw(some_messages)
    kept = draw(st.lists(st.sampled_from(found), unique=True)) if found else []
    return list({(message.context, message.id): message for message in kept}.values())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=catalogs, more=st.data())
def test_gettext_accepts_whatever_a_merge_writes(
    judge: Callable[[bytes], None], data: bytes, more: st.DataObject
) -> None:
    messages = more.draw(next_drafts(messages_in(data)))
    judge(merged(data, messages).data.removeprefix(BOM_UTF8))


def _forms(target: object) -> list[str]:
    """What the library gives as a unit's target, one text or a list of forms."""
    return [str(form) for form in getattr(target, "strings", [target])]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=po_files(contexts=["menu", "verb"], tidy=True), more=st.data())
def test_the_library_reads_whatever_a_merge_writes(data: bytes, more: st.DataObject) -> None:
    """As we do. Spaces that gettext reads but does not write it refuses, merged or not."""
    result = merged(data, more.draw(next_drafts(messages_in(data)))).data
    store = pypo.pofile()
    store.parse(result)
    theirs = [
        (unit.isobsolete(), str(unit.source), _forms(unit.target), unit.target and unit.isfuzzy())
        for unit in store.units
        if not (unit.isheader() or unit.isblank())
    ]
    assert theirs == [
        (entry.obsolete, entry.id, list(entry.forms), entry.forms[0] and entry.fuzzy)
        for entry in parse(result, PLACE).entries
        if not entry.is_header
    ]


# ---- speed ------------------------------------------------------------------------------------


def test_a_message_of_two_chapters_draws_no_new_ones_to_its_place(catalog: str) -> None:
    """What follows it in a new chapter stands with that chapter, not where it stood before."""
    here = ("book/article.md",)
    both = Message(THIRD, comments=("Article: paragraph",), files=("book/new.md", *here))
    new = [Message(f"A new one, {name}", files=("book/new.md",)) for name in ("first", "second")]
    order = [MESSAGES[0], new[0], both, new[1], MESSAGES[1], MESSAGES[2]]
    entries = [entry.id for entry in parse(merged(catalog, order).data, PLACE).entries]
    at = entries.index(TITLE)
    assert entries[at : at + 3] == [TITLE, new[0].id, new[1].id]


def test_a_revived_plural_has_the_forms_of_its_language(
    header: str, judge: Callable[[bytes], None]
) -> None:
    data = f'{header}\n#~ msgid "one"\n#~ msgid_plural "many"\n#~ msgstr[0] "x"\n'
    result = merged(data, [Message("one", plural="many", files=("a.xhtml",))])
    judge(result.data)
    assert "#, fuzzy" in result.data.decode()


def test_a_note_on_an_untranslated_message_goes_with_its_text(header: str) -> None:
    text = "He went home in March."
    notes = "# ask the author\n# hexapla: ignore T011\n"
    data = f'{header}\n{notes}#: book/article.md\nmsgid "{text}"\nmsgstr ""\n'
    moved = merged(data, [message("He walked home in March.")]).data.decode()
    assert f"{notes}#. Article: paragraph\n#: book/article.md\nmsgid" in moved
    assert "fuzzy" not in moved
    gone = merged(data, [message(NEW)]).data.decode()
    assert f'{notes}#~ msgid "{text}"' in gone
