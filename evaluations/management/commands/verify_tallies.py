import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.tallies import differences
from evaluations.models import Tally


class Command(BaseCommand):
    help = "Tính lại mọi bảng tổng hợp điểm từ phiếu gốc và so với bản đã lưu."

    def handle(self, **options: Any) -> None:
        current = Tally.objects.current().select_related(
            "entry__round", "entry__dossier__criteria_set__regime", "entry__dossier__product"
        )
        found = [line for tally in current for line in differences(tally)]
        self.stdout.write(json.dumps({"tallies": len(current), "differences": found}, ensure_ascii=False))
        if found:
            raise CommandError("Có bảng tổng hợp không khớp:\n" + "\n".join(found), returncode=1)
