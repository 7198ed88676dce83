"""Targets: what each reader must hold to, whatever bytes it is given.

Each takes any bytes and either returns, or raises what a fuzzer reports: everything but a Refusal,
which is how the tool refuses a file. The tests feed them from hypothesis, ``run.py`` from atheris.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import tinycss2  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from markupsafe import Markup

from hexapla import inline
from hexapla.diagnostics import Place, Refusal, Report
from hexapla.edition.inlines import Writer
from hexapla.language import Language
from hexapla.manuscript.chapters import parse_chapter
from hexapla.manuscript.drawings import parse_drawing
from hexapla.manuscript.evidence import check_evidence
from hexapla.manuscript.importing import IMPORTERS
from hexapla.manuscript.references import check_references
from hexapla.manuscript.registers import parse_register
from hexapla.message import Message
from hexapla.model import Dossier, Part, texts_of
from hexapla.output.svg import safe_svg
from hexapla.text import Text
from hexapla.translation import Standard, check_catalog, messages_of, opened_block
from hexapla.translation.catalogs import catalog_of
from hexapla.translation.merging import merge
from hexapla.translation.reading import parse
from hexapla.translation.syntax import written

ROOT = Path(__file__).parents[1]

PO = Place("locales/ka/LC_MESSAGES/book.po")
CHAPTER = Place("book/chapter.md")
REGISTER = Place("book/register.toml")
PICTURE = Place("book/media/picture.svg")

_ENGLISH, _GEORGIAN = Language("en"), Language("ka")


def read_catalog(data: bytes) -> None:
    """A catalog is refused, or written back to the byte, checked and merged."""
    with suppress(Refusal):
        file = parse(data, PO)
        assert written(file) == data, "the catalog is not written as it was read"
        catalog = catalog_of(file, PO, _GEORGIAN)
        messages = [Message(id, context=context) for context, id in catalog.entries if id]
        found = check_catalog(catalog, messages, Standard(_ENGLISH, _GEORGIAN))
        faulty = {item.place for item in found}
        for message in messages:
            translation = catalog.translation(message.id, message.context)
            if translation and catalog.place_of(message.id, message.context) not in faulty:
                for form in translation.forms:
                    _check_xhtml(form)
        merged = merge(data, [*messages, Message("a new message")], _GEORGIAN, PO)
        again = merge(merged.data, [*messages, Message("a new message")], _GEORGIAN, PO)
        assert again.data == merged.data, "a catalog that is up to date changes"


def read_manuscript(data: bytes) -> None:
    """A chapter is refused with places, or every text of it becomes well-formed XHTML."""
    text = data.decode(errors="replace")
    report = Report()
    with suppress(Refusal):
        chapter = parse_chapter(text, CHAPTER, report)
        _check_part(chapter, report)
    assert all(item.place for item in report.found), "a problem without a place"


def read_registers(data: bytes) -> None:
    """A register or drawing is refused with places, or its texts become well-formed XHTML."""
    text = data.decode(errors="replace")
    report = Report()
    with suppress(Refusal):
        register = parse_register(text, REGISTER, report)
        if register:
            _check_part(register, report)
    with suppress(Refusal):
        parse_drawing(text, REGISTER, report)
    assert all(item.place for item in report.found), "a problem without a place"


def import_pages(data: bytes) -> None:
    """A captured page is refused, or becomes a chapter that can be read; nothing of it is lost."""
    text = data.decode(errors="replace")
    for kind, importer in IMPORTERS.items():
        for keep_all in (True, False):
            with suppress(Refusal):
                imported = importer(text, keep_all=keep_all, file="page.txt")
                report = Report()
                chapter = parse_chapter(imported.markdown, CHAPTER, report)
                codes = {item.code for item in report.found}
                assert chapter.kind == kind
                assert not codes - {"M007", "M014", "M016"}, f"the chapter has {codes}"
                targets = [one for t in texts_of(chapter) for one in inline.targets(t.content)]
                assert not targets, f"a page of plain text links to {targets}"


_SVG = "{http://www.w3.org/2000/svg}"
_OUTSIDE = re.compile(r"\s*url\(\s*['\"]?\s*[^\s'\"#)]", re.IGNORECASE)
"""A value that begins with an address outside, whether it is closed or not."""
_WORDS = ("id", "class", "title", "role", "lang", "aria-label", "aria-description", "font-family")


def check_svg(data: bytes) -> None:
    """A picture is refused, or comes out with nothing in it that runs or is not its own."""
    with suppress(Refusal):
        safe = safe_svg(data, "svg-", PICTURE)
        assert safe_svg(safe, "svg-", PICTURE) == safe, "what is safe does not stay as it is"
        for element in etree.fromstring(safe).iter():
            assert isinstance(element.tag, str), "a comment, an entity or an instruction"
            assert element.tag.startswith(_SVG), element.tag
            name = element.tag.removeprefix(_SVG).lower()
            assert name not in ("script", "foreignobject", "iframe", "set", "animate"), name
            for key, value in element.attrib.items():
                assert not key.lower().startswith("on"), key
                assert not key.endswith("}base"), key
                if key == "href" or key.endswith("}href"):
                    assert value.startswith("#"), value
                if key not in _WORDS and not key.startswith("data-"):
                    _check_addresses(value)
            if name == "style":
                style = "".join(element.itertext())
                assert not re.search("@import", style, re.IGNORECASE), style
                _check_addresses(style)


def _check_addresses(css: str) -> None:
    assert not _OUTSIDE.match(css), css
    values = tinycss2.parse_component_value_list(css)
    while values:
        value = values.pop()
        values += getattr(value, "arguments", None) or getattr(value, "content", None) or []
        named = [value] if value.type == "url" else []
        if value.type == "function" and value.lower_name == "url":
            named = [one for one in value.arguments if one.type == "string"]
        for one in named:
            assert one.value.strip().startswith("#"), css


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "catalog": read_catalog,
    "manuscript": read_manuscript,
    "registers": read_registers,
    "importers": import_pages,
    "svg": check_svg,
}
"""The targets by the names under which ``make fuzz`` runs them."""


def seeds(target: str) -> Iterator[bytes]:
    """Files of this repository to begin with: what a target reads when nothing is wrong."""
    dossiers = [ROOT, *sorted((ROOT / "tests" / "dossiers").iterdir())]
    patterns = {
        "catalog": ["locales/*/LC_MESSAGES/*.po"],
        "manuscript": ["book/*.md", "book/context/*.md"],
        "registers": ["book/**/*.toml"],
        "importers": ["book/*.md"],
        "svg": ["book/**/*.svg", "templates/**/*.svg"],
    }[target]
    for folder in dossiers:
        for pattern in patterns:
            for path in sorted(folder.glob(pattern)):
                yield path.read_bytes()[:LONGEST]


WORDS: Mapping[str, tuple[str, ...]] = {
    "catalog": (
        *('msgid "', 'msgid_plural "', 'msgstr "', 'msgstr[1] "', 'msgctxt "', "#, fuzzy", "#~ "),
        *("#| msgid ", "#~| ", "#= ", "#: ", "# hexapla: ignore T011", "<<<<<<< ", ">>>>>>> "),
        *("nplurals=2; plural=(n != 1);", "charset=", "Language: ka\\n", "[x](https://a.org)"),
        *("[x](@y)", "[^1]", "`", "**", "\u202e", "\u2066", "\u2069", "{{7*7}}", "%(x)s", "<b>"),
    ),
    "manuscript": (
        *("+++\n", 'kind = "thread"\n', 'kind = "article"\n', 'title = "', "[^1]: ", "[^1]", "1. "),
        *("2/ ", "- ", "> ", "## ", "| a | b |\n|---|---|\n", ": ", "![a](b.png)", "[a](#T1)"),
        *("[a](@b)", "<https://a.org>", "{#A7}", "***", "```\n", "    ", "\\\n", "&amp;", "&#0;"),
    ),
    "registers": (
        *("[[people]]\n", "[[claims]]\n", "[[sources]]\n", "[[events]]\n", 'id = "', 'name = "'),
        *("date = 2022-03-30\n", "value = [1, 2]\n", 'kind = "map"\n', "west = 1e999\n", "nan"),
        *("[[disputed]]\n", "points = [[1, 2], [3, 4]]\n", "[[labels]]\n", "no-claims = []\n"),
    ),
    "importers": (
        *("1/", "1/3 ", "(2/3)", "1. ", "By A. B.\n", "31 March 2022 • 14 tweets", "> ", "— "),
        *("Share this\n", "\n\n", "{#A7}", "![a](b)", "[a](b)", "<b>", "***\n", "+++\n", "\u200b"),
    ),
    "svg": (
        *("<svg", "<g>", "</g>", "<use ", ' href="#a"', ' xlink:href="', ' id="a"', "<style>"),
        *("</style>", "url(#a)", "url('", "@import ", "\\75 rl(", "<!DOCTYPE ", "<!ENTITY ", "&a;"),
        *("<![CDATA[", "]]>", "<?xml ", ' encoding="utf-16"', ' xml:base="', ' onload="', "<a "),
        *("<image ", "<script>", "<foreignObject>", ' xmlns="http://www.w3.org/2000/svg"', "/*"),
        *("*/", "image-set(", "<set ", "data:image/png;base64,", ' xmlns:x="http://a.org"'),
    ),
}
"""What the formats are written in: a fuzzer finds few of these by itself."""

LONGEST = 20_000
"""Bytes of an input at most: long enough for every rule, short enough for many tries."""


# ---- what they hold to ------------------------------------------------------------------------


def _check_part(part: Part, report: Report) -> None:
    """Check a part alone in a dossier; what is not refused is rendered and translated."""
    dossier = Dossier(
        slug="fuzz",
        language="en",
        date=datetime.date(2026, 1, 1),
        title=Text("Fuzz", "", Place("book/dossier.toml", 1)),
        parts=(part,),
    )
    check_references(dossier, report)
    check_evidence(dossier, report)
    messages_of(dossier)
    refused = {item.place for item in report.found}
    for text in texts_of(part):
        list(opened_block("a message", text.content))
        if text.place not in refused:
            _check_xhtml(text.content)


def _check_xhtml(content: str) -> None:
    """Raise AssertionError unless ``content`` becomes well-formed XHTML of known elements."""
    writer = Writer(
        _GEORGIAN,
        _ENGLISH,
        resolve=lambda target: (target, Markup("{}").format(target)),
        note=lambda label: Markup("<sup>{}</sup>").format(label),
        mention=lambda _: "",
    )
    written_text = writer.xhtml(Text(content, "", CHAPTER))
    root = etree.fromstring(f"<p>{written_text}</p>".encode())
    known = {"p", "em", "strong", "code", "a", "br", "sup", "bdi", "span", "wbr"}
    for element in root.iter():
        assert element.tag in known, element.tag
        unknown = set(element.attrib) - {"href", "class", "dir", "id", "lang"}
        assert not unknown, unknown
