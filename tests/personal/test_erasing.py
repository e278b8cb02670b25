"""A person made anonymous: gone from row, history and log; figures, marks and papers as before."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse

from accounts.domain.notifications import notify
from accounts.models import Erasure, Notification, SignIn
from core.errors import ActRefused
from evaluations.domain.tallies import take_tally
from evaluations.models import CouncilMember, Tally
from exchange.models import ImportRun
from ocop_cantho.personal.erasing import erase, names_of, plan
from ocop_cantho.personal.kinds import ACCOUNT, NO_REPRESENTATIVE, REPRESENTATIVE, TRAINEE
from reports.domain.building import asked_for
from reports.domain.frame import frame_for
from reports.domain.kinds import KINDS as REPORTS
from reports.domain.snapshot import take
from tests.factories import reports as make
from tests.factories.accounts import UserFactory
from tests.factories.evaluations import GOOD, scored_entry
from tests.factories.exchange import products_file
from tests.factories.producers import ProducerAccountFactory, ProducerFactory
from tests.factories.products import ProductFactory, draft_for, in_review
from tests.factories.training import EnrolmentFactory
from tests.reports.test_kinds import PERIODS

pytestmark = pytest.mark.django_db
PAPER = {"paper": "Đơn ngày 20/11/2026", "reason": "Không còn tham gia Chương trình."}


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="Quản trị")


def all_said(row) -> str:
    """The row and its whole history, as the tables hold them."""
    events = type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk)
    return f"{list(type(row).objects.filter(pk=row.pk).values())}{list(events.values())}"


def test_an_account_is_closed_and_nothing_in_row_or_history_says_whose_it_was(admin):
    user = UserFactory(officer=True, name="Trần Thị Mai", email="mai@ocop.test", phone="0912345678")
    user.name = "Trần Thị Mai Lan"
    user.save()
    notify(users=[user], kind="result", text="Xong.", url="/")
    SignIn.objects.create(user=user, session_key="x", address="10.0.0.1")
    ProducerAccountFactory(user=user)
    seen = plan(kind=ACCOUNT, row=user)
    assert dict(seen.removed) == {"thông báo": 1, "phiên đăng nhập": 1, "tài khoản của chủ thể": 1}
    assert "Trần Thị Mai Lan" in all_said(user)

    made = erase(kind=ACCOUNT, pk=user.pk, actor=admin, **PAPER)

    said = all_said(user)
    assert [word for word in ("Trần", "Mai", "mai@", "0912345678") if word in said] == []
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == (
        f"Người dùng đã ẩn danh {user.pk}",
        False,
        False,
    )
    assert not Notification.objects.filter(user=user).exists()
    assert (made.history_rows, made.paper) == (seen.history_rows, PAPER["paper"])


def test_what_an_import_remembers_is_forgotten_too(admin):
    person = EnrolmentFactory(trainee__name="Lê Văn Tám", trainee__phone="0987654321").trainee
    old = {"pk": person.pk, "version": None, "before": {"name": "Lê Văn Tám", "phone": "0987654321"}}
    run = products_file()
    ImportRun.objects.filter(pk=run.pk).update(trace={"made": [], "changed": {"training.Trainee": [old]}})
    erase(kind=TRAINEE, pk=person.pk, actor=admin, **PAPER)
    run.refresh_from_db()
    assert "Tám" not in all_said(person) + json.dumps(run.trace, ensure_ascii=False)
    assert "0987654321" not in all_said(person) + json.dumps(run.trace)


def test_every_figure_of_every_report_stays(admin):
    make.year_2022()
    producer = ProductFactory._meta.model.objects.order_by("pk").first().producer
    type(producer).objects.filter(pk=producer.pk).update(
        representative="Nguyễn Thị Sáu", representative_sex="female", representative_ethnicity="Khmer"
    )
    enrolled = EnrolmentFactory(
        trainee__name="Phạm Văn Bảy", trainee__producer=producer, trainee__group="producer_leader"
    )

    def told():
        found = {}
        for code, kind in REPORTS.items():
            asked = asked_for(kind=code, year=2022, period=PERIODS.get(kind.rhythm, ""))
            snapshot = take(kind, frame_for(year=2022, period=asked.period))
            found[code] = {part: snapshot[part] for part in ("figures", "charts", "tables")}
            found[code]["rows"] = {name: len(one["rows"]) for name, one in snapshot["lists"].items()}
        return json.dumps(found, ensure_ascii=False, sort_keys=True)

    before = told()
    assert '"rows"' in before
    erase(kind=REPRESENTATIVE, pk=producer.pk, actor=admin, with_contact=True, **PAPER)
    erase(kind=TRAINEE, pk=enrolled.trainee_id, actor=admin, **PAPER)
    assert told() == before.replace("Nguyễn Thị Sáu", NO_REPRESENTATIVE)
    assert "Sáu" not in all_said(producer)


def test_a_members_contact_goes_but_name_marks_and_seal_stay(admin):
    entry = scored_entry(GOOD, GOOD, GOOD)
    seat = entry.round.council.members.order_by("pk").first()
    CouncilMember.objects.filter(pk=seat.pk).update(address="Số 5 đường Hòa Bình")
    with pytest.raises(ActRefused, match="chưa có quyết định"):
        erase(kind=ACCOUNT, pk=seat.user_id, actor=admin, **PAPER)
    take_tally(entry_id=entry.pk, actor=admin)
    type(entry.round).objects.filter(pk=entry.round_id).update(state="decided")
    frozen = list(Tally.objects.values()), seat.user.name
    erase(kind=ACCOUNT, pk=seat.user_id, actor=admin, **PAPER)
    seat.refresh_from_db()
    assert (list(Tally.objects.values()), seat.user.name) == frozen
    assert seat.address == ""
    assert "Hòa Bình" not in all_said(seat)
    assert seat.user.email.endswith("@an-danh.invalid")
    call_command("verify_tallies")
    call_command("verify_marks")


def test_a_former_representative_goes_without_touching_the_present_one(admin):
    producer = ProducerFactory(representative="Bà Cũ", representative_address="Ấp 1", phone="0911111111")
    producer.representative, producer.representative_address = "Ông Mới", "Ấp 2"
    producer.save()
    in_review(draft_for(ProductFactory(producer=producer)))
    assert names_of(REPRESENTATIVE, producer) == ["Ông Mới", "Bà Cũ"]
    with pytest.raises(ActRefused, match="phải có người đại diện"):
        erase(kind=REPRESENTATIVE, pk=producer.pk, actor=admin, **PAPER)
    erase(kind=REPRESENTATIVE, pk=producer.pk, actor=admin, whose="Bà Cũ", **PAPER)
    producer.refresh_from_db()
    assert producer.representative == "Ông Mới"
    assert "Bà Cũ" not in all_said(producer)
    assert "Ấp 1" not in all_said(producer)
    assert "0911111111" in all_said(producer), "the house's own telephone was not asked for"
    with pytest.raises(ActRefused, match="có thể đã ẩn danh rồi"):
        erase(kind=REPRESENTATIVE, pk=producer.pk, actor=admin, whose="Bà Cũ", **PAPER)


def test_nobody_but_an_administrator_erases_and_never_itself(admin):
    person = EnrolmentFactory().trainee
    for actor in (UserFactory(), UserFactory(leader=True)):
        with pytest.raises(PermissionDenied):
            erase(kind=TRAINEE, pk=person.pk, actor=actor, **PAPER)
    UserFactory(admin=True)
    with pytest.raises(ActRefused, match="chính mình"):
        erase(kind=ACCOUNT, pk=admin.pk, actor=admin, **PAPER)
    assert not Erasure.objects.exists()


def test_the_page_shows_what_will_happen_asks_who_it_is_and_does_it(client, admin, settings):
    person = EnrolmentFactory(trainee__name="Lê Văn Tám", trainee__phone="0987654321").trainee
    page = reverse("personal_erase", args=["hoc-vien", person.pk])
    client.force_login(admin)
    shown = client.get(page).content.decode()
    assert "0987654321" in shown
    assert "Luật Lưu trữ" in shown
    assert not Erasure.objects.exists()
    given = {"ai": person.name, "paper": "Đơn của Lê Văn Tám", "reason": "x", "understood": "on"}
    assert "hãy ghi không có họ tên" in client.post(page, given).content.decode()
    incomplete = client.post(page, {"ai": person.name, "paper": "Đơn", "reason": ""})
    assert incomplete.status_code == 422
    assert 'value="Đơn"' in incomplete.content.decode()
    settings.CONFIRM_IDENTITY = True
    given = {"ai": person.name, **PAPER, "understood": "on"}
    assert "/xac-nhan-lai/" in client.post(page, given).url
    assert not Erasure.objects.exists()
    settings.CONFIRM_IDENTITY = False
    assert client.post(page, given).url == reverse("personal_data", args=["hoc-vien", person.pk])
    assert "có thể đã ẩn danh rồi" in client.get(page).content.decode()
    assert "có thể đã ẩn danh rồi" in client.post(page, {**given, **PAPER}).content.decode()
    told = client.get(reverse("personal_data", args=["hoc-vien", person.pk])).content.decode()
    assert "Đã ẩn danh" in told
    assert "Tám" not in told
