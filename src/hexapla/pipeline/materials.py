"""What an edition is made from: its texts, fonts, pictures and drawings, and their characters."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from hexapla import __version__, inline
from hexapla.dates import PartialDate
from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.drawings import Chart, Map
from hexapla.edition import FORMATS, Edition, Interface, Renderer, Ruler
from hexapla.entries import GeographicPlace, Source
from hexapla.model import Code, Dossier, Figure, blocks_of, texts_of
from hexapla.output import characters, fonts
from hexapla.output.assets import Asset, drawing, read_picture
from hexapla.output.charts import Answer, ChartPicture, lay_out_chart
from hexapla.output.geography import Frame
from hexapla.output.hyphenation import parts
from hexapla.output.lettering import styled, text_width
from hexapla.output.maps import MapName, MapPicture, MapPlan, lay_out_map
from hexapla.output.placing import NoRoom
from hexapla.paper import page_width
from hexapla.pipeline.catalogs import Catalogs
from hexapla.project import Project
from hexapla.text import State, Text
from hexapla.theme import Theme
from hexapla.translation import coverage_of


def edition_of(
    dossier: Dossier, translated: Dossier, catalogs: Catalogs, faces: Sequence[fonts.Face]
) -> Edition:
    """The edition of ``dossier`` that is ``translated`` by ``catalogs`` and set in ``faces``."""
    first = catalogs.interface or catalogs.shipped
    is_translated = catalogs.language.tag != dossier.language
    plural = first.plural if first else lambda number: int(number != 1)
    return Edition(
        dossier=translated,
        language=catalogs.language,
        interface=Interface(catalogs.language.tag, catalogs.words(), plural),
        coverage=coverage_of(translated, dossier),
        revision=PartialDate.parse(catalogs.revision) if catalogs.revision else None,
        translator=catalogs.book.translator if catalogs.book and is_translated else "",
        fonts=tuple(dict.fromkeys(face.family for face in faces)),
    )


def faces_of(project: Project, theme: Theme, catalogs: Catalogs) -> tuple[fonts.Face, ...]:
    """The faces of a language's edition: the dossier's, the theme's, FiraGO.

    Raises Refusal for a font that cannot be used.
    """
    more = (project.root / "templates", theme.fonts)
    return fonts.faces_for(project.book, project.fonts, catalogs.language.tag, more, project.limits)


def read_logo(project: Project, theme: Theme) -> Asset | None:
    """The theme's logo, if it has one. Raises Refusal if it is no picture."""
    if not theme.logo:
        return None
    return read_picture(project.root / "templates", theme.logo, theme.logo_place, project.limits)


def read_pictures(project: Project, dossier: Dossier) -> dict[str, Asset]:
    """Every picture by its figure's source. Raises Refusal with all that is wrong."""
    found: dict[str, Asset] = {}
    wrong: list[Diagnostic] = []
    for block in blocks_of(dossier):
        if isinstance(block, Figure) and not (block.drawing or block.source in found):
            try:
                found[block.source] = read_picture(
                    project.book, block.source, block.alt.place, project.limits
                )
            except Refusal as refusal:
                wrong += refusal.diagnostics
    if wrong:
        raise Refusal(*wrong)
    return found


def missing_characters(
    translated: Dossier, catalogs: Catalogs, faces: Sequence[fonts.Face]
) -> tuple[Diagnostic, ...]:
    """The characters of an edition that none of ``faces`` has: the first ten, and how many more."""
    interface = Interface(catalogs.language.tag, catalogs.words())
    numbers = catalogs.language.number(-1234.5) + catalogs.language.digits
    texts = chain(
        characters_of(translated, interface, _places_of_translations(catalogs)),
        [(numbers, Place(f"locales/{catalogs.language.folder}"))],
    )
    found = characters.missing_characters(texts, faces)
    if len(found) <= 10:
        return found
    more = f"{len(found) - 10} more characters of the edition in {catalogs.language.tag}"
    return (*found[:10], Diagnostic("O001", f"none of the fonts has {more}", found[10].place))


def _places_of_translations(catalogs: Catalogs) -> dict[str, Place]:
    """Where each translation stands in its catalog."""
    return {
        form: catalog.place_of(message, context)
        for catalog in (catalogs.shipped, catalogs.interface, catalogs.book)
        if catalog
        for (context, message), translation in catalog.entries.items()
        for form in translation.forms
        if form
    }


def characters_of(
    dossier: Dossier, interface: Interface, places: Mapping[str, Place] | None = None
) -> Iterator[tuple[str, Place]]:
    """Every run of text that an edition shows, with its place; ``places`` has the translations'."""
    places = places or {}
    for text in texts_of(dossier):
        translated = text.state is State.TRANSLATED
        place = places.get(text.content, text.place) if translated else text.place
        yield inline.plain(text.content), place
    for part in dossier.parts:
        for node in blocks_of(part):
            if isinstance(node, Source):
                # Addresses are shown with their percent codes decoded.
                addresses = urllib.parse.unquote(f"{node.url} {node.archive}")
                yield f"{node.title} {node.author} {addresses}", node.place
            elif isinstance(node, Code):
                yield node.content, part.place
    for translation in interface.translations.values():
        for form in translation.forms:
            yield form, places.get(form, Place("locales"))


def draw(
    project: Project,
    theme: Theme,
    edition: Edition,
    faces: Sequence[fonts.Face],
    *,
    for_screen: bool = False,
) -> dict[str, Asset]:
    """Every drawing by its figure's source. Raises Refusal O007 for names without room.

    Letters are larger ``for_screen``, on which a drawing may be a few centimetres wide, as they
    are on small pages.
    """
    renderer = renderer_of(project, theme, edition, "epub", {})  # whatever the format
    is_small = for_screen or page_width(project.page_size) < SMALL_PAGE
    magnify = MAGNIFIED if is_small else 1.0
    found: dict[str, Asset] = {}
    for block in blocks_of(edition.dossier):
        if not isinstance(block, Figure) or block.source in found:
            continue
        match block.drawing:
            case Map() as plan:
                svg = renderer.draw("map.svg", map=_map(plan, block, edition, faces, magnify))
                found[block.source] = _drawn(svg, block, "map.svg")
            case Chart() as plan:
                svg = renderer.draw("chart.svg", chart=_chart(plan, edition, faces, magnify))
                found[block.source] = _drawn(svg, block, "chart.svg")
            case None:
                pass
    return found


SMALL_PAGE = 170.0
"""Millimetres; on narrower pages drawings have larger letters."""
MAGNIFIED = 1.35
"""How much larger: the width of A4 to that of A5 is 1.4."""


def _map(
    plan: Map, figure: Figure, edition: Edition, faces: Sequence[fonts.Face], magnify: float
) -> MapPicture:
    names = [
        MapName(inline.plain(label.text.content), label.latitude, label.longitude, label.style)
        for label in plan.labels
    ]
    for style, ids in (("town", plan.places), ("region", plan.areas)):
        for id in dict.fromkeys(ids):
            place = edition.entries[id]
            assert isinstance(place, GeographicPlace)
            assert place.latitude is not None  # the reader has seen to it
            assert place.longitude is not None
            name = inline.plain(place.name.content)
            names.append(MapName(name, place.latitude, place.longitude, style))

    def kilometres(number: int) -> str:
        return edition.interface.label("{number} km", number=edition.language.number(number))

    frame = Frame(plan.west, plan.south, plan.east, plan.north)
    try:
        return lay_out_map(MapPlan(frame, names, plan.disputed, kilometres), faces, magnify)
    except NoRoom as error:
        if magnify > 1:  # better small than not at all
            return _map(plan, figure, edition, faces, 1.0)
        problem = f"{figure.source}, edition in {edition.language}: {error}"
        raise Refusal(Diagnostic("O007", problem, figure.alt.place)) from None


def _chart(
    plan: Chart, edition: Edition, faces: Sequence[fonts.Face], magnify: float
) -> ChartPicture:
    language = edition.language

    def plain(text: Text | None) -> str:
        return inline.plain(text.content) if text else ""

    answers = [
        Answer(
            counts=language.line_pieces(plain(claim.counts)),
            who=language.line_pieces(
                language.joined([plain(_name(edition, id)) for id in claim.claimants])
            ),
            answer=language.line_pieces(plain(claim.answer)),
            value=claim.value,
        )
        for claim in edition.answers.get(plan.question, ())
    ]
    return lay_out_chart(answers, faces, language.direction, magnify)


def _name(edition: Edition, id: str) -> Text | None:
    return getattr(edition.entries[id], "name", None)


def _drawn(svg: str, figure: Figure, template: str) -> Asset:
    return drawing(svg.encode(), figure.source, Place(f"templates/shared/{template}"))


def renderer_of(  # noqa: PLR0913, PLR0917 - one for each thing that templates may ask for
    project: Project,
    theme: Theme,
    edition: Edition,
    name: str,
    pictures: Mapping[str, Asset],
    variant: str = "",
    faces: Sequence[fonts.Face] = (),
) -> Renderer:
    """The renderer of a format's templates; ``pictures`` by their figures' sources.

    Where pages have a width tables are measured in ``faces``.
    """
    prefix = "asset:" if name == "pdf" else ""
    addresses = {source: prefix + asset.name for source, asset in pictures.items()}
    version = f"Hexapla {__version__}"
    ruler = _ruler(project, edition, faces) if name == "pdf" and faces else None
    return Renderer(
        edition, FORMATS[name], project.templates, addresses, version, theme.colours, variant, ruler
    )


def measure_of(page_size: str) -> float:
    """How wide lines of text are, in points: as templates/pdf/defaults.css has it."""
    width = page_width(page_size)
    return (width * (1 - 2 * 0.119) - (14 if width < SMALL_PAGE else 20)) * 72 / 25.4


CELL_PARTS = (6, 2, 3)
"""The letters of a word that may break in a cell, and of its parts: ``--hyphenate-cells``."""


def _ruler(project: Project, edition: Edition, faces: Sequence[fonts.Face]) -> Ruler:
    regular, tag = styled(faces), edition.language.tag
    return Ruler(
        measure_of(project.page_size),
        cache(lambda text: text_width(text, regular, 1.0)),
        lambda word: parts(word, tag, CELL_PARTS),
    )
