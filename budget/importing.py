"""The lines of a year's estimate out of an office's table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from budget.domain.estimates import add_lines
from budget.models import EstimateLine, FundingSource
from core.money import format_dong
from core.spreadsheets.importing import Action, Importer, Options, Row, Trace
from core.spreadsheets.layout import Field
from core.spreadsheets.table import Record, Table
from core.spreadsheets.values import Unreadable, is_nothing, read_count, read_money, read_text
from core.text import fold
from programme.models import ContentGroup, Plan, PlanState

_STATE = re.compile(r"\b(ngan sach|nsnn|nstw|nstp|nsdp|trung uong|nha nuoc|su nghiep)\b")
_MOBILISED = re.compile(r"\b(xa hoi hoa|doi ung|huy dong|dong gop|chu the|tin dung|von vay|dan gop)\b")


@dataclass(eq=False)
class Planned:
    """A line of the estimate as the file writes it."""

    plan: Plan
    group: ContentGroup
    source: FundingSource
    name: str
    amount: int


class BudgetImporter(Importer):
    """Estimate lines; the plan is that of the year in the file, or of the day the file is of."""

    kind = "budget"
    label = "dự toán"
    examples = "Nội dung chi, Nguồn vốn, Số tiền (đồng), Nhóm nội dung, Năm"
    fields = (
        Field(
            "name",
            "Nội dung chi",
            words=(
                "noi dung",
                "noi dung chi",
                "noi dung hoat dong",
                "hoat dong",
                "noi dung thuc hien",
                "hang muc",
                "dien giai",
            ),
            pattern=r"\bnoi dung\b|\bhang muc\b|\bdien giai\b",
            never=r"\bnhom\b",
            anchor=True,
        ),
        Field(
            "amount",
            "Số tiền",
            words=(
                "so tien",
                "kinh phi",
                "du toan",
                "thanh tien",
                "tong cong",
                "tong kinh phi",
                "gia tri",
                "kinh phi dong",
            ),
            pattern=r"\bso tien\b|\bkinh phi\b|\bdu toan\b|\bthanh tien\b",
            never=r"\b(nguon|don gia|can cu)\b",
        ),
        Field("state", "Ngân sách nhà nước", pattern=r"\bngan sach\b|\bnsnn\b", never=r"\bnguon von\b"),
        Field("mobilised", "Xã hội hóa", pattern=r"\bxa hoi hoa\b|\bdoi ung\b|\bhuy dong\b"),
        Field("source", "Nguồn vốn", words=("nguon", "nguon von", "nguon kinh phi"), pattern=r"\bnguon\b"),
        Field("group", "Nhóm nội dung", words=("nhom noi dung", "nhom"), pattern=r"\bnhom\b"),
        Field("year", "Năm", words=("nam", "nam ke hoach"), pattern=r"\bnam\b", never=r"\bnam (nay|truoc)\b"),
        Field("note", "Ghi chú", words=("ghi chu",)),
    )

    def prepare(self, options: Options) -> None:
        self._plans = {plan.year: plan for plan in Plan.objects.order_by("year")}
        self._groups: dict[int, list[ContentGroup]] = {}
        for group in ContentGroup.objects.order_by("plan", "order"):
            self._groups.setdefault(group.plan_id, []).append(group)
        self._sources = list(FundingSource.objects.order_by("order", "pk"))
        self._known = set(
            EstimateLine.objects.order_by().values_list("plan_id", "group_id", "source_id", "name", "amount")
        )
        self._names = {
            (plan, group, source, fold(name)): amount for plan, group, source, name, amount in self._known
        }
        self._seen: dict[tuple[Any, ...], int] = {}

    def heading(self, text: str) -> int:
        return (
            1
            if any(self._is_group(text, group) for groups in self._groups.values() for group in groups)
            else 0
        )

    def check(self, tables: Sequence[Table], options: Options) -> list[Row]:
        rows: list[Row] = []
        for table in tables:
            titles = " ".join([*table.titles, *(column.label for column in table.layout.columns)])
            scale = _scale(titles)
            for record in table.records:
                for name, side in self._amounts(record):
                    row = Row(record, {})
                    self._check(row, record, options, scale, name, side)
                    rows.append(row)
        return rows

    @staticmethod
    def _amounts(record: Record) -> list[tuple[str, str]]:
        """The cells that hold this record's money: one, or one for each side."""
        sides = [(name, name) for name in ("state", "mobilised") if not is_nothing(record.cells.get(name))]
        return sides or [("amount", "")]

    def _check(self, row: Row, record: Record, options: Options, scale: int, cell: str, side: str) -> None:
        cells = record.cells
        name = "" if is_nothing(cells.get("name")) else read_text(cells.get("name"))
        amount = None
        try:
            amount = read_money(cells.get(cell), scale=scale)
        except Unreadable as error:
            row.say("error", f"{error}.", cell)
        plan = self._plan(row, record, options)
        source = self._source(row, record, side)
        group = self._group(row, record, plan) if plan else None
        row.values = {
            "name": name,
            "amount": amount,
            "source": source.name if source else read_text(cells.get("source")),
            "side": source.side if source else side,
            "group": group.name if group else read_text(cells.get("group")),
            "year": plan.year if plan else None,
        }
        if not name:
            row.say("error", "Chưa ghi nội dung chi.", "name")
        if amount is None and not row.has("error"):
            row.say("error", "Chưa ghi số tiền.", cell)
        elif amount is not None and amount <= 0:
            row.say("error", f"Số tiền {format_dong(amount)} phải lớn hơn 0.", cell)
        if plan and source and group and not row.has("error"):
            assert amount is not None
            self._settle(row, Planned(plan, group, source, name, amount))

    def _settle(self, row: Row, line: Planned) -> None:
        key = (line.plan.pk, line.group.pk, line.source.pk, fold(line.name))
        known = self._names.get(key)
        row.plan, row.exists = line, known is not None
        if known is not None and known != line.amount:
            row.change = True
            row.say(
                "error",
                f"Dự toán đã có dòng này với {format_dong(known)}; hãy điều chỉnh trên trang ngân sách.",
                "amount",
            )
        first = self._seen.setdefault(key, row.record.row)
        if first != row.record.row:
            row.say("doubtful", f"Trùng nội dung và nguồn với hàng {first}.", "name")

    def _plan(self, row: Row, record: Record, options: Options) -> Plan | None:
        try:
            year = read_count(record.cells.get("year")) or options.as_of.year
        except Unreadable as error:
            row.say("error", f"{error}.", "year")
            return None
        plan = self._plans.get(year)
        if plan is None:
            row.say("error", f"Chưa có kế hoạch năm {year}; hãy lập kế hoạch trước.", "year")
        elif plan.state == PlanState.CLOSED:
            row.say("error", f"Kế hoạch năm {year} đã khóa sổ.", "year")
        return plan

    def _source(self, row: Row, record: Record, side: str) -> FundingSource | None:
        text = "" if is_nothing(record.cells.get("source")) else read_text(record.cells.get("source"))
        exact = [one for one in self._sources if fold(one.name) == fold(text) or fold(one.code) == fold(text)]
        if text and len(exact) == 1:
            return exact[0]
        wanted = side or (
            "state" if _STATE.search(fold(text)) else "mobilised" if _MOBILISED.search(fold(text)) else ""
        )
        found = [one for one in self._sources if one.side == wanted]
        if len(found) == 1:
            return found[0]
        names = "; ".join(one.name for one in (found or self._sources))
        said = f"Nguồn vốn “{text}” chưa rõ là nguồn nào" if text else "Chưa ghi nguồn vốn"
        row.say("error", f"{said}: {names}." if names else f"{said}; chưa có danh mục nguồn vốn.", "source")
        return None

    @staticmethod
    def _is_group(text: str, group: ContentGroup) -> bool:
        one, other = fold(text), fold(group.name)
        return one == other or (len(one) > 15 and (one.startswith(other) or other.startswith(one)))

    def _group(self, row: Row, record: Record, plan: Plan) -> ContentGroup | None:
        groups = self._groups.get(plan.pk, [])
        own = "" if is_nothing(record.cells.get("group")) else read_text(record.cells.get("group"))
        texts = [own] if own else list(reversed(record.groups))
        for text in texts:
            for group in groups:
                if self._is_group(text, group) or fold(text) in {str(group.order), f"nhom {group.order}"}:
                    return group
        if len(groups) == 1:
            return groups[0]
        names = "; ".join(str(group) for group in groups)
        row.say("error", f"Chưa rõ thuộc nhóm nội dung nào của kế hoạch: {names}.", "group")
        return None

    def asks_reason(self, rows: Sequence[Row]) -> str:
        years = sorted({row.plan.plan.year for row in rows if _is_issued(row)})
        if not years:
            return ""
        return (
            f"Kế hoạch năm {', '.join(map(str, years))} đã ban hành: mỗi dòng thêm vào là một lần bổ sung "
            "dự toán, phải có lý do."
        )

    def apply(self, rows: Sequence[Row], options: Options, actor: Any) -> Trace:
        trace = Trace()
        by_plan: dict[int, list[Planned]] = {}
        for row in rows:
            by_plan.setdefault(row.plan.plan.pk, []).append(row.plan)
        for plan_id, lines in sorted(by_plan.items()):
            added, adjustments = add_lines(
                plan_id=plan_id,
                rows=[
                    {"group": one.group, "source": one.source, "name": one.name, "amount": one.amount}
                    for one in lines
                ],
                reason=options.extra.get("reason", ""),
                decision_no=options.extra.get("decision_no", ""),
                on=options.today,
                actor=actor,
            )
            trace.add(added)
            trace.add(adjustments)
        return trace


def _is_issued(row: Row) -> bool:
    """Whether the row is written, perhaps, into a plan that is in force."""
    return row.action in (Action.NEW, Action.DOUBTFUL) and row.plan.plan.state == PlanState.ISSUED


def _scale(text: str) -> int:
    """What the table's amounts are counted in, as its head says: "ĐVT: triệu đồng"."""
    folded = fold(text)
    if re.search(r"\b(dvt|don vi( tinh)?|so tien|kinh phi|du toan|tong cong)\b.{0,30}\btrieu\b", folded):
        return 10**6
    if re.search(
        r"\b(dvt|don vi( tinh)?|so tien|kinh phi|du toan|tong cong)\b.{0,30}\b(nghin|ngan|1 ?000|1000) ?d",
        folded,
    ):
        return 10**3
    return 1
