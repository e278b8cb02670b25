"""A report as a file, for schedules and for checking."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import ActRefused
from reports.domain.building import FORMS, build, export


class Command(BaseCommand):
    help = "Lập báo cáo ra tệp .pdf, .xlsx, .docx hoặc .json (theo đuôi của --output)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="loại báo cáo: annual")
        parser.add_argument("--year", type=int, required=True, help="năm báo cáo")
        parser.add_argument("--period", default="", help="kỳ trong năm; báo cáo năm không có kỳ")
        parser.add_argument("--output", type=Path, required=True, help="tệp kết quả")

    def handle(self, *, kind: str, year: int, period: str, output: Path, **options: Any) -> None:
        ending = output.suffix.removeprefix(".").lower()
        if ending not in FORMS:
            raise CommandError(
                f"Không lập được tệp “{output.name}”: đuôi phải là .pdf, .xlsx, .docx hoặc .json."
            )
        if period:
            raise CommandError(f"Báo cáo “{kind}” không chia kỳ. Hãy bỏ --period.")
        if not output.parent.is_dir():
            raise CommandError(f"Không có thư mục “{output.parent}”. Hãy tạo thư mục trước.")
        try:
            run = build(kind=kind, year=year)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        output.write_bytes(export(run, ending))
        said = {
            "kind": kind,
            "year": year,
            "version": run.version,
            "digest": run.digest,
            "output": str(output),
        }
        self.stdout.write(json.dumps(said, ensure_ascii=False))
