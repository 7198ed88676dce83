"""Cover: its SVG drawn as a PNG."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.output.files import write_scratch
from hexapla.output.fonts import Face
from hexapla.output.locks import scratch_folder

WIDTH, HEIGHT = 1600, 2560
"""Pixels of a cover: the size that e-book shops ask for, 1 : 1.6."""


def cover_png(svg: str, faces: Sequence[Face]) -> bytes:
    """``svg`` drawn as a PNG of :data:`WIDTH` × :data:`HEIGHT` with no fonts but ``faces``.

    The same input gives the same bytes on every machine. Raises Refusal: O006 if it is not an
    SVG that can be drawn, O004 if it refers to a file; pictures within it are ``data:`` URLs.
    """
    import resvg_py  # noqa: PLC0415 - only an EPUB needs a cover

    _check(svg)
    with scratch_folder() as folder:
        fonts = {f"{number:03}-{face.name}": face.data for number, face in enumerate(faces)}
        write_scratch(folder, fonts)
        try:
            return bytes(
                resvg_py.svg_to_bytes(
                    svg_string=svg,
                    width=WIDTH,
                    height=HEIGHT,
                    skip_system_fonts=True,
                    font_files=[str(folder / name) for name in fonts],
                    font_family=faces[0].family,
                    # resvg leaves out text whose family it does not find, these included.
                    serif_family=faces[0].family,
                    sans_serif_family=faces[0].family,
                    monospace_family=faces[0].family,
                )
            )
        except ValueError as error:
            raise Refusal(_mistake(str(error))) from None


def _check(svg: str) -> None:
    from hexapla.output.svg import outside_references  # noqa: PLC0415 - see svg's own imports

    try:
        outside = outside_references(svg.encode())
    except ValueError as error:
        raise Refusal(_mistake(str(error))) from None
    if outside:
        problem = f"the cover's template names the file “{outside[0]}”; give it as a data: URL"
        raise Refusal(Diagnostic("O004", problem))


def _mistake(detail: str) -> Diagnostic:
    return Diagnostic("O006", f"the cover's template does not give a drawing: {detail}")
