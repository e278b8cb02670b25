"""A report as a file, for schedules and for checking."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import ActRefused
from localities.models import Unit
from reports.domain.building import asked_for, build
from reports.domain.files import FORMS, export
from reports.domain.kinds import KINDS, kind_of

ENDINGS = ", ".join(f".{ending}" for ending in FORMS)


class Command(BaseCommand):
    help = f"Lập báo cáo ra tệp (theo đuôi của --output: {ENDINGS})."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=f"loại báo cáo: {', '.join(KINDS)}")
        parser.add_argument("--year", type=int, required=True, help="năm báo cáo")
        parser.add_argument(
            "--period",
            default="",
            help="kỳ trong năm: H1 H2 (6 tháng), Q1-Q4 (quý), T01-T12 (tháng); đột xuất: 20260101-20260331",
        )
        parser.add_argument("--unit", action="append", default=[], help="mã địa bàn (chỉ báo cáo đột xuất)")
        parser.add_argument("--section", action="append", default=[], help="mục (chỉ báo cáo đột xuất)")
        parser.add_argument("--reason", default="", help="lý do đính chính, khi kỳ này đã ban hành")
        parser.add_argument("--output", type=Path, required=True, help="tệp kết quả")

    def handle(
        self,
        *,
        kind: str,
        year: int,
        period: str,
        unit: list[str],
        section: list[str],
        reason: str,
        output: Path,
        **options: Any,
    ) -> None:
        ending = output.suffix.removeprefix(".").lower()
        if ending not in FORMS:
            raise CommandError(f"Không lập được tệp “{output.name}”: đuôi phải là một trong {ENDINGS}.")
        if not output.parent.is_dir():
            raise CommandError(f"Không có thư mục “{output.parent}”. Hãy tạo thư mục trước.")
        try:
            kind_of(kind)
            units = [self._unit(code, year) for code in unit]
            asked = asked_for(kind=kind, year=year, period=period, units=units, sections=section)
            run = build(
                kind=kind, year=asked.year, period=period, units=units, sections=section, reason=reason
            )
            content = export(run, ending)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        output.write_bytes(content)
        said = {
            "kind": kind,
            "year": run.year,
            "period": run.period,
            "version": run.version,
            "digest": run.digest,
            "output": str(output),
        }
        self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _unit(self, code: str, year: int) -> int:
        era = "from-2025-07" if year >= 2026 else "before-2025-07"
        rows = Unit.objects.filter(code=code)
        found = rows.filter(era=era).first() or rows.first()
        if found is None:
            raise CommandError(f"Không có địa bàn mã “{code}”.")
        return found.pk
