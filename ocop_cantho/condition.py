"""Is everything running? For the person who is called, and for the office's administrators."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from accounts.enums import DigestState
from accounts.models import Digest
from core.domain import nightly
from core.models import JobRun, JobState

QUEUES = ("fast", "imports", "reports")
LONG = 100  # jobs waiting in one queue
BEAT = timedelta(minutes=30)  # letters are looked for every ten
NEARLY_FULL, FULL = 80, 90  # per cent of the disk
DAY = timedelta(hours=24)
GOOD, WAIT, BAD = "good", "wait", "bad"


@dataclass(frozen=True)
class Check:
    """One thing looked at: its name, how it is (good, wait, bad), and that in words with what to do."""

    name: str
    state: str
    text: str

    @property
    def word(self) -> str:
        return {GOOD: "Tốt", WAIT: "Cần xem", BAD: "Hỏng"}[self.state]


def look_at_everything() -> list[Check]:
    """Every check; one that cannot be made says so and does not hide the others."""
    return [check() for check in CHECKS]


def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_database_size(current_database()), "
            "(select count(*) from pg_stat_activity where datname = current_database())"
        )
        size, people = cursor.fetchone()
    return Check("Cơ sở dữ liệu", GOOD, f"{size // 2**20} MB, {people} kết nối.")


def _queues() -> Check:
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
            waiting = {name: broker.default_channel.client.llen(name) for name in QUEUES}
    except (OperationalError, RedisError, OSError):
        return Check("Hàng đợi", BAD, "Không nối được máy chủ hàng đợi (Redis). Việc nền không chạy.")
    said = ", ".join(f"{name}: {count}" for name, count in waiting.items())
    return Check("Hàng đợi", WAIT if max(waiting.values()) > LONG else GOOD, f"Việc đang chờ: {said}.")


def _workers() -> Check:
    try:
        with current_app.connection_for_read() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
            answers = current_app.control.ping(timeout=1, connection=broker)
    except (OperationalError, RedisError, OSError):
        answers = []
    if not answers:
        return Check("Máy chạy việc nền", BAD, "Không máy nào trả lời. Hãy khởi động lại worker.")
    return Check("Máy chạy việc nền", GOOD, f"{len(answers)} máy trả lời.")


def _clock() -> Check:
    runs = PeriodicTask.objects.filter(enabled=True).exclude(last_run_at=None).order_by("-last_run_at")
    last = runs.values_list("last_run_at", flat=True).first()
    if last is None:
        return Check(
            "Lịch chạy", WAIT, "Chưa có việc định kỳ nào chạy. Vừa khởi động thì xem lại sau 15 phút."
        )
    if timezone.now() - last > BEAT:
        return Check("Lịch chạy", BAD, "Quá 30 phút chưa có việc định kỳ nào chạy. Hãy khởi động lại beat.")
    return Check("Lịch chạy", GOOD, f"Việc định kỳ gần nhất chạy lúc {timezone.localtime(last):%H:%M}.")


def _disk() -> Check:
    place = settings.VAR_DIR if settings.VAR_DIR.exists() else settings.BASE_DIR
    disk = shutil.disk_usage(place)
    used = 100 * (disk.total - disk.free) // disk.total
    state = BAD if used >= FULL else WAIT if used >= NEARLY_FULL else GOOD
    return Check("Đĩa", state, f"Đã dùng {used} %, còn {disk.free // 2**30} GB.")


def _backups() -> Check:
    if not settings.BACKUP_DIR:
        return Check("Sao lưu", WAIT, "Chưa đặt nơi sao lưu (BACKUP_DIR).")
    if said := nightly.warnings():
        return Check("Sao lưu", BAD, " ".join(said))
    last = JobRun.objects.filter(kind="backup", state=JobState.DONE).order_by("-pk").first()
    return Check("Sao lưu", GOOD, f"Gần nhất lúc {timezone.localtime(last.finished_at):%H:%M %d/%m/%Y}.")


def _jobs() -> Check:
    failed = JobRun.objects.filter(state=JobState.FAILED, finished_at__gte=timezone.now() - DAY).count()
    return Check("Việc nền", WAIT if failed else GOOD, f"{failed} việc không thành công trong 24 giờ.")


def _letters() -> Check:
    failed = Digest.objects.filter(state=DigestState.FAILED, made_at__gte=timezone.now() - DAY).count()
    return Check("Thư", WAIT if failed else GOOD, f"{failed} thư chưa gửi được trong 24 giờ.")


CHECKS: tuple[Callable[[], Check], ...] = (
    _database,
    _queues,
    _workers,
    _clock,
    _disk,
    _backups,
    _jobs,
    _letters,
)
