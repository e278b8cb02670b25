from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from programme.models import Plan
from reports.domain.building import NARRATIVE
from reports.domain.kinds import KINDS
from reports.models import ReportRunState

PROSE = forms.Textarea(attrs={"rows": 5})


class ReportFilter(forms.Form):
    """What the list of reports is narrowed to."""

    kind = forms.ChoiceField(
        label="Loại",
        required=False,
        choices=[("", "Tất cả"), *((kind.code, kind.label) for kind in KINDS.values())],
    )
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *ReportRunState.choices]
    )


class BuildForm(forms.Form):
    """Which report, and the office's own words in it."""

    kind = forms.ChoiceField(
        label="Loại báo cáo", choices=[(kind.code, kind.label) for kind in KINDS.values()]
    )
    year = forms.TypedChoiceField(
        label="Năm", coerce=int, help_text="Chỉ những năm đã có kế hoạch trong phần mềm."
    )
    assessment = forms.CharField(
        label="Hạn chế, nguyên nhân, bài học",
        required=False,
        widget=PROSE,
        max_length=10_000,
        help_text="In ở mục III, sau bảng chỉ tiêu. Mỗi dòng là một đoạn.",
    )
    outlook = forms.CharField(
        label="Nhiệm vụ, giải pháp năm tới", required=False, widget=PROSE, max_length=10_000
    )
    proposals = forms.CharField(label="Đề xuất, kiến nghị", required=False, widget=PROSE, max_length=10_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Plan.objects.order_by("-year").values_list("year", flat=True)
        self.fields["year"].choices = [(year, str(year)) for year in years]

    def clean(self) -> dict[str, Any]:
        if not self.fields["year"].choices:
            raise ValidationError("Chưa có kế hoạch năm nào. Hãy nhập kế hoạch trước khi lập báo cáo.")
        return self.cleaned_data

    @property
    def narrative(self) -> dict[str, str]:
        return {part: self.cleaned_data[part] for part in NARRATIVE}


class IssueForm(forms.Form):
    """What the registry and the signature add to a report."""

    number = forms.CharField(
        label="Số", max_length=50, help_text="Chỉ phần số, ví dụ 125; ký hiệu /BC-VPĐP được in kèm."
    )
    issued_on = forms.DateField(label="Ngày ban hành")
    signer = forms.CharField(label="Người ký", max_length=200, help_text="Họ và tên, không ghi học vị.")
