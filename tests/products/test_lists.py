"""Lists of dossiers and products: found, narrowed, sorted, paged, taken away."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from products.models import Dossier, DossierState
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(UserFactory())
    return client


def names(answer):
    return [row["dossier"].product.name for row in answer.context["rows"]]


def sheet_of(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=3)]


def test_dossiers_by_words_state_kind_deadline_and_order(office):
    today = timezone.localdate()
    rows = {
        name: make.draft(name=name, producer__name=f"Cơ sở {name}")
        for name in ("Đậu phộng", "Dừa sáp", "Ếch khô")
    }
    for name, days in (("Đậu phộng", -30), ("Dừa sáp", 3)):
        Dossier.objects.filter(pk=rows[name].pk).update(due_on=today + timedelta(days=days))
    Dossier.objects.filter(pk=rows["Ếch khô"].pk).update(state=DossierState.PROPOSED, kind="upgrade")
    address = reverse("dossier_list")
    assert names(office.get(address)) == ["Ếch khô", "Dừa sáp", "Đậu phộng"]
    assert names(office.get(address, {"sap-xep": "ten"})) == ["Dừa sáp", "Đậu phộng", "Ếch khô"]
    assert names(office.get(address, {"sap-xep": "han"})) == ["Đậu phộng", "Dừa sáp", "Ếch khô"]
    assert names(office.get(address, {"han": "qua-han"})) == ["Đậu phộng"]
    assert names(office.get(address, {"han": "sap-han"})) == ["Dừa sáp"]
    assert names(office.get(address, {"kind": "upgrade", "state": "proposed"})) == ["Ếch khô"]
    assert names(office.get(address, {"q": "co so dua"})) == ["Dừa sáp"]
    late = office.get(address, {"han": "qua-han"}).context["rows"][0]["deadline"]
    assert late.light == "bad"


def test_a_list_is_taken_away_as_a_workbook_with_formulas_as_text(office):
    make.draft(name="=1+1", producer__name="Cơ sở A")
    answer = office.get(reverse("dossier_list"), {"xuat": "xlsx"})
    assert answer["Content-Disposition"].endswith('.xlsx"')
    head, row = sheet_of(answer)
    assert head[:3] == ["Số phiếu", "Sản phẩm", "Chủ thể"]
    assert (row[1], row[2], row[8].date()) == ("=1+1", "Cơ sở A", date(2026, 3, 2))


def test_products_by_what_they_hold_and_the_plans_year(office):
    today = timezone.localdate()
    held = {"decided_on": today, "expires_on": today + timedelta(days=9)}
    make.RatingFactory(product__name="Bốn", stars=4, **held)
    make.RatingFactory(product__name="Tiềm năng", stars=4, state="potential_five", **held)
    make.ProductFactory(name="Chưa", standardised_year=2022)
    address = reverse("product_list")

    def found(**query):
        return [row.name for row in office.get(address, query).context["page"]]

    assert (found(sao="4"), found(sao="potential_five"), found(sao="0")) == (
        ["Bốn"],
        ["Tiềm năng"],
        ["Chưa"],
    )
    assert found(**{"chuan-hoa": "2022"}) == ["Chưa"]
    assert [row[0] for row in sheet_of(office.get(address, {"xuat": "xlsx", "sao": "4"}))] == [
        "Sản phẩm",
        "Bốn",
    ]


def test_whose_product_it_is_is_searched_for_not_picked_from_thousands(office):
    kept = make.ProductFactory(producer__name="Cơ sở bánh pía").producer
    make.ProductFactory()
    address = reverse("product_create")
    page = office.get(address, {"q": "banh pia"})
    assert [row.pk for row in page.context["producers"]] == [kept.pk]
    form = office.get(address, {"chu_the": kept.pk})
    assert "Cơ sở bánh pía" in form.content.decode()
    assert len(form.content) < 30_000
    assert office.post(address, {"producer": "x", "name": "Bánh"}).status_code == 422
    given = {"producer": kept.pk, "name": "Bánh pía sầu riêng"}
    assert office.post(address, given).status_code == 302
    assert kept.products.count() == 2


def test_a_producers_account_is_not_asked_which_producer(client):
    account = ProducerAccountFactory()
    client.force_login(account.user)
    answer = client.get(reverse("product_create"))
    assert answer["Location"].endswith(f"?chu_the={account.producer_id}")
