"""Translation: from the manuscript's texts to catalogs under ``locales/`` and back.

1. ``messages``: what is translatable, and a dossier with its texts replaced.
2. ``catalogs``: templates written, catalogs started and read.
3. ``merging``: a catalog brought up to date with the manuscript, untouched entries to the byte,
   ``rewriting`` the lines of others;
   ``matching`` finds the old text of a changed one, ``differences`` shows what changed in it.
4. ``checks``: what is wrong with a translation; ``agreement`` compares its numbers, months, names
   and terms with the source's, ``proofreading`` sees to punctuation and letters, ``consistency`` to
   the catalog as a whole.
5. ``pseudo``: translations made of the source text, to try out layouts.
6. ``exchange``: translations and terms for other tools.

``words`` knows a word in any of its forms, ``syntax`` the lines of a PO file; ``reading`` takes one
apart as strictly as msgfmt, and ``header`` knows what its first entry says.
"""

from hexapla.translation.agreement import Agreement, Name, agreement_of
from hexapla.translation.catalogs import Catalog, new_catalog, read_catalog, write_template
from hexapla.translation.checks import Standard, check_catalog, opened_block
from hexapla.translation.differences import Piece, word_differences
from hexapla.translation.exchange import GlossaryTerm, MemoryUnit, tbx_bytes, tmx_bytes
from hexapla.translation.merging import Merged, merge
from hexapla.translation.messages import coverage_of, messages_of, replace_messages
from hexapla.translation.pseudo import is_pseudo, pseudo_label, pseudo_markdown
from hexapla.translation.words import ways_of

__all__ = [
    "Agreement",
    "Catalog",
    "GlossaryTerm",
    "MemoryUnit",
    "Merged",
    "Name",
    "Piece",
    "Standard",
    "agreement_of",
    "check_catalog",
    "coverage_of",
    "is_pseudo",
    "merge",
    "messages_of",
    "new_catalog",
    "opened_block",
    "pseudo_label",
    "pseudo_markdown",
    "read_catalog",
    "replace_messages",
    "tbx_bytes",
    "tmx_bytes",
    "ways_of",
    "word_differences",
    "write_template",
]
