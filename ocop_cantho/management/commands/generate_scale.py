"""A country-sized register, for measuring."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import ActRefused
from ocop_cantho.demo.scale import generate


class Command(BaseCommand):
    help = "Thêm dữ liệu giả định cỡ cả nước để đo tốc độ: sản phẩm, chủ thể, công nhận, hồ sơ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--products", type=int, required=True, help="số sản phẩm, ví dụ 20000")

    def handle(self, *, products: int, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Dữ liệu giả định chỉ được tạo trên máy dùng thử, không trên máy chủ thật.")
        if not 1 <= products <= 1_000_000:
            raise CommandError("Số sản phẩm phải từ 1 đến 1000000. Ví dụ: --products 20000")
        try:
            made = generate(products)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps(made))
