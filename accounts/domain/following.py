"""Asking to hear of what happens to one thing, and no longer."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from accounts.models import Follow, User


def follow(*, user: User, thing: Model) -> Follow:
    """``user`` hears of every step of ``thing`` from now on; asked twice, once."""
    found, _ = Follow.objects.get_or_create(user=user, **_named(thing))
    return found


def unfollow(*, user: User, thing: Model) -> None:
    Follow.objects.filter(user=user, **_named(thing)).delete()


def is_following(user: User, thing: Model) -> bool:
    return Follow.objects.filter(user=user, **_named(thing)).exists()


def followers_of(*things: Model) -> QuerySet[User]:
    """The active people who follow any of these; each once."""
    any_of = Q()
    for thing in things:
        any_of |= Q(**_named(thing))
    return User.objects.active().filter(pk__in=Follow.objects.filter(any_of).values("user")).order_by("pk")


def _named(thing: Model) -> dict[str, Any]:
    return {"content_type": ContentType.objects.get_for_model(thing), "object_id": thing.pk}
