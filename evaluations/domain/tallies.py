"""The tally: a frozen snapshot of an entry's result, and its re-derivation."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import User
from core.errors import ActRefused
from evaluations.arithmetic import CouncilResult, over_spread, show_points
from evaluations.domain.locking import locked_round
from evaluations.domain.queries.counted import Basis, bases_of
from evaluations.domain.workflow import ENTRY_WORKFLOW
from evaluations.enums import EntryState, RoundState
from evaluations.models import Entry, Round, Tally

WITH = ("round", "dossier__criteria_set__regime", "dossier__product")
METHOD = "Trung bình cộng tổng điểm của tất cả phiếu hợp lệ; so khung điểm không làm tròn."


def inputs_of(basis: Basis) -> dict[str, Any]:
    """Everything the result depends on: the sheets counted, their picks, the council's conclusions."""
    criteria_set = basis.entry.dossier.criteria_set
    return {
        "regime": criteria_set.regime.code,
        "set": criteria_set.number,
        "set_digest": criteria_set.digest,
        "sheets": [
            {
                "sheet": sheet.pk,
                "version": sheet.version,
                "member": sheet.member,
                "name": sheet.name,
                "picks": sheet.picks,
            }
            for sheet in basis.sheets
        ],
        "conclusions": list(basis.conclusions),
    }


def digest_of(inputs: dict[str, Any]) -> str:
    """SHA-256 of the inputs in one canonical form."""
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def derive(basis: Basis) -> tuple[CouncilResult, dict[str, Any]]:
    """The result of these inputs, and the payload the minutes print. Raises ActRefused without sheets."""
    result = basis.result()
    if result is None:
        raise ActRefused(f"{basis.entry}: chưa có phiếu hợp lệ nào để tổng hợp.")
    totals = [sheet.score.total for sheet in basis.sheets]
    payload = {
        "method": METHOD,
        "inputs": inputs_of(basis),
        "sheets": [
            {
                "member": sheet.member,
                "name": sheet.name,
                "parts": sheet.score.parts,
                "total": sheet.score.total,
            }
            for sheet in basis.sheets
        ],
        "mean": show_points(result.mean),
        "spread": result.spread,
        "majority_percent": basis.majority,
        "over_spread": over_spread(totals, basis.entry.round.max_spread),
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
    return _take(round_, Entry.objects.filter(pk=entry_id), actor)[0]


@transaction.atomic
def tally_round(*, round_id: int, actor: User) -> list[Tally]:
    """Tally every entry of a closed round that waits for it, all or none; returns the new tallies."""
    round_ = locked_round(round_id)
    return _take(round_, round_.entries.filter(state=EntryState.WAITING), actor)


def _take(round_: Round, rows: QuerySet[Entry], actor: User) -> list[Tally]:
    if round_.state != RoundState.CLOSED:
        raise ActRefused("Chỉ tổng hợp điểm sau khi đã khóa phiếu.")
    entries = rows.select_related(*WITH).annotate(taken=Count("tallies")).order_by("order")
    made = []
    for basis in bases_of(entries):
        result, payload = derive(basis)
        ENTRY_WORKFLOW.move(basis.entry, "take_tally", actor=actor)
        made.append(
            Tally(
                entry=basis.entry,
                number=basis.entry.taken + 1,
                payload=payload,
                digest=digest_of(payload["inputs"]),
                points_numerator=result.total,
                points_denominator=result.sheets,
                stars_by_points=result.stars_by_points,
                stars=result.stars,
                taken_by=actor,
            )
        )
    return Tally.objects.bulk_create(made)


def differences_of(tallies: Iterable[Tally]) -> list[str]:
    """Where stored tallies no longer equal what their own frozen inputs and sheets give."""
    by_entry = {tally.entry_id: tally for tally in tallies}
    entries = Entry.objects.filter(pk__in=by_entry).select_related(*WITH).order_by("round", "order")
    return [line for basis in bases_of(entries) for line in _differences(by_entry[basis.entry.pk], basis)]


def _differences(tally: Tally, basis: Basis) -> list[str]:
    entry, found = basis.entry, []
    if digest_of(inputs_of(basis)) != tally.digest or digest_of(tally.payload["inputs"]) != tally.digest:
        found.append(f"{entry}: dữ liệu vào khác với lúc tổng hợp")
    if not basis.sheets:
        return [*found, f"{entry}: không còn phiếu hợp lệ nào"]
    result, payload = derive(basis)
    stored = (tally.points_numerator, tally.points_denominator, tally.stars_by_points, tally.stars)
    if stored != (result.total, result.sheets, result.stars_by_points, result.stars):
        found.append(f"{entry}: tổng điểm hoặc hạng sao khác với kết quả tính lại")
    if payload != tally.payload:
        found.append(f"{entry}: nội dung bảng tổng hợp khác với kết quả tính lại")
    return found
