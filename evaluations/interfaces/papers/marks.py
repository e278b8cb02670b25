"""Every mark of a round or of one product, read from the frozen tallies: the minutes' own figures."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from core.documents import Annex, Cell, Column, OfficialDocument, Table, render_tables
from evaluations.arithmetic import show_points
from evaluations.domain.queries.papers import EntryFacts, RoundFacts, mark_remarks, sheet_remarks
from evaluations.enums import Office
from evaluations.interfaces.papers.heads import council_head, product_name, stars_text
from evaluations.interfaces.papers.minutes import results_table, totals_table
from regimes.arithmetic import SheetScore, score
from regimes.domain.queries.specs import spec_of

SHEET_HEAD = (
    Column("STT", "count"),
    Column("Sản phẩm"),
    Column("Thành viên"),
    Column("Bản phiếu", "count"),
)


def _scores(row: EntryFacts) -> list[tuple[dict[str, Any], SheetScore]]:
    """The counted sheets with their points by criterion, from the picks the tally froze."""
    spec = spec_of(row.entry.dossier.criteria_set)
    return [(sheet, score(spec, sheet["picks"])) for sheet in row.payload["inputs"]["sheets"]]


def product_summary(facts: RoundFacts, row: EntryFacts) -> OfficialDocument:
    """One product: criteria down, members across, the sum of each part and of all."""
    chair, secretary = facts.presiding, facts.seat(Office.SECRETARY)
    votes = tuple(
        (
            vote["criterion"],
            f"{vote['stars']} sao: từ {vote['min_points']} điểm",
            f"{vote['reached']}/{vote['sheets']}",
            "đạt" if vote["met"] else "không đạt",
        )
        for vote in row.payload["requirements"]
    )
    columns = (Column("Tiêu chí"), Column("Yêu cầu của hạng"), Column("Số phiếu đạt"), Column("Kết quả"))
    return OfficialDocument(
        **council_head(facts.round),
        symbol="/TH-HĐ",
        kind="BẢNG TỔNG HỢP ĐIỂM",
        subject=f"Sản phẩm: {product_name(row)}\n{facts.round.name}: {row.payload['mean']} điểm, {stars_text(row)}",
        day=facts.day,
        body=(Table("Yeu cau", "Yêu cầu tối thiểu theo dấu sao", columns, votes),),
        annexes=(Annex("ĐIỂM TỪNG TIÊU CHÍ", (criteria_table(row),), landscape=True),),
        cosigner_position="THƯ KÝ",
        cosigner=secretary.user.name if secretary else "",
        signer_position="CHỦ TỌA",
        signer=chair.user.name if chair else "",
        recipients=("Lưu: hồ sơ Hội đồng",),
    )


def criteria_table(row: EntryFacts) -> Table:
    """Each criterion with every member's points; the means are cut, never rounded up."""
    spec = spec_of(row.entry.dossier.criteria_set)
    scores = _scores(row)
    count = len(scores)
    columns = (
        Column("Tiêu chí", width=9),
        Column("Nội dung", width=24),
        Column("Tối đa", "count", 6),
        *(Column(sheet["name"], "count") for sheet, _ in scores),
        Column("Trung bình", "share", 9),
    )
    rows: list[tuple[Cell, ...]] = []
    for part in spec.parts:
        for section in part.sections:
            for line in section.criteria:
                given = [marks.points.get(line.code, 0) for _, marks in scores]
                mean = show_points(Fraction(sum(given), count))
                rows.append((line.code, line.name, line.points, *given, mean))
        given = [marks.parts[part.code] for _, marks in scores]
        rows.append(
            (f"Phần {part.code}", part.name, part.points, *given, show_points(Fraction(sum(given), count)))
        )
    total = ("Tổng", "", 100, *(marks.total for _, marks in scores), row.payload["mean"])
    return Table("Tung tieu chi", "Điểm từng tiêu chí của các phiếu hợp lệ", columns, tuple(rows), total)


def sheet_tables(facts: RoundFacts) -> list[Table]:
    """As on the official summary: a row for every counted sheet, the criteria across; a table for each set."""
    remarks = sheet_remarks(facts.round)
    by_set: dict[int, list[EntryFacts]] = {}
    for row in facts.tallied:
        by_set.setdefault(row.entry.dossier.criteria_set_id, []).append(row)
    return [_sheet_table(rows, remarks) for rows in by_set.values()]


def _sheet_table(rows: list[EntryFacts], remarks: dict[int, str]) -> Table:
    criteria_set = rows[0].entry.dossier.criteria_set
    spec = spec_of(criteria_set)
    columns = (
        *SHEET_HEAD,
        *(Column(code, "count") for code in spec.by_code),
        *(Column(f"Phần {part.code}", "count") for part in spec.parts),
        Column("Tổng", "count"),
        Column("Ý kiến chung"),
    )
    lines = tuple(
        (
            *_sheet_head(row, sheet),
            *(marks.points.get(code, 0) for code in spec.by_code),
            *(marks.parts[part.code] for part in spec.parts),
            marks.total,
            remarks.get(sheet["sheet"], ""),
        )
        for row in rows
        for sheet, marks in _scores(row)
    )
    return Table(f"Phieu bo {criteria_set.number}", f"Điểm từng phiếu – {criteria_set.name}", columns, lines)


def marks_table(facts: RoundFacts) -> Table:
    """A row for every mark: product, member, version of the sheet, criterion, option, points, remark."""
    remarks = mark_remarks(facts.round)
    columns = (
        *SHEET_HEAD,
        Column("Tiêu chí"),
        Column("Lựa chọn số", "count"),
        Column("Nội dung lựa chọn"),
        Column("Điểm", "count"),
        Column("Được tính", "count"),
        Column("Nhận xét"),
    )
    rows = tuple(line for row in facts.tallied for line in _mark_rows(row, remarks))
    return Table("Tung diem", f"Từng điểm chấm – {facts.round.name}", columns, rows)


def _mark_rows(row: EntryFacts, remarks: dict[tuple[int, str], str]) -> Iterator[tuple[Cell, ...]]:
    spec = spec_of(row.entry.dossier.criteria_set)
    for sheet, marks in _scores(row):
        head = _sheet_head(row, sheet)
        for code, number in sheet["picks"].items():
            option = spec.by_code[code].options[number - 1]
            remark = remarks.get((sheet["sheet"], code))
            yield (*head, code, number, option.text, option.points, marks.points.get(code, 0), remark)


def _sheet_head(row: EntryFacts, sheet: dict[str, Any]) -> tuple[Cell, ...]:
    return row.entry.order, product_name(row), sheet["name"], sheet["version"]


def marks_workbook(facts: RoundFacts) -> bytes:
    """The tables of the minutes, every sheet and every mark behind them, as one workbook."""
    tables = (results_table(facts), totals_table(facts), *sheet_tables(facts), marks_table(facts))
    return render_tables(tables, title=facts.round.name)
