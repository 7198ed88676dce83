"""Templates: what they are given, what is wrong with them, and what they cannot reach."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from hexapla.diagnostics import Diagnostic, Refusal
from hexapla.edition import FORMATS, Edition, Renderer
from hexapla.project import shipped

Make = Callable[..., Edition]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A theme with nothing but the template of a footnote's call."""
    folder = tmp_path / "theme"
    call = (
        "{% macro call(number, anchor, again, note) %}\n{{ number }}{% if again %} again{% endif %}"
    )
    call += "{% if note %} ({{ note|join('; ') }}){% endif %}\n{% endmacro %}\n"
    for name in FORMATS:
        (folder / name).mkdir(parents=True)
        (folder / name / "note.xhtml").write_text(call, encoding="utf-8")
    return folder


def render(
    edition: Edition, folder: Path, template: str, document: str = "thread", name: str = "pdf"
) -> str:
    (folder / name / "x.xhtml").write_text(template, encoding="utf-8")
    return Renderer(edition, FORMATS[name], (folder,), {"m.png": "pictures/m.png"}).render(
        "x.xhtml", document
    )


def mistake(edition: Edition, folders: tuple[Path, ...], template: str = "x.xhtml") -> Diagnostic:
    with pytest.raises(Refusal) as caught:
        Renderer(edition, FORMATS["pdf"], folders, {}).render(template, "thread")
    (found,) = caught.value.diagnostics
    assert found.code == "O006"
    return found


POSTS = "{% for b in dossier.parts[0].blocks if b|kind == 'Post' %}{% for p in b.blocks %}"
POSTS += "{{ p.text|inline }}\n{% endfor %}{% endfor %}"


def test_footnotes_in_print_stand_where_they_are_first_called(
    make_edition: Make, templates: Path
) -> None:
    adam = '<a class="entry-link" id="at-adam--thread-1" href="#entry-adam">Adam</a>'
    zoe = '<a class="entry-link" id="at-zoe--thread-1" href="#entry-zoe">Zoe <em>Ärzte</em></a>'
    assert render(make_edition(), templates, POSTS).splitlines() == [
        f"one {zoe} 1 (see {adam}; more)",
        "two 2 (first note)",
        'again 1 again <a class="entry-link" id="at-civil--thread-1" href="#S1">x</a>',
    ]


def test_each_document_sets_its_notes_anew(make_edition: Make, templates: Path) -> None:
    (templates / "pdf/x.xhtml").write_text(POSTS, encoding="utf-8")
    renderer = Renderer(make_edition(), FORMATS["pdf"], (templates,), {})
    assert renderer.render("x.xhtml", "thread") == renderer.render("x.xhtml", "thread")


def test_footnotes_of_an_epub_are_links(make_edition: Make, templates: Path) -> None:
    found = render(make_edition(), templates, POSTS, name="epub").splitlines()
    assert found[1:] == [
        "two 2",
        'again 1 again <a class="entry-link" href="sources.xhtml#S1">x</a>',
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("dossier.title|plain", "A title"),
        ("dossier.title|inline", "A <em>title</em>"),
        ("'T1'|href", "#T1"),
        ("'C1'|href", "#C1"),
        ("dossier.editors|names", "A, B, and C"),
        (
            "'civil'|entry|cite",
            '<bdi dir="ltr">A &amp; B</bdi>, '
            '<time datetime="2022-03-30">March\u00a030, 2022</time> <bdi dir="ltr">[S1]</bdi>',
        ),
        ("('civil'|entry).date|time", '<time datetime="2022-03-30">March\u00a030, 2022</time>'),
        ("'שלום'|own", '<bdi dir="rtl">שלום</bdi>'),
        ("('civil'|entry).date|date", "March 30, 2022"),
        ("1234.5|number", "1,234.5"),
        ("'5 km <b>'|set", "5\u00a0km &lt;b&gt;"),
        ("12|digits", "12"),
        ("'m.png'|picture", "pictures/m.png"),
        ("'a <b>'|lang('en')", "a &lt;b&gt;"),
        ("'a <b>'|lang('ka')", '<span lang="ka" xml:lang="ka" dir="ltr">a &lt;b&gt;</span>'),
        ("'https://a.example/b'|web|length > 19", "True"),
        ("'<script>'", "&lt;script&gt;"),
        ("_('A <b>')", "A &lt;b&gt;"),
    ],
)
def test_what_templates_can_ask(
    make_edition: Make, templates: Path, expression: str, expected: str
) -> None:
    assert render(make_edition(), templates, f"{{{{ {expression} }}}}") == expected


def test_addresses_between_documents_of_an_epub(make_edition: Make, templates: Path) -> None:
    template = "{% for a in ['T1', 'C1', 'context', 'thread'] %}{{ a|href }} {% endfor %}"
    assert render(make_edition(), templates, template, name="epub") == (
        "#T1 context.xhtml#C1 context.xhtml #thread "
    )


def test_style_sheets_are_not_escaped(make_edition: Make, templates: Path) -> None:
    (templates / "pdf/x.css").write_text("{{ families }}", encoding="utf-8")
    renderer = Renderer(make_edition(), FORMATS["pdf"], (templates,), {})
    assert renderer.render("x.css", families='"Fira" > a') == '"Fira" > a'


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\n{% if %}\n", 2),
        ("a\n\n{{ 'x' }\n", 3),
        ("{% block a %}\n{% endfor %}", 2),
        ("a\n{{ nothing }}", 2),
        ("a\n\n{{ dossier.titel }}", 3),
        ("a\n{{ 1 / 0 }}", 2),
        ("a\n{{ 'T9'|href }}", 2),
        ("a\n{{ 'x'|nofilter }}", 2),
        ("a\n{% include 'pdf/none.xhtml' %}", 2),
        ("a\n{% extends 'pdf/none.xhtml' %}", 2),
        ("{% macro m() %}\n{{ m() }}\n{% endmacro %}\n{{ m() }}", 2),
        ("a\n{{ [1]|random }}", 2),
        ("a\n{{ lipsum() }}", 2),
        ("a\n{{ [dossier.title.content.upper] }}", 2),
        ("a\n{{ ['x'.format]|map('x') }}", 2),
    ],
)
def test_a_mistake_names_the_template_and_the_line(
    make_edition: Make, templates: Path, template: str, line: int
) -> None:
    (templates / "pdf/x.xhtml").write_text(template, encoding="utf-8")
    found = mistake(make_edition(), (templates,))
    assert str(found.place) == f"templates/pdf/x.xhtml:{line}"


@pytest.mark.parametrize("inner", ["{% if %}", "\n{{ nothing }}", "{{ 1 / 0 }}"])
def test_a_mistake_in_an_included_template_names_that_one(
    make_edition: Make, templates: Path, inner: str
) -> None:
    (templates / "pdf/inner.xhtml").write_text(inner, encoding="utf-8")
    (templates / "pdf/x.xhtml").write_text("a\n\n{% include 'pdf/inner.xhtml' %}", "utf-8")
    found = mistake(make_edition(), (templates,))
    assert str(found.place) == f"templates/pdf/inner.xhtml:{inner.count(chr(10)) + 1}"


def test_a_missing_template_is_named(make_edition: Make, templates: Path) -> None:
    assert str(mistake(make_edition(), (templates,), "none.xhtml")).startswith(
        "templates/pdf/none.xhtml: error O006"
    )


def test_a_projects_templates_stand_for_the_themes_one_by_one(
    make_edition: Make, templates: Path, tmp_path: Path
) -> None:
    own = tmp_path / "project/templates"
    (own / "pdf").mkdir(parents=True)
    (templates / "pdf/x.xhtml").write_text("{% include 'pdf/y.xhtml' %}", encoding="utf-8")
    (templates / "pdf/y.xhtml").write_text("theme", encoding="utf-8")
    renderer = Renderer(make_edition(), FORMATS["pdf"], (own, templates), {})
    assert renderer.render("x.xhtml") == "theme"
    (own / "pdf/y.xhtml").write_text("own", encoding="utf-8")
    renderer = Renderer(make_edition(), FORMATS["pdf"], (own, templates), {})
    assert renderer.render("x.xhtml") == "own"
    (own / "pdf/y.xhtml").write_text("{{ nothing }}", encoding="utf-8")
    assert str(mistake(make_edition(), (own, templates)).place) == "templates/pdf/y.xhtml:1"


@pytest.mark.parametrize("path", ["../../secret", "/etc/passwd", "pdf/../../secret", "../secret"])
@pytest.mark.parametrize("tag", ["{{% include '{}' %}}", "{{% import '{}' as a %}}{{{{ a }}}}"])
def test_a_template_reaches_no_file_outside_its_folder(
    make_edition: Make, templates: Path, path: str, tag: str
) -> None:
    (templates.parent / "secret").write_text("secret", encoding="utf-8")
    (templates / "pdf/x.xhtml").write_text(tag.format(path), encoding="utf-8")
    assert "secret" not in mistake(make_edition(), (templates,)).message.replace(path, "")


ESCAPES = [
    "dossier.__class__",
    "dossier.__class__.__mro__[1].__subclasses__()",
    "_.__globals__",
    "_.__func__.__globals__['__builtins__']",
    "language.parse.__func__.__globals__",
    "''.__class__.__base__.__subclasses__()",
    "('%s'|attr('__class__'))()",
    "'{0.__class__.__init__.__globals__}'.format(dossier)",
    "'{0.__class__}'.format_map({'0': dossier})",
    "self.__init__.__globals__",
    "cycler.__init__.__globals__.os.environ",
    "lipsum.__globals__['os'].popen('id').read()",
    "joiner.__init__.__globals__",
    "range.__self__",
    "edition.entries.clear()",
    "edition.__dict__.clear()",
    "open('/etc/passwd').read()",
    "__import__('os')",
    "environ['HOME']",
    "range(10**9)|list",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_a_template_cannot_leave_its_sandbox(
    make_edition: Make, templates: Path, expression: str
) -> None:
    (templates / "pdf/x.xhtml").write_text("{{ " + expression + " }}", encoding="utf-8")
    assert mistake(make_edition(), (templates,)).place


@pytest.mark.parametrize("document", ["thread", "context"])
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["en", "ka", "ar"])
def test_the_theme_renders_chapters(
    make_edition: Make, name: str, document: str, language: str
) -> None:
    edition = make_edition(language)
    renderer = Renderer(edition, FORMATS[name], (shipped("templates"),), {}, "Hexapla 0")
    part = next(part for part in edition.dossier.parts if part.id == document)
    found = renderer.render(
        "chapter.xhtml",
        document,
        part=part,
        first_page=1,
        pages={},
        modified=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
    )
    assert f'lang="{language}"' in found
    assert f'dir="{edition.language.direction}"' in found
    locator = "T1" if document == "thread" else "C1"
    assert found.count(f'id="{locator}"') == 1


@pytest.mark.parametrize("name", ["x.xhtml", "x.txt", "x.css"])
@pytest.mark.parametrize("character", ["\\ud800", "\\x01", "\\x0c", "\\uffff"])
def test_a_template_makes_no_character_that_no_file_can_hold(
    make_edition: Make, templates: Path, name: str, character: str
) -> None:
    (templates / "pdf" / name).write_text(f"{{{{ '{character}' }}}}", encoding="utf-8")
    if name == "x.css" and character != "\\ud800":
        made = Renderer(make_edition(), FORMATS["pdf"], (templates,), {}).render(name, "thread")
        assert len(made) == 1
        return
    found = mistake(make_edition(), (templates,), name)
    assert (found.code, str(found.place)) == ("O006", f"templates/pdf/{name}")
    assert "the character U+" in found.message
