"""A large made-up project that has everything in it which is hard to lay out.

All kinds of blocks and registers, hundreds of footnotes, long words and addresses, wide tables and
tables over pages, posts six deep, lists in quotations; in English with catalogs for Georgian,
Russian and Arabic. Words are those of this repository's own catalogs, in a meaningless order. The
same arguments give the same files.

    python tests/stress_dossier.py FOLDER [PAGES]
"""

from __future__ import annotations

import datetime
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from hexapla import inline
from hexapla.diagnostics import Place
from hexapla.language import Language
from hexapla.manuscript import read_dossier
from hexapla.message import Message
from hexapla.pipeline.catalogs import extract
from hexapla.project import Project
from hexapla.translation import new_catalog
from hexapla.translation.catalogs import entry_lines, form_lines
from hexapla.translation.reading import parse

ROOT = Path(__file__).resolve().parents[1]

WORDS = {
    "en": ["locales/ka"],
    "ka": ["locales/ka"],
    "ru": ["locales/ru"],
    "ar": [f"tests/dossiers/{name}/locales/ar" for name in ("arabic", "claims", "languages")],
}
"""Where the words of each language come from; those of English are the messages themselves."""

TRANSLATIONS = ("ka", "ru", "ar")
DATE = datetime.date(2026, 1, 1)

LETTERS = ("D", "G", "H", "K", "L", "N", "P", "R", "V", "W", "X", "Z")
"""For the locators of background chapters, alone and in pairs."""


def write_stress(folder: Path, pages: int = 300, seed: int = 1) -> None:
    """Write a project of about ``pages`` pages of A4 in English into ``folder``."""
    _Writer(folder, pages, seed).write()


class _Writer:
    """Writes one project."""

    def __init__(self, folder: Path, pages: int, seed: int) -> None:
        # What a page takes was measured; small ones have one of everything, whatever they take.
        self.folder, self.pages = folder, round(pages * 0.68) if pages >= 50 else pages
        self.chance = random.Random(f"{seed}/{pages}")
        self.words = _words("en")
        self.notes = 0
        self.counts = {
            "people": max(6, self.pages // 3),
            "organisations": max(4, self.pages // 8),
            "places": max(4, self.pages // 8),
            "terms": max(4, self.pages // 8),
            "events": max(4, self.pages // 5),
            "sources": max(5, self.pages // 3),
            "claims": max(4, self.pages // 4),
            "questions": max(1, self.pages // 25),
            "findings": max(2, self.pages // 50),
            "usages": max(2, self.pages // 50),
        }
        self.posts = _numbers(max(12, self.pages // 2))
        self.is_small = pages < 50
        """Then texts are half as long, or one of everything would need thirty pages."""

    def write(self) -> None:
        book = self.folder / "book"
        (book / "media").mkdir(parents=True)
        self._pictures(book / "media")
        chapters = ["findings.toml", "thread.md", "article.md"]
        _put(book / "thread.md", self._thread())
        _put(book / "article.md", self._article())
        for number in range(max(1, self.pages // 14)):
            chapters.append(f"background-{number + 1}.md")
            _put(book / chapters[-1], self._background(number))
        for name in self.counts:
            _put(book / f"{name}.toml", "\n".join(self._register(name)))
        chapters += [f"{name}.toml" for name in self.counts if name != "findings"]
        _put(book / "dossier.toml", _manifest(chapters))
        for tag in TRANSLATIONS:
            _translate(self.folder, tag)

    # ---- words ------------------------------------------------------------------------------

    def text(self, least: int, most: int, *, notes: int = 0, links: int = 0) -> str:
        """Sentences, among them a long word here and there, links and calls of notes."""
        count = self.chance.randint(least, most)
        if self.is_small:
            count = max(count // 2, min(count, 12))
        words = [self.chance.choice(self.words) for _ in range(count)]
        for at in range(8, len(words), 97):
            words[at] = "".join(self.chance.sample(self.words, 5)).lower()[:44]
        for at in range(11, len(words) - 1, 12):
            words[at] += "."
            words[at + 1] = words[at + 1].capitalize()
        for _ in range(links):
            at = self.chance.randrange(1, len(words))
            words[at] = self._link(words[at].strip("."))
        for at in sorted(self.chance.sample(range(4, len(words)), notes)):
            self.notes += 1
            words[at] = f"{words[at].rstrip('.')}[^{self.notes}]"
        return f"{words[0].capitalize()} {' '.join(words[1:]).rstrip('.')}."

    def name(self) -> str:
        return " ".join(self.chance.choice(self.words).capitalize() for _ in range(2))

    def _link(self, text: str) -> str:
        kind = self.chance.randrange(5)
        if kind == 0:
            return f"[](@{self._id('sources')})"
        if kind == 1:
            return f"[](#T{self.chance.choice(self.posts)})"
        if kind == 2:
            return f"[{_address(self.chance, self.words)}]({_address(self.chance, self.words)})"
        name = self.chance.choice(["people", "organisations", "places", "terms"])
        return f"[{text}](@{self._id(name)})"

    def _id(self, name: str) -> str:
        return f"{name}-{self.chance.randrange(self.counts[name])}"

    def _bodies(self, first: int) -> str:
        """The footnotes from ``first`` to the last that was called."""
        return "\n\n".join(
            f"[^{number}]: {self.text(90, 160) if number % 40 == 0 else self.text(6, 45, links=1)}"
            for number in range(first, self.notes + 1)
        )

    # ---- chapters ---------------------------------------------------------------------------

    def _thread(self) -> str:
        first = self.notes + 1
        lines = [_head("thread", "A thread", source=self._id("sources")), self.text(40, 60), ""]
        for at, number in enumerate(self.posts):
            label = number if "." in number else f"{number}."
            lines += [f"{label} {self.text(30, 90, links=1, notes=at % 4 == 0)}", ""]
            if at % 7 == 3:
                lines += [self.text(20, 40), ""]
        return "\n".join([*lines, "---", "", self.text(30, 50), "", self._bodies(first)])

    def _article(self) -> str:
        first = self.notes + 1
        lines = [_head("article", "An article", standfirst=self.text(20, 30))]
        for at in range(self.paragraphs):
            lines += [self.text(50, 120, links=2, notes=at % 3 == 0), ""]
        return "\n".join([*lines, self._bodies(first)])

    @property
    def paragraphs(self) -> int:
        return max(6, self.pages // 10)

    def _background(self, number: int) -> str:
        first = self.notes + 1
        turn, letter = divmod(number, len(LETTERS))
        locator = LETTERS[letter] * (turn + 1)
        title = f"Background {number + 1}: {self.name()}"
        lines = [_head("context", title, locator=locator)]
        for level, blocks in (
            ("##", (self._table(3, 9), self._list(), self._paragraph(1))),
            ("##", (self._quote(), self._table(8, 6), self._definitions())),
            ("###", (self._figure(number), self._paragraph(2), self._code())),
            (
                "##",
                (
                    self._paragraph(1),
                    self._table(5, 12 if self.is_small else 34),
                    "* * *",
                    self._paragraph(2),
                ),
            ),
            ("###", (self._ordered(), self._paragraph(1), self._quote())),
        ):
            lines += [f"{level} {self.name()}", "", self._paragraph(1), ""]
            for block in blocks:
                lines += [block, "", *([] if self.is_small else [self._paragraph(0), ""])]
        return "\n".join([*lines, self._bodies(first)])

    def _paragraph(self, notes: int) -> str:
        return self.text(40, 130, links=2, notes=notes)

    def _list(self) -> str:
        return "\n".join(
            f"{'  ' * depth}- {self.text(5, 40)}" for depth in (0, 0, 1, 1, 2, 0, 1, 2, 2, 0)
        )

    def _ordered(self) -> str:
        return "\n".join(f"{number}. {self.text(5, 60)}" for number in range(3, 12))

    def _quote(self) -> str:
        parts = (self.text(30, 60), self._list(), f"> {self.text(15, 30)}", f"— {self.name()}")
        return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in parts)

    def _table(self, columns: int, rows: int) -> str:
        def row(cells: Sequence[str]) -> str:
            return f"| {' | '.join(cells)} |"

        head = [self.chance.choice(self.words).capitalize() for _ in range(columns)]
        lines = [row(head), row(["---"] * (columns - 1) + ["--:"])]
        for _ in range(rows):
            most = 4 if columns > 5 else 14
            cells = [self.text(1, most).rstrip(".") for _ in range(columns - 1)]
            lines.append(row([*cells, f"{self.chance.randrange(10**6):,}"]))
        return "\n".join(lines)

    def _definitions(self) -> str:
        return "\n\n".join(f"{self.name()}\n: {self.text(10, 50)}" for _ in range(6))

    def _code(self) -> str:
        lines = (" ".join(self.chance.sample(self.words, 6)) for _ in range(8))
        return "\n".join(["```", *lines, "```"])

    def _figure(self, number: int) -> str:
        picture = ("map.toml", "photo.png", "chart.toml")[number % 3]
        return f'![{self.text(8, 15)}](media/{picture} "{self.text(8, 30)}")'

    def _pictures(self, media: Path) -> None:
        image = Image.new("L", (1400, 800), 235)
        draw = ImageDraw.Draw(image)
        for _ in range(60):
            corner = (self.chance.randrange(1400), self.chance.randrange(800))
            draw.line((700, 400, *corner), self.chance.randrange(200), 4)
        image.save(media / "photo.png")
        _put(media / "map.toml", _MAP)
        _put(media / "chart.toml", 'kind = "chart"\nquestion = "questions-0"\n')

    # ---- registers --------------------------------------------------------------------------

    def _register(self, name: str) -> Iterator[str]:
        yield f'title = "{name.capitalize()}"'
        yield f'introduction = "{self.text(15, 40)}"'
        if name == "claims":
            free = [f"T{number}" for number in self.posts if number not in self._claimed()]
            free += [f"A{number + 1}" for number in range(self.paragraphs)]
            yield f"no-claims = {_list_of(free)}"
        for number in range(self.counts[name]):
            yield f"\n[[{name}]]"
            yield f'id = "{name}-{number}"'
            for key, value in self._fields(name, number):
                yield f"{key} = {value}"

    def _claimed(self) -> Sequence[str]:
        return self.posts[: self.counts["claims"]]

    def _fields(self, name: str, number: int) -> Iterator[tuple[str, str]]:
        sources = _list_of([f"sources-{number % self.counts['sources']}"])
        makers: dict[str, Callable[[], Iterator[tuple[str, str]]]] = {
            "people": lambda: self._person(sources),
            "claims": lambda: self._claim(number, sources),
            "events": lambda: self._event(number, sources),
            "sources": lambda: self._source(number),
            "places": lambda: self._place(number, sources),
            "findings": lambda: self._finding(number, sources),
        }
        if name in makers:
            yield from makers[name]()
            return
        yield "name", _quoted(self.name())
        yield "description", _quoted(self.text(10, 60, links=1))
        yield "sources", sources

    def _person(self, sources: str) -> Iterator[tuple[str, str]]:
        first, last = self.name().split()
        yield "name", _quoted(f"{first} {last}")
        yield "sort-name", _quoted(f"{last}, {first}")
        yield "role", _quoted(self.text(4, 8).rstrip("."))
        yield "description", _quoted(self.text(20, 60, links=1))
        yield "sources", sources

    def _place(self, number: int, sources: str) -> Iterator[tuple[str, str]]:
        yield "name", _quoted(self.name())
        yield "description", _quoted(self.text(10, 40))
        yield "latitude", str(round(41.6 + 0.6 * (number % 4), 2))
        yield "longitude", str(round(40.5 + 1.1 * (number % 7), 2))
        yield "sources", sources

    def _event(self, number: int, sources: str) -> Iterator[tuple[str, str]]:
        yield "date", f"{1991 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield "text", _quoted(self.text(15, 50, links=1))
        yield "sources", sources

    def _source(self, number: int) -> Iterator[tuple[str, str]]:
        yield "title", _quoted(" ".join(self.chance.sample(self.words, 8)).capitalize())
        yield "author", _quoted(self.name())
        yield "outlet", _quoted(self.name())
        yield "date", f"{2010 + number % 12}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield "url", _quoted(_address(self.chance, self.words))
        yield "read", "2025-12-01"
        yield "kind", _quoted(("primary", "report", "analysis", "party")[number % 4])
        yield "note", _quoted(self.text(10, 30))

    def _claim(self, number: int, sources: str) -> Iterator[tuple[str, str]]:
        statuses = ("confirmed", "reported", "disputed", "contradicted", "unverifiable")
        passage = self._claimed()[number % len(self._claimed())]
        yield "statement", _quoted(self.text(10, 25))
        yield "status", _quoted(statuses[number % 5])
        yield "claimants", _list_of([self._id("people"), self._id("organisations")])
        yield "passages", _list_of([f"T{passage}"])
        yield "sources", sources
        yield "support", _list_of([self._id("sources")])
        yield "question", _quoted(f"questions-{number % self.counts['questions']}")
        yield "answer", _quoted(self.text(3, 8).rstrip("."))
        yield "value", str(self.chance.randrange(10, 900))
        yield "note", _quoted(self.text(10, 40))

    def _finding(self, number: int, sources: str) -> Iterator[tuple[str, str]]:
        yield "text", _quoted(self.text(20, 40))
        yield "claims", _list_of([f"claims-{number}", f"claims-{number + 1}"])
        yield "sources", sources


# ---- files ------------------------------------------------------------------------------------


def _put(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list_of(items: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, items))}]"


def _manifest(chapters: Sequence[str]) -> str:
    lines = {
        "slug": '"stress"',
        "title": '"A book that is hard to lay out"',
        "subtitle": '"Everything at once, page after page"',
        "language": '"en"',
        "date": DATE.isoformat(),
        "editors": '["Nobody"]',
        "index": "true",
        "chapters": _list_of(chapters),
    }
    return "\n".join(f"{key} = {value}" for key, value in lines.items())


def _head(kind: str, title: str, **fields: str) -> str:
    fields = {"kind": kind, "title": title, **fields}
    lines = [f"{key} = {_quoted(value)}" for key, value in fields.items()]
    return "\n".join(["+++", *lines, "+++", ""])


def _numbers(count: int) -> tuple[str, ...]:
    """Numbers of posts, six deep and up again: 1, 1.1 … 1.1.1.1.1.1, 1.2, 2 …"""
    found: list[str] = []
    top = 0
    while len(found) < count:
        top += 1
        found += [str(top), *(".".join([str(top), *["1"] * depth]) for depth in range(1, 6))]
        found += [f"{top}.2", f"{top}.2.1", f"{top}.3"]
    return tuple(found[:count])


def _address(chance: random.Random, words: Sequence[str]) -> str:
    """A long address; one in three without a place where it might break."""
    parts = [chance.choice(words).lower() for _ in range(14)]
    joined = ("-", "/", "")[chance.randrange(3)].join(parts)
    return f"https://example.org/{re.sub(r'[^a-z/-]', '', joined)}"


_MAP = """kind = "map"
west = 39.2
east = 48.4
south = 41.15
north = 44.35
places = ["places-0", "places-1", "places-2", "places-3"]
"""


# ---- catalogs ---------------------------------------------------------------------------------


def _words(tag: str) -> tuple[str, ...]:
    """The words of a language in the catalogs, sorted; three letters and more."""
    found: set[str] = set()
    for folder in WORDS[tag]:
        path = ROOT / folder / "LC_MESSAGES/book.po"
        for entry in parse(path.read_bytes(), Place(path.name)).entries[1:]:
            text = entry.id if tag == "en" else entry.forms[0]
            for start, end in inline.plain_spans(text):
                found.update(re.findall(r"[^\W\d_]{3,}", text[start:end]))
    return tuple(sorted(found))


def _translate(folder: Path, tag: str) -> None:
    """Write the catalog of a language: every word of every message another of about its length."""
    project = Project.read(folder)
    dossier, _ = read_dossier(project)
    messages = extract(project, dossier)["book"]
    words: dict[int, list[str]] = {}
    for word in _words(tag):
        words.setdefault(min(len(word), 12), []).append(word)
    chance = random.Random(tag)
    head = new_catalog((), Language.parse(tag), title="stress", date=DATE)
    lines: list[str] = []
    for message in messages:
        blank = entry_lines(message, 1)
        lines += [line.text for line in blank if line.kind != "msgstr"]
        text = _translated(message, words, chance)
        lines += [line.text for line in form_lines((text,), False, "\n")]
    target = folder / "locales" / tag / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "book.po").write_bytes(head + "".join(lines).encode())
    if tag == "ar":  # those of the others travel with the tool
        shutil.copy(ROOT / WORDS["ar"][0] / "LC_MESSAGES/interface.po", target)


def _translated(message: Message, words: dict[int, list[str]], chance: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        length = min(len(match[0]) + chance.randrange(3), 12)
        near = next(
            words[size] for size in sorted(words, key=lambda size: (abs(size - length), size))
        )
        return chance.choice(near)

    text, done, last = message.id, "", 0
    for start, end in inline.plain_spans(text):
        done += text[last:start] + re.sub(r"(?<![/.\w-])[^\W\d_]+(?![\w/])", other, text[start:end])
        last = end
    return done + text[last:]


if __name__ == "__main__":
    write_stress(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
