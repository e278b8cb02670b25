import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import ActRefused
from ocop_cantho.demo.years import YEARS, is_loaded, load_year


class Command(BaseCommand):
    help = "Nạp một năm minh họa (2022 hoặc 2026), trọn vẹn hoặc không gì cả; nạp lại không đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)

    def handle(self, *, year: int, **options: Any) -> None:
        if year not in YEARS:
            known = " hoặc ".join(f"load_demo --year {known}" for known in YEARS)
            raise CommandError(f"Không có năm minh họa {year}. Hãy chạy: {known}")
        if is_loaded(year):
            self.stdout.write(json.dumps({"year": year, "loaded": False}))
            return
        try:
            products = load_year(year)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps({"year": year, "loaded": True, "products": products}))
