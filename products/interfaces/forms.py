"""Forms of products and dossiers. They check and carry; the acts save."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from accounts.models import User
from core.forms import VersionedForm
from producers.models import Producer
from products.domain.deadlines import mend_due
from products.domain.faults import Item
from products.enums import Declaration
from products.interfaces.evidence_forms import ManyFilesField, ManyFilesInput
from products.models import CommuneAssessment, Dossier, Product
from regimes.models import CriteriaSet, DossierKind, LegalRegime


class ProductForm(VersionedForm):
    """What form 02 asks of a product; which producer's it is is said once, when it is entered."""

    sales_link = forms.URLField(label="Trang bán hàng", required=False, assume_scheme="https")

    class Meta:
        model = Product
        fields = [
            *("name", "description", "packaging", "standards", "capacity", "markets"),
            *("sales_link", "more_links", "story", "standardised_year", "note"),
        ]
        widgets = dict.fromkeys(
            ["description", "packaging", "standards", "capacity", "markets", "more_links", "note"],
            forms.Textarea(attrs={"rows": 3}),
        )
        help_texts = {
            "more_links": "Sàn thương mại điện tử, trang Facebook, Zalo… mỗi dòng một địa chỉ.",
            "standards": "Số hiệu tiêu chuẩn, số bản tự công bố hoặc đăng ký công bố.",
            "standardised_year": "Năm của kế hoạch đã chuẩn hóa sản phẩm này; để trống nếu không có.",
        }

    def __init__(self, data: Any = None, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if not user.is_office:  # the plan's list is the office's
            del self.fields["standardised_year"]


class PhotosForm(forms.Form):
    """Pictures of the product."""

    photos = ManyFilesField(
        label="Ảnh",
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"accept": ".jpg,.jpeg,.png,.heic,.heif"}),
        help_text="JPG, PNG hoặc HEIC, mỗi ảnh đến 25 MB. Ảnh đầu tiên là ảnh chính trong sổ công khai.",
    )


class NewProductForm(ProductForm):
    """A product with the producer it belongs to, which is chosen on a page before: there are thousands."""

    producer = forms.ModelChoiceField(
        label="Chủ thể", queryset=Producer.objects.none(), widget=forms.HiddenInput
    )
    field_order = ["producer"]

    def __init__(self, data: Any = None, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(data, *args, user=user, **kwargs)
        self.fields["producer"].queryset = Producer.objects.visible_to(user).by_name()


class OpenDossierForm(forms.Form):
    """What a dossier begins with."""

    opened_on = forms.DateField(label="Ngày lập")
    kind = forms.ChoiceField(label="Lần đăng ký", choices=DossierKind.choices)
    wished_stars = forms.TypedChoiceField(
        label="Hạng sao mong muốn", choices=[(3, "3 sao"), (4, "4 sao"), (5, "5 sao")], coerce=int
    )
    criteria_set = forms.ModelChoiceField(label="Bộ sản phẩm", queryset=CriteriaSet.objects.none())

    def __init__(self, *args: object, user: User, day: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        sets = CriteriaSet.objects.usable().select_related("regime")
        if not user.is_office:
            here = LegalRegime.objects.in_force_on(day).filter(pk=OuterRef("regime"))
            sets = sets.filter(Exists(here.order_by()))
        self.fields["criteria_set"].queryset = sets.order_by("-regime__valid_from", "number")
        self.fields["criteria_set"].label_from_instance = lambda row: f"{row.regime} – {row}"
        self.fields["opened_on"].initial = day

    def clean_opened_on(self) -> date:
        """A dossier is not opened in the future."""
        return _not_later(self.cleaned_data["opened_on"], self.day)


class DeclarationsField(forms.MultipleChoiceField):
    """The boxes of form 02, part I.7, kept as {code: True}."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Declaration.choices, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return [code for code in Declaration.values if code in value] if isinstance(value, dict) else value

    def clean(self, value: Any) -> dict[str, Any]:
        return dict.fromkeys(super().clean(value), True)


class ContentForm(VersionedForm):
    """The dossier's own content: form 02, parts I.7, II and IV, samples, the stars wished for."""

    declarations = DeclarationsField(label="Phần I.7. Đánh dấu vào mục đã có")
    other_text = forms.CharField(
        label="Quyền sở hữu trí tuệ khác (ghi rõ)",
        required=False,
        max_length=300,
    )

    class Meta:
        model = Dossier
        fields = [
            *("wished_stars", "sample_count", "declarations"),
            *("results_text", "changes_text", "plan_text"),
        ]
        widgets = dict.fromkeys(
            ["results_text", "changes_text", "plan_text"], forms.Textarea(attrs={"rows": 10})
        )
        help_texts = {
            "results_text": "Vùng nguyên liệu, công nghệ, đóng gói; thay đổi về chất lượng, bao bì, nhãn mác; "
            "thị trường phân phối; doanh thu, lợi nhuận.",
            "plan_text": "Định hướng, kế hoạch về phát triển sản phẩm, tổ chức sản xuất, thị trường.",
            "changes_text": "Với hồ sơ nâng hạng, đánh giá lại: những gì đã khác so với lần công nhận trước.",
        }

    field_order = [
        *("version", "confirmed", "wished_stars", "sample_count", "declarations", "other_text"),
        *("results_text", "changes_text", "plan_text"),
    ]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["other_text"].initial = self.instance.declarations.get("other_text", "")
        unused = "changes_text" if self.instance.kind == DossierKind.FIRST else "results_text"
        del self.fields[unused]

    def clean(self) -> dict[str, Any]:
        """What else there is belongs to the box "other"."""
        cleaned = super().clean()
        declared, text = cleaned.get("declarations"), cleaned.get("other_text", "")
        if declared is not None and text:
            declared |= {Declaration.OTHER: True, "other_text": text}
        elif declared and Declaration.OTHER in declared:
            self.add_error("other_text", "Hãy ghi rõ quyền sở hữu trí tuệ khác là gì.")
        return cleaned

    def fill(self, name: str, value: Any) -> None:
        super().fill(name, value)
        if name == "declarations":
            self.data[self.add_prefix("other_text")] = value.get("other_text", "")

    def describe(self, row: Any, name: str) -> str:
        if name != "declarations":
            return super().describe(row, name)
        labels = [str(label) for code, label in Declaration.choices if code in row.declarations]
        return "\n".join([*labels, row.declarations.get("other_text", "")]).strip() or "(trống)"


class AssessmentForm(VersionedForm):
    """Form 03, the commune's report."""

    class Meta:
        model = CommuneAssessment
        fields = [
            *("local_materials", "local_labour", "idea_origin", "local_identity"),
            *("report_no", "proposal_no", "signer"),
        ]
        help_texts = {
            "local_materials": "Mô tả của chủ thể và đánh giá việc sử dụng nguyên liệu thực tế trên địa bàn.",
            "local_labour": "Mô tả của chủ thể và đánh giá việc sử dụng lao động thực tế trên địa bàn.",
            "idea_origin": "Sản phẩm truyền thống hay mới, dựa trên thực tế của địa phương.",
            "local_identity": "Giá trị văn hóa, tri thức bản địa, kinh nghiệm và cách sản xuất đặc trưng.",
        }


class StepForm(forms.Form):
    """The day of a step, and its reason where one is asked."""

    on = forms.DateField(label="Ngày")
    reason = forms.CharField(
        label="Nội dung, lý do", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, day: date, opened_on: date, needs_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.opened_on = day, opened_on
        self.fields["on"].initial = day
        if not needs_reason:
            del self.fields["reason"]

    def clean_on(self) -> date:
        """A step lies between the dossier's opening and today."""
        on = _not_later(self.cleaned_data["on"], self.day)
        if on < self.opened_on:
            raise ValidationError(f"Ngày phải từ ngày lập hồ sơ, {self.opened_on:%d/%m/%Y}.")
        return on


class ReturnForm(forms.Form):
    """The items a dossier is returned for, each with what to mend; items left empty are in order."""

    mend_by = forms.DateField(label="Bổ sung trước ngày")

    def __init__(self, *args: Any, items: Sequence[Item], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["mend_by"].initial = mend_due(returned=day)
        self.fields["mend_by"].help_text = "Gợi ý: 10 ngày làm việc. Chủ thể thấy hạn này và được nhắc."
        for item in items:
            self.fields[item.key] = forms.CharField(
                label=item.label,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each item with its field, and whether something is written in it."""
        return [
            {"item": item, "field": self[item.key], "open": self[item.key].value()} for item in self.items
        ]

    def faults(self) -> list[tuple[str, str, str]]:
        """The items something was written about, as the act takes them."""
        return [
            (item.key, item.label, self.cleaned_data[item.key])
            for item in self.items
            if self.cleaned_data[item.key].strip()
        ]


def _not_later(on: date, day: date) -> date:
    if on > day:
        raise ValidationError(f"Ngày không thể sau hôm nay, {day:%d/%m/%Y}.")
    return on
