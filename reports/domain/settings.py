"""The office's settings for a kind, or what its declaration starts from."""

from reports.domain.kinds import KINDS, kind_of
from reports.models import ReportSetting


def setting_of(code: str) -> ReportSetting:
    """The row of a kind; where there is none yet, an unsaved one with the declared values."""
    return ReportSetting.objects.filter(kind=code).first() or declared(code)


def declared(code: str) -> ReportSetting:
    """What a kind starts from, as an unsaved row."""
    kind = kind_of(code)
    return ReportSetting(
        kind=code,
        label=kind.label,
        cutoff=kind.cutoff,
        due_days=kind.due_days,
        builds_itself=kind.scheduled,
    )


def ensure_settings() -> None:
    """A row for every kind; what the office set stays."""
    known = set(ReportSetting.objects.values_list("kind", flat=True))
    ReportSetting.objects.bulk_create(declared(code) for code in KINDS if code not in known)
