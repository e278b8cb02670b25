"""One box: without marks, with a letter wrong, ranked, and only what one may see."""

from datetime import date

import pytest
from django.urls import reverse

from ocop_cantho.search import search
from programme.models import LibraryDocument
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, draft_for, in_review
from tests.factories.programme import PlanFactory
from tests.factories.training import TraineeFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db


def titles(user, text):
    return {group.label: [hit.title for hit in group.hits] for group in search(user, text)}


def test_everything_is_found_from_one_box():
    unit = UnitFactory(name="Xã Nhơn Ái")
    producer = ProducerFactory(name="HTX Sáu Tia", unit=unit)
    draft_for(ProductFactory(name="Rượu mận Sáu Tia", producer=producer))
    TraineeFactory(name="Lê Sáu Tia")
    PlanFactory()
    LibraryDocument.objects.create(
        name="Kế hoạch hỗ trợ rượu mận Sáu Tia",
        number="26/KH-UBND",
        issuer="UBND",
        issued_on=date(2026, 1, 5),
        kind="KH",
    )
    office = UserFactory(name="Trần Sáu Tia")
    assert titles(office, "SAU tia") == {
        "Sản phẩm": ["Rượu mận Sáu Tia"],
        "Chủ thể": ["HTX Sáu Tia"],
        "Hồ sơ": ["Rượu mận Sáu Tia"],
        "Tài khoản": ["Trần Sáu Tia"],
        "Học viên": ["Lê Sáu Tia"],
        "Văn bản": ["26/KH-UBND: Kế hoạch hỗ trợ rượu mận Sáu Tia"],
    }
    assert titles(office, "nhon ai") == {"Đơn vị hành chính": ["Xã Nhơn Ái"]}
    assert titles(office, "26/KH")["Văn bản"] == ["26/KH-UBND: Kế hoạch hỗ trợ rượu mận Sáu Tia"]


def test_the_best_comes_first_and_a_slip_is_forgiven():
    for name in ("Bánh tráng nước cốt dừa mắm", "Nước mắm nhĩ", "Nước mắm", "Mắm nước"):
        ProductFactory(name=name)
    office = UserFactory()
    assert titles(office, "nuoc mam")["Sản phẩm"] == [
        *("Nước mắm", "Nước mắm nhĩ", "Mắm nước", "Bánh tráng nước cốt dừa mắm")
    ]
    ProducerFactory(name="Hợp tác xã Kim Nhiên")
    (group,) = search(office, "kim nhienn")
    assert (group.label, [hit.title for hit in group.hits], group.is_guess) == (
        *("Chủ thể", ["Hợp tác xã Kim Nhiên"], True),
    )
    assert search(office, "zzqx wwv") == []
    assert search(office, "n") == []


def test_nobody_finds_what_he_may_not_see():
    officer = UserFactory(officer=True)
    mine = ProductFactory(name="Trà mãng cầu của tôi", producer__unit=officer.unit)
    ProductFactory(name="Trà mãng cầu nơi khác")
    TraineeFactory(name="Trà Mãng Cầu")
    assert titles(officer, "tra mang cau") == {"Sản phẩm": [mine.name]}
    for role in ("council_member", "adviser", "producer"):
        assert titles(UserFactory(role=role), "tra mang cau") == {}


def test_a_dossier_is_found_by_the_number_on_its_form():
    dossier = in_review(draft_for(ProductFactory()))
    office = UserFactory()
    for text in (dossier.form_number, dossier.form_number.lower(), dossier.form_number[:7]):
        (group,) = [group for group in search(office, text) if group.label == "Hồ sơ"]
        assert [hit.url for hit in group.hits] == [reverse("dossier", args=[dossier.pk])]


def test_a_slip_costs_one_question_more_and_a_common_word_none(django_assert_num_queries):
    ProductFactory.create_batch(3)
    office = UserFactory()
    with django_assert_num_queries(1):
        search(office, "nuoc mam")
    with django_assert_num_queries(2):
        search(office, "nuoc mmam thu")


def test_the_page_costs_the_same_for_many(client):
    client.force_login(UserFactory())

    def ask():
        return client.get(reverse("search"), {"q": "nuoc mam"})

    ProductFactory.create_batch(3)
    assert_same_queries(ask, grow=lambda: ProductFactory.create_batch(4), at_most=7)
    assert "Nước mắm Thử Nghiệm" in ask().content.decode()
