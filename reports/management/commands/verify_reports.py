import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.domain.checking import differing
from reports.enums import ReportRunState
from reports.models import ReportRun


class Command(BaseCommand):
    help = "Lập lại mọi báo cáo đã ban hành từ số liệu đã chốt và so với bản đã lưu, từng byte."

    def handle(self, **options: Any) -> None:
        runs = ReportRun.objects.all()
        found = differing(runs)
        count = runs.filter(state=ReportRunState.ISSUED).count()
        self.stdout.write(json.dumps({"reports": count, "differences": found}, ensure_ascii=False))
        if found:
            raise CommandError("Có báo cáo không còn như bản đã ban hành:\n" + "\n".join(found), returncode=1)
