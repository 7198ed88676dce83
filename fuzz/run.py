"""Run one fuzz target with atheris: ``python fuzz/run.py TARGET [SECONDS] [libFuzzer options]``.

Inputs that help are kept in ``fuzz/corpus/TARGET`` for the next run, what makes a target fail in
``fuzz/found``. Ends with a status other than 0 if anything was found.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import atheris

HANG, MEMORY = 5, 2048
"""Seconds and MiB that one input may take; above that it is reported as a crash is."""

with atheris.instrument_imports(include=["hexapla", "markdown_it", "mdit_py_plugins"]):
    from targets import LONGEST, TARGETS, WORDS, seeds


def main(arguments: Sequence[str]) -> None:
    """Fuzz the target that is named first, for so many seconds as are named second."""
    if not arguments or arguments[0] not in TARGETS:
        sys.exit(f"usage: run.py {'|'.join(TARGETS)} [SECONDS] [libFuzzer options]")
    target, seconds, more = arguments[0], (*arguments[1:2], "60")[0], arguments[2:]
    folder = Path(os.environ.get("FUZZ_FOLDER", Path(__file__).parent))
    corpus, found = folder / "corpus" / target, folder / "found"
    for path in (corpus, found):
        path.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
    words = folder / "corpus" / f"{target}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS[target]), encoding="ascii")
    options = [
        f"-dict={words}",
        f"-max_total_time={seconds}",
        f"-timeout={HANG}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={found}/{target}-",
        "-print_final_stats=1",
        *more,
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[target])
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries have it: bytes in hexadecimal."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(sys.argv[1:])
