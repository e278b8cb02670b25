from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from core.fields import LineField
from core.models import Named, NamedQuerySet
from core.text import clean, fold, person_sort_key
from localities.models import Unit, lies_in


class Role(models.TextChoices):
    """What an account is for. A seat on a council is a row of its own, whatever the role."""

    OFFICE_ADMIN = "office_admin", "Văn phòng Điều phối – quản trị"
    OFFICE_STAFF = "office_staff", "Văn phòng Điều phối – chuyên viên"
    LOCAL_OFFICER = "local_officer", "Cán bộ địa phương"
    PRODUCER = "producer", "Chủ thể OCOP"
    COUNCIL_MEMBER = "council_member", "Thành viên Hội đồng"
    ADVISER = "adviser", "Tổ tư vấn"
    LEADER = "leader", "Lãnh đạo (chỉ xem)"


OFFICE_ROLES = frozenset({Role.OFFICE_ADMIN, Role.OFFICE_STAFF})


class UserQuerySet(NamedQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        """The office sees every account, an officer those of its units, anybody its own."""
        if user.is_office or user.role == Role.LEADER:
            return self.all()
        own = models.Q(pk=user.pk)
        if user.role == Role.LOCAL_OFFICER and user.unit_id:
            own |= user.scope("unit__path")
        return self.filter(own)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account with a hashed password; without one, the account cannot sign in yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("role", Role.OFFICE_ADMIN)
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email=clean(username).lower())


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin, Named):
    """A person who signs in by e-mail, with one role and, for local officers, a unit.

    Accounts are deactivated, never deleted: people stand behind marks and decisions.
    """

    email = models.EmailField("thư điện tử", unique=True)
    name = LineField("họ và tên", max_length=200)
    role = models.CharField("vai trò", max_length=20, choices=Role)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name="đơn vị phụ trách",
    )
    agency = LineField("cơ quan", max_length=200, blank=True)
    position = LineField("chức vụ", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("vào trang quản trị", default=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta(Named.Meta):
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(role="local_officer") | models.Q(unit__isnull=False),
                name="user_officer_has_unit",
                violation_error_message="Cán bộ địa phương phải có đơn vị phụ trách.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def search_text(self) -> str:
        return f"{self.name} {self.email} {self.agency} {self.phone}"

    def fill_keys(self) -> None:
        self.search_key = fold(self.search_text())
        self.sort_key = person_sort_key(self.name or self.email)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[-1] if self.name else self.email

    @property
    def is_office(self) -> bool:
        """Coordination-office staff: sees and runs the whole programme."""
        return self.role in OFFICE_ROLES

    @cached_property
    def ground(self) -> tuple[str, ...]:
        """The paths of what a local officer answers for, in every era: names and borders change, people stay."""
        return tuple(self.unit.ground_paths()) if self.unit_id else ()

    def scope(self, field: str) -> models.Q:
        """Rows whose unit path ``field`` lies in the officer's ground; none without a unit."""
        return lies_in(field, self.ground)
