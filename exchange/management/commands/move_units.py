"""Moves everything into the units of a day, after units were merged, split or renamed."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.errors import ActRefused
from exchange.domain.moving import Move, move_house, plan_moves
from localities.models import Unit


class Command(BaseCommand):
    """Standard output carries JSON; what people read goes to standard error."""

    help = (
        "Chuyển cán bộ, chủ thể, sản phẩm, hồ sơ đang mở theo đơn vị hành chính sau sáp nhập, chia, đổi tên."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", help="theo đơn vị hành chính của ngày này (năm-tháng-ngày); mặc định hôm nay"
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ cho biết sẽ chuyển gì")
        parser.add_argument(
            "--choose",
            action="append",
            default=[],
            metavar="CŨ=MỚI",
            help="mã đơn vị đã chia = mã đơn vị nhận, ví dụ 31183=31186; ghi nhiều lần được",
        )

    def handle(self, **options: Any) -> None:
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate()
        except ValueError:
            raise CommandError(f"--on “{options['on']}” phải có dạng năm-tháng-ngày.", returncode=2) from None
        try:
            choices = _choices(options["choose"], on)
            moves = plan_moves(on=on, choices=choices)
            moved = {} if options["dry_run"] else move_house(on=on, actor=None, choices=choices)
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        said = {"on": on.isoformat(), "dry_run": options["dry_run"], "units": [_told(move) for move in moves]}
        self.stdout.write(json.dumps(said | {"moved": moved}, ensure_ascii=False, indent=1))
        waiting = [str(move.step.unit) for move in moves if move.step.to is None]
        if waiting:
            self.stderr.write(f"Chưa chuyển, phải chọn đơn vị nhận bằng --choose: {'; '.join(waiting)}.")


def _told(move: Move) -> dict[str, Any]:
    step = move.step
    return {
        "unit": {"code": step.unit.code, "name": step.unit.name},
        "to": {"code": step.to.code, "name": step.to.name} if step.to else None,
        "candidates": [{"code": one.code, "name": one.name} for one in step.candidates],
        "counts": move.counts,
    }


def _choices(pairs: list[str], on: date) -> dict[int, int]:
    chosen = {}
    for pair in pairs:
        old, _, new = pair.partition("=")
        one = Unit.objects.filter(code=old.strip(), valid_to__lt=on).order_by("-valid_to").first()
        other = Unit.objects.filter(code=new.strip()).valid_on(on).first()
        if one is None or other is None:
            raise ActRefused(f"--choose “{pair}”: không có đơn vị mã “{old if one is None else new}”.")
        chosen[one.pk] = other.pk
    return chosen
