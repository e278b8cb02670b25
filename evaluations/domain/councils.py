"""Councils and who sits on them. Every change is kept by the database's own history; nobody is deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Role, User
from core.errors import ActRefused
from evaluations.enums import Office, RoundState
from evaluations.models import Council, CouncilMember, Round

IN_SESSION = (RoundState.PREPARING, RoundState.OPEN)


def _refuse_invalid(row: Council | CouncilMember) -> None:
    """Say what the model's own checks say, as an act says it."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise ActRefused(" ".join(error.messages)) from error


@transaction.atomic
def establish_council(*, actor: User, **details: Any) -> Council:
    """A council set up by a numbered decision (QĐ 26/2026/QĐ-TTg, Điều 7 khoản 3 điểm b)."""
    same = Council.objects.filter(decision_no=details["decision_no"], unit=details["unit"])
    if same.exists():
        raise ActRefused(f"Quyết định {details['decision_no']} đã lập một Hội đồng của địa bàn này.")
    council = Council(**details)
    _refuse_term(council)
    _refuse_invalid(council)
    council.save()
    return council


@transaction.atomic
def change_council(*, council_id: int, actor: User, **details: Any) -> Council:
    """Correct a council, or renew its rules of procedure: rounds already made keep the rules they copied."""
    council = Council.objects.select_for_update(of=("self",), no_key=True).get(pk=council_id)
    for name, value in details.items():
        setattr(council, name, value)
    _refuse_term(council)
    _refuse_invalid(council)
    council.save()
    return council


def _refuse_term(council: Council) -> None:
    if council.term_to and council.term_to < council.term_from:
        raise ActRefused("Ngày hết nhiệm kỳ phải sau ngày bắt đầu nhiệm kỳ.")


@transaction.atomic
def seat_member(*, council_id: int, user: User, actor: User, **details: Any) -> CouncilMember:
    """Give a person a seat. Producers do not judge; a council has one chairman."""
    council = Council.objects.select_for_update(of=("self",), no_key=True).get(pk=council_id)
    if not user.is_active:
        raise ActRefused(f"Tài khoản của {user} đã ngừng hoạt động.")
    if user.role == Role.PRODUCER:
        raise ActRefused("Chủ thể OCOP không tham gia Hội đồng đánh giá, phân hạng.")
    if council.members.filter(user=user).exists():
        raise ActRefused(f"{user} đã có tên trong Hội đồng này. Hãy sửa dòng đang có.")
    seat = CouncilMember(council=council, user=user, **details)
    _check_seat(seat)
    seat.save()
    return seat


@transaction.atomic
def change_seat(*, seat_id: int, actor: User, **details: Any) -> CouncilMember:
    """Change office, agency or order of a seat, or note that its holder no longer takes part."""
    seat = CouncilMember.objects.select_related("council", "user").get(pk=seat_id)
    Council.objects.select_for_update(of=("self",), no_key=True).get(pk=seat.council_id)
    for name, value in details.items():
        setattr(seat, name, value)
    _check_seat(seat)
    if not seat.is_active and seat.office == Office.CHAIR and _in_session(seat.council):
        raise ActRefused("Hội đồng đang có đợt chấm: hãy cử Chủ tịch khác trước.")
    seat.save()
    return seat


def _check_seat(seat: CouncilMember) -> None:
    if seat.is_delegated and seat.office != Office.VICE_CHAIR:
        raise ActRefused("Chỉ Phó Chủ tịch Hội đồng được ủy quyền điều hành.")
    others = CouncilMember.objects.filter(council=seat.council, is_active=True).exclude(pk=seat.pk)
    if seat.is_active and seat.office in {Office.CHAIR, Office.SECRETARY}:
        held = others.filter(office=seat.office).select_related("user").first()
        if held:
            raise ActRefused(
                f"Hội đồng đã có {held.get_office_display()}: {held.user}. Hãy đổi dòng đó trước."
            )
    _refuse_invalid(seat)


def _in_session(council: Council) -> bool:
    return Round.objects.filter(council=council, state__in=IN_SESSION).exists()
