"""A small year for the reports, and reports built from it."""

import io
from datetime import date

import factory
import pikepdf
from django.db import transaction
from django.utils import timezone

from core.domain.files import store_bytes
from core.models import Counter
from localities.models import Unit
from programme.models import Plan
from reports.domain.building import asked_for, build, digest
from reports.domain.dispatching import dispatch
from reports.domain.frame import frame_for
from reports.domain.issuing import issue, review, sign_on_paper
from reports.domain.snapshot import take
from reports.enums import Cutoff
from reports.models import ReportDispatch, ReportRecipient, ReportRun, ReportSetting, Yearbook, YearbookEntry
from tests.factories.accounts import UserFactory
from tests.factories.budget import EstimateLineFactory, FundingSourceFactory
from tests.factories.localities import UnitFactory
from tests.factories.products import ProductFactory, RatingFactory
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


def bare(*, issued: bool = False, kind: str = "quarterly", year: int = 2022, period: str = "Q4") -> ReportRun:
    """A report of that year whose PDF is one empty page: for tests that do not look into it."""
    asked = asked_for(kind=kind, year=year, period=period)
    snapshot = take(asked.kind, frame_for(year=year, period=asked.period))
    paper = store_bytes(content=scan(), name="trang.pdf", content_type="application/pdf")
    given = {"state": "issued", "number": "9", "issued_on": timezone.localdate(), "signature": "scan"}
    with transaction.atomic():
        version = Counter.next_number(register=asked.register, year=year)
    return ReportRun.objects.create(
        kind=kind,
        year=year,
        period=period,
        version=version,
        title=snapshot["title"],
        as_of=timezone.now(),
        snapshot=snapshot,
        digest=digest(snapshot),
        pdf=paper,
        **(given if issued else {}),
    )


def scan() -> bytes:
    """A signed paper, scanned: one empty page as PDF."""
    paper = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(paper, deterministic_id=True)
    return paper.getvalue()


def signed(run: ReportRun, signer: str = "Lê Văn Ký") -> ReportRun:
    """The report reviewed and signed on paper."""
    actor = UserFactory()
    review(run_id=run.pk, actor=actor)
    return sign_on_paper(run_id=run.pk, scan=scan(), signer=signer, actor=actor)


def issued(run: ReportRun, number: str = "9") -> ReportRun:
    """The report signed and issued today."""
    signed(run)
    return issue(run_id=run.pk, number=number, issued_on=timezone.localdate(), actor=UserFactory())


def dispatched(run: ReportRun) -> ReportDispatch:
    """The issued report on its way to one recipient."""
    to = [("UBND thành phố", "ubnd@example.vn")]
    return dispatch(run_id=run.pk, to=to, actor=UserFactory())[0]


class ReportRecipientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportRecipient

    name = "Sở Nông nghiệp và Môi trường"
    email = factory.Sequence(lambda n: f"so{n}@example.vn")


class ReportSettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportSetting
        django_get_or_create = ("kind",)

    kind = "quarterly"
    cutoff = Cutoff.DECREE
    due_days = 5
    builds_itself = True


class YearbookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Yearbook

    class Params:
        printed = factory.Trait(
            pdf=factory.LazyFunction(
                lambda: store_bytes(content=scan(), name="ky-yeu.pdf", content_type="application/pdf")
            ),
            built_at=factory.LazyFunction(timezone.now),
        )

    title = "Sản phẩm OCOP tiêu biểu Cần Thơ"
    subtitle = "Tinh hoa từ mỗi xã, phường"
    year = 2026
    foreword = "Cần Thơ gạo trắng nước trong."


class YearbookEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = YearbookEntry

    yearbook = factory.SubFactory(YearbookFactory)
    product = factory.SubFactory(ProductFactory)
