"""Plans with their groups, activities and targets."""

from datetime import date
from typing import Any

import factory

from localities.models import Unit
from programme.domain import library, outreach
from programme.models import (
    Activity,
    Commendation,
    ContentGroup,
    LibraryDocument,
    MediaItem,
    Plan,
    PlanState,
    StudyTour,
    Target,
    UnitScheme,
)
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory


class PlanFactory(factory.django.DjangoModelFactory):
    """An issued plan of 70 % state money, five points of tolerance."""

    class Meta:
        model = Plan

    year = factory.Sequence(lambda n: 2031 + n)  # tests name the years before
    title = factory.LazyAttribute(lambda plan: f"Kế hoạch Chương trình OCOP năm {plan.year}")
    state = PlanState.ISSUED


class ContentGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ContentGroup

    plan = factory.SubFactory(PlanFactory)
    order = factory.Sequence(lambda n: n + 1)
    name = "Tuyên truyền, đào tạo nhân lực"


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    group = factory.SubFactory(ContentGroupFactory)
    name = factory.Sequence(lambda n: f"Hoạt động {n:05d}")
    owner = "Văn phòng Điều phối"


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"chi-tieu-{n}")
    order = factory.Sequence(lambda n: n + 1)
    name = "Tiêu chuẩn hóa sản phẩm hiện có"
    measure = "sản phẩm"
    minimum = 1


def media_item(**details: Any) -> MediaItem:
    """An article in the city's newspaper."""
    given = {"medium": "newspaper", "outlet": "Báo Cần Thơ", "title": "OCOP vào mùa", "on": date(2022, 5, 6)}
    return outreach.record_media(actor=UserFactory(), **(given | details))


def study_tour(**details: Any) -> StudyTour:
    """Two people who went to another province."""
    days = {"starts_on": date(2022, 7, 4), "ends_on": date(2022, 7, 6)}
    given = {"name": "Học tập tại Quảng Ninh", "destination": "Quảng Ninh", **days}
    people = [("Trần Thị Lan", "HTX Tân Phát"), ("Lê Văn Bộ", "")]
    return outreach.record_tour(actor=UserFactory(), participants=people, **(given | details))


def commendation(**details: Any) -> Commendation:
    """Somebody proposed by the office."""
    given = {"year": 2022, "recipient": "HTX Tân Phát", "is_collective": True, "reason": "Ba sản phẩm 4 sao"}
    return outreach.propose_commendation(actor=UserFactory(), **(given | details))


def library_document(**details: Any) -> LibraryDocument:
    """The plan of the city as a document without a file."""
    given = {
        "number": "05/KH-UBND",
        "name": "Kế hoạch thực hiện Đề án Mỗi xã một sản phẩm",
        "issuer": "UBND thành phố Cần Thơ",
        "issued_on": date(2022, 1, 12),
        "kind": "Kế hoạch",
    }
    return library.file_document(actor=UserFactory(), **(given | details))


def unit_scheme(unit: Unit | None = None) -> UnitScheme:
    """A scheme awaited from ``unit`` (or from a new one)."""
    unit, plan = unit or UnitFactory(), PlanFactory()
    library.ask_for_schemes(plan_id=plan.pk, units=[unit], title="Kế hoạch OCOP", actor=UserFactory())
    return UnitScheme.objects.get(plan=plan, unit=unit)
