from reports.models.run import ReportRun, ReportRunState

__all__ = ["ReportRun", "ReportRunState"]
