"""Money is seen by the office and leaders, and recorded by the office."""

import rules

from accounts.rules import is_leader, is_office

rules.add_perm("budget.view", is_office | is_leader)
rules.add_perm("budget.record", is_office)
