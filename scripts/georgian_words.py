"""Writes tests/georgian_words.txt: words of locales/ka as an independent implementation has them.

    npm pack hyphen && tar xf hyphen-*.tgz
    .venv/bin/python scripts/georgian_words.py package

That package of the npm registry (ISC) holds the patterns of TeX for Georgian, hyph-ka 0.3 (MIT):
Levan Shoshiashvili made them with patgen from a list of 150,000 words that he had divided. It
takes Node; the tests read the file alone. The file holds our words, and hyphens.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from hexapla.diagnostics import Place
from hexapla.translation.reading import parse

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "tests" / "georgian_words.txt"

PROGRAM = """
const {{hyphenateSync}} = require({folder});
const divided = word => hyphenateSync(word, {{hyphenChar: "-", minWordLength: 1}});
console.log({words}.map(divided).join("\\n"));
"""


def words() -> list[str]:
    """The words of the Georgian catalogs with at least seven letters, each once."""
    found: set[str] = set()
    for path in sorted((ROOT / "locales" / "ka").rglob("*.po")):
        for entry in parse(path.read_bytes(), Place(path.name)).entries:
            if not entry.obsolete:
                found.update(re.findall("[ა-ჰ]{7,}", " ".join(entry.forms)))
    return sorted(found)


def main(package: Path) -> None:
    """Ask the npm package ``hyphen`` that was unpacked into ``package``."""
    folder = json.dumps(str(package.resolve() / "ka"))
    program = PROGRAM.format(folder=folder, words=json.dumps(words()))
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    WORDS.write_text(done.stdout, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
