"""Block Markdown: a chapter's body as the model's blocks, each block's inline text a Text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from hexapla import inline
from hexapla.diagnostics import Place, Report
from hexapla.limits import BLOCK_NESTING, MESSAGE
from hexapla.model import (
    Block,
    Code,
    Definition,
    DefinitionList,
    Figure,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from hexapla.text import Text

_FIGURE = re.compile(
    r"""!\[(?P<alt>(?:\\.|[^\]\\])*)\]
    \(\s*(?:<(?P<spaced>[^<>\n]*)>|(?P<path>(?:[^\s()<>]|\([^\s()]*\))+))
    (?:\s+(?:"(?P<caption>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'))?\s*\)""",
    re.VERBOSE | re.DOTALL,
)
_PIN = re.compile(r"(?<!\\)\{#([A-Za-z][A-Za-z0-9.-]*)\}\s*$")


@dataclass(frozen=True)
class Desk:
    """What reading a body needs to know of the chapter around it."""

    file: str
    """The chapter's file, relative to the project."""
    chapter: str
    """The chapter's id: it opens each translator's comment."""
    report: Report
    line: int = 0
    """Lines of the file before the text that is read."""

    def place(self, line: int) -> Place:
        """The place of a line of the text that is read, counted from 0."""
        return Place(self.file, self.line + line + 1)

    def text(self, content: str, kind: str, line: int) -> Text:
        """A Text of this chapter; ``kind`` says what it is: ``paragraph``, ``table cell``.

        One over the limit is reported, and cut so that nothing behind has to bear its length.
        """
        if len(content) > MESSAGE:
            problem = f"a passage ({kind}) of more than {MESSAGE:,} characters; divide it"
            self.report.error("P010", problem, self.place(line))
            content = content[:100]
        return Text(_one_line(content), f"{self.chapter}: {kind}", self.place(line))


@dataclass(frozen=True)
class Body:
    """A body, read: its blocks and its footnotes."""

    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


def read_body(source: str, desk: Desk, *, paragraph: str = "paragraph") -> Body:
    """Read block Markdown. Paragraphs carry a pinned locator (``{#A7}``) or none yet.

    ``paragraph`` names the paragraphs in translators' comments. Problems go to ``desk.report``.
    """
    tokens = _parser().parse(source)
    for token in tokens:
        if token.nesting > 0 and token.level >= BLOCK_NESTING - 2:
            # The parser leaves out what is deeper, so this must not pass as a warning.
            problem = "quotations and lists are nested too deeply here; take some levels out"
            desk.report.error("M013", problem, desk.place(token.map[0] if token.map else 0))
            break
    tree = SyntaxTreeNode(tokens)
    reader = _Reader(desk, paragraph)
    return Body(reader.blocks(tree.children), tuple(reader.notes))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """CommonMark's block rules with tables, footnotes and definition lists; inline is left raw."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": BLOCK_NESTING})
    parser.enable("table").use(footnote_plugin).use(deflist_plugin)
    parser.disable(["html_block", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


class _Reader:
    """One pass over the syntax tree; gathers footnotes as it meets them."""

    def __init__(self, desk: Desk, paragraph: str) -> None:
        self.desk = desk
        self.paragraph = paragraph
        self.notes: list[Note] = []

    def blocks(self, nodes: Iterable[SyntaxTreeNode]) -> tuple[Block, ...]:
        return tuple(block for node in nodes if (block := self._block(node)) is not None)

    def _block(self, node: SyntaxTreeNode) -> Block | None:  # noqa: PLR0911 - one return a kind
        match node.type:
            case "paragraph":
                return self._paragraph(node)
            case "heading":
                return self._heading(node)
            case "blockquote":
                return self._quote(node)
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "dl":
                return self._definitions(node)
            case "table":
                return self._table(node)
            case "fence" | "code_block":
                return Code(node.content)
            case "hr":
                return Rule()
            case "footnote_reference":
                self._note(node)
                return None
            case unknown:
                self.desk.report.error(
                    "M013", f"a block of kind “{unknown}” cannot stand here", self._place(node)
                )
                return None

    def _paragraph(self, node: SyntaxTreeNode) -> Paragraph | Figure:
        content = node.children[0].content
        figure = _FIGURE.fullmatch(content.strip())
        if figure:
            return self._figure(node, figure)
        return self._plain_paragraph(content, _line(node))

    def _plain_paragraph(self, content: str, line: int) -> Paragraph:
        pin = _PIN.search(content)
        text = self.desk.text(content[: pin.start()] if pin else content, self.paragraph, line)
        return Paragraph(text, pin[1] if pin else "")

    def _figure(self, node: SyntaxTreeNode, found: re.Match[str]) -> Figure:
        line, alt = _line(node), found["alt"]
        source = found["spaced"] or found["path"] or ""
        caption = re.sub(r"\\([\"'])", r"\1", found["caption"] or found["single"] or "")
        if not inline.plain(alt).strip():
            problem = f"the figure {source} has no alt text: say in ![…] what it shows"
            self.desk.report.error("M010", problem, self._place(node))
        return Figure(
            source,
            self.desk.text(alt, "alt text of a figure", line),
            self.desk.text(caption, "caption of a figure", line) if caption.strip() else None,
        )

    def _heading(self, node: SyntaxTreeNode) -> Heading:
        level = int(node.tag[1])
        if level == 1:
            problem = "the chapter's title stands in the front matter; begin subheadings with ##"
            self.desk.report.error("M013", problem, self._place(node))
        return Heading(level, self._inline(node, "subheading"), "")

    def _quote(self, node: SyntaxTreeNode) -> Quote:
        blocks = self.blocks(node.children)
        last = blocks[-1] if blocks else None
        if isinstance(last, Paragraph) and last.text.content.startswith("— "):
            text = last.text
            attribution = Text(
                text.content[2:], f"{self.desk.chapter}: attribution of a quotation", text.place
            )
            return Quote(blocks[:-1], attribution)
        return Quote(blocks)

    def _list(self, node: SyntaxTreeNode) -> ItemList:
        items = tuple(self.blocks(item.children) for item in node.children)
        return ItemList(node.type == "ordered_list", int(node.attrs.get("start", 1)), items)

    def _definitions(self, node: SyntaxTreeNode) -> DefinitionList:
        items: list[Definition] = []
        for child in node.children:
            if child.type == "dt":
                items.append(Definition(self._inline(child, "term of a definition list"), ()))
            elif items:
                blocks = (*items[-1].blocks, *self.blocks(child.children))
                items[-1] = Definition(items[-1].term, blocks)
        return DefinitionList(tuple(items))

    def _table(self, node: SyntaxTreeNode) -> Table:
        rows = [row for group in node.children for row in group.children]
        cells = [
            tuple(
                self._inline(cell, "table header" if cell.type == "th" else "table cell")
                for cell in row.children
            )
            for row in rows
        ]
        alignments = tuple(_alignment(cell) for cell in rows[0].children)
        return Table(cells[0], tuple(cells[1:]), alignments)

    def _note(self, node: SyntaxTreeNode) -> None:
        label = str(node.meta["label"])
        reader = _Reader(self.desk, "footnote")
        blocks = reader.blocks(node.children)
        paragraphs = tuple(block for block in blocks if isinstance(block, Paragraph))
        if len(paragraphs) < len(blocks):
            problem = f"the footnote [^{label}] holds more than paragraphs; move it to the text"
            self.desk.report.error("M013", problem, self._place(node))
        if not blocks:
            problem = f"the footnote [^{label}] has no text"
            self.desk.report.error("M016", problem, self._place(node))
        self.notes.append(Note(label, paragraphs))

    def _inline(self, node: SyntaxTreeNode, kind: str) -> Text:
        content = node.children[0].content if node.children else ""
        return self.desk.text(content, kind, _line(node))

    def _place(self, node: SyntaxTreeNode) -> Place:
        return self.desk.place(_line(node))


def _line(node: SyntaxTreeNode) -> int:
    """The node's first line, counted from 0; a cell's is its row's."""
    current: SyntaxTreeNode | None = node
    while current is not None:
        if current.type != "root" and current.map:
            return current.map[0]
        current = current.parent
    return 0


def _alignment(cell: SyntaxTreeNode) -> str:
    """A column's alignment in terms of the writing direction."""
    style = str(cell.attrs.get("style", ""))
    return {
        "text-align:left": "start",
        "text-align:center": "center",
        "text-align:right": "end",
    }.get(style, "")


def _one_line(content: str) -> str:
    """Inline Markdown with soft line breaks as spaces, hard ones kept as a backslash and newline.

    How an editor wraps the lines of a paragraph must not change its message.
    """
    lines = content.strip().split("\n")
    joined: list[str] = []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        bare = line.strip() if last else line.lstrip()
        if not last and (bare.endswith("  ") or _ends_with_break(bare)):
            joined.append(bare.rstrip().removesuffix("\\") + "\\\n")
        else:
            joined.append(bare.rstrip() + ("" if last else " "))
    return "".join(joined)


def _ends_with_break(line: str) -> bool:
    """Whether a line ends with an odd number of backslashes: a hard break."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


class Locators:
    """Gives out the locators of one chapter in reading order; a pinned one sets the count."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.count = 0

    def next(self, pinned: str) -> str:
        """The next locator: ``pinned`` itself if there is one."""
        match = re.fullmatch(rf"{self.prefix}(\d{{1,9}})[a-z]*", pinned, re.ASCII)
        if match:
            self.count = int(match[1])
        if pinned:
            return pinned
        self.count += 1
        return f"{self.prefix}{self.count}"
