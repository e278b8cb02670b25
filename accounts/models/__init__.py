from accounts.models.access import Invitation, SignIn, SupportView
from accounts.models.kept import Follow, SavedFilter
from accounts.models.notification import Digest, MailChoice, Notification
from accounts.models.personal import Erasure, PersonalView
from accounts.models.user import OFFICE_ROLES, Role, User

__all__ = [
    "OFFICE_ROLES",
    "Digest",
    "Erasure",
    "Follow",
    "Invitation",
    "MailChoice",
    "Notification",
    "PersonalView",
    "Role",
    "SavedFilter",
    "SignIn",
    "SupportView",
    "User",
]
