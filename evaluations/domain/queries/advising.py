"""What the advisory team has to report on, and what it found."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from evaluations.domain.advisory import Finding
from evaluations.enums import EntryState, ReportState, RoundState, Verdict
from evaluations.models import Adviser, AdvisoryFinding, AdvisoryReport, Entry


def entries_to_advise(user: User) -> QuerySet[Entry]:
    """The entries of rounds not yet closed that ``user`` advises on, those without a report handed in first."""
    advises = Adviser.objects.filter(council=OuterRef("round__council"), user=user, is_active=True)
    handed_in = AdvisoryReport.objects.filter(entry=OuterRef("pk"), state=ReportState.HANDED_IN)
    return (
        Entry.objects.filter(
            Exists(advises),
            round__state__in=[RoundState.PREPARING, RoundState.OPEN],
            state=EntryState.WAITING,
        )
        .annotate(is_reported=Exists(handed_in))
        .select_related("round", "dossier__product__producer", "dossier__criteria_set", "advisory_report")
        .order_by("is_reported", "round", "order")
    )


def findings_of(report: AdvisoryReport | None) -> dict[str, Finding]:
    """The findings by criterion code; one query."""
    if report is None:
        return {}
    rows = report.findings.values_list("criterion__code", "verdict", "option__number", "note").order_by()
    return {code: Finding(verdict, option, note) for code, verdict, option, note in rows}


def handed_in_report(entry_id: int) -> AdvisoryReport | None:
    """The team's report on an entry once it is handed in, with all that its paper names."""
    rows = AdvisoryReport.objects.filter(entry=entry_id, state=ReportState.HANDED_IN)
    return rows.select_related(
        "entry__round__council__unit",
        "entry__dossier__product__producer",
        "entry__dossier__product__unit",
        "entry__dossier__criteria_set__regime",
        "entry__dossier__regime",
        "elimination",
    ).first()


@dataclass(frozen=True)
class Advice:
    """A finding as members read it beside the sheet."""

    label: str
    points: int | None
    note: str


def advice_on(entry: Entry) -> dict[str, Advice]:
    """What the advisory team handed in, by criterion code; empty before that. One query."""
    rows = AdvisoryFinding.objects.filter(
        report__entry=entry.pk, report__state=ReportState.HANDED_IN
    ).order_by()
    columns = ("criterion__code", "verdict", "option__points", "note")
    return {
        code: Advice(Verdict(verdict).label, points, note)
        for code, verdict, points, note in rows.values_list(*columns)
    }
