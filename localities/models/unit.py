from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models

from core.fields import LineField
from core.models import Named, NamedQuerySet


class Era(models.TextChoices):
    """The same code can mean another place before and after 1 July 2025: a unit's key is code and era."""

    BEFORE_2025 = "before-2025-07", "Trước 01/7/2025 (3 cấp)"
    FROM_2025 = "from-2025-07", "Từ 01/7/2025 (2 cấp)"


class Level(models.TextChoices):
    CITY = "city", "Cấp tỉnh, thành phố"
    DISTRICT = "district", "Cấp quận, huyện"
    COMMUNE = "commune", "Cấp xã, phường"


class UnitKind(models.TextChoices):
    CITY = "thanh_pho_tw", "Thành phố"
    PROVINCE = "tinh", "Tỉnh"
    URBAN_DISTRICT = "quan", "Quận"
    RURAL_DISTRICT = "huyen", "Huyện"
    TOWN_DISTRICT = "thi_xa", "Thị xã"
    CITY_DISTRICT = "thanh_pho", "Thành phố thuộc tỉnh"
    WARD = "phuong", "Phường"
    COMMUNE = "xa", "Xã"
    TOWNSHIP = "thi_tran", "Thị trấn"


def lies_in(field: str, paths: Iterable[str]) -> models.Q:
    """Rows whose unit path ``field`` lies on or below one of ``paths``; none without paths."""
    inside = models.Q(pk__in=[])
    for path in paths:
        inside |= models.Q(**{f"{field}__startswith": path})
    return inside


class UnitQuerySet(NamedQuerySet):
    def valid_on(self, day: date) -> Self:
        """Units that exist on ``day``."""
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day),
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day),
        )

    def within(self, unit: "Unit") -> Self:
        """``unit`` and everything below it, at whatever level."""
        return self.filter(path__startswith=unit.path)


class Unit(Named):
    """An administrative unit in one of the two worlds: with districts, and since 1 July 2025 without."""

    code = models.CharField("mã", max_length=10)
    era = models.CharField("thời kỳ", max_length=20, choices=Era)
    level = models.CharField("cấp", max_length=10, choices=Level)
    kind = models.CharField("loại", max_length=20, choices=UnitKind)
    short_name = LineField("tên gọi", max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    # "/era:code/era:code/" from the top: a prefix is an ancestor
    path = models.CharField("đường dẫn", max_length=200, editable=False)
    valid_from = models.DateField("có từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    legal_basis = LineField("căn cứ", max_length=300, blank=True)
    latitude = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("kinh độ", max_digits=9, decimal_places=6, null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta(Named.Meta):
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["code", "era"], name="unit_code_era"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_valid_dates",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]
        indexes = [
            *Named.Meta.indexes,
            models.Index(fields=["path"], name="unit_path", opclasses=["text_pattern_ops"]),
        ]

    def search_text(self) -> str:
        return f"{self.name} {self.code}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = f"{self.parent.path if self.parent else '/'}{self.era}:{self.code}/"
        super().save(*args, **kwargs)

    def ground_paths(self) -> list[str]:
        """The paths of this ground in every era: the unit, what succeeded it, what it succeeded.

        A part that went elsewhere than the default successor is not followed.
        """
        paths = {self.path}
        for here, there in (("predecessor", "successor"), ("successor", "predecessor")):
            edge = {self.path}
            while edge:
                steps = UnitSuccession.objects.filter(lies_in(f"{here}__path", edge), is_default=True)
                edge = set(steps.values_list(f"{there}__path", flat=True)) - paths
                paths |= edge
        # what lies below another of them adds nothing
        return sorted(
            path for path in paths if not any(path != top and path.startswith(top) for top in paths)
        )

    def contains(self, other: "Unit") -> bool:
        """Whether ``other`` is this unit or lies below it."""
        return other.path.startswith(self.path)


class UnitSuccession(models.Model):
    """What became of a unit: whole or in part, since when, by which resolution."""

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins", verbose_name="đơn vị mới")
    effective_on = models.DateField("từ ngày")
    is_part = models.BooleanField("chỉ một phần", default=False)
    # a split unit has several successors; this is the one proposed when nobody says otherwise
    is_default = models.BooleanField("mặc định", default=True)
    legal_basis = LineField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "thay đổi đơn vị hành chính"
        verbose_name_plural = "thay đổi đơn vị hành chính"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="unitsuccession_pair"),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=models.Q(is_default=True),
                name="unitsuccession_one_default",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class UnitAlias(models.Model):
    """Another way offices write a unit's name."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="đơn vị")
    name = LineField("tên khác", max_length=300)
    search_key = models.TextField(editable=False, db_index=True)
    kind = models.CharField("kiểu khác biệt", max_length=50, blank=True)

    class Meta:
        verbose_name = "tên khác của đơn vị"
        verbose_name_plural = "tên khác của đơn vị"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unitalias_unit_name")]

    def __str__(self) -> str:
        return self.name
