from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm

from accounts.domain.people import deactivate, invite, reactivate, send_invitation
from accounts.models import (
    Digest,
    Follow,
    Invitation,
    MailChoice,
    Notification,
    SavedFilter,
    SignIn,
    SupportView,
    User,
)
from core.admin_acts import bulk_act
from core.office_admin import FrozenAdmin, NamedAdmin

admin.site.unregister(Group)  # what an account may do follows from its role alone


class _LowerEmail:
    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class NewAccountForm(_LowerEmail, ModelForm):
    """An account without a password: its owner sets one by the link in the letter of invitation."""

    class Meta:
        model = User
        fields = ("email", "name", "role", "unit", "agency", "position", "phone")


class AccountForm(_LowerEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(NamedAdmin, DjangoUserAdmin):
    """Accounts: given by invitation and changed here by the office's administrators, never deleted."""

    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("name", "email", "role", "unit", "agency", "is_active", "has_come", "last_seen")
    list_select_related = ("unit",)
    list_filter = ("role", "is_active", ("last_login", admin.EmptyFieldListFilter), "is_demo")
    ordering = ("sort_key", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "created_at", "is_demo", "is_active")
    actions = (
        bulk_act(
            name="invite_again",
            label="Gửi lại thư mời",
            done="Đã gửi lại thư mời",
            act=lambda user, actor: send_invitation(user=user, actor=actor),
        ),
        bulk_act(
            name="deactivate",
            label="Ngừng hoạt động",
            done="Đã ngừng hoạt động",
            act=lambda user, actor: deactivate(user=user, actor=actor),
        ),
        bulk_act(
            name="reactivate",
            label="Mở lại tài khoản",
            done="Đã mở lại",
            act=lambda user, actor: reactivate(user=user, actor=actor),
        ),
    )
    actions_detail = ("help_page",)
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
                "fields": ("email", "name", "role", "unit", "agency", "position", "phone"),
                "description": "Người được mời nhận thư có đường dẫn để tự đặt mật khẩu.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        seen = SignIn.objects.filter(user=OuterRef("pk")).order_by("-last_seen_at").values("last_seen_at")
        return super().get_queryset(request).annotate(seen_at=Subquery(seen[:1]))

    @admin.display(description="hoạt động cuối", ordering="seen_at", empty_value="chưa vào")
    def last_seen(self, obj: Any) -> Any:
        return obj.seen_at or obj.last_login

    @admin.display(description="đã đặt mật khẩu", boolean=True)
    def has_come(self, obj: User) -> bool:
        return obj.has_usable_password()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new one is invited. The role decides who enters here; an old address signs in no longer."""
        if not change:
            given = {name: form.cleaned_data[name] for name in NewAccountForm.Meta.fields}
            obj.pk = invite(actor=request.user, **given).pk
            obj.refresh_from_db()
            self.message_user(request, f"Đã gửi thư mời tới {obj.email}.")
            return
        obj.is_staff = obj.is_office
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    @action(description="Hỗ trợ người dùng này", permissions=["change"])
    def help_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("account_help", object_id)


@admin.register(Invitation)
class InvitationAdmin(FrozenAdmin):
    list_display = ("user", "invited_by", "created_at", "expires_at", "accepted_at", "cancelled_at")
    list_select_related = ("user", "invited_by")
    list_filter = (("accepted_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__search_key",)
    date_hierarchy = "created_at"
    exclude = ("digest",)
    ordering = ("-pk",)


@admin.register(SignIn)
class SignInAdmin(FrozenAdmin):
    list_display = ("user", "browser", "address", "started_at", "last_seen_at", "ended_at")
    list_select_related = ("user",)
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__search_key", "browser")
    date_hierarchy = "started_at"
    ordering = ("-pk",)


@admin.register(SupportView)
class SupportViewAdmin(FrozenAdmin):
    list_display = ("supporter", "user", "reason", "started_at", "ended_at", "pages")
    list_select_related = ("supporter", "user")
    search_fields = ("user__search_key", "supporter__search_key", "reason")
    date_hierarchy = "started_at"
    ordering = ("-pk",)


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


@admin.register(Follow)
class FollowAdmin(FrozenAdmin):
    list_display = ("user", "content_type", "object_id", "since")
    list_select_related = ("user", "content_type")
    list_filter = (("content_type", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("user__search_key",)
    date_hierarchy = "since"
    ordering = ("-pk",)


@admin.register(SavedFilter)
class SavedFilterAdmin(FrozenAdmin):
    list_display = ("name", "user", "page", "is_shared", "saved_at")
    list_select_related = ("user",)
    list_filter = ("is_shared",)
    search_fields = ("name", "user__search_key")
    ordering = ("name", "pk")
