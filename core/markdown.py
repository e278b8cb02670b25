"""The few signs of Markdown that our documents use, as HTML: everything else is text.

Headings, paragraphs, lists (with continued lines), tables, bold, italics, code, links and pictures.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from core.text import fold

CODE = re.compile(r"`([^`]+)`")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
ITALIC = re.compile(r"(?<![\w*])\*(?!\s)(.+?)\*(?![\w*])")
HEADING = re.compile(r"(#{1,4}) (.+)")
ITEM = re.compile(r"(?:[-*]|\d+\.) (.*)")
RULE = re.compile(r"\|?[\s:|-]+\|?")
SAFE = re.compile(r"(?:https?://|mailto:|/|#|[\w.-]+(?:/|$|#|\.))")

Address = Callable[[str], str]


def anchor(heading: str) -> str:
    """The name of a heading in an address: without marks, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(heading)).strip("-")


def headings(text: str) -> list[str]:
    """The headings of the second level, in order."""
    return [line[3:].strip() for line in text.splitlines() if line.startswith("## ")]


def render(text: str, *, address: Address = lambda target: target) -> SafeString:
    """The document as HTML; ``address`` turns what a link or picture names into where it is."""
    html = "\n".join(_blocks(text.splitlines(), address))
    return mark_safe(html)  # noqa: S308  every piece of text in it was escaped by _inline


def _inline(text: str, address: Address) -> str:
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\0{len(kept) - 1}\0"

    def target(given: str) -> str:
        found = address(given)
        return escape(found) if SAFE.match(found) else "#"

    text = escape(text.replace("\0", ""))
    text = CODE.sub(lambda found: keep(f"<code>{found[1]}</code>"), text)
    text = PICTURE.sub(
        lambda found: keep(f'<img src="{target(found[2])}" alt="{found[1]}" loading="lazy">'), text
    )
    text = LINK.sub(lambda found: keep(f'<a href="{target(found[2])}">') + found[1] + keep("</a>"), text)
    text = ITALIC.sub(r"<em>\1</em>", BOLD.sub(r"<strong>\1</strong>", text))
    while "\0" in text:
        text = re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)
    return text


def _blocks(lines: list[str], address: Address) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line.strip():
            place += 1
        elif found := HEADING.fullmatch(line.strip()):
            level, words = len(found[1]), found[2]
            yield f'<h{level} id="{anchor(words)}">{_inline(words, address)}</h{level}>'
            place += 1
        else:
            end = _end(lines, place)
            block = lines[place:end]
            if line.startswith("|"):
                yield _table(block, address)
            elif ITEM.match(line):
                yield _list(block, address)
            else:
                yield f"<p>{_inline(' '.join(part.strip() for part in block), address)}</p>"
            place = end


def _end(lines: list[str], start: int) -> int:
    """Where the block that begins at ``start`` ends: an empty line, or another kind of block."""
    is_table, is_list = lines[start].startswith("|"), bool(ITEM.match(lines[start]))
    for place in range(start + 1, len(lines)):
        line = lines[place]
        if not line.strip() or HEADING.match(line) or line.startswith("|") != is_table:
            return place
        if not is_list and ITEM.match(line):
            return place
    return len(lines)


def _table(block: list[str], address: Address) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block]
    has_head = len(block) > 1 and RULE.fullmatch(block[1].strip()) is not None
    head = "".join(f'<th scope="col">{_inline(cell, address)}</th>' for cell in rows[0]) if has_head else ""
    body = "".join(
        "<tr>" + "".join(f"<td>{_inline(cell, address)}</td>" for cell in row) + "</tr>"
        for row in (rows[2:] if has_head else rows)
    )
    top = f"<thead><tr>{head}</tr></thead>" if has_head else ""
    # the box scrolls on a phone, so that the keyboard has to reach it
    box = '<div class="table-box" tabindex="0" role="region" aria-label="Bảng">'
    return f'{box}<table class="table">{top}<tbody>{body}</tbody></table></div>'


def _list(block: list[str], address: Address) -> str:
    """A list; an indented item is one of the list inside the item before it."""
    tag = "ol" if block[0][0].isdigit() else "ul"
    items: list[tuple[list[str], list[str]]] = []
    for line in block:
        found = ITEM.match(line)
        inner = line.strip()
        if found:
            items.append(([found[1]], []))
        elif ITEM.match(inner) or items[-1][1]:
            items[-1][1].append(inner)
        else:
            items[-1][0].append(inner)
    parts = []
    for words, inside in items:
        nested = _list(_joined(inside), address) if inside else ""
        parts.append(f"<li>{_inline(' '.join(words), address)}{nested}</li>")
    return f"<{tag}>{''.join(parts)}</{tag}>"


def _joined(lines: list[str]) -> list[str]:
    """Items of one line each: a line that is no item goes on with the one before."""
    joined: list[str] = []
    for line in lines:
        if ITEM.match(line) or not joined:
            joined.append(line)
        else:
            joined[-1] += f" {line}"
    return joined
