"""Councils are kept here. What rounds, members and chairmen wrote is only shown, and marks stay blind."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.office_admin import FrozenAdmin, OfficeAdmin, OfficeTabularInline
from evaluations.models import (
    CentralProposal,
    Certificate,
    Complaint,
    Council,
    CouncilMember,
    Decision,
    Entry,
    ExpiryNotice,
    Extension,
    Mark,
    Outcome,
    PostCheck,
    Recusal,
    RequirementConclusion,
    Round,
    RoundSeal,
    ScoreLog,
    Sheet,
    Tally,
    Withdrawal,
)


class MemberInline(OfficeTabularInline):
    model = CouncilMember
    fields = ("user", "office", "agency", "position", "is_delegated", "is_active", "order")


@admin.register(Council)
class CouncilAdmin(OfficeAdmin):
    list_display = ("name", "level", "unit", "decision_no", "decided_on", "term_from", "term_to")
    list_select_related = ("unit",)
    list_filter = ("level", "is_demo")
    search_fields = ("name", "decision_no")
    readonly_fields = ("is_demo",)
    inlines = (MemberInline,)


@admin.register(CouncilMember)
class CouncilMemberAdmin(OfficeAdmin):
    list_display = ("user", "council", "office", "agency", "is_active")
    list_select_related = ("user", "council")
    list_filter = ("office", "is_active")
    search_fields = ("user__search_key", "agency")


@admin.register(Round)
class RoundAdmin(FrozenAdmin):
    list_display = ("name", "council", "year", "sequence", "state", "mode", "meeting_at")
    list_select_related = ("council",)
    list_filter = ("state", "year", "level")
    search_fields = ("name", "council__name")


@admin.register(Entry)
class EntryAdmin(FrozenAdmin):
    list_display = ("order", "dossier", "round", "state")
    list_select_related = ("dossier__product", "round")
    list_filter = ("state", "round__year")
    search_fields = ("dossier__product__search_key", "round__name")


@admin.register(Recusal)
class RecusalAdmin(FrozenAdmin):
    list_display = ("entry", "member", "reason", "recorded_by", "recorded_at", "waived_by")
    list_select_related = ("entry__dossier__product", "member__user", "recorded_by", "waived_by")
    search_fields = ("entry__dossier__product__search_key", "member__user__search_key")
    ordering = ("-pk",)


@admin.register(RequirementConclusion)
class RequirementConclusionAdmin(FrozenAdmin):
    list_display = ("entry", "criterion", "stars", "is_met", "reason", "concluded_by")
    list_select_related = ("entry__dossier__product", "criterion", "concluded_by")
    search_fields = ("entry__dossier__product__search_key",)
    ordering = ("-pk",)


@admin.register(Sheet)
class SheetAdmin(FrozenAdmin):
    """Blind as everywhere: sheets of others appear once the round is closed."""

    list_display = ("entry", "member", "number", "state", "source", "submitted_at")
    list_select_related = ("entry__dossier__product", "member__user")
    list_filter = ("state", "source")
    search_fields = ("entry__dossier__product__search_key", "member__user__search_key")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)


@admin.register(Mark)
class MarkAdmin(FrozenAdmin):
    list_display = ("sheet_id", "criterion", "option", "points", "comment", "saved_at")
    list_select_related = ("criterion", "option__criterion")
    search_fields = ("=sheet__id", "criterion__code")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(sheet__in=Sheet.objects.visible_to(request.user))


@admin.register(ScoreLog)
class ScoreLogAdmin(FrozenAdmin):
    list_display = ("sheet_id", "number", "body", "digest")
    search_fields = ("=sheet__id", "digest")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)


@admin.register(RoundSeal)
class RoundSealAdmin(FrozenAdmin):
    list_display = ("round", "number", "sheets", "lines", "digest", "sealed_at", "sealed_by")
    list_select_related = ("round", "sealed_by")
    search_fields = ("round__name", "digest")


@admin.register(Tally)
class TallyAdmin(FrozenAdmin):
    date_hierarchy = "taken_at"
    list_display = ("entry", "number", "stars_by_points", "stars", "taken_at", "taken_by")
    list_select_related = ("entry__dossier__product", "taken_by")
    list_filter = ("stars",)
    search_fields = ("entry__dossier__product__search_key", "digest")
    ordering = ("-pk",)


@admin.register(Outcome)
class OutcomeAdmin(FrozenAdmin):
    date_hierarchy = "decided_at"
    list_display = ("entry", "stars", "is_potential_five", "decided_by", "decided_at")
    list_select_related = ("entry__dossier__product", "decided_by")
    list_filter = ("stars", "is_potential_five")
    search_fields = ("entry__dossier__product__search_key",)
    ordering = ("-pk",)


@admin.register(Decision)
class DecisionAdmin(FrozenAdmin):
    date_hierarchy = "signed_on"
    list_display = ("number", "round", "signed_on", "signer", "signer_position", "recorded_by")
    list_select_related = ("round", "recorded_by")
    search_fields = ("number", "signer")


@admin.register(Certificate)
class CertificateAdmin(FrozenAdmin):
    date_hierarchy = "issued_on"
    list_display = ("number", "rating", "decision", "issued_on", "expires_on", "code")
    list_select_related = ("rating__product", "decision")
    search_fields = ("number", "code", "rating__product__search_key")


@admin.register(CentralProposal)
class CentralProposalAdmin(FrozenAdmin):
    list_display = ("rating", "state", "letter_no", "sent_on", "central_points", "result_no", "result_on")
    list_select_related = ("rating__product",)
    list_filter = ("state",)
    search_fields = ("rating__product__search_key", "letter_no", "result_no")


@admin.register(Complaint)
class ComplaintAdmin(FrozenAdmin):
    list_display = ("product", "complainant", "state", "received_on", "resolve_by", "outcome")
    list_select_related = ("product",)
    list_filter = ("state", "outcome")
    search_fields = ("product__search_key", "complainant")


@admin.register(PostCheck)
class PostCheckAdmin(FrozenAdmin):
    list_display = ("rating", "kind", "checked_on", "conclusion", "mend_by", "mended_on")
    list_select_related = ("rating__product",)
    list_filter = ("kind", "conclusion")
    search_fields = ("rating__product__search_key", "report_no")


@admin.register(Withdrawal)
class WithdrawalAdmin(FrozenAdmin):
    list_display = ("rating", "ground", "state", "concluded_on", "due_on", "decision_no", "decided_on")
    list_select_related = ("rating__product",)
    list_filter = ("state", "ground")
    search_fields = ("rating__product__search_key", "decision_no", "conclusion_no")


@admin.register(ExpiryNotice)
class ExpiryNoticeAdmin(FrozenAdmin):
    list_display = ("rating", "expires_on", "threshold", "sent_on", "told")
    list_select_related = ("rating__product",)
    list_filter = ("threshold",)
    search_fields = ("rating__product__search_key",)


@admin.register(Extension)
class ExtensionAdmin(FrozenAdmin):
    list_display = ("rating", "first_expires_on", "until", "ended_on", "document_no")
    list_select_related = ("rating__product",)
    search_fields = ("rating__product__search_key", "document_no")
