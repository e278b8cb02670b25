"""What the office writes after a recognition: checks, withdrawals, complaints, results of the centre."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from evaluations.enums import (
    CheckConclusion,
    ComplaintOutcome,
    ComplaintState,
    MinistryPaper,
    ProposalState,
    WithdrawalGround,
    WithdrawalState,
)
from evaluations.models import CouncilMember, Entry, Outcome, PostCheck, ProposalPaper

STANDING = (
    ("", "Tất cả"),
    ("valid", "Còn hiệu lực"),
    ("potential", "Tiềm năng 5 sao"),
    ("expired", "Hết hiệu lực"),
    ("withdrawn", "Đã thu hồi"),
)


def _text(label: str, *, required: bool = True, rows: int = 3, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


def _scan(*, required: bool, label: str = "Bản quét (PDF, JPG, PNG)") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class _SearchForm(forms.Form):
    q = forms.CharField(label="Sản phẩm, chủ thể", required=False, max_length=100)


class RecognitionFilter(_SearchForm):
    standing = forms.ChoiceField(label="Tình trạng", required=False, choices=STANDING)
    stars = forms.TypedChoiceField(
        label="Hạng",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Tất cả"), (3, "3 sao"), (4, "4 sao"), (5, "5 sao")],
    )
    year = forms.IntegerField(label="Năm công nhận", required=False, min_value=2000, max_value=2100)


class ExpiryFilter(_SearchForm):
    days = forms.TypedChoiceField(
        label="Hết hạn trong",
        required=False,
        coerce=int,
        empty_value=180,
        choices=[(180, "180 ngày"), (150, "150 ngày"), (120, "120 ngày"), (30, "30 ngày")],
    )


class _StateFilter(_SearchForm):
    late = forms.BooleanField(label="Chỉ việc quá hạn", required=False)


class WithdrawalFilter(_StateFilter):
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *WithdrawalState.choices]
    )


class ComplaintFilter(_StateFilter):
    state = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *ComplaintState.choices]
    )


class CheckFilter(_StateFilter):
    conclusion = forms.ChoiceField(
        label="Kết luận", required=False, choices=[("", "Tất cả"), *CheckConclusion.choices]
    )


class ProposalFilter(_SearchForm):
    state = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Tất cả"), ("waiting", "Chưa gửi Bộ"), *ProposalState.choices],
    )


class WithdrawalForm(forms.Form):
    ground = forms.ChoiceField(
        label="Trường hợp thu hồi (Điều 8.1)", choices=WithdrawalGround.choices, widget=forms.RadioSelect
    )
    concluded_by = forms.CharField(label="Cơ quan kết luận", max_length=200)
    conclusion_no = forms.CharField(label="Số văn bản kết luận", max_length=100)
    concluded_on = forms.DateField(
        label="Ngày kết luận", help_text="Thời hạn thu hồi 15 ngày tính từ ngày này."
    )
    summary = _text("Nội dung vi phạm, kết quả xác minh")


class WithdrawalDecisionForm(forms.Form):
    decision_no = forms.CharField(label="Số quyết định thu hồi", max_length=100)
    decided_on = forms.DateField(label="Ngày quyết định", initial=timezone.localdate)


class ReasonOnlyForm(forms.Form):
    reason = _text("Lý do")


class CheckForm(forms.ModelForm):
    """An inspection; its two contents are those of Điều 9.3."""

    scan_file = _scan(required=False, label="Bản quét biên bản (PDF, JPG, PNG)")

    class Meta:
        model = PostCheck
        fields = (
            *("kind", "checked_on", "team", "keeps_criteria", "uses_brand_rightly"),
            *("findings", "conclusion", "mend_by", "report_no"),
        )
        help_texts = {"mend_by": "Chỉ ghi khi kết luận là phải khắc phục."}
        labels = {
            "keeps_criteria": "Duy trì các tiêu chí theo hồ sơ đã đánh giá",
            "uses_brand_rightly": "Sử dụng nhãn hiệu, thông tin OCOP đúng quy định",
        }

    def details(self) -> dict[str, Any]:
        """The checked values as the act takes them."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class MendingForm(forms.Form):
    on = forms.DateField(label="Ngày khắc phục xong", initial=timezone.localdate)
    how = _text("Kết quả khắc phục")


class ComplaintForm(forms.Form):
    entry = forms.ModelChoiceField(
        label="Kết quả bị khiếu nại",
        queryset=Entry.objects.none(),
        required=False,
        empty_label="Không phải kết quả đánh giá",
    )
    complainant = forms.CharField(label="Người gửi đơn", max_length=200)
    contact = forms.CharField(label="Địa chỉ, điện thoại", max_length=300, required=False)
    received_on = forms.DateField(
        label="Ngày nhận đơn",
        initial=timezone.localdate,
        help_text="Trong 10 ngày phải trả lời có thụ lý hay không (Luật Khiếu nại, Điều 27).",
    )
    content = _text("Nội dung khiếu nại", rows=5)

    def __init__(self, *args: Any, entries: QuerySet[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = entries
        self.fields["entry"].label_from_instance = lambda row: f"{row.round.name}: {row}"


class ComplaintAcceptForm(forms.Form):
    on = forms.DateField(label="Ngày thụ lý", initial=timezone.localdate)
    is_complex = forms.BooleanField(label="Vụ việc phức tạp", required=False)
    is_remote = forms.BooleanField(
        label="Ở vùng sâu, vùng xa đi lại khó khăn",
        required=False,
        help_text="Thời hạn giải quyết 30 ngày kể từ ngày thụ lý; vụ việc phức tạp 45 ngày. "
        "Ở vùng sâu, vùng xa: 45 ngày, phức tạp 60 ngày (Luật Khiếu nại, Điều 28).",
    )


class ComplaintRefuseForm(forms.Form):
    on = forms.DateField(label="Ngày trả lời", initial=timezone.localdate)
    answer_no = forms.CharField(label="Số văn bản trả lời", max_length=100)
    reason = _text("Lý do không thụ lý")


class ComplaintResolveForm(forms.Form):
    on = forms.DateField(label="Ngày giải quyết", initial=timezone.localdate)
    outcome = forms.ChoiceField(label="Kết luận", choices=ComplaintOutcome.choices, widget=forms.RadioSelect)
    answer_no = forms.CharField(label="Số văn bản trả lời", max_length=100)
    answer = _text("Nội dung trả lời", rows=5)


class ComplaintBackForm(forms.Form):
    on = forms.DateField(label="Ngày rút đơn", initial=timezone.localdate)
    reason = _text("Lý do rút")


class ProposalForm(forms.Form):
    letter_no = forms.CharField(label="Số văn bản đề nghị", max_length=100)
    sent_on = forms.DateField(label="Ngày gửi Bộ", initial=timezone.localdate)


class ProposalPaperForm(forms.Form):
    kind = forms.ChoiceField(label="Loại văn bản", choices=MinistryPaper.choices)
    scan_file = _scan(required=True, label="Bản ký (PDF, JPG, PNG)")


class ProposalPaperRemoveForm(forms.Form):
    paper = forms.ModelChoiceField(label="Văn bản gỡ khỏi bộ hồ sơ", queryset=ProposalPaper.objects.none())

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].queryset = outcome.ministry_papers.select_related("file")


class SignedDecisionForm(forms.Form):
    scan_file = _scan(required=True, label="Bản quét quyết định đã ký (PDF, JPG, PNG)")


class _CentralForm(forms.Form):
    points = forms.DecimalField(
        label="Điểm trung bình của Hội đồng trung ương", max_digits=7, decimal_places=4, localize=True
    )
    result_no = forms.CharField(label="Số văn bản của Bộ", max_length=100)
    result_on = forms.DateField(label="Ngày văn bản", initial=timezone.localdate)


class CentralFiveForm(_CentralForm):
    """The ministry recognised five stars."""


class CentralLowerForm(_CentralForm):
    stars = forms.TypedChoiceField(
        label="Hạng thành phố công nhận", coerce=int, choices=[(4, "4 sao"), (3, "3 sao")]
    )
    decision_no = forms.CharField(label="Số quyết định của thành phố", max_length=100)
    signed_on = forms.DateField(label="Ngày quyết định", initial=timezone.localdate)
    signer = forms.CharField(label="Người ký", max_length=200)
    signer_position = forms.CharField(label="Chức vụ", max_length=200)


class CentralBackForm(_CentralForm):
    reason = _text("Lý do")


class ExtensionForm(forms.Form):
    until = forms.DateField(label="Kéo dài đến ngày", help_text="Không quá 180 ngày sau ngày hết hạn.")
    document_no = forms.CharField(label="Số văn bản", max_length=100, required=False)
    reason = _text("Lý do không nộp được hồ sơ đúng thời hạn")


class PaperSheetForm(forms.Form):
    member = forms.ModelChoiceField(label="Phiếu của", queryset=CouncilMember.objects.none())
    scan_file = _scan(required=True, label="Bản quét phiếu giấy (PDF, JPG, PNG)")

    def __init__(self, *args: Any, members: QuerySet[CouncilMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.select_related("user")


class RetypeForm(forms.Form):
    reason = _text("Lý do nhập lại", rows=2)
    scan_file = _scan(required=False, label="Bản quét mới (bỏ trống nếu dùng lại bản cũ)")
