"""The forms of reports."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from localities.models import Unit
from programme.models import Plan
from reports.domain.kinds import KINDS, Kind
from reports.domain.periods import CODES, Period, chosen_period, period
from reports.domain.settings import setting_of
from reports.enums import ReportRunState, Rhythm
from reports.models import ReportRun

PERIOD_NAMES = {
    "": "Cả năm",
    "H1": "6 tháng đầu năm",
    "H2": "6 tháng cuối năm",
    **{f"Q{n}": f"Quý {name}" for n, name in enumerate(("I", "II", "III", "IV"), start=1)},
    **{f"T{n:02d}": f"Tháng {n}" for n in range(1, 13)},
}
NO_PERIOD = "all"


class ReportFilter(forms.Form):
    """What the list of reports is narrowed to, and its order."""

    words = forms.CharField(label="Tìm theo tên, số", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="Loại",
        required=False,
        choices=[("", "Tất cả"), *((kind.code, kind.label) for kind in KINDS.values())],
    )
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *ReportRunState.choices]
    )
    order = forms.ChoiceField(
        label="Sắp xếp",
        required=False,
        choices=[("", "Mới lập trước"), ("as_of", "Cũ trước"), ("title", "Theo tên"), ("-year", "Theo năm")],
    )


class BuildForm(forms.Form):
    """The period of a kind of report, and for reports on demand its units and sections."""

    year = forms.TypedChoiceField(label="Năm", coerce=int)
    period = forms.ChoiceField(label="Kỳ")
    first = forms.DateField(label="Từ ngày")
    last = forms.DateField(label="Đến ngày")
    units = forms.ModelMultipleChoiceField(
        label="Địa bàn",
        queryset=Unit.objects.none(),
        required=False,
        help_text="Không chọn: toàn thành phố. Giữ phím Ctrl để chọn nhiều nơi.",
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    sections = forms.MultipleChoiceField(
        label="Các mục của báo cáo",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Không chọn: đủ các mục.",
    )
    reason = forms.CharField(
        label="Lý do đính chính",
        required=False,
        max_length=500,
        help_text="Chỉ cần khi kỳ này đã có báo cáo ban hành.",
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.rhythm == Rhythm.FREE:
            for name in ("year", "period"):
                del self.fields[name]
            today = timezone.localdate()
            units = Unit.objects.filter(level__in=("district", "commune")).valid_on(today)
            self.fields["units"].queryset = units.by_name()
            self.fields["sections"].choices = [(one.code, one.title) for one in kind.sections]
            return
        for name in ("first", "last", "units", "sections"):
            del self.fields[name]
        self.fields["year"].choices = [(year, str(year)) for year in self._years()]
        codes = CODES[kind.rhythm]
        self.fields["period"].choices = [(code or NO_PERIOD, PERIOD_NAMES[code]) for code in codes]
        if codes == ("",):
            del self.fields["period"]
        if kind.needs_plan:
            self.fields["year"].help_text = "Chỉ những năm đã có kế hoạch trong phần mềm."

    def _years(self) -> Sequence[int]:
        planned = list(Plan.objects.order_by("-year").values_list("year", flat=True))
        if self.kind.needs_plan:
            return planned
        this = timezone.localdate().year
        return sorted({*planned, *range(2020, this + 1)}, reverse=True)

    def clean(self) -> dict[str, Any]:
        if "year" in self.fields and not self.fields["year"].choices:
            raise ValidationError("Chưa có kế hoạch năm nào. Hãy nhập kế hoạch trước khi lập báo cáo.")
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.")
        return self.cleaned_data

    @property
    def asked(self) -> dict[str, Any]:
        """The arguments of what to build."""
        if self.kind.rhythm == Rhythm.FREE:
            chosen = chosen_period(self.cleaned_data["first"], self.cleaned_data["last"])
            return {
                "kind": self.kind.code,
                "year": chosen.last.year,
                "period": chosen.code,
                "units": [unit.pk for unit in self.cleaned_data["units"]],
                "sections": self.cleaned_data["sections"],
            }
        code = self.cleaned_data.get("period", NO_PERIOD)
        year = self.cleaned_data["year"]
        return {"kind": self.kind.code, "year": year, "period": "" if code == NO_PERIOD else code}

    def period_shown(self) -> Period:
        code = self.asked["period"]
        return period(code, year=self.asked["year"], cutoff=setting_of(self.kind.code).cutoff)


class NarrativeForm(forms.Form):
    """The office's words for every section that asks for them."""

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in kind.parts.items():
            self.fields[code] = forms.CharField(
                label=label,
                required=False,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )


class ReasonForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(label="Lý do trả lại", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class _Signer(forms.Form):
    signer_position = forms.CharField(
        label="Thẩm quyền, chức vụ",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ dòng đầu “KT. CHÁNH VĂN PHÒNG”, dòng sau “PHÓ CHÁNH VĂN PHÒNG”. Để trống: CHÁNH VĂN PHÒNG.",
    )


class ScanForm(_Signer):
    """The paper that was signed."""

    signer = forms.CharField(label="Người ký", max_length=200, help_text="Họ và tên, không ghi học vị.")
    scan = forms.FileField(label="Bản ký đã quét (PDF)", widget=forms.FileInput(attrs={"accept": ".pdf"}))
    field_order = ("signer", "signer_position", "scan")


class IssueForm(forms.Form):
    """What the registry adds to a signed report."""

    issued_on = forms.DateField(label="Ngày ban hành", initial=timezone.localdate)
    number = forms.CharField(
        label="Số",
        max_length=50,
        required=False,
        help_text="Chỉ phần số, ví dụ 125. Để trống: lấy số tiếp theo của sổ báo cáo.",
    )


class CertificateForm(_Signer, IssueForm):
    """A digital signature and the number it stands over, in one step."""

    certificate = forms.FileField(
        label="Tệp chứng thư số (.p12, .pfx)", widget=forms.FileInput(attrs={"accept": ".p12,.pfx"})
    )
    password = forms.CharField(
        label="Mật khẩu của chứng thư",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Tệp và mật khẩu chỉ dùng để ký, không được lưu lại.",
    )
    field_order = ("issued_on", "number", "signer_position", "certificate", "password")


class DispatchForm(forms.Form):
    """Who gets the report: from the directory, and others by address."""

    recipients = forms.MultipleChoiceField(
        label="Nơi nhận", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Địa chỉ khác",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một nơi: tên nơi nhận <địa chỉ thư điện tử>, hoặc chỉ địa chỉ.",
    )

    def __init__(self, recipients: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directory = {str(one.pk): one for one in recipients}
        field = self.fields["recipients"]
        field.choices = [(key, f"{one.name} ({one.email})") for key, one in self.directory.items()]
        if not self.directory:
            del self.fields["recipients"]

    @property
    def to(self) -> list[tuple[str, str]]:
        chosen = [self.directory[key] for key in self.cleaned_data.get("recipients", [])]
        return [*((one.name, one.email) for one in chosen), *self._typed()]

    def _typed(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        found = []
        for line in lines:
            name, _, email = line.rpartition("<")
            found.append((name.strip() or line, email.rstrip("> ").strip()))
        return found


class CompareForm(forms.Form):
    """The report another one is compared with."""

    other = forms.ModelChoiceField(label="So với", queryset=ReportRun.objects.none(), empty_label=None)

    def __init__(self, rows: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = rows
        self.fields["other"].label_from_instance = lambda one: (
            f"{one.title}, phiên bản {one.version} ({timezone.localtime(one.as_of):%d/%m/%Y})"
        )


class ReceiptForm(forms.Form):
    """What the recipient says when it confirms."""

    note = forms.CharField(label="Người nhận (không bắt buộc)", required=False, max_length=200)
