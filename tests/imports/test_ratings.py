"""Recognitions of earlier years alone: for products the register has, never making or changing one."""

from datetime import date

import pytest

from exchange.domain import imports
from localities.models import Era, Unit
from products.models import Product, Rating
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory, RatingFactory
from tests.imports.books import DAYS, STARS, TEXTS, Style, write
from tests.imports.test_awkward import GOOD, HEAD, book
from tests.imports.test_kinds import actions, problems, read
from tests.imports.test_products import FACTS

pytestmark = pytest.mark.usefixtures("units", "regime")


def at(code):
    return Unit.objects.get(code=code, era=Era.BEFORE_2025)


@pytest.fixture
def tea():
    producer = ProducerFactory(name="Hợp tác xã Kim Nhiên", unit=at("31264"), phone="0909123456")
    return ProductFactory(name="Trà mãng cầu", producer=producer)


def only(found):
    (row,) = found.rows
    return str(row.action), problems(row)


def test_a_recognition_goes_to_the_known_product_and_is_taken_back(tea):
    office = UserFactory()
    before = [list(model.objects.order_by("pk").values()) for model in (Product, Rating)]
    run = imports.take_in(
        kind="ratings", content=book(GOOD), name="2021.xlsx", as_of=date(2022, 12, 31), actor=office
    )
    promised = imports.promise_of(imports.look_at(run))
    imports.apply_import(run_id=run.pk, actor=office, promised=promised)
    told = Rating.objects.values_list("product", "stars", "decision_no", "decided_on", "expires_on", "source")
    assert list(told) == [
        (
            *(tea.pk, 4, "15/QĐ-UBND", date(2021, 11, 30), date(2024, 11, 30)),
            "Nhập từ tệp “2021.xlsx”",
        )
    ]
    again, _ = read("ratings", book(GOOD))
    assert actions(again) == [(2, "unchanged")]
    imports.undo_import(run_id=run.pk, actor=office)
    assert [list(model.objects.order_by("pk").values()) for model in (Product, Rating)] == before


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (1, "Trà mãng cầ", "Sổ chưa có sản phẩm “Trà mãng cầ” của “Hợp tác xã Kim Nhiên”"),
        (1, "Trà mãng cầ", "Gần giống sản phẩm trong sổ: “Trà mãng cầu”. Nếu là một thì ghi đúng tên ấy."),
        (2, "HTX Lạ", "Sổ chưa có chủ thể “HTX Lạ” ở Xã Thới Hưng"),
        (2, "HTX Kim Nhiênn", "Giống chủ thể trong sổ: “Hợp tác xã Kim Nhiên” (Xã Thới Hưng)."),
        (3, "Xã Nhơn Ái", "Sổ có chủ thể cùng tên ở Xã Thới Hưng."),
        (3, "Xã Không Có", "Không có đơn vị “Xã Không Có” vào ngày 31/12/2022."),
        (4, None, "Chưa ghi hạng sao"),
        (5, None, "Chưa ghi số quyết định, nên không ghi được kết quả công nhận."),
        (6, None, "Chưa ghi ngày quyết định"),
        (6, "30/11/2031", "ở tương lai"),
    ],
)
def test_what_is_unknown_or_half_there_is_an_error_and_nothing_is_made(tea, cell, value, said):
    row = list(GOOD)
    row[cell] = value
    action, text = only(read("ratings", book(row))[0])
    assert (action, said in text) == ("error", True), text
    assert "nhận" not in text.replace("công nhận", "")


def test_a_recorded_recognition_is_never_changed_and_doubtful_ones_wait_for_a_person(tea):
    RatingFactory(
        product=tea,
        stars=3,
        decision_no="15/QĐ-UBND",
        decided_on=date(2021, 11, 30),
        expires_on=date(2024, 11, 30),
    )
    action, text = only(read("ratings", book(GOOD))[0])
    assert (action, "3 sao, ngày 30/11/2021" in text) == ("error", True)
    same_day = [*GOOD[:5], "16/QĐ-UBND", *GOOD[6:]]
    assert only(read("ratings", book(same_day))[0])[0] == "doubtful"
    nowhere = [*GOOD[:3], None, 4, "77/QĐ-UBND", "20/12/2022", None]
    action, text = only(read("ratings", book(nowhere))[0])
    assert (action, "sổ chỉ có một chủ thể tên này, ở Xã Thới Hưng" in text) == ("doubtful", True)
    new = [*GOOD[:4], 4, "77/QĐ-UBND", "20/12/2022", None]
    found, _ = read("ratings", book(new, [2, *new[1:]]))
    assert actions(found) == [(2, "new"), (3, "unchanged")]
    assert "Trùng với hàng 2" in problems(found.rows[1])


def test_other_columns_change_no_producer_and_are_told_as_unused(tea):
    found, chosen = read("ratings", book([*GOOD, "0912345678"], head=[*HEAD, "Điện thoại"]))
    assert [column.label for column in found.layouts[0].unused] == ["Điện thoại"]
    found.importer.apply(found.rows, chosen, None)
    tea.producer.refresh_from_db()
    assert (tea.producer.phone, Rating.objects.count()) == ("0909123456", 1)


@pytest.mark.parametrize(
    "style",
    [
        Style(groups=True, merged=True, two_rows=True, numbers_row=True, hidden_column=True),
        Style(text="nfd", head="long", stars="words", days="serial", noise_sheet=True, repeated_head=True),
        Style(shuffled=3, stars="star signs", days="dots, short", text="spaces", titles=3),
    ],
    ids=str,
)
def test_a_messy_list_is_read_to_its_last_row(style):
    assert {style.stars, style.days, style.text} <= {*STARS, *DAYS, *TEXTS}
    for fact in FACTS:
        unit = Unit.objects.valid_on(date(2022, 12, 31)).get(name=fact.unit, parent__name=fact.district)
        owner = ProducerFactory._meta.model.objects.filter(name=fact.producer, unit=unit).first()
        owner = owner or ProducerFactory(name=fact.producer, unit=unit)
        ProductFactory(name=fact.product, producer=owner)
    found, _ = read("ratings", write(FACTS, style))
    said = [
        (row.record.row, row.values["product"], row.values["stars"], str(row.action)) for row in found.rows
    ]
    assert said == [(number, fact.product, fact.stars, "new") for number, fact in style.expected]
