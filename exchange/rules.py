"""Files go in and out through the office."""

import rules

from accounts.rules import is_office

rules.add_perm("exchange.import_files", is_office)
