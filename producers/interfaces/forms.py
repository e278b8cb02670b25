"""Forms of a producer. They check and carry; the acts save."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from core.forms import VersionedForm
from localities.models import Unit
from producers.models import CraftVillage, Producer, ProducerYear

# in the order of form 02, part I
GROUPS = {
    "Đơn vị": ["kind", "name", "tax_code", "registration_no", "registered_on"],
    "Địa chỉ, liên hệ": ["unit", "address", "phone", "email", "website"],
    "Người đại diện pháp luật": [
        *("representative", "representative_position", "representative_sex"),
        *("representative_ethnicity", "representative_has_disability", "representative_address"),
    ],
    "Thành viên, lao động": ["members", "workers", "local_workers", "craft_village"],
    "Lịch sử, tổ chức": ["history", "organisation", "founded_in_programme", "note"],
}


class ProducerForm(VersionedForm):
    """Everything the law's forms ask of a producer."""

    website = forms.URLField(label="Trang web", required=False, assume_scheme="https")

    class Meta:
        model = Producer
        fields = [name for names in GROUPS.values() for name in names]
        help_texts = {
            "tax_code": "10 số, thêm -001… nếu là đơn vị phụ thuộc; hộ kinh doanh từ 2025 dùng 12 số.",
            "phone": "Ví dụ 0909123456.",
            "representative_ethnicity": "Tiêu chí 3.2 xét nữ, dân tộc thiểu số, người khuyết tật.",
        }

    def __init__(self, data: Any = None, *args: Any, user: User, day: date, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["unit"].queryset = _units(user, day, self.instance.unit_id)
        self.fields["craft_village"].queryset = CraftVillage.objects.visible_to(user).by_name()

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS.items()]


class YearForm(forms.ModelForm):
    """The results of one year."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ProducerYear
        fields = ["year", "revenue", "profit", "workers", "local_workers"]
        help_texts = {"profit": "Lỗ thì ghi số âm."}


class VillageForm(VersionedForm):
    """A craft village."""

    class Meta:
        model = CraftVillage
        fields = [
            *("name", "craft", "unit", "households", "is_recognised", "recognised_on", "decision_no", "note"),
        ]
        help_texts = {"craft": "Ví dụ: làm tranh gạo, đan lục bình, làm bánh tráng."}

    def __init__(self, data: Any = None, *args: Any, user: User, day: date, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["unit"].queryset = _units(user, day, self.instance.unit_id)


def _units(user: User, day: date, kept: int | None) -> Any:
    """The units the user may choose on ``day``, and the one that is chosen already."""
    if user.is_office:
        units = Unit.objects.valid_on(day)
    elif user.unit_id:
        units = Unit.objects.filter(user.scope("path")).valid_on(day)
    else:
        units = Unit.objects.none()
    return Unit.objects.filter(Q(pk__in=units.values("pk")) | Q(pk=kept)).by_name()
