"""A regime with the bands of the law, and a small sheet of 40 + 25 + 35 points."""

from datetime import date

import factory

from regimes.models import (
    CriteriaPart,
    CriteriaSection,
    CriteriaSet,
    CriteriaSetStatus,
    Criterion,
    CriterionOption,
    LegalRegime,
    StarBand,
)

BANDS = ((5, 90), (4, 70), (3, 50), (2, 30), (1, 0))


class RegimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalRegime
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"{n}/2026/QĐ-TTg")
    title = "Ban hành Bộ tiêu chí thử nghiệm"
    issued_on = date(2020, 1, 1)
    valid_from = date(2020, 1, 1)
    part_points = factory.LazyFunction(lambda: {"A": 40, "B": 25, "C": 35})
    commune_review_working_days = 15

    @factory.post_generation
    def bands(self, create, extracted, **kwargs):
        for stars, points in BANDS:
            StarBand.objects.create(regime=self, stars=stars, min_points=points, is_recognised=stars >= 3)


class CriteriaSetFactory(factory.django.DjangoModelFactory):
    """Criteria 1.1 (40; its 20-point option is the least for 3 stars, 30 for 4), 5.1 (20), 5.2 (5, with a
    story only: 5.1 from 10 points) and 7 (35)."""

    class Meta:
        model = CriteriaSet
        skip_postgeneration_save = True

    regime = factory.SubFactory(RegimeFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Bộ sản phẩm thử nghiệm {n:05d}")
    status = CriteriaSetStatus.COMPLETE
    digest = "0" * 64

    class Params:
        missing = factory.Trait(
            status=CriteriaSetStatus.MISSING, missing_reason="Chưa tìm được văn bản", sheet=False
        )

    @factory.post_generation
    def sheet(self, create, extracted, **kwargs):
        if extracted is False:
            return
        add_criterion(self, "A", 40, "1", "1.1", 40, [(0, None), (20, 3), (30, 4), (40, None)])
        story = add_criterion(self, "B", 25, "5", "5.1", 20, [(0, None), (10, None), (20, None)])
        add_criterion(self, "B", 25, "5", "5.2", 5, [(0, None), (5, None)], applies_if=story)
        add_criterion(self, "C", 35, "7", "7", 35, [(0, None), (10, None), (25, None), (35, None)])


def add_criterion(criteria_set, part, part_points, section, code, points, options, applies_if=None):
    part, _ = CriteriaPart.objects.get_or_create(
        criteria_set=criteria_set,
        code=part,
        defaults={"name": f"Phần {part}", "max_points": part_points, "position": ord(part) - 64},
    )
    section, _ = CriteriaSection.objects.get_or_create(
        part=part,
        code=section,
        defaults={"name": f"Mục {section}", "max_points": part_points, "position": int(section)},
    )
    criterion = Criterion.objects.create(
        criteria_set=criteria_set,
        section=section,
        code=code,
        name=f"Tiêu chí {code}",
        max_points=points,
        position=criteria_set.criteria.count() + 1,
        applies_if=applies_if,
        applies_if_min_points=10 if applies_if else None,
    )
    for number, (value, stars) in enumerate(options, start=1):
        CriterionOption.objects.create(
            criterion=criterion, number=number, text=f"Mức {number}", points=value, required_for_stars=stars
        )
    return criterion
