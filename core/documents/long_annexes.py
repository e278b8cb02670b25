"""Annexes of many thousands of rows: drawn behind what WeasyPrint made of the rest of the document."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf

from core.documents.model import ROMAN, Annex, OfficialDocument, Paragraph, Table
from core.documents.ruled import RuledAnnex
from core.documents.tagged import saved
from core.money import format_number

Step = Callable[[int, int], None]
LONG = 500
"""From how many rows a table is drawn by itself."""


def is_long(document: OfficialDocument) -> bool:
    """Whether any table of the document has to be drawn by itself."""
    return any(len(table.rows) > LONG for table in document.tables)


def apart(document: OfficialDocument) -> tuple[OfficialDocument, list[tuple[Annex, Table]]]:
    """The document without its long tables, and these as annexes of their own behind the others."""
    long: list[tuple[Annex, Table]] = []

    def without(blocks: tuple, landscape: bool, title: str) -> tuple:
        kept: list[Any] = []
        for block in blocks:
            if isinstance(block, Table) and len(block.rows) > LONG:
                long.append((Annex(title or block.caption.upper(), (block,), landscape), block))
                number = format_number(len(block.rows))
                kept.append(Paragraph(f"{block.caption}: {number} dòng, tại phụ lục kèm theo."))
            else:
                kept.append(block)
        return tuple(kept)

    body = without(document.body, True, "")
    annexes = []
    for annex in document.annexes:
        blocks = without(annex.blocks, annex.landscape, annex.title)
        if any(not isinstance(block, Paragraph) for block in blocks):
            annexes.append(replace(annex, blocks=blocks))
    return replace(document, body=body, annexes=tuple(annexes)), long


def render_long(
    document: OfficialDocument,
    render_rest: Callable[[OfficialDocument, int], bytes],
    *,
    dated: str,
    step: Step,
) -> bytes:
    """The whole document: ``render_rest`` makes what is short, told how many annexes there are.

    The long annexes follow in their order. Every annex is numbered by itself, without a number on its first page,
    and stands in the outline.
    """
    rest, long = apart(document)
    count = len(rest.annexes) + len(long)
    number = document.number or "\N{EM SPACE}\N{EM SPACE}"
    kind = document.kind.capitalize()
    with_what = f"(Kèm theo {kind} số {number}{document.symbol} {dated} của {document.issuer_name})"
    total, done, starts = sum(len(table.rows) for _, table in long), 0, []
    with pikepdf.open(io.BytesIO(render_rest(rest, count))) as whole:
        for index, (annex, table) in enumerate(long, start=len(rest.annexes) + 1):
            starts.append(pikepdf.OutlineItem(annex.title, len(whole.pages)))
            name = f"Phụ lục {ROMAN[index]}" if count > 1 else "Phụ lục"
            drawn = RuledAnnex(whole, annex, table, (name, annex.title, with_what))
            drawn.draw(lambda rows, before=done: step(before + rows, total))
            done += len(table.rows)
        with whole.open_outline() as outline:
            outline.root.extend(starts)
        return saved(whole)
