"""Importers: a captured plain-text page becomes an editable chapter, and nothing of it is lost.

Every line of the capture is in the chapter or in the list of what was taken out.
"""

from __future__ import annotations

from hexapla.manuscript.capture import Imported
from hexapla.manuscript.importing_article import import_article
from hexapla.manuscript.importing_thread import import_thread

__all__ = ["IMPORTERS", "Imported", "import_article", "import_thread"]

IMPORTERS = {"thread": import_thread, "article": import_article}
"""The importers by the kind of chapter that they write."""
