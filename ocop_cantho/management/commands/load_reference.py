import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from core.errors import ActRefused
from localities.domain.loading import load_units
from regimes.domain.guidance import load_first_guidance
from regimes.domain.loading import load_regimes


class Command(BaseCommand):
    help = "Nạp đơn vị hành chính, quy định, phân loại và bộ tiêu chí; chạy lại không đổi gì."

    def handle(self, **options: Any) -> None:
        try:
            with transaction.atomic():
                summary = {
                    "localities": dataclasses.asdict(load_units()),
                    "regimes": dataclasses.asdict(load_regimes()),
                }
                load_first_guidance()
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if any(loaded["created"] or loaded["changed"] for loaded in summary.values()):
            with connection.cursor() as cursor:
                # else, until the server gets round to it, the planner takes the filled tables for empty ones
                cursor.execute("ANALYZE")
        self.stdout.write(json.dumps(summary, ensure_ascii=False))
