"""Translation: from the manuscript's texts to catalogs under ``locales/`` and back.

1. ``messages``: what is translatable, and a dossier with its texts replaced.
2. ``catalogs``: templates written, catalogs started and read.
3. ``merging``: a catalog brought up to date with the manuscript, untouched entries to the byte;
   ``matching`` finds the old text of a changed one.
4. ``pseudo``: translations made of the source text, to try out layouts.
5. ``checks``: what is wrong with a translation; ``agreement`` compares its numbers, months and
   names with the source's.

``syntax`` knows the lines of a PO file, ``reading`` takes it apart as strictly as msgfmt, and
``header`` knows what its first entry says.
"""

from hexapla.translation.agreement import Agreement, Name, agreement_of
from hexapla.translation.catalogs import Catalog, new_catalog, read_catalog, write_template
from hexapla.translation.checks import check_catalog
from hexapla.translation.merging import Merged, merge
from hexapla.translation.messages import coverage_of, messages_of, replace_messages
from hexapla.translation.pseudo import is_pseudo, pseudo_label, pseudo_markdown

__all__ = [
    "Agreement",
    "Catalog",
    "Merged",
    "Name",
    "agreement_of",
    "check_catalog",
    "coverage_of",
    "is_pseudo",
    "merge",
    "messages_of",
    "new_catalog",
    "pseudo_label",
    "pseudo_markdown",
    "read_catalog",
    "replace_messages",
    "write_template",
]
