"""The tally: a frozen snapshot of an entry's result, and its re-derivation."""

import hashlib
import json
from typing import Any

from django.db import transaction

from accounts.models import User
from core.errors import ActRefused
from evaluations.arithmetic import CouncilResult, CountedSheet, council_result, over_spread, show_points
from evaluations.domain.locking import locked_round
from evaluations.domain.queries.seats import eligible_members
from evaluations.domain.queries.sheets import picks_of
from evaluations.domain.workflow import ENTRY_WORKFLOW
from evaluations.enums import EntryState, RoundState, SheetState
from evaluations.models import Entry, Sheet, Tally
from regimes.arithmetic import score
from regimes.domain.queries.specs import spec_of

METHOD = "Trung bình cộng tổng điểm của tất cả phiếu hợp lệ; so khung điểm không làm tròn."


def inputs_of(entry: Entry) -> dict[str, Any]:
    """Everything the result depends on: the sheets counted, their picks, the council's conclusions."""
    sheets = (
        Sheet.objects.filter(entry=entry, state=SheetState.SUBMITTED, member__in=eligible_members(entry))
        .select_related("member__user")
        .order_by("member__order", "member_id")
    )
    conclusions = entry.conclusions.select_related("criterion").order_by("criterion__position", "stars")
    return {
        "regime": entry.dossier.regime.code,
        "set": entry.dossier.criteria_set.number,
        "set_digest": entry.dossier.criteria_set.digest,
        "sheets": [
            {
                "sheet": sheet.pk,
                "version": sheet.number,
                "member": sheet.member_id,
                "name": str(sheet.member.user),
                "picks": picks_of(sheet),
            }
            for sheet in sheets
        ],
        "conclusions": [
            {"criterion": row.criterion.code, "stars": row.stars, "is_met": row.is_met, "reason": row.reason}
            for row in conclusions
        ],
    }


def digest_of(inputs: dict[str, Any]) -> str:
    """SHA-256 of the inputs in one canonical form."""
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def derive(entry: Entry, inputs: dict[str, Any]) -> tuple[CouncilResult, dict[str, Any]]:
    """The result of these inputs, and the payload the minutes print. Raises ActRefused without sheets."""
    if not inputs["sheets"]:
        raise ActRefused(f"{entry}: chưa có phiếu hợp lệ nào để tổng hợp.")
    spec = spec_of(entry.dossier.criteria_set)
    scores = [(sheet, score(spec, sheet["picks"])) for sheet in inputs["sheets"]]
    result = council_result(
        spec,
        [CountedSheet(sheet["member"], marks.total, marks.points) for sheet, marks in scores],
        {(row["criterion"], row["stars"]): row["is_met"] for row in inputs["conclusions"]},
        entry.round.majority_percent,
    )
    totals = [marks.total for _, marks in scores]
    payload = {
        "method": METHOD,
        "inputs": inputs,
        "sheets": [
            {"member": sheet["member"], "name": sheet["name"], "parts": marks.parts, "total": marks.total}
            for sheet, marks in scores
        ],
        "mean": show_points(result.mean),
        "spread": result.spread,
        "majority_percent": entry.round.majority_percent,
        "over_spread": over_spread(totals, entry.round.max_spread),
        "requirements": [
            {
                "criterion": vote.requirement.criterion,
                "stars": vote.requirement.stars,
                "min_points": vote.requirement.min_points,
                "reached": vote.reached,
                "sheets": vote.sheets,
                "disputed": vote.is_disputed,
                "met": vote.is_met,
            }
            for vote in result.votes
        ],
    }
    return result, payload


@transaction.atomic
def take_tally(*, entry_id: int, actor: User) -> Tally:
    """Freeze the result of an entry of a closed round; taken again, it is a new numbered snapshot."""
    entry = Entry.objects.get(pk=entry_id)
    round_ = locked_round(entry.round_id)
    if round_.state != RoundState.CLOSED:
        raise ActRefused("Chỉ tổng hợp điểm sau khi đã khóa phiếu.")
    entry = Entry.objects.select_related("round", "dossier__criteria_set__regime", "dossier__product").get(
        pk=entry_id
    )
    inputs = inputs_of(entry)
    result, payload = derive(entry, inputs)
    ENTRY_WORKFLOW.move(entry, "take_tally", actor=actor)
    return Tally.objects.create(
        entry=entry,
        number=entry.tallies.count() + 1,
        payload=payload,
        digest=digest_of(inputs),
        points_numerator=result.total,
        points_denominator=result.sheets,
        stars_by_points=result.stars_by_points,
        stars=result.stars,
        taken_by=actor,
    )


@transaction.atomic
def tally_round(*, round_id: int, actor: User) -> list[Tally]:
    """Tally every entry of a closed round that waits for it, all or none; returns the new tallies."""
    round_ = locked_round(round_id)
    waiting = round_.entries.filter(state=EntryState.WAITING).order_by("order")
    return [take_tally(entry_id=entry.pk, actor=actor) for entry in waiting]


def differences(tally: Tally) -> list[str]:
    """Where a stored tally no longer equals what its own frozen inputs and sheets give."""
    entry = tally.entry
    inputs = inputs_of(entry)
    found = []
    if digest_of(inputs) != tally.digest or digest_of(tally.payload["inputs"]) != tally.digest:
        found.append(f"{entry}: dữ liệu vào khác với lúc tổng hợp")
    result, payload = derive(entry, inputs)
    stored = (tally.points_numerator, tally.points_denominator, tally.stars_by_points, tally.stars)
    if stored != (result.total, result.sheets, result.stars_by_points, result.stars):
        found.append(f"{entry}: tổng điểm hoặc hạng sao khác với kết quả tính lại")
    if payload != tally.payload:
        found.append(f"{entry}: nội dung bảng tổng hợp khác với kết quả tính lại")
    return found
