"""The acts on the register of producers: enter one, change one, record the results of a year."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import ActRefused, LooksAlike, StaleVersion
from producers.domain.queries.alike import producers_alike
from producers.models import Producer, ProducerYear

FIELDS = frozenset(
    {
        *("kind", "name", "tax_code", "registration_no", "registered_on", "unit", "address", "phone"),
        *("email", "website", "representative", "representative_position", "representative_sex"),
        *("representative_ethnicity", "representative_has_disability", "representative_address"),
        *("members", "workers", "local_workers", "history", "organisation", "craft_village"),
        *("founded_in_programme", "note", "source"),
    }
)
FIRST_YEAR = 2000


@transaction.atomic
def register_producer(*, actor: User, on: date, confirmed: Collection[int] = (), **details: Any) -> Producer:
    """Enter a new producer.

    ``on`` is the day its unit must exist. Raises ValidationError by field (a tax code that is wrong or
    already another's among them), and LooksAlike for producers with the same phone or a similar name
    that are not in ``confirmed``.
    """
    producer = Producer(created_by=actor)
    _fill(producer, details)
    _check_unit(producer, on)
    return _save(producer, actor=actor, confirmed=confirmed)


@transaction.atomic
def change_producer(
    *,
    producer_id: int,
    version: int,
    actor: User,
    on: date,
    confirmed: Collection[int] = (),
    **details: Any,
) -> Producer:
    """Change some of a producer's fields; locks the producer.

    Raises StaleVersion when somebody saved since ``version``, otherwise as ``register_producer``.
    Look-alikes are asked about only when name or phone change.
    """
    producer = _locked(producer_id, version)
    before = (producer.name, producer.phone)
    unit = producer.unit_id
    _fill(producer, details)
    if producer.unit_id != unit:
        _check_unit(producer, on)
    producer.version += 1
    return _save(producer, actor=actor, confirmed=confirmed, before=before)


def _locked(producer_id: int, version: int) -> Producer:
    producer = Producer.objects.select_for_update(of=("self",), no_key=True).get(pk=producer_id)
    if producer.version != version:
        raise StaleVersion(
            "Người khác vừa lưu chủ thể này. Nội dung bạn nhập còn nguyên bên dưới, chưa được lưu.",
            current=producer,
        )
    return producer


def _fill(producer: Producer, details: dict[str, Any]) -> None:
    if unknown := set(details) - FIELDS:
        raise ValueError(f"not fields of a producer: {sorted(unknown)}")
    for name, value in details.items():
        setattr(producer, name, value)


def _check_unit(producer: Producer, on: date) -> None:
    unit = producer.unit if producer.unit_id else None
    if unit and ((unit.valid_from and unit.valid_from > on) or (unit.valid_to and unit.valid_to < on)):
        raise ValidationError(
            {
                "unit": f"{unit} không còn hoặc chưa có vào ngày {on:%d/%m/%Y}. "
                "Hãy chọn xã, phường của thời điểm đó."
            }
        )


def _save(
    producer: Producer, *, actor: User, confirmed: Collection[int], before: tuple[str, str] | None = None
) -> Producer:
    producer.full_clean()
    if before != (producer.name, producer.phone):
        alike = producers_alike(name=producer.name, phone=producer.phone, leave_out=producer.pk)
        if {found.pk for found in alike} - set(confirmed):
            raise LooksAlike(
                "Có chủ thể gần giống đã được ghi. Nếu đúng là chủ thể khác, hãy bấm lưu lần nữa.", alike
            )
    try:
        with pghistory.context(user=actor.pk), transaction.atomic():
            producer.save()
    except IntegrityError as error:
        raise ActRefused("Một chủ thể có cùng mã số thuế vừa được người khác ghi. Hãy xem lại.") from error
    return producer


@transaction.atomic
def record_year(
    *,
    producer_id: int,
    version: int,
    actor: User,
    on: date,
    year: int,
    revenue: int | None = None,
    profit: int | None = None,
    workers: int | None = None,
    local_workers: int | None = None,
    replaces: bool = False,
) -> ProducerYear:
    """Record the results of one year, in đồng and people; locks the producer.

    ``on`` is the day of recording: a year that has not begun has no results. A year already there is
    corrected only when ``replaces`` says so. Raises StaleVersion, or ValidationError by field.
    """
    producer = _locked(producer_id, version)
    if not FIRST_YEAR <= year <= on.year:
        raise ValidationError({"year": f"Năm phải từ {FIRST_YEAR} đến {on.year}."})
    if workers is not None and local_workers is not None and local_workers > workers:
        raise ValidationError({"local_workers": "Lao động địa phương không thể nhiều hơn tổng số lao động."})
    row = ProducerYear.objects.filter(producer=producer, year=year).first()
    if row and not replaces:
        raise ValidationError({"year": f"Đã có số liệu năm {year}. Hãy bấm “Sửa” ở năm đó trong bảng."})
    row = row or ProducerYear(producer=producer, year=year)
    row.revenue, row.profit, row.workers, row.local_workers = revenue, profit, workers, local_workers
    row.full_clean()
    producer.version += 1
    with pghistory.context(user=actor.pk):
        row.save()
        producer.save(update_fields=["version"])
    return row
