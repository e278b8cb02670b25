from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Báo cáo"

    def ready(self) -> None:
        from core.domain.jobs import job_failed
        from reports.domain.failing import tell_of_failure

        post_migrate.connect(_have_settings_and_schedules, sender=self)
        job_failed.connect(tell_of_failure, dispatch_uid="reports")


def _have_settings_and_schedules(**kwargs: object) -> None:
    """Rows the office edits in the administration: there from the first migration on, never set back."""
    from reports.domain.schedule import ensure_schedules
    from reports.domain.settings import ensure_settings

    ensure_settings()
    ensure_schedules()
