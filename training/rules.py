"""Who runs classes, who puts people on their lists, who takes attendance."""

import rules

from accounts.rules import covers_unit, is_leader, is_local_officer, is_office, is_producer

rules.add_perm("training.manage", is_office)
rules.add_perm("training.register", is_office | is_local_officer | is_producer)
rules.add_perm("training.take_attendance", is_office | covers_unit)
rules.add_perm("training.view_people", is_office | is_leader | is_local_officer)
