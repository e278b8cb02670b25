"""People who sign in. Every account's password is PASSWORD."""

import factory
from django.contrib.auth.hashers import make_password

from accounts.enums import NotificationKind
from accounts.models import Notification, Role, User

PASSWORD = "mat-khau-thu-nghiem"


class UserFactory(factory.django.DjangoModelFactory):
    """An office clerk; the traits give the other roles."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"nguoi{n}@ocop.test")
    name = factory.Sequence(lambda n: f"Nguyễn Văn {n:05d}")
    role = Role.OFFICE_STAFF
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    unit = None

    class Params:
        admin = factory.Trait(role=Role.OFFICE_ADMIN, is_staff=True)
        officer = factory.Trait(
            role=Role.LOCAL_OFFICER, unit=factory.SubFactory("tests.factories.localities.UnitFactory")
        )
        producer = factory.Trait(role=Role.PRODUCER)
        member = factory.Trait(role=Role.COUNCIL_MEMBER)
        adviser = factory.Trait(role=Role.ADVISER)
        leader = factory.Trait(role=Role.LEADER)


class NotificationFactory(factory.django.DjangoModelFactory):
    """Something unread that somebody must do."""

    class Meta:
        model = Notification

    user = factory.SubFactory(UserFactory)
    kind = NotificationKind.TASK
    text = factory.Sequence(lambda n: f"Hồ sơ số {n} chờ bạn xem xét.")
    url = "/ho-so/"
