import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluations.domain.queries.seal import verify_round
from evaluations.models import Round, RoundSeal, ScoreLog


class Command(BaseCommand):
    help = "Kiểm tra nhật ký chấm điểm và dấu niêm phong: tìm mọi chỗ sửa, xóa, chèn, đổi chỗ hoặc cắt bớt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", type=int, help="chỉ kiểm tra đợt có mã này")
        parser.add_argument(
            "--seal",
            default="",
            help="chuỗi in trên biên bản (hoặc nội dung mã QR), so với hệ thống; dùng cùng --round",
        )

    def handle(self, **options: Any) -> None:
        rounds = Round.objects.order_by("pk")
        if options["seal"] and options["round"] is None:
            raise CommandError("--seal cần --round: mỗi đợt có dấu niêm phong riêng.", returncode=2)
        if options["round"] is not None:
            rounds = rounds.filter(pk=options["round"])
            if not rounds.exists():
                raise CommandError(f"Không có đợt đánh giá mã {options['round']}.", returncode=2)
        found = [line for one in rounds for line in verify_round(one, options["seal"])]
        checked = {
            "rounds": len(rounds),
            "lines": ScoreLog.objects.filter(sheet__entry__round__in=rounds).count(),
            "seals": RoundSeal.objects.filter(round__in=rounds).count(),
            "differences": found,
        }
        self.stdout.write(json.dumps(checked, ensure_ascii=False))
        if found:
            raise CommandError("Nhật ký chấm điểm không khớp:\n" + "\n".join(found), returncode=1)
