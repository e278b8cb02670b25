"""What is done with backups without anybody asking: each night a new one, copied away; each week a drill."""

import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.backup import BackupDamagedError, copying
from core.domain.backups import drill, take_backup
from core.errors import ActRefused
from core.models import JobRun, JobState
from core.money import format_number

NAMED = re.compile(r"^ocop-\d{8}-\d{6}$")
LATE = timedelta(hours=26)  # a night's backup is missing
KINDS = ("backup", "backup_copy", "drill")
UNTRIED = timedelta(days=35)  # no drill for more than a month


def folders() -> list[Path]:
    """The nightly backups on this machine, the oldest first."""
    place = Path(settings.BACKUP_DIR)
    return sorted(path for path in place.iterdir() if NAMED.match(path.name)) if place.is_dir() else []


def nightly_backup() -> Path | None:
    """Take a backup, copy it off the machine where that is set up, then let go of those past BACKUP_KEEP.

    Does nothing where BACKUP_DIR is not set. Old ones go only after the new one is whole, so a night that
    fails costs none. Raises ActRefused; the row among the jobs says so too.
    """
    if not settings.BACKUP_DIR:
        return None
    folder = Path(settings.BACKUP_DIR) / f"ocop-{timezone.localtime():%Y%m%d-%H%M%S}"
    take_backup(folder=folder, passphrase=settings.BACKUP_PASSPHRASE)
    if copying.is_wanted():
        _copy(folder)
    for old in folders()[: -settings.BACKUP_KEEP]:
        shutil.rmtree(old)
    return folder


def _copy(folder: Path) -> None:
    now = timezone.now()
    row = JobRun(kind="backup_copy", key=now.isoformat(), title=f"Chép {folder.name} ra ngoài máy")
    try:
        row.result = {"place": copying.send(folder)}
        row.state = JobState.DONE
    except BackupDamagedError as error:
        row.state, row.message = JobState.FAILED, str(error)
        raise ActRefused(str(error)) from error
    finally:
        row.finished_at = timezone.now()
        row.save()


def weekly_drill() -> bool:
    """Drill with the newest nightly backup; False where there is none. Raises ActRefused where it fails."""
    if not (found := folders()):
        return False
    drill(folder=found[-1], passphrase=settings.BACKUP_PASSPHRASE)
    return True


def warnings() -> list[str]:
    """What is wrong with the backups, for the office's administrators; nothing where none are set up."""
    if not settings.BACKUP_DIR:
        return []
    now, said = timezone.now(), []
    for kind, longest, text in (
        ("backup", LATE, "Chưa có bản sao lưu nào trong 26 giờ qua."),
        ("backup_copy", LATE, "Bản sao lưu chưa được chép ra ngoài máy trong 26 giờ qua."),
        ("drill", UNTRIED, "Đã hơn 35 ngày chưa diễn tập khôi phục thành công."),
    ):
        done = JobRun.objects.filter(kind=kind, state=JobState.DONE, finished_at__gte=now - longest)
        if (kind != "backup_copy" or copying.is_wanted()) and not done.exists():
            said.append(text)
    return said


@dataclass(frozen=True)
class Month:
    """What was done for the data in a month, and what the last drill that succeeded found."""

    first: date
    backups: int
    copies: int
    drills: int
    failed: int
    last_drill: dict[str, Any]

    @property
    def words(self) -> str:
        said = f"Tháng {self.first:%m/%Y}: {self.backups} bản sao lưu, {self.copies} bản chép ra ngoài máy, "
        said += f"{self.drills} lần diễn tập khôi phục thành công"
        if self.failed:
            said += f", {self.failed} việc không thành công"
        if not self.last_drill:
            return f"{said}. Chưa diễn tập lần nào thành công trong tháng: hãy báo người vận hành máy chủ."
        found = {name: format_number(self.last_drill[name]) for name in ("rows", "tables", "files")}
        return (
            f"{said}. Lần cuối khôi phục xong trong {self.last_drill['seconds']:.0f} giây, khớp "
            f"{found['rows']} dòng ở {found['tables']} bảng và {found['files']} tệp."
        )


def month(first: date) -> Month:
    """The month that begins on ``first``."""
    rows = JobRun.objects.filter(
        kind__in=KINDS, finished_at__year=first.year, finished_at__month=first.month
    ).order_by("pk")
    done = [row for row in rows if row.state == JobState.DONE]
    count = {kind: sum(row.kind == kind for row in done) for kind in KINDS}
    drills = [row.result for row in done if row.kind == "drill"]
    return Month(
        first=first,
        backups=count["backup"],
        copies=count["backup_copy"],
        drills=count["drill"],
        failed=sum(row.state == JobState.FAILED for row in rows),
        last_drill=drills[-1] if drills else {},
    )


def months(count: int) -> list[Month]:
    """This month and those before it, the latest first."""
    found, first = [], timezone.localdate().replace(day=1)
    for _ in range(count):
        found.append(month(first))
        first = (first - timedelta(days=1)).replace(day=1)
    return found
