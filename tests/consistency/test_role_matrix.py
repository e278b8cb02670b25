"""Every address has a row in the role matrix, and answers each role as its row says."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Role
from tests.consistency.role_matrix import ADMIN_NAMESPACE, EVERYBODY, OFFICE, ROLE_MATRIX, VISITOR
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.harness.words import english_on

REFUSED = {403, 404}


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The full names of all addresses; one without a name is given by its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        elif entry.namespace != ADMIN_NAMESPACE:
            yield from url_names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


def user_of(role):
    if role == VISITOR:
        return None
    unit = UnitFactory() if role == Role.LOCAL_OFFICER else None
    return UserFactory(role=role, unit=unit, is_staff=role in OFFICE)


def is_answered(response, path):
    """Whether the page was given: not refused, and not a redirect to sign in first."""
    if response.status_code in REFUSED:
        return False
    location = response.headers.get("Location", "")
    return not (
        response.status_code == 302 and location.startswith(f"{reverse('account_login')}?next={path}")
    )


def test_every_url_has_a_row_and_every_row_a_url():
    assert set(url_names(get_resolver())) == set(ROLE_MATRIX)


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(EVERYBODY))
@pytest.mark.parametrize("name", sorted(ROLE_MATRIX))
def test_role_is_answered_as_the_row_says(client, name, role):
    row, user = ROLE_MATRIX[name], user_of(role)
    path = reverse(name, kwargs=row.target(user) or None)
    if user:
        client.force_login(user)
    response = client.generic(row.method, path)
    assert is_answered(response, path) == (role in row.allowed), f"{role}: {response.status_code}"
    assert response.status_code < 500
    assert english_on(response) == []
    if response.streaming:
        list(response)  # a file is closed when it has been read


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_admin_is_the_offices(client, role):
    user = user_of(role)
    if user:
        client.force_login(user)
    response = client.get(reverse("admin:index"))
    assert (response.status_code == 200) == (role in OFFICE)
