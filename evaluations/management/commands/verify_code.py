"""Checks the code of a certificate without a database: `python manage.py verify_code CODE [--public-key KEY]`."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations import codes
from evaluations.domain.codes import verifying_keys


class Command(BaseCommand):
    """Prints what a genuine code says as JSON; exit 1 for any other."""

    help = "Kiểm tra mã trên giấy chứng nhận, không cần mạng và cơ sở dữ liệu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="nội dung mã QR, hoặc phần sau /xac-minh/")
        parser.add_argument("--public-key", default="", help="khóa công khai (base64); mặc định: của máy này")

    def handle(self, *args: Any, **options: Any) -> None:
        text = options["code"].strip().rstrip("/").rsplit("/xac-minh/", 1)[-1]
        try:
            keys = [codes.public_key(options["public_key"])] if options["public_key"] else verifying_keys()
        except ValueError as error:
            raise CommandError("Khóa công khai phải là 32 byte dạng base64.") from error
        try:
            claims = codes.read(text, keys)
        except codes.BadCode as error:
            raise CommandError(f"Mã không hợp lệ: {error}.") from error
        print(json.dumps(asdict(claims), ensure_ascii=False, default=str))
