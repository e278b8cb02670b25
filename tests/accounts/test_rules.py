import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts import rules
from accounts.models import Role, User
from accounts.policy import require

PREDICATES = {
    "is_office_admin": {Role.OFFICE_ADMIN},
    "is_office": {Role.OFFICE_ADMIN, Role.OFFICE_STAFF},
    "is_local_officer": {Role.LOCAL_OFFICER},
    "is_producer": {Role.PRODUCER},
    "is_council_member": {Role.COUNCIL_MEMBER},
    "is_adviser": {Role.ADVISER},
    "is_leader": {Role.LEADER},
}


@pytest.mark.parametrize(("name", "roles"), PREDICATES.items())
def test_predicate_holds_for_its_roles_only(name, roles):
    predicate = getattr(rules, name)
    assert {role for role in Role if predicate(User(role=role))} == roles
    assert not any(predicate(User(role=role, is_active=False)) for role in Role)
    assert not predicate(AnonymousUser())


def test_require_gives_a_reason_in_vietnamese():
    require(User(role=Role.OFFICE_ADMIN), "accounts.manage_accounts")
    with pytest.raises(PermissionDenied) as refused:
        require(User(role=Role.OFFICE_STAFF), "accounts.manage_accounts")
    assert str(refused.value) == "Chỉ quản trị của Văn phòng Điều phối được cấp và sửa tài khoản."
    with pytest.raises(PermissionDenied) as refused:
        require(AnonymousUser(), "accounts.enter_admin", reason="Hãy đăng nhập.")
    assert str(refused.value) == "Hãy đăng nhập."
