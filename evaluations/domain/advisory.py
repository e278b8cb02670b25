"""The advisory team's report on a dossier. Locks: the round, then the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import Role, User
from core.domain.files import store_bytes
from core.domain.uploads import JPEG, PNG, check_upload
from core.errors import ActRefused, Incomplete, StaleVersion
from core.text import clean_lines
from evaluations.domain.locking import locked_round
from evaluations.domain.queries.sheets import keys_of
from evaluations.domain.workflow import REPORT_WORKFLOW
from evaluations.enums import EntryState, Office, ReportState, RoundState, Verdict
from evaluations.models import Adviser, AdvisoryFinding, AdvisoryPhoto, AdvisoryReport, Council, Entry
from regimes.domain.queries.specs import spec_of

FIELDS = frozenset(
    {"surveyed_on", "survey_people", "survey_text", "elimination", "elimination_note", "conclusion"}
)
PHOTOS = 30


@dataclass(frozen=True)
class Finding:
    """What is said of one criterion; ``option`` is the number proposed, if any."""

    verdict: str
    option: int | None = None
    note: str = ""


@transaction.atomic
def appoint_adviser(
    *, council_id: int, user: User, agency: str, actor: User, position: str = "", is_lead: bool = False
) -> Adviser:
    """Put a person on the council's advisory team, or back on it. Producers do not advise."""
    council = Council.objects.select_for_update(of=("self",), no_key=True).get(pk=council_id)
    if user.role == Role.PRODUCER or not user.is_active:
        raise ActRefused(f"{user} không tham gia Tổ tư vấn được.")
    values = {"agency": agency, "position": position, "is_lead": is_lead, "is_active": True}
    adviser, _ = Adviser.objects.update_or_create(council=council, user=user, defaults=values)
    return adviser


@transaction.atomic
def dismiss_adviser(*, adviser_id: int, actor: User) -> Adviser:
    """Note that somebody no longer advises; its reports stay."""
    adviser = Adviser.objects.select_for_update(of=("self",), no_key=True).get(pk=adviser_id)
    adviser.is_active = False
    adviser.save(update_fields=["is_active"])
    return adviser


def _entry(entry_id: int) -> Entry:
    """An entry that can still be reported on, its round locked."""
    locked_round(Entry.objects.values_list("round_id", flat=True).get(pk=entry_id))
    entry = Entry.objects.select_related("round", "dossier__criteria_set", "dossier__product").get(
        pk=entry_id
    )
    if entry.round.state not in {RoundState.PREPARING, RoundState.OPEN} or entry.state != EntryState.WAITING:
        raise ActRefused("Sản phẩm này đã chấm xong nên không lập hoặc sửa báo cáo của Tổ tư vấn được.")
    return entry


def _draft(entry: Entry, actor: User) -> AdvisoryReport:
    rows = AdvisoryReport.objects.select_for_update(of=("self",), no_key=True)
    report = rows.filter(entry=entry).first()
    if report is None:
        report = AdvisoryReport.objects.create(entry=entry, saved_by=actor)
    if report.state != ReportState.DRAFT:
        raise ActRefused("Báo cáo đã nộp. Muốn sửa, hãy lấy lại báo cáo và ghi lý do.")
    return report


@transaction.atomic
def save_report(
    *, entry_id: int, findings: Mapping[str, Finding], version: int, actor: User, **fields: Any
) -> AdvisoryReport:
    """Save the whole report; nothing of it is compulsory before it is handed in.

    StaleVersion where a colleague saved since ``version`` (0: there was no report yet).
    """
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"not fields of a report: {sorted(unknown)}")
    entry = _entry(entry_id)
    known = AdvisoryReport.objects.filter(entry=entry).values_list("version", flat=True).first() or 0
    report = _draft(entry, actor)
    if known != version:
        raise StaleVersion(
            "Người khác trong Tổ tư vấn vừa lưu báo cáo này. Nội dung bạn nhập còn nguyên, chưa được lưu.",
            current=report,
        )
    for name, value in fields.items():
        setattr(report, name, value)
    if report.elimination and report.elimination.criteria_set_id != entry.dossier.criteria_set_id:
        raise ActRefused("Căn cứ loại hồ sơ không thuộc phiếu của sản phẩm này.")
    report.saved_by, report.version = actor, known + 1
    report.save()
    _put_findings(report, entry, findings)
    return report


def _put_findings(report: AdvisoryReport, entry: Entry, findings: Mapping[str, Finding]) -> None:
    keys = keys_of(entry.dossier.criteria_set)
    rows = []
    for code, found in findings.items():
        if code not in keys.criteria:
            raise ActRefused(f"Phiếu không có tiêu chí {code}.")
        if found.verdict not in Verdict.values:
            raise ActRefused(f"Tiêu chí {code}: hãy chọn nhận xét về minh chứng.")
        if found.option is not None and (code, found.option) not in keys.options:
            raise ActRefused(f"Tiêu chí {code} không có lựa chọn số {found.option}.")
        rows.append(
            AdvisoryFinding(
                report=report,
                criterion_id=keys.criteria[code],
                verdict=found.verdict,
                option_id=keys.options[code, found.option] if found.option is not None else None,
                note=clean_lines(found.note),
            )
        )
    report.findings.exclude(criterion__in=[row.criterion_id for row in rows]).delete()
    AdvisoryFinding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["report", "criterion"],
        update_fields=["verdict", "option", "note"],
    )


@transaction.atomic
def add_photo(*, entry_id: int, content: bytes, name: str, caption: str, actor: User) -> AdvisoryPhoto:
    """A picture of the site; drawn anew without place and camera (FileRefused says what is wrong with it)."""
    report = _draft(_entry(entry_id), actor)
    if report.photos.count() >= PHOTOS:
        raise ActRefused(f"Mỗi báo cáo có nhiều nhất {PHOTOS} ảnh. Hãy gỡ bớt ảnh trước.")
    checked = check_upload(content=content, name=name)
    if checked.content_type not in {JPEG, PNG}:
        raise ActRefused(f"Tệp “{checked.name}” không phải ảnh JPG hoặc PNG.")
    stored = store_bytes(
        content=checked.content, name=checked.name, content_type=checked.content_type, actor=actor
    )
    return AdvisoryPhoto.objects.create(report=report, file=stored, caption=caption)


@transaction.atomic
def remove_photo(*, photo_id: int, actor: User) -> None:
    """Take a picture off a draft; the file itself is kept."""
    photo = AdvisoryPhoto.objects.select_related("report").get(pk=photo_id)
    _draft(_entry(photo.report.entry_id), actor)
    photo.delete()


@transaction.atomic
def hand_in_report(*, entry_id: int, actor: User) -> AdvisoryReport:
    """Give the report to the council; chairman and secretary are told. Incomplete says what it lacks."""
    entry = _entry(entry_id)
    report = _draft(entry, actor)
    if missing := _missing(report, entry):
        raise Incomplete("Chưa nộp được báo cáo.", missing)
    report.handed_in_at = timezone.now()
    REPORT_WORKFLOW.move(report, "hand_in_report", actor=actor, save=["handed_in_at"])
    seats = entry.round.council.members.filter(
        office__in=[Office.CHAIR, Office.SECRETARY], is_active=True
    ).select_related("user")
    notify(
        users=[seat.user for seat in seats],
        kind=NotificationKind.RESULT,
        text=f"Tổ tư vấn đã nộp báo cáo: {entry.dossier.product}.",
        url=reverse("advisory_report", args=[entry.pk]),
    )
    return report


def _missing(report: AdvisoryReport, entry: Entry) -> list[str]:
    findings = {row.criterion.code: row for row in report.findings.select_related("criterion")}
    missing = [
        f"Tiêu chí {code}: chưa nhận xét minh chứng"
        for code in spec_of(entry.dossier.criteria_set).by_code
        if code not in findings
    ]
    missing += [
        f"Tiêu chí {code}: hãy ghi vì sao {row.get_verdict_display().lower()}"
        for code, row in findings.items()
        if row.verdict != Verdict.MEETS and not row.note
    ]
    if not report.conclusion:
        missing.append("Chưa ghi nhận xét và kiến nghị")
    if bool(report.survey_text) != bool(report.surveyed_on):
        missing.append("Khảo sát thực tế phải có cả ngày và kết quả")
    if report.elimination and not report.elimination_note:
        missing.append("Đề nghị loại hồ sơ phải ghi nội dung vi phạm")
    return missing


@transaction.atomic
def take_back_report(*, entry_id: int, reason: str, actor: User) -> AdvisoryReport:
    """Take a handed-in report back to mend it; why is kept in the log."""
    entry = _entry(entry_id)
    report = AdvisoryReport.objects.select_for_update(of=("self",), no_key=True).filter(entry=entry).first()
    if report is None:
        raise ActRefused("Sản phẩm này chưa có báo cáo của Tổ tư vấn.")
    report.handed_in_at = None
    REPORT_WORKFLOW.move(report, "take_back_report", actor=actor, reason=reason, save=["handed_in_at"])
    return report
