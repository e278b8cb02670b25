from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.domain.letters import deliver


def attempted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str | None:
    """The e-mail somebody tries to sign in with, as axes counts failures: one name in whatever case."""
    name = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not name and request is not None:
        name = request.POST.get("login")
    return name.strip().lower() if name else None


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by the coordination office; nobody signs up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này đã ngừng hoạt động. Hãy liên hệ Văn phòng Điều phối.",
        "email_password_mismatch": "Thư điện tử hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.",
        "invalid_login": "Thư điện tử hoặc mật khẩu không đúng. Hãy kiểm tra rồi nhập lại.",
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "incorrect_code": "Mã không đúng. Hãy nhập mã 6 số đang hiện trong ứng dụng xác thực.",
        "invalid_or_expired_key": "Đường dẫn đã dùng hoặc đã hết hạn.",
        "invalid_password_reset": "Đường dẫn đặt lại mật khẩu đã dùng hoặc đã hết hạn. Hãy yêu cầu lại.",
        "too_many_login_attempts": "Đăng nhập sai quá nhiều lần. Hãy thử lại sau.",
        "unknown_email": "Không có tài khoản nào dùng địa chỉ này.",
        "same_as_current": "Mật khẩu mới phải khác mật khẩu hiện tại.",
        "rate_limited": "Bạn gửi quá nhiều yêu cầu. Hãy chờ ít phút.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By a worker: how long the page takes tells nobody whether an address has an account."""
        context = {"request": self.request, "email": email, "current_site": None, **context}
        letter = self.render_mail(template_prefix, email, context)
        deliver(subject=letter.subject, body=letter.body, to=email)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """E-mail is the only name an account signs in with."""
