"""Estimate lines from either side; allocations and disbursements are made by the acts."""

from datetime import date

import factory

from budget.domain import spending
from budget.models import Allocation, EstimateLine, FundingSide, FundingSource
from tests.factories.accounts import UserFactory
from tests.factories.programme import ContentGroupFactory, PlanFactory

GIVEN_ON = date(2022, 3, 1)


class FundingSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundingSource

    code = factory.Sequence(lambda n: f"nguon-{n}")
    name = "Ngân sách thành phố"
    side = FundingSide.STATE

    class Params:
        mobilised = factory.Trait(side=FundingSide.MOBILISED, name="Vốn đối ứng của chủ thể")


class EstimateLineFactory(factory.django.DjangoModelFactory):
    """70 million đồng of state money."""

    class Meta:
        model = EstimateLine

    plan = factory.SubFactory(PlanFactory)
    group = factory.SubFactory(ContentGroupFactory, plan=factory.SelfAttribute("..plan"))
    source = factory.SubFactory(FundingSourceFactory)
    name = factory.Sequence(lambda n: f"Nội dung chi {n:05d}")
    amount = 70_000_000


def allocation(line: EstimateLine | None = None, *, amount: int = 50_000_000) -> Allocation:
    """An allocation out of ``line`` (or of a new one)."""
    return spending.allocate(
        line_id=(line or EstimateLineFactory()).pk,
        recipient="UBND quận Ninh Kiều",
        amount=amount,
        on=GIVEN_ON,
        actor=UserFactory(),
    )
