"""export: a project's translations and glossary for other tools, as TMX and TBX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from hexapla import __version__
from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.entries import Term
from hexapla.inline import plain
from hexapla.manuscript import read_dossier
from hexapla.model import Dossier, entries_of
from hexapla.output.files import write_atomically
from hexapla.paths import refuse_link_out
from hexapla.pipeline.bounds import READING, bounded_time
from hexapla.pipeline.catalogs import Catalogs, choose_languages, load_catalogs, translate
from hexapla.project import Project
from hexapla.text import State, Text
from hexapla.translation import (
    GlossaryTerm,
    MemoryUnit,
    messages_of,
    tbx_bytes,
    tmx_bytes,
    ways_of,
)


def export(
    project: Project, kind: str, names: Sequence[str] = (), output: Path | None = None
) -> Path:
    """Write the translations (``tmx``) or the glossary (``tbx``) of the languages ``names``.

    All languages if there are no names; to ``output`` or else to ``build/``. Only what is
    confirmed goes along. Returns the file. Raises Refusal T034 if there is nothing to write, P008
    if ``build/`` leads out of the project, or as reading and writing do.
    """
    if not output:
        refuse_link_out(project.root, "build")
    with bounded_time(project.limits.seconds, READING):
        dossier, _ = read_dossier(project)
        chosen = choose_languages(project, names)
        catalogs = [load_catalogs(project, item) for item in chosen if item.tag != dossier.language]
        _refuse_nothing(kind, dossier, catalogs)
        data = EXPORTS[kind](dossier, catalogs)
    path = output or project.output / f"{project.slug}.{kind}"
    write_atomically(path, data)
    return path


def _refuse_nothing(kind: str, dossier: Dossier, catalogs: Sequence[Catalogs]) -> None:
    if kind == "tbx" and not any(isinstance(entry, Term) for entry in entries_of(dossier).values()):
        problem = "there is no term to export; write a register of terms ([[terms]])"
        raise Refusal(Diagnostic("T034", problem))
    ids = [message.id for message in messages_of(dossier)]
    if kind == "tmx" and not any(any(_translations(id, catalogs)) for id in ids):
        tags = ", ".join(item.language.tag for item in catalogs)
        where = tags or f"any language but the manuscript’s, {dossier.language}"
        problem = f"there is no confirmed translation in {where} to export; name another language"
        raise Refusal(Diagnostic("T034", problem))


def _memory(dossier: Dossier, catalogs: Sequence[Catalogs]) -> bytes:
    units = [
        MemoryUnit(message.id, targets, "; ".join(message.comments))
        for message in messages_of(dossier)
        if (targets := dict(_translations(message.id, catalogs)))
    ]
    return tmx_bytes(units, dossier.language, __version__)


def _translations(id: str, catalogs: Sequence[Catalogs]) -> Iterator[tuple[str, str]]:
    for item in catalogs:
        found = item.book.translation(id) if item.book else None
        if found and found.usable:
            yield item.language.tag, found.forms[0]


def _glossary(dossier: Dossier, catalogs: Sequence[Catalogs]) -> bytes:
    editions = {dossier.language: dossier}
    editions |= {item.language.tag: translate(dossier, item) for item in catalogs}
    known = {tag: entries_of(edition) for tag, edition in editions.items()}
    terms: list[GlossaryTerm] = []
    for id, entry in entries_of(dossier).items():
        if isinstance(entry, Term):
            names = _said(id, "name", known)
            definitions = _said(id, "description", known)
            terms.append(
                GlossaryTerm(
                    id,
                    {tag: ways_of(text.content) for tag, text in names.items()},
                    {tag: plain(text.content) for tag, text in definitions.items()},
                )
            )
    return tbx_bytes(terms, dossier.language, plain(dossier.title.content))


def _said(id: str, field: str, known: Mapping[str, Mapping[str, object]]) -> dict[str, Text]:
    """A field of an entry in each language that has it."""
    texts: dict[str, Text] = {tag: getattr(entries[id], field) for tag, entries in known.items()}
    return {
        tag: text for tag, text in texts.items() if text.state in (State.SOURCE, State.TRANSLATED)
    }


EXPORTS: Mapping[str, Callable[[Dossier, Sequence[Catalogs]], bytes]] = {
    "tmx": _memory,
    "tbx": _glossary,
}
"""What can be exported, by the ending of the file."""
