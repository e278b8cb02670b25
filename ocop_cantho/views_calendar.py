"""The calendar by month, and the feed a person's own calendar program reads at a secret address."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from accounts.models import User
from ocop_cantho.calendar_dates import KINDS, Entry, entries
from programme.models import CalendarFeed

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)


class MonthForm(forms.Form):
    kind = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *KINDS.items()])


def _month(text: str) -> date:
    """The first day of "2026-11"; of this month where nothing sensible is asked."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a month has no time zone)
    except ValueError:
        return timezone.localdate().replace(day=1)


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """One month as a list: what happens and what is due, as far as the person may see it."""
    first = _month(request.GET.get("thang", ""))
    following = (first + timedelta(days=31)).replace(day=1)
    form = MonthForm(request.GET or None)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    days: dict[date, list[Entry]] = {}
    for entry in entries(request.user, first, following - timedelta(days=1), kind=kind):
        days.setdefault(max(entry.day, first), []).append(entry)
    feed = CalendarFeed.objects.filter(user=request.user).first()
    shown = {
        "first": first,
        "before": f"{(first - timedelta(days=1)):%Y-%m}",
        "after": f"{following:%Y-%m}",
        "days": days,
        "filters": form,
        "today": timezone.localdate(),
        "feed": _address(feed) if feed else "",
    }
    return render(request, "programme/calendar.html", shown)


def _address(feed: CalendarFeed) -> str:
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse("calendar_feed", args=[feed.secret])


@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make the person's secret address, make a new one (the old one is dead then), or take it back."""
    with transaction.atomic():
        feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(user=request.user).first()
        if "thu-hoi" in request.POST:
            if feed:
                feed.delete()
            messages.success(request, "Đã thu hồi địa chỉ lịch. Chương trình lịch cũ không đọc được nữa.")
        else:
            feed = feed or CalendarFeed(user=request.user)
            feed.secret = secrets.token_urlsafe(32)
            feed.save()
            messages.success(
                request, "Đã tạo địa chỉ lịch riêng. Ai có địa chỉ này đều đọc được lịch của bạn."
            )
    return redirect("calendar")


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The person's dates as iCalendar; a wrong, old or revoked address, or an ended account, is no page."""
    feed = CalendarFeed.objects.select_related("user__unit").filter(secret=secret).first()
    if feed is None or not feed.user.is_active:
        raise Http404
    content = ics(feed.user, timezone.localdate())
    headers = {
        "Content-Disposition": 'inline; filename="ocop-can-tho.ics"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def ics(user: User, today: date) -> bytes:
    """The dates from two months back to a year ahead."""
    made: Any = Calendar()
    made.add("prodid", "-//OCOP Can Tho//Lich//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", "OCOP Cần Thơ")
    for entry in entries(user, today - BEFORE, today + AFTER):
        event: Any = Event()
        event.add("uid", f"{entry.uid}@ocop-can-tho")
        event.add("dtstamp", timezone.now())
        event.add("summary", entry.title)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.until + timedelta(days=1))  # the day after the last, as the format wants
        event.add("categories", [entry.kind_label])
        event.add("url", settings.PUBLIC_BASE_URL.rstrip("/") + entry.url)
        if entry.place:
            event.add("location", entry.place)
        made.add_component(event)
    return made.to_ical()
