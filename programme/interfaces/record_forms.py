"""Forms of communication, tours, commendations, the library and schemes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import VersionedForm
from core.text import clean
from localities.models import Unit
from producers.models import ProducerKind
from programme.domain.outreach import known_activities
from programme.interfaces.forms import ALL, FileField, units_on
from programme.models import (
    Commendation,
    CommendationState,
    LibraryDocument,
    MediaItem,
    Plan,
    SchemeState,
    StudyTour,
)
from regimes.models import LegalRegime


class YearFilter(forms.Form):
    words = forms.CharField(label="Tìm", required=False)
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)


class MediaFilter(YearFilter):
    medium = forms.ChoiceField(label="Hình thức", required=False, choices=[ALL, *MediaItem.MEDIA])


class TourFilter(YearFilter):
    where = forms.ChoiceField(
        label="Nơi đến", required=False, choices=[ALL, ("trong", "Trong nước"), ("ngoai", "Nước ngoài")]
    )


class CommendationFilter(YearFilter):
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=[ALL, *CommendationState.choices])


class DocumentFilter(forms.Form):
    words = forms.CharField(
        label="Tìm trong văn bản",
        required=False,
        help_text="Số, trích yếu hoặc chữ bên trong tệp; có dấu hay không dấu đều được.",
    )
    level = forms.ChoiceField(label="Cấp ban hành", required=False, choices=[ALL, *LibraryDocument.LEVELS])
    in_force = forms.BooleanField(label="Chỉ văn bản còn hiệu lực", required=False)


class SchemeFilter(forms.Form):
    words = forms.CharField(label="Đơn vị", required=False)
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    state = forms.ChoiceField(label="Tình trạng", required=False, choices=[ALL, *SchemeState.choices])


class OrganisationFilter(forms.Form):
    words = forms.CharField(label="Tên, người đại diện", required=False)
    year = forms.IntegerField(label="Năm", required=False, min_value=2018, max_value=2100)
    kind = forms.ChoiceField(label="Loại hình", required=False, choices=[ALL, *ProducerKind.choices])
    only = forms.ChoiceField(
        label="Chỉ",
        required=False,
        choices=[ALL, ("moi", "Thành lập mới trong năm"), ("cung-co", "Được củng cố")],
    )


class MediaForm(VersionedForm):
    upload = FileField(label="Tệp")
    link = forms.URLField(label="Đường dẫn", required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = MediaItem
        fields = ["medium", "outlet", "title", "on", "unit", "reach", "cost", "link", "activity"]

    def __init__(self, data: Any = None, *args: Any, day: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        kept = Unit.objects.filter(pk=self.instance.unit_id)
        self.fields["unit"].queryset = (units_on(day) | kept).by_name()
        self.fields["activity"].queryset = known_activities()


class TourForm(VersionedForm):
    participants = forms.CharField(
        label="Người tham gia",
        widget=forms.Textarea,
        required=False,
        help_text="Mỗi người một dòng: họ và tên; đơn vị. Ví dụ: Trần Thị Lan; HTX Tân Phát.",
    )
    upload = FileField(label="Báo cáo")

    class Meta:
        model = StudyTour
        fields = ["name", "destination", "is_abroad", "starts_on", "ends_on", "leader", "aim", "result"]
        fields += ["cost", "activity"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["activity"].queryset = known_activities()
        if self.instance.pk:
            rows = self.instance.participants.order_by("order", "pk")
            lines = [f"{row.name}; {row.organisation}" if row.organisation else row.name for row in rows]
            self.fields["participants"].initial = "\n".join(lines)

    def clean_participants(self) -> list[tuple[str, str]]:
        """Name and organisation of each line; a name written twice alike is refused."""
        people: list[tuple[str, str]] = []
        for line in self.cleaned_data["participants"].splitlines():
            name, _, organisation = line.partition(";")
            if not clean(name):
                continue
            person = (clean(name)[:200], clean(organisation)[:300])
            if person in people:
                raise ValidationError(f"“{person[0]}” được ghi hai lần.")
            people.append(person)
        return people


class CommendationForm(VersionedForm):
    class Meta:
        model = Commendation
        fields = ["year", "recipient", "is_collective", "organisation", "award", "reason", "proposed_on"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["year"].localize = False
        self.fields["year"].widget.is_localized = False


class AwardForm(forms.Form):
    decision_no = forms.CharField(label="Số quyết định", max_length=100)
    decided_on = forms.DateField(label="Ngày quyết định")
    upload = FileField(label="Tệp quyết định")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", widget=forms.Textarea)


class OpinionForm(forms.Form):
    reason = forms.CharField(label="Ý kiến của Văn phòng Điều phối", widget=forms.Textarea)


class DocumentForm(VersionedForm):
    upload = FileField(label="Tệp", help_text="PDF có chữ hoặc Word thì tìm được cả nội dung bên trong.")
    activities = forms.ModelMultipleChoiceField(
        label="Hoạt động liên quan", queryset=None, required=False, help_text="Giữ Ctrl để chọn nhiều."
    )
    regimes = forms.ModelMultipleChoiceField(
        label="Quy định đánh giá liên quan",
        queryset=LegalRegime.objects.order_by("-valid_from"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = LibraryDocument
        fields = ["number", "name", "issuer", "level", "issued_on", "kind", "subject"]
        fields += ["in_force_from", "in_force_to", "replaces"]
        help_texts = {"kind": "Ví dụ Quyết định, Kế hoạch, Công văn, Nghị quyết."}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["activities"].queryset = known_activities()
        self.fields["replaces"].queryset = LibraryDocument.objects.exclude(pk=self.instance.pk)
        if self.instance.pk:
            self.fields["activities"].initial = self.instance.activities.all()
            self.fields["regimes"].initial = self.instance.regimes.all()


class AskSchemesForm(forms.Form):
    plan = forms.ModelChoiceField(label="Kế hoạch năm", queryset=Plan.objects.none())
    title = forms.CharField(
        label="Tên đề án, kế hoạch cần gửi", max_length=300, initial="Kế hoạch thực hiện Chương trình OCOP"
    )
    due_on = forms.DateField(label="Hạn gửi", required=False)
    all_units = forms.BooleanField(label="Tất cả đơn vị trong danh sách", required=False)
    units = forms.ModelMultipleChoiceField(
        label="Đơn vị", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plans: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["units"].queryset = units

    def chosen(self) -> list[Unit]:
        field = self.fields["units"]
        return list(field.queryset if self.cleaned_data["all_units"] else self.cleaned_data["units"])


class ReceiveForm(forms.Form):
    number = forms.CharField(label="Số văn bản", max_length=100)
    received_on = forms.DateField(label="Ngày nhận")
    upload = FileField(label="Tệp")
