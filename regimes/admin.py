"""The law as data, loaded from the project's files by `load_reference`: shown, never typed over."""

from django.contrib import admin

from core.office_admin import FrozenAdmin, FrozenTabularInline, NamedAdmin
from regimes.models import (
    CriteriaPart,
    CriteriaSection,
    CriteriaSet,
    Criterion,
    CriterionOption,
    DocumentRequirement,
    EliminationGround,
    LegalRegime,
    ProductClass,
    RegimeLevel,
    RoundDeadline,
    StarBand,
)


class BandInline(FrozenTabularInline):
    model = StarBand


class LevelInline(FrozenTabularInline):
    model = RegimeLevel


class DeadlineInline(FrozenTabularInline):
    model = RoundDeadline


class OptionInline(FrozenTabularInline):
    model = CriterionOption


@admin.register(LegalRegime)
class LegalRegimeAdmin(FrozenAdmin):
    list_display = ("code", "title", "issued_on", "valid_from", "closed_to_new_from", "valid_to", "amends")
    list_select_related = ("amends",)
    search_fields = ("code", "title")
    inlines = (BandInline, LevelInline, DeadlineInline)


@admin.register(StarBand)
class StarBandAdmin(FrozenAdmin):
    list_display = ("regime", "stars", "min_points", "is_recognised")
    list_select_related = ("regime",)
    list_filter = ("regime",)


@admin.register(RegimeLevel)
class RegimeLevelAdmin(FrozenAdmin):
    list_display = ("regime", "order", "level", "recognises_from", "recognises_to", "authority")
    list_select_related = ("regime",)
    list_filter = ("regime", "level")


@admin.register(RoundDeadline)
class RoundDeadlineAdmin(FrozenAdmin):
    list_display = ("regime", "level", "sequence", "proposed_before_day", "proposed_before_month")
    list_select_related = ("regime",)
    list_filter = ("regime", "level")


@admin.register(ProductClass)
class ProductClassAdmin(FrozenAdmin):
    list_display = ("code", "name", "depth", "regime", "managing_agency")
    list_select_related = ("regime",)
    list_filter = ("regime", "depth")
    search_fields = ("search_key", "code")


@admin.register(CriteriaSet)
class CriteriaSetAdmin(FrozenAdmin, NamedAdmin):
    list_display = ("number", "name", "regime", "status", "product_class", "frozen_at")
    list_select_related = ("regime", "product_class")
    list_filter = ("regime", "status")
    ordering = ("-regime", "number")


@admin.register(EliminationGround)
class EliminationGroundAdmin(FrozenAdmin):
    list_display = ("criteria_set", "position", "text")
    list_select_related = ("criteria_set",)
    list_filter = ("criteria_set__regime",)
    search_fields = ("text",)


@admin.register(CriteriaPart)
class CriteriaPartAdmin(FrozenAdmin):
    list_display = ("criteria_set", "code", "name", "max_points")
    list_select_related = ("criteria_set",)
    list_filter = ("criteria_set__regime",)
    search_fields = ("name", "criteria_set__search_key")


@admin.register(CriteriaSection)
class CriteriaSectionAdmin(FrozenAdmin):
    list_display = ("code", "name", "max_points", "part")
    list_select_related = ("part",)
    list_filter = ("part__criteria_set__regime",)
    search_fields = ("name", "part__criteria_set__search_key")


@admin.register(Criterion)
class CriterionAdmin(FrozenAdmin):
    list_display = ("code", "name", "max_points", "criteria_set")
    list_select_related = ("criteria_set",)
    list_filter = ("criteria_set__regime",)
    search_fields = ("code", "name", "criteria_set__search_key")
    inlines = (OptionInline,)


@admin.register(CriterionOption)
class CriterionOptionAdmin(FrozenAdmin):
    list_display = ("criterion", "number", "text", "points", "required_for_stars")
    list_select_related = ("criterion",)
    list_filter = ("required_for_stars", "criterion__criteria_set__regime")
    search_fields = ("text", "criterion__code")


@admin.register(DocumentRequirement)
class DocumentRequirementAdmin(FrozenAdmin):
    list_display = ("regime", "position", "name", "has_expiry")
    list_select_related = ("regime",)
    list_filter = ("regime",)
    search_fields = ("name", "code")
