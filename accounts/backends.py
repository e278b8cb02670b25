"""Who is asking: the session and its account, read anew on every request so that ending either ends it at once.

Both are asked for in SQL that is written out, because building these two questions through the models takes longer
than answering them, and a third of the time of saving a mark (docs/decisions/0044).
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.models import User


class SessionStore(db.SessionStore):
    """The sessions of the database (SESSION_ENGINE)."""

    def _get_session_from_db(self) -> Any:
        rows = self.model.objects.raw(
            "SELECT session_key, session_data, expire_date FROM django_session "
            "WHERE session_key = %s AND expire_date > %s",
            [self.session_key, timezone.now()],
        )
        found = next(iter(rows), None)
        if found is None:
            self._session_key = None
        return found


class AccountBackend(AuthenticationBackend):
    """Signs in by e-mail and password, as allauth does, and knows the account of a session again."""

    def get_user(self, user_id: int) -> User | None:
        rows = User.objects.raw("SELECT * FROM accounts_user WHERE id = %s", [user_id])
        found = next(iter(rows), None)
        return found if found is not None and self.user_can_authenticate(found) else None
