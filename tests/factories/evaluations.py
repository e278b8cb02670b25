"""Councils, rounds with accepted dossiers, sheets filled as a test says."""

from datetime import date

import factory
from django.utils import timezone

from accounts.models import User
from evaluations.domain import advisory, decisions, rounds, scoring, tallies
from evaluations.enums import Office
from evaluations.models import (
    Adviser,
    AdvisoryReport,
    Certificate,
    Council,
    CouncilMember,
    Decision,
    Entry,
    Round,
    Sheet,
)
from products.models import Dossier, Evidence
from regimes.models import EvaluationLevel
from tests.factories import files
from tests.factories import products as dossiers
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory


class CouncilFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Council

    name = "Hội đồng đánh giá, phân hạng sản phẩm OCOP"
    level = EvaluationLevel.CITY
    unit = factory.SubFactory(UnitFactory, city=True, code=factory.Sequence(lambda n: str(90000 + n)))
    decision_no = "10/QĐ-UBND"
    decided_on = date(2026, 1, 5)
    term_from = date(2026, 1, 5)


class CouncilMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CouncilMember

    council = factory.SubFactory(CouncilFactory)
    user = factory.SubFactory(UserFactory, member=True)
    agency = "Sở Công Thương"
    order = factory.Sequence(lambda n: n % 1000)


def council_of(members: int = 3) -> Council:
    """A council with a chairman first, then members, and a secretary who does not score."""
    council = CouncilFactory()
    CouncilMemberFactory(council=council, office=Office.CHAIR, order=0)
    for order in range(1, members):
        CouncilMemberFactory(council=council, order=order)
    CouncilMemberFactory(council=council, office=Office.SECRETARY, order=99)
    return council


def prepared_round(members: int = 3, *, dossier: Dossier | None = None, **details) -> Round:
    """A round with one entry, not opened."""
    dossier = dossier or dossiers.accepted()
    actor = UserFactory()
    round_ = rounds.create_round(
        council=council_of(members),
        regime=dossier.regime,
        year=2026,
        sequence=1,
        name="Đợt 1 năm 2026",
        actor=actor,
        **details,
    )
    rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=actor)
    return round_


def open_entry(members: int = 3, **details) -> Entry:
    """The entry of an opened round."""
    round_ = prepared_round(members, **details)
    rounds.open_round(round_id=round_.pk, actor=UserFactory())
    return Entry.objects.get(round=round_)


# totals: 1.1 (0, 20, 30, 40) + 5.1 (0, 10, 20) + 5.2 (0, 5) + 7 (0, 10, 25, 35)
FULL = {"1.1": 4, "5.1": 3, "5.2": 2, "7": 4}  # 100
GOOD = {"1.1": 3, "5.1": 2, "5.2": 2, "7": 3}  # 70, with the requirement of 4 stars
FAIR = {"1.1": 2, "5.1": 2, "5.2": 1, "7": 3}  # 55, with the requirement of 3 stars only
HIGH_WITHOUT_FOUR = {"1.1": 2, "5.1": 3, "5.2": 2, "7": 4}  # 80, misses the requirement of 4 stars


def filled(entry: Entry, member: CouncilMember, picks: dict[str, int], *, submit: bool = True) -> Sheet:
    """The member's sheet with these option numbers."""
    sheet = scoring.start_sheet(entry_id=entry.pk, actor=member.user)
    revision = sheet.revision
    for code, number in picks.items():
        revision = scoring.save_mark(
            sheet_id=sheet.pk, criterion_code=code, option_number=number, revision=revision, actor=member.user
        ).revision
    if submit:
        return scoring.submit_sheet(sheet_id=sheet.pk, actor=member.user)
    sheet.refresh_from_db()
    return sheet


def adviser_of(entry: Entry, user: User | None = None) -> Adviser:
    """Somebody on the advisory team of the entry's council."""
    return advisory.appoint_adviser(
        council_id=entry.round.council_id,
        user=user or UserFactory(adviser=True),
        agency="Chi cục Phát triển nông thôn",
        actor=UserFactory(),
    )


def findings(entry: Entry) -> dict[str, advisory.Finding]:
    """Every criterion meets, its second option proposed."""
    codes = entry.dossier.criteria_set.criteria.order_by("position").values_list("code", flat=True)
    return {code: advisory.Finding("meets", 2) for code in codes}


def reported(entry: Entry, user: User | None = None, *, photo: bool = False) -> AdvisoryReport:
    """The advisory team's report, handed in."""
    actor = adviser_of(entry, user).user
    given = {"entry_id": entry.pk, "actor": actor}
    advisory.save_report(**given, version=0, findings=findings(entry), conclusion="Hồ sơ đầy đủ.")
    if photo:
        advisory.add_photo(**given, content=files.picture(), name="xuong.jpg", caption="Xưởng")
    return advisory.hand_in_report(**given)


def paper_of(entry: Entry) -> Evidence:
    """A paper of the entry's dossier."""
    return dossiers.link_evidence(entry.dossier, None)


def scored_entry(*picks: dict[str, int], **details) -> Entry:
    """An entry of a closed round, one sheet for each of ``picks``; the first is the chairman's."""
    entry = open_entry(len(picks), **details)
    members = CouncilMember.objects.filter(council=entry.round.council).order_by("order")
    for member, choice in zip(members, picks, strict=False):
        filled(entry, member, choice)
    rounds.close_round(round_id=entry.round_id, actor=UserFactory())
    entry.refresh_from_db()
    return entry


def issued(entry: Entry, *, signed_on: date | None = None) -> Decision:
    """The decision on the round of a tallied entry, equal to what its council found."""
    actor = UserFactory()
    decisions.decide(entry_id=entry.pk, stars=entry.tallies.first().stars, actor=actor)
    return decisions.issue_decision(
        round_id=entry.round_id,
        number=f"{entry.pk}/QĐ-UBND",
        signed_on=signed_on or timezone.localdate(),
        signer="Nguyễn Văn Ký",
        signer_position="Phó Chủ tịch",
        actor=actor,
    )


def certificate(*, signed_on: date | None = None) -> Certificate:
    """The certificate of a product a whole round has recognised with four stars."""
    entry = scored_entry(GOOD, GOOD, GOOD)
    tallies.take_tally(entry_id=entry.pk, actor=UserFactory())
    issued(entry, signed_on=signed_on)
    return Certificate.objects.get(outcome__entry=entry)
