import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.tallies import differences_of
from evaluations.models import Tally

BATCH = 200


class Command(BaseCommand):
    help = "Tính lại mọi bảng tổng hợp điểm từ phiếu gốc và so với bản đã lưu."

    def handle(self, **options: Any) -> None:
        current = list(Tally.objects.current().values_list("pk", flat=True))
        found = [
            line
            for start in range(0, len(current), BATCH)
            for line in differences_of(
                Tally.objects.filter(pk__in=current[start : start + BATCH]).order_by("pk")
            )
        ]
        self.stdout.write(json.dumps({"tallies": len(current), "differences": found}, ensure_ascii=False))
        if found:
            raise CommandError("Có bảng tổng hợp không khớp:\n" + "\n".join(found), returncode=1)
