"""Several papers described on one page: after a pile of scans was uploaded, one line for each."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.forms import VersionedForm
from products.interfaces.evidence_forms import requirements_of
from products.models import Dossier, Evidence
from regimes.models import DocumentRequirement

MOST_LINES = 10
"""As many as stay together on a phone's screen before one loses the thread."""


BARE: dict[str, Any] = {"number": "", "issuer": "", "issued_on": None, "expires_on": None}


def is_undescribed(paper: Evidence) -> bool:
    """Whether nothing is written down yet of what the paper says of itself."""
    return all(getattr(paper, name) == value for name, value in BARE.items())


def undescribed(dossier: Dossier) -> QuerySet[Evidence]:
    """Those papers of the dossier, the oldest first."""
    return Evidence.objects.filter(**BARE, pk__in=dossier.evidence_links.values("evidence")).order_by("pk")


class PaperLineForm(VersionedForm):
    """The kind, number, issuer and days of one paper; the law's table says which criteria the kind proves."""

    as_usual = forms.BooleanField(
        label="Gắn với các tiêu chí mà loại giấy tờ này thường chứng minh", required=False, initial=True
    )

    class Meta:
        model = Evidence
        fields = ["requirement", "number", "issuer", "issued_on", "expires_on"]

    def __init__(
        self, data: Any, *, instance: Evidence, dossier: Dossier, kinds: list[DocumentRequirement]
    ) -> None:
        super().__init__(data, instance=instance, prefix=f"giay-{instance.pk}")
        self.dossier = dossier
        self.scanned_as = instance.title
        self.fields["requirement"].queryset = requirements_of(dossier)
        # asked once for all lines
        self.fields["requirement"].choices = [("", "---------"), *((row.pk, str(row)) for row in kinds)]

    def details(self) -> dict[str, Any]:
        """The columns; a paper still called as its file is called after its kind."""
        given, kind = super().details(), self.cleaned_data["requirement"]
        if kind and self.scanned_as == self.instance.file.original_name.rpartition(".")[0]:
            given["title"] = kind.name.strip(" ,")
        return given

    def codes(self, linked: Iterable[str]) -> set[str]:
        """The criteria the paper proves: those it was uploaded for, and those its kind usually proves."""
        kind = self.cleaned_data["requirement"]
        if not kind or not self.cleaned_data["as_usual"]:
            return set(linked)
        return {*linked, *kind.criteria.get(str(self.dossier.criteria_set.number), [])}
