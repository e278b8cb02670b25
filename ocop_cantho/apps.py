from axes import apps as axes
from django.contrib.admin import apps as django_admin


class OfficeAdminConfig(django_admin.AdminConfig):
    """Django's administration, entered by the coordination office only."""

    default = False  # "ocop_cantho" itself is an app without a configuration of its own
    default_site = "ocop_cantho.admin_site.OfficeAdminSite"

    def ready(self) -> None:
        super().ready()
        from ocop_cantho.admin_site import complete

        complete()


class LockOutConfig(axes.AppConfig):
    """django-axes with a name the office understands; it offers none for translation."""

    default = False
    verbose_name = "Đăng nhập và khóa tạm"
