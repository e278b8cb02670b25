"""Entering and changing producers: one act each, nothing overwritten unseen, nothing twice unnoticed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from core.errors import LooksAlike, StaleVersion
from core.history import FieldChange, changes_of
from producers import validators
from producers.domain import register
from producers.models import Producer, ProducerKind
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def entered(**changes):
    return register.register_producer(
        **{
            "actor": UserFactory(),
            "on": TODAY,
            "kind": ProducerKind.HOUSEHOLD,
            "name": "Hộ kinh doanh Bánh Tét Sáu Trọng",
            "unit": UnitFactory(),
            "representative": "Trần Thị Sáu",
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("01.00.112.437", "0100112437"),
        ("0312 68 78 78 - 001", "0312687878-001"),
        ("092 085 001234", "092085001234"),
    ],
)
def test_tax_codes_are_kept_in_one_form(typed, kept):
    assert validators.tax_code(typed) == kept


@pytest.mark.parametrize(
    "typed", ["0100112438", "12345", "010011243", "999085001234", "mã số thuế", "٠١٢٣٤٥٦٧٨٩٠١"]
)
def test_a_wrong_tax_code_is_refused(typed):
    with pytest.raises(ValidationError, match="Mã số thuế"):
        validators.tax_code(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("+84 909 123 456", "0909123456"), ("0292.381.2345", "02923812345")]
)
def test_phone_numbers_are_kept_as_dialled(typed, kept):
    assert validators.phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "0909", "không có", "+1 202 555 0123"])
def test_a_wrong_phone_number_is_refused(typed):
    with pytest.raises(ValidationError, match="Số điện thoại"):
        validators.phone(typed)


def test_a_producer_is_entered_with_who_did_it():
    actor = UserFactory(name="Lê Cán Bộ")
    producer = entered(actor=actor, tax_code="01 00 112 437", phone="0909 123 456")
    producer.refresh_from_db()
    assert (producer.tax_code, producer.phone, producer.created_by, producer.version) == (
        "0100112437",
        "0909123456",
        actor,
        1,
    )
    [change] = changes_of(producer)
    assert (change.who, change.is_new, change.fields) == ("Lê Cán Bộ", True, ())


def test_a_tax_code_is_one_producers():
    entered(tax_code="0100112437")
    with pytest.raises(ValidationError) as refused:
        entered(name="Một đơn vị khác hẳn", tax_code="0100112437")
    assert "Mã số thuế này đã có ở một chủ thể khác." in refused.value.messages
    assert Producer.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "reasons"),
    [
        ({"name": "HKD banh tet Sau Trong"}, ("tên giống nhau",)),
        ({"name": "Cơ sở Sáu Trọng Bánh Tét"}, ("tên giống nhau",)),
        ({"name": "Công ty TNHH Hoàn Toàn Khác", "phone": "+84909123456"}, ("cùng số điện thoại",)),
        ({"name": "Bánh tét Sáu Trọng", "phone": "0909123456"}, ("tên giống nhau", "cùng số điện thoại")),
    ],
)
def test_look_alikes_are_shown_and_then_confirmed(details, reasons):
    first = entered(phone="0909 123 456")
    with pytest.raises(LooksAlike) as warned:
        entered(**details)
    assert [(row.pk, row.reasons) for row in warned.value.alike] == [(first.pk, reasons)]
    assert Producer.objects.count() == 1
    assert entered(**details, confirmed={first.pk}).pk != first.pk


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hợp tác xã Tân Phát 1", "Hợp tác xã Tân Phát 2"), ("Hợp tác xã Thới Lai", "Hợp tác xã Cái Răng")],
)
def test_other_names_are_not_alike(one, other):
    entered(name=one)
    assert entered(name=other).name == other


def test_a_unit_that_no_longer_exists_is_refused():
    gone = UnitFactory(valid_to=date(2025, 6, 30))
    with pytest.raises(ValidationError) as refused:
        entered(unit=gone)
    assert list(refused.value.message_dict) == ["unit"]
    assert Producer.objects.count() == 0


def test_a_change_is_kept_in_the_history():
    producer = ProducerFactory(name="HTX Cũ", phone="")
    actor = UserFactory(name="Lê Cán Bộ")
    unit = UnitFactory(name="Phường Cái Răng")
    old = producer.unit.name
    register.change_producer(
        producer_id=producer.pk,
        version=1,
        actor=actor,
        on=TODAY,
        phone="0909123456",
        unit=unit,
        representative_has_disability=True,
    )
    producer.refresh_from_db()
    assert producer.version == 2
    assert [(change.who, change.fields) for change in changes_of(producer)] == [
        (
            "Lê Cán Bộ",
            (
                FieldChange("xã, phường", old, "Phường Cái Răng"),
                FieldChange("điện thoại", "(trống)", "0909123456"),
                FieldChange("là người khuyết tật", "Không", "Có"),
            ),
        ),
        ("Hệ thống", ()),
    ]


def test_history_costs_the_same_with_more_changes(django_assert_num_queries):
    producer = ProducerFactory()
    for version in range(1, 6):
        register.change_producer(
            producer_id=producer.pk, version=version, actor=UserFactory(), on=TODAY, members=version
        )
    with django_assert_num_queries(3):  # events, units, people; no craft village to look up
        assert len(changes_of(producer)) == 6


def test_the_second_saver_is_told_and_overwrites_nothing():
    producer = ProducerFactory()
    change = {"producer_id": producer.pk, "version": 1, "actor": UserFactory(), "on": TODAY}
    register.change_producer(**change, address="12 Hòa Bình")
    with pytest.raises(StaleVersion) as refused:
        register.change_producer(**change, address="34 Mậu Thân")
    assert refused.value.current.address == "12 Hòa Bình"
    producer.refresh_from_db()
    assert (producer.address, producer.version) == ("12 Hòa Bình", 2)


def test_more_local_workers_than_workers_are_refused():
    with pytest.raises(ValidationError, match="không thể nhiều hơn"):
        entered(workers=3, local_workers=4)


def year(producer, **changes):
    given = {"producer_id": producer.pk, "version": producer.version, "actor": UserFactory(), "on": TODAY}
    row = register.record_year(**{**given, "year": 2025, "revenue": 1_000_000, **changes})
    producer.refresh_from_db()
    return row


def test_a_year_is_recorded_once_and_corrected_on_purpose():
    producer = ProducerFactory()
    year(producer, profit=-50_000)
    with pytest.raises(ValidationError, match="Đã có số liệu năm 2025"):
        year(producer, revenue=2_000_000)
    year(producer, revenue=2_000_000, replaces=True)
    assert list(producer.years.values_list("year", "revenue", "profit")) == [(2025, 2_000_000, None)]


@pytest.mark.parametrize(
    "wrong", [{"year": 1999}, {"year": 2027}, {"workers": 1, "local_workers": 2}, {"revenue": -1}]
)
def test_impossible_years_are_refused(wrong):
    producer = ProducerFactory()
    with pytest.raises(ValidationError):
        year(producer, **wrong)
    producer.refresh_from_db()
    assert (producer.years.count(), producer.version) == (0, 1)
