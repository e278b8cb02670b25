"""Files go in and out through the office."""

import rules

from accounts.rules import is_leader, is_office

rules.add_perm("exchange.import_files", is_office)
rules.add_perm("exchange.compare", is_office | is_leader)
