"""Letters with what is unread: one a slot, in waking hours, to who wants them, never twice."""

from datetime import datetime, time
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.digests import is_quiet, send_digests
from accounts.domain.notifications import choose_mail, mark_read
from accounts.enums import DigestState
from accounts.models import Digest
from tests.factories.accounts import NotificationFactory, UserFactory

pytestmark = pytest.mark.django_db


def at(hour, minute=0, day=25):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def told(user, **also):
    return NotificationFactory(user=user, **({"created_at": at(1)} | also))


def wants(user, frequency="daily", kinds=("task", "deadline", "result", "followed"), quiet=(20, 6)):
    start, end = (time(hour) for hour in quiet)
    choose_mail(user=user, frequency=frequency, kinds=kinds, quiet_from=start, quiet_to=end)


def test_one_letter_in_the_morning_gathers_what_is_unread():
    user, idle = UserFactory(name="Trần Thị Bưởi"), UserFactory()
    told(user, text="Biên bản đã có.", kind="result", url="/hoi-dong/")
    told(user, text="Hồ sơ <Trà> & mật chờ bạn.", url="/ho-so/7/")
    read = told(user, text="Đã đọc rồi.")
    mark_read(user=user, pk=read.pk)
    mark_read(user=idle)
    assert [send_digests(now=at(6, 59)), send_digests(now=at(7)), send_digests(now=at(7, 10))] == [0, 1, 0]
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([user.email], "[OCOP Cần Thơ] 1 việc chờ bạn")
    assert letter.body == (
        "Kính gửi Trần Thị Bưởi,\n\n"
        "VIỆC CẦN LÀM\n- Hồ sơ <Trà> & mật chờ bạn.\n  http://localhost:8000/ho-so/7/\n\n"
        "KẾT QUẢ\n- Biên bản đã có.\n  http://localhost:8000/hoi-dong/\n\n"
        "Thư này do phần mềm OCOP Cần Thơ gửi tự động, xin không trả lời.\n"
        "Đổi cách nhận thư hoặc ngừng nhận: http://localhost:8000/thong-bao/nhan-thu/\n"
    )


def test_what_comes_later_waits_for_the_next_morning():
    user = UserFactory()
    told(user)
    send_digests(now=at(7))
    told(user, created_at=at(9))
    assert [send_digests(now=at(15)), send_digests(now=at(21)), send_digests(now=at(7, day=26))] == [0, 0, 1]


def test_everybody_s_choice_is_kept_to():
    hourly, never, owl, deadlines = UserFactory.create_batch(4)
    wants(hourly, "hourly")
    wants(never, "never")
    wants(owl, quiet=(6, 22))
    wants(deadlines, kinds=["deadline"])
    for user in (hourly, never, owl, deadlines):
        told(user, created_at=at(5))

    def receivers(now):
        mail.outbox.clear()
        send_digests(now=now)
        return {letter.to[0] for letter in mail.outbox}

    assert receivers(at(5, 30)) == set()
    assert receivers(at(6)) == {hourly.email}
    told(hourly, created_at=at(6, 5))
    assert receivers(at(6, 10)) == set()
    assert receivers(at(7)) == {hourly.email}
    assert receivers(at(22)) == {owl.email}


def test_a_letter_the_server_refused_goes_out_later_and_once(monkeypatch):
    user = UserFactory()
    told(user)

    def refuse(*_):
        raise SMTPServerDisconnected("không có máy chủ")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert send_digests(now=at(7)) == 0
    failed = Digest.objects.get()
    assert (failed.state, failed.error) == (DigestState.FAILED, "không có máy chủ")
    assert [send_digests(now=at(7, 10)), send_digests(now=at(7, 20))] == [1, 0]
    assert len(mail.outbox) == 1


def test_a_worker_that_died_while_sending_does_not_send_again(monkeypatch):
    told(UserFactory())

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(EmailBackend, "send_messages", die)
        with pytest.raises(KeyboardInterrupt):
            send_digests(now=at(7))
    assert send_digests(now=at(7, 10)) == send_digests(now=at(7, day=26)) == 0
    assert Digest.objects.get().state == DigestState.CLAIMED


def test_the_deactivated_and_the_long_past_are_left_alone():
    told(UserFactory(is_active=False))
    told(UserFactory(), created_at=at(7, day=10))
    assert send_digests(now=at(7)) == 0


@given(start=st.times(), end=st.times(), moment=st.times())
@settings(max_examples=60)
def test_quiet_hours_and_the_rest_make_a_day(start, end, moment):
    assert start == end or is_quiet(moment, start, end) != is_quiet(moment, end, start)
