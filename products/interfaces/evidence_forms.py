"""Forms of papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from core.forms import VersionedForm
from products.models import Dossier, Evidence, PartialUpload
from regimes.models import DocumentGroup, DocumentRequirement

ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.xlsx,.docx"
MOST_FILES = 20


class ManyFilesInput(forms.ClearableFileInput):
    """A file field that takes several; a phone offers its camera."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """The uploaded files as a list."""

    widget = ManyFilesInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = list(data) if isinstance(data, list | tuple) else [data]
        if self.required and not given:
            raise ValidationError("Hãy chọn ít nhất một tệp.", code="required")
        if len(given) > MOST_FILES:
            raise ValidationError(f"Mỗi lần tải lên nhiều nhất {MOST_FILES} tệp.")
        return [super(ManyFilesField, self).clean(one, initial) for one in given]


def requirements_of(dossier: Dossier) -> Any:
    """The kinds of papers the dossier's regime knows."""
    return DocumentRequirement.objects.filter(
        regime=dossier.regime_id, group=DocumentGroup.EVIDENCE
    ).order_by("position")


def criteria_choices(dossier: Dossier) -> list[tuple[str, str]]:
    """The criteria of the dossier's sheet, as boxes to tick."""
    rows = dossier.criteria_set.criteria.order_by("position")
    return [(row.code, str(row)) for row in rows]


class UploadForm(forms.Form):
    """One or several files at once, of one kind of paper."""

    # an empty file gets a refusal of its own that names it
    files = ManyFilesField(
        label="Tệp",
        required=False,
        allow_empty_file=True,
        help_text="PDF, JPG, PNG, HEIC, XLSX hoặc DOCX; mỗi tệp đến 25 MB, mỗi lần đến 20 tệp. "
        "Trên điện thoại có thể chụp ảnh giấy tờ.",
    )
    requirement = forms.ModelChoiceField(
        label="Loại giấy tờ", queryset=DocumentRequirement.objects.none(), required=False
    )
    criteria = forms.MultipleChoiceField(
        label="Chứng minh cho tiêu chí", required=False, widget=forms.CheckboxSelectMultiple
    )
    arrived = forms.ModelChoiceField(
        queryset=PartialUpload.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Tệp này đã nhận xong hoặc không còn. Hãy tải lại trang để xem."},
    )
    """A large file whose pieces are all here (`products.domain.resuming`)."""

    def __init__(self, *args: Any, dossier: Dossier, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"].queryset = requirements_of(dossier)
        self.fields["criteria"].choices = criteria_choices(dossier)
        self.fields["arrived"].queryset = PartialUpload.objects.visible_to(user).filter(dossier=dossier)

    def clean(self) -> dict[str, Any]:
        """Something is sent: files, or the end of one sent in pieces."""
        cleaned = super().clean() or {}
        if not cleaned.get("files") and not cleaned.get("arrived") and not self.errors:
            self.add_error("files", "Hãy chọn ít nhất một tệp.")
        return cleaned


class EvidenceForm(VersionedForm):
    """What is written on a paper, and what it proves in this dossier."""

    criteria = forms.MultipleChoiceField(
        label="Chứng minh cho tiêu chí", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Evidence
        fields = ["title", "requirement", "number", "issuer", "issued_on", "expires_on", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"expires_on": "Giấy không ghi thời hạn thì để trống. Ví dụ 05/9/2026."}

    def __init__(self, data: Any = None, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["requirement"].queryset = requirements_of(dossier)
        self.fields["criteria"].choices = criteria_choices(dossier)
        links = self.instance.links.filter(dossier=dossier, criterion__isnull=False)
        self.fields["criteria"].initial = list(
            links.order_by("criterion__position").values_list("criterion__code", flat=True)
        )
