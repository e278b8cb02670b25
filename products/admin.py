"""Products are kept here; dossiers, evidence and ratings are written by the acts and only shown."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from core.admin_acts import bulk_act
from core.office_admin import FrozenAdmin, FrozenTabularInline, NamedAdmin, OfficeTabularInline
from products.domain import dossiers
from products.models import (
    CommuneAssessment,
    Dossier,
    DossierFault,
    Evidence,
    EvidenceLink,
    Product,
    ProductClassification,
    ProductPhoto,
    Rating,
    SelfMark,
    UploadPiece,
)


class ClassificationInline(OfficeTabularInline):
    model = ProductClassification


class RatingInline(FrozenTabularInline):
    model = Rating
    fields = ("kind", "state", "stars", "decision_no", "decided_on", "expires_on")


@admin.register(Product)
class ProductAdmin(NamedAdmin):
    list_display = ("name", "producer", "unit", "standardised_year", "is_demo")
    list_select_related = ("producer", "unit")
    list_filter = ("standardised_year", "is_demo")
    readonly_fields = ("is_demo", "created_at", "created_by")
    inlines = (ClassificationInline, RatingInline)


@admin.register(ProductClassification)
class ProductClassificationAdmin(FrozenAdmin):
    list_display = ("product", "regime", "criteria_set")
    list_select_related = ("product", "regime", "criteria_set")
    list_filter = ("regime",)
    search_fields = ("product__search_key",)
    ordering = ("product__sort_key", "pk")


@admin.register(ProductPhoto)
class ProductPhotoAdmin(FrozenAdmin):
    list_display = ("product", "caption", "position", "file")
    list_select_related = ("product", "file")
    search_fields = ("product__search_key", "caption")


@admin.register(Rating)
class RatingAdmin(FrozenAdmin):
    date_hierarchy = "decided_on"
    list_display = ("product", "stars", "state", "kind", "decision_no", "decided_on", "expires_on")
    list_select_related = ("product",)
    list_filter = ("stars", "state", "kind", "regime", "is_demo")
    search_fields = ("product__search_key", "decision_no")
    ordering = ("-pk",)


@admin.register(Dossier)
class DossierAdmin(FrozenAdmin):
    date_hierarchy = "opened_on"
    list_display = ("product", "kind", "state", "year", "unit", "form_number", "regime", "opened_on")
    list_select_related = ("product", "unit", "regime")
    list_filter = ("state", "kind", "year", "regime", "is_demo")
    search_fields = ("product__search_key", "form_number")
    actions = (
        bulk_act(
            name="start_office_check",
            label="Tiếp nhận, kiểm tra",
            done="Đã tiếp nhận để kiểm tra",
            act=lambda row, actor: dossiers.start_office_check(dossier_id=row.pk, actor=actor),
            permission="view",
        ),
        bulk_act(
            name="accept",
            label="Chấp nhận hồ sơ",
            done="Đã chấp nhận",
            act=lambda row, actor: dossiers.accept(dossier_id=row.pk, actor=actor, on=timezone.localdate()),
            permission="view",
        ),
    )


@admin.register(SelfMark)
class SelfMarkAdmin(FrozenAdmin):
    list_display = ("dossier", "criterion", "option", "explanation")
    list_select_related = ("dossier__product", "criterion", "option__criterion")
    search_fields = ("dossier__product__search_key", "criterion__code")
    ordering = ("-dossier", "pk")


@admin.register(CommuneAssessment)
class CommuneAssessmentAdmin(FrozenAdmin):
    list_display = ("dossier", "report_no", "proposal_no", "signed_on", "signer")
    list_select_related = ("dossier__product",)
    search_fields = ("dossier__product__search_key", "report_no", "proposal_no")
    ordering = ("-pk",)


@admin.register(DossierFault)
class DossierFaultAdmin(FrozenAdmin):
    list_display = ("dossier", "label", "reason", "raised_by", "raised_at", "resolved_at")
    list_select_related = ("dossier__product", "raised_by")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter),)
    search_fields = ("dossier__product__search_key", "label", "reason")
    ordering = ("-pk",)


@admin.register(Evidence)
class EvidenceAdmin(FrozenAdmin):
    list_display = ("title", "producer", "requirement", "number", "issuer", "issued_on", "expires_on")
    list_select_related = ("producer", "requirement")
    list_filter = ("requirement__regime",)
    search_fields = ("title", "number", "producer__search_key")
    ordering = ("-pk",)


@admin.register(EvidenceLink)
class EvidenceLinkAdmin(FrozenAdmin):
    list_display = ("dossier", "evidence", "criterion")
    list_select_related = ("dossier__product", "evidence", "criterion")
    search_fields = ("dossier__product__search_key", "evidence__title")
    ordering = ("-pk",)


@admin.register(UploadPiece)
class UploadPieceAdmin(FrozenAdmin):
    list_display = ("upload", "start")
    list_select_related = ("upload",)
    search_fields = ("upload__name",)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[UploadPiece]:
        """Without the bytes: a page of pieces would be 50 MB."""
        return super().get_queryset(request).defer("content")
