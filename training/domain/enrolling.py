"""Putting people on the list of a class: one row a person, however often and however spelled it comes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core.domain.rows import locked, save
from core.errors import ActRefused, LooksAlike
from core.similar import core_name, is_similar
from core.text import fold
from localities.models import Unit
from producers.models import Producer
from producers.validators import phone as normal_phone
from training.models import ClassState, Enrolment, Trainee, TrainingClass


@dataclass(frozen=True)
class Alike:
    """Somebody on record who may be the same person, and why."""

    pk: int
    name: str
    place: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Matches:
    """Who is surely the person, and who may be."""

    same: Trainee | None
    doubtful: tuple[Alike, ...]


def people_like(
    *,
    name: str,
    phone: str = "",
    birth_year: int | None = None,
    organisation: str = "",
    unit: Unit | None = None,
    producer: Producer | None = None,
) -> Matches:
    """Who on record is this person (the same name, something else the same, nothing different), or may be."""
    near = Q(search_key__startswith=fold(name))
    for known, value in (("phone", phone), ("producer", producer), ("unit", unit)):
        if value:
            near |= Q(**{known: value})
    asked = _asked(phone, birth_year, organisation, unit, producer)
    same, doubtful = None, []
    for one in Trainee.objects.filter(near).select_related("unit", "producer").order_by("pk"):
        agree, differ = _compare(one, asked)
        if _is_surely(one, name, agree, differ):
            same = same or one
        elif "phone" in agree or is_similar(core_name(one.name), core_name(name)):
            doubtful.append(_alike(one, name, agree, differ))
    return Matches(same, () if same else tuple(doubtful[:10]))


def is_same(one: Trainee, *, name: str, details: dict[str, Any]) -> bool:
    """Whether somebody on record is surely the person of a list: the rule of ``people_like``, without asking."""
    known = {key: details[key] for key in ("phone", "birth_year", "organisation", "unit", "producer")}
    return _is_surely(one, name, *_compare(one, _asked(**known)))


def _is_surely(one: Trainee, name: str, agree: set[str], differ: set[str]) -> bool:
    """The same name, something else the same, and neither phone nor year of birth different."""
    return fold(one.name) == fold(name) and bool(agree) and not {"phone", "birth_year"} & differ


def _asked(
    phone: str, birth_year: int | None, organisation: str, unit: Unit | None, producer: Producer | None
) -> dict[str, Any]:
    return {
        "phone": phone,
        "birth_year": birth_year,
        "organisation": fold(organisation),
        "producer": producer,
        "unit": unit,
    }


def _compare(one: Trainee, asked: dict[str, Any]) -> tuple[set[str], set[str]]:
    """What is known of both and the same, and what is known of both and different."""
    mine = {name: getattr(one, name) for name in asked} | {"organisation": fold(one.organisation)}
    known = [name for name, value in asked.items() if value and mine[name]]
    agree = {name for name in known if mine[name] == asked[name]}
    return agree, set(known) - agree


def _alike(one: Trainee, name: str, agree: set[str], differ: set[str]) -> Alike:
    words = {
        "phone": "điện thoại",
        "birth_year": "năm sinh",
        "organisation": "đơn vị công tác",
        "producer": "chủ thể",
        "unit": "địa bàn",
    }
    reasons = ["cùng tên" if fold(one.name) == fold(name) else "tên gần giống"]
    reasons += [f"cùng {words[key]}" for key in words if key in agree]
    reasons += [f"khác {words[key]}" for key in words if key in differ]
    place = one.organisation or (one.unit.name if one.unit else "chưa rõ đơn vị")
    return Alike(one.pk, one.name, place, tuple(reasons))


@transaction.atomic
def enrol(
    *,
    class_id: int,
    actor: User,
    on: date,
    trainee_id: int | None = None,
    confirmed: Collection[int] = (),
    **details: Any,
) -> Enrolment:
    """Put a person on the list of a class; locks the class.

    ``trainee_id`` names somebody on record; otherwise ``details`` (name, group …) are looked up, and a
    new person is made where nobody is the same. Raises LooksAlike for people who may be the same and are
    not in ``confirmed``; ActRefused for a class that is over, full, or no longer taking names, and for a
    person whom ``actor`` does not answer for.
    """
    row = locked(TrainingClass, class_id)
    _check_class(row, actor, on)
    trainee = _known(trainee_id, actor) if trainee_id else _person(details, actor, confirmed)
    if Enrolment.objects.filter(training_class=row, trainee=trainee).exists():
        raise ActRefused(
            f"{trainee.name} ({trainee.organisation or 'chưa rõ đơn vị'}) đã có trong danh sách của lớp."
        )
    return Enrolment.objects.create(training_class=row, trainee=trainee, registered_by=actor)


def _check_class(row: TrainingClass, actor: User, on: date) -> None:
    if row.state not in (ClassState.PLANNED, ClassState.RUNNING):
        raise ActRefused(f"Lớp ở trạng thái “{row.get_state_display()}” nên không ghi thêm học viên.")
    if actor.is_office:
        return
    if row.register_until and on > row.register_until:
        raise ActRefused(
            f"Lớp nhận đăng ký đến {row.register_until:%d/%m/%Y}. Hãy liên hệ Văn phòng Điều phối."
        )
    if row.capacity and row.enrolments.count() >= row.capacity:
        raise ActRefused(f"Lớp đã đủ {row.capacity} học viên. Hãy liên hệ Văn phòng Điều phối.")


def _known(trainee_id: int, actor: User) -> Trainee:
    trainee = Trainee.objects.visible_to(actor).filter(pk=trainee_id).first()
    if trainee is None:
        raise ActRefused("Người này không thuộc phạm vi của bạn. Hãy liên hệ Văn phòng Điều phối.")
    return trainee


def _person(details: dict[str, Any], actor: User, confirmed: Collection[int]) -> Trainee:
    try:
        details["phone"] = normal_phone(details.get("phone") or "")
    except ValidationError as error:
        raise ValidationError({"phone": error}) from error
    _check_answers_for(details, actor)
    asked = {name: value for name, value in details.items() if name != "group"}
    matches = people_like(**asked)
    if matches.same:
        return _completed(matches.same, details, actor)
    if {one.pk for one in matches.doubtful} - set(confirmed):
        raise LooksAlike(
            "Có người gần giống đã được ghi. Nếu đúng là người đó, hãy bấm “Đúng là người này”; "
            "nếu là người khác, hãy bấm lưu lần nữa.",
            list(matches.doubtful),
        )
    return save(Trainee(**details), actor=actor)


def _completed(trainee: Trainee, details: dict[str, Any], actor: User) -> Trainee:
    """Fill in what was not known of the person before; nothing that was known is written over."""
    blanks = {name: value for name, value in details.items() if value and not getattr(trainee, name)}
    if not blanks:
        return trainee
    for name, value in blanks.items():
        setattr(trainee, name, value)
    return save(trainee, actor=actor)


def _check_answers_for(details: dict[str, Any], actor: User) -> None:
    if actor.is_office:
        return
    unit, producer = details.get("unit"), details.get("producer")
    if actor.role == "local_officer":
        if unit is None or not unit.path.startswith(actor.ground):
            raise ActRefused("Hãy chọn địa bàn thuộc đơn vị bạn phụ trách.")
    elif producer is None or not producer.accounts.filter(user=actor).exists():
        raise ActRefused("Bạn chỉ đăng ký được người của chủ thể mình.")


@transaction.atomic
def take_off(*, enrolment_id: int, actor: User) -> None:
    """Take somebody off the list of a class that is not over; one who was marked at a session stays."""
    class_id = Enrolment.objects.values_list("training_class", flat=True).get(pk=enrolment_id)
    row = locked(TrainingClass, class_id)
    if row.state not in (ClassState.PLANNED, ClassState.RUNNING):
        raise ActRefused("Lớp đã kết thúc nên danh sách giữ nguyên.")
    one = locked(Enrolment, enrolment_id)
    if not actor.is_office and one.registered_by_id != actor.pk:
        raise ActRefused("Chỉ người đã đăng ký hoặc Văn phòng Điều phối được bỏ tên.")
    if one.attendance.exists():
        raise ActRefused("Học viên đã được điểm danh nên không bỏ khỏi danh sách. Hãy ghi vắng.")
    one.delete()


@transaction.atomic
def change_person(*, trainee_id: int, actor: User, **details: Any) -> Trainee:
    """Correct what is known of a person. Raises ValidationError by field."""
    trainee = locked(Trainee, trainee_id)
    for name, value in details.items():
        setattr(trainee, name, value)
    return save(trainee, actor=actor)


@transaction.atomic
def merge_people(*, keep_id: int, drop_id: int, actor: User) -> Trainee:
    """One person recorded twice becomes one: the lists, attendance and certificates of both are kept.

    Locks both, the lower key first. Raises ActRefused when both stand on the list of one class and were
    both marked there.
    """
    if keep_id == drop_id:
        raise ActRefused("Hãy chọn hai người khác nhau.")
    rows = {pk: locked(Trainee, pk) for pk in sorted((keep_id, drop_id))}
    keep, drop = rows[keep_id], rows[drop_id]
    classes = set(keep.enrolments.values_list("training_class", flat=True))
    for one in drop.enrolments.all():
        if one.training_class_id not in classes:
            one.trainee = keep
            one.save(update_fields=["trainee"])
        elif one.attendance.exists() or one.certificate_no:
            raise ActRefused(f"Cả hai đều có điểm danh ở lớp “{one.training_class}” nên không gộp được.")
        else:
            one.delete()
    known = ("birth_year", "phone", "organisation", "unit", "producer", "user")
    _completed(keep, {name: getattr(drop, name) for name in known}, actor)
    drop.delete()
    return keep
