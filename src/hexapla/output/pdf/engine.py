"""WeasyPrint itself: loading it, what it stands on, and the one place from which it gets files."""

from __future__ import annotations

import contextlib
import gc
import io
import logging
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
