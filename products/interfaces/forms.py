"""Forms of products and dossiers."""

from datetime import date

from django import forms
from django.db.models import Exists, OuterRef

from accounts.models import User
from producers.models import Producer
from products.models import CommuneAssessment, Dossier, Product
from regimes.models import CriteriaSet, DossierKind, LegalRegime


class ProductForm(forms.ModelForm):
    class Meta:
        model = Product
        fields = ["producer", "name", "description", "packaging", "standards", "capacity", "markets", "story"]

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["producer"].queryset = Producer.objects.visible_to(user).by_name()

    def clean(self) -> dict:
        """The product lies where its producer does, unless it already lies elsewhere."""
        cleaned = super().clean()
        if (producer := cleaned.get("producer")) and not self.instance.unit_id:
            self.instance.unit = producer.unit
        return cleaned


class OpenDossierForm(forms.Form):
    opened_on = forms.DateField(label="Ngày lập")
    kind = forms.ChoiceField(label="Lần đăng ký", choices=DossierKind.choices)
    wished_stars = forms.TypedChoiceField(
        label="Hạng sao mong muốn", choices=[(3, "3 sao"), (4, "4 sao"), (5, "5 sao")], coerce=int
    )
    criteria_set = forms.ModelChoiceField(label="Bộ sản phẩm", queryset=CriteriaSet.objects.none())

    def __init__(self, *args: object, user: User, day: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        sets = CriteriaSet.objects.usable().select_related("regime")
        if not user.is_office:
            here = LegalRegime.objects.in_force_on(day).filter(pk=OuterRef("regime"))
            sets = sets.filter(Exists(here.order_by()))
        self.fields["criteria_set"].queryset = sets.order_by("-regime__valid_from", "number")
        self.fields["criteria_set"].label_from_instance = lambda row: f"{row.regime} – {row}"
        self.fields["opened_on"].initial = day


class SectionForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Dossier
        fields = ["wished_stars", "sample_count", "results_text", "plan_text", "changes_text"]


class AssessmentForm(forms.ModelForm):
    class Meta:
        model = CommuneAssessment
        fields = ["local_materials", "local_labour", "idea_origin", "local_identity", "report_no", "signer"]


class StepForm(forms.Form):
    """The day of a step, and its reason where one is asked."""

    on = forms.DateField(label="Ngày")
    reason = forms.CharField(label="Nội dung, lý do", required=False, widget=forms.Textarea)
