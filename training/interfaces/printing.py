"""Papers of a class: the attendance sheet to sign, and the certificates of those who completed it."""

from typing import Any

from core.documents import render_pdf, vietnamese_date
from training.models import Enrolment, TrainingClass


def attendance_pdf(training_class: TrainingClass) -> bytes:
    """Names down, sessions across; what was marked is printed, the rest is left to sign."""
    sessions = list(training_class.sessions.order_by("held_on", "part"))
    people = training_class.enrolments.select_related("trainee__unit").prefetch_related("attendance")
    rows = [
        (one, [_mark(one, session.pk) for session in sessions])
        for one in people.order_by("trainee__sort_key", "pk")
    ]
    context = {"training_class": training_class, "sessions": sessions, "rows": rows}
    return render_pdf(template="documents/attendance_sheet.html", context=context)


def _mark(one: Enrolment, session: int) -> str:
    marks: dict[Any, bool] = {row.session_id: row.is_present for row in one.attendance.all()}
    if session not in marks:
        return ""
    return "x" if marks[session] else "vắng"


def certificates_pdf(training_class: TrainingClass) -> bytes:
    """One page for each who completed the class, in the order of names."""
    rows = training_class.enrolments.filter(completed=True).exclude(certificate_no="")
    day = training_class.ends_on or training_class.starts_on
    context = {
        "training_class": training_class,
        "rows": list(rows.select_related("trainee__unit").order_by("trainee__sort_key", "pk")),
        "place_date": vietnamese_date("Cần Thơ", day) if day else "Cần Thơ, ngày    tháng    năm",
    }
    return render_pdf(template="documents/training_certificates.html", context=context)
