"""Forms of the plan, its activities and targets. They check and carry; the acts save."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import OFFICE_ROLES, Role, User
from core.forms import VersionedForm
from localities.models import Unit
from programme.domain.queries.indicators import INDICATORS, last_day
from programme.models import Activity, ActivityKind, ActivityState, ContentGroup, Plan, Target

FILE_HELP = "PDF, ảnh, Word hoặc Excel, đến 25 MB."
ALL = ("", "Tất cả")


def units_on(day: date) -> Any:
    """The units that exist on ``day``, in the order of their names."""
    return Unit.objects.valid_on(day).by_name()


class FileField(forms.FileField):
    """A file; what it is gets looked at by the act."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "help_text": FILE_HELP, "allow_empty_file": True, **kwargs})


class PlanForm(VersionedForm):
    class Meta:
        model = Plan
        fields = ["year", "title", "decision_no", "decided_on", "state_percent", "split_tolerance_percent"]
        fields += ["general_aim", "source"]
        help_texts = {
            "decision_no": "Để trống nếu chưa ban hành. Ví dụ 05/KH-UBND.",
            "state_percent": "Phần còn lại là xã hội hóa. Kế hoạch 2022: 70.",
            "split_tolerance_percent": "Lệch quá mức này thì trang Ngân sách cảnh báo.",
        }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["year"].localize = False
        self.fields["year"].widget.is_localized = False


class CopyForm(forms.Form):
    year = forms.IntegerField(
        label="Năm của kế hoạch mới",
        min_value=2018,
        max_value=2100,
        help_text="Chép nhóm nội dung, hoạt động (ngày dời sang năm mới) và chỉ tiêu. "
        "Không chép kết quả, minh chứng và số tiền.",
    )


class IssueForm(forms.Form):
    decision_no = forms.CharField(label="Số kế hoạch, quyết định", max_length=100)
    decided_on = forms.DateField(label="Ngày ban hành")


class GroupForm(forms.ModelForm):
    class Meta:
        model = ContentGroup
        fields = ["order", "name"]


class ActivityForm(VersionedForm):
    class Meta:
        model = Activity
        fields = ["group", "order", "name", "kind", "owner_kind", "owner", "unit", "responsible"]
        fields += ["starts_on", "ends_on", "classes_wanted", "remind_days", "result"]
        help_texts = {
            "unit": "Chọn khi hoạt động diễn ra ở một địa bàn; cán bộ nơi đó được báo cáo tiến độ.",
            "classes_wanted": "Chỉ ghi cho hoạt động đào tạo, ví dụ 20. Các lớp được gắn từ trang của lớp.",
            "responsible": "Người được nhắc trước hạn; để trống thì nhắc Văn phòng Điều phối.",
        }

    def __init__(self, data: Any = None, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["group"].queryset = plan.content_groups.order_by("order")
        day = last_day(plan.year)
        self.fields["unit"].queryset = (
            units_on(day) | Unit.objects.filter(pk=self.instance.unit_id)
        ).by_name()
        roles = [*OFFICE_ROLES, Role.LOCAL_OFFICER]
        self.fields["responsible"].queryset = User.objects.active().filter(role__in=roles).by_name()


class ActivityFilter(forms.Form):
    words = forms.CharField(label="Tên hoạt động, đơn vị", required=False)
    kind = forms.ChoiceField(label="Loại", required=False, choices=[ALL, *ActivityKind.choices])
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=[ALL, *ActivityState.choices])
    late = forms.BooleanField(label="Chỉ việc quá hạn", required=False)


class StepForm(forms.Form):
    """A step of an activity: its result, or why."""

    result = forms.CharField(label="Kết quả", widget=forms.Textarea, required=False)
    reason = forms.CharField(label="Lý do", widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, needs_reason: bool, asks_result: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        if not asks_result:
            del self.fields["result"]
        if not needs_reason:
            del self.fields["reason"]


class EvidenceForm(forms.Form):
    title = forms.CharField(label="Tên minh chứng", max_length=300)
    file = FileField(label="Tệp")
    link = forms.URLField(label="Đường dẫn", required=False, max_length=500, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not given.get("link") and "link" not in self.errors:
            self.add_error("file", "Hãy chọn tệp hoặc ghi đường dẫn.")
        return given


class TargetForm(VersionedForm):
    indicator = forms.ChoiceField(
        label="Cách tính",
        required=False,
        help_text="Chọn cách tính thì kết quả luôn lấy từ sổ sách; để trống thì nhập tay kèm căn cứ.",
    )

    class Meta:
        model = Target
        fields = ["code", "order", "name", "measure", "minimum", "maximum", "period", "level"]
        fields += ["indicator", "weight", "basis"]
        help_texts = {
            "code": "Chữ thường không dấu, ví dụ san-pham-moi. Cùng mã thì so sánh được giữa các năm.",
            "maximum": "Để trống nếu chỉ tiêu là một số, ví dụ 41; ghi 25 cho “20 đến 25”.",
            "basis": "Bắt buộc khi sửa chỉ tiêu của kế hoạch đã ban hành.",
        }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["indicator"].choices = [
            ("", "Nhập tay, kèm căn cứ"),
            *((name, indicator.label) for name, indicator in INDICATORS.items()),
        ]


class ResultForm(VersionedForm):
    file = FileField(label="Tệp căn cứ")

    class Meta:
        model = Target
        fields = ["manual_value", "manual_evidence"]
        labels = {"manual_value": "Kết quả", "manual_evidence": "Căn cứ"}
        help_texts = {"manual_evidence": "Văn bản, biên bản, báo cáo chứng minh số này."}


class ShareForm(forms.Form):
    minimum = forms.IntegerField(label="Mỗi đơn vị được giao", min_value=0, max_value=100_000)
    all_units = forms.BooleanField(label="Tất cả đơn vị trong danh sách", required=False)
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units

    def chosen(self) -> list[Unit]:
        """The units ticked, or all of them."""
        field = self.fields["units"]
        return list(field.queryset if self.cleaned_data["all_units"] else self.cleaned_data["units"])


class OneShareForm(forms.Form):
    minimum = forms.IntegerField(label="Được giao", min_value=0, max_value=100_000)
    value = forms.IntegerField(label="Kết quả nhập tay", min_value=0, required=False)
    evidence = forms.CharField(label="Căn cứ", widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, is_computed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_computed:
            del self.fields["value"], self.fields["evidence"]
