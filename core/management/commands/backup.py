"""Back the database and all files up into a folder; see `docs/runbook.md`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.domain.backups import take_backup
from core.errors import ActRefused


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và mọi tệp vào một thư mục mới; mã hóa nếu đặt BACKUP_PASSPHRASE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            manifest = take_backup(folder=folder, passphrase=settings.BACKUP_PASSPHRASE)
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if missing := manifest["files"]["missing"]:
            self.stderr.write(f"Cảnh báo: {len(missing)} tệp không có trong kho, ví dụ {missing[0]}.")
        if not manifest["encrypted"]:
            self.stderr.write("Bản sao lưu này không mã hóa; đặt BACKUP_PASSPHRASE để mã hóa.")
        self.stderr.write(f"Đã sao lưu vào {folder}.")
        self.stdout.write(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
