"""The register in the annual report: chart, table by unit, lists of products."""

from core.documents import Annex, Bar, Block, Cell, Chart, Column, Paragraph, Source, Table
from core.money import format_number
from reports.domain.annual.snapshot import Snapshot
from reports.domain.annual.words import STARS, as_day, shown_day

CHART_BARS = 20


def unit_chart(snapshot: Snapshot) -> Chart:
    units = [row for row in snapshot["units"] if row["total"]]
    shown = sorted(units, key=lambda row: -row["total"])[:CHART_BARS]
    series = [key for key in STARS if any(row["stars"][key] for row in shown)]
    cut = f" ({CHART_BARS} đơn vị nhiều sản phẩm nhất)" if len(units) > len(shown) else ""
    return Chart(
        f"Biểu đồ: Sản phẩm đang được công nhận theo {snapshot['level']} và hạng sao{cut}",
        tuple(STARS[key] for key in series),
        tuple(Bar(row["name"], tuple(row["stars"][key] for key in series)) for row in shown),
    )


def unit_table(snapshot: Snapshot) -> Table:
    rows = [(row["name"], *(row["stars"][key] for key in STARS), row["total"]) for row in snapshot["units"]]
    unplaced = snapshot["unplaced"]
    if unplaced:
        counted = [sum(one["stars"] == key for one in unplaced) for key in STARS]
        rows.append((f"Chưa rõ {snapshot['level']}", *counted, len(unplaced)))
    sums = [sum(row[index] for row in rows) for index in range(1, len(STARS) + 2)]
    return Table(
        "San pham theo don vi",
        f"Sản phẩm đang được công nhận theo {snapshot['level']} đến ngày {shown_day(snapshot['as_of'])}",
        (
            Column("Đơn vị", width=36),
            *(Column(label, kind="count") for label in STARS.values()),
            Column("Tổng", kind="count"),
        ),
        tuple(rows),
        total=("Tổng", *sums),
        source=Source("product_list"),
    )


def annexes(snapshot: Snapshot) -> tuple[Annex, ...]:
    lists: list[Block] = []
    unplaced = {"name": f"Chưa rõ {snapshot['level']}", "products": snapshot["unplaced"]}
    first = 1
    for index, unit in enumerate([*snapshot["units"], unplaced], start=1):
        if unit["products"]:
            lists.append(_product_table(f"{index:02d}", unit["name"], unit["products"], first=first))
            first += len(unit["products"])
    annexes = [
        Annex(
            f"DANH SÁCH SẢN PHẨM OCOP ĐANG ĐƯỢC CÔNG NHẬN THEO {snapshot['level'].upper()}",
            tuple(lists) or (Paragraph("Không có sản phẩm nào đang được công nhận."),),
            landscape=True,
        )
    ]
    if snapshot["expiring"]:
        table = _product_table("Het han", f"Hết hạn trong năm {snapshot['year'] + 1}", snapshot["expiring"])
        title = f"SẢN PHẨM HẾT THỜI HẠN CÔNG NHẬN TRONG NĂM {snapshot['year'] + 1}"
        annexes.append(Annex(title, (table,), landscape=True))
    return tuple(annexes)


def _product_table(sheet: str, name: str, products: list[Snapshot], *, first: int = 1) -> Table:
    columns = (
        Column("TT", width=5, kind="count"),
        Column("Sản phẩm", width=25),
        Column("Chủ thể", width=22),
        Column("Địa bàn", width=13),
        Column("Hạng", width=7),
        Column("Quyết định", width=12),
        Column("Ngày", "date", 8),
        Column("Hết hạn", "date", 8),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            number,
            one["name"] + (" (công nhận trong năm)" if one["this_year"] else ""),
            one["producer"],
            one["unit"],
            STARS[one["stars"]],
            one["number"],
            as_day(one["decided_on"]),
            as_day(one["expires_on"]),
        )
        for number, one in enumerate(products, start=first)
    ]
    return Table(
        f"{sheet} {name}"[:31], f"{name}: {format_number(len(products))} sản phẩm", columns, tuple(rows)
    )
