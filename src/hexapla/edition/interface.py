"""The words of templates in the edition's language, and their extraction from the templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import TEXT_BYTES
from hexapla.message import INTERFACE_LANGUAGE, Message, Translation
from hexapla.paths import is_text, refuse_link_out

_TOKEN = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Interface:
    """Looks up the words of templates; an untranslated one comes in English and says so."""

    language: str
    """BCP 47 tag of the edition."""
    translations: Mapping[tuple[str, str], Translation] = field(default_factory=dict)
    """By msgctxt and msgid."""
    plural: Callable[[int], int] = lambda number: int(number != 1)
    """From a number to the index of its plural form."""
    written: Callable[[str], Markup] = escape
    """How words of the edition's language become XHTML."""

    def label(self, message: str, /, **values: object) -> str:
        """Plain text, for attributes and metadata. ``{name}`` is replaced by ``values["name"]``."""
        return fill(self._form(message, 0) or message, values)

    def text(self, message: str, /, **values: object) -> Markup:
        """XHTML: as :meth:`label`, with the language marked where it is not the edition's."""
        return self._marked(self._form(message, 0), message, values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """XHTML: the plural form for ``number``; its ``{number}`` is for the caller to give."""
        form = self._form(one, self.plural(number))
        return self._marked(form, one if number == 1 else many, values)

    def _form(self, message: str, index: int) -> str:
        translation = self.translations.get(("", message))
        if translation is None or not translation.usable:
            return ""
        forms = translation.forms
        return forms[min(index, len(forms) - 1)] if forms else ""

    def _marked(self, form: str, message: str, values: Mapping[str, object]) -> Markup:
        if form or self.language.partition("-")[0] == INTERFACE_LANGUAGE:
            return _fill_markup(self.written(form or message), values)
        own = {name: value for name, value in values.items() if isinstance(value, Markup)}
        plain = {name: _ascii(value) for name, value in values.items() if name not in own}
        pieces = _TOKEN.split(fill(message, {name: plain[name] for name in plain}))
        # Every second piece is the name of a value with markup: that is of the edition's language.
        marked = [
            own.get(piece, _in_english(f"{{{piece}}}")) if number % 2 else _in_english(piece)
            for number, piece in enumerate(pieces)
        ]
        if len(marked) == 1:
            return marked[0]
        return Markup('<span dir="ltr">{}</span>').format(Markup("").join(marked))


def _in_english(text: str) -> Markup:
    """A piece of an untranslated message; nothing for nothing."""
    tag = Markup('<span lang="{0}" xml:lang="{0}" dir="ltr">{1}</span>')
    return tag.format(INTERFACE_LANGUAGE, text) if text else Markup("")


def _ascii(value: object) -> str:
    """``value`` with ASCII digits for those of other scripts, as English has them."""
    return "".join(str(unicodedata.decimal(one, one)) for one in str(value))


def fill(text: str, values: Mapping[str, object]) -> str:
    """``text`` with each ``{name}`` that ``values`` has replaced, all else left as it is.

    Not ``str.format``: a translation is text, and ``{x.__class__}`` in it is text too.
    """
    return _TOKEN.sub(lambda token: str(values.get(token[1], token[0])), text)


def _fill_markup(text: Markup, values: Mapping[str, object]) -> Markup:
    safe = {name: str(escape(value)) for name, value in values.items()}
    return Markup(fill(str(text), safe))


KEYWORDS = ("_", "label", "count")
"""Names under which templates call :meth:`Interface.text`, ``label`` and ``count``."""


def interface_messages(folders: tuple[Path, ...]) -> tuple[Message, ...]:
    """Every message of the templates in ``folders``; of two of one name the first folder's counts.

    Comments that begin with ``translators:`` in a template come along. Raises Refusal O006 for a
    template that cannot be read, P008 for one that is a link out of the project, P010 for a large
    one.
    """
    found: dict[str, Message] = {}
    for name, path in _templates(folders).items():
        for _, _, texts, comments in _extracted(name, path):
            one, many = (texts[0], texts[1]) if isinstance(texts, tuple) else (texts, "")
            if isinstance(one, str):
                notes = tuple(note.removeprefix("translators:").strip() for note in comments)
                found[one] = _joined(found.get(one), one, many or "", notes, name)
    return tuple(found.values())


def _extracted(name: str, path: Path) -> list[tuple[Any, ...]]:
    """Line, function, arguments and comments of each call of a keyword in a template."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - only `hexapla update` needs them
    from jinja2.ext import babel_extract  # noqa: PLC0415

    options = {"trimmed": "true", "silent": "false", "encoding": "utf-8"}
    try:
        with path.open("rb") as file:
            return list(babel_extract(file, KEYWORDS, ["translators:"], options))
    except TemplateSyntaxError as error:
        problem, line = f"the template has a mistake: {error.message}", error.lineno
    except (OSError, UnicodeDecodeError) as error:
        problem, line = f"the template cannot be read as UTF-8: {error}", None
    raise Refusal(Diagnostic("O006", problem, Place(f"templates/{name}", line)))


_TEMPLATE_SUFFIXES = (".xhtml", ".html", ".svg", ".ncx", ".css", ".txt")


def _templates(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Template files by name, in order of their names."""
    files: dict[str, Path] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in _TEMPLATE_SUFFIXES:
                name = path.relative_to(folder).as_posix()
                if not is_text(name):
                    problem = "a template's name is no text in UTF-8 in one line; rename it"
                    raise Refusal(Diagnostic("O006", problem, Place(f"templates/{name}")))
                if folder != folders[-1]:  # the tool's own; an installer may link its files
                    refuse_link_out(folder.parent, f"{folder.name}/{name}")
                if path.stat().st_size > TEXT_BYTES:
                    problem = f"the template is larger than {TEXT_BYTES // 1_000_000} MB; divide it"
                    raise Refusal(Diagnostic("P010", problem, Place(f"templates/{name}")))
                files.setdefault(name, path)
    return dict(sorted(files.items()))


_LIMIT = re.compile(r";? *(max-length:\d+)")
"""In a template's comment for translators: how many characters there is room for."""


def _joined(
    old: Message | None, one: str, many: str, comments: tuple[str, ...], name: str
) -> Message:
    """The message with what another place says of it; limits and placeholders are its flags."""
    many = many or (old.plural if old else "")
    said = {_LIMIT.sub("", note).strip() for note in comments} - {""}
    limits = [match[1] for note in comments if (match := _LIMIT.search(note))]
    tokens = dict.fromkeys(match[0] for match in _TOKEN.finditer(f"{one} {many}"))
    kept = ["placeholders:" + ":".join(f'"{token}"' for token in tokens)] if tokens else []
    earlier = [flag for flag in (old.flags if old else ()) if _LIMIT.fullmatch(flag)]
    return Message(
        one,
        many,
        comments=tuple(sorted({*(old.comments if old else ()), *said})),
        files=tuple(sorted({*(old.files if old else ()), f"templates/{name}"})),
        flags=(*(earlier or limits)[:1], *kept),
    )
