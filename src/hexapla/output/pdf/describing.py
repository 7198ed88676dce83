"""What a PDF says of itself in XMP (ISO 32000-1, 14.3.2): title, people, dates, identifier."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET


def describe(pdf: Any, metadata: Any, identifier: str = "") -> None:
    """Say title, people and dates in XMP too, as PDF/UA asks for (7.1), and claim nothing.

    Also the ``identifier``, as ``dc:identifier`` (ISO 16684-1, 8.3), if there is one.
    """
    if "Metadata" not in pdf.catalog:
        described = metadata.generate_rdf_metadata

        def identified(*arguments: Any) -> bytes:
            return _identified(described(*arguments), identifier)

        metadata.generate_rdf_metadata = identified if identifier else described
        metadata.include_in_pdf(pdf, "ua", None, conformance=None, compress=False)


_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def _identified(rdf: bytes, identifier: str) -> bytes:
    """RDF with one more description, of the document's identifier."""
    root = ET.fromstring(rdf)
    about = ET.SubElement(root, f"{_RDF}Description", {f"{_RDF}about": ""})
    ET.SubElement(about, f"{_DC}identifier").text = identifier
    return bytes(ET.tostring(root, encoding="utf-8"))
