from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "regimes"
    verbose_name = "Quy định và bộ tiêu chí"
