"""preflight: what is wrong with a finished PDF, judged from the file alone.

Whatever made the file, its layout is not trusted: text, links, notes and boxes are read from it
again, as a printer or a reader's viewer gets them.
"""

from __future__ import annotations

from pathlib import Path

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.output.preflight.checks import CHECKS
from hexapla.output.preflight.reading import identifier_of, read_finished
from hexapla.output.preflight.subject import Subject

__all__ = ["identifier_of", "preflight"]


def preflight(
    path: Path, place: Place, size: tuple[float, float] | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the PDF at ``path``, which messages call ``place``.

    ``size`` is how wide and high its pages should be, in points. Codes begin with F.
    """
    try:
        pdf = read_finished(path, place)
    except Refusal as refusal:
        return refusal.diagnostics
    if not pdf.roots:
        problem = "the PDF has no tags, so that its text cannot be judged; build it with tags"
        return (Diagnostic("F002", problem, place),)
    subject = Subject(pdf, place, size)
    return tuple(item for check in CHECKS for item in check(subject))
