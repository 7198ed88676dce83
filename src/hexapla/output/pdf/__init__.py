"""write: a PDF, laid out section by section with literal page numbers, then written as one.

1. ``layout``   each section by itself, until the page numbers that texts name are true
2. ``writing``  all pages as one file, with what printers and viewers need
"""

from hexapla.output.pdf.book import Attachment, PageMap, Pdf, PdfBook
from hexapla.output.pdf.engine import (
    harfbuzz_version,
    has_subsetter,
    load_weasyprint,
    pango_version,
)
from hexapla.output.pdf.writing import lay_out_pdf, write_pdf

__all__ = [
    "Attachment",
    "PageMap",
    "Pdf",
    "PdfBook",
    "harfbuzz_version",
    "has_subsetter",
    "lay_out_pdf",
    "load_weasyprint",
    "pango_version",
    "write_pdf",
]
