"""SARIF: diagnostics as code hosts show them beside the lines that they are about.

Source of the format: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote

from hexapla.diagnostics import CODES, Diagnostic, Place
from hexapla.printing import visible

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_log(diagnostics: Sequence[Diagnostic], version: str) -> dict[str, object]:
    """A SARIF log, of JSON types, with one run of the tool in ``version``.

    Files are relative to the project's folder. Each result has a fingerprint that stays when
    lines move, so that a host knows an old finding again.
    """
    codes = sorted({item.code for item in diagnostics})
    seen: Counter[str] = Counter()
    results: list[dict[str, object]] = []
    for item in diagnostics:
        what = "\n".join((item.code, item.place.file if item.place else "", item.message))
        seen[what] += 1
        print_of = hashlib.sha256(
            f"{what}\n{seen[what]}".encode(errors="surrogatepass")
        ).hexdigest()
        results.append(
            {
                "ruleId": item.code,
                "ruleIndex": codes.index(item.code),
                "level": str(item.severity),
                "message": {"text": visible(item.message)},
                "locations": [_location(item.place)] if item.place else [],
                "partialFingerprints": {"hexapla/v1": print_of},
            }
        )
    rules = [{"id": code, "shortDescription": {"text": CODES[code]}} for code in codes]
    driver = {"name": "Hexapla", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _uri(file: str) -> str:
    """A file's address; a name that is no UTF-8 has its bytes, as Python keeps them (PEP 383)."""
    known = re.sub(r"[\ud800-\udc7f\udd00-\udfff]", "\ufffd", file)
    return quote(known, errors="surrogateescape")


def _location(place: Place) -> dict[str, object]:
    file: dict[str, object] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line is not None:
        file["region"] = {"startLine": place.line}
    return {"physicalLocation": file}
