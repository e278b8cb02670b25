"""Every address has a row in the role matrix, and answers each role as its row says."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.consistency import stock
from tests.consistency.role_matrix import ADMIN_NAMESPACE, EVERYBODY, OFFICE, ROLE_MATRIX
from tests.harness.client import Client
from tests.harness.words import english_on

REFUSED = {403, 404}


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The full names of all addresses; one without a name is given by its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        elif entry.namespace != ADMIN_NAMESPACE:
            yield from url_names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


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


@pytest.fixture(scope="module")
def stock_folder(django_db_setup, django_db_blocker, tmp_path_factory):
    """What rows begin with, and the folder of its files."""
    folder = tmp_path_factory.mktemp("stock")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), stock.filled():
        yield folder


def answer(row, name, role):
    """Whether this role is given the page; all that it changes is undone."""
    user, client = stock.user_of(role), Client()
    with transaction.atomic():
        path = reverse(name, kwargs=row.target(user) or None)
        if user:
            client.force_login(user)
        response = client.generic(row.method, path)
        assert response.status_code < 500, role
        assert english_on(response) == [], role
        if response.streaming:
            list(response)  # a file is closed when it has been read
        transaction.set_rollback(True)
    return is_answered(response, path)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ROLE_MATRIX))
def test_roles_are_answered_as_the_row_says(stock_folder, settings, name):
    settings.MEDIA_ROOT = stock_folder
    row = ROLE_MATRIX[name]
    assert {role for role in EVERYBODY if answer(row, name, role)} == row.allowed


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_admin_is_the_offices(client, role):
    user = stock.user_of(role)
    if user:
        client.force_login(user)
    response = client.get(reverse("admin:index"))
    assert (response.status_code == 200) == (role in OFFICE)
