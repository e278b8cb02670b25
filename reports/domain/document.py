"""A snapshot as an official document: no figure is made here, they are only put in their places."""

from collections import Counter
from datetime import date
from typing import Any

from core.documents import (
    Annex,
    Bar,
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    OfficialDocument,
    Paragraph,
    Points,
    Table,
)
from core.money import format_number
from reports.domain.kinds import Kind, kind_of
from reports.domain.narrative import address_of, parts_of, resolved
from reports.domain.offices import offices_on
from reports.domain.snapshot import Snapshot

DEMO = (
    "Bản minh họa: tên sản phẩm, chủ thể và hạng sao theo nguồn công khai; điểm số, nhân sự và một phần "
    "số liệu là dữ liệu giả định để dùng thử phần mềm."
)


def document_from(
    snapshot: Snapshot,
    *,
    number: str = "",
    day: date | None = None,
    signer: str = "",
    signer_position: str = "",
    most_rows: int | None = None,
) -> OfficialDocument:
    """The document; without ``number`` and ``day`` it is a draft that leaves room for both.

    ``most_rows`` cuts long lists where a page shows them; paper never does.
    """
    kind = kind_of(snapshot["kind"])
    offices = offices_on(day or date.fromisoformat(snapshot["as_of"]), to=kind.to)
    maker = Maker(snapshot, most_rows)
    return OfficialDocument(
        parent=offices.parent,
        issuer=offices.issuer,
        issuer_name=offices.issuer_name,
        symbol=symbol_of(kind),
        place="Cần Thơ",
        kind=kind.paper,
        subject=snapshot["subject"],
        number=number,
        day=day,
        to=offices.to if kind.paper == "BÁO CÁO" else (),
        recipients=offices.recipients,
        signer_position=signer_position or offices.signer_position,
        signer=signer,
        note=DEMO if snapshot["is_demo"] else "",
        landscape=kind.landscape,
        body=maker.blocks(snapshot["body"]),
        annexes=tuple(
            Annex(one["title"], maker.blocks(one["blocks"]), landscape=one["landscape"])
            for one in snapshot["annexes"]
        ),
    )


def symbol_of(kind: Kind) -> str:
    """What follows the number: reports are /BC-, lists and tables /VPĐP alone."""
    return "/BC-VPĐP" if kind.paper == "BÁO CÁO" else "/VPĐP-OCOP"


class Maker:
    """Turns blocks of a snapshot into blocks of a document."""

    def __init__(self, snapshot: Snapshot, most_rows: int | None = None) -> None:
        self.snapshot = snapshot
        self.most_rows = most_rows

    def blocks(self, given: list[dict[str, Any]]) -> tuple[Block, ...]:
        return tuple(block for one in given for block in self._blocks(one))

    def _blocks(self, one: dict[str, Any]) -> list[Block]:
        figures = self.snapshot["figures"]
        match one:
            case {"heading": text}:
                return [Heading(text, one["level"])]
            case {"say": text}:
                return [self._paragraph(text)]
            case {"points": lines}:
                parts = tuple(parts_of(line, figures) for line in lines)
                return [Points(tuple(resolved(line, figures) for line in lines), parts)]
            case {"written": part}:
                text = self.snapshot["narrative"].get(part, "") or one.get("otherwise", "")
                return [self._paragraph(line) for line in text.splitlines() if line.strip()]
            case {"table": code}:
                return [self._table(self.snapshot["tables"][code])]
            case {"chart": code}:
                return [self._chart(self.snapshot["charts"][code])]
            case {"listing": of}:
                return [self._listing(of, one)]
        raise ValueError(f"no such block: {sorted(one)}")

    def _paragraph(self, text: str) -> Paragraph:
        parts = parts_of(text, self.snapshot["figures"])
        if parts == (text,):
            return Paragraph(text)
        return Paragraph(resolved(text, self.snapshot["figures"]), parts=parts)

    def _table(self, table: dict[str, Any]) -> Table:
        columns = tuple(Column(one["label"], one["kind"], one["width"]) for one in table["columns"])
        behind = table["behind"] or []
        wheres = table["row_where"] or [{}] * len(table["rows"])
        links = tuple(
            tuple(_cell_link(one, where, cell) for one, cell in zip(behind, row, strict=True))
            for where, row in zip(wheres, table["rows"], strict=True)
            if behind
        )
        total = tuple(table["total"]) if table["total"] is not None else None
        return Table(
            table["sheet"],
            table["caption"],
            columns,
            tuple(tuple(row) for row in table["rows"]),
            total,
            links=links,
            total_links=tuple(_cell_link(one, {}, cell) for one, cell in zip(behind, total, strict=True))
            if behind and total
            else (),
        )

    def _chart(self, chart: dict[str, Any]) -> Chart:
        bars = tuple(Bar(label, tuple(values)) for label, *values in chart["bars"])
        return Chart(chart["caption"], tuple(chart["series"]), bars)

    def _listing(self, of: str, one: dict[str, Any]) -> Table:
        """Rows of a list, numbered right through, a band wherever the banding column changes."""
        frozen = self.snapshot["lists"][of]
        place = {column["code"]: index for index, column in enumerate(frozen["columns"])}
        chosen = [frozen["columns"][place[code]] for code in one["columns"]]
        kept = [row for row in frozen["rows"] if all(row[place[c]] == v for c, v in one["where"].items())]
        shown = kept[: self.most_rows]
        rows = tuple(
            (number, *(_cell(row[place[column["code"]]], column["kind"]) for column in chosen))
            for number, row in enumerate(shown, start=1)
        )
        return Table(
            "",
            one["caption"],
            (Column("TT", "count", 5), *(Column(c["label"], c["kind"], c["width"]) for c in chosen)),
            rows,
            bands=_bands(kept, len(shown), place.get(one["bands"]), one.get("counts")),
            opens=address_of(of, one["where"]),
            hidden=one.get("whole", len(kept)) - len(shown),
        )


def _cell_link(behind: dict[str, Any] | None, where: dict[str, Any], cell: Cell) -> str:
    if behind is None or cell in (None, 0, ""):
        return ""
    return address_of(behind["list"], {**where, **behind["where"]})


def _cell(value: Any, kind: str) -> Cell:
    return date.fromisoformat(value) if kind == "date" and value else value


def _bands(
    kept: list[list[Any]], shown: int, place: int | None, counts: dict[Any, int] | None
) -> dict[int, str]:
    """Where a band begins, and how many rows it has; ``counts`` says so where not all of them are here."""
    if place is None:
        return {}
    counts = counts or Counter(row[place] for row in kept)
    bands, last = {}, object()
    for index, row in enumerate(kept[:shown]):
        if row[place] != last:
            last = row[place]
            bands[index] = f"{last}: {format_number(counts[last])}"
    return bands
