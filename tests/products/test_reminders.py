"""Deadlines of dossiers are said in time, each once, whatever days the clock stood still."""

from datetime import date

import pytest

from accounts.models import Notification
from products.domain.reminders import remind
from products.models import Dossier, DossierState
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (DossierState.COMMUNE_REVIEW, "officer"),
        (DossierState.OFFICE_CHECK, "office"),
        (DossierState.RETURNED, "producer"),
        (DossierState.ACCEPTED, ""),
    ],
)
def test_who_holds_the_dossier_hears_of_its_deadline_at_amber_and_at_red(state, who):
    unit = UnitFactory()
    dossier = make.draft(producer__unit=unit)
    people = {
        "officer": UserFactory(officer=True, unit=unit),
        "office": UserFactory(),
        "producer": ProducerAccountFactory(producer=dossier.product.producer).user,
    }
    Notification.objects.all().delete()
    Dossier.objects.filter(pk=dossier.pk).update(state=state, due_on=date(2026, 11, 25))
    for day in (10, 20, 24, 25, 26, 30):
        remind(today=date(2026, 11, day))
    said = {name: user.notifications.count() for name, user in people.items()}
    expected = dict.fromkeys(people, 0)
    if who:
        expected[who] = 2
    if who == "producer":  # the officer helps the producer to mend it
        expected["officer"] = 2
    assert said == expected
