"""Certificates and deadlines are said in time, each once, whatever days the clock stood still."""

import random
from datetime import date, timedelta

import pytest

from accounts.models import Notification
from products.domain.reminders import MARKS, remind
from products.models import Dossier, DossierState
from tests.factories import products as make
from tests.factories.accounts import UserFactory
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerAccountFactory

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 1)


def test_each_mark_before_the_end_is_said_once_through_outages():
    chance = random.Random(26)
    product = make.ProductFactory()
    holder = ProducerAccountFactory(producer=product.producer).user
    make.RatingFactory(product=product, decided_on=date(2024, 3, 1), expires_on=ENDS)
    day, last = ENDS - timedelta(days=200), {}
    while day <= ENDS + timedelta(days=5):
        before = holder.notifications.count()
        remind(today=day)
        if holder.notifications.count() > before:
            key = holder.notifications.order_by("-pk").first().key
            last[int(key.rpartition("-")[2])] = (ENDS - day).days
        day += timedelta(days=chance.choice((0, 1, 1, 3)))
    assert set(last) == set(MARKS)
    assert all(mark - 3 <= said <= mark for mark, said in last.items())
    assert holder.notifications.count() == len(MARKS)
    assert "01/03/2027" in holder.notifications.first().text


def test_a_product_whose_renewal_is_on_the_way_is_left_alone_until_the_last_week():
    dossier = make.draft()
    holder = ProducerAccountFactory(producer=dossier.product.producer).user
    make.RatingFactory(product=dossier.product, decided_on=date(2024, 3, 1), expires_on=ENDS)
    assert remind(today=ENDS - timedelta(days=100)) == 0
    remind(today=ENDS - timedelta(days=5))
    assert holder.notifications.count() == 1


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
