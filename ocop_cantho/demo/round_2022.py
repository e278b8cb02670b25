"""The evaluation round of November 2022 with a council of nine, played through the application's own acts.

Products and stars are those the press reported of Quyết định 3787/QĐ-UBND; members and marks are invented.
"""

from datetime import date

from accounts.models import User
from evaluations.domain import decisions, rounds, scoring, tallies
from evaluations.enums import Office
from evaluations.models import Council, CouncilMember, Round
from localities.models import Era, Unit
from ocop_cantho.demo.people import COUNCIL
from ocop_cantho.demo.register_2022 import REGIME, Row
from products.domain import assessments, dossiers
from products.models import Dossier
from regimes.arithmetic import SheetSpec, score
from regimes.domain.queries.specs import spec_of
from regimes.models import DossierKind, EvaluationLevel, LegalRegime

DECISION = "3787/QĐ-UBND"
OPENED = date(2022, 9, 5)
SIGNED = date(2022, 11, 11)
PRODUCTS = 6
MIDDLE = {3: 62, 4: 76}  # a total inside the band of each star


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
    council = _council(users)
    regime = LegalRegime.objects.get(code=REGIME)
    round_ = rounds.create_round(
        council=council,
        regime=regime,
        year=2022,
        sequence=2,
        name="Đợt 2 năm 2022 (minh họa)",
        actor=actor,
        dossiers_before=date(2022, 10, 30),
        evaluate_before=date(2022, 12, 30),
    )
    Round.objects.filter(pk=round_.pk).update(is_demo=True)
    entries = []
    for row in chosen(rows):
        dossier = _accepted_dossier(row, actor)
        entries.append((row, rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)))
    rounds.open_round(round_id=round_.pk, actor=actor)
    members = [member for member in council.members.all() if member.office != Office.SECRETARY]
    for row, entry in entries:
        spec = spec_of(entry.dossier.criteria_set)
        for index, member in enumerate(members):
            _fill(entry.pk, member.user, picks_for(spec, MIDDLE[row.stars] + index - 4))
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


def _council(users: dict[str, User]) -> Council:
    council = Council.objects.create(
        name="Hội đồng đánh giá, xếp hạng sản phẩm OCOP thành phố Cần Thơ năm 2022 (minh họa)",
        level=EvaluationLevel.CITY,
        unit=Unit.objects.get(code="92", era=Era.BEFORE_2025),
        decision_no="minh họa",
        decided_on=date(2022, 1, 20),
        term_from=date(2022, 1, 20),
        term_to=date(2022, 12, 31),
        is_demo=True,
    )
    for order, person in enumerate(COUNCIL):
        offices = {0: Office.CHAIR, 1: Office.VICE_CHAIR, len(COUNCIL) - 1: Office.SECRETARY}
        CouncilMember.objects.create(
            council=council,
            user=users[person.email],
            office=offices.get(order, Office.MEMBER),
            agency=person.agency,
            position=person.position,
            order=order,
        )
    return council


def _accepted_dossier(row: Row, actor: User) -> Dossier:
    criteria_set = row.product.classifications.get(regime__code=REGIME).criteria_set
    dossier = dossiers.open_dossier(
        product=row.product,
        kind=DossierKind.FIRST,
        wished_stars=row.stars,
        criteria_set=criteria_set,
        actor=actor,
        opened_on=OPENED,
    )
    Dossier.objects.filter(pk=dossier.pk).update(is_demo=True)
    for code, number in picks_for(spec_of(criteria_set), MIDDLE[row.stars] + 5).items():
        dossiers.set_self_mark(
            dossier_id=dossier.pk,
            criterion_code=code,
            option_number=number,
            explanation="Nội dung minh họa.",
            actor=actor,
        )
    dossiers.save_section(
        dossier_id=dossier.pk,
        version=dossier.version,
        actor=actor,
        sample_count=5,
        results_text="Nội dung minh họa.",
        plan_text="Nội dung minh họa.",
    )
    dossiers.hand_in(dossier_id=dossier.pk, actor=actor, on=OPENED)
    dossiers.start_commune_review(dossier_id=dossier.pk, actor=actor, on=OPENED)
    dossiers.propose(
        dossier_id=dossier.pk,
        actor=actor,
        on=date(2022, 9, 20),
        **dict.fromkeys(assessments.TEXTS, "Nội dung minh họa."),
    )
    dossiers.start_office_check(dossier_id=dossier.pk, actor=actor)
    return dossiers.accept(dossier_id=dossier.pk, actor=actor, on=date(2022, 10, 3))


def picks_for(spec: SheetSpec, wanted: int) -> dict[str, int]:
    """Option numbers whose total is ``wanted`` or the nearest below it: from the best sheet downwards."""
    picks = {
        criterion.code: max(criterion.options, key=lambda option: option.points).number
        for _, criterion in spec.criteria
    }
    for _, criterion in reversed(spec.criteria):
        total = score(spec, picks).total
        if total <= wanted:
            break
        least = total - wanted
        best = max(option.points for option in criterion.options)
        lower = [option for option in criterion.options if best - option.points <= least]
        picks[criterion.code] = min(lower, key=lambda option: option.points).number
    return picks


def _fill(entry_id: int, user: User, picks: dict[str, int]) -> None:
    sheet = scoring.start_sheet(entry_id=entry_id, actor=user)
    revision = sheet.revision
    for code, number in picks.items():
        revision = scoring.save_mark(
            sheet_id=sheet.pk, criterion_code=code, option_number=number, revision=revision, actor=user
        ).revision
    scoring.submit_sheet(sheet_id=sheet.pk, actor=user)
