import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.errors import ActRefused
from ocop_cantho.demo.people import load_people
from ocop_cantho.demo.plan_2022 import load_classes, load_plan
from ocop_cantho.demo.register_2022 import link_producer_account, load_products, load_ratings
from ocop_cantho.demo.round_2022 import chosen, load_round
from programme.models import Plan


class Command(BaseCommand):
    help = "Nạp một năm minh họa (2022), trọn vẹn hoặc không gì cả; nạp lại không đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True)

    def handle(self, *, year: int, **options: Any) -> None:
        if year != 2022:
            raise CommandError("Hiện có năm minh họa 2022. Hãy chạy: load_demo --year 2022")
        if Plan.objects.filter(year=year, is_demo=True).exists():
            self.stdout.write(json.dumps({"year": year, "loaded": False}))
            return
        try:
            products = load_2022()
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json.dumps({"year": year, "loaded": True, "products": products}))


@transaction.atomic
def load_2022() -> int:
    """Everything of the year 2022; returns the number of products."""
    users = load_people()
    actor = users["vanphong@ocop.example"]
    rows = load_products()
    in_round = {row.product.pk for row in chosen(rows)}
    load_round(rows, users=users)
    list(load_ratings([row for row in rows if row.product.pk not in in_round], actor=actor))
    link_producer_account(user=users["chuthe@ocop.example"])
    load_plan(actor=actor)
    load_classes()
    return len(rows)
