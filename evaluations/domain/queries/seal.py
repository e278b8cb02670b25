"""The seal of a round as it is printed, and what no longer agrees with the logs it sealed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from evaluations.chain import Head, Line, beginning, digest, faults, replay
from evaluations.enums import RoundState
from evaluations.models import Mark, Round, RoundSeal, ScoreLog, Sheet


@dataclass(frozen=True)
class Seal:
    """What the minutes print; ``text`` is also what the QR code carries."""

    round: int
    number: int
    digest: str
    sheets: int
    lines: int
    sealed_at: datetime

    @property
    def grouped(self) -> str:
        """The digest in groups of eight, to be compared by eye."""
        return " ".join(self.digest[at : at + 8] for at in range(0, len(self.digest), 8))

    @property
    def text(self) -> str:
        return f"OCOP-NIEM-PHONG:{self.round}:{self.number}:{self.sheets}:{self.lines}:{self.digest}"


def seal_of(round_: Round) -> Seal | None:
    """The last seal of the round; None before it was closed."""
    found = RoundSeal.objects.filter(round=round_).order_by("-number").first()
    if found is None:
        return None
    return Seal(round_.pk, found.number, found.digest, found.sheets, found.lines, found.sealed_at)


def verify_round(round_: Round, printed: str = "") -> list[str]:
    """Everything in the round's marks, logs and seals that does not agree.

    ``printed`` is the digest (or the QR's text) on the minutes: it also finds a database whose logs and
    seals were all made anew.
    """
    found = []
    sheets = {sheet.pk: sheet for sheet in Sheet.objects.filter(entry__round=round_).order_by("pk")}
    logs = _logs(ScoreLog.objects.filter(sheet__in=sheets))
    marks = _marks(Mark.objects.filter(sheet__in=sheets))
    for pk, sheet in sheets.items():
        found += [
            f"Phiếu {pk}: {fault}" for fault in _sheet_faults(sheet, logs.get(pk, []), marks.get(pk, {}))
        ]
    seals = list(RoundSeal.objects.filter(round=round_).order_by("number"))
    found += [f"{round_}: {fault}" for fault in _seal_faults(round_, seals, sheets, logs)]
    wanted = printed.rsplit(":", 1)[-1].replace(" ", "").strip().lower()
    if wanted and wanted not in {one.digest for one in seals}:
        found.append(f"{round_}: dấu niêm phong in trên biên bản không có trong hệ thống")
    return found


def _logs(rows: QuerySet[ScoreLog]) -> dict[int, list[Line]]:
    columns = ("sheet_id", "number", "body", "previous", "digest")
    lines = (Line(*row) for row in rows.order_by("sheet_id", "number").values_list(*columns))
    return {pk: list(group) for pk, group in groupby(lines, key=lambda line: line.sheet)}


def _marks(rows: QuerySet[Mark]) -> dict[int, dict[str, list]]:
    columns = ("sheet_id", "criterion__code", "option__number", "points", "comment")
    found: dict[int, dict[str, list]] = {}
    for pk, code, *values in rows.order_by("sheet_id").values_list(*columns):
        found.setdefault(pk, {})[code] = values
    return found


def _sheet_faults(sheet: Sheet, lines: list[Line], marks: dict[str, list]) -> Iterator[str]:
    head = Head(sheet.log_count, sheet.log_head or beginning(sheet.pk))
    broken = faults(sheet.pk, lines, head)
    yield from broken
    if len(lines) > sheet.log_count:
        yield "nhật ký có dòng không do lần lưu nào ghi"
    if broken:
        return
    said = replay(lines)
    if said.marks != marks:
        yield "điểm đang lưu khác với nhật ký"
    if (said.comment, said.state) != (sheet.comment, sheet.state):
        yield "ý kiến hoặc trạng thái phiếu khác với nhật ký"


def _seal_faults(
    round_: Round, seals: list[RoundSeal], sheets: dict[int, Sheet], logs: dict[int, list[Line]]
) -> Iterator[str]:
    previous = ""
    sealed: dict[int, int] = {}
    for place, one in enumerate(seals, start=1):
        body = _read(one)
        if body is None:
            yield f"dấu niêm phong lần {one.number} đã bị sửa"
            return
        if (one.number, body["number"], body["previous"]) != (place, place, previous):
            yield f"dấu niêm phong lần {one.number} không nối vào lần trước"
        previous = one.digest
        sealed = {chain[0]: chain[4] for chain in body["sheets"]}
        if (one.sheets, one.lines) != (len(sealed), sum(sealed.values())):
            yield f"số phiếu hoặc số dòng của dấu niêm phong lần {one.number} không khớp"
        for pk, *_, count, head in body["sheets"]:
            if pk not in sheets:
                yield f"mất phiếu {pk} đã niêm phong"
            elif broken := faults(pk, logs.get(pk, []), Head(count, head)):
                yield f"phiếu {pk}: {broken[-1]}"
    if round_.state in {RoundState.CLOSED, RoundState.DECIDED}:
        yield from _since(sealed if seals else None, {pk: len(logs.get(pk, [])) for pk in sheets})


def _since(sealed: dict[int, int] | None, now: dict[int, int]) -> Iterator[str]:
    """A closed round holds exactly what its last seal holds: so many lines for every sheet."""
    if sealed is None:
        yield "đợt đã khóa mà không có dấu niêm phong"
        return
    for pk, count in now.items():
        if count != sealed.get(pk):
            yield f"phiếu {pk} có thay đổi sau khi niêm phong"


def _read(one: RoundSeal) -> dict[str, Any] | None:
    """What the seal holds; None where its text is not what was digested."""
    if digest(one.body) != one.digest:
        return None
    return json.loads(one.body)
