"""Entering and changing products."""

import pytest
from django.core.exceptions import ValidationError

from core.errors import LooksAlike, StaleVersion
from core.history import FieldChange, changes_of
from products.domain import catalogue
from products.models import Product
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.factories.products import ProductFactory

pytestmark = pytest.mark.django_db


def entered(producer, name="Nước mắm cá linh", **changes):
    return catalogue.register_product(producer=producer, actor=UserFactory(), name=name, **changes)


def test_a_product_lies_where_its_producer_does():
    producer = ProducerFactory()
    product = entered(producer, standards="TCVN 5107:2018")
    assert (product.unit, product.version, product.standards) == (producer.unit, 1, "TCVN 5107:2018")


def test_the_same_name_of_one_producer_is_refused():
    producer = ProducerFactory()
    entered(producer)
    with pytest.raises(ValidationError, match="đã có một sản phẩm cùng tên"):
        entered(producer, "NUOC MAM CA LINH")
    assert Product.objects.count() == 1


def test_a_similar_name_of_the_producer_is_shown_and_then_confirmed():
    producer = ProducerFactory()
    first = entered(producer)
    with pytest.raises(LooksAlike) as warned:
        entered(producer, "Cá linh nước mắm")
    assert [row.pk for row in warned.value.alike] == [first.pk]
    assert entered(producer, "Cá linh nước mắm", confirmed=[first.pk]).pk != first.pk
    assert entered(ProducerFactory(), "Cá linh nước mắm").name == "Cá linh nước mắm"


def test_a_change_is_checked_kept_and_seen():
    product = ProductFactory(markets="")
    actor = UserFactory(name="Lê Cán Bộ")
    change = {"product_id": product.pk, "version": 1, "actor": actor}
    catalogue.change_product(**change, markets="Siêu thị", standardised_year=2022)
    with pytest.raises(StaleVersion):
        catalogue.change_product(**change, markets="Chợ")
    product.refresh_from_db()
    assert (product.markets, product.version) == ("Siêu thị", 2)
    assert changes_of(product)[0].fields == (
        FieldChange("thị trường", "(trống)", "Siêu thị"),
        FieldChange("năm được chuẩn hóa", "(trống)", "2022"),
    )


def test_a_standardised_year_before_the_programme_is_refused():
    with pytest.raises(ValidationError, match="từ 2018"):
        entered(ProducerFactory(), standardised_year=1999)
