"""The law's forms carry what the dossier holds."""

import pytest
from django.urls import reverse

from products.interfaces.law_forms import form_context
from tests.factories import products as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def printed(client, dossier, form):
    return client.get(reverse("dossier_print", args=[dossier.pk, form]))


@pytest.fixture
def office(client):
    client.force_login(UserFactory())
    return client


def test_form_02_lists_marks_papers_and_boxes():
    dossier = make.complete(make.draft())
    dossier.declarations = {"trademark": True, "other": True, "other_text": "Giống mới"}
    make.paper_in(dossier, name="Phiếu.pdf", criteria=["1.1", "7"])
    shown = form_context(dossier, "mau-02")
    assert [(row["criterion"].code, row["mark"].option.points, row["papers"]) for row in shown["rows"]] == [
        ("1.1", 40, ["Phiếu"]),
        ("5.1", 20, []),
        ("5.2", 5, []),
        ("7", 35, ["Phiếu"]),
    ]
    assert [paper.title for paper in shown["papers"]] == ["Phiếu"]
    ticked = [label for label, is_ticked in shown["boxes"] if is_ticked]
    assert ticked == ["d) Giấy chứng nhận đăng ký nhãn hiệu", "d) Quyền sở hữu trí tuệ khác"]
    assert (shown["other_text"], shown["score"].total) == ("Giống mới", 100)


def test_forms_are_pages_and_form_03_waits_for_the_commune(office):
    dossier = make.complete(make.draft())
    found = {
        form: printed(office, dossier, form).status_code for form in ("mau-01", "mau-02", "mau-03", "mau-04")
    }
    assert found == {"mau-01": 200, "mau-02": 200, "mau-03": 404, "mau-04": 404}
    accepted = make.accepted()
    page = printed(office, accepted, "mau-03").content.decode()
    assert make.FORM_03["idea_origin"] in page
    assert accepted.form_number in printed(office, accepted, "mau-01").content.decode()
