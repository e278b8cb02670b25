"""Where an account is signed in, and signing it out elsewhere."""

import re
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.models import SignIn, User

KEPT = timedelta(days=180)
# the first that fits: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Zalo", "Zalo"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """A browser's own description of itself, as its user would say it: “Chrome trên Windows”."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system or "Trình duyệt không rõ"


def note_sign_in(*, user: User, session_key: str, address: str | None, agent: str) -> None:
    """Keep that the account is in use in this browser now."""
    SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "last_seen_at": timezone.now(), "ended_at": None},
        create_defaults={
            "user": user,
            "address": address,
            "browser": browser_name(agent),
        },
    )


@transaction.atomic
def end_sessions(*, user: User, except_key: str = "", pk: int | None = None) -> int:
    """Sign the account out: everywhere, everywhere but in one browser, or in one; returns in how many."""
    rows = SignIn.objects.filter(user=user).open().exclude(session_key=except_key)
    if pk is not None:
        rows = rows.filter(pk=pk)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(session_key__in=keys).update(ended_at=timezone.now())


def tidy_sessions() -> int:
    """Close what has no session any more, and forget what ended half a year ago; returns how many went."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    SignIn.objects.open().exclude(session_key__in=alive).update(ended_at=timezone.now())
    gone, _ = SignIn.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()
    return gone
