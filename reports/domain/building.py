"""Building a report: figures are taken once, frozen, and every file is made from what was frozen."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from core.domain.files import store_bytes
from core.errors import ActRefused
from core.models import Counter
from core.text import clean
from localities.models import Unit
from programme.models import Plan
from reports.domain.files import PDF, file_name, render_run
from reports.domain.frame import Frame, frame_for
from reports.domain.kinds import Kind, kind_of
from reports.domain.narrative import cleaned, require_known
from reports.domain.periods import Period, read_period
from reports.domain.schema import BrokenSnapshotError, check
from reports.domain.settings import setting_of
from reports.domain.snapshot import Snapshot, take
from reports.enums import ReportRunState
from reports.models import ReportRun

if TYPE_CHECKING:
    from accounts.models import User

Step = Callable[[int, int], None]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: a kind, a period, and for reports on demand units and sections."""

    kind: Kind
    year: int
    period: Period
    units: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, list]:
        found = {"units": sorted(self.units), "sections": sorted(self.sections)}
        return {name: value for name, value in found.items() if value}

    @property
    def scope(self) -> str:
        """Short name of the options; reports of different scopes are different reports."""
        return hashlib.sha256(written_once(self.options)).hexdigest()[:16] if self.options else ""

    @property
    def register(self) -> str:
        """The register its versions are numbered in."""
        return "-".join(part for part in ("report", self.kind.code, self.period.code, self.scope) if part)

    def versions(self):  # type: ignore[no-untyped-def]
        return ReportRun.objects.filter(
            kind=self.kind.code, year=self.year, period=self.period.code, scope=self.scope
        )


def written_once(value: object) -> bytes:
    """JSON in its one way of being written: digested and exported."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


canonical = written_once


def digest(snapshot: Snapshot) -> str:
    """SHA-256 of the snapshot as written."""
    return hashlib.sha256(written_once(snapshot)).hexdigest()


def asked_for(
    *, kind: str, year: int, period: str = "", units: Iterable[int] = (), sections: Iterable[str] = ()
) -> Asked:
    """The request, checked; raises ActRefused with what there is to choose from."""
    chosen = kind_of(kind)
    found = read_period(period, rhythm=chosen.rhythm, year=year, cutoff=setting_of(kind).cutoff)
    if chosen.needs_plan and not Plan.objects.filter(year=year).exists():
        raise ActRefused(
            f"Chưa có kế hoạch năm {year} nên không lập được {chosen.label.lower()}. "
            "Hãy nhập kế hoạch của năm, hoặc chọn năm khác."
        )
    known = {one.code for one in chosen.sections}
    if unknown := set(sections) - known:
        raise ActRefused(f"Không có mục {', '.join(sorted(unknown))}. Các mục: {', '.join(sorted(known))}.")
    return Asked(chosen, year, found, tuple(units), tuple(sections))


def build(
    *,
    kind: str,
    year: int,
    period: str = "",
    units: Iterable[int] = (),
    sections: Iterable[str] = (),
    actor: "User | None" = None,
    narrative: Mapping[str, str] | None = None,
    reason: str = "",
    step: Step = lambda done, total: None,
) -> ReportRun:
    """The report of ``kind`` for a period with its PDF.

    Where neither figures nor texts differ from the last version, that version is given back. Without
    ``narrative`` the texts of the last version stay. After an issued version a new one is a correction and
    needs a ``reason``. Raises ActRefused for an unknown kind or period, or a year without plan. ``step`` is
    told what is done of how much.
    """
    asked = asked_for(kind=kind, year=year, period=period, units=units, sections=sections)
    step(0, 3)
    as_of, snapshot = timezone.now(), figures_of(asked)
    if narrative is not None:
        snapshot["narrative"] = cleaned(narrative, asked.kind.parts)
        require_known(snapshot["narrative"], snapshot["figures"])
    elif (last := asked.versions().order_by("-version").first()) is not None:
        snapshot["narrative"] = cleaned(last.snapshot["narrative"], asked.kind.parts)
    _require_whole(snapshot)
    run = _version(asked, actor=actor, as_of=as_of, snapshot=snapshot, reason=clean(reason))
    step(1, 3)
    return finish(run, actor=actor, step=step)


def _require_whole(snapshot: Snapshot) -> None:
    try:
        check(snapshot)
    except BrokenSnapshotError as broken:
        logger.exception("a snapshot is not whole")
        raise ActRefused(
            "Số liệu không khớp với các danh sách phía sau nên chưa lập báo cáo. "
            "Hãy báo người quản trị hệ thống; chi tiết ở nhật ký máy chủ."
        ) from broken


def finish(run: ReportRun, *, actor: "User | None", step: Step = lambda done, total: None) -> ReportRun:
    """The run with its PDF; one whose making was broken off gets it now."""
    if run.pdf is None:
        content = render_run(run, step=step)
        run.pdf = store_bytes(content=content, name=f"{file_name(run)}.pdf", content_type=PDF, actor=actor)
        run.save(update_fields=["pdf"])
    step(3, 3)
    return run


def figures_of(asked: Asked) -> Snapshot:
    """All figures from one state of the data; inside a caller's transaction, from what that sees."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return take(asked.kind, _frame(asked))


def _frame(asked: Asked) -> Frame:
    units = tuple(Unit.objects.filter(pk__in=asked.units).by_name()) if asked.units else None
    return frame_for(year=asked.year, period=asked.period, units=units, chosen=asked.sections)


def _version(
    asked: Asked, *, actor: "User | None", as_of: datetime, snapshot: Snapshot, reason: str
) -> ReportRun:
    """A new version with these figures, or the last one where they are the same."""
    value = digest(snapshot)
    with transaction.atomic():
        # the counter's row stays locked: two builds at once follow each other
        version = Counter.next_number(register=asked.register, year=asked.year)
        last = asked.versions().order_by("-version").first()
        if last is not None and last.digest == value:
            transaction.set_rollback(True)  # gives the number back
            return last
        corrects = last if last is not None and last.state == ReportRunState.ISSUED else None
        if corrects is not None and not reason:
            raise ActRefused(
                f"Báo cáo này đã ban hành với số {corrects.number}. Lập lại là đính chính: hãy ghi lý do."
            )
        return ReportRun.objects.create(
            kind=asked.kind.code,
            year=asked.year,
            period=asked.period.code,
            scope=asked.scope,
            options=asked.options,
            version=version,
            corrects=corrects,
            correction_reason=reason if corrects is not None else "",
            title=snapshot["title"],
            as_of=as_of,
            snapshot=snapshot,
            digest=value,
            requested_by=actor,
        )


def rewrite(*, run_id: int, narrative: Mapping[str, str], actor: "User") -> ReportRun:
    """The same figures with other texts, as a new version of a draft; the same version where nothing changed.

    Raises ActRefused for a report no longer a draft, an older version, or a text that names an unknown figure.
    """
    run = ReportRun.objects.get(pk=run_id)
    asked = asked_for(kind=run.kind, year=run.year, period=run.period, **run.options)
    texts = cleaned(narrative, asked.kind.parts)
    require_known(texts, run.snapshot["figures"])
    with transaction.atomic():
        rows = ReportRun.objects.versions_of(run).select_for_update(of=("self",)).order_by("-version")
        run = rows[0]
        if run.pk != run_id:
            raise ActRefused("Đã có phiên bản mới hơn. Hãy mở phiên bản mới nhất rồi sửa lời văn.")
        if run.state != ReportRunState.DRAFT:
            raise ActRefused(
                f"Báo cáo đang ở trạng thái “{run.get_state_display()}” nên không sửa được lời văn. "
                "Hãy trả lại dự thảo, hoặc lập bản đính chính."
            )
        snapshot = {**run.snapshot, "narrative": texts}
        changed = _version(
            asked, actor=actor, as_of=run.as_of, snapshot=snapshot, reason=run.correction_reason
        )
        if changed.pk != run.pk and run.corrects_id:
            ReportRun.objects.filter(pk=changed.pk).update(
                corrects=run.corrects_id, correction_reason=run.correction_reason
            )
            changed.refresh_from_db()
    return finish(changed, actor=actor)


def last_period_texts(run: ReportRun) -> dict[str, str]:
    """The texts of the report of the same kind and scope before this one, to be taken over and gone over."""
    rows = ReportRun.objects.filter(kind=run.kind, scope=run.scope).exclude(year=run.year, period=run.period)
    first = run.snapshot["period"]["first"]
    earlier = [
        (one["snapshot__period__last"], one["version"], one["snapshot__narrative"])
        for one in rows.values("snapshot__period__last", "version", "snapshot__narrative")
        if one["snapshot__period__last"] < first
    ]
    return max(earlier, key=lambda one: one[:2])[2] if earlier else {}
