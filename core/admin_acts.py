"""Acts carried out on several rows of an administration list: first shown row by row, then confirmed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import action
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core.errors import ActRefused

AT_ONCE = 200
Act = Callable[[Any, Any], object]


@dataclass(frozen=True)
class Outcome:
    """What an act does to a row: nothing where it is refused, and why."""

    row: Model
    refusal: str = ""


def bulk_act(*, name: str, label: str, done: str, act: Act, permission: str = "change") -> Any:
    """An action of a list that calls ``act(row, actor)`` for each chosen row.

    What would come of it is shown before anything is changed; ``done`` says afterwards for how many it was.
    """

    @action(description=label, permissions=[permission])
    def run(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        rows = list(queryset[: AT_ONCE + 1])
        if len(rows) > AT_ONCE:
            text = f"Mỗi lần chọn nhiều nhất {AT_ONCE} dòng. Hãy lọc bớt rồi làm nhiều lần."
            model_admin.message_user(request, text, messages.ERROR)
            return None
        if "confirmed" in request.POST:
            _report(model_admin, request, carry_out(rows, act, request.user), done)
            return None
        outcomes = try_out(rows, act, request.user)
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"Xem lại trước khi làm: {label}",
            "label": label,
            "action": name,
            "checkbox": ACTION_CHECKBOX_NAME,
            "possible": [one for one in outcomes if not one.refusal],
            "refused": [one for one in outcomes if one.refusal],
        }
        return TemplateResponse(request, "admin/check_act.html", context)

    run.__name__ = name
    return run


def carry_out(rows: Iterable[Model], act: Act, actor: Any) -> list[Outcome]:
    """Call the act for each row; what is refused leaves the others alone."""
    return [_one(row, act, actor) for row in rows]


def try_out(rows: Iterable[Model], act: Act, actor: Any) -> list[Outcome]:
    """What calling the act for each row, one after the other, would come to; nothing of it stays."""
    with transaction.atomic():
        outcomes = carry_out(rows, act, actor)
        transaction.set_rollback(True)
    return outcomes


def _one(row: Model, act: Act, actor: Any) -> Outcome:
    try:
        with transaction.atomic():
            act(row, actor)
    except (ActRefused, PermissionDenied) as refusal:
        return Outcome(row, str(refusal))
    return Outcome(row)


def _report(model_admin: Any, request: HttpRequest, outcomes: list[Outcome], done: str) -> None:
    refused = [one for one in outcomes if one.refusal]
    if count := len(outcomes) - len(refused):
        model_admin.message_user(request, f"{done}: {count} dòng.")
    for one in refused:
        model_admin.message_user(request, f"{one.row}: {one.refusal}", messages.ERROR)
