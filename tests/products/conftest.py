"""A signed-in browser for the tests of this folder that need one."""

import pytest
from django.test import Client

from tests.factories.accounts import UserFactory


@pytest.fixture
def signed_in(page, live_server):
    """The office's browser; `goto` takes an address with its host."""
    client = Client()
    client.force_login(UserFactory())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


@pytest.fixture
def phone(signed_in):
    """The same on a phone."""
    signed_in.set_viewport_size({"width": 390, "height": 844})
    return signed_in
