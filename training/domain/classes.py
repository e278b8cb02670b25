"""The acts on classes: plan, change, open, hold, call off; their sessions and attendance."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from core.domain.rows import fill, locked, save
from core.errors import ActRefused, Incomplete
from core.models import Counter
from training.domain.workflow import CLASS_WORKFLOW
from training.models import Attendance, ClassSession, ClassState, Enrolment, Feedback, TrainingClass

CLASS_FIELDS = frozenset(
    {"name", "year", "kind", "partner", "unit", "venue", "trainers", "programme", "starts_on", "ends_on"}
    | {"capacity", "cost", "register_until", "needed_percent"}
)
OPEN = (ClassState.PLANNED, ClassState.RUNNING)


@transaction.atomic
def plan_class(*, actor: User, **details: Any) -> TrainingClass:
    """A class of the year's plan. Raises ValidationError by field."""
    row = TrainingClass()
    fill(row, details, CLASS_FIELDS)
    _check_days(row)
    return save(row, actor=actor)


@transaction.atomic
def change_class(*, class_id: int, version: int, actor: User, **details: Any) -> TrainingClass:
    """Change a class; locks it. Raises StaleVersion, ValidationError by field."""
    row = locked(TrainingClass, class_id, version=version)
    year = row.year
    fill(row, details, CLASS_FIELDS)
    # these rows are the plan's and the budget's, and of their year (see docs/decisions/0038)
    if row.year != year and (hasattr(row, "planned") or hasattr(row, "funded")):
        raise ActRefused(
            f"Lớp đang gắn với kế hoạch hoặc dự toán năm {year}. Hãy bỏ gắn trước khi đổi năm của lớp."
        )
    _check_days(row)
    return save(row, actor=actor)


def _check_days(row: TrainingClass) -> None:
    if row.starts_on and row.year and row.starts_on.year != row.year:
        raise ActRefused(
            f"Lớp của năm {row.year} nhưng bắt đầu ngày {row.starts_on:%d/%m/%Y}. Hãy sửa một trong hai."
        )


@transaction.atomic
def start_class(*, class_id: int, actor: User) -> TrainingClass:
    """The class has begun; it needs its first day. Locks the class."""
    row = locked(TrainingClass, class_id)
    if row.starts_on is None:
        raise ActRefused("Hãy ghi ngày bắt đầu của lớp trước khi khai giảng.")
    return _moved(row, "start", actor)


@transaction.atomic
def cancel_class(*, class_id: int, reason: str, actor: User) -> TrainingClass:
    """Call the class off, with the reason. Locks the class."""
    return _moved(locked(TrainingClass, class_id), "cancel", actor, reason)


@transaction.atomic
def reopen_class(*, class_id: int, reason: str, actor: User) -> TrainingClass:
    """Take back that the class was held, to correct attendance; numbers of certificates stay."""
    return _moved(locked(TrainingClass, class_id), "reopen", actor, reason)


def _moved(row: TrainingClass, step: str, actor: User, reason: str = "") -> TrainingClass:
    row.version += 1
    CLASS_WORKFLOW.move(row, step, actor=actor, reason=reason, save=("version",))
    return row


@transaction.atomic
def finish_class(*, class_id: int, actor: User) -> TrainingClass:
    """The class was held: who was at enough sessions has completed it and gets a certificate number.

    What was set by hand with a reason stays. Locks the class. Raises Incomplete for a class without
    people, sessions, or with a session nobody was marked at.
    """
    row = locked(TrainingClass, class_id)
    if missing := _missing(row):
        raise Incomplete("Chưa ghi đã tổ chức được:", missing)
    _moved(row, "finish", actor)
    sessions = row.sessions.count()
    people = list(
        Enrolment.objects.filter(training_class=row)
        .annotate(present=Count("attendance", filter=Q(attendance__is_present=True)))
        .order_by("trainee__sort_key", "pk")
    )
    for one in people:
        if not one.completion_note:
            one.completed = one.present * 100 >= row.needed_percent * sessions
    number_certificates(people, row)
    Enrolment.objects.bulk_update(people, ["completed", "certificate_no"])
    return row


def _missing(row: TrainingClass) -> list[str]:
    missing = [] if row.enrolments.exists() else ["Lớp chưa có học viên."]
    if not row.sessions.exists():
        missing.append("Lớp chưa có buổi học nào.")
    empty = row.sessions.filter(attendance__isnull=True).order_by("held_on", "part")
    return missing + [
        f"Buổi {one.get_part_display().lower()} {one.held_on:%d/%m/%Y} chưa điểm danh." for one in empty
    ]


def number_certificates(people: Sequence[Enrolment], row: TrainingClass) -> None:
    """Give those who completed the class and have no certificate yet the next numbers, in their order."""
    waiting = [one for one in people if one.completed and not one.certificate_no]
    numbers = Counter.next_numbers(register="training_certificate", year=row.year, count=len(waiting))
    for one, number in zip(waiting, numbers, strict=True):
        one.certificate_no = f"{number:03d}/{row.year}/GCN-ĐTOCOP"


@transaction.atomic
def set_completed(*, enrolment_id: int, completed: bool, reason: str, actor: User) -> Enrolment:
    """Say by hand whether somebody completed the class, against attendance, with the reason."""
    if not reason.strip():
        raise ActRefused("Hãy ghi lý do khi kết quả khác với điểm danh.")
    class_id = Enrolment.objects.values_list("training_class", flat=True).get(pk=enrolment_id)
    row = locked(TrainingClass, class_id)
    if row.state == ClassState.CANCELLED:
        raise ActRefused("Lớp đã hủy nên không ghi kết quả.")
    one = locked(Enrolment, enrolment_id)
    one.completed, one.completion_note = completed, reason
    if row.state == ClassState.HELD:
        number_certificates([one], row)
    one.save(update_fields=["completed", "completion_note", "certificate_no"])
    return one


@transaction.atomic
def add_session(
    *, class_id: int, held_on: date, part: str, actor: User, topic: str = "", trainer: str = ""
) -> ClassSession:
    """A half-day of the class, within its days. Raises ValidationError for one that is there already."""
    row = _open_class(class_id)
    if (row.starts_on and held_on < row.starts_on) or (row.ends_on and held_on > row.ends_on):
        raise ActRefused(
            f"Ngày {held_on:%d/%m/%Y} ngoài thời gian của lớp. Hãy sửa ngày của lớp hoặc của buổi học."
        )
    session = ClassSession(training_class=row, held_on=held_on, part=part, topic=topic, trainer=trainer)
    return save(session, actor=actor)


@transaction.atomic
def remove_session(*, session_id: int, actor: User) -> None:
    """Take a session off that nobody was marked at."""
    session = ClassSession.objects.get(pk=session_id)
    _open_class(session.training_class_id)
    if session.attendance.exists():
        raise ActRefused("Buổi học đã điểm danh nên không xóa được.")
    session.delete()


@transaction.atomic
def mark_attendance(*, session_id: int, enrolment_id: int, is_present: bool, actor: User) -> Attendance:
    """Say whether somebody was at a session; said again, the last word counts. Locks the class."""
    session = ClassSession.objects.get(pk=session_id)
    row = _open_class(session.training_class_id)
    if not Enrolment.objects.filter(pk=enrolment_id, training_class=row).exists():
        raise ActRefused("Học viên này không có trong danh sách của lớp.")
    found, _ = Attendance.objects.update_or_create(
        session=session, enrolment_id=enrolment_id, defaults={"is_present": is_present}
    )
    return found


@transaction.atomic
def mark_all(*, session_id: int, actor: User) -> int:
    """Mark everybody not marked yet as present. Returns how many."""
    session = ClassSession.objects.get(pk=session_id)
    row = _open_class(session.training_class_id)
    waiting = row.enrolments.exclude(attendance__session=session)
    return len(Attendance.objects.bulk_create(Attendance(session=session, enrolment=one) for one in waiting))


def _open_class(class_id: int) -> TrainingClass:
    row = locked(TrainingClass, class_id)
    if row.state not in OPEN:
        raise ActRefused(
            f"Lớp ở trạng thái “{row.get_state_display()}” nên không sửa buổi học, điểm danh được."
        )
    return row


@transaction.atomic
def give_feedback(*, enrolment_id: int, actor: User, **said: Any) -> Feedback:
    """What somebody thought of a class that has begun; said again, it is said anew."""
    one = Enrolment.objects.select_related("training_class").get(pk=enrolment_id)
    if one.training_class.state not in (ClassState.RUNNING, ClassState.HELD):
        raise ActRefused("Lớp chưa diễn ra nên chưa ghi ý kiến được.")
    row = Feedback.objects.filter(enrolment=one).first() or Feedback(enrolment=one)
    fill(row, said, {"content", "trainer", "organisation", "comment"})
    row.full_clean()
    with pghistory.context(user=actor.pk):
        row.save()
    return row
