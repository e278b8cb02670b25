from reports.enums import DispatchState, ReportRunState, SignatureKind
from reports.models.dispatch import ReportDispatch, ReportRecipient
from reports.models.run import ReportRun
from reports.models.settings import ReportSetting
from reports.models.yearbook import Yearbook, YearbookEntry

__all__ = [
    "DispatchState",
    "ReportDispatch",
    "ReportRecipient",
    "ReportRun",
    "ReportRunState",
    "ReportSetting",
    "SignatureKind",
    "Yearbook",
    "YearbookEntry",
]
