"""Plans with their groups, activities and targets."""

import factory

from programme.models import Activity, ContentGroup, Plan, PlanState, Target


class PlanFactory(factory.django.DjangoModelFactory):
    """An issued plan of 70 % state money, five points of tolerance."""

    class Meta:
        model = Plan

    year = factory.Sequence(lambda n: 2022 + n)
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
