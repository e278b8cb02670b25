"""What holds on every page for whoever is signed in: idle time, the second factor, looking without touching."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.domain.people import has_second_factor, needs_second_factor
from accounts.domain.sessions import note_sign_in

READING = frozenset({"GET", "HEAD", "OPTIONS"})
SEEN, PROVEN = "seen_at", "second_factor"
NOTED_EVERY = 60  # seconds: not every request is worth a write
WITHOUT_SECOND_FACTOR = ("/xac-thuc-hai-lop/", "/dang-xuat/", "/xac-nhan-lai/", "/huong-dan/", "/suc-khoe/")


def address_of(request: HttpRequest) -> str | None:
    """Where the request comes from, as the proxy in front says."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR") or None


class IdleMiddleware:
    """Signs out who did nothing for a while, and notes now and then that somebody is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            now, seen = time.time(), request.session.get(SEEN)
            limit = settings.IDLE_MINUTES_OF.get(user.role, settings.IDLE_MINUTES) * 60
            if seen is not None and now - seen > limit + NOTED_EVERY:
                return self._sign_out(request)
            if seen is None or now - seen > NOTED_EVERY:
                request.session[SEEN] = int(now)
                self._note(request)
        return self.get_response(request)

    @staticmethod
    def _note(request: HttpRequest) -> None:
        if request.session.session_key and not request.session.get("hijack_history"):
            note_sign_in(
                user=request.user,
                session_key=request.session.session_key,
                address=address_of(request),
                agent=request.headers.get("User-Agent", ""),
            )

    @staticmethod
    def _sign_out(request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.warning(request, "Bạn đã để trang lâu không dùng nên phải đăng nhập lại.")
        if request.htmx:
            return HttpResponse(status=401, headers={"HX-Refresh": "true"})
        return redirect_to_login(request.get_full_path() if request.method in READING else reverse("home"))


class SecondFactorMiddleware:
    """Leads those who need a second factor and have none to the page where they set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.REQUIRE_SECOND_FACTOR
            and request.user.is_authenticated
            and not request.session.get(PROVEN)
            and not request.session.get("hijack_history")
            and not request.path.startswith(WITHOUT_SECOND_FACTOR)
        ):
            if needs_second_factor(request.user) and not has_second_factor(request.user):
                return redirect("mfa_index")
            # signing in asks whoever has one for it: this session has shown it, or needs none
            request.session[PROVEN] = True
        return self.get_response(request)


class SupportMiddleware:
    """Who looks as somebody else reads, and changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("hijack_history"):
            request.session["support_pages"] = request.session.get("support_pages", 0) + 1
            if request.method not in READING and request.path != reverse("support_stop"):
                reason = "Bạn đang xem thay người khác nên chỉ được xem. Hãy bấm “Thôi xem thay” trước."
                return render(request, "errors/403.html", {"reason": reason}, status=403)
        return self.get_response(request)
