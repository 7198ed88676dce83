"""What `msgmerge -o RESULT OLD NEW` does, with our code: reads two files, writes one.

.venv/bin/python benchmarks/merge.py OLD NEW RESULT
"""

from __future__ import annotations

import sys
from pathlib import Path

from hexapla.diagnostics import Place
from hexapla.language import Language
from hexapla.message import Message
from hexapla.translation import merge
from hexapla.translation.reading import parse


def main() -> None:
    old, new, result = map(Path, sys.argv[1:])
    messages = [
        Message(entry.id, comments=entry.comments, files=entry.files)
        for entry in parse(new.read_bytes(), Place(new.name)).entries
        if not entry.is_header
    ]
    merged = merge(old.read_bytes(), messages, Language("ka"), Place(old.name))
    result.write_bytes(merged.data)


if __name__ == "__main__":
    main()
