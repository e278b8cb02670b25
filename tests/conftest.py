"""The harness: faults that would pass unseen are made to fail."""

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

INLINE_HANDLER = re.compile(r"^on[a-z]+$")


class _Page(HTMLParser):
    """What the content security policy and the csrf check would refuse in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._post_form: str | None = None
        self._has_token = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if any(INLINE_HANDLER.match(name) for name in attributes):
            self.faults.append(f"inline handler on <{tag}>")
        if "style" in attributes:
            self.faults.append(f"inline style on <{tag}>")
        if (
            tag == "script"
            and not {"src", "nonce"} & attributes.keys()
            and attributes.get("type") != "application/json"
        ):
            self.faults.append("inline script")
        if tag == "form" and (attributes.get("method") or "get").lower() == "post":
            self._post_form, self._has_token = attributes.get("action") or "(same page)", False
        if tag == "input" and attributes.get("name") == "csrfmiddlewaretoken":
            self._has_token = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._post_form is not None:
            if not self._has_token:
                self.faults.append(f"form {self._post_form} without csrf token")
            self._post_form = None


class InspectingClient(Client):
    """Reads every page it is given, except the admin's, whose templates are not ours."""

    def request(self, **request):
        response = super().request(**request)
        html = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if html and not request.get("PATH_INFO", "").startswith("/quan-tri/"):
            page = _Page()
            page.feed(response.content.decode())
            assert page.faults == [], f"{request.get('PATH_INFO')}: {page.faults}"
        return response


@pytest.fixture
def client() -> Client:
    """A browser without JavaScript that refuses pages the security policy would break."""
    return InspectingClient()


@pytest.fixture(autouse=True)
def media_of_one_test(settings, tmp_path: Path) -> None:
    """Files written by a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where skips are not allowed (continuous integration), a skipped test has failed."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("OCOP_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but skips are not allowed here: {report.longrepr}"
