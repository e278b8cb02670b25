"""Who builds reports, and who reads them (which ones: ReportRun.visible_to)."""

import rules

from accounts.rules import is_leader, is_local_officer, is_office

rules.add_perm("reports.view_reports", is_office | is_leader | is_local_officer)
rules.add_perm("reports.build_reports", is_office)
rules.add_perm("reports.issue_reports", is_office)


def may(user: object, perm: str) -> bool:
    """Whether ``user`` has ``perm``, for pages that show or hide a button."""
    return rules.has_perm(perm, user)
