"""Writing the chained log of a sheet, and the seal of a round. Called by acts that hold the locks."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from evaluations.chain import beginning, canonical, digest, linked
from evaluations.models import Round, RoundSeal, ScoreLog, Sheet


def next_line(sheet: Sheet, kind: str, *, actor: User, **what: Any) -> ScoreLog:
    """The next line of a locked sheet's log, not saved; the sheet's head moves, to be saved with it."""
    number = sheet.log_count + 1
    previous = sheet.log_head or beginning(sheet.pk)
    head = {"sheet": sheet.pk, "n": number, "kind": kind, "by": actor.pk, "at": timezone.now().isoformat()}
    body = canonical({**head, "revision": sheet.revision, **what})
    sheet.log_count, sheet.log_head = number, linked(previous, body)
    return ScoreLog(sheet_id=sheet.pk, number=number, body=body, previous=previous, digest=sheet.log_head)


def write(sheet: Sheet, kind: str, *, actor: User, **what: Any) -> None:
    """Add a line to the log of a locked sheet; the caller saves ``LOG_FIELDS`` with the rest."""
    next_line(sheet, kind, actor=actor, **what).save()


LOG_FIELDS = ("log_count", "log_head")


def seal_body(round_: Round, number: int, previous: str) -> tuple[str, int, int]:
    """The seal's text with how many sheets and lines it holds; the same rows give the same text."""
    rows = list(
        Sheet.objects.filter(entry__round=round_)
        .order_by("pk")
        .values_list("pk", "entry_id", "member_id", "number", "log_count", "log_head")
    )
    chains = [[*row[:5], row[5] or beginning(row[0])] for row in rows]
    body = canonical({"round": round_.pk, "number": number, "previous": previous, "sheets": chains})
    return body, len(rows), sum(row[4] for row in rows)


def seal(round_: Round, *, actor: User) -> RoundSeal:
    """Seal a round that is being closed and is locked."""
    before = round_.seals.order_by("-number").first()
    number = before.number + 1 if before else 1
    body, sheets, lines = seal_body(round_, number, before.digest if before else "")
    return RoundSeal.objects.create(
        round=round_,
        number=number,
        body=body,
        digest=digest(body),
        sheets=sheets,
        lines=lines,
        sealed_at=timezone.now(),
        sealed_by=actor,
    )
