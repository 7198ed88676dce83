"""Hexapla: one manuscript and a folder of gettext catalogs become a PDF and an EPUB per language.

The flow, in the words that code, documents, log and progress bar share:

1. read       ``book/`` becomes a Dossier               (hexapla.manuscript)
2. extract    a Dossier's texts become a template       (hexapla.translation)
3. merge      the template updates the catalogs         (hexapla.translation)
4. translate  a Dossier and a catalog become an Edition (hexapla.translation, hexapla.edition)
5. render     an Edition becomes XHTML                  (hexapla.edition)
6. write      XHTML becomes a PDF and an EPUB           (hexapla.output)

``hexapla.pipeline`` puts them in order; ``hexapla.model`` is what they all know.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
