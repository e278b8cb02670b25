"""Dossiers on the official sheets, for measuring what a council does with them."""


def accepted(products: int) -> list:
    """Accepted dossiers on the sheets of QĐ 26/2026, set after set."""
    from django.utils import timezone

    from ocop_cantho.demo.playing import FORM_03, picks_for
    from products.domain import dossiers
    from products.domain.marks import TypedMark, save_self_marks
    from regimes.domain.queries.specs import spec_of
    from regimes.models import CriteriaSet, CriteriaSetStatus
    from tests.factories.accounts import UserFactory
    from tests.factories.products import ProductFactory

    sets = list(
        CriteriaSet.objects.filter(
            regime__code__startswith="26/2026", status=CriteriaSetStatus.COMPLETE
        ).order_by("number")
    )
    actor, today = UserFactory(), timezone.localdate()
    made = []
    for index in range(products):
        criteria_set = sets[index % len(sets)]
        dossier = dossiers.open_dossier(
            product=ProductFactory(),
            kind="first",
            wished_stars=4,
            criteria_set=criteria_set,
            actor=actor,
            opened_on=today,
        )
        marks = [
            TypedMark(code, number, "Có.") for code, number in picks_for(spec_of(criteria_set), 80).items()
        ]
        save_self_marks(dossier_id=dossier.pk, marks=marks, actor=actor)
        dossier.refresh_from_db()
        dossiers.save_section(
            dossier_id=dossier.pk,
            version=dossier.version,
            actor=actor,
            sample_count=5,
            results_text="Tốt.",
            plan_text="Mở rộng.",
        )
        dossiers.hand_in(dossier_id=dossier.pk, actor=actor, on=today)
        dossiers.start_commune_review(dossier_id=dossier.pk, actor=actor, on=today)
        dossiers.propose(dossier_id=dossier.pk, actor=actor, on=today, **FORM_03)
        dossiers.start_office_check(dossier_id=dossier.pk, actor=actor)
        made.append(dossiers.accept(dossier_id=dossier.pk, actor=actor, on=today))
    return made
