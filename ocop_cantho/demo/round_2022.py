"""The evaluation round of November 2022 with a council of nine, played through the application's own acts.

Products and stars are those the press reported of Quyết định 3787/QĐ-UBND; members and marks are invented.
"""

from datetime import date

from accounts.models import User
from evaluations.domain import decisions, rounds, tallies
from evaluations.models import Council
from localities.models import Era, Unit
from ocop_cantho.demo.people import COUNCIL
from ocop_cantho.demo.playing import (
    Days,
    complete,
    fill_sheet,
    lead,
    mark_demo,
    open_dossier,
    picks_for,
    seat,
    wanted_total,
)
from ocop_cantho.demo.register_2022 import REGIME, Row
from products.models import Dossier, Rating
from regimes.domain.queries.specs import spec_of
from regimes.models import DossierKind, EvaluationLevel, LegalRegime

DECISION = "3787/QĐ-UBND"
DAYS = Days(date(2022, 9, 5), date(2022, 9, 5), date(2022, 9, 20), date(2022, 10, 3))
SIGNED = date(2022, 11, 11)
PRODUCTS = 6


def chosen(rows: list[Row]) -> list[Row]:
    """The products the round evaluates: of that decision, with a sheet, three of each star."""
    usable = [
        row
        for row in rows
        if row.decision_no == DECISION and row.product.classifications.filter(regime__code=REGIME)
    ]
    by_star = [[row for row in usable if row.stars == stars][: PRODUCTS // 2] for stars in (4, 3)]
    return [row for group in by_star for row in group]


def load_round(rows: list[Row], *, users: dict[str, User]) -> None:
    """Dossiers, sheets, tallies, decision and certificates of the round."""
    actor = users["vanphong@ocop.example"]
    council = _council()
    members = seat(council, COUNCIL, users)
    round_ = rounds.create_round(
        council=council,
        regime=LegalRegime.objects.get(code=REGIME),
        year=2022,
        sequence=2,
        name="Đợt 2 năm 2022 (minh họa)",
        actor=actor,
        dossiers_before=date(2022, 10, 30),
        evaluate_before=date(2022, 12, 30),
    )
    mark_demo(round_)
    entries = []
    for row in chosen(rows):
        dossier = _accepted_dossier(row, actor)
        entries.append((row, rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)))
    rounds.open_round(round_id=round_.pk, actor=actor)
    for row, entry in entries:
        spec = spec_of(entry.dossier.criteria_set)
        for index, member in enumerate(members):
            wanted = wanted_total(row.stars, place=entry.order, member=index)
            picks = picks_for(spec, wanted, stars=row.stars, shift=index)
            fill_sheet(entry.pk, member.user, picks)
    rounds.close_round(round_id=round_.pk, actor=actor)
    for _, entry in entries:
        tally = tallies.take_tally(entry_id=entry.pk, actor=actor)
        decisions.decide(entry_id=entry.pk, stars=tally.stars, actor=members[0].user)
    decisions.issue_decision(
        round_id=round_.pk,
        number=DECISION,
        signed_on=SIGNED,
        signer="Huỳnh Văn Chủ (minh họa)",
        signer_position="Phó Chủ tịch UBND thành phố",
        actor=actor,
    )
    Rating.objects.filter(decision_no__in=round_.decisions.values("number")).update(is_demo=True)


def _council() -> Council:
    return Council.objects.create(
        name="Hội đồng đánh giá, xếp hạng sản phẩm OCOP thành phố Cần Thơ năm 2022 (minh họa)",
        level=EvaluationLevel.CITY,
        unit=Unit.objects.get(code="92", era=Era.BEFORE_2025),
        decision_no="minh họa",
        decided_on=date(2022, 1, 20),
        term_from=date(2022, 1, 20),
        term_to=date(2022, 12, 31),
        is_demo=True,
    )


def _accepted_dossier(row: Row, actor: User) -> Dossier:
    dossier = open_dossier(
        product=row.product,
        kind=DossierKind.FIRST,
        stars=row.stars,
        criteria_set=row.product.classifications.get(regime__code=REGIME).criteria_set,
        days=DAYS,
        actor=actor,
    )
    complete(dossier, stars=row.stars, actor=actor)
    return lead(dossier, until="accepted", days=DAYS, actor=actor, office=actor)
