from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from core.fields import LineField, MoneyField, ProseField
from core.models import Named, NamedQuerySet
from localities.models import Unit
from producers import validators

if TYPE_CHECKING:
    from accounts.models import User


class ProducerKind(models.TextChoices):
    """Who may take part (QĐ 26/2026, Điều 2.3); the last two for tourism only."""

    COOPERATIVE = "cooperative", "Hợp tác xã"
    COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
    ENTERPRISE = "enterprise", "Doanh nghiệp nhỏ và vừa"
    FARM = "farm", "Trang trại"
    HOUSEHOLD = "household", "Hộ sản xuất, hộ kinh doanh"
    ASSOCIATION = "association", "Hội, hiệp hội"
    OPERATING_CENTRE = "operating_centre", "Trung tâm điều hành hoặc tương đương"


class Sex(models.TextChoices):
    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"


class CraftVillageQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        return self.all()


@pghistory.track()
class CraftVillage(Named):
    """A craft village (làng nghề), recognised or being built up."""

    craft = LineField("nghề", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="craft_villages", verbose_name="địa bàn")
    is_recognised = models.BooleanField("đã được công nhận", default=False)
    recognised_on = models.DateField("ngày công nhận", null=True, blank=True)
    decision_no = LineField("số quyết định", max_length=100, blank=True)
    households = models.PositiveIntegerField("số hộ tham gia", null=True, blank=True)
    note = ProseField("ghi chú", blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)

    objects = CraftVillageQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "làng nghề"
        verbose_name_plural = "làng nghề"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "search_key"],
                name="craftvillage_unit_name",
                violation_error_message="Địa bàn này đã có một làng nghề cùng tên.",
            ),
        ]


class ProducerQuerySet(NamedQuerySet):
    def visible_to(self, user: "User") -> Self:
        """The office and leaders see all; an officer those of its units; a producer itself.

        Council members and advisers see producers through the dossiers of their rounds.
        """
        if user.is_office or user.role == "leader":
            return self.all()
        if user.role == "local_officer" and user.unit_id:
            return self.filter(user.scope("unit__path"))
        return self.filter(accounts__user=user)


@pghistory.track()
class Producer(Named):
    """A producer (chủ thể OCOP) with what the law's forms ask of it."""

    kind = models.CharField("loại hình tổ chức", max_length=20, choices=ProducerKind)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    registration_no = LineField("số đăng ký kinh doanh", max_length=50, blank=True)
    registered_on = models.DateField("ngày thành lập, đăng ký", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="producers", verbose_name="xã, phường")
    address = LineField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    website = models.URLField("trang web", blank=True)

    representative = LineField("người đại diện pháp luật", max_length=200)
    representative_position = LineField("chức vụ", max_length=100, blank=True)
    representative_sex = models.CharField("giới tính", max_length=10, choices=Sex, blank=True)
    representative_ethnicity = LineField("dân tộc", max_length=50, blank=True, default="Kinh")
    representative_has_disability = models.BooleanField("là người khuyết tật", default=False)
    representative_address = LineField("địa chỉ thường trú", max_length=300, blank=True)

    members = models.PositiveIntegerField("số thành viên", null=True, blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    local_workers = models.PositiveIntegerField("lao động địa phương", null=True, blank=True)
    history = ProseField("lịch sử hình thành", blank=True)
    organisation = ProseField("cơ cấu tổ chức", blank=True)
    craft_village = models.ForeignKey(
        CraftVillage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="producers",
        verbose_name="làng nghề",
    )
    founded_in_programme = models.BooleanField("thành lập mới từ Chương trình", default=False)
    note = ProseField("ghi chú", blank=True)
    source = LineField("nguồn dữ liệu", max_length=500, blank=True)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=1, editable=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="người tạo",
    )

    objects = ProducerQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "chủ thể OCOP"
        verbose_name_plural = "chủ thể OCOP"
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~models.Q(tax_code=""),
                name="producer_tax_code",
                violation_error_message="Mã số thuế này đã có ở một chủ thể khác.",
            ),
            models.CheckConstraint(
                condition=models.Q(workers__isnull=True)
                | models.Q(local_workers__isnull=True)
                | models.Q(local_workers__lte=models.F("workers")),
                name="producer_local_workers",
                violation_error_message="Lao động địa phương không thể nhiều hơn tổng số lao động.",
            ),
        ]

    def search_text(self) -> str:
        return f"{self.name} {self.representative} {self.tax_code} {self.phone}"

    def clean(self) -> None:
        """Bring tax code and phone into their normal forms; says what is wrong with each."""
        errors = {}
        try:
            validators.check_past(self.registered_on)
        except ValidationError as error:
            errors["registered_on"] = error
        for name, normal in (("tax_code", validators.tax_code), ("phone", validators.phone)):
            try:
                setattr(self, name, normal(getattr(self, name)))
            except ValidationError as error:
                errors[name] = error
        if errors:
            raise ValidationError(errors)


@pghistory.track()
class ProducerYear(models.Model):
    """Results of one year: the growth criterion compares two of them."""

    producer = models.ForeignKey(Producer, models.PROTECT, related_name="years", verbose_name="chủ thể")
    year = models.PositiveSmallIntegerField("năm")
    revenue = MoneyField("doanh thu (đồng)", null=True, blank=True)
    profit = MoneyField("lợi nhuận (đồng)", null=True, blank=True, signed=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    local_workers = models.PositiveIntegerField("lao động địa phương", null=True, blank=True)

    class Meta:
        verbose_name = "kết quả sản xuất, kinh doanh"
        verbose_name_plural = "kết quả sản xuất, kinh doanh"
        ordering = ["producer", "-year"]
        constraints = [models.UniqueConstraint(fields=["producer", "year"], name="produceryear_once")]

    def __str__(self) -> str:
        return f"{self.producer} {self.year}"


class ProducerAccount(models.Model):
    """An account that acts for a producer."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="producer_account",
        verbose_name="tài khoản",
    )
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="accounts", verbose_name="chủ thể")

    class Meta:
        verbose_name = "tài khoản của chủ thể"
        verbose_name_plural = "tài khoản của chủ thể"

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"
