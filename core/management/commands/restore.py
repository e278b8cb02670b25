"""Restore a backup, or show with `--drill` that it would work; see `docs/runbook.md`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupDamagedError
from core.backup.copying import fetch
from core.domain.backups import drill, restore_backup
from core.errors import ActRefused


class Command(BaseCommand):
    help = "Khôi phục bản sao lưu trong một thư mục; --drill chỉ diễn tập, không đụng tới dữ liệu đang dùng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--force", action="store_true", help="thay cả cơ sở dữ liệu đang có dữ liệu")
        parser.add_argument(
            "--from-copy", metavar="TÊN", help="trước hết lấy bản sao này từ ngoài máy về DIR"
        )
        parser.add_argument(
            "--drill", action="store_true", help="diễn tập: khôi phục ra chỗ khác, so sánh, xóa"
        )

    def handle(self, *, folder: Path, force: bool, **options: Any) -> None:
        passphrase = settings.BACKUP_PASSPHRASE
        try:
            if options["from_copy"]:
                fetch(options["from_copy"], folder)
            if options["drill"]:
                done = drill(folder=folder, passphrase=passphrase)
            else:
                done = restore_backup(folder=folder, passphrase=passphrase, force=force)
        except (ActRefused, BackupDamagedError) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["drill"]:
            self.stderr.write("Diễn tập xong: mọi bảng và mọi tệp giống bản gốc.")
        else:
            self.stderr.write(f"Đã khôi phục. Hãy chạy tiếp: manage.py migrate. {self.aside(done.aside)}")
        self.stdout.write(json.dumps(vars(done), ensure_ascii=False))

    @staticmethod
    def aside(name: str) -> str:
        return f"Cơ sở dữ liệu cũ còn giữ dưới tên {name}." if name else ""
