"""Who sees plans: the office, leaders, and officers of the localities (issued ones only)."""

import rules

from accounts.rules import is_leader, is_local_officer, is_office

rules.add_perm("programme.view_plans", is_office | is_leader | is_local_officer)
