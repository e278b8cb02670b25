"""Bring PostgreSQL's archived log back from outside the machine; see `docs/runbook.md`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupDamagedError
from core.backup.log_copies import fetch_all


class Command(BaseCommand):
    help = "Lấy nhật ký của PostgreSQL đã chép ra ngoài máy về một thư mục, giải mã, để deploy/wal/restore.sh đọc."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            count = fetch_all(folder, passphrase=settings.BACKUP_PASSPHRASE)
        except BackupDamagedError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"Đã lấy về {count} tệp nhật ký.")
