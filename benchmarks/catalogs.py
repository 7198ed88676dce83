"""Merging of big catalogs: seconds, peak memory and quality, beside GNU msgmerge.

    .venv/bin/python benchmarks/catalogs.py [MESSAGES] [RUNS] [LIMIT]

Writes a translated catalog and the template of the book's next draft (see drafts.py; the same
for the same MESSAGES, default 10,000), and merges them with `hexapla.translation.merge` RUNS
times (default 5) and once with `msgmerge --previous`. Each merge is a process of its own that
reads two files and writes one. msgmerge is stopped after LIMIT seconds (default 600): it takes
minutes for 50,000 messages. What came out is held against what was done to the text:

    right     edited messages that got the translation of their own old text, fuzzy, with that
              text as the previous one (`#| msgid`)
    wrong     edited messages that got another one, or one that is not marked as fuzzy
    missed    edited messages without a translation
    false     new messages, which have no old text, that got a translation all the same

Both results must please `msgfmt -c`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from translate.storage import pypo

from commands import Run, measure
from drafts import Drafts, drafts
from hexapla.language import Language
from hexapla.message import Message
from hexapla.translation import new_catalog, write_template
from hexapla.translation.catalogs import entry_lines, form_lines
from hexapla.translation.header import NO_REVISION

MERGE = Path(__file__).with_name("merge.py")
LANGUAGE = Language("ka")
DATE = date(2026, 11, 22)
LETTERS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ᲐᲑᲪᲓᲔᲤᲒᲰᲘᲯᲙᲚᲛᲜᲝᲞᲥᲠᲡᲢᲣᲕᲬᲮᲧᲖაბცდეფგჰიჯკლმნოპქრსტუვწხყზ",
)


@dataclass(frozen=True)
class Quality:
    """How the edited and the new messages of a draft fared in a merge."""

    right: int
    wrong: int
    missed: int
    false: int
    edited: int
    unheard: int

    @property
    def found(self) -> float:
        """Percent of the edited messages that got the right translation."""
        return 100 * self.right / self.edited

    @property
    def misled(self) -> float:
        """Percent of the new messages that got a translation."""
        return 100 * self.false / self.unheard

    def __str__(self) -> str:
        return (
            f"right {self.right} of {self.edited} ({self.found:.1f} %), wrong {self.wrong}, "
            f"missed {self.missed}; false {self.false} of {self.unheard} ({self.misled:.1f} %)"
        )


def translation(text: str) -> str:
    """A text that stands for the translation of ``text`` and of no other."""
    return text.translate(LETTERS)


def template(messages: Sequence[Message]) -> bytes:
    return write_template(messages, title="benchmark", date=DATE)


def translated_catalog(messages: Iterable[Message]) -> bytes:
    """A catalog with each of ``messages`` translated and confirmed."""
    head = new_catalog((), LANGUAGE, title="benchmark", date=DATE)
    lines: list[str] = []
    for message in messages:
        blank = entry_lines(message, 1)
        lines += [line.text for line in blank if line.kind != "msgstr"]
        lines += [line.text for line in form_lines((translation(message.id),), False, "\n")]
    head = head.replace(NO_REVISION.encode(), f"{DATE} 12:00+0000".encode())
    return head + "".join(lines).encode()


def quality(book: Drafts, merged: bytes) -> Quality:
    """How good a merge of ``book``'s drafts is, read with a library that is not ours."""
    store = pypo.pofile()
    store.parse(merged)
    units = {str(unit.source): unit for unit in store.units if not unit.isobsolete()}
    count: Counter[str] = Counter()
    for text, ancestor in book.ancestors.items():
        unit = units[text]
        if not unit.target:
            count["missed"] += 1
        elif unit.isfuzzy() and (unit.prev_source, unit.target) == (
            ancestor,
            translation(ancestor),
        ):
            count["right"] += 1
        else:
            count["wrong"] += 1
    false = sum(bool(units[text].target) for text in book.unheard)
    return Quality(
        count["right"],
        count["wrong"],
        count["missed"],
        false,
        len(book.ancestors),
        len(book.unheard),
    )


def main() -> None:
    given = [int(argument) for argument in sys.argv[1:]]
    count, runs, limit = (*given, *(10_000, 5, 600)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        compare(drafts(count), Path(folder), runs, limit)


def compare(book: Drafts, folder: Path, runs: int, limit: int) -> None:
    """Merge both ways in ``folder``, and print what came of it."""
    old, new = folder / "old.po", folder / "new.pot"
    old.write_bytes(translated_catalog(book.before))
    new.write_bytes(template(book.after))
    print(
        f"{len(book.before)} messages, {old.stat().st_size / 1e6:.1f} MB; {len(book.ancestors)} "
        f"edited, {len(book.unheard)} new; {os.cpu_count()} processors"
    )
    ours = folder / "ours.po"
    command = [sys.executable, str(MERGE), str(old), str(new), str(ours)]
    found = [measure(command) for _ in range(runs)]
    report("hexapla", found, book, ours)
    merge, theirs = shutil.which("msgmerge"), folder / "theirs.po"
    if merge is None:
        print("msgmerge is missing: install gettext to have it beside ours")
        return
    command = [merge, "--quiet", "--previous", "-o", str(theirs), str(old), str(new)]
    ours_took, ours_used = _medians(found)
    try:
        other = measure(command, limit)
    except subprocess.CalledProcessError:
        print(f"msgmerge stopped after {limit} s: over {limit / ours_took:.0f} times ours")
        return
    report("msgmerge", [other], book, theirs)
    print(
        f"msgmerge took {other.seconds / ours_took:.1f} times our time, "
        f"{other.processor / ours_used:.1f} times that of the processors"
    )


def report(name: str, runs: Sequence[Run], book: Drafts, path: Path) -> None:
    """Print what ``runs`` took, and how good the catalog is that they wrote to ``path``."""
    seconds, processor = _medians(runs)
    peak = max(run.peak for run in runs)
    print(
        f"{name:8} {seconds:7.2f} s, {processor:.2f} s of processors, {peak:.0f} MB "
        f"(runs: {len(runs)})"
    )
    print(f"         {quality(book, path.read_bytes())}")
    print(f"         msgfmt -c: {judged(path)}")


def _medians(runs: Sequence[Run]) -> tuple[float, float]:
    """Seconds, and seconds of processors."""
    return (
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
    )


def judged(path: Path) -> str:
    """What GNU gettext says of the catalog at ``path``. Raises CalledProcessError if it refuses."""
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        return "not there; install gettext"
    subprocess.run([msgfmt, "-c", "-o", "/dev/null", str(path)], check=True)
    return "accepted"


if __name__ == "__main__":
    main()
