"""Accounts given and taken: invited by letter, deactivated, helped when a phone is lost. Never deleted."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.domain.letters import deliver
from accounts.domain.sessions import end_sessions
from accounts.models import OFFICE_ROLES, Invitation, Role, User
from accounts.policy import require
from core.errors import ActRefused

VALID_FOR = timedelta(days=7)
GONE = "Đường dẫn này đã dùng, đã hết hạn hoặc đã được thay bằng thư mới hơn."


@transaction.atomic
def invite(*, email: str, name: str, role: str, actor: User, unit: Any = None, **details: str) -> User:
    """Make an account with the role and unit the office gives, and write its owner a letter with a link.

    The account has no password until the owner sets one. Raises ActRefused where the address has an account.
    """
    require(actor, "accounts.manage_accounts")
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise ActRefused(
            f"Địa chỉ {email} đã có tài khoản. Hãy tìm tài khoản đó để sửa hoặc gửi lại thư mời."
        )
    if role == Role.LOCAL_OFFICER and unit is None:
        raise ActRefused("Cán bộ địa phương phải có đơn vị phụ trách.")
    user = User.objects.create_user(
        email, None, name=name, role=role, unit=unit, is_staff=role in OFFICE_ROLES, **details
    )
    send_invitation(user=user, actor=actor)
    return user


@transaction.atomic
def send_invitation(*, user: User, actor: User) -> Invitation:
    """Write the letter (again): links sent before no longer work. For accounts without a password only.

    Locks the account. The letter goes out after the transaction.
    """
    require(actor, "accounts.manage_accounts")
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not user.is_active:
        raise ActRefused(f"Tài khoản {user.email} đã ngừng hoạt động. Hãy mở lại tài khoản trước khi mời.")
    if user.has_usable_password():
        raise ActRefused(
            f"{user.name} đã đặt mật khẩu. Nếu quên, hãy dùng “Quên mật khẩu?” ở trang đăng nhập."
        )
    now, token = timezone.now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(user=user, accepted_at=None, cancelled_at=None).update(cancelled_at=now)
    invitation = Invitation.objects.create(
        user=user,
        digest=_digest(token),
        invited_by=actor,
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    _write_letter(invitation, token)
    return invitation


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write_letter(invitation: Invitation, token: str) -> None:
    base = settings.PUBLIC_BASE_URL.rstrip("/")
    context = {
        "user": invitation.user,
        "inviter": invitation.invited_by,
        "link": f"{base}{reverse('invitation', args=[token])}",
        "until": invitation.expires_at,
    }
    deliver(
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}Tài khoản của bạn",
        body=render_to_string("account/email/invitation.txt", context),
        to=invitation.user.email,
    )


def open_invitation(token: str) -> Invitation | None:
    """The invitation a link belongs to, while it can be accepted."""
    return (
        Invitation.objects.filter(
            digest=_digest(token),
            accepted_at=None,
            cancelled_at=None,
            expires_at__gt=timezone.now(),
            user__is_active=True,
        )
        .select_related("user__unit", "invited_by")
        .first()
    )


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Set the password of the invited account, once.

    Locks the invitation. Raises ActRefused for a link that does not work any more, and ValidationError for a
    weak password; then the link goes on working.
    """
    found = open_invitation(token)
    invitation = (
        Invitation.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=found.pk if found else None, accepted_at=None, cancelled_at=None)
        .first()
    )
    if found is None or invitation is None:
        raise ActRefused(GONE)
    validate_password(password, found.user)
    found.user.set_password(password)
    found.user.save(update_fields=["password"])
    invitation.accepted_at = timezone.now()
    invitation.save()
    return found.user


@transaction.atomic
def deactivate(*, user: User, actor: User) -> None:
    """Take somebody's access at once, everywhere; what the person did stays."""
    require(actor, "accounts.manage_accounts")
    if user.pk == actor.pk:
        raise ActRefused("Bạn không thể ngừng tài khoản của chính mình.")
    others = User.objects.active().filter(role=Role.OFFICE_ADMIN).exclude(pk=user.pk)
    if user.role == Role.OFFICE_ADMIN and not others.exists():
        raise ActRefused("Đây là quản trị cuối cùng đang hoạt động; hãy cấp một quản trị khác trước.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    Invitation.objects.filter(user=user, accepted_at=None, cancelled_at=None).update(
        cancelled_at=timezone.now()
    )
    end_sessions(user=user)


@transaction.atomic
def reactivate(*, user: User, actor: User) -> None:
    """Give access back, with the password there was."""
    require(actor, "accounts.manage_accounts")
    user.is_active = True
    user.save(update_fields=["is_active"])


@transaction.atomic
def reset_second_factor(*, user: User, actor: User) -> None:
    """For a lost phone: take the second factor off and end the sessions, so that the owner sets up a new one."""
    require(actor, "accounts.manage_accounts")
    if user.pk == actor.pk:
        raise ActRefused("Hãy nhờ quản trị khác đặt lại xác thực hai lớp của bạn.")
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise ActRefused(f"{user.name} chưa bật xác thực hai lớp.")
    end_sessions(user=user)


def needs_second_factor(user: User) -> bool:
    """The office, the chairman and members of councils: whoever decides or marks, whatever the role."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    if user.role in OFFICE_ROLES or user.role == Role.COUNCIL_MEMBER:
        return True
    # seats belong to an app above this one, so they are named here, not imported
    return User.objects.filter(pk=user.pk, council_seats__is_active=True).exists()


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
