"""SVG pictures made safe: nothing that runs, nothing from outside, ids that clash with no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NoReturn

from lxml import etree  # type: ignore[import-untyped]

from hexapla.diagnostics import Diagnostic, Place, Refusal
from hexapla.limits import SVG_ELEMENTS, SVG_NESTING
from hexapla.output.styles import addresses

_TOO_MUCH = f"draws more than {SVG_ELEMENTS:,} elements; simplify it"

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_HREFS = ("href", f"{_XLINK}href")

_REFUSED = {
    *("script", "foreignobject", "handler", "listener", "iframe", "audio", "video", "canvas"),
    *("animate", "animatecolor", "animatemotion", "animatetransform", "set", "discard"),
}
"""SVG elements that run, move or hold something other than SVG, in small letters."""

_WORDS = ("id", "class", "title", "role", "lang", "aria-label", "aria-description", "font-family")
"""Attributes that are no CSS: brackets in them are brackets."""

_STYLE_FROM_OUTSIDE = re.compile(r"@import|image-set|\bsrc\s*\(|expression\s*\(|\\", re.IGNORECASE)
_REFERENCE = re.compile(r"""url\(\s*+["']?+\s*+#([^"'()\s]*+)\s*+["']?+\s*+\)""", re.IGNORECASE)
"""What a picture refers to within itself."""

_MARKED = ("path", "polyline", "polygon", "line")
"""SVG elements that have markers: at the start, at the end, at each vertex between."""
_STEP = re.compile(r"[A-DF-Za-df-z]|(?:\d++\.?+\d*+|\.\d++)(?:[eE][-+]?\d++)?+", re.ASCII)
"""A command or a number of a path; each vertex has one at least."""
_MARKS_VERTICES = re.compile(r"marker(?:-mid)?\s*+:", re.IGNORECASE)


def safe_svg(data: bytes, prefix: str, place: Place) -> bytes:
    """The SVG picture ``data`` as UTF-8, without comments and other programs' private notes.

    Ids become ``prefix`` and a number. Raises Refusal: M011 if it is not SVG, has a DTD or
    entities, is larger than :data:`SVG_ELEMENTS`, or has a ``viewBox`` that is none or CSS that
    nests too deeply; O004 if it holds a script, an event handler, an animation or foreign content,
    or names anything outside itself.
    """
    root = _parse(data, place)
    _remove_foreign(root)
    elements = list(root.iter())
    _check(elements, place)
    _check_size(root, place)
    _check_boxes(elements, place)
    _rename_ids(elements, prefix)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def outside_references(data: bytes) -> tuple[str, ...]:
    """What the SVG ``data`` names that is neither in itself nor a picture in a ``data:`` URL.

    Raises ValueError if it is not well-formed XML in UTF-8 without a DTD.
    """
    try:
        root = _parse(data, Place("cover"))
    except Refusal as refusal:
        raise ValueError(refusal.diagnostics[0].message) from None
    found: list[str] = []
    for element in root.iter():
        hrefs = [value for name, value in element.attrib.items() if name in _HREFS]
        styles = [*element.attrib.values(), *([element.text or ""] if element.text else [])]
        outside = [_STYLE_FROM_OUTSIDE.search(style) for style in _styles_of(element)]
        found += [match[0] for match in outside if match]
        found += hrefs + [target for style in styles for target in addresses(style)]
    types = ("png", "jpeg", "gif", "webp", "svg+xml")
    inside = ("#", *(f"data:image/{name}" for name in types))
    return tuple(target for target in found if not target.strip().startswith(inside))


def _styles_of(element: etree._Element) -> list[str]:
    """The CSS of an element: its ``style`` and, of a <style>, what it holds."""
    text = "".join(element.itertext()) if element.tag == f"{_SVG}style" else ""
    return [element.get("style", ""), text]


def svg_size(data: bytes) -> tuple[int, int]:
    """Width and height of an SVG picture that :func:`safe_svg` made, in CSS pixels.

    From its ``viewBox``, else from ``width`` and ``height``; (0, 0) if it has neither.
    """
    root = etree.fromstring(data)
    numbers = _numbers(root.get("viewBox", ""))
    texts = numbers[2:] if len(numbers) == 4 else [root.get("width", ""), root.get("height", "")]
    found = [re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*+(?:px)?", text.strip()) for text in texts]
    width, height = (round(float(match[1])) if match else 0 for match in found)
    return (width, height) if width and height else (0, 0)


def _numbers(box: str) -> list[str]:
    """The numbers of a ``viewBox``, which white space or commas divide."""
    return box.replace(",", " ").split()


def _check_boxes(elements: Iterable[etree._Element], place: Place) -> None:
    """Refuse a ``viewBox`` that the layout could not read, or that nothing can be scaled from."""
    for element in elements:
        box = element.get("viewBox")
        if box is None:
            continue
        try:
            _, _, width, height = numbers = [float(text) for text in _numbers(box)]
        except ValueError:
            numbers, width, height = [], 0, 0
        if not (width > 0 and height > 0 and all(abs(one) < _FAR for one in numbers)):
            shown = box if len(box) <= 60 else box[:59] + "…"
            problem = f"has viewBox=“{shown}”; write four numbers: left, top, width, height"
            _refuse("M011", problem, place)


_FAR = 1e9
"""Pixels. Beyond lies no picture, nor what is no number: infinity and NaN."""


def _parse(data: bytes, place: Place) -> etree._Element:
    # The parser is told the encoding, so that no declaration can hide a DTD from this look.
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        _refuse("M011", "has a <!DOCTYPE …> or <!ENTITY …>; delete it", place)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf"), parser)
    except etree.XMLSyntaxError as error:
        _refuse("M011", f"is not well-formed XML in UTF-8: {error.msg}", place)
    if root.tag != f"{_SVG}svg":
        _refuse("M011", "is XML, but not SVG (its first element must be <svg> of SVG)", place)
    if sum(1 for _ in root.iter()) > SVG_ELEMENTS:
        _refuse("M011", _TOO_MUCH, place)
    for element in root.iter():  # lxml lets pass what readers then take in different ways
        tag = [element.tag] if isinstance(element.tag, str) else []
        for name in (*tag, *element.attrib):
            if ":" in name.rpartition("}")[2]:
                prefix = name.rpartition("}")[2].partition(":")[0]
                problem = f"uses the prefix “{prefix}:” and does not declare it (xmlns:{prefix})"
                _refuse("M011", problem, place)
    return root


def _remove_foreign(root: etree._Element) -> None:
    """Take out what other programs keep for themselves: elements and attributes not of SVG."""
    for element in list(root.iter()):
        parent = element.getparent()
        foreign = not isinstance(element.tag, str) or not element.tag.startswith(_SVG)
        if foreign and parent is not None:
            _remove(parent, element)
            continue
        kept = (*_HREFS, f"{_XML}lang", f"{_XML}space", f"{_XML}base")
        for name in [n for n in element.attrib if n.startswith("{") and n not in kept]:
            del element.attrib[name]


def _remove(parent: etree._Element, element: etree._Element) -> None:
    """Remove ``element``, keeping the text after it, which lxml counts as its own."""
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail or None  # “” would be written <g></g>
    parent.remove(element)


def _check(elements: Iterable[etree._Element], place: Place) -> None:
    for element in elements:
        name = element.tag.removeprefix(_SVG)
        if name.lower() in _REFUSED:  # HTML takes <Script> for <script>
            _refuse("O004", f"holds <{name}>; a book's picture stands still; delete it", place)
        if name == "style":
            _check_style("".join(element.itertext()), place)
        for attribute, value in element.attrib.items():
            _check_attribute(attribute, value, place)


def _check_attribute(name: str, value: str, place: Place) -> None:
    if name.lower().startswith("on"):
        _refuse("O004", f"has the event handler {name}=; delete it", place)
    if name == f"{_XML}base":
        _refuse("O004", "has xml:base, which makes it depend on other files; delete it", place)
    if name in _HREFS and not value.strip().startswith("#"):
        _refuse("O004", _outside(value), place)
    if "(" in value and name not in _WORDS and not name.startswith("data-"):
        _check_style(value, place, urls_only=name != "style")


def _check_style(css: str, place: Place, *, urls_only: bool = False) -> None:
    try:
        found = list(addresses(css))
    except RecursionError:
        _refuse("M011", "has brackets in its style that nest too deeply; simplify it", place)
    for target in found:
        if not target.strip().startswith("#"):
            _refuse("O004", _outside(target), place)
    outside = None if urls_only else _STYLE_FROM_OUTSIDE.search(css)
    if outside:
        _refuse("O004", f"has “{outside[0]}” in its style, which can name other files", place)


def _outside(target: str) -> str:
    shown = target if len(target) <= 60 else target[:59] + "…"
    return f"names “{shown}”; a picture may use nothing but itself: draw it in, or delete it"


def _check_size(root: etree._Element, place: Place) -> None:
    """Refuse what takes too long to draw: many elements, or <use> of <use> of <use>.

    What an element costs is the number of elements in it and in all that these refer to; to a
    marker, as often as it is set.
    """
    shapes = {one: _vertices(one) for one in root.iter()}
    sheet = _markers_of_styles(root)
    elements = {element.get("id"): element for element in root.iter()}
    found = _references(root, shapes, sheet)
    wanted = {target: times for target, times in found.items() if target in elements}
    inside = {target: _references(elements[target], shapes, sheet) for target in wanted}
    own = {target: sum(1 for _ in elements[target].iter()) for target in inside}
    cost = own
    for _ in range(SVG_NESTING):
        before = cost
        cost = {
            t: own[t] + sum(before.get(r, 0) * times for r, times in inside[t].items())
            for t in inside
        }
        if cost == before:
            break
    else:
        problem = f"refers to itself, or nests <use> more than {SVG_NESTING} deep; simplify it"
        _refuse("M011", problem, place)
    if len(list(root.iter())) + sum(cost[t] * n for t, n in wanted.items()) > SVG_ELEMENTS:
        _refuse("M011", _TOO_MUCH, place)


def _references(
    element: etree._Element, shapes: Mapping[etree._Element, int], sheet: Iterable[str]
) -> Counter[str]:
    """The ids that ``element`` and what is in it refer to, with how often they are drawn for it.

    ``shapes`` has the vertices of each element, ``sheet`` the markers that styles set anywhere.
    """
    found: Counter[str] = Counter()
    for one in element.iter():
        for name, value in one.attrib.items():
            if name in _HREFS:
                found[value.strip().removeprefix("#")] += 1
            elif "url" in value.lower():
                times = _times_marked(one, name, value, shapes)
                for target in _REFERENCE.findall(value):
                    found[target] += times
    marked = sum(shapes[one] for one in element.iter())
    for target in sheet if marked else ():
        found[target] += marked
    return found


def _vertices(element: etree._Element) -> int:
    """At most how many markers an element can have; 0 if it is none that has any."""
    if element.tag.removeprefix(_SVG) not in _MARKED:
        return 0
    return 2 + sum(len(_STEP.findall(element.get(name, ""))) for name in ("d", "points"))


def _markers_of_styles(root: etree._Element) -> tuple[str, ...]:
    """The ids that a <style> which speaks of markers refers to."""
    texts = ("".join(style.itertext()) for style in root.iter(f"{_SVG}style"))
    found = (
        target for text in texts if "marker" in text.lower() for target in _REFERENCE.findall(text)
    )
    return tuple(dict.fromkeys(found))


def _times_marked(
    element: etree._Element, name: str, value: str, shapes: Mapping[etree._Element, int]
) -> int:
    """How often what an attribute refers to is drawn: of markers, at each vertex that has one.

    Markers are inherited; those of what a <use> shows could be those of anything in the picture.
    """
    if "marker" not in (value if name == "style" else name).lower():
        return 1
    inside = list(element.iter())
    if any(one.tag == f"{_SVG}use" for one in inside):
        inside = list(shapes)
    if name in ("marker", "marker-mid") or (name == "style" and _MARKS_VERTICES.search(value)):
        return max(1, sum(shapes[one] for one in inside))
    return max(1, 2 * sum(1 for one in inside if shapes[one]))


def _rename_ids(elements: Iterable[etree._Element], prefix: str) -> None:
    named = [element for element in elements if element.get("id") is not None]
    ids = {element.get("id"): f"{prefix}{number}" for number, element in enumerate(named, 1)}
    for element in elements:
        for name, value in element.attrib.items():
            element.set(name, _renamed(name, value, ids))
        if element.tag == f"{_SVG}style":
            _rename_in_style(element, ids)


def _renamed(name: str, value: str, ids: Mapping[str, str]) -> str:
    if name == "id":
        return ids[value]
    if name in _HREFS:
        target = value.strip().removeprefix("#")
        return "#" + ids.get(target, target)
    if name in ("aria-labelledby", "aria-describedby"):
        return " ".join(ids.get(word, word) for word in value.split())
    return _rename_urls(value, ids)


def _rename_urls(text: str, ids: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: f"url(#{ids.get(match[1], match[1])})", text)


_RULE = re.compile(r"(?<![^{}])([^{}]++)(\{[^{}]*+\})")
"""Looked for where something can begin, and not again at each sign of it."""


def _rename_in_style(style: etree._Element, ids: Mapping[str, str]) -> None:
    """Ids in the selectors and in url(…) of a <style>; not in colours, which look like ids."""

    def rule(match: re.Match[str]) -> str:
        selector = re.sub(r"#([\w-]+)", lambda m: "#" + ids.get(m[1], m[1]), match[1])
        return selector + match[2]

    text = _rename_urls("".join(style.itertext()), ids)
    style.text = _RULE.sub(rule, text)


def _refuse(code: str, problem: str, place: Place) -> NoReturn:
    raise Refusal(Diagnostic(code, f"the picture {problem}", place))
