"""A small year for the reports, and reports built from it."""

from datetime import date

from localities.models import Unit
from programme.models import Plan
from reports.domain.building import build
from reports.models import ReportRun
from tests.factories.budget import EstimateLineFactory, FundingSourceFactory
from tests.factories.localities import UnitFactory
from tests.factories.products import RatingFactory
from tests.factories.programme import PlanFactory, TargetFactory
from tests.factories.regimes import RegimeFactory

DECIDED = date(2022, 11, 11)


def districts(*names: str) -> list[Unit]:
    """Districts of the city of before July 2025."""
    city = UnitFactory(city=True, era="before-2025-07", valid_to=date(2025, 6, 30))
    return [UnitFactory(district=True, name=name, parent=city) for name in names]


def year_2022() -> Plan:
    """A plan of 70/30 with one target, two districts, three recognised products (one from the year before)."""
    plan = PlanFactory(year=2022)
    TargetFactory(plan=plan, name="Sản phẩm mới", indicator="new_products", minimum=3)
    EstimateLineFactory(plan=plan, amount=2_520_000_000)
    EstimateLineFactory(plan=plan, amount=1_080_000_000, source=FundingSourceFactory(mobilised=True))
    co_do, ninh_kieu = districts("Huyện Cờ Đỏ", "Quận Ninh Kiều")
    regime = RegimeFactory()
    for name, unit, stars, day in (
        ("Rượu mận Thới Hưng", co_do, 4, DECIDED),
        ("Tranh gạo Tấn Bửu", ninh_kieu, 3, DECIDED),
        ("Bột gạo lứt mè đen", ninh_kieu, 4, date(2021, 11, 30)),
    ):
        RatingFactory(
            product__name=name,
            product__producer__unit=unit,
            regime=regime,
            stars=stars,
            decided_on=day,
            expires_on=day.replace(year=day.year + 3 if stars == 4 else day.year + 1),
        )
    return plan


def annual_report(**narrative: str) -> ReportRun:
    """The annual report of such a year."""
    year_2022()
    return build(kind="annual", year=2022, narrative=narrative)
