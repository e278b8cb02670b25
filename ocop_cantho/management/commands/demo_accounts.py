from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from ocop_cantho.demo.people import PASSWORD


class Command(BaseCommand):
    help = "In các tài khoản minh họa, mỗi vai trò một tài khoản."

    def handle(self, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Hệ thống này không có tài khoản minh họa.")
        self.stdout.write(f"\nTài khoản minh họa (mật khẩu chung: {PASSWORD})")
        for user in User.objects.filter(is_demo=True).order_by("pk"):
            self.stdout.write(f"  {user.email:30} {user.get_role_display()}")
