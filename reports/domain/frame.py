"""What a report looks at: a period, the day its state is taken on, the units, the plan."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from core.errors import ActRefused
from localities.domain.standing import city_on, level_below
from localities.models import Level, Unit
from programme.domain.queries.targets import TargetRow, targets
from programme.models import Plan, PlanState
from regimes.models import ProductClass
from reports.domain.periods import Period

UNPLACED = "Chưa rõ địa bàn"
NO_SECTOR = "Chưa phân loại"


@dataclass(frozen=True)
class Frame:
    """``units`` narrows the registers to those units and what lies below; None is the whole city."""

    year: int
    period: Period
    units: tuple[Unit, ...] | None = None
    chosen: tuple[str, ...] = ()  # the codes of the sections somebody chose; empty: all

    @cached_property
    def day(self) -> date:
        """The day the registers are looked at: the period's last one, or today while it runs."""
        return min(self.period.last, timezone.localdate())

    @cached_property
    def plan(self) -> Plan | None:
        return Plan.objects.filter(year=self.year).first()

    @cached_property
    def city(self) -> Unit | None:
        return city_on(self.day)

    @cached_property
    def level(self) -> Level | None:
        return level_below(self.city, day=self.day) if self.city else None

    @property
    def level_name(self) -> str:
        """ "quận, huyện" or "xã, phường"."""
        return self.level.label.removeprefix("Cấp ") if self.level else "địa bàn"

    @cached_property
    def areas(self) -> dict[str, str]:
        """The units figures are given by, path to name, in the order of the alphabet."""
        if self.city is None:
            return {}
        rows = Unit.objects.within(self.city).filter(level=self.level).valid_on(self.day).by_name()
        found = dict(rows.values_list("path", "name"))
        if self.units is None:
            return found
        inside = tuple(unit.path for unit in self.units)
        return {path: name for path, name in found.items() if path.startswith(inside)}

    def area_of(self, path: str | None) -> str:
        """The name of the area a unit lies in."""
        while path and path != "/":
            if path in self.areas:
                return self.areas[path]
            path = path[: path.rstrip("/").rfind("/") + 1]
        return UNPLACED

    @cached_property
    def sectors(self) -> dict[int | None, str]:
        """The law's sector of each class of products, by its key."""
        classes = {one.pk: one for one in ProductClass.objects.all()}

        def sector(one: ProductClass) -> str:
            return sector(classes[one.parent_id]) if one.parent_id else one.name.capitalize()

        return {None: NO_SECTOR} | {key: sector(one) for key, one in classes.items()}

    @cached_property
    def targets(self) -> list[TargetRow]:
        """The plan's targets with what was reached by the day; none without a plan.

        The report of a whole year that is closed says what the year was closed with.
        """
        if self.plan is None:
            return []
        closed = self.period.code == "" and self.plan.state == PlanState.CLOSED
        return targets(self.plan, until=None if closed else self.day)

    def holds(self, day: date | None) -> bool:
        """Whether ``day`` lies in the period."""
        return day is not None and self.period.first <= day <= self.period.last


def frame_for(
    *, year: int, period: Period, units: tuple[Unit, ...] | None = None, chosen: tuple[str, ...] = ()
) -> Frame:
    """The frame; a period that has not begun has nothing to report."""
    if period.first > timezone.localdate():
        raise ActRefused(
            f"Kỳ {period.label} chưa bắt đầu (từ {period.first:%d/%m/%Y}). Hãy chọn kỳ đã hoặc đang diễn ra."
        )
    return Frame(year, period, units, chosen)
