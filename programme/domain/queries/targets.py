"""A plan's targets beside what was reached, where they are heading, and how they were shared out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils import timezone

from core.numbers import format_hundredths
from localities.domain.counting import count_by_unit
from programme.arithmetic import Light, TrendPoint, elapsed_share, forecast, light, trend
from programme.domain.queries.indicators import INDICATORS, Figure, Indicator
from programme.enums import TargetPeriod
from programme.models import Plan, PlanState, Target, UnitTarget

PERIOD_END = {
    TargetPeriod.YEAR: (12, 31),
    TargetPeriod.FIRST_QUARTER: (3, 31),
    TargetPeriod.FIRST_HALF: (6, 30),
    TargetPeriod.NINE_MONTHS: (9, 30),
}
STATE_CLASS: dict[Light, str] = {
    "green": "state-good",
    "amber": "state-wait",
    "red": "state-bad",
    "grey": "",
}


def due_on(target: Target) -> date:
    """The day by which the target is to be reached."""
    return date(target.plan.year, *PERIOD_END[TargetPeriod(target.period)])


def shown_value(value: int | Fraction | None) -> str:
    """A result as shown; 99.999 % is cut, never rounded to the whole."""
    if value is None:
        return "chưa có số liệu"
    text = format_hundredths(value)
    return "99,99" if text == "100" and value < 100 else text


@dataclass(frozen=True)
class TargetRow:
    """A target with its result: computed by ``indicator``, entered by hand, or kept when the year closed.

    With ``until`` it is what was reached by that day, whatever the year ended with.
    """

    target: Target
    value: int | Fraction | None
    indicator: Indicator | None
    figure: Figure | None
    until: date | None = None

    @property
    def today(self) -> date:
        return self.until or timezone.localdate()

    @property
    def exact(self) -> Fraction:
        """The value as a fraction; only of a row that has one."""
        assert self.value is not None
        return Fraction(self.value)

    @property
    def is_final(self) -> bool:
        return self.target.final_numerator is not None

    @property
    def is_percent(self) -> bool:
        return self.target.measure == "%"

    @property
    def wanted(self) -> str:
        """ "20 – 25", "41": the target as the plan writes it."""
        low, high = self.target.minimum, self.target.maximum
        return str(low) if high in (None, low) else f"{low} – {high}"

    @property
    def reached(self) -> str:
        return shown_value(self.value)

    @property
    def met(self) -> bool:
        """Whether the minimum is reached, on the exact value."""
        return self.value is not None and self.value >= self.target.minimum

    @property
    def due_on(self) -> date:
        return due_on(self.target)

    @property
    def elapsed(self) -> Fraction:
        if self.target.plan.state == PlanState.CLOSED and self.until is None:
            return Fraction(1)
        return elapsed_share(date(self.target.plan.year, 1, 1), self.due_on, self.today)

    @property
    def light(self) -> Light:
        return light(self.value, self.target.minimum, self.elapsed)

    @property
    def light_class(self) -> str:
        return STATE_CLASS[self.light]

    @property
    def light_label(self) -> str:
        """What the colour says in words, for print and for those who do not see colours."""
        if self.met:
            above = self.target.maximum is not None and self.exact > self.target.maximum
            return "Đạt, vượt mức tối đa" if above else "Đạt"
        if self.value is None:
            return "Chưa có số liệu"
        if self.elapsed >= 1:
            return "Không đạt"
        return {"green": "Đúng tiến độ", "amber": "Chậm tiến độ"}.get(self.light, "Nguy cơ không đạt")

    @property
    def gap(self) -> str:
        """What is missing to the minimum."""
        if self.value is None or self.met:
            return ""
        return shown_value(self.target.minimum - self.exact)

    @property
    def forecast(self) -> int | None:
        """What the period ends with at the present pace; None once it is over, and without a value."""
        if self.value is None or self.elapsed >= 1:
            return None
        return forecast(self.value, self.elapsed, most=100 if self.is_percent else None)

    @property
    def trend(self) -> list[TrendPoint]:
        """The value at the end of each month until today; empty where the days are not known."""
        if self.value is None or self.figure is None or self.figure.moments is None:
            return []
        last = min(self.today, date(self.target.plan.year, 12, 31))
        return trend(self.figure.moments, self.value, month_ends(self.target.plan.year, last))


def month_ends(year: int, last: date) -> list[date]:
    """The last day of each month of ``year`` that has begun by ``last``; of the month under way, ``last``."""
    ends = []
    for month in range(1, 13):
        if date(year, month, 1) > last:
            break
        after = date(year + month // 12, month % 12 + 1, 1)
        ends.append(min(after - timedelta(days=1), last))
    return ends


def targets(plan: Plan, *, until: date | None = None) -> list[TargetRow]:
    """The rows of ``plan`` in its order, as they are, or as of ``until``. The same indicator is computed once.

    A number is entered by hand only where nothing computes it; the database refuses both at once.
    """
    rows = list(plan.targets.order_by("order", "pk"))
    figures: dict[str, Figure] = {
        name: INDICATORS[name].compute(plan.year, until)
        for name in sorted({row.indicator for row in rows} & set(INDICATORS))
    }
    for row in rows:
        row.plan = plan
    return [_row(row, figures.get(row.indicator), until) for row in rows]


def target_row(target: Target) -> TargetRow:
    """One target with its result."""
    indicator = INDICATORS.get(target.indicator)
    return _row(target, indicator.compute(target.plan.year) if indicator else None)


def _row(target: Target, figure: Figure | None, until: date | None = None) -> TargetRow:
    value = figure.value if figure else target.manual_value
    if target.final_numerator is not None and until is None:
        value = Fraction(target.final_numerator, target.final_denominator or 1)
    return TargetRow(target, value, INDICATORS.get(target.indicator), figure, until)


@dataclass(frozen=True)
class ShareRow:
    """A unit's share of a target with what the unit reached."""

    share: UnitTarget
    value: int | None
    elapsed: Fraction

    @property
    def met(self) -> bool:
        return self.value is not None and self.value >= self.share.minimum

    @property
    def light_class(self) -> str:
        return STATE_CLASS[light(self.value, self.share.minimum, self.elapsed)]

    @property
    def light_label(self) -> str:
        if self.value is None:
            return "Chưa có số liệu"
        return "Đạt" if self.met else ("Chưa đạt" if self.elapsed < 1 else "Không đạt")


def shares(row: TargetRow) -> list[ShareRow]:
    """The units' shares of a target: each counts the rows that lie in the unit; a percentage has none."""
    found = row.target.units.select_related("unit").order_by("unit__sort_key", "pk")
    counted = None if row.is_percent or row.figure is None else count_by_unit(row.figure.rows)

    def reached(share: UnitTarget) -> int | None:
        if row.figure is None:
            return share.manual_value
        return None if counted is None else counted[share.unit.path]

    return [ShareRow(share, reached(share), row.elapsed) for share in found]


@dataclass(frozen=True)
class Compared:
    """One target over the years: a cell for each plan, None where the plan has no such target."""

    name: str
    measure: str
    cells: list[TargetRow | None]


def compare(plans: Iterable[Plan]) -> list[Compared]:
    """The targets of several plans side by side, found by their code, in the order of the latest plan."""
    by_plan = [{row.target.code: row for row in targets(plan)} for plan in plans]
    codes = dict.fromkeys(code for rows in reversed(by_plan) for code in rows)
    compared = []
    for code in codes:
        cells = [rows.get(code) for rows in by_plan]
        latest = next(cell for cell in reversed(cells) if cell is not None)
        compared.append(Compared(latest.target.name, latest.target.measure, cells))
    return compared
