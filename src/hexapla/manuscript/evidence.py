"""What a dossier says and what it rests on: claims, citations, dates of events and sources."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from hexapla import inline
from hexapla.diagnostics import Place, Report
from hexapla.drawings import Chart, Map
from hexapla.entries import (
    Claim,
    Entry,
    Event,
    Finding,
    GeographicPlace,
    Question,
    Source,
    cited_sources,
)
from hexapla.model import (
    Chapter,
    Dossier,
    Figure,
    Paragraph,
    Post,
    Register,
    blocks_of,
    entries_of,
    locators_of,
    texts_of,
)


def check_evidence(dossier: Dossier, report: Report) -> None:
    """Note every claim, event, passage and source that does not rest on what it should."""
    entries = entries_of(dossier)
    locators = {locator for part in dossier.parts for locator, _ in locators_of(part)}
    for entry in entries.values():
        match entry:
            case Claim():
                _check_claim(entry, entries, locators, report)
            case Finding():
                _check_ids(entry, entry.claims, Claim, entries, report)
            case Event():
                _check_event(entry, entries, report)
            case _:
                pass
    for node in blocks_of(dossier):
        if isinstance(node, Figure):
            _check_drawing(node, entries, report)
    _check_claimed(dossier, locators, report)
    _check_cited(dossier, report)
    for part in dossier.parts:
        if isinstance(part, Chapter) and part.must_cite:
            _check_citations(part, entries, report)


def _check_claim(
    claim: Claim, entries: Mapping[str, Entry], locators: Collection[str], report: Report
) -> None:
    name = f"the claim “{claim.id}”"
    if not claim.passages:
        problem = f"{name} names no passage; give the locators of those that report it"
        report.error("M018", problem, claim.place)
    if not claim.sources:
        report.error("M018", f"{name} names no source; say where it is made", claim.place)
    if not claim.claimants:
        report.error("M018", f"{name} names nobody who makes it", claim.place)
    for locator in claim.passages:
        if locator not in locators:
            problem = f"{name}: there is no passage with the locator {locator}"
            report.error("M004", problem, claim.place)
    for id in claim.claimants:
        if not _is_actor(entries.get(id)):
            problem = (
                f"{name}: no register of people, organisations or the like has an entry “{id}”"
            )
            report.error("M006", problem, claim.place)
    if claim.question:
        _check_ids(claim, (claim.question,), Question, entries, report)
        if claim.answer is None:
            problem = f"{name} answers a question, but has no “answer” for its table"
            report.error("P005", problem, claim.place)


def _is_actor(entry: Entry | None) -> bool:
    """Whether ``entry`` has a name and can say something."""
    return hasattr(entry, "name") and not isinstance(entry, Question)


def _check_ids(
    owner: Entry,
    ids: Collection[str],
    kind: type[Entry],
    entries: Mapping[str, Entry],
    report: Report,
) -> None:
    for id in ids:
        if not isinstance(entries.get(id), kind):
            what = kind.__name__.lower()
            problem = f"“{owner.id}” names the {what} “{id}”, but no register has it"
            report.error("M006", problem, owner.place)


def _check_event(event: Event, entries: Mapping[str, Entry], report: Report) -> None:
    """A source cannot report what came after it."""
    for id in event.sources:
        source = entries.get(id)
        dated = source.date if isinstance(source, Source) else None
        if dated is not None and event.date.first_day() > dated.last_day():
            problem = (
                f"the event “{event.id}” ({event.date}) is dated after its source “{id}” "
                f"({dated}); mend one of the dates, or cite a later source"
            )
            report.error("M021", problem, event.place)


def _check_drawing(figure: Figure, entries: Mapping[str, Entry], report: Report) -> None:
    place = figure.alt.place
    match figure.drawing:
        case Map(places=points, areas=areas):
            for id in (*points, *areas):
                entry = entries.get(id)
                if not isinstance(entry, GeographicPlace):
                    problem = f"{figure.source}: the places register has no entry “{id}”"
                    report.error("M006", problem, place)
                elif entry.latitude is None or entry.longitude is None:
                    problem = f"{figure.source}: the place “{id}” has no latitude and longitude"
                    report.error("P005", problem, entry.place)
        case Chart(question=id):
            claims = [e for e in entries.values() if isinstance(e, Claim) and e.question == id]
            if not isinstance(entries.get(id), Question):
                problem = f"{figure.source}: the questions register has no entry “{id}”"
                report.error("M006", problem, place)
            elif not any(claim.value for claim in claims):
                problem = f"{figure.source}: no claim that answers “{id}” has a “value”"
                report.error("P005", problem, place)
        case None:
            pass


def _check_claimed(dossier: Dossier, locators: Collection[str], report: Report) -> None:
    """With a claims register, every post and paragraph of threads and articles is in a claim."""
    registers = [
        part for part in dossier.parts if isinstance(part, Register) and part.kind == "claims"
    ]
    if not registers:
        return
    claimed = {
        locator
        for register in registers
        for claim in register.entries
        if isinstance(claim, Claim)
        for locator in claim.passages
    }
    exempt = {locator for register in registers for locator in register.exempt}
    for register in registers:
        place = register.exempt_place or register.place
        for locator in register.exempt:
            if locator not in locators:
                problem = f"“no-claims” names {locator}, but there is no such passage"
                report.error("M004", problem, place)
            elif locator in claimed:
                problem = f"“no-claims” names {locator}, but a claim names it too; take it out"
                report.warn("M023", problem, place)
    accounted = claimed | exempt
    for locator, place in _statements(dossier):
        if locator not in accounted:
            problem = (
                f"no claim names the passage {locator}; add one to the claims register, or name "
                "the passage in its “no-claims” if it states no fact"
            )
            report.error("M019", problem, place)


def _statements(dossier: Dossier) -> Iterator[tuple[str, Place]]:
    """The numbered posts of threads and the paragraphs of articles."""
    for part in dossier.parts:
        if not isinstance(part, Chapter) or part.kind not in ("thread", "article"):
            continue
        for node in blocks_of(part.blocks):
            match node:
                case Post(label=label, locator=locator) if part.kind == "thread" and label:
                    texts = texts_of(node)
                    yield locator, texts[0].place if texts else part.place
                case Paragraph(text, locator) if part.kind == "article" and locator:
                    yield locator, text.place
                case _:
                    pass


def _check_cited(dossier: Dossier, report: Report) -> None:
    """Every source is cited somewhere: by a chapter, by an entry, by a link."""
    cited = {
        target.removeprefix("@")
        for text in texts_of(dossier)
        for target in inline.targets(text.content)
    }
    for part in dossier.parts:
        if isinstance(part, Chapter):
            cited.add(part.source)
        else:
            cited.update(id for entry in part.entries for id in cited_sources(entry))
    for entry in entries_of(dossier).values():
        if isinstance(entry, Source) and entry.id not in cited:
            problem = f"the source “{entry.id}” is cited nowhere; cite it, or take it out"
            report.error("M020", problem, entry.place)


def _check_citations(chapter: Chapter, entries: Mapping[str, Entry], report: Report) -> None:
    """Every passage links to a source or to another passage, itself or in a footnote."""
    notes = {note.label: note for note in chapter.notes}
    for node in blocks_of(chapter.blocks):
        if not isinstance(node, Paragraph | Post) or not node.locator:
            continue
        contents = [text.content for text in texts_of(node)]
        for label in [label for content in contents for label in inline.note_calls(content)]:
            contents += [text.content for text in texts_of(notes.get(label))]
        targets = [target for content in contents for target in inline.targets(content)]
        if not any(_is_citation(target, entries) for target in targets):
            problem = f"the passage {node.locator} names nothing that it rests on; cite a source"
            texts = texts_of(node)
            report.error("M022", problem, texts[0].place if texts else chapter.place)


def _is_citation(target: str, entries: Mapping[str, Entry]) -> bool:
    return target.startswith("#") or isinstance(entries.get(target.removeprefix("@")), Source)
