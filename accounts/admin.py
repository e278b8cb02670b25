from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Digest, MailChoice, Notification, User
from core.office_admin import FrozenAdmin, NamedAdmin

admin.site.unregister(Group)  # what an account may do follows from its role alone


class _LowerEmail:
    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class NewAccountForm(_LowerEmail, UserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "role", "unit")


class AccountForm(_LowerEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(NamedAdmin, DjangoUserAdmin):
    """Accounts: given, changed and deactivated here by the office's administrators, never deleted."""

    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("name", "email", "role", "unit", "agency", "is_active", "last_login")
    list_select_related = ("unit",)
    list_filter = ("role", "is_active", "is_demo")
    ordering = ("sort_key", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at", "is_demo")
    fieldsets = (
        (None, {"fields": ("email", "password", "is_active")}),
        ("Người dùng", {"fields": ("name", "role", "unit", "agency", "position", "phone")}),
        ("Ghi nhận", {"fields": ("last_login", "created_at", "is_demo")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "name",
                    "role",
                    "unit",
                    "agency",
                    "position",
                    "phone",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The role decides who enters here; an old address can no longer be signed in with."""
        obj.is_staff = obj.is_office
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


@admin.register(Notification)
class NotificationAdmin(FrozenAdmin):
    list_display = ("text", "user", "kind", "created_at", "read_at", "digest")
    list_select_related = ("user", "digest__user")
    list_filter = ("kind", ("read_at", admin.EmptyFieldListFilter))
    search_fields = ("text", "user__search_key")
    date_hierarchy = "created_at"
    ordering = ("-pk",)


@admin.register(Digest)
class DigestAdmin(FrozenAdmin):
    """Letters: one that stays in „being sent" was cut short, and is never sent a second time."""

    list_display = ("user", "slot", "state", "attempts", "made_at", "sent_at", "error")
    list_select_related = ("user",)
    list_filter = ("state",)
    search_fields = ("user__search_key", "slot")
    date_hierarchy = "made_at"
    ordering = ("-pk",)


@admin.register(MailChoice)
class MailChoiceAdmin(FrozenAdmin):
    list_display = ("user", "frequency", "quiet_from", "quiet_to")
    list_select_related = ("user",)
    list_filter = ("frequency",)
    search_fields = ("user__search_key",)
    ordering = ("user__sort_key", "pk")
