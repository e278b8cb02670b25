"""Invented rows in bulk: as whole as rows saved one by one."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from core.bulk import copy_in, next_key
from core.text import fold, sort_key
from ocop_cantho.demo.scale import generate
from producers.models import Producer
from products.models import Dossier, Product, Rating
from tests.factories.localities import UnitFactory
from tests.factories.producers import ProducerFactory
from tests.factories.regimes import CriteriaSetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference():
    UnitFactory()
    CriteriaSetFactory()


def test_rows_are_whole_and_marked_as_invented(reference):
    made = generate(10)
    assert made == {"producers": 5, "products": 10, "ratings": 10, "dossiers": 10}
    for product in Product.objects.select_related("producer"):
        assert product.is_demo
        assert product.producer.is_demo
        assert (product.search_key, product.sort_key) == (fold(product.search_text()), sort_key(product.name))
        assert product.unit_id == product.producer.unit_id
        assert product.ratings.get().expires_on > product.ratings.get().decided_on
        assert product.dossiers.count() == 1
    assert Rating.objects.filter(is_demo=False).count() == Dossier.objects.filter(is_demo=False).count() == 0


def test_further_rows_go_behind_those_that_are_there(reference):
    generate(3)
    ProducerFactory()
    generate(3)
    assert Product.objects.count() == 6
    assert ProducerFactory().pk == next_key(Producer) - 1


def test_copied_rows_keep_quotes_tabs_and_vietnamese():
    unit = UnitFactory()
    name = 'Cơ sở "Đặng\\Út"'
    copy_in(Producer, [Producer(pk=next_key(Producer), kind="household", name=name, unit=unit, address="")])
    assert Producer.objects.get().name == name


def test_the_command_says_what_it_made(reference, capsys):
    call_command("generate_scale", products=2)
    assert json.loads(capsys.readouterr().out) == {"producers": 1, "products": 2, "ratings": 2, "dossiers": 2}


@pytest.mark.parametrize("products", [0, 2_000_000])
def test_senseless_numbers_are_refused(reference, products):
    with pytest.raises(CommandError, match="từ 1 đến 1000000"):
        call_command("generate_scale", products=products)


def test_without_reference_data_it_says_what_to_run_first():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("generate_scale", products=2)


@override_settings(DEMONSTRATION=False)
def test_a_real_server_is_left_alone(reference):
    with pytest.raises(CommandError, match="không trên máy chủ thật"):
        call_command("generate_scale", products=2)
    assert Product.objects.count() == 0
