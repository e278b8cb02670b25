"""A person's copy of what is kept about it: every row that names it, for itself and the office alone."""

import io
import json
import zipfile
from datetime import timedelta

import openpyxl
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.domain.notifications import notify
from core.domain.files import store_bytes
from core.models import JobRun, StoredFile
from evaluations.models import Sheet
from ocop_cantho.personal import copies
from ocop_cantho.personal.gathering import tables_of
from ocop_cantho.personal.kinds import ACCOUNT, REPRESENTATIVE, TRAINEE
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import GOOD, filled, open_entry
from tests.factories.producers import ProducerAccountFactory, ProducerFactory
from tests.factories.training import EnrolmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


def test_somebody_takes_away_all_that_names_it(client, django_capture_on_commit_callbacks):
    user = UserFactory(officer=True, name="Trần Thị Mai", phone="0912345678")
    trainee = EnrolmentFactory(trainee__user=user, trainee__name="Trần Thị Mai").trainee
    store_bytes(content=b"x", name="x", content_type="text/plain", actor=user)
    notify(users=[user], kind="result", text="Đã tiếp nhận hồ sơ.", url="/")
    user.position = "Phó trưởng phòng"
    user.save()
    client.force_login(user)
    page = client.get(reverse("my_data")).content.decode()
    assert reverse("personal_data", args=["hoc-vien", trainee.pk]) in page
    with django_capture_on_commit_callbacks(execute=True):
        job_page = client.post(reverse("personal_copy_make", args=["tai-khoan", user.pk])).url
    ready = client.get(job_page).url
    assert "Tải tệp ZIP" in client.get(ready).content.decode()
    [job] = JobRun.objects.all()
    answer = client.get(reverse("personal_copy_file", args=[job.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert sorted(archive.namelist()) == [f"du-lieu-ca-nhan.{end}" for end in ("json", "pdf", "xlsx")]
        data = json.loads(archive.read("du-lieu-ca-nhan.json"))
        book = openpyxl.load_workbook(io.BytesIO(archive.read("du-lieu-ca-nhan.xlsx")))
        with pikepdf.open(io.BytesIO(archive.read("du-lieu-ca-nhan.pdf"))) as paper:
            assert len(paper.pages) >= 1
    assert (data["Tài khoản"][0]["Họ và tên"], data["Tài khoản"][0]["Điện thoại"]) == (
        "Trần Thị Mai",
        "0912345678",
    )
    assert [row["Sau"] for row in data["Lịch sử thay đổi"]] == ["Phó trưởng phòng"]
    assert [row["Nội dung"] for row in data["Thông báo"]] == ["Đã tiếp nhận hồ sơ."]
    assert len(data["Học viên"]) == len(data["Học viên của lớp"]) == 1
    assert ("tệp", "người tải lên") in {
        (row["Loại"], row["Với tư cách"]) for row in data["Những dòng ghi tên người này là người làm"]
    }
    assert len(book.sheetnames) == len(data)
    assert "argon2" not in json.dumps(data)
    assert "md5$" not in json.dumps(data)


def test_what_is_kept_for_signing_in_is_in_no_copy():
    user = UserFactory()
    labels = {column.label for table in tables_of(ACCOUNT, user, reader=user) for column in table.columns}
    assert not labels & {"Mật khẩu", "Phiên", "Mã băm của đường dẫn", "Khóa tìm kiếm"}


def test_the_office_gets_no_marks_before_the_round_is_closed():
    entry = open_entry()
    seat = entry.round.council.members.first()
    filled(entry, seat, GOOD)
    office = UserFactory(admin=True)

    def sheets(reader):
        return [
            table
            for table in tables_of(ACCOUNT, seat.user, reader=reader)
            if table.caption == str(Sheet._meta.verbose_name).capitalize()
        ]

    assert sheets(office) == []
    assert len(sheets(seat.user)) == 1


def test_only_the_person_and_the_office_come_near(client):
    trainee = TraineeFactory(user=UserFactory(producer=True))
    page = reverse("personal_data", args=["hoc-vien", trainee.pk])
    for user, status in (
        (trainee.user, 200),
        (UserFactory(), 200),
        (UserFactory(producer=True), 404),
        (UserFactory(leader=True), 404),
    ):
        client.force_login(user)
        assert client.get(page).status_code == status
    own = ProducerAccountFactory(user=UserFactory(producer=True))
    client.force_login(own.user)
    assert client.get(reverse("personal_data", args=["nguoi-dai-dien", own.producer_id])).status_code == 200
    assert (
        client.get(reverse("personal_data", args=["nguoi-dai-dien", ProducerFactory().pk])).status_code == 404
    )


def test_a_copy_is_its_askers_alone_and_goes_after_a_week(client, django_capture_on_commit_callbacks):
    trainee, asker = TraineeFactory(), UserFactory()
    client.force_login(asker)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("personal_copy_make", args=["hoc-vien", trainee.pk]))
    last = JobRun.objects.order_by("-pk").first()
    assert StoredFile.objects.count() == 1, "the older copy went"
    client.force_login(UserFactory(admin=True))
    assert client.get(reverse("personal_copy_file", args=[last.pk])).status_code == 404
    assert copies.tidy_copies() == 0
    JobRun.objects.update(requested_at=timezone.now() - copies.KEPT - timedelta(minutes=1))
    assert copies.tidy_copies() == 1
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize("n", [1, 4])
def test_a_copy_asks_no_more_for_more_rows(django_assert_max_num_queries, n):
    producer, trainee = ProducerFactory(), TraineeFactory()
    EnrolmentFactory.create_batch(n, trainee=trainee)
    with django_assert_max_num_queries(12):
        tables_of(REPRESENTATIVE, producer, reader=UserFactory())
    with django_assert_max_num_queries(16 + 4 * n):  # attendance and opinion of each class by itself
        tables_of(TRAINEE, trainee, reader=UserFactory())
