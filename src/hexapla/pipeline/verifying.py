"""verify: whether a PDF or an EPUB is what a manuscript builds, and if not, why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from hexapla.diagnostics import Diagnostic, Place, Refusal, Severity, warning
from hexapla.output.files import write_scratch
from hexapla.output.locks import scratch_folder
from hexapla.output.manifest import NAME, RECORD_LIMIT, Manifest, is_shown, parse_record, sha256
from hexapla.output.provenance import difference, manifest_in, sources_in
from hexapla.paths import read_regular
from hexapla.pipeline.build import Order, Step, assemble
from hexapla.pipeline.inputs import ROOMS, missing_or_changed
from hexapla.project import Project

Listen = Callable[[Step], None]

OUTPUT_LIMIT = 2_000_000_000
"""Bytes of a PDF or an EPUB: it is held in memory, twice."""

NAME_MAX = 255
"""Bytes of a name in a path: what file systems take (limits.h of POSIX)."""


@dataclass(frozen=True)
class Verdict:
    """What was found of one output."""

    path: Path
    found: tuple[Diagnostic, ...]
    """What keeps it from being what the manuscript builds (errors), and what else is to be said."""

    @property
    def is_true(self) -> bool:
        """Whether it is, to the byte, what the manuscript builds."""
        return not any(item.severity is Severity.ERROR for item in self.found)

    def as_json(self) -> dict[str, object]:
        """A dict of JSON types, for ``--json``."""
        return {
            "file": str(self.path.absolute()),
            "verified": self.is_true,
            "found": [item.as_json() for item in self.found],
        }


def verify(
    project: Project, paths: Sequence[Path] = (), listen: Listen = lambda _: None
) -> tuple[Verdict, ...]:
    """Build each of the outputs ``paths`` again, and compare; those of ``build/`` if empty.

    Raises Refusal F001 if nothing has been built there.
    """
    return tuple(_verdict(project, path, listen) for path in paths or _recorded(project))


def verify_from_pdf(path: Path, listen: Listen = lambda _: None) -> Verdict:
    """Build a PDF again from the sources that travel in it, in a temporary folder, and compare."""
    try:
        data, _, manifest = _read(path)
        sources = _sources(data, manifest, Place(str(path)))
    except Refusal as refusal:
        return Verdict(path, refusal.diagnostics)
    with scratch_folder() as folder:
        try:
            write_scratch(folder, sources)
        except Refusal as refusal:  # it tells of a temporary folder, which nobody knows
            said = "; ".join(item.message for item in refusal.diagnostics)
            problem = f"its sources cannot be unpacked: {said}"
            return Verdict(path, (Diagnostic("F023", problem, Place(str(path))),))
        try:
            project = Project.read(folder)
        except Refusal as refusal:
            return Verdict(path, refusal.diagnostics)
        return _verdict(project, path, listen)


def _recorded(project: Project) -> list[Path]:
    """The outputs of ``build/``, as its manifest has them."""
    path = project.output / NAME
    place = project.place(path)
    try:
        names = sorted(parse_record(read_regular(path, RECORD_LIMIT)))
    except FileNotFoundError:
        problem = "nothing has been built here; name a PDF or an EPUB, or run “hexapla build”"
        raise Refusal(Diagnostic("F001", problem, place)) from None
    except (OSError, ValueError) as error:
        problem = f"the manifest cannot be read: {error}; run “hexapla build”"
        raise Refusal(Diagnostic("F019", problem, place)) from None
    return [project.output / name for name in names if Path(name).name == name]


# ---- one output -----------------------------------------------------------------------------


def _verdict(project: Project, path: Path, listen: Listen) -> Verdict:
    place = project.place(path)
    found: list[Diagnostic] = []
    try:
        data, recorded, manifest = _read(path, place)
    except Refusal as refusal:
        return Verdict(path, (*_not_as_recorded(path, place), *refusal.diagnostics))
    found += _not_as_recorded(path, place, data)
    changed = missing_or_changed(project, manifest.inputs)
    for name, how in changed:
        problem = f"this {how} {place} was built"
        found.append(Diagnostic("F020", problem, project.place(project.root / name)))
    if changed:  # there is no need to build what cannot be the same
        return Verdict(path, (*found, *_versions(manifest, place)))
    try:
        with scratch_folder() as scratch:
            (made,), _ = assemble(project, _order(manifest, recorded, scratch), listen)
    except Refusal as refusal:
        errors = (item for item in refusal.diagnostics if item.severity is Severity.ERROR)
        return Verdict(path, (*found, *errors))
    found += _compared(project, manifest, made.manifest, place)
    where = difference(data, made.written.data)
    if where:
        problem = f"this is not what the manuscript builds: {where}"
        found.append(Diagnostic("F022", problem, place))
    return Verdict(path, tuple(dict.fromkeys(found)))


def _read(path: Path, place: Place | None = None) -> tuple[bytes, bytes, Manifest]:
    """An output, and the manifest in it, as it stands there and as it is understood.

    Raises Refusal F001 if it is not there, F019 if it has no manifest or one with anything else in
    it.
    """
    place = place or Place(str(path))
    try:
        data = read_regular(path, OUTPUT_LIMIT)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        problem = f"the file cannot be read: {said}"
        raise Refusal(Diagnostic("F001", problem, place)) from None
    try:
        recorded = manifest_in(data)
        manifest = Manifest.parse(recorded)
        if manifest.as_bytes() != recorded:  # or it would be built in, unread, and found the same
            raise ValueError("its manifest is not written as Hexapla writes it")
        return data, recorded, manifest
    except ValueError as error:
        problem = (
            f"this does not tell what it was made of: {error}. It was not built by this version "
            "of Hexapla, or it is damaged"
        )
        raise Refusal(Diagnostic("F019", problem, place)) from None


def _not_as_recorded(path: Path, place: Place, data: bytes | None = None) -> Iterator[Diagnostic]:
    """What the manifest beside an output has against it; nothing if there is none beside it."""
    try:
        entry = parse_record(read_regular(path.parent / NAME, RECORD_LIMIT)).get(path.name)
        digest = sha256(read_regular(path, OUTPUT_LIMIT) if data is None else data)
    except (OSError, ValueError):
        return
    if entry and entry.sha256 != digest:
        problem = (
            f"this is not the file that was built here: its SHA-256 is {digest}, and {NAME} beside "
            f"it has {entry.sha256}"
        )
        yield Diagnostic("F022", problem, place)


def _order(manifest: Manifest, recorded: bytes, cache: Path) -> Order:
    """What builds one output again, with nothing remembered of earlier builds."""
    return Order(
        languages=(manifest.language,),
        formats=(manifest.format,),
        variants=(manifest.variant or "screen",),
        output=cache,
        jobs=1,
        multiple=manifest.page_multiple,
        fonts=manifest.fonts_embedded,
        pages=manifest.pages_numbered,
        embed_sources=manifest.sources_embedded,
        time=manifest.when,
        manifest=recorded,
    )


def _compared(
    project: Project, recorded: Manifest, now: Manifest, place: Place
) -> Iterator[Diagnostic]:
    """What a manifest says otherwise than the one that is made today."""
    for name in now.inputs:
        if name not in recorded.inputs:
            problem = f"this was not there when {place} was built"
            yield Diagnostic("F020", problem, project.place(project.root / name))
    yield from _versions(recorded, place)
    for name in (one.name for one in fields(Manifest)):
        if name not in ("inputs", "made_with") and getattr(recorded, name) != getattr(now, name):
            problem = f"what the file says of its {name.replace('_', ' ')} is not so"
            yield Diagnostic("F022", problem, place)


def _versions(recorded: Manifest, place: Place) -> Iterator[Diagnostic]:
    """A warning that names what has another version here than where the output was built."""
    from hexapla.pipeline.versions import made_with  # noqa: PLC0415 - loads the layout

    here = made_with(pages=recorded.pages_numbered)
    names = [name for name in {**recorded.made_with, **here} if _other(recorded, here, name)]
    if names:
        said = "; ".join(
            f"{name} {recorded.made_with.get(name) or 'none'}, here is {here.get(name) or 'none'}"
            for name in names
        )
        yield warning("F021", f"this was built with other versions than are here: {said}", place)


def _other(recorded: Manifest, here: dict[str, str], name: str) -> bool:
    return recorded.made_with.get(name, "") != here.get(name, "")


# ---- sources in a PDF -----------------------------------------------------------------------


def _sources(data: bytes, manifest: Manifest, place: Place) -> dict[str, bytes]:
    """The sources that travel in a PDF, found to be those that its manifest names.

    Raises Refusal F023 if there are none, or others.
    """
    try:
        found = sources_in(data)
    except ValueError as error:
        raise Refusal(Diagnostic("F023", f"its sources cannot be read: {error}", place)) from None
    if not found:
        problem = "there are no sources in it; “hexapla build --embed-sources” puts them there"
        raise Refusal(Diagnostic("F023", problem, place))
    wrong = [
        *(f"{name} is missing" for name in manifest.inputs if name not in found),
        *(f"{name!r} is none of its inputs" for name in found if name not in manifest.inputs),
        *(
            f"{name} is not what it was built of"
            for name, digest in manifest.inputs.items()
            if name in found and sha256(found[name]) != digest
        ),
        *(f"{name!r} is no path of a project" for name in found if not _is_safe(name)),
        *(f"{name!r} is a folder of others" for name in _folders(found) if name in found),
    ]
    if wrong:
        raise Refusal(*(Diagnostic("F023", f"in the PDF {what}", place) for what in wrong))
    return found


def _is_safe(name: str) -> bool:
    """Whether a path with forward slashes stays within the folders of a project."""
    first, *rest = name.split("/")
    plain = is_shown(name) and not set(name) & {"\\", ":"}
    short = all(len(part.encode()) <= NAME_MAX for part in rest) if plain else False
    return short and first in ROOMS and bool(rest) and not {"", ".", ".."} & set(rest)


def _folders(names: Iterable[str]) -> list[str]:
    """The folders that paths with forward slashes lead through."""
    found = (parent.as_posix() for name in names for parent in PurePosixPath(name).parents)
    return sorted(set(found))
