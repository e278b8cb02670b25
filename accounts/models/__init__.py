from accounts.models.user import OFFICE_ROLES, Role, User

__all__ = ["OFFICE_ROLES", "Role", "User"]
