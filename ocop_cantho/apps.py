from django.contrib.admin import apps as django_admin


class OfficeAdminConfig(django_admin.AdminConfig):
    """Django's administration, entered by the coordination office only."""

    default = False  # "ocop_cantho" itself is an app without a configuration of its own
    default_site = "ocop_cantho.admin_site.OfficeAdminSite"
