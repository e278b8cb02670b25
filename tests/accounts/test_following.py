"""Who follows a dossier or its product hears of each step once; what was to be done and is done waits for nobody."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.domain.following import follow
from accounts.enums import NotificationKind
from accounts.models import Follow, Notification, Role
from products.domain import dossiers
from tests.factories.accounts import UserFactory
from tests.factories.products import ProductFactory, draft_for, in_review
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


def told(user, **kind):
    return list(Notification.objects.filter(user=user, **kind).order_by("pk").values_list("text", flat=True))


def send_back(dossier, actor):
    faults = [("product", "Thông tin sản phẩm", "Thiếu giấy chứng nhận.")]
    dossiers.return_for_completion(dossier_id=dossier.pk, faults=faults, actor=actor, on=TODAY)


def test_followers_of_a_dossier_or_its_product_hear_of_each_step_once(client):
    dossier = in_review(draft_for(ProductFactory()))
    officer = dossier.unit
    leader, colleague = UserFactory(role=Role.LEADER), UserFactory()
    stranger = UserFactory(officer=True)
    for user in (leader, colleague):
        client.force_login(user)
        client.post(reverse("follow", args=["ho-so", dossier.pk]))
        client.post(reverse("follow", args=["san-pham", dossier.product_id]))
    follow(user=stranger, thing=dossier)  # moved to another unit since
    keeper = UserFactory(role=Role.LOCAL_OFFICER, unit=officer)
    send_back(dossier, keeper)
    line = f"Hồ sơ “{dossier.product.name}” vừa qua bước “Trả lại để bổ sung”."
    assert (told(leader), told(colleague), told(stranger)) == ([line], [line], [])
    client.force_login(leader)
    for kind, pk in (("ho-so", dossier.pk), ("san-pham", dossier.product_id)):
        client.post(reverse("unfollow", args=[kind, pk]))
    dossiers.withdraw(dossier_id=dossier.pk, actor=keeper, reason="Chủ thể xin rút.")
    assert told(leader) == [line]
    assert len(told(colleague)) == 2, "as the office, and not a second time as a follower"


def test_what_the_last_step_asked_for_is_done_for_everybody():
    dossier = in_review(draft_for(ProductFactory()))
    first, second = (UserFactory(role=Role.LOCAL_OFFICER, unit=dossier.unit) for _ in range(2))
    page = reverse("dossier", args=[dossier.pk])
    for user in (first, second):
        for kind in (NotificationKind.TASK, NotificationKind.RESULT):
            Notification.objects.create(user=user, kind=kind, text="Hồ sơ chờ xem xét.", url=page)
    send_back(dossier, first)
    left = Notification.objects.visible_to(second).unread().order_by("pk")
    assert [row.kind for row in left] == [NotificationKind.RESULT, NotificationKind.TASK]
    assert left[1].text.startswith(f"Hồ sơ “{dossier.product.name}” bị trả lại")


def test_what_one_follows_is_listed_and_let_go(client):
    user = UserFactory()
    client.force_login(user)
    dossier = draft_for(ProductFactory(name="Trà mãng cầu"))
    page = client.post(reverse("follow", args=["ho-so", dossier.pk]), follow=True)
    assert page.redirect_chain == [(reverse("dossier", args=[dossier.pk]), 302)]
    assert reverse("unfollow", args=["ho-so", dossier.pk]) in page.content.decode()
    client.post(reverse("follow", args=["san-pham", dossier.product_id]))
    listed = client.get(reverse("following"))
    assert [(line["title"], line["label"]) for line in listed.context["lines"]] == [
        ("Trà mãng cầu", "sản phẩm"),
        ("Trà mãng cầu", "hồ sơ"),
    ]
    only = client.get(reverse("following"), {"loai": "ho-so"}).context["lines"]
    assert [line["label"] for line in only] == ["hồ sơ"]
    client.post(reverse("unfollow", args=["ho-so", dossier.pk]), {"danh-sach": "1"})
    assert Follow.objects.filter(user=user).count() == 1


def test_nobody_follows_what_he_may_not_see_and_lets_go_of_what_he_sees_no_more(client):
    officer = UserFactory(officer=True)
    client.force_login(officer)
    dossier = draft_for(ProductFactory())
    assert client.post(reverse("follow", args=["ho-so", dossier.pk])).status_code == 404
    assert client.post(reverse("follow", args=["khac", dossier.pk])).status_code == 404
    follow(user=officer, thing=dossier)
    (line,) = client.get(reverse("following")).context["lines"]
    assert (line["title"], line["url"]) == ("Một hồ sơ bạn không còn được xem", "")
    client.post(reverse("unfollow", args=["ho-so", dossier.pk]))
    assert not Follow.objects.exists()


def test_the_list_costs_the_same_for_one_and_many(client):
    user = UserFactory()
    client.force_login(user)

    def grow():
        for _ in range(3):
            dossier = draft_for(ProductFactory())
            follow(user=user, thing=dossier)
            follow(user=user, thing=dossier.product)

    grow()
    assert_same_queries(lambda: client.get(reverse("following")), grow=grow, at_most=8)
