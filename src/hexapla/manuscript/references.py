"""What in a dossier points to something else, and whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hexapla import inline
from hexapla.dates import PartialDate
from hexapla.diagnostics import Place, Report
from hexapla.entries import Entry, Event, Source, cited_sources
from hexapla.links import leads_out, misleading_links
from hexapla.model import (
    Chapter,
    Code,
    Dossier,
    Heading,
    Part,
    Register,
    blocks_of,
    entries_of,
    locators_of,
    texts_of,
)
from hexapla.scripts import directions_end
from hexapla.text import CONTROL, Text

RESERVED = (
    *("dossier", "cover", "imprint", "contents", "nav", "titlepage", "index", "colophon", "blank"),
)
"""Ids of the dossier's head and of sections not of the manuscript: a chapter cannot have them."""

OWN = ("entry-", "at-")
"""What the anchors of entries and of their mentions begin with."""


def check_references(dossier: Dossier, report: Report) -> None:
    """Note every id and locator that is used twice, and everything that points nowhere."""
    _check_unique(_parts(dossier), "M005", "the file name “{}” is used for two chapters", report)
    _check_unique(_ids(dossier), "M005", "the id “{}” is used twice; rename one", report)
    _check_unique(
        (pair for part in dossier.parts for pair in locators_of(part)),
        "M003",
        "the locator {} is used twice; give one of the chapters another “locator” letter",
        report,
    )
    _check_kept_names(dossier, report)
    for part in dossier.parts:
        _check_characters(part, report)
    locators = {locator for part in dossier.parts for locator, _ in locators_of(part)}
    entries = entries_of(dossier)
    for entry in entries.values():
        _check_name(entry, report)
    for text in texts_of(dossier):
        _check_links(text, locators, entries, report)
    for text in texts_of(replace(dossier, parts=())):
        _refuse_control(text.content, text.place, report)
        if inline.note_calls(text.content):
            report.error("M013", "dossier.toml cannot call a footnote", text.place)
    for part in dossier.parts:
        headings = (node.text for node in blocks_of(part) if isinstance(node, Heading))
        for title in (part.title, *headings):
            if not inline.plain(title.content).strip():
                problem = "a title must have words of its own: contents list it without links"
                report.error("M016", problem, title.place)
        _check_sources(part, entries, report)
        _check_notes(part, report)


def _check_kept_names(dossier: Dossier, report: Report) -> None:
    """Files and locators that are called as something that every edition has."""
    begin = " or ".join(OWN)
    sections = {*RESERVED, *(part.id for part in dossier.parts)}
    for part in dossier.parts:
        if part.id in RESERVED:
            problem = f"“{part.id}” is a section that every edition has; rename the file"
            report.error("M005", problem, part.place)
        if part.id.startswith(OWN):
            problem = f"names that begin with {begin} are kept for entries; rename the file"
            report.error("M005", problem, part.place)
        for locator, place in locators_of(part):
            if locator in sections:
                report.error("M003", f"the locator {locator} is the id of a section", place)
            if locator.startswith(OWN):
                problem = f"locators that begin with {begin} are kept for entries"
                report.error("M003", problem, place)


def _check_characters(part: Part, report: Report) -> None:
    for node in blocks_of(part):
        match node:
            case Text():
                _refuse_control(node.content, node.place, report)
            case Code():
                _refuse_control(node.content, part.place, report)
            case Source():
                shown = node.title + node.author + node.url + node.archive
                _refuse_control(shown, node.place, report)
            case _:
                pass


def _refuse_control(content: str, place: Place, report: Report) -> None:
    for character in sorted(set(CONTROL.findall(content))):
        problem = f"here is the control character U+{ord(character):04X}; take it out"
        report.error("M017", problem, place)
    if not directions_end(content):
        problem = (
            "a change of direction is not ended, or ended twice; every U+202A to U+202E needs "
            "its U+202C, every U+2066 to U+2068 its U+2069"
        )
        report.error("M017", problem, place)


def _parts(dossier: Dossier) -> Iterator[tuple[str, Place]]:
    return ((part.id, part.place) for part in dossier.parts)


def _ids(dossier: Dossier) -> Iterator[tuple[str, Place]]:
    return (
        (entry.id, entry.place)
        for part in dossier.parts
        if isinstance(part, Register)
        for entry in part.entries
    )


def _check_unique(
    names: Iterator[tuple[str, Place]], code: str, problem: str, report: Report
) -> None:
    first: dict[str, Place] = {}
    for name, place in names:
        if name in first:
            report.error(code, f"{problem.format(name)} (the other is at {first[name]})", place)
        first.setdefault(name, place)


def _check_name(entry: Entry, report: Report) -> None:
    """A name is what links to the entry are filled in with, so it cannot link itself."""
    for field in ("name", "sort_name", "abbreviation"):
        name: Text | None = getattr(entry, field, None)
        if name and inline.targets(name.content):
            problem = f"the name of “{entry.id}” holds a link; move the link to its description"
            report.error("M013", problem, name.place)


def _check_links(text: Text, locators: set[str], entries: dict[str, Entry], report: Report) -> None:
    if inline.nested_too_deeply(text.content):
        problem = "emphasis and links are nested too deeply here; take some levels out"
        report.error("M013", problem, text.place)
    for shown, target in misleading_links(text.content):
        problem = f"the link shows “{shown}” and leads to {target}; let both be the same"
        report.warn("M024", problem, text.place)
    for node in inline.walk(inline.parse(text.content)):
        if isinstance(node, inline.Picture):
            problem = f"the picture {node.target} must stand alone in its paragraph"
            report.error("M013", problem, text.place)
        elif isinstance(node, inline.Link):
            problem, code = _link_problem(node, locators, entries)
            if problem:
                report.error(code, problem, text.place)
            inner = inline.walk(node.children)
            if any(isinstance(item, inline.Link | inline.NoteCall) for item in inner):
                problem = f"the link to {node.target} holds another link or a footnote's call"
                report.error("M013", problem, text.place)


def _link_problem(
    link: inline.Link, locators: set[str], entries: dict[str, Entry]
) -> tuple[str, str]:
    """What is wrong with a link and the code for it; two empty strings for nothing."""
    target = link.target
    if target.startswith("#"):
        if target[1:] not in locators:
            return f"there is no passage with the locator {target[1:]}", "M004"
    elif target.startswith("@"):
        if target[1:] not in entries:
            return f"no register has an entry with the id “{target[1:]}”", "M006"
    elif not leads_out(target):
        return (
            f"the link to “{target}” is neither https, http nor mailto, nor an entry (@id) or "
            "a locator (#T1)",
            "M012",
        )
    elif not link.children:
        return f"the link to {target} has no text", "M012"
    return "", ""


def _check_sources(part: Part, entries: dict[str, Entry], report: Report) -> None:
    cited: list[tuple[str, Place]] = []
    if isinstance(part, Chapter) and part.source:
        cited.append((part.source, part.source_place or part.place))
    if isinstance(part, Register):
        for entry in part.entries:
            cited += [(source, entry.place) for source in cited_sources(entry)]
            if isinstance(entry, Event):
                _check_dates(entry, report)
    for source, place in cited:
        if not isinstance(entries.get(source), Source):
            report.error("M006", f"the sources register has no entry “{source}”", place)


def _check_dates(event: Event, report: Report) -> None:
    end: PartialDate | None = event.end
    if end is not None and end.last_day() < event.date.first_day():
        problem = f"the event “{event.id}” ends ({end}) before it begins ({event.date})"
        report.error("M015", problem, event.place)


def _written(part: Part) -> Iterator[tuple[str, Place]]:
    """The labels of the footnotes in ``part``."""
    for note in part.notes if isinstance(part, Chapter) else ():
        texts = texts_of(note)
        yield note.label, texts[0].place if texts else part.place


def _check_notes(part: Part, report: Report) -> None:
    """Footnotes stand in chapters, each called at least once; registers have none."""
    notes = {note.label: note for note in part.notes} if isinstance(part, Chapter) else {}
    _check_unique(_written(part), "M005", "the footnote [^{}] is written twice; rename one", report)
    called: set[str] = set()
    for text in texts_of(part):
        for label in inline.note_calls(text.content):
            called.add(label)
            if label not in notes:
                problem = f"the footnote [^{label}] is called here but not written in this file"
                report.error("M008", problem, text.place)
    for label, note in notes.items():
        for text in texts_of(note):
            if inline.note_calls(text.content):
                report.error("M013", "a footnote cannot call another footnote", text.place)
        if label not in called:
            texts = texts_of(note)
            place = texts[0].place if texts else part.place
            report.warn("M009", f"the footnote [^{label}] is never called; call or drop it", place)
