"""Project: the folders of a dossier and its dossier.toml, read once and frozen."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePosixPath

from hexapla.diagnostics import Diagnostic, Place, Refusal, Report, relative
from hexapla.language import Language
from hexapla.limits import ADDRESS, CHAPTERS, RANGES, Limits
from hexapla.paper import PAGE_SIZES, page_size
from hexapla.paths import inside, refuse_link_out
from hexapla.text import CONTROL
from hexapla.toml_text import Lines, parse_toml, read_text

MANIFEST = "book/dossier.toml"


@dataclass(frozen=True)
class Project:
    """Where everything of one dossier is, and what ``dossier.toml`` says."""

    root: Path
    """The folder that holds ``book/``; absolute."""
    slug: str
    """Names the outputs; ASCII letters, digits and hyphens."""
    language: Language
    """The language in which the manuscript is written."""
    date: datetime.date
    title: str
    chapters: tuple[str, ...]
    """Chapter and register files in reading order, relative to ``book/``."""
    subtitle: str = ""
    description: str = ""
    publisher: str = ""
    rights: str = ""
    url: str = ""
    """Where the dossier is on the web; empty if nowhere."""
    editors: tuple[str, ...] = ()
    page_size: str = PAGE_SIZES["A4"]
    """Width and height as CSS lengths."""
    fonts: Mapping[str, tuple[str, ...]] | None = None
    """Font files relative to ``book/``, by language tag; ``default`` for all."""
    index: bool = False
    """Whether editions have an index of names and subjects at the back."""
    subjects: tuple[str, ...] = ()
    """What the dossier is about, for catalogues of e-books."""
    isbns: Mapping[str, str] | None = None
    """ISBN of the e-book of an edition, thirteen digits, by language tag."""
    regions: Mapping[str, str] | None = None
    """Region whose conventions a language's edition follows, by language tag: ``GB`` for ``en``."""
    conformance: str = ""
    """What the e-books are said to conform to, ``WCAG 2.2 AA``; empty if nobody says so."""
    certified_by: str = ""
    """Who says so; empty for the publisher."""
    limits: Limits = field(default_factory=Limits)
    """How much making an edition may take."""

    @property
    def book(self) -> Path:
        """The manuscript's folder."""
        return self.root / "book"

    @property
    def locales(self) -> Path:
        """The catalogs' folder."""
        return self.root / "locales"

    @property
    def templates(self) -> tuple[Path, ...]:
        """Folders in which to look for a template: the project's own, then the theme's."""
        return (self.root / "templates", shipped("templates"))

    @property
    def output(self) -> Path:
        """Where a build goes unless told otherwise."""
        return self.root / "build"

    def edition_language(self, name: str) -> Language:
        """The language of a tag or folder name, with the region that the project chose for it.

        Raises ValueError if ``name`` is no language.
        """
        language = Language.parse(name)
        return Language(language.tag, (self.regions or {}).get(language.tag, ""))

    def place(self, path: Path, line: int | None = None) -> Place:
        """The place of a line of a file, as seen from the project's folder."""
        return Place(relative(path, self.root), line)

    @classmethod
    def read(cls, root: Path) -> Project:
        """Read ``root/book/dossier.toml``. Raises Refusal with every problem in it."""
        path = root / MANIFEST
        for name in (MANIFEST, "book", "locales", "templates"):
            refuse_link_out(root, name)
        text = read_text(path, Place(MANIFEST))
        table = parse_toml(text, Place(MANIFEST))
        return _Manifest(root.resolve(), table, Lines(text)).project()


def find_root(start: Path, *, upwards: bool = True) -> Path:
    """The nearest folder from ``start`` that holds ``book/dossier.toml``: itself, or above it.

    Raises Refusal P001 if there is none.
    """
    for folder in (start.resolve(), *(start.resolve().parents if upwards else ())):
        if (folder / MANIFEST).is_file():
            return folder
    where = f"{start} or above it" if upwards else str(start)
    raise Refusal(
        Diagnostic(
            "P001",
            f"there is no {MANIFEST} in {where}. Go to the dossier's folder, "
            "name it with --project, or make one with “hexapla new NAME”",
        )
    )


def shipped(name: str) -> Path:
    """A folder that travels with the tool: ``templates`` or ``locales``.

    In an installed wheel it is the package's data; in a source checkout the repository's own.
    """
    packaged = Path(str(resources.files("hexapla"))) / "data" / name
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / name


class _Manifest:
    """The checks of one dossier.toml, gathered so that all problems are reported at once."""

    _KEYS = (
        *("slug", "title", "subtitle", "description", "language", "date", "editors", "publisher"),
        *("rights", "url", "subjects", "page-size", "chapters", "index", "fonts", "regions"),
        *("isbn", "accessibility", "limits"),
    )

    def __init__(self, root: Path, table: dict[str, object], lines: Lines) -> None:
        self.root, self.table, self.lines = root, table, lines
        self.report = Report()

    def project(self) -> Project:
        for key in self.table:
            if key not in self._KEYS:
                known = ", ".join(self._KEYS)
                self._error("P004", key, f"the key “{key}” is unknown; known are {known}")
        slug = self._text("slug", required=True)
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            self._error("P006", "slug", "“slug” takes small ASCII letters, digits and hyphens")
        language = self._language()
        date = self.table.get("date")
        if not isinstance(date, datetime.date) or isinstance(date, datetime.datetime):
            code = "P006" if "date" in self.table else "P005"
            self._error(code, "date", "“date” must be a TOML date such as 2026-11-22")
            date = datetime.date.min
        conformance, certified_by = self._accessibility()
        project = Project(
            root=self.root,
            slug=slug,
            language=language,
            date=date,
            title=self._text("title", required=True),
            subtitle=self._text("subtitle"),
            description=self._text("description"),
            publisher=self._text("publisher"),
            rights=self._text("rights"),
            url=self._url(),
            editors=self._texts("editors"),
            subjects=self._texts("subjects"),
            chapters=self._chapters(),
            page_size=self._page_size(),
            index=self._switch("index"),
            fonts=self._fonts(),
            regions=self._regions(),
            isbns=self._isbns(),
            conformance=conformance,
            certified_by=certified_by,
            limits=self._limits(),
        )
        self.report.close()
        return project

    def _error(self, code: str, key: str, problem: str, table: str = "") -> None:
        self.report.error(code, problem, self._place(key, table))

    def _place(self, key: str, table: str = "") -> Place:
        """Where a key stands, of the file's head or of ``[table]``."""
        line = self.lines.key_of(table, key) if table else self.lines.key(key)
        return Place(MANIFEST, line)

    def _text(self, key: str, *, required: bool = False) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            self._error("P006", key, f"“{key}” must be text in quotation marks")
            return ""
        if required and not value.strip():
            self._error("P005", key, f"“{key}” is required")
        return " ".join(value.split())

    def _url(self) -> str:
        url = self._text("url")
        if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            self._error("P006", "url", "“url” must be a web address such as https://example.org/d")
            return ""
        if len(url.encode()) > ADDRESS:
            problem = f"“url” is too long for a QR code; it can have {ADDRESS:,} bytes"
            self._error("P006", "url", problem)
            return ""
        return url

    def _texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._error("P006", key, f"“{key}” must be a list of texts in quotation marks")
            return ()
        if not all(item.strip() for item in value):
            self._error("P006", key, f"“{key}” holds an empty text; write it or take it out")
        return tuple(" ".join(item.split()) for item in value)

    def _switch(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self._error("P006", key, f"“{key}” must be true or false, without quotation marks")
        return value is True

    def _language(self) -> Language:
        tag = self._text("language", required=True)
        try:
            return Language.parse(tag or "en")
        except ValueError as error:
            self._error("P007", "language", str(error))
            return Language("en")

    def _chapters(self) -> tuple[str, ...]:
        chapters = self._texts("chapters")
        if not chapters:
            self._error("P005", "chapters", "“chapters” must list at least one file of book/")
        if len(chapters) > CHAPTERS:
            self._error("P010", "chapters", f"there are more than {CHAPTERS:,} chapters")
            return ()
        for chapter, times in Counter(str(PurePosixPath(name)) for name in chapters).items():
            if times > 1:
                self._error("P006", "chapters", f"“{chapter}” is listed twice; take one out")
            if self._is_file("chapters", chapter) and not chapter.endswith((".md", ".toml")):
                self._error("P006", "chapters", f"“{chapter}” is neither .md nor .toml")
        return chapters

    def _is_file(self, key: str, name: str, table: str = "") -> bool:
        """Whether ``name`` is a file of book/, symbolic links resolved; an error says why not."""
        place = self._place(key, table)
        try:
            path = inside(self.root / "book", name, place)
            found, folder = path.is_file(), path.is_dir()
        except Refusal as refusal:
            self.report.found += refusal.diagnostics
            return False
        except OSError:  # a name that is too long
            found = folder = False
        if folder:
            problem = f"book/{name} is a folder; name the files in it one by one"
            self._error("P002", key, problem, table)
        elif not found:
            self._error("P002", key, f"the file book/{name} does not exist", table)
        return found

    def _page_size(self) -> str:
        try:
            return page_size(self._text("page-size") or "A4")
        except ValueError as error:
            self._error("P006", "page-size", f"“page-size” {error}")
            return PAGE_SIZES["A4"]

    def _fonts(self) -> dict[str, tuple[str, ...]]:
        table = self.table.get("fonts", {})
        if not isinstance(table, dict):
            self._error("P006", "fonts", "“fonts” must be a table: [fonts]")
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for key, value in table.items():
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                self._error("P006", key, f"“{key}” must be a list of font files", "fonts")
                continue
            for item in value:
                self._is_file(key, item, "fonts")
            found[key if key == "default" else self._tag(key, "fonts")] = tuple(value)
        return found

    def _tag(self, key: str, table: str) -> str:
        """A key that names a language, as its BCP 47 tag."""
        try:
            return Language.parse(key).tag
        except ValueError as error:
            self._error("P007", key, str(error), table)
            return key

    def _regions(self) -> dict[str, str]:
        table = self.table.get("regions", {})
        if not isinstance(table, dict):
            self._error("P006", "regions", "“regions” must be a table: [regions]")
            return {}
        found: dict[str, str] = {}
        for key, value in table.items():
            if isinstance(value, str) and re.fullmatch(r"[A-Z]{2}|[0-9]{3}", value):
                found[self._tag(key, "regions")] = value
            else:
                problem = f"“{key}” takes a region code in quotation marks, such as "
                self._error("P006", key, f'{problem}{key} = "GB"{_not(value)}', "regions")
        return found

    def _isbns(self) -> dict[str, str]:
        table = self.table.get("isbn", {})
        if not isinstance(table, dict):
            self._error("P006", "isbn", "“isbn” must be a table: [isbn]")
            return {}
        found = {self._tag(key, "isbn"): isbn13(_word(value)) for key, value in table.items()}
        for key, value in table.items():
            if not isbn13(_word(value)):
                problem = f"“{key}” takes an ISBN of 13 digits in quotation marks{_not(value)}"
                self._error("P006", key, problem, "isbn")
        if len(set(found.values())) < len(found) and all(found.values()):
            self._error("P006", "isbn", "each edition has an ISBN of its own; two are the same")
        return found

    def _accessibility(self) -> tuple[str, str]:
        """What e-books conform to, and who certifies it: said explicitly or not at all."""
        table = self.table.get("accessibility", {})
        if not isinstance(table, dict):
            self._error("P006", "accessibility", "“accessibility” must be a table: [accessibility]")
            return "", ""
        for key, value in table.items():
            if key not in ("conformance", "certified-by"):
                problem = f"the key “{key}” is unknown; known are conformance, certified-by"
                self._error("P004", key, problem, "accessibility")
            elif not isinstance(value, str) or not value.strip():
                problem = f"“{key}” must be text in quotation marks"
                self._error("P006", key, problem, "accessibility")
                return "", ""
            elif CONTROL.search(value):
                problem = f"“{key}” holds a control character; take it out"
                self._error("M017", key, problem, "accessibility")
        conformance, certifier = (
            " ".join(table.get(key, "").split()) for key in ("conformance", "certified-by")
        )
        if conformance and not re.fullmatch(r"WCAG 2\.[0-2] A{1,3}", conformance):
            problem = f"“conformance” takes WCAG 2.2 AA and the like, not “{conformance}”"
            self._error("P006", "conformance", problem, "accessibility")
        if conformance and not certifier and not self.table.get("publisher"):
            problem = "say who certifies the conformance: “certified-by”, or “publisher” above"
            self._error("P005", "conformance", problem, "accessibility")
        if certifier and not conformance:
            problem = "say what is certified: conformance = “WCAG 2.2 AA”"
            self._error("P005", "certified-by", problem, "accessibility")
        return conformance, certifier

    def _limits(self) -> Limits:
        table = self.table.get("limits", {})
        if not isinstance(table, dict):
            self._error("P006", "limits", "“limits” must be a table: [limits]")
            return Limits()
        found: dict[str, int] = {}
        for key, value in table.items():
            if key not in RANGES:
                problem = f"there is no limit “{key}”; there are {', '.join(RANGES)}"
                self._error("P004", key, problem, "limits")
                continue
            least, most = RANGES[key]
            if type(value) is not int or not least <= value <= most:
                problem = f"“{key}” must be a whole number from {least:,} to {most:,}"
                self._error("P006", key, problem, "limits")
                continue
            found[key.replace("-", "_")] = value
        return Limits(**found)


def _not(value: object) -> str:
    """A text that was given instead, as messages tell it; what is no text is not told."""
    return f", not “{value}”" if isinstance(value, str) else ""


def _word(value: object) -> str:
    """A text, or a number of as many digits as an ISBN has, as text; for others what they are."""
    is_number = isinstance(value, int) and abs(value) < 10**13
    return str(value) if is_number or isinstance(value, str) else type(value).__name__


def isbn13(text: str) -> str:
    """The thirteen digits of an ISBN, hyphens and spaces left out; empty if it is none.

    Its weighted sum must be divisible by ten (ISO 2108, annex C).
    """
    digits = re.sub(r"[- ]", "", text)
    if not re.fullmatch(r"97[89][0-9]{10}", digits):
        return ""
    total = sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits))
    return digits if total % 10 == 0 else ""
