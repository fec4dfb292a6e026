"""The small Markdown of a lesson, turned into Telegram HTML: b, i, a and lists as lines."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.content.problems import Report

_STRAY = re.compile(r"\*+|`+|~~|[\[\]]|^#+|(?<!\w)_+|_+(?!\w)")
_TAG = re.compile(r"<[^>]*>")
_PAIRS = {"strong": "b", "em": "i"}
_FOREIGN = {
    "blockquote": "una cita («>»)",
    "fence": "un bloque de código",
    "hr": "una raya (---)",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "una imagen",
    "code_inline": "código («`»)",
}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one list with its items, as Telegram HTML."""

    line: int
    html: str
    items: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one ``##`` heading."""

    heading: str
    line: int
    blocks: tuple[Block, ...]

    @property
    def html(self) -> str:
        """All of it as Telegram HTML."""
        return "\n\n".join(block.html for block in self.blocks if block.html)


def render_sections(body: str, report: Report) -> tuple[Section, ...]:
    """Render every section of ``body``; what Telegram cannot show is reported and left out."""
    # Four spaces or a row of dashes under a line happen by accident: no code, no such headings.
    parser = MarkdownIt("commonmark").disable(["code", "lheading"])
    renderer = _Renderer(body, report)
    sections: list[tuple[str, int, list[Block]]] = []
    for node in SyntaxTreeNode(parser.parse(body)).children:
        line = _line_of(node)
        if node.type == "heading":
            heading = node.children[0].content if node.children else ""
            if node.tag != "h2":
                report(line, f"el título lleva dos numerales; escriba «## {heading}»")
            sections.append((heading, line, []))
        elif not sections:
            report(line, "hay texto antes de la primera tarjeta; muévalo debajo de «## Escena»")
        else:
            sections[-1][2].append(renderer.block(node))
    return tuple(Section(heading, line, tuple(blocks)) for heading, line, blocks in sections)


def plain_text(rendered: str) -> str:
    """What the reader of some Telegram HTML sees: no tags, no entities."""
    return html.unescape(_TAG.sub("", rendered))


def _line_of(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 1


class _Renderer:
    """Walks the tree of one file and keeps the line, which inline nodes do not know."""

    def __init__(self, body: str, report: Report) -> None:
        self._source = body.split("\n")
        self._report = report
        self._line = 1

    def block(self, node: SyntaxTreeNode) -> Block:
        """One paragraph, or one list with an item a line."""
        line = self._line = _line_of(node)
        if node.type == "paragraph":
            return Block(line, self._inline(node.children[0]))
        if node.type not in ("bullet_list", "ordered_list"):
            return Block(line, self._refuse(node))
        items = tuple(Block(_line_of(item), self._item(item)) for item in node.children)
        if node.type == "bullet_list":
            return Block(line, "\n".join(f"• {item.html}" for item in items), items)
        start = int(node.attrs.get("start", 1))
        numbered = enumerate(items, start)
        return Block(line, "\n".join(f"{number}. {item.html}" for number, item in numbered), items)

    def _item(self, node: SyntaxTreeNode) -> str:
        self._line = _line_of(node)
        if [child.type for child in node.children] != ["paragraph"]:
            self._report(
                self._line,
                "un punto de la lista lleva una sola frase o párrafo; escríbalo sin listas ni "
                "párrafos adentro",
            )
            return ""
        start, end = node.children[0].map or (0, 0)
        for number in range(start + 1, end):
            if not self._source[number].startswith(" "):
                self._report(
                    number + 1,
                    "esta línea se pegaría al último punto de la lista; deje antes una línea vacía",
                )
        return self._inline(node.children[0].children[0])

    def _inline(self, node: SyntaxTreeNode) -> str:
        return "".join(self._span(child) for child in node.children)

    def _span(self, node: SyntaxTreeNode) -> str:
        if node.type == "text":
            return self._text(node.content)
        if node.type in ("softbreak", "hardbreak"):
            self._line += 1
            return " " if node.type == "softbreak" else "\n"
        if node.type in _PAIRS:
            tag = _PAIRS[node.type]
            return f"<{tag}>{self._inline(node)}</{tag}>"
        if node.type == "link":
            return self._link(node)
        return self._refuse(node)

    def _text(self, text: str) -> str:
        if stray := _STRAY.search(text):
            self._report(
                self._line,
                f"«{stray[0]}» quedó suelto; ciérrelo, como en **negrita**, *cursiva* o "
                "[enlace](https://…), o bórrelo",
            )
        if "http://" in text:
            self._report(self._line, "hay un enlace http://; escríbalo con https:// o bórrelo")
        return html.escape(text, quote=False)

    def _link(self, node: SyntaxTreeNode) -> str:
        address = str(node.attrs.get("href", ""))
        if not address.startswith("https://"):
            self._report(self._line, f"el enlace «{address}» no sirve; debe empezar con https://")
        text = "".join(self._span(child) for child in node.children)
        if not text.strip():
            self._report(self._line, "el enlace no tiene texto; escriba [texto](https://…)")
        return f'<a href="{html.escape(address)}">{text}</a>'

    def _refuse(self, node: SyntaxTreeNode) -> str:
        what = _FOREIGN.get(node.type, node.type)
        self._report(
            self._line,
            f"Telegram no muestra {what}; use párrafos, **negrita**, *cursiva*, listas y enlaces",
        )
        return ""
