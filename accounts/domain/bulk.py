"""Many accounts at once, for imports."""

from collections.abc import Sequence
from typing import Any

import pghistory
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.models import OFFICE_ROLES, User
from core.errors import ActRefused


@transaction.atomic
def create_accounts(*, rows: Sequence[dict[str, Any]], actor: User | None) -> list[User]:
    """Make accounts that cannot sign in before their owners set a password.

    Raises ActRefused for an address that has one already; nothing has changed then.
    """
    made = [User(is_staff=row["role"] in OFFICE_ROLES, password=make_password(None), **row) for row in rows]
    for user in made:
        user.fill_keys()
    try:
        with pghistory.context(user=actor.pk if actor else None), transaction.atomic():
            return User.objects.bulk_create(made, batch_size=1000)
    except IntegrityError as error:
        raise ActRefused("Một thư điện tử trong tệp vừa được cấp tài khoản. Hãy xem lại.") from error
