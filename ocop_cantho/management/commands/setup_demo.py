from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from ocop_cantho.demo.reports_2026 import load_reports
from ocop_cantho.demo.years import YEARS, is_loaded
from reports.domain.building import build
from reports.models import ReportRun


class Command(BaseCommand):
    help = "Chuẩn bị dữ liệu để dùng thử: cấu trúc, dữ liệu gốc, năm minh họa 2022 và 2026."

    def handle(self, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Đang tạo cơ sở dữ liệu …")
            call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Đang nạp dữ liệu gốc (đơn vị hành chính, quy định, bộ tiêu chí) …")
        call_command("load_reference", stdout=self.stderr)
        for year in YEARS:
            if not is_loaded(year):
                self.stdout.write(f"Đang nạp năm minh họa {year} …")
                call_command("load_demo", year=year)
        if not ReportRun.objects.filter(kind="annual", year=2022).exists():
            self.stdout.write("Đang lập báo cáo năm 2022 …")
            build(kind="annual", year=2022)
        if not ReportRun.objects.filter(kind="quarterly", year=2026).exists():
            self.stdout.write("Đang lập báo cáo quý III năm 2026 và kỷ yếu …")
            build(kind="quarterly", year=2026, period="Q3")
            load_reports(actor=User.objects.get(email="vanphong@ocop.example"))
