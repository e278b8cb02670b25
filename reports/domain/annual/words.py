"""Phrases of the annual report."""

from collections.abc import Iterable
from datetime import date

from core.documents import Block, Paragraph
from core.money import format_number
from reports.domain.annual.snapshot import Snapshot

STARS = {"3": "3 sao", "4": "4 sao", "potential_five": "Tiềm năng 5 sao", "5": "5 sao"}


def as_day(iso: str) -> date:
    return date.fromisoformat(iso)


def shown_day(iso: str) -> str:
    return f"{as_day(iso):%d/%m/%Y}"


def stars_said(counted: dict[str, int]) -> str:
    """ "58 sản phẩm 4 sao, 34 sản phẩm 3 sao": the highest first, stars without products left out."""
    said = [
        f"{format_number(counted[key])} sản phẩm {STARS[key].lower()}"
        for key in reversed(STARS)
        if counted[key]
    ]
    return ", ".join(said)


def in_brackets(share: str) -> str:
    return f" ({share})" if share else ""


def written(snapshot: Snapshot, part: str) -> list[Block]:
    """What the office wrote itself, one paragraph a line."""
    text = snapshot["narrative"].get(part, "")
    return [Paragraph(line) for line in text.splitlines() if line.strip()]


def known_sum(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
