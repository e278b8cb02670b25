"""The dossiers of 2026 under Quyết định 26/2026: on their way, in a round being scored, and in one concluded.

Council, members, marks and decision numbers are invented.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from accounts.models import User
from evaluations.domain import advisory, decisions, meetings, rounds, tallies
from evaluations.domain.advisory import Finding
from evaluations.models import Council, CouncilMember, Entry, Round
from localities.models import Era, Unit
from ocop_cantho.demo.papers import add_papers
from ocop_cantho.demo.people import COUNCIL
from ocop_cantho.demo.playing import (
    MIDDLE,
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
from ocop_cantho.demo.register_2026 import REGIME, Row2026
from products.domain import dossiers
from products.domain.queries.claims import claims_of
from products.models import Dossier, Rating
from regimes.domain.queries.specs import spec_of
from regimes.models import EvaluationLevel, LegalRegime

DECISION = "01-2026/QĐ-UBND (minh họa)"
SIGNED = date(2026, 8, 28)
DAYS = {
    "round1": Days(date(2026, 5, 28), date(2026, 6, 8), date(2026, 6, 26), date(2026, 7, 10)),
    "round2": Days(date(2026, 9, 7), date(2026, 9, 15), date(2026, 10, 5), date(2026, 10, 22)),
    "accepted": Days(date(2026, 9, 21), date(2026, 9, 30), date(2026, 10, 20), date(2026, 11, 16)),
    "office_check": Days(date(2026, 10, 22), date(2026, 10, 26), date(2026, 11, 13)),
    "returned": Days(date(2026, 9, 28), date(2026, 10, 6), date(2026, 10, 26)),
    "proposed": Days(date(2026, 10, 19), date(2026, 10, 27), date(2026, 11, 17)),
    "commune_review": Days(date(2026, 10, 23), date(2026, 10, 27)),  # past the commune's 15 working days
    "handed_in": Days(date(2026, 11, 9), date(2026, 11, 18)),
    "withdrawn": Days(date(2026, 10, 12), date(2026, 10, 20)),
    "draft": Days(date(2026, 11, 12)),
}
DAYS["eliminated"] = DAYS["round1"]
FAULTS = (
    (
        "document:food_safety",
        "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm",
        "Giấy đã hết hạn ngày 30/9/2026, cần nộp bản còn hiệu lực (minh họa).",
    ),
    ("criterion:1.1", "Tiêu chí 1.1", "Chưa có minh chứng nguồn nguyên liệu địa phương (minh họa)."),
)
WITH_PAPERS = ("office_check", "round2")  # and those of the officer's own commune
AGENCIES = ("Sở Nông nghiệp và Môi trường",)  # in the place of "Sở Nông nghiệp và PTNT", merged in 2025
# sheets handed in, and whether one more is begun, for each product of the open round
PROGRESS = ((8, False), (5, True), (3, False), (1, True), (0, False))


def load_dossiers(rows: list[Row2026], *, users: dict[str, User]) -> None:
    """Every dossier of the file, as far as its row says, and both rounds."""
    office = users["vanphong@ocop.example"]
    officer = users["canbo.ninhkieu@ocop.example"]
    taken = [(row, _dossier(row, officer, office)) for row in rows if row.way]
    council = _council()
    members = seat(council, _people(), users)
    adviser = users["totuvan@ocop.example"]
    advisory.appoint_adviser(
        council_id=council.pk,
        user=adviser,
        agency=adviser.agency,
        position=adviser.position,
        is_lead=True,
        actor=office,
    )
    for sequence, (play, ways) in enumerate(
        ((_conclude, ("round1", "eliminated")), (_begin, ("round2",))), start=1
    ):
        of_round = [(row, dossier) for row, dossier in taken if row.way in ways]
        round_ = _round(council, sequence, office)
        entries = [
            (row, rounds.add_entry(round_id=round_.pk, dossier_id=dossier.pk, actor=office))
            for row, dossier in of_round
        ]
        rounds.open_round(round_id=round_.pk, actor=office)
        if play is _begin:
            _advise([entry for _, entry in entries[:2]], adviser)
        play(round_, entries, members, office)


def _dossier(row: Row2026, officer: User, office: User) -> Dossier:
    """The officer enters the dossiers of its own commune, the office the others."""
    actor = officer if row.product.unit_id == officer.unit_id else office
    days = DAYS[row.way]
    dossier = open_dossier(
        product=row.product,
        kind=row.kind,
        stars=row.stars,
        criteria_set=row.criteria_set,
        days=days,
        actor=actor,
    )
    if row.way == "draft":
        return dossier
    complete(dossier, stars=row.stars, actor=actor)
    if row.way in WITH_PAPERS or actor == officer:
        add_papers(dossier, actor=actor, today=days.handed_in, expired=row.way == "returned")
    until = {"returned": "office_check", "withdrawn": "handed_in"}.get(row.way, row.way)
    until = "accepted" if until in {"round1", "round2", "eliminated"} else until
    dossier = lead(dossier, until=until, days=days, actor=actor, office=office)
    if row.way == "returned":
        return dossiers.return_for_completion(dossier_id=dossier.pk, faults=FAULTS, actor=office)
    if row.way == "withdrawn":
        reason = "Chủ thể chưa đủ nguyên liệu, xin nộp vào đợt sau (minh họa)."
        return dossiers.withdraw(dossier_id=dossier.pk, actor=actor, reason=reason)
    return dossier


def _people() -> tuple:
    return tuple(
        replace(person, agency=AGENCIES[0]) if person.agency.startswith("Sở Nông nghiệp") else person
        for person in COUNCIL
    )


def _council() -> Council:
    return Council.objects.create(
        name="Hội đồng đánh giá, phân hạng sản phẩm OCOP thành phố Cần Thơ năm 2026 (minh họa)",
        level=EvaluationLevel.CITY,
        unit=Unit.objects.get(code="92", era=Era.FROM_2025),
        decision_no="minh họa",
        decided_on=date(2026, 6, 2),
        term_from=date(2026, 6, 2),
        term_to=date(2026, 12, 31),
        is_demo=True,
    )


def _round(council: Council, sequence: int, actor: User) -> Round:
    until = {1: (date(2026, 6, 30), date(2026, 8, 31)), 2: (date(2026, 10, 30), date(2026, 12, 30))}[sequence]
    round_ = rounds.create_round(
        council=council,
        regime=LegalRegime.objects.get(code=REGIME),
        year=2026,
        sequence=sequence,
        name=f"Đợt {sequence} năm 2026 (minh họa)",
        actor=actor,
        dossiers_before=until[0],
        evaluate_before=until[1],
        venue="Hội trường UBND thành phố (minh họa)",
    )
    return mark_demo(round_)


def _conclude(
    round_: Round, entries: Iterable[tuple[Row2026, Entry]], members: list[CouncilMember], actor: User
) -> None:
    """Everybody scores, one dossier is put out, the rest is tallied, decided and certified."""
    for row, entry in entries:
        if row.way == "eliminated":
            reason = "Thiếu giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm (minh họa)."
            rounds.eliminate(entry_id=entry.pk, reason=reason, actor=actor)
            continue
        for index, member in enumerate(members):
            _score(row, entry, member, index)
    rounds.close_round(round_id=round_.pk, actor=actor)
    for tally in tallies.tally_round(round_id=round_.pk, actor=actor):
        decisions.decide(entry_id=tally.entry_id, stars=tally.stars, actor=members[0].user)
    decisions.issue_decision(
        round_id=round_.pk,
        number=DECISION,
        signed_on=SIGNED,
        signer="Huỳnh Văn Chủ (minh họa)",
        signer_position="Phó Chủ tịch UBND thành phố",
        actor=actor,
    )
    Rating.objects.filter(decision_no__in=round_.decisions.values("number")).update(
        is_demo=True, source="Điểm chấm và quyết định là số liệu minh họa"
    )


def _begin(
    round_: Round, entries: Iterable[tuple[Row2026, Entry]], members: list[CouncilMember], actor: User
) -> None:
    """The scoring is under way; of the first product two totals are too far apart, from one a member stands back."""
    entries = list(entries)
    for member in members[:7]:
        meetings.record_presence(round_id=round_.pk, member_id=member.pk, is_present=True, actor=actor)
    rounds.recuse(
        entry_id=entries[-1][1].pk,
        member_id=members[-1].pk,
        reason="Là người thân của giám đốc hợp tác xã (minh họa).",
        actor=actor,
    )
    for (row, entry), (submitted, begun) in zip(entries, PROGRESS, strict=True):
        for index, member in enumerate(members[:submitted]):
            far = -12 if entry == entries[0][1] and index == submitted - 1 else 0
            _score(row, entry, member, index, off=far)
        if begun:
            spec = spec_of(row.criteria_set)
            half = list(picks_for(spec, MIDDLE[row.stars], stars=row.stars).items())
            fill_sheet(entry.pk, members[submitted].user, dict(half[: len(half) // 2]), submit=False)


def _advise(entries: list[Entry], adviser: User) -> None:
    """A report handed in on the first product, one begun on the second."""
    for entry in entries:
        claims = claims_of(entry.dossier)
        findings = {
            code: Finding("meets", claims[code].option if code in claims else None)
            for code in spec_of(entry.dossier.criteria_set).by_code
        }
        worst = list(findings)[2]
        findings[worst] = Finding("more", None, "Cần bản còn hiệu lực của giấy tờ này (minh họa).")
        given = {"entry_id": entry.pk, "actor": adviser}
        advisory.save_report(
            **given,
            findings=findings,
            version=0,
            surveyed_on=date(2026, 11, 12),
            survey_people="Tổ tư vấn, cán bộ xã, đại diện chủ thể (minh họa).",
            survey_text="Nơi sản xuất gọn, có sổ theo dõi nguyên liệu (minh họa).",
            conclusion="Đề nghị Hội đồng chấm điểm (minh họa).",
        )
        if entry == entries[0]:
            advisory.hand_in_report(**given)


def _score(row: Row2026, entry: Entry, member: CouncilMember, index: int, *, off: int = 0) -> None:
    wanted = wanted_total(row.stars, place=entry.order, member=index) + off
    picks = picks_for(
        spec_of(row.criteria_set), wanted, stars=row.stars if row.stars >= 3 else 0, shift=index
    )
    fill_sheet(entry.pk, member.user, picks)
