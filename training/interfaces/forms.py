"""Forms of classes, sessions and people. They check and carry; the acts save."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from core.forms import VersionedForm
from localities.models import Unit
from producers.models import Producer
from products.interfaces.evidence_forms import ManyFilesField
from training.models import (
    ClassFileKind,
    ClassKind,
    ClassSession,
    ClassState,
    Feedback,
    Trainee,
    TraineeGroup,
    TrainingClass,
)

ALL = ("", "Tất cả")


class ClassFilter(forms.Form):
    words = forms.CharField(label="Tên lớp", required=False)
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    kind = forms.ChoiceField(label="Loại lớp", required=False, choices=[ALL, *ClassKind.choices])
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, *ClassState.choices])


class ClassForm(VersionedForm):
    class Meta:
        model = TrainingClass
        fields = ["name", "year", "kind", "partner", "unit", "venue", "trainers", "programme"]
        fields += ["starts_on", "ends_on", "register_until", "capacity", "cost", "needed_percent"]
        help_texts = {
            "partner": "Cơ quan, viện, trường cùng tổ chức.",
            "needed_percent": "Dự đủ số buổi này thì được ghi hoàn thành và cấp giấy chứng nhận.",
        }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        day = self.instance.starts_on or timezone.localdate()
        keeps = Unit.objects.filter(pk=self.instance.unit_id)
        self.fields["unit"].queryset = (Unit.objects.valid_on(day) | keeps).by_name()
        self.fields["year"].localize = False
        self.fields["year"].widget.is_localized = False


class SessionForm(forms.ModelForm):
    class Meta:
        model = ClassSession
        fields = ["held_on", "part", "topic", "trainer"]


class ClassFilesForm(forms.Form):
    """Files kept of a class, several at once; what they are gets looked at by the act."""

    kind = forms.ChoiceField(label="Loại tệp", choices=ClassFileKind.choices)
    files = ManyFilesField(
        label="Tệp",
        allow_empty_file=True,
        help_text="PDF, ảnh, Word hoặc Excel, mỗi tệp đến 25 MB; chọn được nhiều tệp, ví dụ ảnh lớp học.",
    )
    title = forms.CharField(
        label="Tên tệp", max_length=300, required=False, help_text="Để trống thì lấy tên của tệp tải lên."
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea)


class PersonForm(VersionedForm):
    """Somebody to put on a list; what may be the same person is asked about."""

    class Meta:
        model = Trainee
        fields = ["name", "group", "birth_year", "phone", "organisation", "unit", "producer"]
        help_texts = {
            "producer": "Chọn khi người này là lãnh đạo hoặc lao động của chủ thể.",
            "phone": "Giúp nhận ra một người ghi hai lần. Ví dụ 0909123456.",
        }

    def __init__(self, data: Any = None, *args: Any, user: User, day: date, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["birth_year"].localize = False
        self.fields["birth_year"].widget.is_localized = False
        units = Unit.objects.valid_on(day)
        if not user.is_office and user.unit_id:
            units = units.filter(user.scope("path"))
        self.fields["unit"].queryset = (units | Unit.objects.filter(pk=self.instance.unit_id)).by_name()
        self.fields["producer"].queryset = Producer.objects.visible_to(user).by_name()


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ["content", "trainer", "organisation", "comment"]


class PeopleFilter(forms.Form):
    words = forms.CharField(label="Họ tên, đơn vị, điện thoại", required=False)
    group = forms.ChoiceField(label="Đối tượng", required=False, choices=[ALL, *TraineeGroup.choices])


class CoverageFilter(forms.Form):
    nam = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)


class CoverageListFilter(CoverageFilter):
    ai = forms.ChoiceField(
        label="Đối tượng",
        required=False,
        choices=[("quan-ly", "Cán bộ quản lý"), ("chu-the", "Chủ thể (lãnh đạo)")],
    )
    dao_tao = forms.ChoiceField(
        label="Đã đào tạo", required=False, choices=[ALL, ("co", "Đã đào tạo"), ("chua", "Chưa đào tạo")]
    )
    don_vi = forms.ModelChoiceField(label="Đơn vị", required=False, queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = units


class MergeForm(forms.Form):
    other = forms.ModelChoiceField(
        label="Người bị ghi trùng",
        queryset=Trainee.objects.none(),
        help_text="Người được chọn sẽ nhập vào người này; danh sách lớp và điểm danh của cả hai được giữ.",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = people
