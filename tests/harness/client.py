"""The test client that looks at every page it gets."""

from contextlib import nullcontext
from typing import Any

from django import test
from django.http import HttpResponseBase

from tests.harness.html import faults_of
from tests.harness.sql import nothing_written

# Pages that packages draw; their content security policy is set apart.
FOREIGN = ("/quan-tri/",)
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class FaultyPageError(AssertionError):
    """A page was answered that a browser under our content security policy would not show as meant."""


class Client(test.Client):
    """Fails on inline scripts, styles and handlers, on POST forms without csrf token, and on writes in a GET.

    `may_write_in_get` switches the last one off, for what signing in and out does.
    """

    may_write_in_get = False

    def request(self, **request: Any) -> HttpResponseBase:
        reading = request.get("REQUEST_METHOD") in READING and not self.may_write_in_get
        with nothing_written() if reading else nullcontext():
            response = super().request(**request)
        self._inspect(response, request.get("PATH_INFO", ""))
        return response

    @staticmethod
    def _inspect(response: HttpResponseBase, path: str) -> None:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith("text/html") or path.startswith(FOREIGN):
            return
        if faults := faults_of(response.content.decode(response.charset)):
            raise FaultyPageError(f"{path}: " + "; ".join(faults))
