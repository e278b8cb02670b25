"""Whether issued reports still come out as they were issued: made again from their snapshots and compared."""

import hashlib

from django.db.models import QuerySet

from reports.domain.building import digest
from reports.domain.files import render_run
from reports.enums import ReportRunState
from reports.models import ReportRun


def differing(runs: "QuerySet[ReportRun]") -> list[str]:
    """A line for every issued report whose figures or PDF are not what was issued."""
    found = []
    for run in runs.filter(state=ReportRunState.ISSUED).select_related("pdf").order_by("pk").iterator(20):
        if digest(run.snapshot) != run.digest:
            found.append(f"{run.title}: số liệu không còn như lúc lập")
        if run.pdf is None or hashlib.sha256(render_run(run)).hexdigest() != run.pdf.sha256:
            found.append(f"{run.title}: PDF lập lại khác bản đã ban hành")
    return found
