"""Before accounts and roles change, something is issued or revoked: is it still the person who signed in?"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.confirming import identity_question

# Asked when the form is opened, for a file chosen in it would not outlive the question when it is sent.
ISSUING = frozenset(
    {
        *("round_decision", "bulk_decide", "entry_decide", "extension_create"),
        *("withdrawal_create", "withdrawal_decide", "proposal_step"),
        *("report_sign", "report_issue", "report_sign_digitally"),
    }
)
# Asked when it is sent: reading accounts is no change.
ACCOUNTS = frozenset(
    {
        *("account_act", "support_start", "personal_erase", "admin:auth_user_password_change"),
        *("admin:accounts_user_add", "admin:accounts_user_change", "admin:accounts_user_changelist"),
    }
)


def is_asked(name: str, method: str) -> bool:
    """Whether the page ``name`` wants the password again for this method."""
    return name in ISSUING or (name in ACCOUNTS and method == "POST")


class ConfirmIdentityMiddleware:
    """Asks for the password or a code again, then goes on with what was sent; for a while it does not ask twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return None
        return identity_question(request) if is_asked(match.view_name, request.method or "") else None
