"""Attachments: files that travel in a PDF (ISO 32000-2, 7.11.4 and 14.13, associated files).

WeasyPrint's own take their media types from what the system knows of endings, which differs from
machine to machine, and leave the tree of names unsorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hexapla.output.pdf.book import Attachment


def attach(pdf: Any, attachments: Sequence[Attachment]) -> None:
    """Put ``attachments`` into a PDF that WeasyPrint has made, before it is written."""
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    if not attachments:
        return
    names: list[Any] = []
    references: list[Any] = []
    for item in sorted(attachments, key=lambda item: item.name.encode()):
        specification = _specification(pdf, item)
        names += [pydyf.String(item.name), specification.reference]
        references.append(specification.reference)
    tree = pydyf.Dictionary({"Names": pydyf.Array(names)})
    pdf.add_object(tree)
    if "Names" not in pdf.catalog:
        pdf.catalog["Names"] = pydyf.Dictionary()
    pdf.catalog["Names"]["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = pydyf.Array(references)


def _specification(pdf: Any, item: Attachment) -> Any:
    """The file and its specification, added to the PDF."""
    import pydyf  # noqa: PLC0415 - a part of WeasyPrint

    when = item.modified
    date = pydyf.String(f"D:{when.year:04}{when:%m%d%H%M%SZ}")
    said = {
        "Type": "/EmbeddedFile",
        "Subtype": "/" + item.media_type.replace("/", "#2f"),
        "Params": pydyf.Dictionary({"Size": len(item.data), "ModDate": date}),
    }
    file = pydyf.Stream([item.data], said, compress=True)
    pdf.add_object(file)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(item.name),
            "UF": pydyf.String(item.name),
            "EF": pydyf.Dictionary({"F": file.reference, "UF": file.reference}),
            "Desc": pydyf.String(item.description),
            "AFRelationship": f"/{item.relationship}",
        }
    )
    pdf.add_object(specification)
    return specification
