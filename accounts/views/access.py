"""Coming in by invitation, where one is signed in, and looking as somebody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from hijack.views import AcquireUserView, ReleaseUserView

from accounts.domain import people, sessions, support
from accounts.interfaces.access_forms import FirstPasswordForm
from accounts.models import SignIn, User
from accounts.policy import require
from core.errors import ActRefused
from core.pages import carry_out


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set the first password; a link that does not work says so and what to do."""
    found = people.open_invitation(token)
    if found is None:
        return render(request, "account/invitation_gone.html", {"reason": people.GONE}, status=410)
    form = FirstPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.accept_invitation(token=token, password=form.cleaned_data["password1"])
        except ValidationError as error:
            form.add_error("password1", error)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã đặt mật khẩu. Hãy đăng nhập bằng thư điện tử và mật khẩu vừa đặt.")
            return redirect("account_login")
    shown = {"form": form, "invitation": found}
    return render(request, "account/invitation.html", shown, status=422 if form.is_bound else 200)


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one's account is signed in now, and was of late."""
    rows = SignIn.objects.visible_to(request.user).order_by("-last_seen_at", "-pk")
    shown = {
        "open": list(rows.open()[:50]),
        "ended": rows.exclude(ended_at=None)[:10],
        "here": request.session.session_key,
    }
    return render(request, "account/sessions.html", shown)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out in one other browser."""
    found = get_object_or_404(SignIn.objects.visible_to(request.user), pk=pk)
    sessions.end_sessions(user=request.user, except_key=request.session.session_key or "", pk=found.pk)
    messages.success(request, f"Đã đăng xuất khỏi {found.browser}.")
    return redirect("session_list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    count = sessions.end_sessions(user=request.user, except_key=request.session.session_key or "")
    messages.success(request, f"Đã đăng xuất khỏi {count} nơi khác.")
    return redirect("session_list")


@require_safe
def account_help(request: HttpRequest, pk: int) -> HttpResponse:
    """What an administrator can do for somebody on the telephone, and where that account is signed in."""
    require(request.user, "accounts.manage_accounts")
    user = get_object_or_404(User.objects.visible_to(request.user).select_related("unit"), pk=pk)
    shown = {
        "person": user,
        "invitation": user.invitations.order_by("-pk").first(),
        "open": list(user.sign_ins.open().order_by("-last_seen_at")[:10]),
        "has_second_factor": people.has_second_factor(user),
        "why_not": support.why_not(request.user, user),
        "views": list(user.support_views.select_related("supporter").order_by("-pk")[:10]),
    }
    return render(request, "account/help.html", shown)


ACTS = {
    "moi-lai": (people.send_invitation, "Đã gửi lại thư mời."),
    "ngung": (people.deactivate, "Đã ngừng tài khoản và đăng xuất khỏi mọi nơi."),
    "mo-lai": (people.reactivate, "Đã mở lại tài khoản."),
    "dat-lai-hai-lop": (people.reset_second_factor, "Đã đặt lại xác thực hai lớp."),
}


@require_POST
def account_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Carry one of these acts out."""
    require(request.user, "accounts.manage_accounts")
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if act not in ACTS:
        raise Http404
    do, done = ACTS[act]
    carry_out(request, lambda: do(user=user, actor=request.user), done)
    return redirect("account_help", pk)


class StartLooking(AcquireUserView):
    """Look as somebody else, after saying why."""

    def handle_no_permission(self) -> HttpResponse:
        wanted = self.get_object()
        reason = support.why_not(self.request.user, wanted) if self.request.user.is_authenticated else ""
        raise PermissionDenied(reason or "Chỉ quản trị của Văn phòng Điều phối được xem thay người khác.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = self.get_object()
        try:
            record = support.start_looking(
                supporter=request.user, user=user, reason=request.POST.get("reason", "")
            )
        except ActRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("account_help", user.pk)
        response = super().post(request, *args, **kwargs)
        request.session["support_view"] = record.pk
        return response

    def get_success_url(self) -> str:
        return "home"


class StopLooking(ReleaseUserView):
    """Be oneself again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk, pages = request.session.get("support_view"), request.session.get("support_pages", 0)
        user: User = request.user
        super().post(request, *args, **kwargs)
        if pk is not None:
            support.stop_looking(pk=pk, pages=pages)
        return redirect("account_help", user.pk)


support_start = StartLooking.as_view()
support_stop = StopLooking.as_view()
