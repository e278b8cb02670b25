"""A list from one declaration of its columns: narrowed, sorted, paged, taken away as it is seen."""

import io

import openpyxl
import pytest
from django.test import RequestFactory

from core.listing import PAGE, ListColumn, ordered, show_list
from producers.models import Producer
from tests.factories.accounts import UserFactory
from tests.factories.producers import ProducerFactory
from tests.harness.queries import assert_same_queries

pytestmark = pytest.mark.django_db
COLUMNS = (
    ListColumn(
        "ten", "Tên", lambda row: row.name, sort=("sort_key",), link=lambda row: f"/chu-the/{row.pk}/"
    ),
    ListColumn("xa", "Xã, phường", lambda row: row.unit.name),
    ListColumn("von", "Vốn", lambda row: row.version, sort=("version",), kind="count"),
)


def asked(**query):
    request = RequestFactory().get("/danh-sach/", query)
    request.user, request.session = UserFactory(), {}
    return request


def shown(**query):
    rows = Producer.objects.select_related("unit").by_name()
    return show_list(asked(**query), rows, COLUMNS, heading="Danh sách thử", file_name="thu")


def names(**query):
    return [row.name for row in ordered(asked(**query), Producer.objects.by_name(), COLUMNS)]


def test_a_press_on_a_heading_sorts_and_a_second_one_turns_it_round():
    for name, version in (("Đậu", 2), ("Dừa", 3), ("Ấu", 1)):
        ProducerFactory(name=name, version=version)
    assert names() == names(xep="ten") == ["Ấu", "Dừa", "Đậu"]
    assert names(xep="-von") == ["Dừa", "Đậu", "Ấu"]
    assert names(xep="xa") == names(xep="; drop table") == names(), "no such order: as it was"


def test_the_page_and_the_workbook_hold_the_same_rows_in_the_same_order():
    for number in range(PAGE + 2):
        ProducerFactory(name=f"Cơ sở {number:02}", version=number + 1)
    page = shown(xep="-ten").content.decode()
    assert page.index("Cơ sở 31") < page.index("Cơ sở 03")
    assert "Cơ sở 01" not in page
    assert 'aria-sort="descending"' in page
    assert "Cơ sở 01" in shown(xep="-ten", page="2").content.decode()
    file = shown(xep="-ten", xuat="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    listed = [row for row in cells if str(row[0] or row[1]).startswith("Cơ sở") or "Cơ sở" in str(row)]
    assert len(listed) == PAGE + 2
    assert "Cơ sở 31" in listed[0]
    assert "Cơ sở 00" in listed[-1]


def test_an_empty_list_says_so_and_many_rows_cost_no_more():
    assert "Không có dòng nào phù hợp." in shown().content.decode()
    ProducerFactory()
    assert_same_queries(shown, grow=lambda: ProducerFactory.create_batch(5), at_most=4)
