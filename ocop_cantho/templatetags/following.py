"""The button that follows what a page is about."""

from typing import Any

from django import template
from django.db.models import Model

from accounts.domain.following import is_following
from ocop_cantho.following import kind_of

register = template.Library()


@register.inclusion_tag("account/follow_button.html", takes_context=True)
def follow_button(context: Any, thing: Model) -> dict[str, Any]:
    """Follow ``thing``, or let it go if it is followed."""
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "kind": kind_of(thing),
        "thing": thing,
        "followed": is_following(request.user, thing),
    }
