"""Every night a backup, copied off the machine; old ones go only when the new one is there."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Notification
from core.domain import nightly
from core.errors import ActRefused
from core.models import JobRun
from core.tasks import nightly_backup, weekly_drill
from ocop_cantho.tasks import report_backups
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_PASSPHRASE = str(tmp_path / "backups"), "một câu dài để mã hóa"
    return tmp_path / "backups"


def test_nothing_is_done_where_no_place_is_set():
    assert (nightly_backup(), weekly_drill(), nightly.warnings()) == ("", False, [])


def test_a_night_s_backup_is_copied_away_and_comes_back(place, bucket, tmp_path, capsys):
    assert len(nightly.warnings()) == 3
    nightly_backup()
    (folder,) = nightly.folders()
    assert len(nightly.warnings()) == 1
    assert weekly_drill()
    assert nightly.warnings() == []
    assert {key.rpartition("/")[2] for key in bucket.kept} == {path.name for path in folder.iterdir()}
    call_command("restore", str(tmp_path / "back"), "--from-copy", folder.name, "--drill")
    assert (tmp_path / "back" / "files.tar").read_bytes() == (folder / "files.tar").read_bytes()
    with pytest.raises(CommandError, match="Không lấy được bản sao lưu khong-co"):
        call_command("restore", str(tmp_path / "none"), "--from-copy", "khong-co")


def test_the_month_s_report_says_what_was_drilled_and_comes_once(place):
    admin, clerk = UserFactory(admin=True), UserFactory()
    nightly_backup()
    weekly_drill()
    last = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    JobRun.objects.update(finished_at=timezone.now() - timedelta(days=timezone.localdate().day))
    drilled = JobRun.objects.get(kind="drill").result
    assert (report_backups(), report_backups()) == (1, 0)
    (told,) = Notification.objects.all()
    assert told.user == admin != clerk
    assert told.text.startswith(
        f"Tháng {last:%m/%Y}: 1 bản sao lưu, 0 bản chép ra ngoài máy, 1 lần diễn tập khôi phục thành công."
    )
    assert f"{drilled['rows']} dòng ở {drilled['tables']} bảng và 0 tệp." in told.text
    this = nightly.months(2)[0]
    assert "Chưa diễn tập lần nào" in this.words
    assert [month.drills for month in nightly.months(2)] == [0, 1]


def test_a_copy_that_fails_is_said_and_nothing_old_is_let_go(place, bucket, settings):
    settings.BACKUP_KEEP = 1
    (place / "ocop-20200101-000000").mkdir(parents=True)
    bucket.refuses = True
    with pytest.raises(ActRefused, match="Không chép được"):
        nightly_backup()
    assert len(nightly.folders()) == 2
    assert JobRun.objects.get(kind="backup_copy").state == "failed"


def test_old_ones_make_room_and_a_silent_week_is_noticed(place, settings):
    settings.BACKUP_KEEP = 2
    for day in range(1, 4):
        (place / f"ocop-2020010{day}-000000").mkdir(parents=True)
    (place / "giu-lai").mkdir()
    nightly_backup()
    assert nightly.folders()[0].name == "ocop-20200103-000000"
    assert (len(nightly.folders()), (place / "giu-lai").exists()) == (2, True)
    JobRun.objects.update(finished_at=timezone.now() - timedelta(hours=27))
    assert "Chưa có bản sao lưu nào trong 26 giờ qua." in nightly.warnings()
