"""WeasyPrint itself: loading it, what it stands on, and the one place from which it gets files."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from hexapla.diagnostics import Diagnostic, Refusal


def load_weasyprint() -> Any:
    """Import WeasyPrint. Raises Refusal O003 with what to install if Pango is missing."""
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    logging.getLogger("weasyprint").propagate = False
    try:
        # It prints advice of its own to standard output, where --json and tables go.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - heavy, and EPUBs are made without it
    except OSError as error:
        problem = (
            f"Pango cannot be loaded ({str(error).splitlines()[0]}). Install it: “apt install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0” or “brew install pango”. "
            "Without it, “hexapla build --format epub” still works"
        )
        raise Refusal(Diagnostic("O003", problem)) from error
    return weasyprint


@contextlib.contextmanager
def rare_collection() -> Iterator[None]:
    """Let Python look for unreachable cycles only where :func:`keep_alive` is called.

    The boxes of a book are millions of objects that live until it is written. Looking through
    them again and again took a sixth of the processor time of a layout of 360 pages.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def keep_alive() -> None:
    """Free what is unreachable now; whatever is left need not be looked through again."""
    gc.collect()
    gc.freeze()


@contextlib.contextmanager
def nothing_left_out() -> Iterator[None]:
    """Raise Refusal O011, M011 or O002 at the end for what WeasyPrint left out within.

    A picture or a font that it cannot use, for want of memory too, is a line in its log to it, and
    the page goes without.
    """
    listener = _Listener(logging.WARNING)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
    if listener.found:
        raise Refusal(*dict.fromkeys(listener.found))


class _Listener(logging.Handler):
    """Makes diagnostics of what WeasyPrint says of pictures and fonts that it leaves out."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.found: list[Diagnostic] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record; those that say nothing is left out are passed over."""
        said = record.getMessage().replace("asset:", "")
        causes = _causes(sys.exc_info()[1])  # it logs while it handles what went wrong
        if any(isinstance(cause, MemoryError) for cause in causes):
            problem = (
                f"the layout takes too much memory ({said}); make the picture simpler or raise"
            )
            problem += " “memory” under [limits] in book/dossier.toml"
            self.found.append(Diagnostic("O011", problem))
        elif any(isinstance(cause, RecursionError) for cause in causes):
            problem = f"something goes too deep for the layout ({said}); make the picture simpler"
            self.found.append(Diagnostic("O011", problem))
        elif said.startswith(("Failed to load image", "Failed to render", "Failed to load inline")):
            why = f"; {causes[-1]}" if causes else ""
            problem = (
                f"WeasyPrint cannot draw a picture ({said}{why}); save it anew, or simplify it"
            )
            self.found.append(Diagnostic("M011", problem))
        elif said.startswith("Font-face"):
            problem = f"WeasyPrint cannot use a font ({said}); look at the file and at @font-face"
            self.found.append(Diagnostic("O002", problem))


def _causes(error: BaseException | None) -> list[BaseException]:
    """An exception, what it was raised from, and so on."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def asset_fetcher(files: Mapping[str, tuple[str, bytes]], refused: list[str]) -> Any:
    """A WeasyPrint fetcher that serves ``files`` alone; what it does not goes to ``refused``.

    ``files`` has media types and contents by name; addresses are ``asset:NAME``.
    """
    from weasyprint.urls import (  # noqa: PLC0415 - heavy
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            file = files.get(url.removeprefix("asset:"))
            if not url.startswith("asset:") or file is None:
                refused.append(url)
                raise FatalURLFetchingError(f"{url} is not of the dossier")
            media_type, data = file
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    return AssetFetcher(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)


def pango_version() -> str:
    """The version of Pango in use. Raises Refusal O003 if there is none."""
    load_weasyprint()
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - heavy

    number = pango.pango_version()  # 10000 · major + 100 · minor + micro (Pango reference)
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def harfbuzz_version() -> str:
    """The version of the HarfBuzz that Pango shapes text with. Raises Refusal O003 without Pango.

    WeasyPrint knows of it only whether it is at least of some version, so that is asked.
    """
    load_weasyprint()
    from weasyprint.text.ffi import harfbuzz  # noqa: PLC0415 - heavy

    known: tuple[int, ...] = ()
    for rest in (2, 1, 0):
        number = 0
        while harfbuzz.hb_version_atleast(*known, number + 1, *[0] * rest):
            number += 1
        known += (number,)
    return ".".join(map(str, known))


def has_subsetter() -> bool:
    """Whether HarfBuzz's subsetter is there; without it WeasyPrint takes the slower fontTools."""
    load_weasyprint()
    from weasyprint.text.ffi import harfbuzz_subset  # noqa: PLC0415 - heavy

    return bool(harfbuzz_subset)
