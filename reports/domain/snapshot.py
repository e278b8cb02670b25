"""A snapshot: every figure, list and sentence of one report as plain JSON values.

Money in đồng, days in ISO form, shares as they are printed. All forms of the report are made from this alone.
"""

from typing import Any

from products.models import Product
from reports.domain.book import Blocks, Book, heading, written
from reports.domain.frame import Frame
from reports.domain.kinds import AnnexKind, Group, Kind
from reports.domain.sections.declaration import Section

Snapshot = dict[str, Any]
SCHEMA = 2
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def take(kind: Kind, frame: Frame) -> Snapshot:
    """What ``kind`` says of ``frame``, with empty texts for the office's own words."""
    book = Book(frame)
    body = _body(kind, book)
    annexes = [found for one in kind.annexes if (found := _annex(one, book))["blocks"]]
    said = {"period": frame.period.label, "year": frame.year}
    return {
        "schema": SCHEMA,
        "kind": kind.code,
        "year": frame.year,
        "period": {
            "code": frame.period.code,
            "label": frame.period.label,
            "first": frame.period.first.isoformat(),
            "last": frame.period.last.isoformat(),
        },
        "as_of": frame.day.isoformat(),
        "title": kind.title.format(**said),
        "subject": kind.subject.format(**said),
        "units": [unit.name for unit in frame.units or ()],
        "level": frame.level_name,
        "is_demo": Product.objects.filter(is_demo=True).exists(),
        "lists": book.lists,
        "figures": book.figures,
        "tables": book.tables,
        "charts": book.charts,
        "body": body,
        "annexes": annexes,
        "narrative": dict.fromkeys(kind.parts, ""),
    }


def _body(kind: Kind, book: Book) -> Blocks:
    blocks: Blocks = []
    number = 0
    for one in kind.body:
        inner = [
            section
            for section in (one.sections if isinstance(one, Group) else (one,))
            if kind.writes(section, book.frame)
        ]
        if not inner:
            continue
        if one.title:
            blocks.append(heading(f"{ROMAN[number]}. {one.title}"))
            number += 1
        for place, section in enumerate(inner, start=1):
            if isinstance(one, Group):
                blocks.append(heading(f"{place}. {section.title}", 2))
            blocks += _section(section, book)
    return blocks


def _section(section: Section, book: Book) -> Blocks:
    blocks = section.write(book)
    if not section.own_words:
        return blocks
    otherwise = {} if blocks else {"otherwise": "Không có."}
    return [*blocks, {**written(section.code), **otherwise}]


def _annex(one: AnnexKind, book: Book) -> dict[str, Any]:
    title = one.title.format(level=book.frame.level_name)
    return {"title": title.upper(), "landscape": one.landscape, "blocks": one.write(book)}
