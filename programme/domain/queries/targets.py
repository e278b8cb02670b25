"""A plan's targets beside what was reached."""

from dataclasses import dataclass
from fractions import Fraction

from core.numbers import format_hundredths
from programme.domain.queries.indicators import INDICATORS, Figure, Indicator
from programme.models import Plan, Target


@dataclass(frozen=True)
class TargetRow:
    """A target with its result: computed by ``indicator``, or entered by hand with evidence."""

    target: Target
    value: int | Fraction | None
    indicator: Indicator | None
    figure: Figure | None

    @property
    def wanted(self) -> str:
        """ "20 – 25", "41": the target as the plan writes it."""
        low, high = self.target.minimum, self.target.maximum
        return str(low) if high in (None, low) else f"{low} – {high}"

    @property
    def reached(self) -> str:
        """The result as shown; 99.999 % is cut, never rounded to the whole."""
        if self.value is None:
            return "chưa có số liệu"
        shown = format_hundredths(self.value)
        return "99,99" if shown == "100" and self.value < 100 else shown

    @property
    def met(self) -> bool:
        """Whether the minimum is reached, on the exact value."""
        return self.value is not None and self.value >= self.target.minimum


def targets(plan: Plan) -> list[TargetRow]:
    """The rows of ``plan`` in its order. The same indicator is computed once.

    A number is entered by hand only where nothing computes it; the database refuses both at once.
    """
    rows = list(plan.targets.order_by("order", "pk"))
    figures: dict[str, Figure] = {
        name: INDICATORS[name].compute(plan.year)
        for name in {row.indicator for row in rows} & set(INDICATORS)
    }
    return [_row(row, figures.get(row.indicator)) for row in rows]


def target_row(target: Target) -> TargetRow:
    """One target with its result."""
    indicator = INDICATORS.get(target.indicator)
    return _row(target, indicator.compute(target.plan.year) if indicator else None)


def _row(target: Target, figure: Figure | None) -> TargetRow:
    value = figure.value if figure else target.manual_value
    return TargetRow(target, value, INDICATORS.get(target.indicator), figure)
