"""Copy PostgreSQL's archived log off the machine, sealed; see `docs/runbook.md`."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupDamagedError
from core.backup.log_copies import send_new


class Command(BaseCommand):
    help = (
        "Chép nhật ký đã lưu của PostgreSQL ra ngoài máy, đã mã hóa; --every: lặp lại sau mỗi chừng ấy giây."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--every", metavar="GIÂY", type=int, default=0)
        parser.add_argument(
            "--alive", metavar="TỆP", type=Path, help="chạm vào tệp này sau mỗi lần chép xong"
        )

    def handle(self, *, folder: Path, every: int, alive: Path | None, **options: Any) -> None:
        sent: set[str] = set()
        while True:
            try:
                count = send_new(folder, passphrase=settings.BACKUP_PASSPHRASE, sent=sent)
            except BackupDamagedError as error:
                if not every:
                    raise CommandError(str(error)) from error
                self.stderr.write(str(error))  # the next round tries again
            else:
                self.stderr.write(f"Đã chép {count} tệp nhật ký.")
                if alive:
                    alive.touch()
            if not every:
                return
            time.sleep(every)
