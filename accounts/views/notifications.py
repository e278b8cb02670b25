"""The bell: what somebody was told, read and unread, and what it wants by e-mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.domain import notifications as acts
from accounts.enums import NotificationKind
from accounts.interfaces.notification_forms import MailChoiceForm
from accounts.models import MailChoice, Notification
from core.errors import ActRefused
from core.pages import form_page

PAGE = 30


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """One's own notifications, the newest first; unread ones or one kind alone if asked."""
    rows = Notification.objects.visible_to(request.user)
    kind, only = request.GET.get("loai", ""), request.GET.get("xem", "")
    unread = rows.unread().count()
    if kind in NotificationKind.values:
        rows = rows.filter(kind=kind)
    if only == "chua-doc":
        rows = rows.unread()
    shown = {
        "page": Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page")),
        "kinds": NotificationKind.choices,
        "kind": kind,
        "only": only,
        "unread": unread,
    }
    return render(request, "account/notifications.html", shown)


@require_POST
def notification_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it was read, and go where it leads."""
    found = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    acts.mark_read(user=request.user, pk=pk)
    return redirect(found.url or "notification_list")


@require_POST
def notification_unread(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    acts.mark_unread(user=request.user, pk=pk)
    return redirect("notification_list")


@require_POST
def notification_read_all(request: HttpRequest) -> HttpResponse:
    count = acts.mark_read(user=request.user)
    messages.success(request, f"Đã đánh dấu {count} thông báo là đã đọc.")
    return redirect("notification_list")


@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: HttpRequest) -> HttpResponse:
    """What comes by e-mail, how often, and the hours without letters."""
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    form = MailChoiceForm(request.POST or None, instance=choice)
    if request.method == "POST" and form.is_valid():
        try:
            acts.choose_mail(user=request.user, **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã lưu lựa chọn nhận thư.")
            return redirect("notification_list")
    return form_page(
        request,
        form,
        heading="Nhận thông báo qua thư điện tử",
        intro=f"Những thông báo bạn chưa đọc được gom vào một thư, gửi tới {request.user.email}.",
        button="Lưu",
        back_url=reverse("notification_list"),
        back_label="Thông báo",
    )
