"""Who sees plans: the office, leaders, and officers of the localities (issued ones only). The office writes."""

import rules

from accounts.rules import covers_unit, is_leader, is_local_officer, is_office

rules.add_perm("programme.view_plans", is_office | is_leader | is_local_officer)
rules.add_perm("programme.manage", is_office)
rules.add_perm("programme.report_activity", is_office | covers_unit)
rules.add_perm("programme.propose_commendation", is_office | is_local_officer)
